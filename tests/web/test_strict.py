"""A host may have Jinja refuse undefined names: our pages use none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import render_template_string
from jinja2 import StrictUndefined

from ..support.walk import address, furnish, pages, routes
from ..support.world import World

pytestmark = pytest.mark.sites("sqlite", "host")  # our own page, and a host's layout


def test_every_page_and_every_form_is_printed_where_undefined_names_are_refused(
    make_site: Callable[..., World],
) -> None:
    world = make_site(
        mail=lambda message: None,
        mail_from="a@x.example",
        url="https://x.example/forum",
        slots={"after": lambda thing: "Cases"},
        discuss_space="letters",
    )
    own = "{{ forum.discuss('page:1', title='Page', url='/page') }}{{ forum.recent() }}"
    world.app.add_url_rule("/page", "page", lambda: render_template_string(own))
    world.app.jinja_env.undefined = StrictUndefined
    ana = world.member("Ana", is_admin=True, email="ana@x.example")
    ben = world.member("Ben")
    space = world.space("Letters", by=ana)
    world.space("Closed", by=ana, access="closed", members_=(ben,))
    things = furnish(world, space, ana, ben, say=str, tag="forms", word="word")
    for user in (ana, ben, None):
        client = world.client(user)
        for page in ("/page", *pages(world.app, things)):
            assert client.get(page).status_code < 500, page
            assert client.get(page, query_string=things.asked()).status_code < 500, page
    client = world.client(ana)
    for rule in routes(world.app):
        if "POST" in (rule.methods or ()) and not re.search("stop", rule.rule):
            where = address(world.app, rule, things)
            assert client.post(where).status_code < 500, where
            asked = {**things.asked(), "preview": "1"}
            assert client.post(where, data=asked).status_code < 500, where
    assert "on-page" in client.get("/page").text
