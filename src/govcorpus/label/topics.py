"""The policy field of a section, one of the State Council's theme classes, with a probability; nothing where the model is unsure."""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from operator import add, mul
from typing import NamedTuple

from govcorpus.document import Section
from govcorpus.model.linear import Linear, load, softmax

SPAN = 500  # characters of a section that are looked at: a field shows in its first paragraphs
WHOLE = 2000  # characters of a document, spread over it, that say what the document as a whole is about
# Below this probability the model abstains: scripts/measure_sections shows that less than half of the labels under it are right.
SURE = 0.25
FEATURES = ("heading", "heading share", "span", "span share", "parent", "document", "single", "title")


class Vocabulary(NamedTuple):
    """The classes, their words by the pair of characters a word begins with, and what each word says for which classes."""

    classes: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, tuple[tuple[int, float], ...]]


@cache
def vocabulary() -> Vocabulary:
    """Return the words of model/topics.toml, weighed by how rare they are (model/topic_words.tsv)."""
    folder = files("govcorpus.model")
    lists = tomllib.loads((folder / "topics.toml").read_text(encoding="utf-8"))["words"]
    rarity = load("topic_words").weights
    weights: dict[str, list[tuple[int, float]]] = {}
    for k, words in enumerate(lists.values()):
        for word in dict.fromkeys(words.split()):
            weights.setdefault(word, []).append((k, rarity.get(word, (3.0,))[0]))
    shared = {word: tuple((k, weight / len(found)) for k, weight in found) for word, found in weights.items()}
    pairs: dict[str, tuple[str, ...]] = {}
    for word in shared:
        pairs[word[:2]] = (*pairs.get(word[:2], ()), word)
    return Vocabulary(tuple(lists), pairs, shared)


def counted(text: str) -> dict[str, int]:
    """Return the words of the vocabulary that a text holds, and how often; a word inside a longer one counts as well."""
    known = vocabulary().words
    pairs = Counter(map(add, text, text[1:]))
    out = {}
    for pair in sorted(pairs.keys() & known.keys()):
        for word in known[pair]:
            count = pairs[pair] if len(word) == 2 else text.count(word) if word[-2:] in pairs else 0
            if count:
                out[word] = count
    return out


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
    out = list(sections)
    shares: dict[int | None, Sequence[float]] = {None: [0.0] * len(classes)}
    for i, evidence in enumerate(evidences(text, sections, title)):
        found = probabilities(model, evidence, shares[sections[i].parent])
        shares[i] = found
        best = max(range(len(classes)), key=found.__getitem__)
        if found[best] >= SURE:
            out[i] = replace(out[i], topic=classes[best], topic_probability=round(found[best], 3))
    return tuple(out)


def probabilities(model: Linear, evidence: Sequence[Sequence[float]], parent: Sequence[float]) -> list[float]:
    """Return the probability of each class from the evidence for it; the weights are the same for all classes."""
    weights = [model.weights[feature][0] for feature in FEATURES]
    return softmax([sum(map(mul, weights, with_parent(*pair))) for pair in zip(evidence, parent, strict=True)])


def with_parent(values: Sequence[float], parent: float) -> list[float]:
    """Return the values of one class in the order of FEATURES, the parent's share put in its place."""
    return [*values[:4], parent, *values[4:]]


def evidences(text: str, sections: Sequence[Section], title: str) -> Iterator[list[list[float]]]:
    """Yield for each section what speaks for each class: words of heading, span, document and title (FEATURES without parent)."""
    about = _shares(_scores(_spread(text)))
    single = max(about)
    titled = _shares(_scores(title or text[:60]))
    for section in sections:
        heading = _scores(section.heading)
        span = _scores(text[section.start : min(section.end, section.start + SPAN)])
        named, spoken = _shares(heading), _shares(span)
        yield [
            [min(heading[k], 8.0) / 4, named[k], math.log1p(span[k]) / 2, spoken[k], about[k], about[k] * single, titled[k]]
            for k in range(len(about))
        ]


def _spread(text: str) -> str:
    """Return the whole text where it is short, else equally spaced pieces of it."""
    if len(text) <= WHOLE:
        return text
    step = len(text) // 10
    return "\n".join(text[k * step : k * step + WHOLE // 10] for k in range(10))


def _scores(text: str) -> list[float]:
    known = vocabulary()
    out = [0.0] * len(known.classes)
    for word, count in counted(text).items():
        for k, weight in known.weights[word]:
            out[k] += weight * (1 + math.log(count))
    return out


def _shares(scores: Sequence[float]) -> list[float]:
    total = sum(scores)
    return [score / total for score in scores] if total else [0.0] * len(scores)
