"""Walk down the tables of the character model, one character a step, for searches that look at few characters each time.

`govcorpus.model.row` unpacks all that can follow a context, which pays where hundreds of characters are tried behind it.
A walk looks one character up in each order by bisection instead, and the places it finds are the context of the next step.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

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


def log_probability(text: str) -> float:
    """Return the natural log of the probability of the text, as `govcorpus.model.log_probability` has it."""
    total = 0.0
    place = START
    for known in model.ids(text):
        score, place = step(place, known)
        total += score
    return total
