"""Says whether a link leads somewhere."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException


def leads_nowhere(app: Flask, address: str) -> bool:
    """Whether no route of *app* answers to a path of its own."""
    parts = urlsplit(unescape(address))
    if parts.scheme or parts.netloc or not parts.path:
        return parts.scheme not in {"", "http", "https", "mailto", "tel"}
    catch_all = f"{app.extensions['forum'].config.name}.front.nothing"
    answering = set()
    for method in ("GET", "POST"):
        try:
            answering.add(app.url_map.bind("localhost").match(parts.path, method=method)[0])
        except HTTPException:
            continue
    return not answering - {catch_all}
