"""The pages of accounts."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.web.page import FormPage

NAME = 80
"""The longest name, sign-in name or organisation, in characters."""


@dataclass(kw_only=True)
class SignInPage(FormPage):
    """The form for signing in."""

    template = "accounts/sign_in.html"
    wanted: str
    """The page to go to afterwards; empty for the first page."""


@dataclass(kw_only=True)
class SignUpPage(FormPage):
    """The form for creating an account."""

    template = "accounts/sign_up.html"
    wanted: str
    """The page to go to afterwards; empty for the first page."""
    shortest: int
    """The minimum length of a password, in characters."""


@dataclass(kw_only=True)
class PasswordPage(FormPage):
    """The form for changing the password."""

    template = "accounts/password.html"
    shortest: int
    """The minimum length of a password, in characters."""
