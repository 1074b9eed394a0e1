"""Turns Markdown into the HTML that is stored and shown."""

from collections.abc import Collection, Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from .attributes import ALIGNMENTS, code_region, link_attributes, table_region
from .characters import escaped, printable
from .highlight import highlighted
from .links import permitted
from .markdown import PARSER, parse
from .sanitise import clean

# The page around a post has the headings h1 to h3.
_HEADINGS = {"h1": "h4", "h2": "h5"}

# A text whose HTML is longer is shown as it was typed.
_LONGEST = 400_000

# Only so many characters of code in a text are highlighted.
_MOST_CODE = 10_000

_Tokens = Sequence[Token]


def render(source: str, *, handles: Collection[str] = (), images: bool = False) -> str:
    """Return the Markdown *source* as sanitised HTML.

    A mention of one of *handles* (lower case) links to ``forum:/m/<handle>``. An image on another
    site becomes a link, unless *images* are allowed. Raw HTML in *source* is shown as text. Nothing
    is refused: to limit time and size, a text that is nested too deeply (nine lists, eighteen
    quotations), has 5,000 brackets, or whose HTML exceeds 400,000 characters is shown as it was
    typed.
    """
    return render_parsed(source, parse(source), handles=handles, images=images)


def render_parsed(
    source: str, tokens: _Tokens | None, *, handles: Collection[str], images: bool
) -> str:
    """Return *source*, of which ``parse`` returned *tokens*, as ``render`` does.

    The tokens are used up.
    """
    if tokens is not None:
        html = _Renderer().render(tokens, PARSER.options, {"handles": handles})
        if len(html) <= _LONGEST:
            return clean(html, images=images)
    written = escaped(printable(source))
    return clean(f"<pre{_written(code_region())}><code>{written}</code></pre>")


class _Renderer(RendererHTML):
    """The parser's own renderer, except for headings, code, links, tables and mentions.

    It writes exactly what ``clean`` would write, so that ``clean`` has to read it only once.
    """

    def heading_open(self, tokens: _Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].tag = _HEADINGS.get(tokens[idx].tag, "h6")
        return self.renderToken(tokens, idx, options, env)

    def heading_close(self, tokens: _Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.heading_open(tokens, idx, options, env)

    def fence(self, tokens: _Tokens, idx: int, _options: OptionsDict, env: EnvType) -> str:
        env["code"] = env.get("code", 0) + len(tokens[idx].content)
        language = (tokens[idx].info.split() or [""])[0] if env["code"] <= _MOST_CODE else ""
        code = highlighted(tokens[idx].content, language)
        return f"<pre{_written(code_region())}><code>{code}</code></pre>\n"

    def code_block(self, tokens: _Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.fence(tokens, idx, options, env)

    def link_open(self, tokens: _Tokens, idx: int, _options: OptionsDict, _env: EnvType) -> str:
        attributes = {key: str(value) for key, value in tokens[idx].attrs.items()}
        href = permitted(attributes.pop("href"))
        return f"<a{_written(link_attributes(href) | attributes if href else attributes)}>"

    def table_open(self, _tokens: _Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return f"<div{_written(table_region())}><table>\n"

    def table_close(self, _tokens: _Tokens, _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: _Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        styled = str(tokens[idx].attrs.pop("style", ""))
        if styled:
            tokens[idx].attrs["class"] = ALIGNMENTS[styled.removeprefix("text-align:")]
        return self.renderToken(tokens, idx, options, env)

    def th_open(self, tokens: _Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.td_open(tokens, idx, options, env)

    def mention(self, tokens: _Tokens, idx: int, _options: OptionsDict, env: EnvType) -> str:
        handle, name = tokens[idx].meta["handle"], escaped(tokens[idx].content)
        return f'<a href="forum:/m/{handle}">{name}</a>' if handle in env["handles"] else name


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items())
