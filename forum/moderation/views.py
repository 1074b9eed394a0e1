"""Placeholder."""

from flask import Blueprint

room = Blueprint("moderation", __name__)


@room.route("/s/<slug>/log", methods=['GET'])
def log(slug: str) -> str:
    """Nothing yet."""
    return ""
