"""How often the words of each cue stand in the sections of many documents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus.label.cues import CUES, EVERY, GUIDED, IDEA, PATTERNS, SINGLE, TENSES
from govcorpus.label.spoken import Span, Spoken, known
from govcorpus.model.words import Found, Numbers, ranges, within


class Terms(NamedTuple):
    """Every word of the cues and what it says: from `begins` of a word to that of the next one, cue by cue."""

    begins: Numbers
    cues: Numbers
    counts: NDArray[np.float64]  # 1, or -1 for a word that means something else
    meant: NDArray[np.bool_]  # is it one of the cue's own words?


@cache
def _terms() -> Terms:
    said: dict[str, list[tuple[int, int, bool]]] = {}
    for k, cue in enumerate((*CUES.values(), *TENSES.values())):
        for listed, count, meant in ((cue.words, 1, True), (cue.but, -1, False), (cue.still, 1, False)):
            for word in (word for word in listed.split() if len(word) > 1):
                said.setdefault(word, []).append((k, count, meant))
    rows = [row for word in known().words for row in said.get(word, ())]
    begins = np.cumsum([0, *(len(said.get(word, ())) for word in known().words)])
    cues, counted = (np.array([row[k] for row in rows]) for k in (0, 1))
    return Terms(begins, cues, counted.astype(np.float64), np.array([row[2] for row in rows]))


def tallies(spoken: Spoken, own: Sequence[Span], whole: Sequence[Span], texts: Sequence[str]) -> Numbers:
    """Return a row for each section: how often each cue stands in its own span, and each tense in the whole one.

    `spoken` are the words of all documents, in which the spans are; `texts` are those of the own spans. Words of a cue that share
    a character count once: of 负责任 only 负责.
    """
    terms, words = _terms(), spoken.words
    which, at = ranges(terms.begins[words.words], terms.begins[words.words + 1])
    spans = [*own, *whole]
    span, term = within(_apart(Found(words.starts[at], words.ends[at], which), terms), spans)
    size = len(spans) * len(EVERY)
    sums = np.bincount(span * len(EVERY) + terms.cues[term], terms.counts[term], size).astype(np.intp)
    span, char = within(spoken.singles, spans)
    for k, word in SINGLE:
        sums[k :: len(EVERY)] += np.bincount(span[char == ord(word)], minlength=len(spans))
    said, told = sums.reshape(2, len(own), len(EVERY))
    out = np.concatenate((said[:, : len(CUES)], told[:, len(CUES) :]), 1)
    for row, text in zip(out, texts, strict=True):
        for k, sign, pattern in PATTERNS:
            if sign in text:
                row[k] += len(pattern.findall(text))
        if "为指导" in text:
            row[IDEA] = len(GUIDED.findall(text))
    return out


def _apart(places: Found, terms: Terms) -> Found:
    """Leave out the words that begin inside the one before them of the same cue."""
    order = terms.meant[places.words].nonzero()[0]
    order = order[terms.cues[places.words[order]].argsort(kind="stable")]
    cues, starts, ends = terms.cues[places.words[order]], places.starts[order], places.ends[order]
    shared = ((cues[1:] == cues[:-1]) & (starts[1:] < ends[:-1])).nonzero()[0].tolist()
    if not shared:
        return places
    kept = np.ones(len(places.words), np.bool_)
    for k in shared:
        kept[order[k + 1]] = not kept[order[k]]
    return Found(places.starts[kept], places.ends[kept], places.words[kept])
