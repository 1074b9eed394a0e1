"""Which of our rooms hear of what others do, in the same transaction."""

from __future__ import annotations

from .attempts import actions as attempt_actions
from .core import events
from .experience import actions as experience_actions
from .following import actions as following_actions
from .keeping import actions as keeping_actions
from .mail.actions import queue as mail_queue
from .margins import actions as margin_actions
from .margins.actions import edits
from .notices import actions as notice_actions
from .notices.actions import loops, told_alone
from .notices.actions import pages as notices_of_pages
from .paths import actions as path_actions
from .threads.actions import revisions
from .upkeep import actions as upkeep_actions


def connect() -> None:
    """Connect them to the signals of ``core/events.py``; those of one signal hear in this order."""
    events.post_written.connect(margin_actions.place_post)
    events.post_written.connect(following_actions.follow_own_thread)
    events.post_written.connect(notice_actions.notify_of_post)
    events.post_edited.connect(notice_actions.notify_of_edit)
    events.post_withdrawn.connect(margin_actions.blank_words)
    events.page_saved.connect(margin_actions.rename_thread)
    events.page_saved.connect(edits.place_again)
    events.page_saved.connect(edits.note_last_day)
    events.page_withheld.connect(margin_actions.rename_withheld)
    events.page_saved.connect(upkeep_actions.drop_gone_needs)
    events.page_withheld.connect(upkeep_actions.drop_all)
    events.page_saved.connect(path_actions.keep_marks)
    events.page_saved.connect(following_actions.follow_own_page)
    events.page_saved.connect(notices_of_pages.notify_of_page)
    events.answer_marked.connect(loops.notify_of_help)
    events.attempt_told.connect(loops.notify_of_attempt)
    events.been_there.connect(loops.notify_of_experience)
    events.plan_due.connect(loops.notify_of_plan)
    events.thanked.connect(told_alone.notify_of_thanks)
    events.one_asked.connect(told_alone.notify_of_question)
    events.comment_closed.connect(loops.notify_of_closing)
    events.comments_close_soon.connect(notices_of_pages.notify_of_last_day)
    events.review_due.connect(notices_of_pages.notify_of_review)
    events.post_reported.connect(loops.notify_of_report)
    events.steward_appointed.connect(loops.notify_of_waiting_reports)
    events.posts_read.connect(notice_actions.mark_posts_seen)
    events.noticed.connect(mail_queue.queue_notices)
    events.shown_again.connect(mail_queue.look_again)
    events.counted_or_not.connect(keeping_actions.index_pages_of_post)
    events.other_readers.connect(revisions.count_files_there)
    events.other_readers.connect(keeping_actions.index_pages_of_place)
    events.counted_or_not.connect(attempt_actions.count_again)
    events.counted_or_not.connect(experience_actions.count_again)
