"""Syntax highlighting with CSS classes. The author names the language; it is never guessed."""

from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Token, _TokenType

from .characters import escaped

# Text that nobody would write as code stays plain: lexers take quadratic time for a long line or a
# run of empty ones (4 s for 12,000 times "/" as C), some for any text.
_LONGEST = 5_000
_WIDEST = 300
_EMPTIEST = "\n" * 8

# Only languages whose lexers were tried on hostile input: others hang on it (C#, for one).
LANGUAGES = frozenset(
    {
        "bash",
        "bat",
        "batch",
        "c",
        "c++",
        "cmake",
        "console",
        "cpp",
        "css",
        "diff",
        "docker",
        "dockerfile",
        "go",
        "golang",
        "html",
        "ini",
        "java",
        "javascript",
        "js",
        "json",
        "kotlin",
        "lua",
        "make",
        "makefile",
        "php",
        "powershell",
        "ps1",
        "py",
        "pycon",
        "python",
        "python3",
        "r",
        "rb",
        "ruby",
        "rs",
        "rust",
        "sh",
        "shell",
        "sql",
        "swift",
        "toml",
        "ts",
        "typescript",
        "vbnet",
        "xml",
        "yaml",
        "yml",
        "zsh",
    }
)
_UNCOLOURED = frozenset(("", "n", "p", "w", "x", "err", "esc", "g", "pi", "ges", "l", "ld"))

CLASSES = frozenset(STANDARD_TYPES.values()) - _UNCOLOURED


def highlighted(code: str, language: str) -> str:
    """Return *code* as HTML, with its parts in ``<span>`` with Pygments' short class names.

    Code is only escaped if its *language* is not in ``LANGUAGES``, or if it has more than 5,000
    characters, a line of more than 300, or more than 6 empty lines in a row.
    """
    if language.lower() not in LANGUAGES or not _usual(code):
        return escaped(code)
    parts: list[list[str]] = []
    for kind, text in _lexer(language.lower()).get_tokens(code):
        name = _short(kind)
        if parts and parts[-1][0] == name:
            parts[-1][1] += text
        else:
            parts.append([name, text])
    return "".join(
        f'<span class="{name}">{escaped(text)}</span>' if name else escaped(text)
        for name, text in parts
    )


def _usual(code: str) -> bool:
    lines = code.split("\n")
    bare = "\n".join(line.strip() for line in lines)
    return len(code) <= _LONGEST and max(map(len, lines)) <= _WIDEST and _EMPTIEST not in bare


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


@cache
def _short(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES:
        kind = kind.parent or Token
    name = STANDARD_TYPES[kind]
    return name if name in CLASSES else ""
