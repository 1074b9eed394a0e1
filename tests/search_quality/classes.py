"""The ways in which a known thread is asked for. Each returns "" if it cannot be made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import NamedTuple

from .corpus import Corpus, Known
from .languages import Half
from .texts import sentences, words
from .typos import SHORTEST, Slip, mistyped

SEED = 12
LONGEST = 190
"""Characters of a query: the forum reads 200."""
SENTENCE = range(8, 21)
"""How many words a sentence has that somebody may paste."""
ATTESTED = 3
"""How many posts must have a form, so that it is a word of the language."""
BEGINNING = 5
"""Letters in which forms of a word are alike."""


@dataclass(frozen=True)
class Drawn:
    """A thread from which queries are made, and what differs from one to the next."""

    corpus: Corpus
    thread: Known
    half: Half
    slip: Slip

    def chance(self, of: str) -> Random:
        """Return the chance of one class: it does not depend on the other classes."""
        return Random(f"{SEED} {of} {self.thread.title}")

    def tells(self, chosen: Sequence[str]) -> bool:
        """Whether one of the words *chosen* says what the thread is about."""
        return any(map(self.corpus.is_telling, chosen))


class Kind(NamedTuple):
    """A class of queries: what they are, and how one is made."""

    told: str
    make: Callable[[Drawn], str]


def title(drawn: Drawn) -> str:
    """Return the full title."""
    text = drawn.thread.title
    return text if len(text) <= LONGEST and drawn.tells(drawn.corpus.content(text)) else ""


def three(drawn: Drawn) -> str:
    """Return three words of the title."""
    return _some(drawn, drawn.corpus.title_words(drawn.thread), 3, drawn.chance("three"))


def rare(drawn: Drawn) -> str:
    """Return two words that few posts have, from one post of the thread."""
    chance = drawn.chance("rare")
    of_posts = (
        [word for word in drawn.corpus.content(post.own) if drawn.corpus.is_rare(word)]
        for post in drawn.thread.posts
    )
    enough = [found for found in of_posts if len(found) > 1]
    return " ".join(chance.sample(chance.choice(enough), 2)) if enough else ""


def form(drawn: Drawn) -> str:
    """Return five words of the title, of which one has another form."""
    five, chance = _five(drawn), drawn.chance("form")
    ways = [(at, other) for at, word in enumerate(five) for other in other_forms(drawn, word)]
    if not ways:
        return ""
    at, other = chance.choice(ways)
    return " ".join([*five[:at], other, *five[at + 1 :]])


def other_forms(drawn: Drawn, word: str) -> list[str]:
    """Return forms of *word* that the archive has, and not the title."""
    corpus = drawn.corpus
    known = set(corpus.content(drawn.thread.title))
    return [
        other
        for other in dict.fromkeys(corpus.language.forms(word))
        if min(len(word), len(other)) > 3
        and other not in known
        and (corpus.in_posts[other] >= ATTESTED or not corpus.language.guesses)
    ]


def typo(drawn: Drawn) -> str:
    """Return the five words with one slip of the finger."""
    five, chance = _five(drawn), drawn.chance("typo")
    places = [at for at, word in enumerate(five) if len(word) >= SHORTEST]
    if not places:
        return ""
    at = chance.choice(places)
    wrong = mistyped(five[at], drawn.slip, chance, drawn.corpus.language.rows)
    return " ".join([*five[:at], wrong, *five[at + 1 :]]) if wrong else ""


def question(drawn: Drawn) -> str:
    """Return a question around five successive words of the opening, small ones left out."""
    chance = drawn.chance("question")
    runs = chain.from_iterable(
        (found[at : at + 5] for at in range(len(found) - 4))
        for sentence in sentences(drawn.thread.posts[0].own)
        if (found := drawn.corpus.content(sentence))
    )
    telling = [run for run in runs if drawn.tells(run)]
    if not telling:
        return ""
    frame = chance.choice(drawn.corpus.language.frames[drawn.half])
    return frame.format(" ".join(chance.choice(telling)))


def sentence(drawn: Drawn) -> str:
    """Return a sentence of the opening: no line of a log, and no item of a list."""
    found = [
        each
        for each in sentences(drawn.thread.posts[0].own)
        if len(each) <= LONGEST
        and len(each.split()) in SENTENCE
        and (each[0] + each[-2]).isalpha()
        and each[-1] in ".!?"
        and len(content := drawn.corpus.content(each)) >= 5
        and drawn.tells(content)
    ]
    return drawn.chance("sentence").choice(found) if found else ""


def reply(drawn: Drawn) -> str:
    """Return two words of the title, and one that a single post has, which is not the opening.

    No other word of the thread begins like that one, so that none is another form of it.
    """
    chance, corpus, thread = drawn.chance("reply"), drawn.corpus, drawn.thread
    told = Counter(
        beginning
        for text in (thread.title, *(post.full for post in thread.posts))
        for beginning in {word[:BEGINNING] for word in words(text)}
    )
    found = [
        word
        for post in thread.posts[1:]
        for word in corpus.content(post.own)
        if told[word[:BEGINNING]] == 1 and corpus.in_posts[word] > 1 and corpus.is_telling(word)
    ]
    of_title = corpus.title_words(thread)
    if not found or len(of_title) < 2:
        return ""
    return " ".join([*_in_order(of_title, chance.sample(of_title, 2)), chance.choice(found)])


def parts(drawn: Drawn) -> str:
    """Return parts of two compounds of the title."""
    known = drawn.corpus.language.parts
    found = [known[word] for word in drawn.corpus.title_words(drawn.thread) if word in known]
    return " ".join(drawn.chance("parts").sample(found, 2)) if len(found) > 1 else ""


def _five(drawn: Drawn) -> list[str]:
    """Return five words of the title: the same for a form and a typo."""
    return _some(drawn, drawn.corpus.title_words(drawn.thread), 5, drawn.chance("five")).split()


def _some(drawn: Drawn, some: list[str], many: int, chance: Random) -> str:
    """Return *many* of *some* words, in their order, of which one is telling."""
    if len(some) < many or not drawn.tells(some):
        return ""
    while not drawn.tells(chosen := chance.sample(some, many)):
        pass
    return " ".join(_in_order(some, chosen))


def _in_order(some: list[str], chosen: list[str]) -> list[str]:
    return [word for word in some if word in chosen]


CLASSES = {
    "title": Kind("the full title", title),
    "three": Kind("three words of it", three),
    "rare": Kind("two words that few posts have", rare),
    "form": Kind("five words of the title, one in another form", form),
    "typo": Kind("the same five, one with a typo", typo),
    "question": Kind("a question around five words of the opening", question),
    "sentence": Kind("a sentence of the opening", sentence),
    "reply": Kind("two words of the title and one of a reply", reply),
}
EXTRA = {"parts": Kind("parts of two compounds of the title", parts)}
"""Classes that some items lack, and that do not count for the means."""
