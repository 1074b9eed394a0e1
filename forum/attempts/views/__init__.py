"""The addresses of what was tried, and of plans to try something, which a host can leave out."""

from flask import Blueprint

from ...core.web.private import store_nowhere

bp = Blueprint("attempts", __name__)
plans_bp = Blueprint("plans", __name__)


plans_bp.after_request(store_nowhere)
