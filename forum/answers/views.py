"""Placeholder."""

from flask import Blueprint

room = Blueprint("answers", __name__)


@room.route("/p/<int:post_id>/tried", methods=['GET'])
def tried(post_id: int) -> str:
    """Nothing yet."""
    return ""
