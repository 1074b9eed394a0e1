"""The addresses of the library."""

from flask import Blueprint

bp = Blueprint("artefacts", __name__)
