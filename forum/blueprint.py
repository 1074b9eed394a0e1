"""The blueprint of the forum: the pages of every room, and the checks before each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import NotFound

from .answers import views as answers
from .artefacts import views as artefacts
from .artefacts.views import edit as artefact_edit
from .artefacts.views import library
from .artefacts.views import write as artefact_pages
from .attempts import views as attempts
from .attempts.views import plan, results, tell
from .balance import views as balance
from .core.errors import SignInFirst
from .core.http import SAFE
from .core.state import state
from .core.web import body, guard, refusals
from .core.web.static import ForumBlueprint
from .discuss import views as discuss
from .enquiries import views as enquiries
from .experience import views as experience
from .exports import views as exports
from .files import views as files
from .files.views import about, put_up, serve
from .first_takes import views as first_takes
from .following import views as following
from .front import health
from .front import views as front
from .gaps import views as gaps
from .journal import views as journal
from .journal.views import copies as journal_copies
from .journal.views import own as own_journal
from .journal.views import write as journal_pages
from .keeping import views as keeping
from .keeping.views import places as keeping_places
from .keeping.views import posts as kept_posts
from .leaving import views as leaving
from .lists import views as lists
from .lists.views import lists as thread_lists
from .lists.views import months
from .mail import views as mail
from .margins import views as margins
from .members import views as members
from .members.host_values import store_host_values
from .moderation import views as moderation
from .moderation.views import pages as moderated_pages
from .moderation.views import posts as moderated_posts
from .moderation.views import space as moderated_space
from .moderation.views import threads as moderated_threads
from .moderation.views import withdraw as own_pages
from .notices import views as for_you
from .paths import views as paths
from .prompts import views as prompts
from .prompts.views import choose, closing, side_by_side, words
from .reflections import views as reflections
from .removal import views as removal
from .removal.views import for_good
from .removal.views import pages as page_versions
from .removal.views import results as words_told
from .removal.views import words as words_out
from .reports import views as reports
from .reports.views import for_admins, objections
from .reports.views import pages as reported_pages
from .reports.views import posts as reported_posts
from .request_limits import limit_body, limit_member
from .revisions import views as revisions
from .revisions.views import edit as post_edit
from .revisions.views import history
from .search import views as search
from .spaces import views as spaces
from .spaces.current import current_viewer
from .spaces.views import all_spaces
from .spaces.views import create as space_create
from .spaces.views import edit as space_edit
from .spaces.views import people as space_people
from .spaces.views import person as space_person
from .spaces.views import show as space_pages
from .thanks import views as thanks
from .threads import views as threads
from .threads.views import show, withdraw, write
from .upkeep import views as upkeep
from .versions import views as versions

if TYPE_CHECKING:
    from flask import Blueprint

    from .core.config import Config

PAGES = (
    health,
    all_spaces,
    space_create,
    space_edit,
    space_people,
    space_person,
    space_pages,
    show,
    thread_lists,
    months,
    moderated_posts,
    objections,
    for_admins,
    reported_posts,
    reported_pages,
    moderated_pages,
    moderated_space,
    moderated_threads,
    own_pages,
    for_good,
    words_out,
    page_versions,
    words_told,
    withdraw,
    write,
    put_up,
    serve,
    about,
    post_edit,
    history,
    artefact_pages,
    artefact_edit,
    library,
    kept_posts,
    keeping_places,
    tell,
    results,
    plan,
    choose,
    words,
    side_by_side,
    closing,
    journal_copies,
    journal_pages,
    own_journal,
)
"""Modules that add their pages to the blueprint of a room when they are imported."""
ROOMS = (
    front.bp,
    members.bp,
    spaces.bp,
    lists.bp,
    exports.bp,
    threads.bp,
    revisions.bp,
    answers.bp,
    attempts.bp,
    attempts.plans_bp,
    experience.bp,
    thanks.bp,
    enquiries.bp,
    reflections.bp,
    prompts.bp,
    first_takes.bp,
    artefacts.bp,
    keeping.bp,
    margins.bp,
    versions.bp,
    upkeep.bp,
    files.bp,
    paths.bp,
    journal.bp,
    journal.own_bp,
    balance.bp,
    following.bp,
    search.bp,
    gaps.bp,
    for_you.bp,
    moderation.bp,
    reports.bp,
    removal.bp,
    discuss.bp,
    mail.bp,
    leaving.bp,
)

CHANGING = ("POST", "PUT", "PATCH", "DELETE")
PUBLIC = (".static", ".front.health", ".mail.stop")
"""Endpoints that show nothing written by members. Guests may always use them."""


def make_blueprint(config: Config) -> Blueprint:
    """Return the blueprint with every page but those that *config* leaves out."""
    parent = ForumBlueprint(config.name)
    parent.url_value_preprocessor(limit_body)
    parent.before_request(body.refuse_large)
    parent.before_request(guard.refuse_cross_site)
    parent.before_request(_members_only)
    parent.before_request(_refuse_invalid_address)
    parent.before_request(limit_member)
    parent.before_request(put_up.take_files)
    parent.after_request(store_host_values)
    parent.after_request(guard.limit_framing)
    refusals.register(parent)
    for child in ROOMS:
        # A room that can be left out has a blueprint of that name. Files that were put up before
        # can still be read: nothing is added to them then.
        if child is files.bp or not config.leaves_out(child.name.replace("_", "-")):
            parent.register_blueprint(child)
    if config.url_prefix != "/":  # else these would be the host's addresses
        parent.add_url_rule(
            "/<path:anything>",
            endpoint="other",
            view_func=front.accept_nothing,
            methods=CHANGING,
            provide_automatic_options=False,
        )
    return parent


def _members_only() -> None:
    """If guests may read nothing, ask a guest to sign in first, whatever the address."""
    closed = request.method in SAFE and not state().config.guests_read
    if closed and not (request.endpoint or "").endswith(PUBLIC) and current_viewer().guest:
        raise SignInFirst


def _refuse_invalid_address() -> None:
    """Answer an invalid address in the same way as one that does not exist."""
    if not guard.has_valid_address():
        current_viewer()
        raise NotFound
