"""``flask forum demo``: the forum to look at, on this machine only."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from werkzeug.serving import WSGIRequestHandler, make_server


def _loopback(_context: click.Context, _parameter: click.Parameter, host: str) -> str:
    """Refuse an address that others could reach: anybody may be anybody in the demo."""
    try:
        near = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        raise click.BadParameter("the demo is for this machine only: 127.0.0.1 or ::1")
    return host


class Quiet(WSGIRequestHandler):
    """Answers without a line a request: the address stays the last thing on the screen."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _refuse_taken(host: str, port: int) -> None:
    """Refuse a port that somebody listens on, before anything is made."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError:
            raise click.ClickException(
                f"port {port} is taken: try flask forum demo --port {port + 1}"
            ) from None


@click.command("demo")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, callback=_loopback)
@click.option("--fresh", is_flag=True, help="Forget what was written and start again.")
@with_appcontext
def demo(port: int, host: str, fresh: bool) -> None:
    """Look at a forum with people and threads in it, on this machine only."""
    from .site import Strangers, create, prepare

    _refuse_taken(host, port)
    app = create(Path(current_app.instance_path))
    try:
        prepare(app, fresh=fresh)
    except Strangers:
        raise click.ClickException(
            "instance/demo.db has members that are not the demo's. Move it away, then try again."
        ) from None
    server = make_server(host, port, app, threaded=True, request_handler=Quiet)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"The demo is at http://{shown}:{server.port}/ (Ctrl+C ends it)")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
