"""CPU milliseconds of a request: in this process, warmed up, interleaved with everything else."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import EnvironBuilder, run_wsgi_app

from ..support.statements import counted


@dataclass
class Case:
    """A page to be measured, and what it may cost: times the floor, or milliseconds."""

    name: str
    app: Flask
    path: str
    user: str | None = None
    times: float | None = None
    milliseconds: float | None = None
    most_statements: int | None = None
    form: Callable[[], dict[str, str]] | None = None
    """Makes the fields of a new POST each time."""
    anew: bool = False
    """Whether the process first forgets what it has printed: nobody has seen the page lately."""
    cpu: list[float] = field(default_factory=list)
    statements: int = 0
    html: str = ""
    status: str = ""

    @property
    def cost(self) -> float:
        """The median of the rounds, in CPU milliseconds a request."""
        return statistics.median(self.cpu) if self.cpu else 0.0

    def send(self) -> str:
        """Send the request once, to the end of its response, and return the body."""
        if self.anew:
            self.app.extensions["forum"].memory.fragments.forget()
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"X-User": self.user} if self.user else {})
        data = self.form() if self.form else None
        builder = EnvironBuilder(
            path=self.path.partition("?")[0],
            query_string=self.path.partition("?")[2],
            headers=headers,
            method="POST" if self.form else "GET",
            data=data,
        )
        body, status, _ = run_wsgi_app(self.app, builder.get_environ(), buffered=True)
        self.status = status
        return b"".join(body).decode()

    def round(self, seconds: float) -> None:
        """Send the request for about *seconds* of CPU time and note what one costs."""
        sent, start = 0, time.process_time()
        while (spent := time.process_time() - start) < seconds:
            self.send()
            sent += 1
        self.cpu.append(spent / sent * 1000)


def engine_of(app: Flask) -> Engine:
    """Return the engine that *app* reads with."""
    if "floor_engine" in app.extensions:
        found: Engine = app.extensions["floor_engine"]
        return found
    with app.app_context():
        engine: Engine = app.extensions["forum"].db.engine
        return engine


def measure(cases: list[Case], *, rounds: int, seconds: float) -> None:
    """Measure every case *rounds* times, one after the other, so that noise affects all alike."""
    for case in cases:
        for _ in range(3):
            case.send()
        with counted(engine_of(case.app)) as seen:
            case.html = case.send()
        case.statements = len(seen)
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for case in cases:
            case.round(seconds)
