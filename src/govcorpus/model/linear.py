"""A linear classifier kept in a text file: one line a feature, one weight a class. What scripts/make_labels learns, labels use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]


UNKNOWN = -1  # the row of what a model does not know: the last one, all zeros


@dataclass(frozen=True, eq=False, slots=True)  # compared as the one object it is, so that what it says can be kept
class Linear:
    """A multinomial logistic regression: the classes, the row of each feature, and a table with a weight a class in each row.

    A row of zeros ends the table, for features that the model does not know.
    """

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: Table


def scores(model: Linear, evidence: Sequence[Mapping[str, float]]) -> Table:
    """Return a row for each evidence, with what it says for each class of the model; `softmax` makes probabilities of a row.

    Evidence gives features their values, one at least. Those the model does not know say nothing.
    """
    rows: list[int] = []
    values: list[float] = []
    begins = []
    row = model.rows.get
    for features in evidence:
        begins.append(len(rows))
        rows += [row(name, UNKNOWN) for name in features]
        values += features.values()
    return np.add.reduceat(model.weights[rows] * np.array(values)[:, None], begins)


def softmax(scores: Table) -> Table:
    """Return rows of scores as rows of probabilities that sum to 1."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))


@cache
def load(name: str) -> Linear:
    """Return the model of this name (model/<name>.tsv): a header with the classes, then feature and weights, tab-separated."""
    header, *rows = (files("govcorpus.model") / f"{name}.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    features, values = zip(*(row.split("\t", 1) for row in rows), strict=True)
    classes = tuple(header.split("\t")[1:])
    weights = [[float(value or 0) for value in row.split("\t")] for row in values]
    return Linear(classes, {feature: k for k, feature in enumerate(features)}, np.array([*weights, [0.0] * len(classes)]))
