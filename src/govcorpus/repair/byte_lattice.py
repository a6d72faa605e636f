"""The lattice of a stretch that reads one byte late: what the bytes of ?cè)谌珖?guó) can have been.

Old PHP reads GBK two bytes at a time. Once a cut in the middle of a character has put it out of step, it reads every trail
byte as a lead byte until something puts it back in step. What is printed tells the bytes but for four kinds of loss: the
byte at a cut (`?`), the byte in front of a swallowed ASCII character or pairs that GBK leaves unassigned (`?` again), pairs
of the user-defined zones (nothing is printed), and full-width forms that a later step folded to ASCII.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from govcorpus import model
from govcorpus.repair.glosses import SYLLABLE, has_reading, read
from govcorpus.repair.page_words import Words

TAG = ("/p>", "/P>", "</", "<p", "<b")  # a tag, or what is left of one whose < was swallowed: the line ends here
ONE = rf"(?!{'|'.join(TAG)})(?:%s|(?P<char>[^\n\r])(?:\((?P<gloss>{SYLLABLE})\))?)"
# one printed thing: a half gloss `?pin)` or `pin)`, or a character with or without its gloss
TOKEN = re.compile(ONE % rf"\??(?P<half>{SYLLABLE})\)")
# the same where nothing is swallowed: a half gloss has both of its brackets
KEPT_TOKEN = re.compile(ONE % rf"\?\((?P<half>{SYLLABLE})\)")
ANY_GLOSS = re.compile(rf"\(?{SYLLABLE}\)")
LOST_BRACKET = re.compile(r"(?:^|[)）])[^()（）?]*\?[^()（）]*[)）]")
LOST_SPACE = re.compile(r"(?:^|》)[^《》?]*\?[^《》]{,40} 》")
REACH = 200  # characters on either side in which the partner of what was swallowed is looked for
TITLE = "《".encode("gbk")
CUTTING = frozenset("，。！？；、,;!?")  # the punctuation that a mark was put before, and its folded forms
ENDING = frozenset("，。！？；、,;!?\n</")  # behind these a swallowed byte was a mark, the line end or the < of a tag

# A waiting byte is the lead byte of a character whose trail byte comes next; what it can have been is a bytes object.
ASCII = frozenset(map(chr, range(0x21, 0x7F))) | {"€"}
IN_STEP = b""
LINE_END = "\n"
ANY_LEAD = bytes(range(0x81, 0xFF))
# What waits behind the lost lead byte of a cut. All of them may also wait behind a vanished pair that FE begins, as in 政 (D5FE); the
# first byte, which begins no character, tells the two apart.
CUT_LEAD = b"\0" + ANY_LEAD
ANY_TRAIL = bytes(range(0x80, 0xFF))  # of a character whose trail byte was then taken for a lead byte
VANISHING = (  # zones AAA1–AFFE, F8A1–FEFE; then A140–A7A0: trail bytes they end one character with, lead bytes they begin the next with
    (bytes([*range(0xAA, 0xB0), *range(0xF8, 0xFF)]), bytes(range(0xA1, 0xFF))),
    (bytes(range(0xA1, 0xA8)), bytes(range(0x81, 0xA1))),
)

UNTURNED = -7.0  # a character that the mills' table turns, as it was (from -6 to -8 nothing changes)
UNUSUAL = -1.0  # a form that OpenCC has for no character; other tables have some (全麵, 同誌)
VARYING = frozenset("于后里干征着为為范准并参台术采斗几占冲苏恶吁辟么仆")  # that tables turn or leave: scripts/count_forms
WIDE = -6.0  # full-width letters and digits, the ideographic space


class Token(NamedTuple):
    """What one match of TOKEN printed: a character and its gloss, or `half`, the reading of a half gloss.

    `partner` is what a `?` swallowed, where that has a partner further on in the line.
    """

    start: int
    end: int
    char: str
    gloss: str = ""
    half: str = ""
    partner: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class Table:
    """The characters that a place can hold, by their ids in the model, the commonest first."""

    chars: dict[int, tuple[str, ...]]


class Found(NamedTuple):
    """What a place can hold: the characters, what stands behind them, and what that costs in nats."""

    table: Table
    split: bool = False  # a gloss stands in the middle of the character, which kept it from being glossed itself
    behind: str = ""
    cost: float = 0.0
    printed: bool = False  # as it stands on the page, which is no evidence for itself


UNPAIRED = -8.0  # what leaves a 》 without its 《
SILENT = -3.0  # the punctuation behind a swallowed byte, which the model does not see
NOTHING = Found(Table({}))


class Evidence(NamedTuple):
    """What a page tells about how it was damaged, and about its words."""

    folded: bool  # full-width forms were folded to ASCII, on the page or in the line looked at
    silent: bool  # no `?` was printed
    penalties: dict[str, float]  # characters that the page would have printed otherwise
    words: Words  # that it prints elsewhere
    kept: bool = False  # what stands behind a lost byte was not swallowed, and no pair vanished


@cache
def every_character() -> dict[int, str]:
    """Return the characters of GBK by their two bytes."""
    pairs = (lead << 8 | trail for lead in ANY_LEAD for trail in range(0x40, 0xFF))
    read = ((pair, pair.to_bytes(2, "big").decode("gbk", "ignore")) for pair in pairs)
    return {pair: char for pair, char in read if len(char) == 1 and not char.isascii()}


@cache
def characters() -> dict[int, str]:
    """Return those that the model knows."""
    ids = model.load().codes
    return {pair: char for pair, char in every_character().items() if ids[ord(char)] != model.UNKNOWN}


@cache
def forms() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters of GB 2312 that share their id with a form outside it, and those forms: simplified, traditional."""
    ids = model.load().codes
    inside: dict[int, set[str]] = {}
    outside: dict[int, set[str]] = {}
    for pair, char in characters().items():
        side = inside if pair & 0xFF >= 0xA1 and 0xB0 <= pair >> 8 <= 0xF7 else outside
        side.setdefault(ids[ord(char)], set()).add(char)
    both = inside.keys() & outside.keys()
    return frozenset().union(*(inside[known] for known in both)), frozenset().union(*(outside[known] for known in both))


