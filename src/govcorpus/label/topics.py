"""The policy field of a section, one of the State Council's theme classes, with a probability; nothing where the model is unsure."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus.document import Section
from govcorpus.model.linear import Linear, load, softmax
from govcorpus.model.words import Numbers, Words, found, ranges, within, words

SPAN = 500  # characters of a section that are looked at: a field shows in its first paragraphs
WHOLE = 2000  # characters of a document, spread over it, that say what the document as a whole is about
PIECES = 10
UNCOUNTED = 3.0  # how rare a word is that model/topic_words.tsv does not know yet
# Below this probability the model abstains: scripts/measure_sections shows that less than half of the labels under it are right.
SURE = 0.25
FEATURES = ("heading", "heading share", "span", "span share", "parent", "document", "single", "title")
PARENT = FEATURES.index("parent")

Scores = NDArray[np.float64]


class Vocabulary(NamedTuple):
    """The classes, their words, and what each word says for which classes: from `begins` of a word to that of the next one."""

    classes: tuple[str, ...]
    words: Words
    begins: Numbers
    said_for: Numbers
    weights: Scores


@cache
def vocabulary() -> Vocabulary:
    """Return the words of model/topics.toml, weighed by how rare they are (model/topic_words.tsv)."""
    lists = tomllib.loads((files("govcorpus.model") / "topics.toml").read_text(encoding="utf-8"))["words"]
    rarity = load("topic_words")
    classes: dict[str, list[int]] = {}
    for k, listed in enumerate(lists.values()):
        for word in dict.fromkeys(listed.split()):
            classes.setdefault(word, []).append(k)
    known = words(classes)
    sizes = np.array([len(classes[word]) for word in known.words])
    rare = np.array([rarity.weights[rarity.rows[word], 0] if word in rarity.rows else UNCOUNTED for word in known.words])
    said_for = np.array([k for word in known.words for k in classes[word]])
    return Vocabulary(tuple(lists), known, np.cumsum([0, *sizes]), said_for, (rare / sizes).repeat(sizes))


def counted(text: str) -> dict[str, int]:
    """Return the words of the vocabulary that a text holds, and how often; a word inside a longer one counts as well."""
    known = vocabulary().words
    which, counts = np.unique(found(known, text).words, return_counts=True)
    return {known.words[word]: count for word, count in zip(which.tolist(), counts.tolist(), strict=True)}


def topics(text: str, sections: Sequence[Section], title: str = "", model: Linear | None = None) -> tuple[Section, ...]:
    """Return the sections with `topic` and `topic_probability`; both None where the model is unsure.

    `text` is Document.text, whose spans the sections are; `title` is the document's. A child is judged knowing its parent's
    field, and every section knowing what the whole document is about. Deeper sections than level 2 have a topic as well: a
    field is narrower there, not vaguer. `model` stands in for model/topics.tsv where a model is measured.
    """
    if not sections:
        return tuple(sections)
    classes = vocabulary().classes
    model = model or load("topics")
    shares = probabilities(model, evidences(text, sections, title), [section.parent for section in sections])
    best, sure = shares.argmax(1).tolist(), shares.max(1).tolist()
    return tuple(
        _with_topic(s, classes[k], round(share, 3)) if share >= SURE else s
        for s, k, share in zip(sections, best, sure, strict=True)
    )


def _with_topic(s: Section, topic: str, share: float) -> Section:
    # dataclasses.replace takes three times as long
    place = (s.start, s.end, s.parent)
    return Section(s.kind, s.level, s.marker, s.number, s.heading, *place, s.role, s.role_probability, topic, share)


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


def evidences(text: str, sections: Sequence[Section], title: str) -> Scores:
    """Return what speaks for each class in each section: words of heading, span, document and title (FEATURES without parent)."""
    size = len(sections)
    spans = [(section.start, min(section.end, section.start + SPAN)) for section in sections]
    places = [_spread(text), *([span] for span in spans)]
    scores = _scores(text, places, [title or text[:60], *(section.heading for section in sections)])
    totals = scores.sum(1, keepdims=True)
    shares = scores / np.where(totals, totals, 1.0)
    spoken, titled, named = slice(1, size + 1), size + 1, slice(size + 2, None)
    out = np.empty((size, scores.shape[1], len(FEATURES) - 1))
    out[:, :, 0] = np.minimum(scores[named], 8.0) / 4
    out[:, :, 1] = shares[named]
    out[:, :, 2] = np.log1p(scores[spoken]) / 2
    out[:, :, 3] = shares[spoken]
    out[:, :, 4] = shares[0]
    out[:, :, 5] = shares[0] * shares[0].max()
    out[:, :, 6] = shares[titled]
    return out


def _spread(text: str) -> list[tuple[int, int]]:
    """Return the whole text where it is short, else equally spaced pieces of it."""
    if len(text) <= WHOLE:
        return [(0, len(text))]
    step = len(text) // PIECES
    return [(k * step, k * step + WHOLE // PIECES) for k in range(PIECES)]


def _scores(text: str, places: Sequence[Sequence[tuple[int, int]]], others: Sequence[str]) -> Scores:
    """Return what the words say for each class, place by place: spans of the text, then other texts of their own.

    All of them are looked at as one text, so that the words are looked for once.
    """
    known = vocabulary()
    spans = [span for place in places for span in place]
    owners = [k for k, place in enumerate(places) for _ in place]
    start = len(text) + 1
    for k, other in enumerate(others, len(places)):
        spans.append((start, start + len(other)))
        owners.append(k)
        start += len(other) + 1
    span, word = within(found(known.words, "\n".join((text, *others))), spans)
    every = len(known.words.words)
    keys, counts = np.unique(np.array(owners)[span] * every + word, return_counts=True)
    owner, word = np.divmod(keys, every)
    term, at = ranges(known.begins[word], known.begins[word + 1])
    size = len(places) + len(others), len(known.classes)
    cells = owner[at] * size[1] + known.said_for[term]
    weights = known.weights[term] * (1 + np.log(counts))[at]
    return np.asarray(np.bincount(cells, weights, size[0] * size[1]), np.float64).reshape(size)
