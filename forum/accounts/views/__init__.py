"""Pages for creating an account, signing in and out, and changing the password."""

from flask import Blueprint

from ...core.web import body, guard, refusals

bp = Blueprint("accounts", __name__)
bp.url_value_preprocessor(body.limit_body)
bp.before_request(body.refuse_large)
bp.before_request(guard.refuse_cross_site)
bp.after_request(guard.limit_framing)
refusals.register(bp)
