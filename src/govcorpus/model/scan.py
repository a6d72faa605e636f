"""One look at a text: which of several classes of characters it holds, and where. It costs an eighth of what OpenCC costs on clean text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

# The classes of all scanners stand in one table, a bit each, and the last text is remembered: rules and flags look at the same text
# one after another. Remembered as the very object, because to hash a text costs as much as to look at it.
TABLE: NDArray[np.uint32] = np.zeros(1 << 16, np.uint32)
ANY: NDArray[np.bool_] = np.zeros(
    1 << 16, np.bool_
)  # of which units the table says something: a quarter of the space, so faster
_CLASSES: list[str] = []
_ENTERING = Lock()  # classes are entered when a rule first runs, in whichever thread that is
UNIT = np.dtype("<u2")


# A text, how many classes it was looked at for, those it holds as bits; at which code points some class stands, and which.
_Look = tuple[str, int, int, NDArray[np.intp], NDArray[np.uint32]]
_NOWHERE, _NOTHING = np.zeros(0, np.intp), np.zeros(0, np.uint32)
_LAST: list[_Look] = [("", 0, 0, _NOWHERE, _NOTHING)]


@lru_cache(maxsize=2)
def _units(text: str) -> NDArray[np.uint16]:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), UNIT)


def scanner(classes: Mapping[str, str]) -> Callable[[str], frozenset[str]]:
    """Return a function that names the classes of which a text holds a character; `classes` are strings, 32 different ones in all.

    The text is looked at as UTF-16. Characters beyond U+FFFF share their code units, so a class with one of them is named
    for any text that has such characters at all.
    """
    bits = {name: _bit(signs) for name, signs in classes.items()}
    mine = sum(set(bits.values()))

    @cache
    def names(found: int) -> frozenset[str]:
        return frozenset(name for name, bit in bits.items() if found & bit)

    def scan(text: str) -> frozenset[str]:
        return names(_look(text)[2] & mine)

    return scan


def finder(signs: str) -> Callable[[str], list[int]]:
    """Return a function that tells at which code points of a text one of `signs` stands, all of them below U+10000."""
    bit = _bit(signs)

    def found(text: str) -> list[int]:
        _, _, classes, at, of = _look(text)
        places: list[int] = at[(of & bit).astype(bool)].tolist() if classes & bit else []
        return places

    return found


def _bit(signs: str) -> int:
    """Enter a class into the table, once."""
    with _ENTERING:
        if signs not in _CLASSES:
            TABLE[_units(signs)] |= np.uint32(1 << len(_CLASSES))
            if max(signs) > "\uffff":
                TABLE[0xD800:0xE000] |= np.uint32(1 << len(_CLASSES))
            np.not_equal(TABLE, 0, out=ANY)
            _CLASSES.append(signs)
    return 1 << _CLASSES.index(signs)


def _look(text: str) -> _Look:
    last, known = _LAST[0], len(_CLASSES)
    if text is last[0] and known == last[1]:
        return last
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), UNIT)
    some = ANY.take(units)
    at, of, found = _NOWHERE, _NOTHING, 0
    if np.count_nonzero(some):
        at = np.flatnonzero(some)
        of = TABLE.take(units[at])
        found = int(np.bitwise_or.reduce(of))
        if len(units) != len(text):  # beyond U+FFFF a character is two units
            at -= np.cumsum(units & 0xFC00 == 0xDC00)[at]
    _LAST[0] = look = text, known, found, at, of
    return look


def tally(classes: Sequence[re.Pattern[str]]) -> Callable[[str], list[int]]:
    """Return a function that counts the characters of each class in a text; a class is what an expression finds.

    A character of several classes counts for the last of them. Beyond U+FFFF a character counts as two surrogates.
    """
    plane = "".join(map(chr, range(1 << 16)))
    table: NDArray[np.uint8] = np.zeros(1 << 16, np.uint8)
    for number, signs in enumerate(classes, 1):
        for found in re.finditer(f"(?:{signs.pattern})+", plane):  # run by run: to mark all Han one by one takes long
            table[found.start() : found.end()] = number

    def count(text: str) -> list[int]:
        counts: list[int] = np.bincount(table.take(_units(text)), minlength=len(classes) + 1).tolist()
        return counts[1:]

    return count
