"""One look at a text: which of several classes of characters it holds. It costs a fifth of what OpenCC costs on clean text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

# The classes of all scanners stand in one table, and the last text is remembered: rules and flags look at the same text one after
# another. Remembered as the very object, because to hash a text costs as much as to look at it.
TABLE: NDArray[np.uint32] = np.zeros(1 << 16, np.uint32)
_CLASSES: list[str] = []
_LOOKED: list[tuple[str, int]] = [("", 0)]


@lru_cache(maxsize=2)
def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


def scanner(classes: Mapping[str, str]) -> Callable[[str], frozenset[str]]:
    """Return a function that names the classes of which a text holds a character; `classes` are strings, 32 in all scanners.

    The text is looked at as UTF-16. Characters beyond U+FFFF share their code units, so a class with one of them is named
    for any text that has such characters at all.
    """
    first = len(_CLASSES)
    _CLASSES.extend(classes)
    for bit, signs in enumerate(classes.values(), first):
        TABLE[np.frombuffer(signs.encode("utf-16-le", "surrogatepass"), "<u2")] |= np.uint32(1 << bit)
        if max(signs) > "\uffff":
            TABLE[0xD800:0xE000] |= np.uint32(1 << bit)
    _LOOKED[0] = "", 0
    mine = (1 << len(classes)) - 1

    @cache
    def names(found: int) -> frozenset[str]:
        return frozenset(name for bit, name in enumerate(classes) if found >> bit & 1)

    def scan(text: str) -> frozenset[str]:
        last, found = _LOOKED[0]
        if text is not last:
            units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
            found = int(np.bitwise_or.reduce(TABLE.take(units)))
            _LOOKED[0] = text, found
        return names(found >> first & mine)

    return scan


def counter(signs: str) -> Callable[[str], int]:
    """Return a function that counts how many characters of a text are one of `signs`, all of them below U+10000."""
    table: NDArray[np.bool_] = np.zeros(1 << 16, np.bool_)
    table[_units(signs)] = True
    return lambda text: int(np.count_nonzero(table.take(_units(text))))


def tally(classes: Sequence[re.Pattern[str]]) -> Callable[[str], list[int]]:
    """Return a function that counts the characters of each class in a text; a class is what an expression finds.

    A character of several classes counts for the last of them. Beyond U+FFFF a character counts as two surrogates.
    """
    plane = "".join(map(chr, range(1 << 16)))
    table: NDArray[np.uint8] = np.zeros(1 << 16, np.uint8)
    for number, signs in enumerate(classes, 1):
        for found in signs.finditer(plane):
            table[found.start() : found.end()] = number

    def count(text: str) -> list[int]:
        counts: list[int] = np.bincount(table.take(_units(text)), minlength=len(classes) + 1).tolist()
        return counts[1:]

    return count
