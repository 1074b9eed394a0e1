"""A site that takes files, somebody who puts them up, and somebody who reads them."""

from __future__ import annotations

import re
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from forum import Forum
from forum.core import limited_process
from forum.core.config_checks import LIMITS
from forum.core.limited_process import REASONS
from forum.files.errors import infected, not_taken, too_large

from ..support.world import Client, Site, World
from . import watch

STORED = re.compile(r"\.gitignore|[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{8}(-\d+)?")
BUDGETS = ("post_files_limit", "member_files_limit", "space_files_limit")


@dataclass
class Target:
    """What a file is tried on."""

    world: World
    folder: Path
    """The only one in which files may be made."""
    notes: Path
    """Of what was done that should not be, by this process or a limited one."""
    writes: Client
    reads: Client
    thread: str
    """Its address, without which no file is on a post."""
    sentences: tuple[str, ...]
    """In which a file is refused."""

    def noted(self) -> list[str]:
        """Return what was noted since this was asked for the last time."""
        lines = self.notes.read_text().splitlines()
        self.notes.write_text("")
        return lines

    def odd(self) -> list[str]:
        """Return what lies in the storage under a name that is not one of ours."""
        kept = self.folder / "forum-files"
        names = [str(path.relative_to(kept)) for path in kept.rglob("*") if path.is_file()]
        return [name for name in names if not STORED.fullmatch(name)]

    def peak(self) -> float:
        """Return the most memory in megabytes that a limited process has had that ended itself."""
        lines = (self.folder.parent / watch.PEAKS).read_text().split()
        return max(map(int, lines), default=0) / 1024


@contextmanager
def make_target(root: Path, **settings: Any) -> Iterator[Target]:
    """Yield a site in *root*; as long as it is used, all that happens is watched."""
    root = root.resolve()
    folder = root / "site"
    (root / "tmp").mkdir()
    folder.mkdir()
    site = Site()
    app = Flask("hostile", instance_path=str(folder), root_path=str(folder))
    app.config |= {"SECRET_KEY": "hostile", "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/f.db"}
    chosen = {"drain": "inline", "limits": dict.fromkeys(LIMITS), **dict.fromkeys(BUDGETS, 0)}
    forum = Forum(app, user=site.user, login=site.login, **{**chosen, **settings})
    forum.upgrade(app)
    world = World(app, site)
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ana), ana)
    with app.test_request_context():
        reasons = [not_taken(reason) for reason in REASONS]
        sentences = (*reasons, infected(), too_large(app.extensions["forum"].config.file_limit))
    with pytest.MonkeyPatch.context() as patch, watch.watched(root) as notes:
        patch.setattr(tempfile, "tempdir", str(root / "tmp"))
        patch.setattr(limited_process, "CHILD", Path(watch.__file__))
        address = f"{world.home}/t/{thread}"
        writes, reads = world.client(ana), world.client(ben)
        yield Target(world, folder, notes, writes, reads, address, sentences)


def megabytes() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
