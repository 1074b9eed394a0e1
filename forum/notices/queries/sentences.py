"""What was said to the member of a notice, by whom: thanks, questions, and why a comment closed."""

from __future__ import annotations

from sqlalchemy import Integer, case, func, literal_column, select

from ...enquiries.models import Enquiry
from ...margins.models import Placement
from ...margins.policy import is_taken_up
from ...thanks.models import Thanks
from ..models import Notice
from ..policy.facts import is_question, is_thanks

_THANKS = select(Thanks.member_id).where(is_thanks()).correlate(Notice)
_LATEST_THANKS = _THANKS.order_by(Thanks.at.desc(), Thanks.id.desc()).limit(1)
_QUESTIONS = select(Enquiry.member_id).where(is_question()).correlate(Notice)
_LATEST_QUESTION = _QUESTIONS.order_by(Enquiry.id.desc()).limit(1)
_IS_OF_MEMBER = is_taken_up(Notice.post_id, Notice.member_id)
_CLOSED = select(Placement.closed_by).where(_IS_OF_MEMBER).correlate(Notice)
_IS_THANKED, _IS_ASKED = Notice.kind == "thanked", Notice.kind == "asked"
_IS_TAKEN_UP = Notice.kind == "taken_up"

IS_POST = Notice.kind.in_(("reply", "follow"))
"""Whether a notice tells of a post in a thread, and not of what was done with it."""
IS_SAID = Notice.kind.in_(("thanked", "asked", "taken_up"))
"""Whether a notice tells of something that was said to its member."""
SAID_BY = case(
    (_IS_THANKED, _LATEST_THANKS.scalar_subquery()),
    (_IS_TAKEN_UP, _CLOSED.scalar_subquery()),
    else_=_LATEST_QUESTION.scalar_subquery(),
)
"""The id of who said it; of several the last one."""
OTHERS_SAID = case(
    (
        _IS_THANKED,
        _THANKS.with_only_columns(
            func.count(Thanks.member_id.distinct()) - 1, maintain_column_froms=True
        ).scalar_subquery(),
    ),
    (_IS_TAKEN_UP, literal_column("0", Integer)),
    else_=_QUESTIONS.with_only_columns(
        func.count(Enquiry.member_id.distinct()) - 1, maintain_column_froms=True
    ).scalar_subquery(),
)
"""How many others said something too."""
SAID = case(
    (_IS_THANKED, _LATEST_THANKS.with_only_columns(Thanks.text).scalar_subquery()),
    (_IS_ASKED, _LATEST_QUESTION.with_only_columns(Enquiry.text).scalar_subquery()),
    (_IS_TAKEN_UP, _CLOSED.with_only_columns(Placement.closed_why).scalar_subquery()),
    else_="",
)
"""Their words; empty for any other notice."""
