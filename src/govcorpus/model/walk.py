"""Walk down the tables of the character model, for searches.

A step looks one character up in each order by bisection, and the places it finds are the context of the next step. Where
many characters are tried behind a place, `followers` unpacks all that were met there.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from govcorpus import model

# Where the context stands in the tables: its last three characters, its last two (-1: not there), its last one.
Place = tuple[int, int, int]
START: Place = (-1, -1, model.BOUNDARY)


def enter(text: str) -> Place:
    """Return the place behind a text, of which three characters count; a line starts with boundaries."""
    place = START
    for known in model.ids(text[-3:]):
        place = step(place, known)[1]
    return place


@lru_cache(maxsize=1 << 17)
def step(place: Place, known: int) -> tuple[float, Place]:
    """Return the log probability of an id behind a place, as `govcorpus.model.step` has it, and the place behind it."""
    if known == model.BOUNDARY:
        return 0.0, START
    triple, pair, one = place
    tables = model.load()
    starts, ends, shares, backs = tables.pairs
    stop = starts[one + 1]
    at = bisect_left(ends, known, starts[one], stop)
    if at == stop or ends[at] != known:
        at = -1
        score = model.LOGS[backs[one]] + tables.unigrams[known]
    else:
        score = model.LOGS[shares[at]]
    below = found = -1
    if pair >= 0:
        starts, ends, shares, backs = tables.triples
        stop = starts[pair + 1]
        below = bisect_left(ends, known, starts[pair], stop)
        if below == stop or ends[below] != known:
            below = -1
            score += model.LOGS[backs[pair]]
        else:
            score = model.LOGS[shares[below]]
        if triple >= 0:
            starts, ends, shares, backs = tables.quads
            stop = starts[triple + 1]
            found = bisect_left(ends, known, starts[triple], stop)
            if found == stop or ends[found] != known:
                score += model.LOGS[backs[triple]]
            else:
                score = model.LOGS[shares[found]]
    return score, (below, at, known)


def line_end(place: Place) -> float:
    """Return the log probability of a line end behind a place."""
    rows, left = followers(place)
    other = left + model.load().unigrams[model.BOUNDARY]
    return next((logs[model.BOUNDARY] + shared for logs, shared in rows if model.BOUNDARY in logs), other)


class Row(NamedTuple):
    """What was met behind a place: the log probability of each id, and what they share."""

    logs: dict[int, float]
    shared: float  # what a longer context, which did not meet them, leaves over for all of them


@lru_cache(maxsize=1 << 16)
def followers(place: Place) -> tuple[tuple[Row, ...], float]:
    """Return the ids met behind a place, those behind its longest context first, and what is left over for all others.

    An id has the log probability that the first row with it says, else its unigram's and what is left over.
    """
    triple, pair, one = place
    tables = model.load()
    left = 0.0
    rows = []
    for order, level, parent in ((4, tables.quads, triple), (3, tables.triples, pair), (2, tables.pairs, one)):
        if parent >= 0:
            if order == 2 or level.starts[parent] < level.starts[parent + 1]:
                rows.append(Row(_children(order, parent), left))
            left += model.LOGS[level.backs[parent]]
    return tuple(rows), left


@lru_cache(maxsize=1 << 16)
def _children(order: int, parent: int) -> dict[int, float]:
    tables = model.load()
    level = (tables.pairs, tables.triples, tables.quads)[order - 2]
    start, stop = level.starts[parent], level.starts[parent + 1]
    return dict(zip(level.ends[start:stop], map(model.LOGS.__getitem__, level.shares[start:stop]), strict=True))


@lru_cache(maxsize=1 << 16)
def behind(context: int) -> Place:
    """Return the place behind a context of `govcorpus.model.past`."""
    place = START
    while context:
        shift = (context.bit_length() - 1) // model.BITS * model.BITS
        place = step(place, context >> shift)[1]
        context &= (1 << shift) - 1
    return place


def log_probabilities(text: str, before: str = "") -> list[float]:
    """Return the natural log of the probability of each character after those before it; line ends cost nothing.

    `before` is what stands in front of the text, the start of a line where it is empty.
    """
    found = []
    place = enter(before)
    for known in model.ids(text):
        score, place = step(place, known)
        found.append(score)
    return found


def log_probability(text: str) -> float:
    """Return the natural log of the probability of the text, the sum over its characters; line ends cost nothing."""
    return sum(log_probabilities(text))
