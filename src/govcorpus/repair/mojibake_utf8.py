"""Read UTF-8 that was printed as GBK, lost bytes included: 涓?鍥芥斂搴? → 中国政府.

UTF-8 finds its own step: a lead byte says how many bytes follow. So the bytes fall into whole characters, decoded as they are,
and damaged stretches between them, where each `?` or U+FFFD stands for one lost byte or two. A stretch is a small lattice over
the characters whose known bytes fit; the character model chooses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from govcorpus import model
from govcorpus.model import beam, walk
from govcorpus.model.beam import Edge

LOST = "\uffff"  # a lost byte, among characters that stand for one byte each
# A whole character: ASCII, · × é and the like (C2, C3), the general and Chinese blocks (E2 to E9, EF), emoji (F0).
WHOLE = "[\x00-\x7f]|[\xc2\xc3][\x80-\xbf]|[\xe2-\xe9\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
CHARACTER = re.compile(WHOLE)
# What a misread stretch is made of: whole characters, and ones with a lost byte or two behind one sign.
UNIT = re.compile(f"{WHOLE}|[\xe2-\xe9\xef](?:[\x80-\xbf{LOST}]{{2}}|{LOST})|{LOST}[\x80-\xbf{LOST}]{{0,2}}")
SOUND = re.compile(f"(?:{WHOLE})+")
# Damaged characters beside each other are decided together, four at most.
TOKEN = re.compile(f"(?:{WHOLE})+|(?:(?!{WHOLE}).(?:(?!{WHOLE}|[\xe2-\xe9\xef\xf0]).){{0,5}}){{1,4}}", re.DOTALL)
CLOSING = {"”": "“", "’": "‘", "》": "《", "）": "（", "】": "【"}
PAIRED = re.compile("[“”‘’《》（）【】]")
WIDTH = 6  # hypotheses at a node; more did not change a paragraph of the development set
FEW = 24  # candidates where two bytes of three are lost
USUAL = re.compile(f"(?:[\xe2-\xe9\xef](?:[\x80-\xbf]{LOST}|{LOST}[\x80-\xbf]))+")
TRIED = 6  # candidates whose loss the code page does not explain
UNEXPLAINED = -6.0
MOST = 120  # candidates where two bytes are lost
DECIDED = 12.0  # nats that what stands behind does not turn over
OPENING = 6  # tokens of a line that may hold its number
FAMILIAR = 8.0  # nats that two trigrams of the same page weigh
SHORT = 75  # bytes of a line without a sentence: salutation, heading, date
# How a line opens that calls people, names where a speech was held, thanks them, or is one of several.
OPENINGS = {
    "call": re.compile("各|尊敬|敬爱|亲爱|同志|女士|朋友|乡亲|父老|老师|同学"),
    "occasion": re.compile("[（(]?—"),
    "thanks": re.compile("谢谢|再见|祝"),
    "item": re.compile("[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[一二三四五六七八九十]是|第"),
}
APPEAL = re.compile("^(?:同志|各位代表|乡亲|朋友)们?，|让我们|努力奋斗|贡献$")
LISTING = re.compile("下列|如下|以下各")
# Nats by which a sign is likelier at the end of a line than elsewhere, which the model does not know: counted in 1000 texts of
# ../shared/data/clean_train.jsonl.xz, short lines apart; a call and what comes before a list end in a colon, thanks and appeals in an
# exclamation mark, the subtitle of a report (——2023年1月9日在…会议上) in 上.
ENDING = {
    "。": (3.8, 1.9), "；": (2.0, 2.0), "：": (3.6, 4.1), "！": (3.0, 4.0), "？": (2.5, 2.1), "”": (-0.3, 0.5), "》": (-1.3, -0.7),
    "）": (-0.8, 0.6), "，": (-5.1, -4.0), "、": (-5.1, -4.2), "（": (-4.5, -4.0), "“": (-4.0, -4.0), "《": (-4.0, -4.0),
}  # fmt: skip
WONT = {"call": "：", "occasion": "上", "listing": "：", "thanks": "！", "appeal": "！", "item": "；"}
ELSE = (-3.5, -0.4)
CLOSE = 4.5  # nats between the best and the second reading, under which a choice is unsure

Path = tuple[float, walk.Place, str]  # score, place in the model, text
Seen = Callable[[], frozenset[str]]  # the trigrams of a page, made when they are first asked for


class Page(NamedTuple):
    """What a page tells about its damaged characters: the trigrams it holds undamaged; how its next line may open, with nats."""

    seen: Seen
    expected: dict[str, float]


NOTHING = Page(frozenset, {})


class Reading(NamedTuple):
    """What bytes read as: the text, and whether no other reading comes close."""

    text: str
    sure: bool


def read(symbols: str, codec: str, before: str = "", behind: str = "\n", page: Page = NOTHING) -> Reading | None:
    """Return what the bytes say as UTF-8; `symbols` has one character a byte, LOST where it is unknown.

    `codec` (gbk or gb18030) is what misread them: it says which bytes get lost. `before` and `behind` are the text on either
    side, `page` what the rest of the page tells. None where a stretch has no reading.
    """
    tokens = TOKEN.findall(symbols)
    parts = [token.encode("latin-1").decode() if LOST not in token and SOUND.fullmatch(token) else "" for token in tokens]
    short = len(symbols) <= SHORT
    sure = True
    opened = ""
    done = before
    for i, token in enumerate(tokens):
        if not parts[i]:
            after, following = (parts[i + 1], tokens[i + 1][0]) if i + 1 < len(parts) else (behind, behind[0])
            wanted = _opened(after[:30], "")[1] if PAIRED.search(after) else ""
            end = _end("".join(parts[:i]), short=short) if following == "\n" else ""
            readings = _readings(token, following, codec, done[-3:], after[:3], opened, wanted, end)
            if not readings:
                return None
            if len(readings) > 1 and readings[0][0] - readings[1][0] < FAMILIAR:
                readings = _familiar(readings, done[-2:], after[:2], page.seen())
                if i < OPENING and len(before) < 3:
                    readings = _counted(readings, before + "".join(parts[:i]), after, page.expected)
            parts[i] = readings[0][1]
            sure = sure and (len(readings) == 1 or readings[0][0] - readings[1][0] >= CLOSE)
        done = parts[i] if len(parts[i]) > 2 else done[-3:] + parts[i]
        if PAIRED.search(parts[i]):
            opened = _opened(parts[i], opened)[0]
    return Reading("".join(parts), sure)


def _end(start: str, *, short: bool) -> str:
    """Name the kind of line that ends, by what it says so far: its last sign depends on it."""
    if LISTING.search(start):
        return "listing"
    for kind, opening in OPENINGS.items():
        if opening.match(start) and (short or kind in ("item", "occasion")):
            return kind
    if APPEAL.search(start):
        return "appeal"
    return "short" if short else "long"


def _familiar(readings: list[tuple[float, str]], before: str, after: str, seen: frozenset[str]) -> list[tuple[float, str]]:
    """Prefer what the page says elsewhere, where nothing was lost: names of people and places, which no model knows."""
    found = []
    for score, text in readings:
        around = before + text + after
        known = sum(around[i : i + 3] in seen for i in range(len(around) - 2))
        found.append((score + min(known, 2) * FAMILIAR / 2, text))
    return sorted(found, reverse=True)


def _opened(text: str, opened: str) -> tuple[str, str]:
    """Return the brackets and quotation marks that are still open behind the text, and the opening ones it closes without them."""
    wanted = ""
    for match in PAIRED.finditer(text):
        sign = match[0]
        if sign in CLOSING:
            left = CLOSING[sign]
            if left in opened:
                opened = opened.replace(left, "")
            else:
                wanted += left
        elif sign not in opened:
            opened += sign
    return opened, wanted


def _counted(
    readings: list[tuple[float, str]], before: str, after: str, expected: Mapping[str, float]
) -> list[tuple[float, str]]:
    """Prefer the number that is due where lines are numbered: 第八条 behind 第七条."""
    found = []
    for score, text in readings:
        line = (before + text + after[:4]).lstrip()
        found.append(
            (score + max((worth for opening, worth in expected.items() if line.startswith(opening)), default=0.0), text)
        )
    return sorted(found, reverse=True)


@lru_cache(maxsize=1 << 16)
def _readings(
    token: str, following: str, codec: str, before: str, after: str, opened: str, wanted: str, end: str
) -> list[tuple[float, str]]:
    if USUAL.fullmatch(token):
        return _usual(token, following, codec, before, after, opened, wanted, end)
    symbols = token + following
    nodes: defaultdict[int, list[beam.Hypothesis]] = defaultdict(list, {0: [(0.0, model.past(before), "")]})
    for i in range(len(token)):
        if reached := nodes.pop(i, None):
            edges = [
                (to, text, cost + _paired(text, opened, wanted) + (_ending(text, end, opened) if symbols[to] == "\n" else 0.0))
                for to, text, cost in _edges(symbols, i, codec)
            ]
            beam.extend(nodes, beam.kept(reached, WIDTH), edges)
    # What stands behind is looked at for the best ones only: it settles close calls.
    best = beam.kept(nodes[len(token)], 3 * WIDTH)
    return _settled([(score, walk.enter(before + text), text) for score, _, text in best], after)


def _usual(
    token: str, following: str, codec: str, before: str, after: str, opened: str, wanted: str, end: str
) -> list[tuple[float, str]]:
    """Read characters that lost one byte of three each: few candidates, so each is looked up by itself."""
    symbols = token + following
    paths = [(0.0, walk.enter(before), "")]
    for i in range(0, len(token), 3):
        tried = [
            (
                sign,
                known,
                cost + _paired(sign, opened, wanted) + (_ending(sign, end, opened) if symbols[i + 3] == "\n" else 0.0),
            )
            for sign, known, cost in _likely(symbols[i : i + 3], symbols[i + 3], codec)
        ]
        paths = _best(
            [
                (score + cost + more, beyond, text + sign)
                for score, place, text in paths
                for sign, known, cost in tried
                for more, beyond in (walk.step(place, known),)
            ]
        )
    return _settled(paths, after)


def _settled(paths: list[Path], after: str) -> list[tuple[float, str]]:
    """Add what stands behind to the score of each reading, as far as it may matter."""
    for known in model.ids(after):
        if len(paths) < 2 or paths[0][0] - paths[1][0] > DECIDED:
            break
        paths = _best(
            [(score + more, beyond, text) for score, place, text in paths for more, beyond in (walk.step(place, known),)]
        )
    return [(score, text) for score, _, text in paths]


def _best(paths: list[Path]) -> list[Path]:
    # What stands behind turns more over than what stands before: nearly all are kept for it.
    paths.sort(reverse=True)
    floor = paths[0][0] - DECIDED if paths else 0.0
    return [path for path in paths[: 4 * WIDTH] if path[0] > floor]


@cache
def _likely(pattern: str, following: str, codec: str) -> list[tuple[str, int, float]]:
    """Return the candidates that are looked at one by one: (character, its id, penalty)."""
    unigrams = model.load().unigrams
    signs = [(sign, model.ids(sign)[0], cost) for sign, cost in _candidates(pattern, following, codec)]
    signs.sort(key=lambda each: -unigrams[each[1]] - each[2])
    return [each for i, each in enumerate(signs) if each[2] > UNEXPLAINED or i < TRIED]


def _ending(sign: str, end: str, opened: str) -> float:
    """Say how much likelier than elsewhere a character is at the end of a line, which the model does not know."""
    return (
        ENDING.get(sign, ELSE)[end not in ("long", "item", "listing", "appeal")]
        + 6.0 * (WONT.get(end) == sign)
        + 7.0 * (CLOSING.get(sign, "\n") in opened)
    )


def _paired(text: str, opened: str, wanted: str) -> float:
    """Say what it costs to open a bracket that is open, or to close one that is not; the model has one id for “ and ”."""
    if text in CLOSING:
        return 0.0 if CLOSING[text] in opened else -6.0
    if text in wanted:
        return 5.0
    return -6.0 if text in opened else 0.0


def _edges(symbols: str, start: int, codec: str) -> Iterator[Edge]:
    """Yield the characters that may start at a byte: whole ones, and those whose known bytes fit. The last symbol only looks on."""
    if symbols[start] == LOST:
        yield start + 1, "?", -12.0  # a real question mark, or a loss that nothing explains
    for end in range(start + 1, min(start + 3, len(symbols) - 1) + 1):
        stretch = symbols[start:end]
        lost = stretch.count(LOST)
        if lost and len(stretch) + lost >= 3:
            for pattern, penalty in _patterns(stretch):
                yield from ((end, sign, penalty + cost) for sign, cost in _candidates(pattern, symbols[end], codec))
    if whole := CHARACTER.match(symbols, start, len(symbols) - 1):
        yield whole.end(), whole[0].encode("latin-1").decode(), 0.0


def _patterns(stretch: str) -> Iterator[tuple[str, float]]:
    """Yield the three-byte patterns of a stretch; two bytes behind one sign are rarer than one."""
    if len(stretch) == 3:
        yield stretch, 0.0
    elif len(stretch) == 2:
        for i, symbol in enumerate(stretch):
            if symbol == LOST:
                yield stretch[:i] + LOST + stretch[i:], -6.0


@cache
def _candidates(pattern: str, following: str, codec: str) -> list[tuple[str, float]]:
    """Return the characters that three bytes with lost ones may be, and what each costs; `following` is the byte behind them.

    A byte is lost where no pair of GBK starts with it; characters that ask for another loss are the frequent ones only.
    """
    found: list[tuple[str, float]] = []
    others = 0
    pairs = _pairs(codec)
    lost = [i for i, symbol in enumerate(pattern) if symbol == LOST]
    for sign, octets, rarity in _characters().get(pattern, ()):
        around = octets + following
        whole = False
        for i in lost:
            if around[i : i + 2] in pairs:
                whole = True
        others += whole
        if not whole or others <= FEW:
            found.append((sign, rarity + UNEXPLAINED * whole))
        if len(found) == MOST:
            break
    return found


@cache
def _pairs(codec: str) -> frozenset[str]:
    """Return the pairs of bytes that GBK or GB18030 reads as a character."""
    leads, trails = range(0x81, 0xFF), (*range(0x40, 0x7F), *range(0x80, 0xFF))
    return frozenset(chr(a) + chr(b) for a in leads for b in trails if bytes((a, b)).decode(codec, "ignore"))


@cache
def _characters() -> dict[str, list[tuple[str, str, float]]]:
    """Map each pattern of three bytes with lost ones to the characters it may be, frequent ones first: (character, bytes, penalty)."""
    tables = model.load()
    found: dict[str, list[tuple[float, str]]] = {}
    for code in (*range(0x2010, 0x2040), *range(0x3000, 0x3020), *range(0x4E00, 0x9FA6), *range(0xFF01, 0xFF5F)):
        known = tables.codes[code]
        if known == model.UNKNOWN:
            continue
        sign = chr(code)
        one, two, three = map(chr, sign.encode())
        rank = tables.unigrams[known] + _rarity(sign), sign
        for pattern in (
            LOST + two + three,
            one + LOST + three,
            one + two + LOST,
            one + LOST * 2,
            LOST + two + LOST,
            LOST * 2 + three,
        ):
            found.setdefault(pattern, []).append(rank)
    return {
        pattern: [(sign, sign.encode().decode("latin-1"), _rarity(sign)) for _, sign in sorted(signs, reverse=True)]
        for pattern, signs in found.items()
    }


def _rarity(sign: str) -> float:
    """Say how much less likely a character is than the model thinks, which gives all forms of a character one id."""
    if sign.isalnum() and sign > "\uff00":
        return -8.0
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return -4.0
    return 0.0
