"""The demo's own pages: home, guidance, and the choice of who to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from ..accounts import actions as accounts
from ..accounts import login_session
from ..accounts.models import Account
from ..core.database.base import now
from ..core.database.session import commit, session
from ..core.web import guard, refusals
from ..core.web.args import arg
from ..core.web.times import when
from ..core.web.urls import here, home, own_path
from ..lists.queries import threads as lists
from ..spaces.current import current_viewer
from .content import key, pages, roles, span, table

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

site = Blueprint("demo", __name__)
site.before_request(guard.refuse_cross_site)
site.after_request(guard.limit_framing)
refusals.register(site)
NEWEST = 5


def greet() -> dict[str, object]:
    """Return what the intranet's layout prints on every page."""
    account = login_session.current_account()
    return {
        "intranet": table("intranet"),
        "roles": roles().values(),
        "being": account.login if account else "",
        "being_name": account.name if account else "",
        "come_back": here() if request.method == "GET" else url_for("demo.index"),
        "in_forum": request.path.startswith(home()),
    }


@site.get("/")
def index() -> ResponseReturnValue:
    """The intranet's home page: guidance, news and the newest threads."""
    news = [(when(now() - span(item["ago"])), item["text"]) for item in table("intranet")["news"]]
    newest = lists.fetcher(current_viewer(), "newest")(False, None, NEWEST)
    kept = {key(page): page for page in pages().values()}
    return render_template("home.html", news=news, newest=newest, pages=kept, when=when)


@site.get("/guidance/<name>")
def guidance(name: str) -> ResponseReturnValue:
    """A guidance page with its discussion."""
    current_viewer()  # needed for a 404, whose page greets guests and members differently
    page = pages().get(name)
    if page is None:
        raise NotFound
    revised = when(now() - span(page["revised"]))
    return render_template("guidance.html", page=page, key=key(page), revised=revised)


@site.get("/who")
def who() -> ResponseReturnValue:
    """Ask who the visitor would like to be: the demo's way of signing in."""
    wanted = own_path(arg("next")) or url_for("demo.index")
    return render_template("who.html", wanted=wanted)


@site.post("/who")
def be() -> ResponseReturnValue:
    """Become one of the three people, or nobody."""
    key = request.form.get("role", "")
    account = _account(key) if key else None
    accounts.end_session(login_session.end_session())
    if account is not None:
        login_session.begin_session(account, accounts.begin_session(account.id))
    commit()
    return redirect(own_path(request.form.get("next")) or url_for("demo.index"), 303)


def _account(key: str) -> Account:
    role = roles().get(key)
    if role is None:
        raise NotFound
    found = session().scalar(select(Account).where(Account.login == role["handle"]))
    if found is None:
        raise NotFound
    return found


def ask_who() -> ResponseReturnValue:
    """Send somebody who must sign in first to the choice of who to be."""
    return redirect(url_for("demo.who", next=here() if request.method == "GET" else None))
