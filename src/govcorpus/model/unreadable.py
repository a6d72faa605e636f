"""Find what cannot be read any more: 锟斤拷, 閿熸枻鎷, runs of U+FFFD, text misread twice (闂傚倸鍊搁崐), text misread and left so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from govcorpus.model.scan import finder

# Chinese characters of UTF-8 read as Latin-1 or Windows-1252, of which bytes were lost: äºæºªå¸äºº. No language writes such letters in
# a row with signs between.
LETTERS = "âãäåæçèéï"
SIGN = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
LOSSY = f"(?:[{LETTERS}]{SIGN}{{1,2}}|[{LETTERS}](?=[{LETTERS}]{SIGN})){{8,}}"
# U+FFFD written as UTF-8 and read as GBK, once or twice, or as Windows-1252; what debuggers fill memory with, read as GBK.
TWICE = "(?:閿熸枻鎷(?:烽敓鏂ゆ嫹)?)+"
# Chinese characters of GBK read as Latin-1, of which bytes were lost: all that follow are cut in the wrong places. No language writes
# eight such characters in a row; nearly all characters of GB 2312 have one of the letters in eight bytes. A list of them is no text: ÄÅÆÇ.
CUT_LETTERS = "ÄÊÎÐÒÓÔÕÖ"
CUT = f"(?!{'|'.join(sign + chr(ord(sign) + 1) for sign in CUT_LETTERS)})[{CUT_LETTERS}][\xa1-\xff]{{7,}}"
DEAD = re.compile(f"(?:\ufffd){{3,}}|(?:锟斤拷|锟斤|斤拷){{2,}}|锟斤拷|{TWICE}|(?:ï¿½){{2,}}|烫{{4,}}|屯{{4,}}|{LOSSY}|{CUT}")

# UTF-8 read as GBK has a lead in every three characters. Sound text has no five such in a row; where they are left after
# repair, no reading of the text made sense. Sound text may list some (銅、鋁、鋅、鎳、鉻) or repeat one (鉅鹿鉅細).
SHORTEST = 5
DIFFERENT = 3
APART = re.compile(r"[\s、，]")
DEAD_SIGNS = f"\ufffd锟拷閿烫屯{LETTERS}{CUT_LETTERS}"  # of which each holds one


class Span(NamedTuple):
    """A stretch of text, in code points, half-open."""

    start: int
    end: int


@cache
def leads() -> str:
    """The characters that GBK reads in the first two bytes of a Chinese character in UTF-8: 浼 鍥 鐨 锛; sound text has few."""
    pairs = (bytes((a, b)) for a in (*range(0xE2, 0xEA), 0xEF) for b in range(0x80, 0xC0))
    return "".join(pair.decode("gb18030", "ignore") for pair in pairs)


def signs() -> str:
    """Return the characters of which every unreadable stretch holds one."""
    return leads() + DEAD_SIGNS


def _dead(text: str) -> Iterator[Span]:
    """Yield the matches of DEAD, looked for where one of its signs stands: sound text holds one here and there (屯垦, 烫伤)."""
    done = 0
    for at in _find_dead()(text):
        start = at - text.startswith("斤拷", at - 1, at + 1) if at > done else at
        if start >= done and (match := DEAD.match(text, start)):
            yield Span(*match.span())
            done = match.end()


@cache
def _find_dead() -> Callable[[str], list[int]]:
    return finder(DEAD_SIGNS)


@cache
def _find() -> Callable[[str], list[int]]:
    return finder(leads())


def unreadable(text: str) -> list[Span]:
    """闂傚倸鍊搁崐…, 锟斤拷 → where they stand: return the stretches of a repaired text that nobody can read, in order.

    A single U+FFFD is a lost character, not an unreadable stretch.
    """
    spans = [*_dead(text)]
    found = _find()(text)
    if len(found) < SHORTEST:
        return spans
    run: list[int] = []
    for at in (*found, len(text) + 9):
        if run and (at > run[-1] + 3 or APART.search(text, run[-1], at)):
            if len(run) >= SHORTEST and len({text[i] for i in run}) >= DIFFERENT:
                spans.append(Span(run[0], min(run[-1] + 3, len(text))))
            run = []
        run.append(at)
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:  # a run of leads, some of which are dead by themselves
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined
