"""``flask forum demo``: a forum to look at, on this machine only."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.serving import WSGIRequestHandler, make_server


def _loopback(_context: click.Context, _parameter: click.Parameter, host: str) -> str:
    """Refuse an address that others can reach: in the demo anybody can act as anybody else."""
    try:
        near = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        raise click.BadParameter("the demo runs on this machine only: 127.0.0.1 or ::1")
    return host


class Quiet(WSGIRequestHandler):
    """Logs no requests, so that the address stays the last line on the screen."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing."""


def _refuse_taken(host: str, port: int) -> None:
    """Refuse a port that is in use, before anything is created."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            raise click.ClickException(
                f"port {port} is in use: try flask forum demo --port {port + 1}"
            ) from None


@click.command("demo")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, callback=_loopback)
@click.option("--fresh", is_flag=True, help="Delete all posts written in the demo and start again.")
@with_appcontext
def demo(port: int, host: str, fresh: bool) -> None:
    """Run a forum with people and threads to look at, on this machine only."""
    from .site import Strangers, create, prepare  # so that other sites do not load the demo

    _refuse_taken(host, port)
    app = create(Path(current_app.instance_path))
    try:
        prepare(app, fresh=fresh)
    except Strangers:
        raise click.ClickException(
            "instance/demo.db has members who are not part of the demo. Move the file away and "
            "try again."
        ) from None
    server = make_server(host, port, app, threaded=True, request_handler=Quiet)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"The demo is at http://{shown}:{server.port}/ (press Ctrl+C to stop)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
