"""Placeholder."""

from flask import Blueprint

room = Blueprint("search", __name__)


@room.route("/-/search", methods=['GET'])
def results() -> str:
    """Nothing yet."""
    return ""


@room.route("/-/similar", methods=['GET'])
def similar() -> str:
    """Nothing yet."""
    return ""
