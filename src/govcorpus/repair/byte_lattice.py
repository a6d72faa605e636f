"""The lattice of a stretch that reads one byte late: what the bytes of ?cè)谌珖?guó) can have been.

Old PHP reads GBK two bytes at a time. Once a cut in the middle of a character has put it out of step, it reads every trail
byte as a lead byte until something puts it back in step. What is printed tells the bytes but for four kinds of loss: the
byte at a cut (`?`), the byte in front of a swallowed ASCII character or pairs that GBK leaves unassigned (`?` again), pairs
of the user-defined zones (nothing is printed), and full-width forms that a later step folded to ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from govcorpus import model
from govcorpus.repair.glosses import SYLLABLE, has_reading

# one printed thing: a half gloss `?pin)` or `pin)`, or a character with or without its gloss
TOKEN = re.compile(rf"(?P<half>\??{SYLLABLE})\)|(?P<char>[^\n\r])(?:\((?P<gloss>{SYLLABLE})\))?")
TAG = ("/p>", "/P>", "</", "<p", "<b")  # a tag, or what is left of one whose < was swallowed: the line ends here
CUTTING = frozenset("，。！？；、,;!?")  # the punctuation that a mark was put before, and its folded forms
ENDING = frozenset("，。！？；、,;!?\n</")  # behind these a swallowed byte was a mark, the line end or the < of a tag

# A waiting byte is the lead byte of a character whose trail byte comes next; what it can have been is a bytes object.
ASCII = frozenset(map(chr, range(0x21, 0x7F))) | {"€"}
IN_STEP = b""
ANY_LEAD = bytes(range(0x81, 0xFF))
ANY_TRAIL = bytes(range(0x80, 0xFF))  # of a character whose trail byte was then taken for a lead byte
VANISHING = (  # zones AAA1–AFFE, F8A1–FEFE; then A140–A7A0: trail bytes they end one character with, lead bytes they begin the next with
    (bytes([*range(0xAA, 0xB0), *range(0xF8, 0xFF)]), bytes(range(0xA1, 0xFF))),
    (bytes(range(0xA1, 0xA8)), bytes(range(0x81, 0xA1))),
)

SIMPLIFIED_ONLY = -4.0  # the mills' table turned nearly every such character into its traditional form
GLOSSED_ELSEWHERE = -8.0  # a site glosses every occurrence of a member of its set
WIDE = -6.0  # full-width letters and digits, the ideographic space


class Token(NamedTuple):
    """What one match of TOKEN printed: a character and its gloss, or `half`, the reading of a half gloss."""

    start: int
    end: int
    char: str
    gloss: str = ""
    half: str = ""


class Option(NamedTuple):
    """A character that a place can hold: its id in the model, its text, its penalty in nats."""

    known: int
    text: str
    penalty: float


SILENT = -3.0  # the punctuation behind a swallowed byte, which the model does not see
NOTHING = Option(-1, "", 0.0)


class Evidence(NamedTuple):
    """What a page tells about how it was damaged."""

    folded: bool  # full-width forms were folded to ASCII
    silent: bool  # no `?` was printed
    penalties: dict[str, float]  # characters that the page would have printed otherwise
    options: dict[tuple[bytes, bytes, bool], dict[int, Option]]  # those that were asked for so far


@cache
def every_character() -> dict[int, str]:
    """Return the characters of GBK by their two bytes."""
    pairs = (lead << 8 | trail for lead in ANY_LEAD for trail in range(0x40, 0xFF))
    read = ((pair, pair.to_bytes(2, "big").decode("gbk", "ignore")) for pair in pairs)
    return {pair: char for pair, char in read if len(char) == 1 and not char.isascii()}


@cache
def characters() -> dict[int, str]:
    """Return those that the model knows."""
    return {pair: char for pair, char in every_character().items() if model.ids(char) != [model.UNKNOWN] and char != "\u3000"}


@cache
def forms() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of GB 2312 that share their id with a form outside it, and those forms: simplified, traditional."""
    inside: dict[int, set[str]] = {}
    outside: dict[int, set[str]] = {}
    for pair, char in characters().items():
        side = inside if pair & 0xFF >= 0xA1 and 0xB0 <= pair >> 8 <= 0xF7 else outside
        side.setdefault(model.ids(char)[0], set()).add(char)
    both = inside.keys() & outside.keys()
    return frozenset().union(*(inside[known] for known in both)), frozenset().union(*(outside[known] for known in both))


@cache
def traditional() -> re.Pattern[str]:
    """Return the expression that finds a traditional character."""
    return re.compile(f"[{''.join(sorted(forms()[1]))}]")


@cache
def spelled(leads: bytes, trails: bytes) -> tuple[tuple[int, str], ...]:
    """Return every character whose lead and trail bytes are among these, with its id."""
    known = characters()
    found = (known.get(lead << 8 | trail) for lead in leads for trail in trails)
    return tuple((model.ids(char)[0], char) for char in found if char is not None)


def options(leads: bytes, trails: bytes, page: Evidence, *, split: bool = False) -> dict[int, Option]:
    """Return the characters with these bytes by their ids, of those that share an id the one the page is likeliest to hold.

    `split` says that a gloss was put in the middle of the character, which kept it from being glossed itself.
    """
    found = page.options.get((leads, trails, split))
    if found is None:
        found = page.options[leads, trails, split] = {}
        for known, char in spelled(leads, trails):
            penalty = 0.0 if split else page.penalties.get(char, 0.0)
            if known not in found or found[known].penalty < penalty:
                found[known] = Option(known, char, penalty)
    return found