@cache
def traditional() -> re.Pattern[str]:
    """Return the expression that finds a traditional character."""
    return re.compile(f"[{''.join(sorted(forms()[1]))}]")


@cache
def _ranked() -> dict[int, tuple[float, int, str]]:
    """The characters that the model knows, by their two bytes: how rare, which id."""
    unigrams = model.load().unigrams
    signs = characters()
    ids = model.ids("".join(signs.values()))
    return {pair: (-unigrams[known], known, char) for (pair, char), known in zip(signs.items(), ids, strict=True)}


def table(pairs: Iterable[int]) -> Table:
    """Return those characters that the model knows."""
    found: dict[int, tuple[str, ...]] = {}
    for _, known, char in sorted(filter(None, map(_ranked().get, pairs)), key=itemgetter(0)):
        found[known] = (*found[known], char) if known in found else (char,)
    return Table(found)


@lru_cache(maxsize=1 << 14)
def spelled(leads: bytes, trails: bytes) -> Table:
    """Return the characters whose lead and trail bytes are among these."""
    return table(lead << 8 | trail for lead in leads for trail in trails)


@lru_cache(maxsize=1 << 14)
def read_as(leads: bytes, reading: str) -> Table:
    """Return the characters that have one of these lead bytes and this reading."""
    return table(pair for pair in having(reading) if pair >> 8 in leads)


@cache
def vanishing() -> dict[int, bytes]:
    """Return the first bytes of pairs that print nothing, each with the second bytes that make it one."""
    found: dict[int, set[int]] = {}
    for trails, leads in (*VANISHING, *unassigned()):
        for trail in trails:
            found.setdefault(trail, set()).update(leads)
    return {trail: bytes(sorted(leads)) for trail, leads in sorted(found.items())}


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
    """Return the GBK bytes of a character, none where it has none; those for private use have the pairs that PHP does not print."""
    return char.encode("gb18030" if "\ue000" <= char < "\ue766" else "gbk", "ignore")


