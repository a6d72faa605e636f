"""Read GBK that was printed as Big5, or Big5 that was printed as GBK, lost bytes included: 堁洈庈?佸 → 云溪市人民.

Both write two bytes a character. Where the wrong encoding has no character for a pair, its first byte is lost and the second one
starts the next pair. So the bytes are known but for the lost ones, each of which a sign stands for, or nothing; what they were the
character model chooses among those that would have been lost there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from heapq import nlargest
from itertools import accumulate, chain, islice

from govcorpus import model
from govcorpus.document import Change
from govcorpus.model.beam import Edge
from govcorpus.repair.mojibake_bytes import LOSS, of_character
from govcorpus.repair.mojibake_choice import POOR, best, better, likelihood
from govcorpus.repair.mojibake_lost import LOST, WIDE
from govcorpus.repair.mojibake_search import LIMIT, QUESTION, characters, fluent, search
from govcorpus.repair.mojibake_utf8 import CLOSE, Reading
from govcorpus.repair.script import is_japanese

# What was read as what. GB18030 has all that GBK has; of Big5 and that of Hong Kong each has signs that the other one lacks.
WAYS = (("gb18030", "big5"), ("gb18030", "big5hkscs"), ("big5hkscs", "gb18030"))
# What has no character in these is lost in all of a kind, or may be.
SMALLER = {"gb18030": "gbk", "big5": "big5", "big5hkscs": "big5"}
# Traces of GBK read as Big5 (，。、 become ㄛ ﹝ ﹜) and of Big5 read as GBK: kana among Chinese, the private use of its punctuation, a
# letter that was the second byte of a character.
AS_BIG5 = re.compile("[ㄛ﹝﹜]")
AS_GBK = re.compile("[ぁ-んァ-ヶ\ue4c6-\ue765]|\ufffd(?=[@-~][\u4e00-\u9fff])")
TELLING, AHEAD = 5, 200  # lines that tell how a page was misread, characters of each: a long line of `??` would take a minute
# Characters that a lost pair may have been, of some 5,000: with 1,000 or all of them one more of 438 paragraphs of our own comes back,
# with 250 six fewer, and a line of figures and `??` takes five times as long with all.
COMMON = 500
ALL_LOST = 8  # bytes for each character of which nothing is left, at least: else the model invents
UNEXPLAINED = -6.0  # nats of a loss where the wrong encoding has a character
UNUSUAL = -3.0  # of a character that the first level of its standard lacks: the model gives all forms of one the same id
LEVEL_1 = {"gb18030": 0xD7, "big5hkscs": 0xC6}  # the last lead byte of that level
TRACELESS = -1.0  # of one that left no sign


def crossed(lines: Sequence[tuple[int, str]]) -> Iterator[Change]:
    """堁洈庈 → 云溪市: yield the lines that were misread crosswise; `lines` are those of a page where that may be, behind their offsets.

    Some that show signs of it tell how the page was misread, and then all are read that way.
    """
    ways: Counter[tuple[str, str]] = Counter()
    signed = (line[:AHEAD] for _, line in lines if AS_BIG5.search(line) or (AS_GBK.search(line) and not _is_sound(line)))
    for line in islice(signed, TELLING):
        readings = {way: reading for way in WAYS if (reading := read(_printed(line, way), *way))}
        if chosen := best([*readings.values()], line):
            ways.update(way for way, reading in readings.items() if reading.text == chosen.text)
    for way, _ in ways.most_common(1):
        found = [(at, line, read(_printed(line, way), *way)) for at, line in lines if not line.isascii()]
        read_well = [(at, line, reading) for at, line, reading in found if reading and better(reading.text, line)]
        # Where bytes are lost without a sign, whole characters may be, and then a line reads well all the same.
        traceless = any(not reading.sure and not LOSS.search(line) for _, line, reading in read_well)
        for at, line, reading in read_well:
            yield Change(at, at + len(line), reading.text, reading.sure and not traceless)


def _is_sound(line: str) -> bool:
    """Say whether a line with kana is Japanese, of which Big5 read as GBK has a third at most, or Chinese but for some spots."""
    start = line[:AHEAD]
    return is_japanese(line) or likelihood(start) > POOR * len(start)


def _printed(line: str, way: tuple[str, str]) -> list[str]:
    """The bytes of each character of a line; none where it holds one that the wrong encoding does not read in two bytes."""
    printed = [of_character(sign, way[1]) for sign in line]
    possible = printed.count(LOST) == len(LOSS.findall(line)) and all(len(octets) <= 2 for octets in printed)
    return printed if possible else []


def read(printed: Sequence[str], right: str, wrong: str) -> Reading | None:
    """Return what the bytes of printed characters say in the encoding `right`; LOST stands for a sign of a byte that `wrong` lost.

    Where no sign stands for any, bytes may be lost between the characters; then only a reading without losses is sure. None where
    some bytes say nothing, where too many are lost, or where the likeliest reading so far is hopeless: a page of random bytes
    costs seconds then.
    """
    symbols = "".join(printed)
    if not symbols:
        return None
    silent = LOST not in symbols
    whole = _whole(symbols, right) if silent else ""
    if whole and fluent(whole):
        return Reading(whole, sure=True)
    if len(symbols) > LIMIT or 2 * symbols.count(LOST) >= len(symbols) or ALL_LOST * symbols.count(LOST * 2) >= len(symbols):
        return None
    starts = frozenset(accumulate(map(len, printed), initial=0)) if silent else frozenset()
    seen, gone = partial(_edges, symbols, right, wrong), partial(_traceless, symbols, starts, right, wrong)
    readings = search(symbols, right, seen, lambda at: chain(seen(at), gone(at)), (LIMIT, 1))
    if not readings:
        return None
    ahead = len(readings) == 1 or readings[0][0] - readings[1][0] >= CLOSE
    return Reading(readings[0][1], readings[0][1] == whole or (ahead and not silent))


def _whole(symbols: str, right: str) -> str:
    """Return what bytes say that are all there, nothing where they say nothing."""
    try:
        return symbols.encode("latin-1").decode(right)
    except UnicodeDecodeError:
        return ""


def _edges(symbols: str, right: str, wrong: str, start: int) -> Iterator[Edge]:
    """Yield the characters that may start at a byte; a lost one left a sign."""
    first = symbols[start]
    if first == LOST:
        yield start + 1, "?", QUESTION
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
        yield from ((start + 2, sign, cost) for sign, cost in _gone(right, wrong))
        return
    following = symbols[start + 2 : start + 3]
    for octets, sign in characters(right).get(pair, ()):
        lost = octets if first == LOST else octets[1] + following
        yield start + 2, sign, _cost(sign, right) + (0.0 if LOST in lost or lost not in _pairs(wrong) else UNEXPLAINED)


def _traceless(symbols: str, starts: frozenset[int], right: str, wrong: str, start: int) -> Iterator[Edge]:
    """Yield the characters of which only one byte stands there, the other one lost without a sign; `starts` are of printed characters."""
    first, following = symbols[start], symbols[start + 1 : start + 2]
    if start in starts:
        yield from ((start + 1, sign, cost) for sign, cost in _left(LOST + first, "", right, wrong))
    if start + 1 in starts:
        yield from ((start + 1, sign, cost) for sign, cost in _left(first + LOST, following, right, wrong))


@lru_cache(maxsize=1 << 12)
def _left(pattern: str, following: str, right: str, wrong: str) -> list[tuple[str, float]]:
    """Return the characters with one of two bytes that `wrong` would have lost in front of the byte behind it, and what each costs."""
    return [
        (sign, TRACELESS + _cost(sign, right))
        for octets, sign in characters(right).get(pattern, ())
        if (octets if pattern[0] == LOST else octets[1] + following) not in _pairs(wrong)
    ]


@cache
def _pairs(encoding: str) -> frozenset[str]:
    """Return the pairs of bytes for which an encoding has a character, the smaller one of its kind."""
    octets = (bytes((lead, trail)) for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF))
    return frozenset(pair.decode("latin-1") for pair in octets if "\ufffd" not in pair.decode(SMALLER[encoding], "replace"))


@cache
def _gone(right: str, wrong: str) -> list[tuple[str, float]]:
    """Return the common characters of one encoding whose pair says nothing in the other one, so that both of their bytes are lost."""
    signs = (
        sign for octets, ((_, sign), *_) in characters(right).items() if LOST not in octets and octets not in _pairs(wrong)
    )
    common = nlargest(COMMON, signs, key=lambda sign: model.load().unigrams[model.ids(sign)[0]])
    return [(sign, _cost(sign, right)) for sign in common]


@cache
def _cost(sign: str, right: str) -> float:
    """Return what a character costs whose bytes are lost in part."""
    if "\uff10" <= sign <= "\uff5a" and sign.isalnum():
        return WIDE
    lead, trail = sign.encode(right)
    return 0.0 if lead <= LEVEL_1[right] and (right != "gb18030" or (lead >= 0xA1 and trail >= 0xA1)) else UNUSUAL
