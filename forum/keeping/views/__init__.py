"""The pages on which posts are kept."""

from flask import Blueprint

bp = Blueprint("keeping", __name__)
