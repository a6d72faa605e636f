"""Read GBK or Big5 that was printed in a western code page and lost bytes on the way: Õþ?ñ¹«¿ª → 政务公开.

Both write two bytes a character, so behind a lost byte all that follows is cut in the wrong places and often reads as characters
still. What is printed tells the bytes but for some: one that the code page has no character for is a `?`, U+FFFD or nothing; a soft
hyphen is dropped by what shows text, a no-break space becomes a space; any byte can have become a `?`; and where a text was cut,
its first or last byte is missing. Which it was the character model chooses.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import Enum
from functools import cache, partial
from itertools import accumulate
from typing import NamedTuple

from govcorpus import model
from govcorpus.model import walk
from govcorpus.model.beam import Edge
from govcorpus.repair import mojibake_mended
from govcorpus.repair.mojibake_bytes import COMMON, LOSS
from govcorpus.repair.mojibake_lost import LOST
from govcorpus.repair.mojibake_search import LEFT, LIMIT, QUESTION, characters, fluent, odd, search
from govcorpus.repair.mojibake_utf8 import CLOSE, Reading

# The code pages that Chinese bytes are misread in. The sloppy ones, which ftfy registers, have the control characters of Latin-1 in
# their gaps.
WESTERN = ("latin-1", "sloppy-windows-1252", "sloppy-windows-1250", "sloppy-windows-1251")
# Those of them that somebody may have tried to mend, see mojibake_mended.
MENDED = ("latin-1, mended", "sloppy-windows-1252, mended")
CHINESE = ("gb18030", "big5hkscs")
# No Chinese bytes: those of small Cyrillic letters begin rare characters alone.
RUSSIAN = re.compile("[а-яёіїє]{6}")
CUT = 4  # bytes at the end of a stretch: of a character that was cut, and the dots put behind it
DROPPED, BLANK = "\xad", "\xa0"  # the soft hyphen, the no-break space
# What a loss costs, in nats.
OTHER = -4.0  # a sign for a byte that the code page has a character for
# No sign for a byte that it has none for, or for one at either end. With -7 one of twenty paragraphs of Big5 fewer comes back.
TRACELESS = -4.0
STRAY = -10.0  # no sign for any other byte
SPACED = -3.0  # a space for a no-break space
UNUSUAL = -1.5  # what makes a character that GB 2312 has not: the model gives all forms of one the same id
# Of a character that lost a byte and the two behind it: of our own, 2 of 541 that lost a soft hyphen are as unlikely, and 49 of 57
# that were read wrong, and for sure, where any byte was lost.
DOUBTFUL = -18.0
SURE = 8.0  # nats by which a reading must beat the one without a loss
ENOUGH, WORSE = 100, 2.0  # characters that tell an encoding; nats each by which another one may be behind
FEW = 4  # characters for one lost byte at least: with more losses the model invents


class Losses(Enum):
    """Which lost bytes are looked for; the next ones where these do not explain a text."""

    SEEN = "left a sign"
    GONE = "also those without one that the code page explains"
    ALL = "any"


# How many bytes of windows a line may have: some, and one for so many bytes of it. More are hopeless.
MOST = {Losses.SEEN: (64, 2), Losses.GONE: (64, 2), Losses.ALL: (32, 16)}


Part = tuple[int, int, str, bool]  # start and end among the bytes, what they say, whether some of them are lost


class Codec(NamedTuple):
    """A western code page, and the encoding of the bytes that it misread."""

    page: str
    encoding: str


def whole(line: str, *, mended: bool = False) -> Iterator[str]:
    """ÕþÎñ¹«¿ª → 政务公开: yield what the bytes of western characters say in the Chinese encodings and in UTF-8; a character that was cut stays.

    `mended` says that somebody may have tried to mend them.
    """
    import ftfy.bad_codecs  # noqa: F401 - registers the sloppy code pages

    for page in MENDED if mended else WESTERN:
        octets = "".join(_octets(line, page)).encode("latin-1")
        for encoding in (*CHINESE, "utf-8") if octets else ():
            try:
                yield octets.decode(encoding)
            except UnicodeDecodeError as error:
                if len(octets) - error.start <= CUT and page in WESTERN:
                    yield octets[: error.start].decode(encoding) + line[error.start :]


def _octets(line: str, page: str) -> list[str]:
    """Return the bytes of each character of a line as characters up to U+00FF; nothing where the code page has not all of them."""
    plain, _, mended = page.partition(", ")
    if mended:
        return mojibake_mended.octets(line, plain)
    try:
        return list(line.encode(plain).decode("latin-1"))
    except UnicodeEncodeError:
        return []


def incomplete(line: str, text: str) -> bool:
    """Say whether western characters that read as a text may have lost bytes all the same: it shows losses, or is torn.

    What reads as UTF-8 has lost none: without one of its bytes a character is no UTF-8.
    """
    import ftfy.bad_codecs  # noqa: F401 - registers the sloppy code pages

    if any(line.encode(page, "ignore") == text.encode() for page in WESTERN):
        return False
    return LOSS.search(line) is not None or torn(text)


def torn(text: str) -> bool:
    """Say whether a text holds characters that are as unlikely together as those of bytes that are cut in the wrong places."""
    return not fluent(text) or LEFT.search(text) is not None


def read(line: str, as_it_is: str, *, mended: bool = False) -> Reading | None:
    """Õþ?ñ¹«¿ª → 政务公开: return the likeliest reading of western characters as the bytes of one of some encodings.

    `as_it_is` is how they read if no byte is lost, empty where they do not read so. None where that is about as likely, where a byte
    is lost for fewer than four characters, or where all readings are hopeless.
    """
    candidates = _likely_codecs(line, MENDED if mended else WESTERN)
    readings: list[tuple[float, str, str, Codec]] = []
    for losses in tuple(Losses)[mended:]:  # what went into other characters left no sign
        readings += [
            (score, text, symbols, codec) for symbols, codec in candidates for score, text in _searched(symbols, codec, losses)
        ]
        if readings and _explained(*max(readings)[1:], losses, as_it_is):
            break
    if not readings:
        return None
    readings.sort(reverse=True)
    (score, text, symbols, codec), *others = readings
    lost = _lost(text, symbols, codec)
    if not lost or lost * FEW > sum(char > "~" for char in text):
        return None
    margin = next((score - other for other, rival, _, _ in others if rival != text), CLOSE)
    ahead = score - walk.scored(0.0, walk.START, [*model.ids(as_it_is), model.BOUNDARY]) if as_it_is else SURE
    return Reading(text, margin >= CLOSE and ahead >= SURE) if ahead >= CLOSE else None


def _explained(text: str, symbols: str, codec: Codec, losses: Losses, as_it_is: str) -> bool:
    """Say whether the losses looked for explain a text: nothing unlikely is left, or names alone.

    Where a text reads whole and none of the losses that the code page explains makes it likelier, what is unlikely in it is its own.
    """
    if odd(text, "") == len(text):
        return True
    traceless = len(text.encode(codec.encoding)) > len(symbols)
    return losses is Losses.GONE and (text == as_it_is or (not traceless and not torn(text)))


def _likely_codecs(line: str, pages: Sequence[str]) -> list[tuple[str, Codec]]:
    """Return what may have misread a line, each behind its bytes: those that read what is whole in it about as well as the best."""
    found: dict[tuple[str, str], Codec] = {}
    for page in pages:
        if symbols := "".join(_symbols(line, page)):
            for encoding in CHINESE:
                found.setdefault((symbols, encoding), Codec(page, encoding))
    scores = {}
    for symbols, encoding in found:
        text = symbols.replace(LOST, "\n").encode("latin-1").decode(encoding, "ignore")[:ENOUGH]
        scores[symbols, encoding] = walk.log_probability(text) / max(len(text), 1)
    return [(key[0], codec) for key, codec in found.items() if scores[key] >= max(scores.values()) - WORSE]


def parts(line: str, reading: Reading, *, mended: bool = False) -> list[tuple[int, int, Reading]]:
    """Cut a reading of `read` into what follows from its bytes, which is sure, and the characters that lost some, with their spans."""
    for page in MENDED if mended else WESTERN:
        symbols = _symbols(line, page)
        for encoding in CHINESE if symbols else ():
            if spans := _aligned("".join(symbols), reading.text, encoding):
                places = {place: i for i, place in enumerate(accumulate(map(len, symbols), initial=0))}
                found = [*_whole_characters(spans, places)]
                begun = accumulate((len(part) for _, _, part, _ in found), initial=0)
                likely = walk.log_probabilities(reading.text)
                return [
                    (
                        places[start],
                        places[end],
                        Reading(part, not lost or (reading.sure and _fits(likely, at, at + len(part)))),
                    )
                    for (start, end, part, lost), at in zip(found, begun, strict=False)
                ]
    return [(0, len(line), reading)]


def _fits(likely: Sequence[float], start: int, end: int) -> bool:
    """Say whether characters that lost a byte are as likely there, with the two behind each, as what a text says."""
    return all(sum(likely[at : at + 3]) > DOUBTFUL for at in range(start, end))


def _whole_characters(spans: Iterable[Part], places: Container[int]) -> Iterator[Part]:
    """Join the stretches between which a character of the line would be cut."""
    begun: Part | None = None
    for start, end, text, lost in spans:
        begun = (begun[0], end, begun[2] + text, begun[3] or lost) if begun else (start, end, text, lost)
        if end in places:
            yield begun
            begun = None


def _aligned(symbols: str, text: str, encoding: str) -> list[Part]:
    """Return which bytes each stretch of a text stands for, and whether some of them are lost; nothing where they are others."""
    spans: list[Part] = []
    at = 0
    for char in text:
        octets = char.encode(encoding, "ignore").decode("latin-1")
        here = symbols[at : at + len(octets)]
        if here == octets or (here == LOST and char == "?"):
            end, lost = at + len(octets), False
        elif len(here) == 2 and all(
            symbol in (octet, LOST, " " * (octet == BLANK)) for octet, symbol in zip(octets, here, strict=True)
        ):
            end, lost = at + 2, True
        elif here and here[0] in octets:
            end, lost = at + 1, True
        else:
            return []
        if spans and spans[-1][3] == lost:
            spans[-1] = (spans[-1][0], end, spans[-1][2] + char, lost)
        else:
            spans.append((at, end, char, lost))
        at = end
    return spans if at == len(symbols) else []


def _lost(text: str, symbols: str, codec: Codec) -> int:
    """Return how many bytes of a text are not among the symbols, no-break spaces that became spaces included."""
    gone = len(text.encode(codec.encoding)) - len(symbols)
    return gone + symbols.count(LOST) - text.count("?") + max(0, symbols.count(" ") - text.count(" "))


def _symbols(line: str, page: str) -> list[str]:
    """Return the bytes of each character of a line, LOST for a sign of loss; nothing where it has characters of other pages."""
    if len(line) > LIMIT:
        return []
    found = _octets(line.replace("?", "").replace("\ufffd", ""), page)
    each = iter(found)
    return [LOST if char in "?\ufffd" else next(each) for char in line] if found else []


def _searched(symbols: str, codec: Codec, losses: Losses) -> list[tuple[float, str]]:
    """Return the two likeliest readings of bytes with their scores, none where they are hopeless."""
    seen, near = (partial(_edges, symbols, codec, each) for each in (Losses.SEEN, losses))
    return search(symbols, codec.encoding, seen, near, MOST[losses])


def _edges(symbols: str, codec: Codec, losses: Losses, start: int) -> Iterator[Edge]:
    """Yield the characters that may start at a byte."""
    first, second = symbols[start], symbols[start + 1 : start + 2]
    if first == LOST:
        yield start + 1, "?", QUESTION
    elif first < "\x80":
        yield start + 1, first, 0.0
    known = characters(codec.encoding)
    if second and (first == LOST or first >= "\x80"):
        yield from ((start + 2, sign, cost) for sign, cost in _pair(first + second, codec))
    for pair in (BLANK + second, first + BLANK):
        if " " in first + second and second and pair.replace(BLANK, " ") == first + second:
            yield from ((start + 2, sign, SPACED) for _, sign in known.get(pair, ()))
    if losses is not Losses.SEEN and codec.page in MENDED:
        yield from _swallowed(symbols[start : start + 3], start, codec)
    if losses is not Losses.SEEN and first != LOST:
        yield from ((start + 1, sign, cost) for sign, cost in _left_of(first, codec, losses))
        cut = known.get(LOST + first, ()) if start == 0 else () if second else known.get(first + LOST, ())
        yield from ((start + 1, sign, TRACELESS + _cost(sign)) for _, sign in cut)


def _swallowed(symbols: str, start: int, codec: Codec) -> Iterator[Edge]:
    """Yield the characters that lost a byte to one of UTF-8: 路 (C2 B7) is ·, 没 (C3 BB) is û."""
    known = characters(codec.encoding)
    first, second, third = symbols[0], symbols[1:2], symbols[2:]
    for pair, cost in mojibake_mended.swallowed(first):
        yield from ((start + 1, sign, cost) for _, sign in known.get(pair, ()))
    for pair, cost in mojibake_mended.swallowed(second):
        for _, sign in known.get(first + pair[0], ()):
            if pair[1] == BLANK:  # what C2 and a blank became
                yield start + 2, sign + " ", cost
            elif pair[1] == second:
                yield start + 1, sign, cost
            else:
                yield from ((start + 3, sign + other, cost) for _, other in known.get(pair[1] + third, ()))


@cache
def _pair(symbols: str, codec: Codec) -> list[tuple[str, float]]:
    """Return the characters that two bytes may be, one of them perhaps lost, each with what that costs."""
    found = []
    for octets, sign in characters(codec.encoding).get(symbols, ()):
        lost = [octet for octet, symbol in zip(octets, symbols, strict=True) if symbol == LOST]
        if not lost or lost[0] in _gone(codec.page):
            found.append((sign, 0.0))
        elif model.load().unigrams[model.ids(sign)[0]] > COMMON:
            found.append((sign, OTHER + _cost(sign)))
    return found


@cache
def _left_of(symbol: str, codec: Codec, losses: Losses) -> list[tuple[str, float]]:
    """Return the characters that one byte may be left of, each with what it costs that the other one is gone without a sign."""
    known, gone = characters(codec.encoding), _gone(codec.page)
    ends = [(sign, octets[0]) for octets, sign in known.get(LOST + symbol, ())]
    begins = [(sign, octets[1]) for octets, sign in known.get(symbol + LOST, ())]
    unigrams = model.load().unigrams
    return [
        (sign, TRACELESS if octet in gone else STRAY + _cost(sign))
        for sign, octet in (*ends, *begins)
        if octet in gone or (losses is Losses.ALL and unigrams[model.ids(sign)[0]] > COMMON)
    ]


def _cost(sign: str) -> float:
    """Return what a character costs for its form: the model gives all forms of one the same id."""
    return 0.0 if sign.encode("gb2312", "ignore") else UNUSUAL


@cache
def _gone(page: str) -> frozenset[str]:
    """Return the bytes of which a code page leaves nothing: it has no character for them, or one that is dropped later."""
    strict = page.partition(", ")[0].removeprefix("sloppy-")
    return frozenset({DROPPED, *(chr(octet) for octet in range(0x80, 0x100) if not bytes([octet]).decode(strict, "ignore"))})
