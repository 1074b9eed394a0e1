"""The text that a new path can begin with: five stages, from A to E."""

from __future__ import annotations

from ...core.state import state
from ...core.web.forms import Form
from ...core.web.i18n import t
from ...prompts.presenters import PromptBox, switched

BUTTON = "stages"
"""The value of the button that puts the five stages into a form."""


def stages_button() -> str:
    """Return the value of the button that offers the five stages; empty if paths are left out."""
    return "" if state().config.leaves_out("paths") else BUTTON


def with_stages(form: Form) -> Form | None:
    """Return *form* with the five stages behind its text, if its button asks for them, else None.

    It is shown again, and nothing is saved.
    """
    if not form.preview or form["preview"] != stages_button():
        return None
    plain = switched(Form({**form.sent, "preview": PromptBox.free})) or form
    typed = plain["text"].replace("\r\n", "\n").rstrip()
    sent = {name: value for name, value in plain.sent.items() if name != "preview"}
    text = f"{typed}\n\n{_five_stages()}" if typed else _five_stages()
    return Form({**sent, "kind": "path", "text": text})


def _five_stages() -> str:
    stages = (
        (t("A: Arrive"), t("Who is this for, and what will they be able to do at the end?")),
        (t("B: Begin"), t("Something short to read or to watch first.")),
        (t("C: Compare"), t("What others did, and where they do not agree.")),
        (t("D: Do it"), t("Something to try in your own work this week.")),
        (t("E: Evaluate"), t("Outcome, and what you tell the others.")),
    )
    steps = (
        t("What do you know about this already?"),
        t("Put a link here, and say in a few words what people will find there."),
        t("Put a link to a question or a page here. Each line like this one is a step."),
        t("Say here what to try, so small that it fits into one day."),
        t("What went as you expected, and what did not?"),
    )
    return "\n\n".join(
        f"# {heading}\n\n{words}\n\n- {step}"
        for (heading, words), step in zip(stages, steps, strict=True)
    )
