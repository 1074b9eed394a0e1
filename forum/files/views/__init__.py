"""Pages and answers about files."""

from flask import Blueprint

bp = Blueprint("files", __name__)
