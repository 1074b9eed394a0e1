"""Placeholder."""

from flask import Blueprint

room = Blueprint("following", __name__)


@room.route("/t/<int:thread_id>/follow", methods=['POST'])
def follow(thread_id: int) -> str:
    """Nothing yet."""
    return ""
