"""Pages of lists: the other modules here add them to ``bp``."""

from flask import Blueprint

bp = Blueprint("lists", __name__)
