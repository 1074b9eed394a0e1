"""HTML as a Discourse forum exports it, in small samples of our own."""

from forum.core.text.emoji import with_emoji
from forum.core.text.plain import plain
from forum.core.text.sanitise import clean

FACE = '<img alt="" width="20" height="20" src="https://a.example/40.png" class="avatar">'


def moved(href: str) -> str | None:
    return {"/t/7/3": "forum:/p/70", "/u/hedda": "forum:/m/hedda"}.get(href)


def test_a_quote_refers_to_its_post() -> None:
    html = (
        '<aside class="quote no-group" data-username="hedda" data-post="3" data-topic="7">\n'
        f'<div class="title">\n<div class="quote-controls"></div>\n{FACE} Hedda:</div>\n'
        "<blockquote>\n<p>Count the calls.</p>\n</blockquote>\n</aside>\n<p>We did.</p>"
    )
    assert clean(html, link=moved) == (
        '<blockquote><p class="fx-from"><a href="forum:/p/70">another post</a>:</p>\n'
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


def test_emoji_are_characters_and_a_forums_own_are_names() -> None:
    """Of Unicode by either name, with a skin tone, by its picture only, and in a title."""
    html = '<img src="https://a.example/x/{0}.png?v=9" title="{1}" class="emoji" alt="{1}">'
    for name, written, said in (
        ("smiley", ":smiley:", "😃"),
        ("slight_smile", ":slight_smile:", "🙂"),
        ("slightly_smiling_face", ":slightly_smiling_face:", "🙂"),
        ("4", ":wave:t4:", "👋🏽"),
        ("2", ":vulcan_salute:t2:", "🖖🏻"),
        ("crazy_face", "", "🤪"),
        ("bufo", ":bufo-offers:", ":bufo-offers:"),
        ("bufo", "", ":bufo:"),
        ("x", "🙂", "🙂"),
        ("x", ":&lt;b&gt;:", ":&lt;b&gt;:"),
    ):
        assert (
            clean(f"<p>Yes {html.format(name, written)}</p>", images=True) == f"<p>Yes {said}</p>"
        )
    assert clean('<img src="x" class="emoji only-emoji" title="🙂">') == "🙂"
    assert with_emoji(":tada: News :+1:") == "🎉 News 👍"
    for title in ("At 10:30:45", "A::B and Code::Blocks", "a:x:b", ":nonesuch:", "100:100:1"):
        assert with_emoji(title) == title


def test_players_become_links_that_say_what_they_were() -> None:
    """Old and new boxes for films, uploads, recordings, other pages, and what cannot be kept."""
    link = '<p><a href="{}" rel="nofollow noopener ugc">{}</a></p>'
    film = '<div class="lazyYT" data-youtube-id="a-b_c" data-youtube-title="A &amp; B"></div>'
    assert clean(film) == link.format("https://www.youtube.com/watch?v=a-b_c", "video: A &amp; B")
    newer = film.replace(
        "></div>", '><a href="https://youtu.be/a-b_c"><img class="ytp-thumbnail-image"></a></div>'
    )
    assert clean(newer) == clean(film), "its link contains only a picture"
    newest = (
        '<div class="youtube-onebox lazy-video-container" data-video-id="a-b_c" '
        'data-video-title="A &amp; B" data-provider-name="{}"><a href="https://a.example/v">'
        '<img class="thumb" src="https://a.example/max.jpg"></a></div>'
    )
    assert clean(newest.format("youtube")) == clean(film)
    assert clean(newest.format("vimeo")) == link.format(
        "https://vimeo.com/a-b_c", "video: A &amp; B"
    )
    assert clean(newest.format("tiktok")) == link.format("https://a.example/v", "video: A &amp; B")
    frame = '<iframe src="https://a.example/b?c=d&amp;e" sandbox="allow-scripts"></iframe>'
    address = "https://a.example/b?c=d&amp;e"
    assert clean(frame) == link.format(address, f"embedded page: {address}")
    file = "https://a.example/b.mp4"
    video = f'<video controls=""><source src="{file}"></video>'
    assert clean(video) == link.format(file, f"video: {file}")
    assert clean(video.replace("video", "audio")) == link.format(file, f"recording: {file}")
    both = f'<video><source src="{file}"><a href="{file}">b</a></video>'
    assert clean(both) == link.format(file, "video: b")
    upload = '<div class="video-placeholder-container" data-video-src="/uploads/b.mp4"></div>'
    assert clean(upload) == "<p>video: b.mp4</p>"
    assert '<a href="/uploads/b.mp4"' in clean(upload, paths=True)
    assert clean('<div class="lazyYT" data-youtube-id="&quot;&gt;"></div>') == "<p>video</p>"
    assert clean('<p>a <iframe src="javascript:x" title="T"></iframe></p>') == (
        "<p>a embedded page: T</p>"
    )


def test_spoilers_say_so() -> None:
    assert clean('<div class="spoiler"><p>He did.</p></div>') == (
        "<details><summary>Spoiler</summary><p>He did.</p></details>"
    )
    assert clean('<div class="spoiled">He did.</div>') == (
        "<details><summary>Spoiler</summary><p>He did.</p></details>"
    )
    assert clean('<p>So <span class="spoiler"><b>he</b> did</span>.</p>') == (
        "<p>So [Spoiler: <b>he</b> did].</p>"
    )


def test_ticks_are_drawn() -> None:
    html = (
        '<ul><li><span class="chcklst-box {}fa fa-square-o"></span> a</li>'
        '<li class="task"><input type="checkbox" {} disabled> b</li><li><input value="c"></li></ul>'
    )
    assert clean(html.format("checked ", "checked")) == (
        "<ul><li>☑ a</li><li>☑ b</li><li></li></ul>"
    )
    assert clean(html.format("", "")) == "<ul><li>☐ a</li><li>☐ b</li><li></li></ul>"


def test_footnotes_and_formulas_are_text() -> None:
    assert clean('<p>a<sup class="footnote-ref"><a href="#footnote-1">[1]</a></sup></p>') == (
        "<p>a<sup>[1]</sup></p>"
    )
    assert (
        clean('<ol class="footnotes-list"><li><p>b <a href="#r" class="footnote-backref">↩︎</a></p>')
        == "<ol><li><p>b </p></li></ol>"
    )
    assert clean('<p>So <span class="math">E_0</span></p>') == "<p>So <code>E_0</code></p>"
    cooked = '<img alt="a" src="/images/transparent.png" data-orig-src="https://a.example/b.png">'
    assert 'src="https://a.example/b.png"' in clean(cooked, images=True)
    assert plain(clean('<div class="math">\na\n  b\n</div>')) == "a\n  b"


def test_paths_are_kept_only_where_they_are_asked_for() -> None:
    html = '<p><a href="/uploads/a.pdf">a</a> <img src="/uploads/b.png" alt="b"></p>'
    assert clean(html) == "<p>a b</p>"
    kept = clean(html, paths=True)
    assert kept.count('href="/uploads/') == 2
    assert clean(kept, paths=True) == kept
    assert '<img src="/uploads/b.png"' in clean(html, paths=True, images=True)
    for bad in ("/\\evil.example", "\\\\evil.example", "uploads/a", "../a", "/a\\b", "/", ""):
        assert ("<a" in clean(f'<a href="{bad}">x</a>', paths=True)) == (bad == "/")


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
