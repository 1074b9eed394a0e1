"""Where the files of tests lie: in memory, if this machine has a place for that."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free. A run uses less: the files of a test are deleted if it passed."""


def use_memory() -> None:
    """Let this process and its children make their temporary files in memory.

    Databases and indexes are made, flushed and deleted for each test. On a disk, that is a third of
    what a test costs. ``TMPDIR`` says otherwise.
    """
    fits = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    if fits and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # it may have been asked before
