"""One look at the words of many documents: those that tell what a section does, and those that tell what it is about.

A look has a price of its own: to look at sixty documents together, and to judge them together, takes half the time.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus.document import Section
from govcorpus.label.cues import CUES, TENSES
from govcorpus.label.outline_law import law
from govcorpus.model.words import Found, Words, found, units_of, words

Span = tuple[int, int]
Verdict = tuple[str | None, float | None]  # what a section is, and how probable that is
NOTHING: Verdict = (None, None)  # where a model is unsure
OPENING = 60  # characters of a text without a title that stand for one


class Outline(NamedTuple):
    """A document whose sections are to be judged: `text` is Document.text, whose spans they are."""

    text: str
    title: str
    sections: tuple[Section, ...]
    legal: bool


class Spoken(NamedTuple):
    """The words of some documents, looked at as one text, and where in it each text, each title and each heading starts."""

    words: Found
    singles: Found  # the words of one character that cues have, as numbers of characters
    texts: Sequence[int]
    titles: Sequence[int]
    headings: Sequence[int]  # those of all sections of all documents


def outlined(text: str, title: str, sections: tuple[Section, ...]) -> Outline:
    """Return what roles and topics are told from; a text without a title is known by its opening."""
    return Outline(text, title or text[:OPENING], sections, bool(sections) and bool(law(text, title)))


@cache
def topic_words() -> dict[str, tuple[str, ...]]:
    """Return the classes of topics with their words (model/topics.toml)."""
    lists = tomllib.loads((files("govcorpus.model") / "topics.toml").read_text(encoding="utf-8"))["words"]
    return {name: tuple(dict.fromkeys(listed.split())) for name, listed in lists.items()}


@cache
def known() -> Words:
    """Return every word of two characters or more that a cue or a topic has."""
    cues = [word for cue in (*CUES.values(), *TENSES.values()) for listed in cue for word in listed.split() if len(word) > 1]
    return words([*cues, *(word for listed in topic_words().values() for word in listed)])


@cache
def _singles() -> NDArray[np.bool_]:
    out = np.zeros(1 << 16, np.bool_)
    out[[ord(word) for cue in (*CUES.values(), *TENSES.values()) for word in cue.words.split() if len(word) == 1]] = True
    return out


def look(outlines: Sequence[Outline]) -> Spoken:
    """Find the words of texts, titles and headings."""
    texts = [outline.text for outline in outlines]
    titles = [outline.title for outline in outlines]
    parts = [*texts, *titles, *(section.heading for outline in outlines for section in outline.sections)]
    starts = list(accumulate((len(part) + 1 for part in parts), initial=0))
    size, text = len(texts), "\n".join(parts)
    units = units_of(text)
    at = _singles().take(units).nonzero()[0]
    singles = Found(at, at + 1, units[at].astype(np.intp))
    return Spoken(found(known(), text), singles, starts[:size], starts[size : 2 * size], starts[2 * size :])
