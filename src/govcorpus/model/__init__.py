"""The character model: how likely a stretch of Chinese official text is, simplified and traditional alike.

Interpolated Kneser-Ney 4-grams over characters, made by scripts/make_model; README.md in this folder is the model card.
Traditional characters share the ids of their simplified forms, full-width forms those of ASCII, all digits one id and all
Latin letters one, so that one table reads both scripts and folded pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("characters.npz")
BOUNDARY = 0  # the id of a line end; a text starts and ends with one
UNKNOWN = 1  # the id of every character that training never saw
BITS = 13  # an id; the three before a character are one number, the last one lowest
PAST = (1 << 3 * BITS) - 1
STEP = 12  # -log p is stored in twelfths of a nat
LOGS = tuple(-byte / STEP for byte in range(256))
LIKELY = 300  # pairs that a search looks at where it cannot look at all
ROWS = 400_000  # rows kept at most (about 300 MB): a long build must not grow for ever


class Level(NamedTuple):
    """The n-grams of one order, a level of a trie: where those of each parent start, what they end with, log probabilities."""

    starts: memoryview
    ends: memoryview
    shares: memoryview
    backs: memoryview  # of each parent: what is left for the lower order


class Tables(NamedTuple):
    """The data file, and the rows that were looked at so far."""

    codes: list[int]  # the id of each code point up to U+FFFF
    unigrams: list[float]
    pairs: Level
    triples: Level
    quads: Level
    rows: dict[int, Row]
    seconds: dict[int, tuple[dict[int, float], float, dict[int, float]]]


class Row(NamedTuple):
    """What can follow three characters: the log probability by 4-grams, else by what they leave over for lower orders."""

    quads: dict[int, float]
    left3: float
    triples: dict[int, float]
    left2: float
    pairs: dict[int, float]
    left1: float
    likely: dict[int, float]  # the commonest of the pairs


@cache
def load() -> Tables:
    """Read the tables, once a process (some 100 ms)."""
    with np.load(DATA) as file:
        arrays = {name: file[name] for name in file.files}
    pairs, triples, quads = (_level(arrays, order) for order in (2, 3, 4))
    return Tables(arrays["ids"].tolist(), arrays["unigrams"].tolist(), pairs, triples, quads, {}, {})


def _level(arrays: Mapping[str, NDArray[Any]], order: int) -> Level:
    starts = np.concatenate([[0], np.cumsum(arrays[f"count{order}"], dtype=np.uint32)]).astype(np.uint32)
    return Level(
        starts.data,
        arrays[f"next{order}"].data,
        arrays[f"share{order}"].data,
        arrays[f"back{order}"].data,
    )


def ids(text: str) -> list[int]:
    """Return the id of each character; unknown ones and those beyond U+FFFF share one."""
    known = load().codes
    return [known[ord(char)] if char < "\U00010000" else UNKNOWN for char in text]


def past(text: str) -> int:
    """Return the context that a text leaves: its last three ids as one number; a line starts with boundaries."""
    context = 0
    for known in ids(text[-3:]):
        context = after(context, known)
    return context


def after(context: int, known: int) -> int:
    """Return the context behind one more id."""
    return (context << BITS | known) & PAST if known else 0


def row(context: int) -> Row:
    """Return what the model knows about the character after a context (looked up once, then kept)."""
    tables = load()
    found = tables.rows.get(context)
    if found is None:
        if len(tables.rows) > ROWS:
            tables.rows.clear()
            tables.seconds.clear()
        found = tables.rows[context] = _row(tables, context)
    return found


def _row(tables: Tables, context: int) -> Row:
    one, two, three = context >> 2 * BITS, context >> BITS & (1 << BITS) - 1, context & (1 << BITS) - 1
    if three not in tables.seconds:
        pairs, left1 = _children(tables.pairs, three)
        tables.seconds[three] = pairs, left1, dict(nlargest(LIKELY, pairs.items(), key=itemgetter(1)))
    pairs, left1, likely = tables.seconds[three]
    triples: dict[int, float] = {}
    quads: dict[int, float] = {}
    left2 = left3 = 0.0
    at = _find(tables.pairs, two, three) if context else -1
    if at >= 0:
        triples, left2 = _children(tables.triples, at)
    at = _find(tables.pairs, one, two) if context >> BITS else -1
    if at >= 0 and (at := _find(tables.triples, at, three)) >= 0:
        quads, left3 = _children(tables.quads, at)
    return Row(quads, left3, triples, left3 + left2, pairs, left3 + left2 + left1, likely)


def _find(level: Level, parent: int, end: int) -> int:
    """Return where an n-gram stands in its level, -1 where it does not."""
    start, stop = level.starts[parent], level.starts[parent + 1]
    at = bisect_left(level.ends, end, start, stop)
    return at if at < stop and level.ends[at] == end else -1


def _children(level: Level, parent: int) -> tuple[dict[int, float], float]:
    """Return the log probability of each end of a parent and what is left over."""
    start, stop = level.starts[parent], level.starts[parent + 1]
    shares = [LOGS[share] for share in level.shares[start:stop]]
    return dict(zip(level.ends[start:stop], shares, strict=True)), LOGS[level.backs[parent]]


def step(context: int, known: int) -> float:
    """Return the natural log of the probability of an id after a context."""
    quads, left3, triples, left2, pairs, left1, _ = row(context)
    if (value := quads.get(known)) is not None:
        return value
    if (value := triples.get(known)) is not None:
        return left3 + value
    if (value := pairs.get(known)) is not None:
        return left2 + value
    return left1 + load().unigrams[known]


def log_probabilities(text: str, before: str = "") -> list[float]:
    """Return the natural log of the probability of each character after those before it; line ends cost nothing.

    `before` is what stands in front of the text, the start of a line where it is empty.
    """
    context = past(before)
    found = []
    for known in ids(text):
        found.append(step(context, known) if known else 0.0)
        context = after(context, known)
    return found


def log_probability(text: str) -> float:
    """Return the natural log of the probability of the text, the sum over its characters; line ends cost nothing."""
    return sum(log_probabilities(text))


@cache
def readings() -> dict[str, frozenset[str]]:
    """Return the characters of each toned reading: {"huì": {會, 会, …}, …}."""
    lines = DATA.with_name("readings.txt").read_text("utf-8").splitlines()
    return {reading: frozenset(chars) for reading, chars in (line.split(" ") for line in lines)}
