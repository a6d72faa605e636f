"""The character model: how likely a stretch of Chinese official text is, simplified and traditional alike.

Interpolated Kneser-Ney 4-grams over characters, made by scripts/make_model; README.md in this folder is the model card.
Traditional characters share the ids of their simplified forms, full-width forms those of ASCII, all digits one id and all
Latin letters one, so that one table reads both scripts and folded pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("characters.arrow")
BOUNDARY = 0  # the id of a line end; a text starts and ends with one
UNKNOWN = 1  # the id of every character that training never saw
BITS = 13  # an id; the three before a character are one number, the last one lowest
PAST = (1 << 3 * BITS) - 1
STEP = 12  # -log p is stored in twelfths of a nat
LOGS = tuple(-byte / STEP for byte in range(256))


class Level(NamedTuple):
    """The n-grams of one order, a level of a trie: where those of each parent start, what they end with, log probabilities.

    What an n-gram ends with is told by its place among those behind the same context without its first character, which are
    all in the level before: of pairs by the id of the last character.
    """

    starts: memoryview
    ranks: memoryview
    shares: memoryview
    backs: memoryview  # of each parent: what is left for the lower order


class Tables(NamedTuple):
    """The data file."""

    codes: list[int]  # the id of each code point up to U+FFFF
    unigrams: list[float]
    pairs: Level
    triples: Level
    quads: Level


@cache
def load() -> Tables:
    """Read the tables, once a process."""
    arrays = _arrays()
    pairs, triples, quads = (_level(arrays, order) for order in (2, 3, 4))
    return Tables(arrays["ids"].tolist(), arrays["unigrams"].tolist(), pairs, triples, quads)


def _arrays() -> dict[str, NDArray[Any]]:
    """Return the arrays of the data file, an Arrow stream of one row whose columns are lists.

    Arrow's zstd inflates them much faster than numpy an .npz.
    """
    from pyarrow import OSFile, ipc

    with OSFile(str(DATA)) as file:
        row = ipc.open_stream(file, options=ipc.IpcReadOptions(use_threads=False)).read_next_batch()
    arrays = {}
    for field in row.schema:
        values = row.column(field.name).values
        kind = np.dtype(str(field.type.value_type).replace("float", "float32"))
        arrays[field.name] = np.frombuffer(values.buffers()[1], kind, len(values))
    return arrays


def _level(arrays: Mapping[str, NDArray[Any]], order: int) -> Level:
    counts = arrays[f"count{order}"]
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    ranks = arrays[f"gap{order}"].astype(np.uint16)
    ranks[arrays[f"far{order}"]] |= arrays[f"high{order}"].astype(np.uint16) << 8
    # the gaps add up within each parent: the first of each takes away what those of the one before have come to, so that
    # one sum over all will do; two bytes run over, and back
    sums = np.cumsum(ranks, dtype=np.uint16)
    firsts = starts[:-1][counts > 0]
    ranks[firsts[1:]] -= np.diff(sums[firsts[1:] - 1], prepend=np.uint16(0))
    np.cumsum(ranks, dtype=np.uint16, out=ranks)
    return Level(starts.data, ranks.data, arrays[f"share{order}"].data, arrays[f"back{order}"].data)


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


@cache
def readings() -> dict[str, frozenset[str]]:
    """Return the characters of each toned reading: {"huì": {會, 会, …}, …}."""
    lines = DATA.with_name("readings.txt").read_text("utf-8").splitlines()
    return {reading: frozenset(chars) for reading, chars in (line.split(" ") for line in lines)}


@cache
def traditional() -> dict[str, str]:
    """Return what OpenCC (s2t) writes for a simplified character alone, where that is another one: {"国": "國", …}."""
    pairs = DATA.with_name("traditional.txt").read_text("utf-8").split()
    return {pair[0]: pair[1] for pair in pairs}
