"""Forms with prompts, the words of their questions, and the pages on which a space words them."""

from .forms import (
    PromptBox,
    edit_box,
    first_form,
    form_of,
    prompt_box,
    source_of,
    switched,
    wording_of,
)
from .wordings import left_out, newest_wording, wording, wording_in, written_with

__all__ = [
    "PromptBox",
    "edit_box",
    "first_form",
    "form_of",
    "left_out",
    "newest_wording",
    "prompt_box",
    "source_of",
    "switched",
    "wording",
    "wording_in",
    "wording_of",
    "written_with",
]
