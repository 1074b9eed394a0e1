"""Pages of questions that help to write: not there if the host leaves prompts out."""

from flask import Blueprint

bp = Blueprint("prompts", __name__)
