"""The numbers that headings count on by: whether a text begins in the middle of them, or leaves some out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.model.numerals import numeral, spelled

# The number at the start of a line. With the line feed in front of it, and not ^, lines are found in a third of the time.
MARKER = re.compile(
    r"\n[ \u3000]*(?:(?P<comma>[一二三四五六七八九十]{1,3})、(?![一二三四五六七八九十]+[、，,线])|[（(](?P<bracket>[一二三四五六七八九十]{1,3})[）)]"
    r"|第(?P<chapter>[一二三四五六七八九十]{1,3})章)"
)
PRINTED = {
    "comma": ("{}、", "{}是", "第{}，", "{}．", "{}."),
    "bracket": ("（{}）", "({})", "（{})", "({}）"),
    "chapter": ("第{}章",),
}


def numbering(text: str) -> Iterator[str]:
    """Yield flags: 三、 as the first of its style: partial_start; 三、 behind 一、 with no 二、 between: renumbered."""
    before: dict[str, tuple[int, int]] = {}
    for match in MARKER.finditer(f"\n{text}"):  # so that its places are one too high
        style = str(match.lastgroup)
        here, (last, at) = numeral(match[style]) or 0, before.get(style, (0, 0))
        if here not in {1, last + 1} and not _stands(
            text, style, range(last + 1 if here > last else 1, here), at, match.start()
        ):
            yield "renumbered" if style in before else "partial_start"
        before[style] = here, match.end() - 1


def _stands(text: str, style: str, numbers: range, start: int, end: int) -> bool:
    """Say whether one of the numbers is printed in text[start:end], perhaps in mid-paragraph."""
    return any(text.find(shape.format(spelled(n)), start, end) >= 0 for n in numbers for shape in PRINTED[style])
