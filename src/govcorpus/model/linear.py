"""A linear classifier kept in a text file: one line a feature, one weight a class. What scripts/make_labels learns, labels use."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Linear(NamedTuple):
    """A multinomial logistic regression: the classes, and for each feature its weights in their order."""

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]


def probabilities(model: Linear, features: Mapping[str, float]) -> list[float]:
    """Return the probability of each class of the model, in its order; features the model does not know count nothing."""
    scores = [0.0] * len(model.classes)
    for feature, value in features.items():
        weights = model.weights.get(feature)
        if weights is not None:
            for k, weight in enumerate(weights):
                scores[k] += value * weight
    return softmax(scores)


def softmax(scores: Sequence[float]) -> list[float]:
    """Return the scores as probabilities that sum to 1."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


@cache
def load(name: str) -> Linear:
    """Return the model of this name (model/<name>.tsv): a header with the classes, then feature and weights, tab-separated."""
    rows = (files("govcorpus.model") / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    classes = tuple(rows[0].split("\t")[1:])
    weights = {}
    for row in rows[1:]:
        if row:
            feature, *values = row.split("\t")
            weights[feature] = tuple(float(value or 0) for value in values)
    return Linear(classes, weights)
