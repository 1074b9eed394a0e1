"""Markdown to the HTML that is stored and shown."""

from collections.abc import Collection, Sequence
from html import escape

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .highlight import highlighted
from .markdown import PARSER, parse
from .sanitise import clean

# Raised with every change that makes stored HTML differ; `doctor` renders older posts anew.
RENDER_VERSION: int = 1

# A post stands under the page's h1 to h3.
_HEADINGS = {"h1": "h4", "h2": "h5"}


def render(source: str, *, handles: Collection[str] = (), images: bool = False) -> str:
    """Return the Markdown *source* as sanitised HTML.

    A mention of one of *handles* (lower case) links to ``forum:/m/<handle>``. A picture from
    elsewhere becomes a link, unless *images* are allowed. Raw HTML in *source* shows as text.
    Nothing is refused; the time is bounded for 32,000 characters of any shape.
    """
    return clean(
        _Renderer().render(parse(source), PARSER.options, {"handles": handles}), images=images
    )


class _Renderer(RendererHTML):
    """The parser's own renderer, but for headings, code and mentions."""

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        tokens[idx].tag = _HEADINGS.get(tokens[idx].tag, "h6")
        return self.renderToken(tokens, idx, options, env)

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return self.heading_open(tokens, idx, options, env)

    def fence(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        language = (tokens[idx].info.split() or [""])[0]
        return f"<pre><code>{highlighted(tokens[idx].content, language)}</code></pre>\n"

    def mention(
        self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: EnvType
    ) -> str:
        handle, name = tokens[idx].meta["handle"], escape(tokens[idx].content)
        return f'<a href="forum:/m/{handle}">{name}</a>' if handle in env["handles"] else name
