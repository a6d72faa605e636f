"""The page's own words: how likely what a page prints elsewhere makes a character (Kuhn and De Mori 1990, a cache of recent words).

What a page says once it says again: names, the matter it is about. Its followers of the last two characters, those of the last
one and its characters alone are mixed with the character model. How much each counts was fitted to clean texts by expectation
maximisation (Jelinek and Mercer 1980, scripts/fit_page_words): the more, the oftener the page printed the context and the less the
model knows about it. Its characters alone count half as much again as was fitted, which read damaged pages better.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import chain, pairwise
from math import exp, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus import model
from govcorpus.model import walk

ONE = (1 << model.BITS) - 1  # the last id of a context
TWO = (1 << 2 * model.BITS) - 1  # its last two

# Weights; `unsure` is the share of a context that the model has for characters it has not met behind its last two.
ALONE, MOST_ALONE = 0.35, 0.12  # of the page's characters: that often `unsure`, at most that
BEHIND_ONE = 0.25  # of its followers of one character: that often `unsure`
LESS = 0.4  # that often where the page has printed the last two too
BEHIND_TWO = (0.30, 0.32, 0.36, 0.36, 0.40, 0.40, 0.40, 0.40, 0.52)  # of those of two, by how often it has printed them,
SURER, LESS_SURE = 0.75, 0.5  # that often this, and that often this and `unsure`
FEW = 500  # ids: a page of so many has half of that weight for its characters, a short one tells little
MOST_PASTS = 1 << 13  # contexts that are remembered: a spot asks for some hundred


class Words(NamedTuple):
    """The ids of a page and which follow one or two others: past ids and id as one number each, sorted; followers asked for."""

    alone: Mapping[int, float]  # the share of each id among all
    most: float  # the largest of these shares
    size: int  # how many ids it has
    keys: memoryview
    learnt: dict[int, list[int]]  # what follows past ids in texts that were read on it
    behind: dict[int, Followers]
    pasts: dict[int, Past]
    commonest: dict[Hashable, list[tuple[float, int]]]


class Followers(NamedTuple):
    """The ids that a page prints behind a context, each with how often, and how often the context."""

    counts: Mapping[int, int]
    seen: int


class Mixture(NamedTuple):
    """How much each counts behind a context: the model, the page's characters alone, its followers of one character and of two."""

    general: float
    alone: float
    by_one: float
    by_two: float
    one: Followers
    two: Followers  # among those of one


class Past(NamedTuple):
    """A context on a page: its place in the model, what the page adds behind it, and the log probabilities asked for."""

    place: walk.Place
    mixture: Mixture
    values: dict[int, float]
    general: float  # the log of the weight of the model
    left: float  # what it leaves to all ids that it has not met behind its last two, in the mixture, as a log
    nothing: float  # and to those that it has not met behind its last one either


NO_FOLLOWERS = Followers({}, 0)


@cache
def _codes() -> NDArray[np.int64]:
    return np.array(model.load().codes)


def _ids(text: str) -> NDArray[np.int64]:
    return _codes()[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)]


