"""A site to attack: everything that can be in a forum, and browsers of four kinds of people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import thread_time
from typing import Any

from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.security import generate_password_hash

from forum import Forum
from forum.accounts import Accounts, actions
from forum.core.config_checks import LIMITS
from forum.core.database.session import commit

from ..support.walk import SAFE, Things, address, furnish, routes
from ..support.world import Client, Site, World

PASSWORD = "a good long sentence"
ROLES = ("guest", "member", "steward", "administrator")
read_names: dict[str, set[str]] = defaultdict(set)
"""Which fields of a form or a query each endpoint has asked for so far."""


class Noted(ImmutableMultiDict[str, str]):
    """Fields of a request, which notes those that are asked for by name."""

    noted: set[str] | None = None

    def __getitem__(self, key: str) -> str:
        if self.noted is not None:
            self.noted.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        if self.noted is not None:
            self.noted.add(key)
        return super().get(key, *args, **kwargs)

    def getlist(self, key: str, *args: Any, **kwargs: Any) -> Any:
        if self.noted is not None:
            self.noted.add(key)
        return super().getlist(key, *args, **kwargs)

    def __contains__(self, key: object) -> bool:
        if self.noted is not None:
            self.noted.add(str(key))
        return super().__contains__(key)


class NotingRequest(Request):
    """A request that notes which of its fields the forum asks for."""

    parameter_storage_class = Noted

    @property
    def form(self) -> Any:  # type: ignore[override]
        found: Any = super().form
        found.noted = read_names[self.endpoint or ""]
        return found

    @property
    def args(self) -> Any:  # type: ignore[override]
        found: Any = super().args
        found.noted = read_names[self.endpoint or ""]
        return found


@dataclass
class Target:
    """A site, its addresses, and who looks at it."""

    app: Flask
    rules: list[Rule]
    things: Things
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    seconds: float = 0.0
    """CPU that the last request took, with the work after its response."""

    def __post_init__(self) -> None:
        inner: Any = self.app.wsgi_app

        def timed(environ: Any, start_response: Any) -> list[bytes]:
            begun = thread_time()
            try:
                answer = inner(environ, start_response)
                body = list(answer)
                answer.close()
            finally:
                self.seconds = thread_time() - begun
            return body

        self.app.wsgi_app = timed  # type: ignore[method-assign]

    def address(self, rule: Rule) -> str:
        """Return the address of *rule*."""
        return address(self.app, rule, self.things)

    def learn(self) -> None:
        """Ask every address once, so that its fields are known."""
        for rule in self.rules:
            for browser in (self.browsers["administrator"], self.browsers["steward"]):
                where = self.address(rule)
                if "GET" in (rule.methods or ()):
                    browser.get(where)
                if (rule.methods or set()) - SAFE and not rule.endpoint.endswith("sign_out"):
                    browser.post(where, data={})
                    browser.post(where, data={**self.things.asked(), "preview": "1"})


def make_target(folder: Path, *, accounts: bool = False, **settings: Any) -> Target:
    """Return a site in *folder*; with *accounts* people sign in with the forum's own."""
    site = Site()
    app = Flask("target", instance_path=str(folder), root_path=str(folder))
    app.request_class = NotingRequest
    app.config |= {"SECRET_KEY": "target", "TESTING": True}
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{folder / 'forum.db'}"
    chosen: dict[str, Any] = {"drain": "inline", "guests_read": True}
    chosen["limits"] = dict.fromkeys(LIMITS)
    if accounts:
        Accounts(app)
        chosen |= {"sign_in_limit": 0, "sign_up_limit": 0}
    else:
        chosen |= {"user": site.user, "login": site.login}
    forum = Forum(app, **{**chosen, **settings})
    forum.upgrade(app)
    return _with_accounts(app) if accounts else _with_people(app, World(app, site))


def _with_people(app: Flask, world: World) -> Target:
    tending, other = world.member("Ana"), world.member("Ben")
    admin = world.member("Ada", is_admin=True)
    space = world.space("Letters", by=tending)
    things = furnish(world, space, tending, other, say="plain {}".format, tag="form", word="hay")
    people = {"guest": None, "member": other, "steward": tending, "administrator": admin}
    browsers = {role: world.client(people[role]) for role in ROLES}
    target = Target(app, list(routes(app)), things, dict(browsers))
    target.learn()
    return target


def _with_accounts(app: Flask) -> Target:
    """Only the pages of the accounts: those of the forum are the same as on the other site."""
    app.test_client_class = Client
    actions.generate_password_hash = partial(  # type: ignore[attr-defined]
        generate_password_hash, method="pbkdf2:sha256:1"
    )
    things = Things("letters", 1, 1, 1, "ana", "form", "hay")
    for login in ROLES[1:]:
        with app.test_request_context("/", method="POST"):
            hashed = actions.hash_password(PASSWORD)
            admin = login == "administrator"
            actions.create_account(login=login, name=login, hashed=hashed, is_admin=admin)
            commit()
    browsers = {role: app.test_client() for role in ROLES}
    for login in ROLES[1:]:
        browsers[login].post("/account/sign-in", data={"login": login, "password": PASSWORD})
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("accounts.")]
    target = Target(app, rules, things, browsers)
    target.learn()
    return target
