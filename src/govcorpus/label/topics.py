"""The policy field of a section, one of the State Council's theme classes, with a probability; nothing where the model is unsure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus.label.spoken import NOTHING, Outline, Span, Spoken, Verdict, known, topic_words
from govcorpus.model.linear import Linear, load, softmax
from govcorpus.model.words import Found, Numbers, found, ranges, within

SPAN = 500  # characters of a section that are looked at: a field shows in its first paragraphs
WHOLE = 2000  # characters of a document, spread over it, that say what the document as a whole is about
PIECES = 10
UNCOUNTED = 3.0  # how rare a word is that model/topic_words.tsv does not know yet
# Below this probability the model abstains: no word of a field stands in the section, and half of such guesses are wrong.
SURE = 0.15
# 一、2023年工作回顾 is about no single field: its sections are about three or more, and none of them stands out in it. No annotated topic
# is lost by that: scripts/measure_sections prints the same coverage without it.
SEVERAL, CLEARLY = 3, 0.6
FEATURES = ("heading", "span", "parent", "document", "single", "title")
PARENT = FEATURES.index("parent")

Scores = NDArray[np.float64]


class Vocabulary(NamedTuple):
    """The classes, and what each known word says for which of them: from `begins` of a word to that of the next one."""

    classes: tuple[str, ...]
    begins: Numbers
    said_for: Numbers
    weights: Scores


@cache
def vocabulary() -> Vocabulary:
    """Return the words of model/topics.toml, weighed by how rare they are (model/topic_words.tsv)."""
    lists, rarity, every = topic_words(), load("topic_words"), known().words
    classes: dict[str, list[int]] = {}
    for k, listed in enumerate(lists.values()):
        for word in listed:
            classes.setdefault(word, []).append(k)
    sizes = np.array([len(classes.get(word, ())) for word in every])
    rare = np.array([rarity.weights[rarity.rows[word], 0] if word in rarity.rows else UNCOUNTED for word in every])
    said_for = np.array([k for word in every for k in classes.get(word, ())])
    return Vocabulary(tuple(lists), np.cumsum([0, *sizes]), said_for, (rare / np.maximum(sizes, 1)).repeat(sizes))


def counted(text: str) -> dict[str, int]:
    """Return the words of topics that a text holds, and how often; a word inside a longer one counts as well."""
    begins, every = vocabulary().begins, known().words
    which, counts = np.unique(found(known(), text).words, return_counts=True)
    here = zip(which.tolist(), counts.tolist(), strict=True)
    return {every[word]: count for word, count in here if begins[word] < begins[word + 1]}


def topics(outlines: Sequence[Outline], spoken: Spoken, model: Linear | None = None) -> list[Verdict]:
    """Return for each section of the documents its topic and how probable that is; both None where unsure or mixed.

    `spoken` are the words of the documents. A child is judged knowing its parent's field, and every section knowing what the whole
    document is about. Deeper sections than level 2 have a topic as well: a field is narrower there, not vaguer. `model` stands in
    for model/topics.tsv where a model is measured.
    """
    classes, above = vocabulary().classes, parents(outlines)
    alone = probabilities(model or load("topics"), evidences(outlines, spoken), above)
    shares = together(alone, outlines)
    best, sure = shares.argmax(1).tolist(), shares.max(1).tolist()
    within: dict[int | None, set[int]] = {}
    for field, parent in zip(best, above, strict=True):
        within.setdefault(parent, set()).add(field)
    mixed = [len(within.get(i, ())) >= SEVERAL and share < CLEARLY for i, share in enumerate(sure)]
    return [
        NOTHING if share < SURE or several else (classes[k], round(share, 3))
        for k, share, several in zip(best, sure, mixed, strict=True)
    ]


def parents(outlines: Sequence[Outline]) -> list[int | None]:
    """Return for each section the number, among those of all documents, of the section around it."""
    out: list[int | None] = []
    for outline in outlines:
        first = len(out)
        out += [None if section.parent is None else first + section.parent for section in outline.sections]
    return out


def probabilities(model: Linear, evidence: Scores, parents: Sequence[int | None]) -> Scores:
    """Return the probability of each class for each section; the weights are the same for all classes.

    `evidence` is that of `evidences`, `parents` the number of the section around each one, which comes before it.
    """
    weights = model.weights[[model.rows[feature] for feature in FEATURES], 0]
    scores: Scores = (evidence * np.delete(weights, PARENT)).sum(2)
    shares = np.empty_like(scores)
    for family in generations(parents):
        above = [parent for i in family if (parent := parents[i]) is not None]
        shares[family] = softmax(scores[family] + (weights[PARENT] * shares[above] if above else 0.0))
    return shares


def together(shares: Scores, outlines: Sequence[Outline]) -> Scores:
    """Return the probabilities of sections, those of a legal text in view of each other: 附则 of a fisheries law is about fisheries."""
    out = shares.copy()
    begin = 0
    for outline in outlines:
        own = slice(begin, begin := begin + len(outline.sections))
        if outline.legal:
            out[own] *= shares[own].mean(0)
    return np.asarray(out / out.sum(1, keepdims=True), np.float64)


def generations(parents: Sequence[int | None]) -> list[list[int]]:
    """None 0 0 None 3 → [0, 3], [1, 2, 4]: sections that can be judged at once, those in which others stand first."""
    depths: list[int] = []
    families: list[list[int]] = []
    for i, parent in enumerate(parents):
        depths.append(0 if parent is None else depths[parent] + 1)
        families += [[]] * (depths[i] == len(families))
        families[depths[i]].append(i)
    return families


def with_parent(values: Sequence[float], parent: float) -> list[float]:
    """Return the values of one class in the order of FEATURES, the parent's share put in its place."""
    return [*values[:PARENT], parent, *values[PARENT:]]


