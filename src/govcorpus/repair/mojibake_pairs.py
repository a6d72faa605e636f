"""Read GBK that was printed as Big5, or Big5 that was printed as GBK, lost bytes included: 堁洈庈?佸 → 云溪市人民.

Both write two bytes a character. Where the wrong encoding has no character for a pair, its first byte is lost (`?`) and the
second one starts the next pair; so the bytes are known but for the lost ones, and those the character model chooses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from heapq import nlargest

from govcorpus import model
from govcorpus.model import beam
from govcorpus.model.beam import Edge
from govcorpus.repair.mojibake_lost import LOST
from govcorpus.repair.mojibake_utf8 import CLOSE, WIDTH, Reading

LIMIT = 20_000  # bytes of a line; longer ones are no text
LOOK = 32  # bytes after which a reading shows whether it is one, and again
# Mean log probability a character below which nothing is Chinese: in random bytes the best reading of 32 lies under -8.7, in
# text read crosswise above -8.4 (measured).
HOPELESS = -9.0
# Characters that a lost pair may have been, of some 5,000: with 1,000 or all of them no other paragraph of our own texts comes back,
# with 250 a tenth fewer of those that GBK read, and a line of figures and `??` takes seventeen times as long with all.
COMMON = 500


def read(symbols: str, right: str, wrong: str) -> Reading | None:
    """Return what the bytes say in the encoding `right`; `symbols` has one character a byte, LOST where `wrong` lost it.

    None where some bytes say nothing, or where the likeliest reading so far is hopeless: a page of random bytes costs seconds then.
    """
    if len(symbols) > LIMIT:
        return None
    nodes: defaultdict[int, list[beam.Hypothesis]] = defaultdict(list, {0: [(0.0, model.past(""), "")]})
    for i in range(len(symbols)):
        if i and i % LOOK == 0 and all(score < HOPELESS * len(text) for here in nodes.values() for score, _, text in here):
            return None
        if reached := nodes.pop(i, None):
            beam.extend(nodes, beam.kept(reached, WIDTH), list(_edges(symbols, i, right, wrong)))
    readings = beam.ranked(nodes[len(symbols)], "\n", 2)
    if not readings:
        return None
    sure = LOST not in symbols or len(readings) == 1 or readings[0][0] - readings[1][0] >= CLOSE
    return Reading(readings[0][1], sure)


def _edges(symbols: str, start: int, right: str, wrong: str) -> Iterator[Edge]:
    """Yield the characters that may start at a byte."""
    first = symbols[start]
    if first == LOST:
        yield start + 1, "?", -12.0  # a real question mark
    elif first < "\x80":
        yield start + 1, first, 0.0
        return
    pair = symbols[start : start + 2]
    if len(pair) < 2:
        return
    if LOST not in pair:
        if sign := pair.encode("latin-1").decode(right, "ignore"):
            yield start + 2, sign, 0.0
        return
    if pair == LOST * 2:
        yield from ((start + 2, sign, 0.0) for sign in _gone(right, wrong))
        return
    following = symbols[start + 2 : start + 3]
    for octets, sign in characters(right).get(pair, ()):
        # The first byte of a pair is lost where the wrong encoding has no such pair; another loss is rarer.
        lost = octets if first == LOST else octets[1] + following
        fits = LOST in lost or lost not in characters(wrong)
        yield start + 2, sign, 0.0 if fits else -6.0


@cache
def _gone(right: str, wrong: str) -> list[str]:
    """Return the common characters of one encoding whose pair says nothing in the other one: both of their bytes are lost."""
    signs = (
        sign for octets, ((_, sign), *_) in characters(right).items() if LOST not in octets and octets not in characters(wrong)
    )
    return nlargest(COMMON, signs, key=lambda sign: float(model.load().unigrams[model.ids(sign)[0]]))


@cache
def characters(encoding: str) -> dict[str, list[tuple[str, str]]]:
    """Map each pair of bytes, and each pair with one of them lost, to the characters it may be, each behind its bytes."""
    found: dict[str, list[tuple[str, str]]] = {}
    known = (chr(code) for code, number in enumerate(model.load().codes) if code > 0x7F and number != model.UNKNOWN)
    for sign in known:
        octets = sign.encode(encoding, "ignore").decode("latin-1")
        if len(octets) == 2:
            read = octets, sign  # one for all three: of their own they take 3 MB more
            for pattern in (octets, LOST + octets[1], octets[0] + LOST):
                found.setdefault(pattern, []).append(read)
    return found
