"""The page on which whoever made a page of the library withdraws it, or asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect

from ...artefacts import policy, queries
from ...artefacts.actions import visibility
from ...artefacts.presenters.withheld import WithdrawArtefactPage, WithdrawUnseenPage
from ...artefacts.queries.own import own_page_out_of_sight
from ...artefacts.queries.revisions import is_by_others
from ...core.database.session import commit
from ...core.errors import NotAllowed
from ...core.web.forms import Form
from ...core.web.get_or_404 import get_or_404
from ...core.web.i18n import t
from ...core.web.render import render_page
from ...core.web.urls import url
from ...reports.actions import ask_for_deletion
from ...spaces.current import author_id, writer, writer_or_sign_in
from ...spaces.queries import stewards
from . import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ...artefacts.rows import ArtefactRow, OwnPageRow
    from ...members.viewer import Viewer


@bp.get("/a/<int:artefact_id>/back", endpoint="withdraw_page")
def withdraw_form(artefact_id: int) -> ResponseReturnValue:
    """A page that says what withdrawing a page will do, and asks for it.

    Who made it reaches it in a space that they can no longer read, too.
    """
    viewer = writer_or_sign_in()
    if (unseen := own_page_out_of_sight(viewer, artefact_id)) is not None:
        title = t("Ask to delete your page") if unseen.by_others else t("Delete your page")
        own = url("members.show", handle=viewer.handle)
        return render_page(WithdrawUnseenPage(title=title, page=unseen, address=own))
    artefact = _own_page(viewer, artefact_id)
    by_others = is_by_others(artefact)
    return render_page(
        WithdrawArtefactPage(
            title=t("Ask to delete your page") if by_others else t("Delete your page"),
            form=Form(),
            artefact=artefact,
            by_others=by_others,
            has_steward=any(one.id != viewer.member_id for one in stewards([artefact.space_id])),
        )
    )


@bp.post("/a/<int:artefact_id>/back")
def withdraw_artefact(artefact_id: int) -> ResponseReturnValue:
    """Withdraw a page; if somebody else has written on it, ask the stewards to decide."""
    viewer = writer()
    if (unseen := own_page_out_of_sight(viewer, artefact_id)) is not None:
        said = _withdraw(viewer, unseen, by_others=unseen.by_others)
        return redirect(url("members.show", handle=viewer.handle, said=said))
    artefact = _own_page(viewer, artefact_id)
    said = _withdraw(viewer, artefact, by_others=is_by_others(artefact))
    return redirect(url("artefacts.show", artefact_id=artefact.id, said=said))


def _withdraw(viewer: Viewer, artefact: ArtefactRow | OwnPageRow, *, by_others: bool) -> str:
    """Withdraw a page or ask for it; return what is said then."""
    if by_others:
        ask_for_deletion(artefact, author_id=author_id(viewer), text=t("Please delete this page."))
    else:
        visibility.withdraw(artefact, thread_title=t("A page of the library"))
    commit()
    return "page-asked" if by_others else "page-back"


def _own_page(viewer: Viewer, artefact_id: int) -> ArtefactRow:
    """Return a page. Raises NotAllowed if *viewer* may not withdraw it, or ask for it."""
    artefact = get_or_404(queries.at_address(viewer, artefact_id))
    if not policy.may_withdraw(viewer, artefact):
        raise NotAllowed
    return artefact
