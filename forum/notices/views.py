"""Placeholder."""

from flask import Blueprint

room = Blueprint("notices", __name__)


@room.route("/-/for-you", methods=['GET'])
def for_you() -> str:
    """Nothing yet."""
    return ""
