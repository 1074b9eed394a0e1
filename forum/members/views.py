"""Placeholder."""

from flask import Blueprint

room = Blueprint("members", __name__)


@room.route("/-/people", methods=['GET'])
def people() -> str:
    """Nothing yet."""
    return ""


@room.route("/m/<handle>", methods=['GET'])
def show(handle: str) -> str:
    """Nothing yet."""
    return ""