def evidences(outlines: Sequence[Outline], spoken: Spoken) -> Scores:
    """Return what speaks for each class in each section: words of heading, span, document and title (FEATURES without parent)."""
    sizes = [len(outline.sections) for outline in outlines]
    spans: list[Span] = []
    owners: list[int] = []
    for k, (outline, start) in enumerate(zip(outlines, spoken.texts, strict=True)):
        pieces = [(start + begin, start + end) for begin, end in _spread(outline.text)]
        spans += pieces
        owners += [k] * len(pieces)
    for outline, start in zip(outlines, spoken.texts, strict=True):
        spans += [(start + s.start, start + min(s.end, s.start + SPAN)) for s in outline.sections]
    spans += [(start, start + len(outline.title)) for outline, start in zip(outlines, spoken.titles, strict=True)]
    headings = [section.heading for outline in outlines for section in outline.sections]
    spans += [(start, start + len(heading)) for heading, start in zip(headings, spoken.headings, strict=False)]
    rows = 2 * (len(outlines) + len(headings))
    scores = _scores(spoken.words, spans, np.array([*owners, *range(len(outlines), rows)]), rows)
    whole, own, titled, named = np.split(scores, np.cumsum([len(outlines), len(headings), len(outlines)]))
    of_document, of_title = (_shares(part).repeat(sizes, 0) for part in (whole, titled))
    out = np.empty((len(headings), scores.shape[1], len(FEATURES) - 1))
    out[:, :, 0] = np.minimum(named, 8.0) / 4
    out[:, :, 1] = np.log1p(own) / 2
    out[:, :, 2] = of_document
    out[:, :, 3] = of_document * of_document.max(1, keepdims=True)
    out[:, :, 4] = of_title
    return out


def _shares(scores: Scores) -> Scores:
    totals = scores.sum(1, keepdims=True)
    return np.asarray(scores / np.where(totals, totals, 1.0), np.float64)


def _spread(text: str) -> list[Span]:
    """Return the whole text where it is short, else equally spaced pieces of it."""
    if len(text) <= WHOLE:
        return [(0, len(text))]
    step = len(text) // PIECES
    return [(k * step, k * step + WHOLE // PIECES) for k in range(PIECES)]


def _scores(places: Found, spans: Sequence[Span], owners: Numbers, rows: int) -> Scores:
    """Return what the words within the spans say for each class, a row for each owner of spans."""
    known, every = vocabulary(), len(vocabulary().begins) - 1
    span, word = within(places, spans)
    keys, counts = np.unique(owners[span] * every + word, return_counts=True)
    owner, word = np.divmod(keys, every)
    term, at = ranges(known.begins[word], known.begins[word + 1])
    cells = owner[at] * len(known.classes) + known.said_for[term]
    weights = known.weights[term] * (1 + np.log(counts))[at]
    sums = np.bincount(cells, weights, rows * len(known.classes))
    return np.asarray(sums, np.float64).reshape(rows, len(known.classes))
