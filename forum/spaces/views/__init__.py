"""The addresses of spaces."""

from flask import Blueprint

room = Blueprint("spaces", __name__)
