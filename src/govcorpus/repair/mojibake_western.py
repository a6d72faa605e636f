"""Read UTF-8 that was printed as Windows-1252 and lost bytes on the way: å?‘å±• → 发展, å›½å®¶å‘å±• → 国家发展.

Windows-1252 has no character for five bytes: they are printed as `?` or U+FFFD, or not at all. The lead byte of a character is
never one of them and says how long it is, so the places of the lost bytes are known, and so is what they may have been. A byte
that was lost for another reason is looked for too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus import model
from govcorpus.repair import line_ends
from govcorpus.repair.mojibake_lost import GONE, LOST, WESTERN, Slot, narrowed
from govcorpus.repair.mojibake_utf8 import Reading, Stretch
from govcorpus.repair.mojibake_utf8 import read as read_lattice

# Whole characters; one that lost bytes; one whose no-break space became a space.
WHOLE = re.compile(
    "(?:[\x00-\x3e\x40-\x7f]|[\xc2\xc3][\x80-\xbf]|[\xe2-\xe9\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2})+"
)
BROKEN = re.compile(f"[\xe2-\xe9\xef][\x80-\xbf{LOST}]{{0,2}}|{LOST}?[\x80-\xbf]{{2}}")
SPACED = re.compile("[\xe2-\xe9\xef](?:[\x80-\xbf] | [\x80-\xbf])")
THREE = re.compile("[\xe2-\xe9\xef][\x80-\xbf]{2}")
USUAL = -11.0  # log probability of a character for whose no-break space a space is taken: 造 and 研, not 桠


def read(line: str) -> Reading | None:
    """å›½å®¶å?‘å±• → 国家发展: return what a stretch of western characters says as UTF-8.

    None where its bytes do not fall into characters, or where more characters lost a byte than did not: what the model makes of
    those is its own.
    """
    import ftfy.bad_codecs  # noqa: F401 - registers the sloppy code pages

    pieces = [*_pieces(line)]
    broken = sum(not text for _, text in pieces)
    whole = sum(len(THREE.findall(octets)) for octets, text in pieces if text)
    if broken > whole or whole < 2 or not all(octets for octets, _ in pieces):
        return None
    stretch = _stretch(pieces)
    options = narrowed(stretch.slots)
    reading = read_lattice(stretch, options) if all(options) else None
    return reading and Reading(reading.text, reading.sure and _left(reading.text.encode()) == _left(_octets(line)))


def _left(octets: bytes) -> bytes:
    """Return what Windows-1252 leaves of bytes; a reading that would have left others is not sure, for not all others were tried."""
    return octets.translate(None, bytes(GONE) + b"? \xa0")


def _stretch(pieces: list[tuple[str, str]]) -> Stretch:
    """Join pieces that are sound, and pieces that are not, so that what stands beside each other is decided together."""
    tokens: list[str] = []
    parts: list[str] = []
    slots: list[Slot] = []
    of: list[int] = []
    short = sum(len(octets) for octets, _ in pieces) <= line_ends.SHORT
    for i, (octets, text) in enumerate(pieces):
        if parts and bool(text) == bool(parts[-1]):
            tokens[-1] += octets
            parts[-1] += text
        else:
            tokens.append(octets)
            parts.append(text)
        if not text:
            left = pieces[i - 1][1][-1:] if i else "\n"
            following, right = (pieces[i + 1][0][0], pieces[i + 1][1][:1]) if i + 1 < len(pieces) else ("\n", "\n")
            end = line_ends.kind("".join(parts), short=short) if following == "\n" else ""
            slots.append(Slot(3 * i, octets, following, left, right, WESTERN, end))
            of.append(len(parts) - 1)
    return Stretch(tokens, parts, WESTERN, "", "\n", slots, of)


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """Yield bytes and what they say, nothing where some are lost; no bytes where they are no UTF-8."""
    symbols = _octets(line).decode("latin-1").replace("?", LOST)
    at = 0
    while at < len(symbols):
        if match := WHOLE.match(symbols, at):
            yield match[0], match[0].encode("latin-1").decode()
        elif (match := SPACED.match(symbols, at)) and _is_usual(spaced := _with_no_break(match[0])):
            yield match[0], spaced
        elif match := BROKEN.match(symbols, at):
            yield match[0], ""
        elif symbols[at] == LOST:  # in no character, so it is what it is
            yield "?", line[at]
        else:
            yield "", ""
            return
        at = match.end() if match else at + 1


def _octets(line: str) -> bytes:
    """Return the bytes of a line, `?` for each that is lost."""
    return line.replace("\ufffd", "?").encode("sloppy-windows-1252", "replace")


def _with_no_break(octets: str) -> str:
    return octets.replace(" ", "\xa0").encode("latin-1").decode()


def _is_usual(sign: str) -> bool:
    return model.load().unigrams[model.ids(sign)[0]] > USUAL
