"""A forum for peer learning, mounted inside a Flask site.

What a host imports: ``Forum``, ``Person``, ``Thing``, ``signals``, ``tune_sqlite``, and for its own
migrations ``leave_out`` and ``migrate``.
"""

from .cli import commands
from .core import events as signals
from .core.database import migrate
from .core.database.migrate import leave_out
from .core.database.sqlite import tune_sqlite
from .core.web.slots import Thing
from .demo.cli import demo
from .extension import Forum
from .members.viewer import Person

commands.add_command(demo)  # here, since the demo mounts a Forum, which mounts these commands

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
