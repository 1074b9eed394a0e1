"""Counts the posts of a topic: imported now, imported before, or left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...core.web.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..discourse.topics import Topic
    from ..report import Report
    from .prepare import Prepared
    from .source_map import SourceMap


def count_topic(
    report: Report,
    topic: Topic,
    prepared: Prepared,
    known: SourceMap,
    *,
    accepted: Iterable[int],
    is_new: bool,
) -> None:
    """Count a topic that was imported or completed, and note the posts that were left out.

    *accepted* are the numbers of the posts that the files call accepted answers.
    """
    tallies, counts, new = report.tallies, report.counts, len(prepared.posts)
    if is_new:
        tallies["topics"].imported += 1
        counts["questions" if topic.is_question else "discussions"] += 1
    else:
        tallies["topics"].before += 1
        counts["before"] += 1
        counts["completed"] += new > 0
    counts["posts"] += new
    counts["helped"] += sum(post.helped for post in prepared.posts)
    tallies["posts"].imported += new
    tallies["posts"].before += len(topic.notes) - new
    tallies["posts"].left += len(topic.left_out)
    for why, where in (*topic.left_out, *prepared.changed):
        report.leave_out(why, where)
    _count_helped(report, topic, prepared, known, accepted)
    _count_missing(report, topic, known, is_new=is_new)


def _count_helped(
    report: Report, topic: Topic, prepared: Prepared, known: SourceMap, accepted: Iterable[int]
) -> None:
    tally = report.tallies["helped"]
    new = {
        note.number: post.helped for note, post in zip(prepared.notes, prepared.posts, strict=True)
    }
    for number in accepted:
        where = f"{topic.key}/{number}"
        if new.get(number):
            tally.imported += 1
        elif number not in new and known.posts.get(where) in known.helped:
            tally.before += 1
        else:
            tally.left += 1
            report.leave_out(_why_not_helped(number, topic, where in known.posts), where)


def _why_not_helped(number: int, topic: Topic, is_here: bool) -> str:
    if is_here and number != topic.notes[0].number:
        return t("an accepted answer whose post was imported before without the mark")
    if is_here:
        return t("an accepted answer that opens its topic: it is not marked")
    if number not in topic.numbers:
        return t("an accepted answer that the files do not hold")
    return t("an accepted answer that was left out")


def _count_missing(report: Report, topic: Topic, known: SourceMap, *, is_new: bool) -> None:
    """Note that posts of *topic* are missing, if neither its files nor earlier ones had them."""
    if topic.posts <= len(topic.numbers):
        return
    seen = len(topic.numbers if is_new else topic.numbers | known.numbers.get(topic.key, set()))
    if seen < topic.posts:
        report.short[topic.key] = (seen, topic.posts)
