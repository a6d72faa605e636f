"""Beam search: the likeliest readings of a lattice of characters under the model.

A lattice is a list of nodes in topological order; what stands at a node are the edges that leave it. The search keeps the
best hypotheses at each node, those with the same last two characters at most twice, so that the runner-up survives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter
from typing import TypeVar

from govcorpus import model

Edge = tuple[int, str, float]  # node it leads to, text it writes, penalty (0 or less, added to the log probability)
Hypothesis = tuple[float, int, int, str]  # score, last two ids, text

Node = TypeVar("Node", bound=Hashable)
SCORE = itemgetter(0)
FAR = 14.0  # nats behind the best at the same node: no context makes up for them


def search(edges: Sequence[Sequence[Edge]], before: str, after: str, width: int) -> list[tuple[float, str]]:
    """Return the readings of a lattice, best first, with their log probability in context.

    `edges[i]` leave node i; the node after the last one is the end. `before` and `after` are the sound text on either
    side, of which two characters count; a line feed in `after` is a line end. `width` hypotheses are kept at a node. Empty where no path leads to the end.
    """
    first, second = context(before)
    nodes: defaultdict[int, list[Hypothesis]] = defaultdict(list, {0: [(0.0, first, second, "")]})
    for node, leaving in enumerate(edges):
        extend(nodes, kept(nodes.pop(node, []), width), leaving)
    return ranked(nodes[len(edges)], after, width)


def ranked(hypotheses: Sequence[Hypothesis], after: str, width: int) -> list[tuple[float, str]]:
    """Return the texts of complete hypotheses, best first, with what stands behind them taken into account."""
    tail = model.ids(after[:2])
    ends = {text: scored(score, one, two, tail)[0] for score, one, two, text in sorted(hypotheses, key=SCORE)}
    return sorted(((score, text) for text, score in ends.items()), reverse=True)[:width]


def extend(nodes: Mapping[Node, list[Hypothesis]], hypotheses: Sequence[Hypothesis], leaving: Iterable[tuple[Node, str, float]]) -> None:
    """Write every edge behind every hypothesis, into the nodes they lead to."""
    if not hypotheses:
        return
    unigrams = model.load().unigrams
    written = [(to, known(text), text, penalty) for to, text, penalty in leaving]
    for score, one, two, so_far in hypotheses:
        near, back, far, rest = model.row(one, two)
        for to, ids, text, penalty in written:
            if len(ids) == 1:  # nearly always, so it is written out here
                three = ids[0]
                value = near.get(three)
                if value is None:
                    value = far.get(three)
                    value = back + (rest + unigrams[three] if value is None else value)
                nodes[to].append((score + penalty + value, two, three, so_far + text))
            else:
                nodes[to].append((*scored(score + penalty, one, two, ids), so_far + text))


@lru_cache(maxsize=1 << 16)
def known(text: str) -> tuple[int, ...]:
    """Return the ids of the text of an edge."""
    return tuple(model.ids(text))


def context(before: str) -> tuple[int, int]:
    """Return the ids of the last two characters, a line start where there are fewer."""
    ids = [model.BOUNDARY, model.BOUNDARY, *model.ids(before[-2:])]
    return (ids[-2] if ids[-1] != model.BOUNDARY else model.BOUNDARY), ids[-1]


def scored(score: float, one: int, two: int, ids: Sequence[int]) -> tuple[float, int, int]:
    """Return the score after writing these ids behind two others, and the last two ids then."""
    for three in ids:
        score += model.step(one, two, three)
        one, two = (two, three) if three != model.BOUNDARY else (three, three)
    return score, one, two


def kept(hypotheses: list[Hypothesis], width: int) -> list[Hypothesis]:
    """Return the best hypotheses, best first, at most two of those that the rest of the text cannot tell apart."""
    seen: dict[int, int] = {}
    best: list[Hypothesis] = []
    if len(hypotheses) <= 1:
        return hypotheses
    worst = max(hypotheses)[0] - FAR
    for hypothesis in nlargest(4 * width, (hypothesis for hypothesis in hypotheses if hypothesis[0] > worst)):
        key = hypothesis[1] << 16 | hypothesis[2]
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 2:
            best.append(hypothesis)
            if len(best) == width:
                break
    return best
