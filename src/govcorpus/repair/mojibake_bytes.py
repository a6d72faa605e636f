"""The bytes of UTF-8 behind a line that was read as GBK: 浼氳� → E4 BC 9A E8 AE and a lost one.

Where no pair of GBK starts with a byte, programs differ in what they print and how many bytes they lose, and a page shows by its
pattern which one it was: a lead byte of UTF-8 says how many bytes follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from govcorpus import model
from govcorpus.repair.mojibake_lost import (
    CLEANED,
    GB18030,
    GBK,
    ICONV,
    IN_PAIRS,
    JAVA,
    LOST,
    SILENT,
    SILENT_GB18030,
    SILENT_GBK,
    TWO_BYTES,
    VANISHING,
)

LOSS = re.compile("[?\ufffd]")
PRIVATE = re.compile("[\ue000-\uf8ff]")
LEAD, NEXT = "[\xe2-\xe9\xef]", "[\x80-\xbf]"
# A sign that was one byte leaves its character the bytes it needs; one that was two takes the first byte of the next one along.
ONE = re.compile(f"{LEAD}{NEXT}{LOST}(?={LEAD})|{LEAD}{LOST}(?={NEXT})")
TWO = re.compile(f"{LEAD}{NEXT}{LOST}(?={NEXT})|{LEAD}{LOST}(?={LEAD})")
WHOLE = re.compile(f"{LEAD}{NEXT}{{2}}")
SHORT = re.compile(f"{LEAD}{NEXT}?(?={LEAD}|[\x00-\x7f]|$)")
MARKED = re.compile(f"{LEAD}{NEXT}?{LOST}")  # the same, and a sign says so: any other `?` may be a question mark
# More bytes than a character of UTF-8 has: the end of one and the start of the next are gone between them.
STRAY = re.compile(f"{LEAD}{NEXT}{{3}}")
SIGNS = 5  # of lost bytes for one such place, which no other kind of page has
MOSTLY = 6  # bytes for each whole character at most: bytes of other text hold some by chance
MARK = re.compile(f"[\x81\x82]{LEAD}")  # the last byte of 、 or 。, and the first of the next character
COMMON = -10.5  # log probability of a character that is not rare
EURO, BYTES_OF_EURO = "€", "\xa2\xe3"
# A letter between two characters of which the first lacks its last byte: a full-width one, A3 and the next character's lead byte, that
# was made narrow.
NARROW = re.compile("(?<=[^\x00-\x7f])[b-io](?=[^\x00-\x7f])")
LACKING = re.compile(f"{LEAD}{NEXT}")
# Characters that are too short on a page that lost bytes without a sign, and one for so many whole ones at least: GBK leaves one for
# seven (measured on our own texts).
FEWEST, SHARE = 3, 20
# Pairs to single signs: where a sign is one byte there are no pairs; a page of Java has half as many pairs to four times as many;
# where a sign is two bytes a single one is a digit that was swallowed, one for eight pairs at most (measured on our own texts).
FEWEST_PAIRS, MOST_PAIRS = 1 / 4, 8


def misread_by(text: str, lines: Iterable[str]) -> str:
    """Return what read a page of UTF-8; `lines` are some of its lines that may be misread.

    Only GB18030 has characters, for private use, for all pairs of bytes. Else it was GBK. Of a byte that starts no pair Python
    makes a sign, or nothing (`ignore`): then characters are too short and no sign says so. Java makes a sign of a pair that is no
    character, and of a byte that starts none, as 80; others have € for 80, and where no pair can be they swallow the second byte.
    iconv (`-c`, `//IGNORE`) makes nothing of any; nor is anything left of what browsers print for private use once a page has been
    cleaned of it.
    """
    some = list(lines)
    symbols = "\n".join(map(read_off, some))
    one, two, short, marked = (len(sign.findall(symbols)) for sign in (ONE, TWO, SHORT, MARKED))
    if PRIVATE.search(text):
        return SILENT_GB18030 if short > marked else GB18030
    if two > one * FEWEST_PAIRS:
        return JAVA if two < one * MOST_PAIRS and EURO not in text else IN_PAIRS
    whole, lost = len(WHOLE.findall(symbols)), symbols.count(LOST)
    if SIGNS * len(STRAY.findall(symbols)) > lost and MOSTLY * whole > len(symbols):
        return CLEANED if EURO in text else ICONV
    if short * SHARE >= whole and marked < short and (short >= FEWEST or not marked):
        return SILENT_GBK
    return GBK


def read_off(line: str, codec: str = GBK) -> str:
    """Return the bytes of a line as characters up to U+00FF, LOST where one is missing."""
    if codec in (*TWO_BYTES, *SILENT) or EURO in line:
        return "".join(octets(line, codec))
    line = _widened(line)
    pieces = LOSS.sub("\n", line).encode("gb18030", "replace").decode("latin-1")
    return pieces.replace("?", LOST).replace("\n", LOST)


def octets(line: str, codec: str = GBK) -> list[str]:
    """Return the bytes of each character of a line, as `read_off` does."""
    line = _widened(line)
    found = [sign if sign == "?" and codec in SILENT else of_character(sign) for sign in line]
    if codec in VANISHING:
        return _put_back(found, codec)
    lack = 0
    for i, sign in enumerate(line) if codec in TWO_BYTES or EURO in line else ():
        behind = found[i + 1][0] if i + 1 < len(found) else ""
        if lack and found[i] == LOST and codec in TWO_BYTES:
            found[i], lack = _java(lack, behind) if codec == JAVA else _pair(lack, behind)
            continue
        if sign == EURO and codec != SILENT_GB18030 and _is_80(lack, behind):
            found[i] = "\x80"
        lack = _lacking(found[i], lack)
    return _completed(found) if codec in SILENT else found


def of_character(sign: str, encoding: str = "gb18030") -> str:
    """Return the bytes of a character as characters up to U+00FF; what stands for a lost byte as LOST."""
    if sign in "?\ufffd":
        return LOST
    return sign.encode(encoding, "ignore").decode("latin-1") or LOST


def _widened(line: str) -> str:
    """瀹e竷 → 瀹ｅ竷 (宣布): make the letters wide again that end one character of UTF-8 and begin the next."""
    return NARROW.sub(lambda letter: _wide(letter[0], line[letter.start() - 1], line[letter.end()]), line)


def _wide(letter: str, before: str, after: str) -> str:
    """Return e as ｅ between a character that lacks its last byte and one that goes on from there, else as it is."""
    between = LACKING.fullmatch(of_character(before)) and _goes_on(of_character(after)[0])
    return chr(ord(letter) + 0xFEE0) if between else letter


def _put_back(found: Sequence[str], codec: str) -> list[str]:
    """Put bytes in front of the characters that cannot follow without: pairs that printed nothing are lost, 80 by itself is known."""
    out = []
    lack, said = 0, ""
    for i, symbols in enumerate(found):
        own = symbols
        if symbols == BYTES_OF_EURO and _is_80(lack, found[i + 1][0] if i + 1 < len(found) else ""):
            own = "\x80"
        begun = said[lack - 1 :] if lack else ""
        gone = "" if _follows(own, lack) else _gone(own, begun, codec)
        if not gone and codec == ICONV and lack == 1 and MARK.fullmatch(own) and _is_rare(begun + own[0]):
            gone = f"{LOST}\xe3\x80"  # 播、 leaves the first two bytes of 播 and the last one of 、, which make 撁
        out.append(gone + own)
        lack = _lacking(gone + own, lack)
        said = (said + out[-1])[-2:]
    if out:
        out[-1] += LOST * lack
    return out


def _is_80(lack: int, behind: str) -> bool:
    """Say whether € is 80 by itself, in 涓€ (一) of browsers and Windows, not A2 E3, the end of 面 and the start of 。."""
    return lack > 1 or (lack == 1 and not _goes_on(behind))


def _gone(symbols: str, begun: str, codec: str) -> str:
    """Return what is gone in front of bytes that cannot follow the first ones of a character of UTF-8."""
    lack = 3 - len(begun) if begun else 0
    if len(symbols) < 2 or not lack:
        return LOST * lack
    if codec == ICONV and _follows(symbols, lack - 1):
        # 80 by itself, where it makes a character that is not rare (一, 最), else two pairs: 问题 leaves the first two bytes of 问
        return LOST * 4 if _is_rare(f"{begun}\x80") else "\x80"
    # a pair: both bytes that a character lacks, or one and the first of the next character; or two pairs
    return LOST * 2 if _follows(symbols, (0, 2, 0)[lack]) else LOST * 4


def _is_rare(symbols: str) -> bool:
    """Say whether the bytes of a character of UTF-8 are those of a rare one."""
    char = symbols.encode("latin-1", "ignore").decode("utf-8", "ignore")
    return char != "" and model.load().unigrams[model.ids(char)[0]] < COMMON


def _follows(symbols: str, lack: int) -> bool:
    """Say whether bytes may stand where a character of UTF-8 lacks some."""
    for symbol in symbols:
        if (lack > 0) != _goes_on(symbol):
            return False
        lack = _lacking(symbol, lack)
    return True


def _java(lack: int, behind: str) -> tuple[str, int]:
    """Return what a sign of Java stands for where a character lacks some bytes, and how many are lacking then."""
    if _goes_on(behind) == (lack == 1):  # else the sign was one byte: 80, or any in front of ASCII and at the end
        return LOST * 2, lack % 2 * 2
    return "\x80" if behind >= "\x80" else LOST, lack - 1


def _pair(lack: int, behind: str) -> tuple[str, int]:
    """Return what a sign for two bytes stands for where a character lacks some, and how many are lacking then.

    Where the byte behind it can't go on from there, the second one was a digit or a mark, which is lost: `?` says so.
    """
    if lack == 1 and _goes_on(behind):
        return LOST * 2, 2
    return LOST * 2 if lack > 1 else f"{LOST}?" if behind else LOST, 0


def _completed(found: list[str]) -> list[str]:
    """Put a lost byte behind each character of UTF-8 for each one it lacks."""
    lack = 0
    for i, symbols in enumerate(found):
        whole = ""
        for symbol in symbols:
            if lack and not _goes_on(symbol):
                whole += LOST * lack
                lack = 0
            whole += symbol
            lack = _lacking(symbol, lack)
        found[i] = whole
    if found:
        found[-1] += LOST * lack
    return found


def _lacking(symbols: str, lack: int) -> int:
    """Return how many bytes the last character of UTF-8 lacks behind some more."""
    for symbol in symbols:
        if lack and _goes_on(symbol):
            lack -= 1
        else:
            lack = 2 if "\xe2" <= symbol <= "\xe9" or symbol == "\xef" else symbol in "\xc2\xc3"
    return lack


def _goes_on(symbol: str) -> bool:
    """Say whether a byte may be the second or third of a character."""
    return symbol == LOST or "\x80" <= symbol <= "\xbf"
