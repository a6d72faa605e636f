"""The lattice of a stretch that reads one byte late: what the bytes of ?cè)谌珖?guó) can have been.

Old PHP reads GBK two bytes at a time. Once a cut in the middle of a character has put it out of step, it reads every trail
byte as a lead byte until something puts it back in step. What is printed tells the bytes but for four kinds of loss: the
byte at a cut (`?`), the byte in front of a swallowed ASCII character or pairs that GBK leaves unassigned (`?` again), pairs
of the user-defined zones (nothing is printed), and full-width forms that a later step folded to ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from govcorpus import model
from govcorpus.model.beam import Edge
from govcorpus.repair.glosses import GLOSS_LETTERS, has_reading

# one printed thing: a half gloss `?pin)` or `pin)`, or a character with or without its gloss
TOKEN = re.compile(rf"(?P<half>\??[{GLOSS_LETTERS}]+)\)|(?P<char>[^\n\r])(?:\((?P<gloss>[{GLOSS_LETTERS}]+)\))?")
CUTTING = frozenset("，。！？；、,;!?")  # the punctuation that a mark was put before, and its folded forms
ENDING = frozenset("，。！？；、,;!\n</")  # behind these a swallowed byte was a mark, the line end or the < of a tag

# A waiting byte is the lead byte of a character whose trail byte comes next; what it can have been is a bytes object.
ASCII = frozenset(map(chr, range(0x21, 0x7F))) | {"€"}
IN_STEP = b""
ANY_LEAD = bytes(range(0x81, 0xFF))
VANISHING = (  # zones AAA1–AFFE, F8A1–FEFE; then A140–A7A0: trail bytes they end one character with, lead bytes they begin the next with
    (bytes([*range(0xAA, 0xB0), *range(0xF8, 0xFF)]), bytes(range(0xA1, 0xFF))),
    (bytes(range(0xA1, 0xA8)), bytes(range(0x81, 0xA1))),
)

SIMPLIFIED_ONLY = -1.5  # the mills' table turned nearly every such character into its traditional form
GLOSSED_ELSEWHERE = -8.0  # a site glosses every occurrence of a member of its set
WIDE = -6.0  # full-width letters and digits, the ideographic space
LOST = "\uff10"  # a swallowed character that is no mark and no parenthesis: to the model a digit; it is written `?`


class Token(NamedTuple):
    """What one match of TOKEN printed: a character and its gloss, or `half`, the reading of a half gloss."""

    start: int
    end: int
    char: str
    gloss: str = ""
    half: str = ""


class Evidence(NamedTuple):
    """What a page tells about how it was damaged."""

    folded: bool  # full-width forms were folded to ASCII
    penalties: dict[str, float]  # characters that the page would have printed otherwise
    glossed: frozenset[str]  # those that never stand without a gloss


@cache
def every_character() -> dict[int, str]:
    """Return the characters of GBK by their two bytes."""
    pairs = (lead << 8 | trail for lead in ANY_LEAD for trail in range(0x40, 0xFF))
    read = ((pair, pair.to_bytes(2, "big").decode("gbk", "ignore")) for pair in pairs)
    return {pair: char for pair, char in read if len(char) == 1}


@cache
def characters() -> dict[int, str]:
    """Return those that the model knows."""
    return {pair: char for pair, char in every_character().items() if model.ids(char) != [model.UNKNOWN] and char not in "\u3000\uff10"}


@cache
def simplified_only() -> frozenset[str]:
    """Return the characters of GB 2312 that share their id with a traditional form outside it."""
    inside, outside = {}, set()
    for pair, char in characters().items():
        known = model.ids(char)[0]
        if pair & 0xFF >= 0xA1 and 0xB0 <= pair >> 8 <= 0xF7:
            inside[char] = known
        else:
            outside.add(known)
    return frozenset(char for char, known in inside.items() if known in outside)


@cache
def spelled(leads: bytes, trails: bytes) -> tuple[str, ...]:
    """Return every character whose lead and trail bytes are among these."""
    known = characters()
    found = (known.get(lead << 8 | trail) for lead in leads for trail in trails)
    return tuple(char for char in found if char is not None)


@cache
def unassigned() -> tuple[tuple[bytes, bytes], ...]:
    """Return the pairs of bytes that GBK assigns to no character and that are in no user-defined zone: one `?` for both."""
    known = every_character()
    vanishing = {(lead, trail) for leads, trails in (*VANISHING, (VANISHING[1][0], range(0x40, 0x81))) for lead in leads for trail in trails}
    groups: dict[bytes, list[int]] = {}
    for lead in ANY_LEAD:
        if free := bytes(trail for trail in ANY_LEAD if lead << 8 | trail not in known and (lead, trail) not in vanishing):
            groups.setdefault(free, []).append(lead)
    return tuple((bytes(leads), free) for free, leads in groups.items())


def octets(char: str) -> bytes:
    """Return the GBK bytes of a character, none where it has none."""
    return char.encode("gbk", "ignore")


def tokens(text: str, start: int, limit: int) -> list[Token]:
    """Cut the line from `start` on into what was printed, at most `limit` tokens."""
    out: list[Token] = []
    while len(out) < limit and (match := TOKEN.match(text, start)):
        half, char, gloss = match["half"], match["char"], match["gloss"] or ""
        if half:
            token = Token(start, match.end(), "", "", half.removeprefix("?"))
        elif gloss and char > "~" and char != "€" and not has_reading(char, gloss):
            token = Token(start, start + 1, char)
        else:
            token = Token(start, match.end(), char, gloss)
        out.append(token)
        start = token.end
    return out


def steps(token: Token, waiting: bytes, around: tuple[Token | None, str], page: Evidence) -> Iterator[tuple[str, bytes, float]]:
    """Yield what a token can have been while `waiting` is pending: text, what is pending then, penalty.

    `around` are the token before, and the character printed behind, which tells whether a swallowed byte was a mark or is
    lost.
    """
    before, after = around
    char, gloss = token.char, token.gloss
    weights = page.penalties
    if before is not None and (before.half or before.gloss):  # a gloss in its middle kept the character from being glossed
        weights = {}
    if not waiting:
        if token.half:
            yield "", phantom_trails(before.char if before else "", token.half), 0.0
        else:
            yield (f"{char}({gloss})" if gloss and char in ASCII else char), IN_STEP, 0.0
            if char == "?" and after in CUTTING:
                yield "", ANY_LEAD, 0.0
    elif token.half:
        yield from ((was, IN_STEP, 0.0) for was in spelled(waiting, ANY_LEAD) if has_reading(was, token.half))
    elif char == "?":
        lost = "" if after in ENDING else LOST
        yield from ((was + lost, IN_STEP, weights.get(was, 0.0)) for was in spelled(waiting, ANY_LEAD))
        yield from ((was, b"\xbf", weights.get(was, 0.0)) for was in spelled(waiting, b"\xa3"))
        for trails, leads in unassigned():
            yield from ((was, leads, weights.get(was, 0.0)) for was in spelled(waiting, trails))
    elif char in ASCII:
        for was in spelled(waiting, b"\x80" if char == "€" else char.encode()):
            if gloss and has_reading(was, gloss):
                yield was, IN_STEP, 0.0
            else:
                yield (f"{was}({gloss})" if gloss else was), IN_STEP, weights.get(was, 0.0)
        if page.folded or char < "@":
            pending = octets(chr(ord(char) + 0xFEE0))[1:]
            yield from ((was, pending, weights.get(was, 0.0)) for was in spelled(waiting, b"\xa3"))
    elif pair := octets(char):
        yield from ((was, pair[1:], weights.get(was, 0.0)) for was in spelled(waiting, pair[:1]))


def phantom_trails(before: str, reading: str) -> bytes:
    """Return what the byte at a cut can have been: with the last byte before it, it spelled a character of this reading."""
    last = octets(before)[-1:]
    leads = last if last >= b"\x81" else ANY_LEAD
    known = every_character()
    return bytes(sorted({trail for lead in leads for trail in ANY_LEAD if has_reading(known.get(lead << 8 | trail, ""), reading)}))


def penalties(seen: Iterable[str], glossed: Iterable[str]) -> dict[str, float]:
    """Return what each character costs on a page with these characters, some of which never stand without a gloss."""
    costs = costs_anywhere().copy()
    for char in seen:
        costs.pop(char, None)
    costs.update(dict.fromkeys(glossed, GLOSSED_ELSEWHERE))
    return costs


@cache
def costs_anywhere() -> dict[str, float]:
    """Return what characters cost that mills rarely print: simplified ones, full-width letters and digits."""
    wide = (char for char in characters().values() if "\uff10" <= char <= "\uff5a" and char.isalnum())
    return dict.fromkeys(simplified_only(), SIMPLIFIED_ONLY) | dict.fromkeys(wide, WIDE)