def tokens(text: str, start: int, limit: int, page: Evidence) -> list[Token]:
    """Cut the line from `start` on, up to a tag, into what was printed, at most `limit` tokens.

    Where no `?` is printed its end is one too: a lead byte was lost there without a trace.
    """
    out: list[Token] = []
    token_at = KEPT_TOKEN.match if page.kept else TOKEN.match
    while len(out) < limit and (match := token_at(text, start)):
        half, char, gloss = match.groups("")
        if half and half[0] in ASCII and text[start] == half[0] and not read(half):
            token = Token(start, start + 1, half[0])  # mxiàng): a trail byte in front of a half gloss whose `?` is not printed
        elif half:
            token = Token(start, match.end(), "", "", half)
        elif gloss and char > "~" and char != "€" and not has_reading(char, gloss):
            token = Token(start, start + 1, char)
        else:
            partner = swallowed(text, start) if char == "?" and text[start + 1 : start + 2] not in ENDING else ""
            token = Token(start, match.end(), char, gloss, "", partner)
        out.append(token)
        start = token.end
    return [*out, Token(start, start, LINE_END)] if page.silent and len(out) < limit else out


def swallowed(text: str, at: int) -> str:
    """Return what the `?` at an offset swallowed where its partner stands behind, nothing if none does.

    That is ( in front of a ) that nothing opens, and the space behind a 《 whose 》 has one in front.
    """
    before, behind = text[max(0, at - REACH) : at].rpartition("\n")[2], text[at + 1 : at + REACH].partition("\n")[0]
    around = ANY_GLOSS.sub("", before) + "?" + ANY_GLOSS.sub("", behind).replace("?", "")
    return "(" if LOST_BRACKET.search(around) else " " if LOST_SPACE.search(around) else ""


def steps(token: Token, waiting: bytes, around: tuple[Token, str], page: Evidence) -> Iterator[tuple[bytes, Found]]:
    """Yield what a token can have been while `waiting` is pending: what is pending then, and the characters.

    `around` are the token before, and the character printed behind, which tells whether a swallowed byte was a mark or is
    lost.
    """
    before, after = around
    split = bool(before.half or before.gloss)
    if token.char == LINE_END:
        yield IN_STEP, Found(spelled(waiting, ANY_TRAIL), split) if waiting else NOTHING
        return
    if waiting and page.silent and token.char in ENDING:
        # on a host that prints no `?` the trail byte went with a mark in front of this token
        yield IN_STEP, Found(spelled(waiting, ANY_TRAIL), split, token.char, SILENT)
    if not waiting:
        yield from in_step(token, around, page)
    elif token.half:
        yield IN_STEP, Found(read_as(waiting, token.half), split=True)
    elif token.char == "?":
        yield from lost(token, waiting, after, page, split=split)
    elif token.char in ASCII:
        trail = b"\x80" if token.char == "€" else token.char.encode()
        if token.gloss:
            yield IN_STEP, Found(glossed(waiting, trail, token.gloss), split)
        else:
            yield IN_STEP, Found(spelled(waiting, trail), split)
        if page.folded or token.char < "@":
            yield octets(full_width(token.char))[1:], Found(spelled(waiting, b"\xa3"), split)
    elif pair := octets(token.char):
        yield pair[1:], Found(spelled(waiting, pair[:1]), split)


def lost(token: Token, waiting: bytes, after: str, page: Evidence, *, split: bool) -> Iterator[tuple[bytes, Found]]:
    """Yield what a `?` can have been while a lead byte is pending: its trail byte was lost, and what stood behind it if that was ASCII."""
    trails = twice_cut(after) if waiting == CUT_LEAD else ANY_TRAIL
    ascii_lost = "" if page.kept or after in ENDING else "(" if token.partner == "(" else "?"
    if token.partner == " " and TITLE[0] in waiting:
        yield IN_STEP, Found(spelled(TITLE[:1], TITLE[1:]), split, " ")
    yield IN_STEP, Found(spelled(waiting, trails), split, ascii_lost, UNPAIRED if token.partner == " " else 0.0)
    yield b"\xbf", Found(spelled(waiting, b"\xa3"), split)
    for ends, leads in unassigned() if waiting != CUT_LEAD and not page.kept else ():
        yield leads, Found(spelled(waiting, ends), split)


