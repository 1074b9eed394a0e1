"""The addresses of the revisions of posts."""

from flask import Blueprint

bp = Blueprint("revisions", __name__)
