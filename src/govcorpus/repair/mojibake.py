"""Read text again that was read in a wrong encoding: ÕþÎñ¹«¿ª → 政务公开, 鏀垮姟鍏紑 → 政务公开, æ”¿åŠ¡ → 政务."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import accumulate, chain, islice
from operator import add
from typing import NamedTuple

from govcorpus.document import Change
from govcorpus.model.scan import finder, scanner
from govcorpus.model.unreadable import leads
from govcorpus.repair import line_numbers, mojibake_double, mojibake_mended, mojibake_pairs, mojibake_western
from govcorpus.repair.mojibake_bytes import misread_by, octets, read_off
from govcorpus.repair.mojibake_choice import ENOUGH, HAN, best, better
from govcorpus.repair.mojibake_double import CHINESE, WESTERN
from govcorpus.repair.mojibake_lost import GBK, LOST, Option, narrowed
from govcorpus.repair.mojibake_utf8 import UNIT, Page, Reading, Stretch, parsed, read

Codec = tuple[str, str, int]  # the code page that misread, the encoding of the bytes, how often
# Not possessive: before 3.11.5 Python matches half a group so (CPython issue 106052); nothing stands behind it to go back for.
UNITS = re.compile(f"(?:{UNIT.pattern})+")
WIDE = re.compile("[\u3001-\u3011\u3400-\u9fff\uff01-\uff5e]")
# What Chinese bytes do not say: a Chinese character in a Latin word.
IN_WORD = re.compile("[A-Za-z\u00c0-\u024f][\u3400-\u9fff]|[\u3400-\u9fff][A-Za-z\u00c0-\u024f]")
TELLING = 20  # lines that tell what misread a page
MOST_VAIN = 20  # stretches of a page that are searched for lost bytes in vain
PROVEN = 6  # Chinese characters that a codec must have given back before it reads short lines of the page
TITLE = 60  # characters of a title at most, misread
SOME_HAN = re.compile(f"(?:[^\u3400-\u9fff]*+[\u3400-\u9fff]){{{ENOUGH // 4}}}")  # a quarter of them


class Western(NamedTuple):
    """What a page tells about its western characters: whether somebody tried to mend them, which were searched for losses in vain."""

    mended: bool
    vain: list[str]


class Damaged(NamedTuple):
    """A stretch of a line that may be misread UTF-8: line[start:end], its bytes, what its lost characters may be."""

    start: int
    end: int
    stretch: Stretch
    options: list[list[Option]]


def mojibake(text: str) -> Iterator[Change]:
    """鏀垮姟鍏紑 → 政务公开: yield a change for each stretch that was read in a wrong encoding.

    Line by line, and inside a line stretch by stretch, so that sound text beside the damage is not touched. A reading is taken
    where the character model finds it likelier by a margin than the text as it stands and than any other reading; it is unsure
    where bytes were lost and another character fits about as well. What else western code pages misread: ftfy.
    """
    present = _scan()(text)
    # Nearly all texts hold a lead or two by chance, so it is looked only there whether another one stands beside.
    signs = [
        sign for name, sign in _signs().items() if name in present and any(sign.match(text, at) for at in _where()[name](text))
    ]
    if not signs:
        return
    whole = text.split("\n")
    lines = [line.rstrip("\r\t ") for line in whole]  # how a line ends tells what was lost there
    codec, damaged = _damaged(text, lines) if "leads" in present else (GBK, {})
    page = Page(cache(partial(_sound, lines, damaged)), dict.fromkeys(line_numbers.FIRST, line_numbers.NEW))
    readings = []
    openings = []
    western = Western("western" in present and _made().search(text) is not None, [])
    for i, line in enumerate(lines):
        changes = sorted(_line(line, damaged.get(i, []), page, western)) if any(sign.search(line) for sign in signs) else []
        readings.append(changes)
        if damaged:
            openings.append(line[: changes[0][0]] + changes[0][2].text if changes else line)
            line_numbers.expect(page.expected, openings[-1])
    for i, number in line_numbers.recounted(openings, damaged):
        readings[i] = sorted(_line(lines[i], damaged[i], page._replace(expected={number: line_numbers.DUE}), western))
    starts = [*accumulate((len(line) + 1 for line in whole), initial=0)]
    found = [
        Change(at + start, at + end, reading.text, reading.sure)
        for at, changes in zip(starts, readings, strict=False)
        for start, end, reading in changes
    ]
    left = [(at, line) for at, line, changes in zip(starts, lines, readings, strict=False) if not changes]
    if present & {"as_big5", "as_gbk"}:
        found += mojibake_pairs.crossed(left)
    if any(readings[i] and _proven(damaged[i][0].stretch) for i in damaged):
        found += _short_utf8(left, page, codec)
    if western.mended and found:
        found += _short_mended(left)
    elif "western" in present:
        found += _short(left, [(text[change.start : change.end], change.new) for change in found])
    yield from sorted(found)


def _damaged(text: str, lines: list[str]) -> tuple[str, dict[int, list[Damaged]]]:
    """Return by line the stretches of UTF-8 that was misread, with what their lost characters may be, and what misread them."""
    twice = _signs()["leads"]
    codec = misread_by(text, islice(filter(twice.search, lines), TELLING))
    found = {i: stretches for i, line in enumerate(lines) if (stretches := [*_stretches(line, codec)])}
    closing = {i for i, line in enumerate(lines) if _start(line, found.get(i, [])).startswith("》")}
    for i, stretches in found.items():
        last = stretches[-1].stretch
        # 认真贯彻《⏎云溪市条例⏎》，提高…: a title that is a link often stands in a line of its own.
        if last.behind == "\n" and (i + 1 in closing or (i + 2 in closing and len(lines[i + 1]) < TITLE)):
            stretches[-1] = stretches[-1]._replace(stretch=last._replace(behind="\n》"))
    options = iter(narrowed([slot for stretches in found.values() for each in stretches for slot in each.stretch.slots]))
    return codec, {
        i: [each._replace(options=[*islice(options, len(each.stretch.slots))]) for each in stretches]
        for i, stretches in found.items()
    }


def _start(line: str, damaged: Sequence[Damaged]) -> str:
    """Return how a line starts, up to the first character that lost bytes."""
    return damaged[0].stretch.parts[0] if damaged and not damaged[0].start else line


def _sound(lines: Sequence[str], damaged: Mapping[int, Sequence[Damaged]]) -> frozenset[str]:
    """Return what stands in the page undamaged, as it is and read as UTF-8: its threes of characters."""
    parts = (part for stretches in damaged.values() for each in stretches for part in each.stretch.parts)
    sound = "\n".join(chain(parts, (line for i, line in enumerate(lines) if i not in damaged)))
    return frozenset(map(add, map(add, sound, sound[1:]), sound[2:]))


def needs() -> str:
    """Return the characters of which every change needs one."""
    return "".join(_classes().values())


@cache
def _classes() -> dict[str, str]:
    """The characters of which each kind of misread text holds some."""
    plane = "".join(map(chr, range(0x10000)))
    return {
        "western": _high()[1],
        "leads": leads(),
        "as_big5": "".join(mojibake_pairs.AS_BIG5.findall(plane)),
        "as_gbk": "".join(mojibake_pairs.AS_GBK.findall(plane)) + "\ufffd",
    }


@cache
def _scan() -> Callable[[str], frozenset[str]]:
    return scanner(_classes())


@cache
def _where() -> dict[str, Callable[[str], list[int]]]:
    return {name: finder(signs) for name, signs in _classes().items()}


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    """What each kind of misread text holds somewhere; each starts with a character of its class."""
    pair = re.compile(f"{_lead()}.{{0,2}}{_lead()}")
    return {
        "western": re.compile(_western_run()),
        "leads": pair,
        "as_big5": mojibake_pairs.AS_BIG5,
        "as_gbk": mojibake_pairs.AS_GBK,
    }


@cache
def _lead() -> str:
    return f"[{leads()}]"


@cache
def _high() -> tuple[str, str]:
    """The characters of the upper half of the western code pages, and the letters among them."""
    upper = bytes(range(0x80, 0x100))
    # What a code page has no character for, the sloppy one has as Latin-1 does.
    signs = sorted(set("".join(upper.decode(page.removeprefix("sloppy-"), "ignore") for page in WESTERN)))
    return re.escape("".join(signs)), "".join(sign for sign in signs if sign.isalpha())


@cache
def _western_run() -> str:
    """A letter of a western upper half with a sign or two characters of it behind: bytes of other scripts never stand alone."""
    signs, letters = _high()
    return f"[{letters}](?:[{signs}]{{2}}|(?![{letters}])[{signs}])"


@cache
def _western() -> re.Pattern[str]:
    """Match a stretch of western characters."""
    return re.compile(f"[ -~{_high()[0]}\ufffd\u3000]+")


@cache
def _made() -> re.Pattern[str]:
    """Match what somebody made of western characters between others: characters that none of their code pages has."""
    signs = _high()[0]
    return re.compile(f"[{signs}](?:(?![{signs}])[{mojibake_mended.MADE}]){{1,3}}[{signs}]")


@cache
def _mended() -> re.Pattern[str]:
    """Match western characters with others among them that somebody made of them; Chinese ones stand alone there."""
    part = f"[ -~{_high()[0]}\ufffd\u3000{mojibake_mended.MADE}]+"
    return re.compile(f"{part}(?:[\u3400-\u9fff]{part})*")


def _line(line: str, damaged: list[Damaged], page: Page, western: Western) -> list[tuple[int, int, Reading]]:
    found = [*_as_gbk(line, damaged, page)]
    # What stands between: a `?` or a blank beside a stretch may be a byte of either kind, and of two readings none could be taken.
    bounds = [0, *chain.from_iterable((start, end) for start, end, _ in found), len(line)]
    for start, end in zip(bounds[::2], bounds[1::2], strict=True):
        found += _as_western(line, start, end, western)
    return found


def _as_gbk(line: str, damaged: list[Damaged], page: Page) -> Iterator[tuple[int, int, Reading]]:
    """Yield the stretches of UTF-8 that was read as GBK or GB18030."""
    for start, end, stretch, options in damaged:
        reading = read(stretch, options, page)
        if reading is None:
            continue
        lost, told = "".join(stretch.tokens).count(LOST), len(HAN.findall(reading.text))
        # Where most characters lost a byte the model invents; two that both did may be a rare word in a list (妞妞 3).
        if 3 * lost > 2 * len(reading.text) or lost >= told < 3:
            continue
        if _proven(stretch) or better(reading.text, line[start:end]):
            yield start, end, reading


def _stretches(line: str, codec: str) -> Iterator[Damaged]:
    """Yield the stretches of a line that may be UTF-8 that was read as GBK or GB18030: two leads at least."""
    lead = re.compile(_lead())
    first = lead.search(line)
    if not first or not lead.search(line, first.end()):
        return
    symbols = read_off(line, codec)
    if _falls_into_units(symbols):
        if 2 * symbols.count(LOST) <= len(symbols):
            yield Damaged(0, len(line), parsed(symbols, codec), [])
        return
    bounds = [0, *accumulate(map(len, octets(line, codec)))]
    done = 0
    endless: set[int] = set()  # places in the bytes from which no walk reaches such an end
    while first := lead.search(line, done):
        start = first.start()
        # The last place where a character of the line and a character of its bytes end together, behind Chinese.
        begin = end = at = bounds[start]
        passed = []
        while at not in endless and (unit := UNIT.match(symbols, at)):
            passed.append(at)
            at = unit.end()
            if (len(unit[0]) > 1 or unit[0] == LOST) and bounds[bisect_left(bounds, at)] == at:
                end = at
        if end == begin:
            endless.update(passed)
        # Looked at once, whatever comes of it: a long line of losses must not be read from every character anew.
        done = bisect_left(bounds, end) if end > begin else start + 1
        stretch = symbols[begin:end]
        if stretch and 2 * stretch.count(LOST) <= len(stretch):
            yield Damaged(start, done, parsed(stretch, codec, line[:start][-3:], line[done : done + 3] or "\n"), [])


def _falls_into_units(symbols: str) -> bool:
    # Not a full match: where that fails it tries all ways of cutting the bytes, and there are exponentially many.
    units = UNITS.match(symbols)
    return units is not None and units.end() == len(symbols)


def _short_utf8(lines: list[tuple[int, str]], page: Page, codec: str) -> Iterator[Change]:
    """Read the lines that are too short to show what misread them (闄勪欢 for 附件), on a page where longer ones prove it."""
    for at, line in lines:
        symbols = read_off(line, codec) if re.search(_lead(), line) else ""
        if symbols and _falls_into_units(symbols):
            stretch = parsed(symbols, codec)
            reading = read(stretch, narrowed(stretch.slots), page)
            if reading and reading.text.count("?") <= line.count("?") // 2 and _plain(reading.text):
                yield Change(at, at + len(line), reading.text, reading.sure)


def _proven(stretch: Stretch) -> bool:
    """Tell whether so many of the bytes fall into characters of UTF-8 that it cannot be chance, and are not misread text again."""
    sound = "".join(stretch.parts)
    return SOME_HAN.match(sound) is not None and 8 * len(re.findall(_lead(), sound)) < len(sound)


def _as_western(line: str, start: int, end: int, western: Western) -> Iterator[tuple[int, int, Reading]]:
    """Yield the stretches of line[start:end] that are Chinese bytes, or UTF-8, read in a western code page."""
    if not _signs()["western"].search(line, start, end):
        return
    for match in _mended().finditer(line, start, end) if western.mended else ():
        if found := [*_of_western(match, western, mended=True)]:
            yield from _plain_western(line, start, match.start(), western)
            yield from found
            start = match.end()
    yield from _plain_western(line, start, end, western)


def _plain_western(line: str, start: int, end: int, western: Western) -> Iterator[tuple[int, int, Reading]]:
    for match in _western().finditer(line, start, end):
        yield from _of_western(match, western)


def _of_western(match: re.Match[str], western: Western, *, mended: bool = False) -> Iterator[tuple[int, int, Reading]]:
    """è®¾ → 设: yield the readings of one run of letters, with where each starts and ends in its line."""
    old = match[0]
    if not _signs()["western"].search(old) or mojibake_double.RUSSIAN.search(old):
        return
    whole = best([Reading(new, sure=True) for new in mojibake_double.whole(old, mended=mended)], old)
    found = whole or (None if mended else _as_utf8(old))
    if found == whole and len(western.vain) < MOST_VAIN and (whole is None or mojibake_double.incomplete(old, whole.text)):
        lossy = mojibake_double.read(old, whole.text if whole else "", mended=mended)
        if lossy and better(lossy.text, old):
            parts = mojibake_double.parts(old, lossy, mended=mended)
            yield from ((match.start() + first, match.start() + last, part) for first, last, part in parts)
            return
        western.vain.extend([old] * (whole is None))
    if found:
        yield *match.span(), found


def _as_utf8(old: str) -> Reading | None:
    """Read western characters as UTF-8 that lost bytes, or that was misread more than once."""
    import ftfy

    run = _signs()["western"]
    if (lossy := mojibake_western.read(old)) and better(lossy.text, old):
        return lossy
    if (utf8 := ftfy.fix_encoding(old)) == old:
        return None
    reading = Reading(utf8, "\ufffd" not in utf8)
    # Text that is not Chinese is left to the judgement of ftfy, as long as nothing is lost and nothing is left: of
    # GBK that lost a byte it reads what looks like UTF-8 (ÂäÊµ³µ → Âäʵ³µ).
    return reading if reading.sure and not (HAN.search(utf8) or run.search(utf8)) else best([reading], old)


def _short(lines: list[tuple[int, str]], repaired: list[tuple[str, str]]) -> Iterator[Change]:
    """Read the lines that are too short to show what misread them (2023Äê2ÔÂ20ÈÕ) as the rest of the page was read."""
    lines = [(at, line) for at, line in lines if not HAN.search(line) and _pair().search(line)]
    if not lines:
        return
    shown: Counter[Codec] = Counter()
    for old, new in repaired:
        shown.update(dict.fromkeys((codec for codec in _codecs() if _reread(old, codec) == new), len(HAN.findall(new))))
    codecs = [codec for codec, count in shown.most_common() if count >= PROVEN]
    for at, line in lines:
        for match in _stretch().finditer(line):
            new = next((new for codec in codecs if (new := _reread(match[0], codec)) and _plain(new)), "")
            if new:
                yield Change(at + match.start(), at + match.end(), new)


def _short_mended(lines: list[tuple[int, str]]) -> Iterator[Change]:
    """Read the lines that are too short to show what misread them (ǰÑÔ) on a page that somebody tried to mend."""
    for at, line in lines:
        for match in _mended().finditer(line) if not HAN.search(line) and _pair().search(line) else ():
            new = next((new for new in mojibake_double.whole(match[0], mended=True) if _plain(new)), "")
            if new:
                yield Change(at + match.start(), at + match.end(), new)


@cache
def _stretch() -> re.Pattern[str]:
    return re.compile(f"[ -~{_high()[0]}\u3000]+")


@cache
def _pair() -> re.Pattern[str]:
    return re.compile(f"[{_high()[0]}]{{2}}")


@cache
def _codecs() -> list[Codec]:
    """The ways in which Chinese is misread in a western code page, UTF-8 also twice."""
    import ftfy.bad_codecs  # noqa: F401 - registers the sloppy code pages

    return [(page, encoding, 1) for page in WESTERN for encoding in (*CHINESE, "utf-8")] + [
        (page, "utf-8", 2) for page in WESTERN
    ]


def _reread(text: str, codec: Codec) -> str:
    """Undo a misreading; nothing where the text is none of that kind."""
    page, encoding, rounds = codec
    try:
        for _ in range(rounds):
            text = text.encode(page).decode(encoding)
    except UnicodeError:
        return ""
    return text


def _plain(new: str) -> bool:
    """Tell whether a short line reads as Chinese that needs no model, or blank: everyday characters, none inside a Latin word."""
    told = WIDE.search(new) or new.isspace()
    return bool(told and not IN_WORD.search(new) and new.encode("gb2312", "ignore").decode("gb2312") == new)
