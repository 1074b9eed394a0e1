"""Completes stored links to the forum, once the address of the forum is known."""

from html import escape


def resolve(html: str, *, prefix: str) -> str:
    """Return *html* with its ``forum:/`` links under *prefix* ("/forum", or an absolute base).

    *html* must come from ``sanitise.clean``. Replacing a string is safe: ``clean`` leaves bare
    quotation marks only around attribute values (in text they are ``&quot;``), so ``href="forum:/``
    can only be the beginning of a link whose form ``clean`` has checked.
    """
    return html.replace('href="forum:/', f'href="{escape(prefix.rstrip("/"))}/')
