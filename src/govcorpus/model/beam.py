"""Beam search: the likeliest readings of a lattice of characters under the model.

A lattice is a set of nodes in topological order with the edges that leave them. A search takes the nodes one after another, keeps the
best hypotheses at each, those with the same last three characters at most twice, so that the runner-up survives, and extends them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from heapq import nlargest
from operator import itemgetter
from typing import TypeVar

from govcorpus import model
from govcorpus.model import walk

Edge = tuple[int, str, float]  # node it leads to, text it writes, penalty (0 or less, added to the log probability)
Hypothesis = tuple[float, int, str]  # score, context for the model, text

Node = TypeVar("Node", bound=Hashable)
SCORE = itemgetter(0)
FAR = 14.0  # nats behind the best at the same node: no context makes up for them


def extend(
    nodes: Mapping[Node, list[Hypothesis]], hypotheses: Sequence[Hypothesis], leaving: Iterable[tuple[Node, str, float]]
) -> None:
    """Write every edge behind every hypothesis, into the nodes they lead to."""
    if not hypotheses:
        return
    unigrams = model.load().unigrams
    written = [(nodes[to], known(text), text, penalty) for to, text, penalty in leaving]
    for score, context, so_far in hypotheses:
        rows, left = walk.followers(walk.behind(context))
        for into, ids, text, penalty in written:
            if len(ids) == 1:  # nearly always, so a step of a walk is written out here
                for logs, shared in rows:
                    if ids[0] in logs:
                        value = shared + logs[ids[0]]
                        break
                else:
                    value = left + unigrams[ids[0]]
                into.append((score + penalty + value, model.after(context, ids[0]), so_far + text))
            else:
                into.append((*scored(score + penalty, context, ids), so_far + text))


def ranked(hypotheses: Sequence[Hypothesis], after: str, width: int) -> list[tuple[float, str]]:
    """Return the texts of complete hypotheses, best first, with what stands behind them taken into account."""
    tail = model.ids(after[:3])
    ends = {text: walk.scored(score, walk.behind(context), tail) for score, context, text in sorted(hypotheses, key=SCORE)}
    return sorted(((score, text) for text, score in ends.items()), reverse=True)[:width]


@lru_cache(maxsize=1 << 14)
def known(text: str) -> tuple[int, ...]:
    """Return the ids of the text of an edge."""
    return tuple(model.ids(text))


def scored(score: float, context: int, ids: Sequence[int]) -> tuple[float, int]:
    """Return the score after writing these ids behind a context, and the context then."""
    return walk.scored(score, walk.behind(context), ids), reduce(model.after, ids, context)


def kept(hypotheses: Sequence[Hypothesis], width: int) -> Sequence[Hypothesis]:
    """Return the best hypotheses, best first, at most two of those that the rest of the text cannot tell apart."""
    if len(hypotheses) < 2:
        return hypotheses
    floor = max(hypotheses)[0] - FAR
    seen: dict[int, int] = {}
    best: list[Hypothesis] = []
    for hypothesis in nlargest(4 * width, (hypothesis for hypothesis in hypotheses if hypothesis[0] > floor)):
        seen[hypothesis[1]] = seen.get(hypothesis[1], 0) + 1
        if seen[hypothesis[1]] <= 2:
            best.append(hypothesis)
            if len(best) == width:
                break
    return best