@cache
def unassigned() -> tuple[tuple[bytes, bytes], ...]:
    """Return the pairs of bytes that GBK assigns to no character and that are in no user-defined zone: one `?` for both."""
    known = every_character()
    vanishing = {
        (lead, trail)
        for leads, trails in (*VANISHING, (VANISHING[1][0], range(0x40, 0x81)))
        for lead in leads
        for trail in trails
    }
    groups: dict[bytes, list[int]] = {}
    for lead in ANY_LEAD:
        if free := bytes(trail for trail in ANY_LEAD if lead << 8 | trail not in known and (lead, trail) not in vanishing):
            groups.setdefault(free, []).append(lead)
    return tuple((bytes(leads), free) for free, leads in groups.items())


def octets(char: str) -> bytes:
    """Return the GBK bytes of a character, none where it has none."""
    return char.encode("gbk", "ignore")


def tokens(text: str, start: int, limit: int) -> list[Token]:
    """Cut the line from `start` on, up to a tag, into what was printed, at most `limit` tokens."""
    out: list[Token] = []
    while len(out) < limit and (match := TOKEN.match(text, start)) and not text.startswith(TAG, start):
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


def steps(
    token: Token, waiting: bytes, around: tuple[Token, str], page: Evidence
) -> Iterator[tuple[bytes, Mapping[int, Option]]]:
    """Yield what a token can have been while `waiting` is pending: what is pending then, and the characters.

    `around` are the token before, and the character printed behind, which tells whether a swallowed byte was a mark or is
    lost.
    """
    before, after = around
    split = bool(before.half or before.gloss)
    if waiting and page.silent:
        yield from swallowed(token, waiting, page, split=split)
    if not waiting:
        yield from in_step(token, around, page)
    elif token.half:
        found = options(waiting, ANY_TRAIL, page, split=True)
        yield IN_STEP, {known: option for known, option in found.items() if has_reading(option.text, token.half)}
    elif token.char == "?":
        found = options(waiting, twice_cut(after) if waiting == ANY_LEAD else ANY_TRAIL, page, split=split)
        yield (
            IN_STEP,
            found if after in ENDING else {option.known: option._replace(text=option.text + "?") for option in found.values()},
        )
        yield b"\xbf", options(waiting, b"\xa3", page, split=split)
        for trails, leads in unassigned() if waiting != ANY_LEAD else ():
            yield leads, options(waiting, trails, page, split=split)
    elif token.char in ASCII:
        trail = b"\x80" if token.char == "€" else token.char.encode()
        found = options(waiting, trail, page, split=split)
        yield IN_STEP, {option.known: glossed(option, token.gloss) for option in found.values()}
        if page.folded or token.char < "@":
            yield octets(full_width(token.char))[1:], options(waiting, b"\xa3", page, split=split)
    elif pair := octets(token.char):
        yield pair[1:], options(waiting, pair[:1], page, split=split)


def twice_cut(after: str) -> bytes:
    """Return the trail byte of a character that lost both bytes (`??、`): with the punctuation behind it, it spelled a phantom.

    A1 before A3 spells 。 (A1A3), A3 before A1 spells ！ (A3A1).
    """
    if after in "。、":
        return b"\xa3"
    return b"\xa1" if after in CUTTING else b""


def swallowed(token: Token, waiting: bytes, page: Evidence, *, split: bool) -> Iterator[tuple[bytes, Mapping[int, Option]]]:
    """Yield the characters whose trail byte went with a mark in front of this token, on a host that prints no `?`."""
    if token.char in ENDING:
        found = options(waiting, ANY_TRAIL, page, split=split)
        yield (
            IN_STEP,
            {
                option.known: Option(option.known, option.text + token.char, option.penalty + SILENT)
                for option in found.values()
            },
        )


def in_step(token: Token, around: tuple[Token, str], page: Evidence) -> Iterator[tuple[bytes, Mapping[int, Option]]]:
    """Yield what a token can have been that was read in step: itself, or one more cut."""
    before, after = around
    if token.half:
        yield phantom_trails(before.char, token.half), {NOTHING.known: NOTHING}
        return
    text = f"{token.char}({token.gloss})" if token.gloss and token.char in ASCII else token.char
    known = model.ids(token.char)[0]
    yield IN_STEP, {known: Option(known, text, 0.0)}
    if page.silent and token.char in CUTTING:
        pair = octets(full_width(token.char))
        yield pair[1:], options(ANY_LEAD, pair[:1], page)
    elif token.char == "?" and after in CUTTING:
        yield ANY_LEAD, {NOTHING.known: NOTHING}


def full_width(char: str) -> str:
    """, → ，: the full-width form of an ASCII character, any other as it is."""
    return chr(ord(char) + 0xFEE0) if char in ASCII and char != "€" else char


def glossed(option: Option, gloss: str) -> Option:
    """A(xué) → 學: a raw trail byte takes the gloss behind it along, if that is a reading of the character it ends."""
    if not gloss or has_reading(option.text, gloss):
        return option
    return Option(option.known, f"{option.text}({gloss})", option.penalty + GLOSSED_ELSEWHERE)


def phantom_trails(before: str, reading: str) -> bytes:
    """Return what the byte at a cut can have been: with the last byte before it, it spelled a character of this reading."""
    last = octets(before)[-1:]
    leads = last if last >= b"\x81" else ANY_LEAD
    known = every_character()
    return bytes(
        sorted({trail for lead in leads for trail in ANY_LEAD if has_reading(known.get(lead << 8 | trail, ""), reading)})
    )


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
    return dict.fromkeys(forms()[0], SIMPLIFIED_ONLY) | dict.fromkeys(wide, WIDE)
