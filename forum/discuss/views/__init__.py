"""The address of what is written on pages of the host."""

from flask import Blueprint

bp = Blueprint("discuss", __name__)
