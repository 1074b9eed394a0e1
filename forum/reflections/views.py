"""Placeholder."""

from flask import Blueprint

room = Blueprint("reflections", __name__)


@room.route("/t/<int:thread_id>/reflect", methods=['GET'])
def reflect(thread_id: int) -> str:
    """Nothing yet."""
    return ""


@room.route("/-/reflect", methods=['GET'])
def write() -> str:
    """Nothing yet."""
    return ""