@lru_cache(maxsize=1 << 12)
def glossed(leads: bytes, trail: bytes, gloss: str) -> Table:
    """A(xué) → 學: return the characters that a raw trail byte ends and whose reading its gloss is, which it takes along."""
    chars = spelled(leads, trail).chars
    read = {known: tuple(char for char in same if has_reading(char, gloss)) for known, same in chars.items()}
    return Table({known: same for known, same in read.items() if same})


def twice_cut(after: str) -> bytes:
    """Return the trail byte of a character that lost both bytes (`??、`): with the punctuation behind it, it spelled a phantom.

    A1 before A3 spells 。 (A1A3), A3 before A1 spells ！ (A3A1).
    """
    if after in "。、":
        return b"\xa3"
    return b"\xa1" if after in CUTTING else b""


def in_step(token: Token, around: tuple[Token, str], page: Evidence) -> Iterator[tuple[bytes, Found]]:
    """Yield what a token can have been that was read in step: itself, or one more cut."""
    before, after = around
    if token.half:
        yield phantom_trails(before.char, token.half), NOTHING
        return
    text = f"{token.char}({token.gloss})" if token.gloss and token.char in ASCII else token.char
    yield IN_STEP, Found(Table({model.ids(token.char)[0]: (text,)}), split=True, printed=True)
    if page.silent and token.char in CUTTING:
        pair = octets(full_width(token.char))
        yield pair[1:], Found(spelled(ANY_LEAD, pair[:1]))
    elif token.char == "?" and after in CUTTING:
        yield CUT_LEAD, NOTHING


def full_width(char: str) -> str:
    """, → ，: the full-width form of an ASCII character, any other as it is."""
    return chr(ord(char) + 0xFEE0) if char in ASCII and char != "€" else char


@cache
def phantom_trails(before: str, reading: str) -> bytes:
    """Return what the byte at a cut can have been: with the last byte before it, it spelled a character of this reading."""
    last = octets(before)[-1:]
    leads = last if last >= b"\x81" else ANY_LEAD
    return bytes(sorted({pair & 0xFF for pair in having(reading) if pair >> 8 in leads and pair & 0xFF > 0x80}))


@cache
def having(reading: str) -> tuple[int, ...]:
    """Return the characters of GBK that have a reading and whose trail byte may be taken for a lead byte, as two bytes each."""
    pairs = (octets(char) for char in read(reading))
    return tuple(sorted(pair[0] << 8 | pair[1] for pair in pairs if len(pair) == 2 and 0x80 <= pair[1] < 0xFF))


def penalties(text: str) -> dict[str, float]:
    """Return what each character costs on a page with this text: none that it prints."""
    costs = costs_anywhere().copy()
    for char in _costly().findall(text):
        costs.pop(char, None)
    return costs


@cache
def _costly() -> re.Pattern[str]:
    return re.compile(f"[{''.join(costs_anywhere())}]")


@cache
def costs_anywhere() -> dict[str, float]:
    """Return what characters cost that mills rarely print.

    Those are simplified ones that have a traditional form, unusual forms, full-width letters and digits, the ideographic space.
    """
    wide = [char for char in characters().values() if "\uff10" <= char <= "\uff5a" and char.isalnum()] + ["\u3000"]
    simplified, turned = forms()
    usual = {model.traditional().get(char, char) for char in simplified} | VARYING
    return dict.fromkeys(simplified - usual, UNTURNED) | dict.fromkeys(turned - usual, UNUSUAL) | dict.fromkeys(wide, WIDE)
