"""The addresses of threads and posts."""

from flask import Blueprint

room = Blueprint("threads", __name__)
