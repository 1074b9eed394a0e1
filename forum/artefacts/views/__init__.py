"""The addresses of the library."""

from flask import Blueprint

room = Blueprint("artefacts", __name__)
