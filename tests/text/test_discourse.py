"""HTML as a Discourse forum exports it, in small samples of our own."""

from forum.core.text.plain import plain
from forum.core.text.sanitise import clean

FACE = '<img alt="" width="20" height="20" src="https://a.example/40.png" class="avatar">'


def moved(href: str) -> str | None:
    return {"/t/7/3": "forum:/p/70", "/u/hedda": "forum:/m/hedda"}.get(href)


def test_a_quote_names_and_links_its_post() -> None:
    html = (
        '<aside class="quote no-group" data-username="hedda" data-post="3" data-topic="7">\n'
        f'<div class="title">\n<div class="quote-controls"></div>\n{FACE} Hedda:</div>\n'
        "<blockquote>\n<p>Count the calls.</p>\n</blockquote>\n</aside>\n<p>We did.</p>"
    )
    assert clean(html, link=moved) == (
        '<blockquote><p class="fx-from"><a href="forum:/p/70">Hedda:</a></p>\n'
        "<p>Count the calls.</p>\n</blockquote>\n<p>We did.</p>"
    )
    assert clean(html).startswith('<blockquote><p class="fx-from">Hedda:</p>')


def test_a_quote_in_a_quote() -> None:
    inner = '<aside class="quote" data-username="ana"><blockquote><p>a</p></blockquote></aside>'
    html = clean(f'<aside class="quote"><blockquote>{inner}<p>b</p></blockquote></aside>')
    assert html == (
        '<blockquote><blockquote><p class="fx-from">ana</p><p>a</p></blockquote>'
        "<p>b</p></blockquote>"
    )


def test_a_preview_keeps_link_and_text() -> None:
    html = clean(
        '<aside class="onebox allowlistedgeneric" data-onebox-src="https://a.example/b">'
        '<header class="source"><img src="https://a.example/i.png" class="site-icon">'
        '<a href="https://a.example/b" target="_blank">a.example</a></header>'
        '<article class="onebox-body"><img src="https://a.example/t.png" class="thumbnail">'
        '<h3><a href="https://a.example/b">A page</a></h3><p>About it.</p></article>'
        '<div class="onebox-metadata"> x </div><div style="clear: both"></div></aside>'
    )
    link = '<a href="https://a.example/b" rel="nofollow noopener ugc">'
    assert html == (
        f'<blockquote><p class="fx-from">{link}a.example</a></p>'
        f"<p>{link}A page</a></p><p>About it.</p></blockquote>"
    )


def test_lines_of_code_in_a_preview_stay_lines() -> None:
    html = clean(
        '<pre class="onebox"><code><ol class="lines"><li>a</li><li>  b</li></ol></code></pre>'
    )
    assert plain(html) == "a\n  b"
    assert "<li>" not in html


def test_a_lightbox_is_one_link() -> None:
    html = clean(
        '<p><div class="lightbox-wrapper"><a class="lightbox" href="https://a.example/big.png" '
        'title="plan"><img src="https://a.example/small.png" alt="plan" srcset="x 2x">'
        '<div class="meta"><svg class="fa"><use xlink:href="#i"></use></svg>'
        '<span class="filename">plan.png</span><span class="informations">2×3 4 KB</span>'
        "</div></a></div></p>"
    )
    assert html == (
        '<p><a href="https://a.example/big.png" rel="nofollow noopener ugc" title="plan">'
        "image: plan</a></p>"
    )


def test_emoji_are_text() -> None:
    html = (
        '<p>Yes <img src="https://a.example/e.png" title=":smiley:" class="emoji" alt=":smiley:">'
    )
    assert clean(html, images=True) == "<p>Yes :smiley:</p>"
    assert clean('<img src="x" class="emoji only-emoji" title="🙂">') == "🙂"


def test_players_become_links() -> None:
    link = '<p><a href="{}" rel="nofollow noopener ugc">{}</a></p>'
    film = '<div class="lazyYT" data-youtube-id="a-b_c" data-youtube-title="A &amp; B"></div>'
    assert clean(film) == link.format("https://www.youtube.com/watch?v=a-b_c", "A &amp; B")
    newer = film.replace(
        "></div>", '><a href="https://youtu.be/a-b_c"><img class="ytp-thumbnail-image"></a></div>'
    )
    assert clean(newer) == clean(film), "its own link holds a picture alone"
    frame = '<iframe src="https://a.example/b?c=d&amp;e" sandbox="allow-scripts"></iframe>'
    address = "https://a.example/b?c=d&amp;e"
    assert clean(frame) == link.format(address, address)
    video = '<video controls=""><source src="https://a.example/b.mp4"></video>'
    assert clean(video) == link.format("https://a.example/b.mp4", "https://a.example/b.mp4")
    both = '<video><source src="https://a.example/b.mp4"><a href="https://a.example/b.mp4">b</a></video>'
    assert clean(both).count("<a ") == 1
    assert clean('<div class="lazyYT" data-youtube-id="&quot;&gt;"></div>') == ""


def test_mentions_go_where_the_importer_says() -> None:
    html = '<a class="mention" href="/u/hedda">@Hedda</a> <a class="mention" href="/u/x">@X</a>'
    assert clean(html, link=moved) == '<a href="forum:/m/hedda">@Hedda</a> @X'


def test_bbcode_hashtags_and_details() -> None:
    html = (
        '<p><span class="bbcode-b">a</span> <span class="bbcode-i">b</span> '
        '<span class="hashtag">#c</span></p><details><summary>d</summary><p>e</p></details>'
    )
    assert clean(html) == (
        "<p><strong>a</strong> <em>b</em> #c</p><details><summary>d</summary><p>e</p></details>"
    )


def test_controls_of_headings_and_polls_are_removed() -> None:
    assert clean('<h2><a name="x" class="anchor" href="#x"></a>a</h2>') == "<h5>a</h5>"
    poll = '<div class="poll"><div class="poll-info"><p>0 voters</p></div><ul><li>a</li></ul></div>'
    assert clean(poll) == "<ul><li>a</li></ul>"
