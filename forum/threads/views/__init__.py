"""The addresses of threads and posts."""

from flask import Blueprint

bp = Blueprint("threads", __name__)
