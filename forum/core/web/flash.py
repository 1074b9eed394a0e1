"""The message about what was just done, shown on the next page.

A code in the address (``?said=posted...``) says which, because the forum keeps no session;
flash_code.py decides whether it is valid.
"""

from __future__ import annotations

from uuid import UUID

from .i18n import t, word

MESSAGES = {
    "posted": word("Your post has been published."),
    "edited": word("Your changes have been saved. You can still read earlier versions."),
    "merged": word("Another version was saved in between. Both changes are there now."),
    "version-restored": word("The version has been restored. All versions are still there."),
    "page-noted": word("Saved."),
    "redacted": word("The text has been removed from that version."),
    "back": word("Your post has been deleted. Its number stays in the thread."),
    "deleted": word("Your post has been deleted."),
    "gone": word("Your thread has been deleted."),
    "told": word("Added to the list, without your name."),
    "gap-gone": word("The line has been deleted."),
    "helped": word("Thank you for saying what helped."),
    "tried": word("Thank you for saying how it went."),
    "been-there": word("Thank you. You are listed with the people who have been there."),
    "not-there": word("You are no longer listed."),
    "planned": word("Plan saved. Only you can see it. We will ask you how it went."),
    "planned-sometime": word("Plan saved. Only you can see it, under “What you plan to try”."),
    "dropped": word("Your plan has been deleted."),
    "thanked": word("Sent. Only they can read it."),
    "thanks-back": word("Taken back. They can no longer read it."),
    "asked": word("Sent. Only they can read it. They may answer here, or leave it."),
    "removed-alone": word("Removed. Nobody is told."),
    "withdrawn": word("Your result has been deleted."),
    "kept": word("Saved to the library."),
    "made": word("The space has been created. Ask the first question in it."),
    "added": word("They have been added to this space."),
    "removed": word("They have been removed from this space. Their posts stay."),
    "entrusted": word("They now look after this space."),
    "relieved": word("They no longer look after this space."),
    "archived": word("The space is archived: members can read it, but not post."),
    "unarchived": word("Members can post in this space again."),
    "saved": word("Your changes have been saved."),
    "worded": word("The questions have been saved. Choose below where they are offered."),
    "has-left": word("You have left. Your name has been removed from the forum."),
    "read": word("Everything here is marked as read."),
    "objected": word("Sent. Only the people who look after this space can read it."),
    "reported": word("Your report has been sent."),
    "reported-hidden": word(
        "Your report has been sent. Until somebody has looked at the text, it is hidden."
    ),
    "decided": word("Your decision has been recorded in the log of the space."),
    "hidden": word("The post is hidden. Its author has been notified of the reason."),
    "restored": word("The post is visible again."),
    "page-hidden": word(
        "The page is hidden. The person who made it has been notified of the reason."
    ),
    "page-asked": word("Sent. The people who look after this space will decide."),
    "page-back": word("Your page has been deleted. Comments on it stay."),
    "page-left": word("The page has been kept. Its reports are closed."),
    "page-restored": word("The page is visible again."),
    "removed-for-good": word("The post is removed for good. Its author has been notified."),
    "page-removed": word(
        "The page is removed for good. The person who made it has been notified of the reason."
    ),
    "taken-out": word("The text of the versions that you chose has been removed."),
    "comment-closed": word("The comment is closed."),
    "comment-open": word("The comment is open again."),
    "noted": word("Saved in your journal. Nobody else can see it in the forum."),
    "entry-gone": word("The entry has been deleted from your journal."),
    "unshared": word("The copy is no longer shared. The entry stays in your journal."),
    "left": word("The post has been kept. Its reports are closed."),
    "blocked": word("They can read this space, but not post in it."),
    "unblocked": word("They can post in this space again."),
    "followed": word("You will be notified of new posts in this thread."),
    "unfollowed": word("You will no longer be notified of new posts in this thread."),
    "space-followed": word("You will be notified of new threads in this space."),
    "space-unfollowed": word("You will no longer be notified of new threads in this space."),
    "page-followed": word("You will be notified when this page is changed."),
    "page-unfollowed": word("You will no longer be notified when this page is changed."),
    "seen": word("Everything here is marked as read."),
    "moved": word("The thread has been moved. You can undo this for a day."),
    "moved-back": word("The thread has been moved back."),
    "password": word("Your password has been changed. You are signed out everywhere else."),
    "signed-in": word("You are signed in."),
    "signed-out": word("You are signed out."),
}
"""The message for each code."""


def flash_message(code: str | None) -> str:
    """Return the message for *code*, or "" for an unknown code."""
    message = MESSAGES.get(code or "")
    return t(message) if message else ""


def sent_key(text: str | None) -> str:
    """Return *text* if it is the key of a form, else ""."""
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""
