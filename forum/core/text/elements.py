"""The elements of HTML: which may stay, and which are replaced by others."""

INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
        "var",
    }
)
LEAVES = frozenset({"p", "h4", "h5", "h6", "summary", "dt"})
PARENTS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "summary": ("details",)}
RENAMED = {"h1": "h4", "h2": "h5", "h3": "h6", "strike": "s", "tt": "code", "acronym": "abbr"}
EMBEDDED = frozenset({"audio", "embed", "iframe", "video"})
DROPPED = frozenset({"script", "style", "title"})
BOXES = frozenset(
    {
        "address",
        "article",
        "aside",
        "center",
        "div",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "header",
        "main",
        "nav",
        "section",
    }
)
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_GROUPS = frozenset({"blockquote", "details", "dl", "ol", "pre", "ul"})

BLOCKS = LEAVES | _TABLE | _GROUPS | BOXES | PARENTS.keys() | {"h1", "h2", "h3", "hr"}

ALLOWED = INLINE | LEAVES | _TABLE | _GROUPS | PARENTS.keys() | {"br", "div", "hr", "img"}
"""Elements that stored HTML may contain."""

KNOWN = ALLOWED | BLOCKS | EMBEDDED | DROPPED | RENAMED.keys() | {"input", "source"}
"""Elements that are read from HTML; the tags of all others are removed beforehand."""

STRUCTURE = frozenset(
    {
        "body",
        "caption",
        "col",
        "colgroup",
        "dialog",
        "dir",
        "form",
        "frameset",
        "head",
        "hgroup",
        "html",
        "menu",
        "noframes",
        "noscript",
        "select",
        "template",
    }
)
"""Elements of which only the content is looked at, not even their attributes."""
EMPTY = frozenset(
    {
        "area",
        "base",
        "basefont",
        "bgsound",
        "embed",
        "frame",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
"""Elements that have attributes and no content."""
