"""How often the words of each cue stand in the sections of many documents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus.label.cues import CUES, EVERY, GUIDED, IDEA, PATTERNS, SINGLE, TENSES
from govcorpus.label.spoken import Span, known
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
            for word in listed.split():
                said.setdefault(word, []).append((k, count, meant))
    rows = [row for word in known().words for row in said.get(word, ())]
    begins = np.cumsum([0, *(len(said.get(word, ())) for word in known().words)])
    cues, counted = (np.array([row[k] for row in rows]) for k in (0, 1))
    return Terms(begins, cues, counted.astype(np.float64), np.array([row[2] for row in rows]))


def tallies(spoken: Found, own: Sequence[Span], whole: Sequence[Span], texts: Sequence[tuple[str, str]]) -> Numbers:
    """Return a row for each section: how often each cue stands in its own span, and each tense in the whole one.

    `spoken` are the words of all documents, in which the spans are; `texts` are those of the spans, the own one and the whole one.
    Words of a cue that share a character count once: of 负责任 only 负责.
    """
    terms = _terms()
    which, at = ranges(terms.begins[spoken.words], terms.begins[spoken.words + 1])
    span, term = within(_apart(Found(spoken.starts[at], spoken.ends[at], which), terms), [*own, *whole])
    cells = span * len(EVERY) + terms.cues[term]
    sums = np.bincount(cells, terms.counts[term], 2 * len(own) * len(EVERY)).astype(np.intp).reshape(2, len(own), len(EVERY))
    out = np.concatenate((sums[0, :, : len(CUES)], sums[1, :, len(CUES) :]), 1)
    out += np.array([_singles(*told) for told in texts])
    for row, (said, _) in zip(out, texts, strict=True):
        for k, sign, pattern in PATTERNS:
            if sign in said:
                row[k] += len(pattern.findall(said))
        if "为指导" in said:
            row[IDEA] = len(GUIDED.findall(said))
    return out


def _singles(own: str, whole: str) -> list[int]:
    counts = [0] * len(EVERY)
    for k, char in SINGLE:
        counts[k] += (own if k < len(CUES) else whole).count(char)
    return counts


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
