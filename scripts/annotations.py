"""The annotated sections, weak labels read off headings, and the training of the small linear models of labels."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import inputs
import numpy as np
import numpy.typing as npt

from govcorpus.document import Section
from govcorpus.label.outline_law import law
from govcorpus.label.roles import (
    DEEPEST,
    NAMED,
    features,
    of_heading,
    of_heading_above,
    of_parent,
)
from govcorpus.label.sections import sections
from govcorpus.label.spoken import look, outlined
from govcorpus.label.topics import FEATURES, evidences, vocabulary, with_parent
from govcorpus.model.linear import Linear, softmax

ROLES = ("review", "issues", "requirements", "targets", "tasks", "safeguards", "governance", "provisions", "closing", "other")
LABELLED = Path(__file__).with_name("labelled.tsv")
WEAK = 0.2  # what a weak label weighs against one that was annotated by reading
MOST = 12  # weak labels a document: long reports would drown the rest
# What sections do that stand in one that does so, unless their heading says otherwise.
INHERITED = {"review", "issues", "provisions", "tasks", "safeguards", "governance"}
COMMON = {"tasks", "review"}  # taken last, as the annotated documents are full of them
NEWS = 40  # every fortieth news item: one kind of document among five
VERB = re.compile(
    r"^(?:加快|推进|推动|深化|深入|加强|强化|切实|扎实|努力|进一步|明确|规范|抓好|做好|大力|积极|着力|促进|实施|完善|建立|健全|继续|优化|提升|扩大|培育|支持|打造)"
)

Array = npt.NDArray[np.float64]  # in half the precision the sums of another machine showed in 39 of 2,442 rows
Row = tuple[Mapping[str, float], str, float]  # features, class, weight


class Annotated(NamedTuple):
    """A document annotated by reading: its id, its text, its sections with role and topic."""

    id: str
    text: str
    sections: tuple[Section, ...]


def annotated(path: Path) -> list[Annotated]:
    """Return the documents of sections.jsonl.xz that hold sections, and those that were read and hold none."""
    return [
        Annotated(row["id"], "\n".join(row["paragraphs"]), tuple(_sections(row)))
        for row in inputs.rows(path)
        if row["sections"] or not row["skip"]
    ]


def labelled(clean: Path, labels: Path = LABELLED) -> list[Annotated]:
    """Return the clean texts whose sections were labelled by reading.

    `labels` holds no text: the id of one, where in it a section starts (code points), its role and topic; either is empty where
    the reader was unsure or there is none. A section that is not listed was not read.
    """
    read: dict[str, dict[int, tuple[str | None, str | None]]] = defaultdict(dict)
    with labels.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            read[row["id"]][int(row["start"])] = (row["role"] or None, row["topic"] or None)
    out = []
    for row in inputs.rows(clean):
        if told := read.get(row["id"]):
            found = sections(row["text"])
            told_of = (told.get(section.start, (None, None)) for section in found)
            own = (replace(section, role=role, topic=topic) for section, (role, topic) in zip(found, told_of, strict=True))
            out.append(Annotated(row["id"], row["text"], tuple(own)))
    return out


def _sections(row: dict[str, Any]) -> Iterator[Section]:
    starts = [0]
    for paragraph in row["paragraphs"]:
        starts.append(starts[-1] + len(paragraph) + 1)
    path: list[tuple[int, int]] = []
    for i, s in enumerate(row["sections"]):
        end = next((starts[later["par"]] for later in row["sections"][i + 1 :] if later["level"] <= s["level"]), starts[-1] - 1)
        while path and path[-1][0] >= s["level"]:
            path.pop()
        parent = path[-1][1] if path else None
        path.append((s["level"], i))
        start = starts[s["par"]]
        names = (s["kind"], s["level"], s["marker"], s["number"], s["heading"])
        yield Section(*names, start, end, parent, role=s["role"], topic=s["topic"])


def role_rows(document: Annotated) -> list[Row]:
    """Return what the role model learns from an annotated document; legal texts are told by rule, so nothing from them."""
    if law(document.text):
        return []
    found = document.sections
    looked_at = features(outlined(document.text, "", found))
    return [
        (_evidence(found, i, looked_at[i], _role_above(found, section)), section.role, 1.0)
        for i, section in enumerate(found)
        if section.role
    ]


def _evidence(found: Sequence[Section], i: int, own: Mapping[str, float], above: str | None) -> dict[str, float]:
    """All that the model looks at in section i, in a section that does `above`."""
    parent = found[i].parent
    over = of_heading_above(found[parent].heading) if parent is not None else {}
    return {**own, **of_heading(found[i].heading), **over, **of_parent({above: 1.0} if above else {})}


def _role_above(found: Sequence[Section], section: Section) -> str | None:
    return found[section.parent].role if section.parent is not None else None


def weak_rows(path: Path, known: Sequence[Annotated]) -> list[Row]:
    """Return weak role labels of clean texts, read off headings that say what they do; texts that were annotated are left out."""
    ids = {document.id for document in known}
    headings = [{s.heading for s in document.sections if len(s.heading) > 5} for document in known]
    out: list[Row] = []
    for n, row in enumerate(inputs.rows(path)):
        if row["kind"] == "regulation" or (row["kind"] == "news" and n % NEWS) or row["id"] in ids or law(row["text"]):
            continue
        found = sections(row["text"])
        names = {section.heading for section in found}
        if not any(len(names & other) >= 3 for other in headings):
            rows = _weak(row["text"], found, row["kind"])
            out += sorted(rows, key=lambda weak: weak[1] in COMMON)[:MOST]
    return out


def _weak(text: str, found: tuple[Section, ...], kind: str) -> list[Row]:
    got: dict[int | None, str | None] = {None: None}
    looked_at = features(outlined(text, "", found))
    out: list[Row] = []
    for i, section in enumerate(found):
        if section.level > DEEPEST:
            continue
        above = got.get(section.parent)
        role = _weak_role(section, "announced issues" in looked_at[i], above, kind)
        if role == "tasks" and "tense done" in looked_at[i]:
            role = "review"
        got[i] = role
        if role:
            out.append((_evidence(found, i, looked_at[i], above), role, WEAK))
    return out


def _weak_role(section: Section, of_issues: bool, above: str | None, kind: str) -> str | None:  # noqa: FBT001  read off the text
    if kind == "news":
        return None if section.marker else "other"
    if of_issues:
        return "issues"
    if above in INHERITED and not (above == "tasks" and NAMED["governance"].search(section.heading)):
        return above
    for role, words in NAMED.items():
        if words.search(section.heading) and not (role == "provisions" and VERB.match(section.heading)):
            return above if role == "tasks" and above in {"requirements", "safeguards"} else role
    if VERB.match(section.heading) or (kind in {"report", "congress"} and section.level == 1):
        return above if above and above != "targets" else "tasks"
    return above if above != "requirements" else None


def fit(rows: Sequence[Row], classes: Sequence[str], decay: float = 0.7, steps: int = 120, rarest: int = 3) -> Linear:
    """Fit a multinomial logistic regression with weight decay by full-batch Adam: no randomness, same rows, same weights.

    `rarest` is in how many rows a feature must stand to count.
    """
    count = Counter(name for names, _, _ in rows for name in names)
    index = {name: k for k, name in enumerate(sorted(name for name, n in count.items() if n >= rarest))}
    x = np.zeros((len(rows), len(index)))
    want = np.zeros((len(rows), len(classes)))
    for i, (values, label, weight) in enumerate(rows):
        for name, value in values.items():
            if name in index:
                x[i, index[name]] = value
        want[i, classes.index(label)] = weight
    each = want.sum(1, keepdims=True)

    def slope(weights: Array) -> Array:
        return np.asarray(x.T @ (softmax(x @ weights) * each - want) + decay * weights, np.float64)

    found = _descend(slope, (len(index), len(classes)), steps, 0.1)
    return _linear(classes, index, found)


def _linear(classes: Sequence[str], rows: Mapping[str, int], weights: Array) -> Linear:
    """The classifier of these weights, a row of zeros put behind them for what it does not know."""
    return Linear(tuple(classes), rows, np.vstack([weights, np.zeros_like(weights[:1])]))


def _descend(slope: Callable[[Array], Array], shape: tuple[int, ...], steps: int, rate: float) -> Array:
    weights = np.zeros(shape)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = slope(weights)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient * gradient
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def fit_topics(documents: Sequence[Annotated], decay: float = 0.5, steps: int = 300) -> Linear:
    """Fit how much heading, text, parent and document speak for a class: one weight each, shared by all classes.

    A topic weighs by the square root of its sections in a document, as single-subject documents repeat theirs.
    """
    classes = vocabulary().classes
    inputs, wants, each = [], [], []
    for document in documents:
        often = Counter(section.topic for section in document.sections)
        outlines = [outlined(document.text, "", document.sections)]
        for section, evidence in zip(document.sections, evidences(outlines, look(outlines)), strict=True):
            if section.topic:
                above = document.sections[section.parent].topic if section.parent is not None else None
                inputs.append([with_parent(evidence[k], float(above == name)) for k, name in enumerate(classes)])
                wants.append(np.eye(len(classes))[classes.index(section.topic)])
                each.append(often[section.topic] ** -0.5)
    x, want, weight = np.array(inputs), np.array(wants), np.array(each)[:, None]

    def slope(weights: Array) -> Array:
        return np.asarray(np.einsum("nk,nkf->f", (softmax(x @ weights) - want) * weight, x) + decay * weights, np.float64)

    found = _descend(slope, (len(FEATURES),), steps, 0.05)
    return _linear(("weight",), {name: k for k, name in enumerate(FEATURES)}, found[:, None])
