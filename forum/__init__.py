"""A forum for peer learning, mounted inside a Flask site.

What a host imports: ``Forum``, ``Person``, ``Thing``, ``signals`` and ``tune_sqlite``.
"""

from . import events as signals
from .database.sqlite import tune_sqlite
from .extension import Forum
from .members.viewer import Person
from .web.host_parts import Thing

__version__ = "0.1.0"
__all__ = ["Forum", "Person", "Thing", "__version__", "signals", "tune_sqlite"]
