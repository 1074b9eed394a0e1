"""A forum for peer learning, mounted inside a Flask site.

A host imports:

- ``Forum``: the extension
- ``Person``: a user of the host, as the forum knows them
- ``Thing``: the subject of a page, as passed to the host's functions
- ``signals``: what happened in the forum, for the host's receivers
- ``tune_sqlite``: settings that make the host's SQLite engine safe for many writers
- ``leave_out`` and ``migrate``: for the host's own migrations
"""

from .core import events as signals
from .core.database import migrate
from .core.database.migrate import leave_out
from .core.database.sqlite import tune_sqlite
from .core.web.slots import Thing
from .extension import Forum
from .members.viewer import Person

__version__ = "0.1.0"
__all__ = [
    "Forum",
    "Person",
    "Thing",
    "__version__",
    "leave_out",
    "migrate",
    "signals",
    "tune_sqlite",
]
