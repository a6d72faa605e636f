"""One look at many lines: which of them can hold a word of which list. It is much faster than to search for the words.

A word is known by one pair of its characters, so a line may be named that does not hold the word, never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import product
from string import digits

import numpy as np
from numpy.typing import NDArray

from govcorpus.model.lines import BLANK

ELEMENT = re.compile(r"\[(?:\\.|[^\]\\])+\]|\\?.", re.DOTALL)
CHARACTER = re.compile(r"\\?.", re.DOTALL)
LINE_END = "\n"
# In no pair a figure that is not ASCII stands by itself: one stands for all of them, which makes tables of a fifth of the size.
FIGURE = "\u0660"
CLASSES = {
    r"\s": tuple(sign for sign in BLANK if sign.isspace() and sign != LINE_END),
    r"\d": (*digits, FIGURE),
    r"\n": (LINE_END,),
}
EITHER = ""  # the second of a pair of which only the first is looked at
NONE = "\0"  # stands for it in a table

Pairs = frozenset[tuple[str, str]]


def pairs(words: str) -> Pairs:
    r"""`下载|共[页\s]|☰` → 下载, 共页, 共 with any blank, ☰ with anything: the pairs that the words of an expression begin with.

    The expression is of the simplest kind: alternatives of characters and classes; `\s` is a blank within a line, `\n` its start or
    its end.
    """
    out: set[tuple[str, str]] = set()
    word: list[tuple[str, ...]] = []
    for element in [*ELEMENT.findall(words), "|"]:
        if element != "|":
            word.append(characters(element))
            continue
        out.update(product(word[0], word[1] if word[1:] else (EITHER,)))
        word = []
    return frozenset(out)


def characters(element: str) -> tuple[str, ...]:
    r"""`录` → 录, `[录陆]` → 录, 陆, `\d` → 0 to 9 and FIGURE: the characters that an element of an expression stands for."""
    inside = element[1:-1] if len(element) > 2 and element[0] == "[" else element
    return tuple(char for one in CHARACTER.findall(inside) for char in CLASSES.get(one, (one.removeprefix("\\"),)))


def finder(lists: Sequence[Pairs]) -> Callable[[Sequence[str]], list[int]]:
    """Return a function that tells of each line which of up to sixteen lists have a pair in it: bit n stands for list n.

    No line is empty. One that holds a character beyond U+FFFF is told to have pairs of every list.
    """
    words = ["".join(first + (second or NONE) for first, second in wanted) for wanted in lists]
    spelled = [_points(word) for word in words]
    points = _points("".join(sorted({NONE}.union(*words))))  # np.unique would load numpy.ma
    bits: NDArray[np.uint16] = np.zeros((len(points), len(points)), np.uint16)
    for bit, wanted in enumerate(spelled):
        firsts, seconds = np.searchsorted(points, wanted).reshape(-1, 2).T
        bits[firsts, seconds] |= np.uint16(1 << bit)
    # characters that are in the same pairs share a number, all that are in none 0: the table must not push others out of the cache
    first: dict[bytes, int] = {}  # that behaves so
    alike = [first.setdefault(row.tobytes(), at) for at, row in enumerate(np.hstack([bits, bits.T])[1:], 1)]
    ones = np.array([*first.values()])
    known: NDArray[np.intp] = np.zeros(1 << 16, np.intp)  # what `take` would turn other numbers into
    known[points[1:]] = np.searchsorted(ones, alike) + 1
    known[_points("".join(_figures()))] = known[ord(FIGURE)]
    size = len(ones) + 1
    table: NDArray[np.uint16] = np.zeros((size, size), np.uint16)
    table[1:, 1:] = bits[np.ix_(ones, ones)]
    table[1:] |= bits[ones, :1]
    everything, feed = (1 << len(lists)) - 1, ord(LINE_END)

    def find(texts: Sequence[str]) -> list[int]:
        text = LINE_END.join(("", *texts, ""))
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
        if not texts:
            return []
        places = known.take(units)
        marks = table.take(places[:-1] * size + places[1:], mode="wrap")  # all are inside: "raise" would look
        if len(units) > len(text):  # beyond U+FFFF a character is two units
            marks[units[:-1] & 0xFC00 == 0xD800] = everything
        starts = (units == feed).nonzero()[0][:-1]
        found: list[int] = np.bitwise_or.reduceat(marks, starts).tolist()
        return found

    return find


def _figures() -> list[str]:
    """The figures up to U+FFFF that are not ASCII."""
    plane = np.arange(1 << 7, 1 << 16, dtype="<u4")  # far cheaper than chr, character by character
    return re.findall(r"\d", plane.tobytes().decode("utf-32-le", "surrogatepass"))


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
