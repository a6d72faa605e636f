"""Beam search: the likeliest readings of a lattice of characters under the model.

A lattice is a list of nodes in topological order; what stands at a node are the edges that leave it. The search keeps the
best hypotheses at each node, those with the same last two characters at most twice, so that the runner-up survives.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from operator import itemgetter

from govcorpus import model

Edge = tuple[int, str, float]  # node it leads to, text it writes, penalty (0 or less, added to the log probability)
Hypothesis = tuple[float, int, int, str]  # score, last two ids, text

SCORE = itemgetter(0)


def search(edges: Sequence[Sequence[Edge]], before: str, after: str, width: int) -> list[tuple[float, str]]:
    """Return the readings of a lattice, best first, with their log probability in context.

    `edges[i]` leave node i; the node after the last one is the end. `before` and `after` are the sound text on either
    side, of which two characters count; `width` hypotheses are kept at a node. Empty where no path leads to the end.
    """
    first, second = context(before)
    nodes: list[list[Hypothesis]] = [[] for _ in range(len(edges) + 1)]
    nodes[0].append((0.0, first, second, ""))
    for node, leaving in enumerate(edges):
        written = [(to, model.ids(text), text, penalty) for to, text, penalty in leaving]
        for score, one, two, so_far in kept(nodes[node], width):
            for to, ids, text, penalty in written:
                nodes[to].append((*scored(score + penalty, one, two, ids), so_far + text))
        nodes[node] = []
    tail = model.ids(after[:2])
    ends = {text: scored(score, one, two, tail)[0] for score, one, two, text in sorted(nodes[-1], key=SCORE)}
    return sorted(((score, text) for text, score in ends.items()), reverse=True)[:width]


def context(before: str) -> tuple[int, int]:
    """Return the ids of the last two characters, a line start where there are fewer."""
    ids = [model.BOUNDARY, model.BOUNDARY, *model.ids(before[-2:])]
    return (ids[-2] if ids[-1] != model.BOUNDARY else model.BOUNDARY), ids[-1]


def scored(score: float, one: int, two: int, ids: Sequence[int]) -> tuple[float, int, int]:
    """Return the score after writing these ids behind two others, and the last two ids then."""
    for three in ids:
        if three == model.BOUNDARY:
            one, two = three, three
            continue
        score += model.step(one, two, three)
        one, two = two, three
    return score, one, two


def kept(hypotheses: list[Hypothesis], width: int) -> list[Hypothesis]:
    """Return the best hypotheses, best first, at most two of those that the rest of the text cannot tell apart."""
    seen: dict[int, int] = {}
    best: list[Hypothesis] = []
    for hypothesis in nlargest(4 * width, hypotheses):
        key = hypothesis[1] << 16 | hypothesis[2]
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 2:
            best.append(hypothesis)
            if len(best) == width:
                break
    return best
