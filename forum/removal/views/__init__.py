"""The addresses where something is taken out."""

from flask import Blueprint

bp = Blueprint("removal", __name__)
