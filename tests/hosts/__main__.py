"""``python -m tests.hosts [--shots FOLDER]``: a table of every host and what works there.

Each is mounted, migrated, checked, used, and looked at in Chromium under a strict policy.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from flask import Response

from ..browser.conftest import FLAGS, strict
from ..browser.visit import Visit, act, visiting, walk
from ..support.needed import chromium
from . import test_life
from .door import close, enter
from .host import Host


def signs_in(host: Host) -> None:
    """Do what the suite does to sign in at *host*."""
    if host.enter is enter:
        test_life.test_signing_in_leads_back_to_the_page_that_was_asked_for(host)
    else:
        test_life.test_a_host_with_another_sign_in_answers_a_guest(host)


CHECKS: dict[str, Callable[[Any], None]] = {
    "mounts": test_life.test_the_check_finds_no_problem,
    "signs in": signs_in,
    "posts": test_life.test_people_sign_in_ask_answer_and_search,
    "session lost": test_life.test_a_session_lost_while_writing_does_not_lose_the_text,
    "links": test_life.test_every_page_is_in_the_layout_and_every_link_works,
    "own pages": test_life.test_mounting_does_not_change_a_page_of_the_host,
}
"""What is done with a fresh host: the tests of the suite."""
COLUMNS = [*CHECKS, "migrations", "pages in Chromium", "complaints"]


def main() -> None:
    """Print the table, row by row as it is found."""
    from playwright.sync_api import sync_playwright

    words = argparse.ArgumentParser(prog="python -m tests.hosts")
    words.add_argument("--shots", type=Path, help="a folder for a picture of each")
    shots = words.parse_args().shots
    logging.disable(logging.ERROR)
    warnings.simplefilter("ignore")
    print("| host | " + " | ".join(COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for name, create in test_life.HOSTS.items():
            with redirect_stdout(sys.stderr):  # what the tools of hosts have to say
                cells = row(name, create, browser, shots)
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        browser.close()


def row(name: str, create: Callable[..., Host], browser: Any, shots: Path | None) -> list[str]:
    """Return the cells of one host."""
    cells = [outcome(lambda made=check: with_host(create, made)) for check in CHECKS.values()]
    cells.append(outcome(lambda: migrated(create)))
    found: list[str] = []
    said = outcome(lambda: found.extend(looked_at(name, create, browser, shots)))
    return [*cells, *(found or [said, said])]


def outcome(check: Callable[[], None]) -> str:
    """Return "yes", or the first line of the error."""
    try:
        check()
    except Exception as fault:
        return f"NO: {type(fault).__name__} {str(fault).partition(chr(10))[0][:60]}"
    return "yes"


def with_host(create: Callable[..., Host], check: Callable[[Host], None]) -> None:
    """Do *check* with a host of its own."""
    with tempfile.TemporaryDirectory() as folder:
        host = create(Path(folder))
        host.set_up()
        host.forum.upgrade(host.app)
        try:
            check(host)
        finally:
            close(host.app)


def migrated(create: Callable[..., Host]) -> None:
    """Create and drop the tables; the host's own migrations must find nothing to do."""
    with tempfile.TemporaryDirectory() as folder:
        made: list[Host] = []

        def make(**settings: Any) -> Host:
            made.append(create(Path(folder), **settings))
            return made[-1]

        test_life.test_upgrade_and_downgrade_leave_the_tables_of_the_host(make)
        for host in made:
            close(host.app)


def looked_at(
    name: str, create: Callable[..., Host], browser: Any, shots: Path | None
) -> tuple[str, str]:
    """Ask, answer, look at every page in Chromium; return how many, and what it complained of."""
    with tempfile.TemporaryDirectory() as folder:
        host = create(Path(folder))
        host.app.after_request(_strict_unless_their_own)
        with visiting(host, browser) as visit:
            visit.arrive("ana")
            thread = act(visit)
            _, shown = walk(visit, thread)
            if shots:
                _picture(visit, thread, shots / f"{name.replace('/', '_').replace(' ', '-')}.png")
            return str(shown), "; ".join(visit.complaints) or "0"


def _strict_unless_their_own(answer: Response) -> Response:
    theirs = answer.headers.get("Content-Security-Policy", "")
    return answer if "default-src" in theirs else strict(answer)


def _picture(visit: Visit, thread: str, file: Path) -> None:
    visit.page.goto(visit.base + thread)
    visit.page.screenshot(path=file, full_page=True)


main()
