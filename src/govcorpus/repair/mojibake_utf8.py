"""Read UTF-8 that was printed as GBK, lost bytes included: 涓?鍥芥斂搴? → 中国政府.

UTF-8 finds its own step: a lead byte says how many bytes follow. So the bytes fall into whole characters, decoded as they are,
and damaged stretches between them, where each `?` or U+FFFD stands for one lost byte or two. A stretch is a small lattice over
the characters whose known bytes fit; the character model chooses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

from govcorpus import model
from govcorpus.model import beam, walk
from govcorpus.model.beam import Edge
from govcorpus.model.lines import BLANK
from govcorpus.repair import line_ends
from govcorpus.repair.mojibake_lost import LOST, TWO_BYTES, Option, Slot, candidates

# A whole character: the general and Chinese blocks (E2 to E9, EF), ASCII, · × é and the like (C2, C3), emoji (F0).
WHOLE = "[\xe2-\xe9\xef][\x80-\xbf]{2}|[\x00-\x7f]|[\xc2\xc3][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
CHARACTER = re.compile(WHOLE)
# What a misread stretch is made of: whole characters, and ones with a lost byte or two behind one sign.
UNIT = re.compile(f"{WHOLE}|[\xe2-\xe9\xef](?:[\x80-\xbf{LOST}]{{2}}|{LOST})|{LOST}[\x80-\xbf{LOST}]{{0,2}}")
# Damaged characters beside each other are decided together, four at most.
TOKEN = re.compile(f"((?:{WHOLE})+)|((?:(?!{WHOLE}).(?:(?!{WHOLE}|[\xe2-\xe9\xef\xf0]).){{0,5}}){{1,4}})", re.DOTALL)
CLOSING = {"”": "“", "’": "‘", "》": "《", "）": "（", "】": "【"}
PAIRED = re.compile("[“”‘’《》（）【】]")
# A number is one digit to the character model, which sees four characters: what it counts stands behind it. Years are told by length.
FIGURE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?![\d.,]))\d+(?:[.,]\d+)*")
NEAR, FAR = 3, 30  # characters behind a token that the model is asked about; that are read for signs and figures
DATES = "年月日"
DATE = re.compile(f"\\d+[{DATES}]")
ONE_KIND = re.compile(r"\d[多余]?(\D)[^，。；：、]*\n\d+(?:[.,]\d+)*[多余]?\1")
# Nats of a 、 (to a 。) between figures of one kind, and before a date alone: training text has 86 to 0, and 11 to 248.
LISTED, DATED = 4.0, -2.0
COMMA = re.compile("[^》，。；]*[，。；]")  # no title has one
WIDTH = 6  # hypotheses at a node; more did not change a paragraph of the development set
# Damaged characters of three bytes each, the first one known: nearly all.
LEADING = f"[\xe2-\xe9\xef](?:[\x80-\xbf]{LOST}|{LOST}[\x80-\xbf{LOST}])"
USUAL = re.compile(f"(?:{LEADING})+")
USUAL_IN_PAIRS = re.compile(f"(?:{LEADING}|{LOST}[\x80-\xbf][\x80-\xbf{LOST}])+")
DECIDED = 9.0  # nats that what stands behind does not turn over: 12 changed no paragraph of 4,216
OPENING = 6  # tokens of a line that may hold its number
FAMILIAR = 2.0  # nats that three characters weigh which the page has elsewhere; no more than two such threes count
CLOSE = 4.5  # nats between the best and the second reading, under which a choice is unsure
UNDECIDED = 2 * FAMILIAR + CLOSE  # nats behind the best reading, from which on the page makes no other one come close

Path = tuple[float, walk.Place, str]  # score, place in the model, text


class Around(NamedTuple):
    """What stands around lost characters: some on either side, open brackets, what signs are worth there, the kind of end."""

    before: str
    after: str
    opened: str
    worth: Mapping[str, float]  # nats by which a sign is likelier than the model thinks
    end: str


class Page(NamedTuple):
    """What a page tells about its damaged characters: what it says undamaged; how its next line may open, with nats."""

    sound: Callable[[], frozenset[str]]  # its threes of characters, made when they are first asked for
    expected: dict[str, float]


NOTHING = Page(frozenset, {})


class Stretch(NamedTuple):
    """Bytes of UTF-8 with lost ones among them, in tokens; what the sound ones say; the characters to be found in the others."""

    tokens: list[str]
    parts: list[str]  # empty for a damaged token
    codec: str
    before: str
    behind: str
    slots: list[Slot]
    of: list[int]  # the token of each slot


class Reading(NamedTuple):
    """What bytes read as: the text, and whether no other reading comes close."""

    text: str
    sure: bool


def read(stretch: Stretch, options: Sequence[Sequence[Option]], page: Page = NOTHING) -> Reading | None:
    """Return what the bytes say; `options` is what each slot may be, `page` what the rest of the page tells.

    None where a stretch has no reading.
    """
    tokens, _, codec, before, behind, _, _ = stretch
    parts, choices = _decided(stretch, options)
    undecided = [i for i, part in enumerate(parts) if not part]
    said = ["".join(parts[i + 1 : k]) for i, k in pairwise((-1, *undecided, len(parts)))]  # between the undecided ones
    text, opened = before + said[0], _opened(said[0], "")[0]
    sure = True
    for i, beyond in zip(undecided, said[1:], strict=True):
        after, following = (beyond, tokens[i + 1][0]) if i + 1 < len(parts) else (behind, behind[0])
        end = ""
        if following == "\n":
            end = line_ends.kind(text[len(before) :], short=sum(map(len, tokens)) <= line_ends.SHORT)
            end = "title" if after.startswith("\n》") else end
        wanted, comma = _opened(after[:FAR], "")[1], COMMA.match(after) is not None
        worth = _worth(opened, wanted, _listing(text, after), comma=comma)
        around = Around(text[-3:] if text.strip(BLANK) else "\n", FIGURE.sub("0", after[:FAR])[:NEAR], opened, worth, end)
        slots = choices.get(i, ())
        readings = _joined(slots, following, around) if slots and all(slots) else _lattice(tokens[i], following, codec, around)
        if not readings:
            return None
        if len(readings) > 1 and readings[0][0] - readings[1][0] < UNDECIDED:
            readings = _familiar(readings, text[-2:], after[:2], page.sound())
            if i < OPENING and len(before) < 3:
                readings = _counted(readings, text, after, page.expected)
        sure = sure and (len(readings) == 1 or readings[0][0] - readings[1][0] >= CLOSE)
        new = readings[0][1] + beyond
        text += new
        opened = _opened(new, opened)[0]
    return Reading(text[len(before) :], sure)


def _decided(stretch: Stretch, options: Sequence[Sequence[Option]]) -> tuple[list[str], dict[int, list[Sequence[Option]]]]:
    """Return what the tokens say, those with one option for each slot too, and by token the options of its slots."""
    parts = [*stretch.parts]
    choices: dict[int, list[Sequence[Option]]] = {}
    for i, each in zip(stretch.of, options, strict=True):
        choices.setdefault(i, []).append(each)
    for i, slots in choices.items():
        if all(len(slot) == 1 for slot in slots):
            parts[i] = "".join(slot[0][0] for slot in slots)
    return parts, choices


def parsed(symbols: str, codec: str, before: str = "", behind: str = "\n") -> Stretch:
    """Return the tokens of a stretch and the characters to be found; `symbols` has one character a byte, LOST where it is unknown.

    `codec` is what misread them (see mojibake_bytes): it says which bytes get lost. `before` and `behind` are the text on either side.
    """
    found = TOKEN.findall(symbols)
    tokens = [whole or damaged for whole, damaged in found]
    parts = [whole.encode("latin-1").decode() for whole, _ in found]
    short = len(symbols) <= line_ends.SHORT
    usual = USUAL_IN_PAIRS if codec in TWO_BYTES else USUAL
    slots: list[Slot] = []
    of: list[int] = []
    start = 0
    begins = next((i for i, part in enumerate(parts) if not part or part.strip(BLANK)), 0)  # behind the blanks of an indent
    for i, token in enumerate(tokens):
        if not parts[i] and usual.fullmatch(token):
            left = "\n" if i == begins and not before.strip(BLANK) else parts[i - 1][-1:] if i else before[-1:]
            right = parts[i + 1][:1] if i + 1 < len(parts) else behind[0]
            bytes_ = token + (tokens[i + 1][0] if i + 1 < len(tokens) else behind[0])
            for at in range(0, len(token), 3):
                beside = "" if at else left, right if at + 3 == len(token) else ""
                end = line_ends.kind("".join(parts), short=short) if bytes_[at + 3] == "\n" else ""
                slots.append(Slot(start + at, bytes_[at : at + 3], bytes_[at + 3], *beside, codec, end))
                of.append(i)
        start += len(token)
    return Stretch(tokens, parts, codec, before, behind, slots, of)


def _familiar(readings: list[tuple[float, str]], before: str, after: str, sound: frozenset[str]) -> list[tuple[float, str]]:
    """Prefer what the page says elsewhere, where nothing was lost: names of people and places, which no model knows."""
    found = []
    floor = readings[0][0] - UNDECIDED
    for score, text in readings:
        around = before + text + after
        known = sum(around[i : i + 3] in sound for i in range(len(around) - 2)) if score > floor else 0
        found.append((score + min(known, 2) * FAMILIAR, text))
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


def _lattice(token: str, following: str, codec: str, around: Around) -> list[tuple[float, str]]:
    """Read bytes that may fall into characters in several ways."""
    symbols = token + following
    nodes: defaultdict[int, list[beam.Hypothesis]] = defaultdict(list, {0: [(0.0, model.past(around.before), "")]})
    for i in range(len(token)):
        if reached := nodes.pop(i, None):
            edges = [
                (to, text, cost + _fit(text, around, last=symbols[to] == "\n")) for to, text, cost in _edges(symbols, i, codec)
            ]
            beam.extend(nodes, beam.kept(reached, WIDTH), edges)
    # What stands behind is looked at for the best ones only: it settles close calls.
    best = beam.kept(nodes[len(token)], 3 * WIDTH)
    return _settled([(score, walk.enter(around.before + text), text) for score, _, text in best], around.after)


def _joined(slots: Sequence[Sequence[Option]], following: str, around: Around) -> list[tuple[float, str]]:
    """Read characters beside each other whose options are few, so each is looked up by itself."""
    paths = [(0.0, walk.enter(around.before), "")]
    for i, options in enumerate(slots, 1):
        last = i == len(slots) and following == "\n"
        tried = [
            (sign, known, cost + _fit(sign, around, last=last) if last or sign in around.worth else cost)
            for sign, known, cost in options
        ]
        paths = [
            (score + cost + more, beyond, text + sign)
            for score, place, text in paths
            for sign, known, cost in tried
            for more, beyond in (walk.step(place, known),)
        ]
        if i < len(slots):
            # What stands behind turns more over than what stands before: nearly all are kept for it.
            paths = nlargest(4 * WIDTH, paths)
    return _settled(paths, around.after)


def _settled(paths: list[Path], after: str) -> list[tuple[float, str]]:
    """Add what stands behind to the score of each reading, as far as it may matter; the best ones, best first."""
    paths.sort(reverse=True)
    for known in model.ids(after):
        if len(paths) < 2 or (floor := paths[0][0] - DECIDED) >= paths[1][0]:
            break
        paths = [
            (score + more, beyond, text)
            for score, place, text in paths[: 4 * WIDTH]
            if score > floor
            for more, beyond in (walk.step(place, known),)
        ]
        paths.sort(reverse=True)
    return [(score, text) for score, _, text in paths]


def _fit(text: str, around: Around, *, last: bool) -> float:
    """Say how much likelier a character is than the model thinks, which knows neither brackets nor how lines end."""
    closes = CLOSING.get(text, "\n") in around.opened
    return around.worth.get(text, 0.0) + (line_ends.ending(text, around.end, closes=closes) if last else 0.0)


@lru_cache(maxsize=1 << 8)
def _worth(opened: str, wanted: str, listing: float, *, comma: bool) -> Mapping[str, float]:
    """Say what signs are worth: it costs to open a bracket that is open, or to close one that is not (“ and ” have one id).

    `wanted` are closed behind without being opened, `listing` is what a 、 is worth, `comma` says that a sentence goes on behind.
    """
    worth = {closing: -6.0 for closing, opening in CLOSING.items() if opening not in opened}
    worth |= dict.fromkeys(opened + "《" * comma, -6.0) | dict.fromkeys(wanted, 5.0)
    return worth | {"、": listing}


def _listing(before: str, after: str) -> float:
    """Say what a 、 is worth: much between figures of one kind (27名男同志、19名女同志), less than nothing before a date that is alone."""
    if not after[:1].isdigit():
        return 0.0
    if kind := ONE_KIND.search(f"{before[-FAR:]}\n{after[:FAR]}"):
        return 0.0 if kind[1] in DATES else LISTED
    return DATED if DATE.match(after) and not before[-1:].isdigit() else 0.0


def _edges(symbols: str, start: int, codec: str) -> Iterator[Edge]:
    """Yield the characters that may start at a byte: whole ones, and those whose known bytes fit. The last symbol only looks on."""
    if symbols[start] == LOST:
        yield start + 1, "?", -12.0  # a real question mark, or a loss that nothing explains
    for end in range(start + 1, min(start + 3, len(symbols) - 1) + 1):
        stretch = symbols[start:end]
        lost = stretch.count(LOST)
        if lost and len(stretch) + lost >= 3:
            for pattern, penalty in _patterns(stretch):
                codes, _, costs = candidates(pattern, symbols[end], codec)
                yield from ((end, chr(code), penalty + cost) for code, cost in zip(codes.tolist(), costs.tolist(), strict=True))
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
