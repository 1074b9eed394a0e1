"""The bare floor: a page of posts with Flask, two statements and a template, and nothing else.

No sessions, no permissions, no words to translate, no forms: what any forum on this stack pays.
"""

from __future__ import annotations

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import bindparam, create_engine, select

from forum.members.models import Member
from forum.threads.models import Post, Thread

_THREAD = select(
    Thread.id, Thread.title, Thread.slug, Thread.posts, Thread.active_at, Thread.branches
).where(Thread.id == bindparam("thread"))
_POSTS = (
    select(
        Post.id,
        Post.number,
        Post.at,
        Post.html,
        Post.helped,
        Member.name,
        Member.handle,
        Member.organisation,
    )
    .join(Member, Member.id == Post.author_id)
    .where(
        Post.thread_id == bindparam("thread"),
        (Post.branch == 0) | Post.branch.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Post.branch, Post.turn)
)
_LINKS = "".join(
    f"""
      <li>
        <a class="post-act" href="/posts/{{{{ post.id }}}}/{verb}">{verb}</a>
      </li>"""
    for verb in ("reply", "quote", "like", "share", "edit", "history")
)
_SIDE = "".join(
    f"""
    <li class="side-item">
      <a class="side-link" href="/spaces/{name}">{name}</a>
    </li>"""
    for name in ("questions", "discussions", "announcements", "projects", "library", "people")
)
PAGE = (
    """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{{ thread.title }} - Floor</title>
  <link rel="stylesheet" href="/static/floor.css">
  <script src="/static/floor.js" defer></script>
</head>
<body>
<header class="bar">
  <a class="bar-home" href="/">Floor</a>
  <nav class="bar-nav">
    <ul>
      <li><a href="/">Threads</a></li>
      <li><a href="/spaces">Spaces</a></li>
      <li><a href="/people">People</a></li>
      <li><a href="/sign-in">Sign in</a></li>
    </ul>
  </nav>
  <form class="bar-search" action="/search">
    <label for="q">Search</label>
    <input id="q" name="q" type="search">
    <button>Search</button>
  </form>
</header>
<aside class="side">
  <ul>"""
    + _SIDE
    + """
  </ul>
</aside>
<main>
  <h1>{{ thread.title }}</h1>
  <p class="thread-meta">
    {{ thread.posts }} posts, the last
    <time datetime="{{ thread.active_at.isoformat() }}">{{ thread.active_at.date() }}</time>
  </p>
  {% for post in posts %}
  <article class="post{% if post.helped %} post-helped{% endif %}" id="p{{ post.number }}">
    <header class="post-head">
      <span class="post-face" aria-hidden="true">{{ post.name[:1] }}</span>
      <h2 class="post-by">
        <a class="post-author" href="/people/{{ post.handle }}">{{ post.name }}</a>
      </h2>
      {% if post.organisation %}
      <p class="post-from">{{ post.organisation }}</p>
      {% endif %}
      <p class="post-meta">
        <a class="post-at" href="/posts/{{ post.id }}">
          <time datetime="{{ post.at.isoformat() }}">{{ post.at.date() }}</time>
        </a>
        <a class="post-number" href="/threads/{{ thread.id }}-{{ thread.slug }}#p{{ post.number }}">
          #{{ post.number }}
        </a>
      </p>
    </header>
    <div class="post-body">{{ post.html|safe }}</div>
    <ul class="post-acts">"""
    + _LINKS
    + """
    </ul>
  </article>
  {% endfor %}
  <nav class="pager">
    {% for page in range(1, pages + 1) %}
    {% if page < 3 or page > pages - 2 %}
    <a href="/threads/{{ thread.id }}-{{ thread.slug }}?page={{ page }}">{{ page }}</a>
    {% endif %}
    {% endfor %}
  </nav>
</main>
<footer>
  <p>
    <a href="/about">About</a>
    <a href="/terms">Terms</a>
  </p>
</footer>
</body>
</html>
"""
)


def create_floor(database: str) -> Flask:
    """Return an app whose ``/<thread>/<page>`` prints a page of a thread in *database*."""
    app = Flask("floor")
    app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[assignment]
    engine = create_engine(database)
    app.extensions["floor_engine"] = engine

    @app.get("/<int:thread>/<int:page>")
    def show(thread: int, page: int) -> str:
        first = 20 * (page - 1) + 1
        with engine.connect() as connection:
            found = connection.execute(_THREAD, {"thread": thread}).one()
            values = {"thread": thread, "first": first, "last": first + 19}
            posts = connection.execute(_POSTS, values).all()
        pages = max(0, found.branches - 1) // 20 + 1
        return render_template("page.html", thread=found, posts=posts, pages=pages)

    @app.get("/fixed")
    def fixed() -> str:
        return "x" * 30_000

    return app
