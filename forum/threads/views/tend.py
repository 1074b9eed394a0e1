"""Placeholder."""

from . import room


@room.route("/t/<int:thread_id>/pin", methods=["POST"])
def pin(thread_id: int) -> str:
    """Nothing yet."""
    return ""


@room.route("/t/<int:thread_id>/lock", methods=["GET"])
def lock(thread_id: int) -> str:
    """Nothing yet."""
    return ""


@room.route("/t/<int:thread_id>/move", methods=["GET"])
def move(thread_id: int) -> str:
    """Nothing yet."""
    return ""
