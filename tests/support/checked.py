"""What ``flask forum check`` printed."""

from __future__ import annotations

import re

from flask import Flask


def lines(app: Flask, *arguments: str) -> tuple[int, str]:
    """Run the command and return its exit code and what it printed. It must not raise."""
    result = app.test_cli_runner().invoke(args=["forum", "check", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def said(output: str, sign: str, what: str) -> list[str]:
    """Return what follows the lines about *what* that begin with *sign*."""
    return re.findall(rf"^{re.escape(sign)}\s+{re.escape(what)}: (.*)$", output, re.M)
