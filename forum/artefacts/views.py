"""Placeholder."""

from flask import Blueprint

room = Blueprint("artefacts", __name__)


@room.route("/-/library", methods=['GET'])
def library() -> str:
    """Nothing yet."""
    return ""


@room.route("/t/<int:thread_id>/keep", methods=['GET'])
def keep(thread_id: int) -> str:
    """Nothing yet."""
    return ""