def _keys(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every id behind one and behind two others, as one number each, sorted."""
    pairs = ids[:-1] << model.BITS | ids[1:]
    triples = ids[:-2] << 2 * model.BITS | pairs[1:]
    return np.sort(np.concatenate([pairs, triples[ids[:-2] > 0]]))


def words(text: str) -> Words:
    """Count what a page prints, alone and behind one and two characters."""
    ids = _ids(text)
    counts = np.bincount(ids)
    (known,) = counts.nonzero()
    shares = counts[known] / len(ids)
    alone = dict(zip(known.tolist(), shares.tolist(), strict=True))
    return Words(alone, float(shares.max(initial=0.0)), len(ids), _keys(ids).data, {}, {}, {}, {})


def learn(words: Words, text: str) -> None:
    """Take up what follows what in a text that was read on a page; its characters alone count as before.

    These are no fair sample: what was cut ends in the bytes of punctuation, so 。 and 保 would be too many.
    """
    ids = model.ids(text)
    triples = (
        (first << model.BITS | second, third) for first, second, third in zip(ids, ids[1:], ids[2:], strict=False) if first
    )
    for past, known in chain(pairwise(ids), triples):
        words.learnt.setdefault(past, []).append(known)
        words.behind.pop(past, None)
    words.pasts.clear()


def followers(words: Words, past: int) -> Followers:
    """Return what a page prints behind one or two ids, given as one number."""
    found = words.behind.get(past)
    if found is None:
        start = bisect_left(words.keys, past << model.BITS)
        stop = bisect_left(words.keys, (past + 1) << model.BITS, start)
        learnt = words.learnt.get(past, ())
        counts: dict[int, int] = {}  # a Counter takes three times as long for the few there are
        for key in words.keys[start:stop]:
            counts[key & ONE] = counts.get(key & ONE, 0) + 1
        for known in learnt:
            counts[known] = counts.get(known, 0) + 1
        found = words.behind[past] = Followers(counts, stop - start + len(learnt))
    return found


def commonest(words: Words, place: Hashable, chars: AbstractSet[int]) -> list[tuple[float, int]]:
    """Return the ids that a page prints among those that a place can hold, each behind minus its share, the commonest first."""
    found = words.commonest.get(place)
    if found is None:
        found = words.commonest[place] = sorted((-words.alone[known], known) for known in words.alone.keys() & chars)
    return found


def past(words: Words, context: int, place: walk.Place) -> Past:
    """Return a context of the model, whose place there is `place`, on a page."""
    found = words.pasts.get(context)
    if found is None:
        if len(words.pasts) >= MOST_PASTS:
            words.pasts.clear()
        left, nothing = walk.left_over(place)
        mixed = mixture(words, context, exp(left))
        general = log(mixed.general)
        found = words.pasts[context] = Past(place, mixed, {}, general, left + general, nothing + general)
    return found


def value(words: Words, past: Past, known: int) -> float:
    """Return the log probability of an id behind a context, by the model and by the page's own words."""
    found = past.values.get(known)
    if found is None:
        mixed = past.mixture
        share = mixed.general * exp(walk.step(past.place, known)[0])
        if known in mixed.one.counts:
            share += told(mixed, known)
        found = past.values[known] = log(share + mixed.alone * words.alone.get(known, 0.0))
    return found


def at_most(words: Words, context: int, known: int, chance: float) -> float:
    """Return what `value` is at most where the model alone says `chance`; a context need not be looked up for it."""
    if known in followers(words, context & ONE).counts:
        return 0.0
    return log(exp(chance) + MOST_ALONE * words.alone.get(known, 0.0))


def told(mixed: Mixture, known: int) -> float:
    """Return what the followers of a context add to the probability of an id that is among them."""
    by_one = mixed.by_one * mixed.one.counts[known] / mixed.one.seen
    count = mixed.two.counts.get(known)
    return by_one + mixed.by_two * count / mixed.two.seen if count else by_one


def mixture(words: Words, context: int, unsure: float) -> Mixture:
    """Return what the page adds behind a context of the model."""
    alone = min(MOST_ALONE, ALONE * unsure) * words.size / (words.size + FEW)
    one, two = followers(words, context & ONE), NO_FOLLOWERS
    if not one.seen:
        return Mixture(1.0 - alone, alone, 0.0, 0.0, one, two)
    # most contexts are no two that the page prints, which is cheaper to ask for than what follows them
    if context & TWO > ONE and context & ONE in followers(words, context >> model.BITS & ONE).counts:
        two = followers(words, context & TWO)
    by_one, by_two = BEHIND_ONE * unsure, 0.0
    if two.seen:
        by_one *= LESS
        by_two = BEHIND_TWO[min(two.seen, len(BEHIND_TWO)) - 1] * (SURER + LESS_SURE * unsure)
    return Mixture(1.0 - alone - by_one - by_two, alone, by_one, by_two, one, two)
