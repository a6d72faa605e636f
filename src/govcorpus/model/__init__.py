"""The character model: how likely a stretch of Chinese official text is, simplified and traditional alike.

Interpolated Kneser-Ney trigrams over characters, made by scripts/make_model; README.md in this folder is the model card.
Traditional characters share the ids of their simplified forms, full-width forms those of ASCII, all digits and all Latin
letters one id each, so that one table reads both scripts and folded pages.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("characters.npz")
BOUNDARY = 0  # the id of a line end; a text starts and ends with one
UNKNOWN = 1  # the id of every character that training never saw
STEP = 16  # -log p is stored in sixteenths of a nat


class Row(NamedTuple):
    """What can follow two characters: `near` from the trigrams; failing that `back` + `far`; failing that `back` + `floor` + unigram."""

    near: dict[int, float]
    back: float
    far: dict[int, float]
    floor: float


class Tables(NamedTuple):
    """The arrays of the data file, n-grams sorted by their characters, and the rows that were looked at so far."""

    codes: list[int]  # id of each code point up to U+FFFF
    unigrams: list[float]
    floors: list[float]
    bi_start: NDArray[np.int64]
    bi_next: NDArray[np.uint16]
    bi: NDArray[np.uint8]
    bi_back: NDArray[np.uint8]
    tri_start: NDArray[np.int64]
    tri_next: NDArray[np.uint16]
    tri: NDArray[np.uint8]
    pairs: dict[int, dict[int, float]]
    rows: dict[int, Row]


@cache
def load() -> Tables:
    """Read the tables, once a process (some 30 ms)."""
    with np.load(DATA) as file:
        arrays = {name: file[name] for name in file.files}
    return Tables(
        arrays["ids"].tolist(),
        arrays["uni"].tolist(),
        arrays["uni_back"].tolist(),
        np.concatenate([[0], np.cumsum(arrays["bi_count"], dtype=np.int64)]),
        arrays["bi_next"],
        arrays["bi"],
        arrays["bi_back"],
        np.concatenate([[0], np.cumsum(arrays["tri_count"], dtype=np.int64)]),
        arrays["tri_next"],
        arrays["tri"],
        {},
        {},
    )


def ids(text: str) -> list[int]:
    """Return the id of each character; unknown ones and those beyond U+FFFF share one."""
    known = load().codes
    return [known[ord(char)] if char < "\U00010000" else UNKNOWN for char in text]


def row(first: int, second: int) -> Row:
    """Return what the model knows about the character after these two ids (looked up once, then kept)."""
    tables = load()
    key = first << 16 | second
    found = tables.rows.get(key)
    if found is None:
        if len(tables.rows) > 400_000:  # some 200 MB: a long build must not grow for ever
            tables.rows.clear()
        found = tables.rows[key] = _row(tables, first, second)
    return found


def _row(tables: Tables, first: int, second: int) -> Row:
    far = tables.pairs.get(second)
    if far is None:
        start, end = tables.bi_start[second : second + 2]
        far = dict(zip(tables.bi_next[start:end].tolist(), (tables.bi[start:end] / -STEP).tolist(), strict=True))
        tables.pairs[second] = far
    start, end = tables.bi_start[first : first + 2]
    at = start + int(tables.bi_next[start:end].searchsorted(second))
    if at >= end or tables.bi_next[at] != second:
        return Row({}, 0.0, far, tables.floors[second])
    start, end = tables.tri_start[at : at + 2]
    near = dict(zip(tables.tri_next[start:end].tolist(), (tables.tri[start:end] / -STEP).tolist(), strict=True))
    return Row(near, -float(tables.bi_back[at]) / STEP, far, tables.floors[second])


def step(first: int, second: int, third: int) -> float:
    """Return the natural log of the probability of the third id after the first two."""
    near, back, far, floor = row(first, second)
    value = near.get(third)
    if value is not None:
        return value
    value = far.get(third)
    return back + (floor + load().unigrams[third] if value is None else value)


def log_probabilities(text: str) -> list[float]:
    """Return the natural log of the probability of each character after the two before it; a text starts a line."""
    known = ids(text)
    before = [BOUNDARY, BOUNDARY, *known]
    return [
        0.0 if c == BOUNDARY else step(a if b != BOUNDARY else BOUNDARY, b, c)
        for a, b, c in zip(before, before[1:], known, strict=False)
    ]


def log_probability(text: str) -> float:
    """Return the natural log of the probability of the text, the sum over its characters; line ends cost nothing."""
    return sum(log_probabilities(text))


@cache
def readings() -> dict[str, frozenset[str]]:
    """Return the characters of each toned reading: {"huì": {會, 会, …}, …}."""
    lines = DATA.with_name("readings.txt").read_text("utf-8").splitlines()
    return {reading: frozenset(chars) for reading, chars in (line.split(" ") for line in lines)}


__all__ = ["BOUNDARY", "UNKNOWN", "Row", "ids", "load", "log_probabilities", "log_probability", "readings", "row", "step"]
