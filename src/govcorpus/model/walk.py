"""Walk down the tables of the character model, for searches.

A step looks one character up in each order by bisection, and the places it finds are the context of the next step. Where
many characters are tried behind a place, `followers` unpacks all that were met there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from govcorpus import model

# Where the context stands in the tables: its last three characters, its last two (-1: not there), its last one.
Place = tuple[int, int, int]
START: Place = (-1, -1, model.BOUNDARY)


def enter(text: str) -> Place:
    """Return the place behind a text, of which three characters count; a line starts with boundaries."""
    ids = model.ids(text[-3:])
    if len(ids) == 3 and model.BOUNDARY not in ids:  # nearly always, and no score is asked for
        first, second, third = ids
        pairs, triples = model.load()[2:4]
        before, pair = _find(pairs, first, second), _find(pairs, second, third)
        if before < 0 or pair < 0:
            return -1, pair, third
        return _find(triples, before, pair - pairs.starts[second]), pair, third
    place = START
    for known in ids:
        place = step(place, known)[1]
    return place


@lru_cache(maxsize=1 << 14)
def step(place: Place, known: int) -> tuple[float, Place]:
    """Return the natural log of the probability of an id behind a place, and the place behind it; a line end costs nothing."""
    if known == model.BOUNDARY:
        return 0.0, START
    triple, pair, one = place
    _, unigrams, pairs, triples, quads = model.load()
    logs = model.LOGS
    at = _find(pairs, one, known)
    below = found = -1
    score = logs[pairs.backs[one]] + unigrams[known] if at < 0 else logs[pairs.shares[at]]
    if pair >= 0:
        if at >= 0:
            below = _find(triples, pair, at - pairs.starts[one])
        score = score + logs[triples.backs[pair]] if below < 0 else logs[triples.shares[below]]
        if triple >= 0:
            if below >= 0:
                found = _find(quads, triple, below - triples.starts[pair])
            score = score + logs[quads.backs[triple]] if found < 0 else logs[quads.shares[found]]
    return score, (below, at, known)


def scored(score: float, place: Place, ids: Iterable[int]) -> float:
    """Return a score with the log probabilities of ids behind a place; a line end costs what it does there."""
    for known in ids:
        value, beyond = step(place, known)
        score += value if known else line_end(place)
        place = beyond
    return score


def line_end(place: Place) -> float:
    """Return the log probability of a line end behind a place."""
    rows, left = followers(place)
    other = left + model.load().unigrams[model.BOUNDARY]
    return next((logs[model.BOUNDARY] + shared for logs, shared in rows if model.BOUNDARY in logs), other)


def _find(level: model.Level, parent: int, rank: int) -> int:
    """Return where an n-gram stands in its level, -1 where it does not."""
    starts, ranks, _, _ = level
    stop = starts[parent + 1]
    at = bisect_left(ranks, rank, starts[parent], stop)
    return at if at < stop and ranks[at] == rank else -1


class Row(NamedTuple):
    """What was met behind a place: the log probability of each id, and what they share."""

    logs: dict[int, float]
    shared: float  # what a longer context, which did not meet them, leaves over for all of them


@lru_cache(maxsize=1 << 10)  # with those below: 17 MB less after 30 MB of text than with four times as many, no slower
def followers(place: Place) -> tuple[tuple[Row, ...], float]:
    """Return the ids met behind a place, those behind its longest context first, and what is left over for all others.

    An id has the log probability that the first row with it says, else its unigram's and what is left over.
    """
    triple, pair, one = place
    _, _, pairs, triples, quads = model.load()
    left = 0.0
    rows = []
    if triple >= 0:
        start, ends = triples.starts[pair], _ends(one)
        if logs := {ends[triples.ranks[start + rank]]: log for rank, log in _logs(quads, triple)}:
            rows.append(Row(logs, left))
        left += model.LOGS[quads.backs[triple]]
    if pair >= 0:
        if logs := _behind_two(pair, one):
            rows.append(Row(logs, left))
        left += model.LOGS[triples.backs[pair]]
    rows.append(Row(_behind_one(one), left))
    return tuple(rows), left + model.LOGS[pairs.backs[one]]


def left_over(place: Place) -> tuple[float, float]:
    """Return what a place leaves to all ids that it has not met behind its last two, and behind its last one either, as logs."""
    triple, pair, one = place
    _, _, pairs, triples, quads = model.load()
    left = model.LOGS[quads.backs[triple]] if triple >= 0 else 0.0
    if pair >= 0:
        left += model.LOGS[triples.backs[pair]]
    return left, left + model.LOGS[pairs.backs[one]]


@lru_cache(maxsize=1 << 8)
def _behind_two(pair: int, one: int) -> dict[int, float]:
    ends = _ends(one)
    return {ends[rank]: log for rank, log in _logs(model.load().triples, pair)}


@lru_cache(maxsize=1 << 9)
def _behind_one(one: int) -> dict[int, float]:
    return dict(_logs(model.load().pairs, one))


def _ends(one: int) -> memoryview:
    """The ids behind an id, in order."""
    pairs = model.load().pairs
    return pairs.ranks[pairs.starts[one] : pairs.starts[one + 1]]


def _logs(level: model.Level, parent: int) -> Iterator[tuple[int, float]]:
    """The n-grams of a parent: their ranks and log probabilities."""
    start, stop = level.starts[parent], level.starts[parent + 1]
    return zip(level.ranks[start:stop], map(model.LOGS.__getitem__, level.shares[start:stop]), strict=True)


@lru_cache(maxsize=1 << 12)
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
