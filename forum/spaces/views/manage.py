"""Placeholder."""

from . import room


@room.route("/-/spaces/new", methods=["GET"])
def new() -> str:
    """Nothing yet."""
    return ""


@room.route("/s/<slug>/edit", methods=["GET"])
def edit(slug: str) -> str:
    """Nothing yet."""
    return ""


@room.route("/s/<slug>/people", methods=["GET"])
def people(slug: str) -> str:
    """Nothing yet."""
    return ""
