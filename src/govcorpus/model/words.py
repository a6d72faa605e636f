"""Many words found in a text at once: every pair of characters is looked up in one table, so the number of words costs nothing.

Where a label weighs a thousand words in every section of a document, counting word by word in section after section took a
quarter of the time of labelling; one look at the whole document, and sums over the spans of its sections, take a sixth of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
Units = NDArray[np.uint16]
# A pair of characters is known by its key, ODD times the first plus the second in 16 bits, and one of its characters.
ODD = np.uint16(40503)
PAIRED = 4  # characters: such a word is known by its first and its last pair; of a longer one the middle is compared
ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Words(NamedTuple):
    """Words ordered by the key of their first pair; the words of a key share a bucket."""

    words: tuple[str, ...]
    buckets: NDArray[np.int16]  # of each key: the number of its bucket, 0 for a key with which no word begins
    begins: Numbers  # of each bucket: where its words begin; the next number is where they end
    first: Units
    last: Units
    ends: Units  # the keys of the last pairs
    lengths: Numbers


class Found(NamedTuple):
    """Where words stand in a text, in the order of their starts: starts, ends and the numbers of the words."""

    starts: Numbers
    ends: Numbers
    words: Numbers


def words(known: Iterable[str]) -> Words:
    """Make words of two characters or more, none of them beyond U+FFFF, ready to be found."""
    ordered = sorted((_key(word[:2]), word) for word in set(known))
    numbers = {key: k for k, key in enumerate(dict.fromkeys(key for key, _ in ordered), 1)}
    buckets = np.zeros(1 << 16, np.int16)
    buckets[list(numbers)] = list(numbers.values())
    begins = np.searchsorted([numbers[key] for key, _ in ordered], np.arange(len(numbers) + 2))
    named = tuple(word for _, word in ordered)
    return Words(
        named,
        buckets,
        begins,
        np.array([ord(word[0]) for word in named], np.uint16),
        np.array([ord(word[-1]) for word in named], np.uint16),
        np.array([_key(word[-2:]) for word in named], np.uint16),
        np.array([len(word) for word in named]),
    )


def found(known: Words, text: str) -> Found:
    """Return every place where a word stands in a text; words may overlap."""
    units = units_of(text)
    keys = _keys(units)
    buckets = known.buckets.take(keys)
    places = (buckets != 0).nonzero()[0]
    buckets = buckets[places]
    which, at = ranges(known.begins[buckets], known.begins[buckets + 1])
    starts, lengths = places[at], known.lengths[which]
    ends = starts + lengths
    fits = (
        (units[starts] == known.first[which])
        & (keys.take(ends - 2, mode="clip") == known.ends[which])
        & (units.take(ends - 1, mode="clip") == known.last[which])
        & (ends <= len(units))
    )
    for k in (fits & (lengths > PAIRED)).nonzero()[0].tolist():
        fits[k] = text.startswith(known.words[which[k]], starts[k])
    return Found(starts[fits], ends[fits], which[fits])


def units_of(text: str) -> Units:
    """Return the characters of a text as numbers; one beyond U+FFFF is U+FFFF."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return units if len(units) == len(text) else units_of(ASTRAL.sub("\uffff", text))


def _key(pair: str) -> int:
    return (ord(pair[0]) * int(ODD) + ord(pair[1])) & 0xFFFF


def _keys(units: Units) -> Units:
    return units[:-1] * ODD + units[1:]


def within(places: Found, spans: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    """Return every word that stands wholly inside one of the spans: the number of the span, and that of the word."""
    bounds = np.array(spans, np.intp).reshape(-1, 2).T
    first, last = places.starts.searchsorted(bounds)
    which, span = ranges(first, last)
    inside = places.ends[which] <= bounds[1][span]
    return span[inside], places.words[which[inside]]


def ranges(begins: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """[3, 8], [5, 9] → [3, 4, 8], [0, 0, 1]: the numbers of some ranges in a row, and which range each one is of."""
    sizes = ends - begins
    owners = np.arange(len(sizes)).repeat(sizes)
    return np.arange(len(owners)) + (ends - sizes.cumsum())[owners], owners
