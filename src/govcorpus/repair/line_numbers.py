"""How numbered lines go on: behind 第七条 comes 第八条, in front of （三） stands （二）, and a new count may start anywhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

# What numbers a line. The number after it is due, with so many nats; a new count may start anywhere.
NUMERALS = [
    tens + ones
    for tens in ("", "十", *(f"{ten}十" for ten in "二三四五六七八九"))
    for ones in ("", *"一二三四五六七八九")
    if tens + ones
]
NUMBERED = re.compile("([（(第]?)([一二三四五六七八九十]{1,3})([)）、章节条])")
FIRST = ("（一）", "(一)", "一、", "第一章", "第一节", "第一条")
DUE, NEW = 7.0, 3.0


def expect(expected: dict[str, float], line: str) -> None:
    """Note how a line may open behind this one: 第八条 behind 第七条. A line that ends in a colon, or an article, starts a new count."""
    number = NUMBERED.match(line.lstrip())
    if line.endswith(("：", ":")) or (number and number[3] not in ")）、"):
        for opening in [opening for opening in expected if opening[-1] in ")）、"]:
            del expected[opening]
        expected.update(dict.fromkeys(FIRST, NEW))
    if number and number[2] in NUMERALS[:-1]:
        before, numeral, behind = number.groups()
        for opening in [opening for opening in expected if opening[0] + opening[-1] == (before or opening[0]) + behind]:
            if expected[opening] == DUE:
                del expected[opening]
        expected[before + NUMERALS[NUMERALS.index(numeral) + 1] + behind] = DUE


def recounted(openings: Sequence[str], damaged: Collection[int]) -> Iterator[tuple[int, str]]:
    """Yield damaged lines whose number does not lead to the one behind, last first, and the number that does: 第八条 before 第九条."""
    due: dict[str, str] = {}  # by what stands around the number
    for i in range(len(openings) - 1, -1, -1):
        number = NUMBERED.match(openings[i].lstrip())
        if number and number[2] in NUMERALS:
            before, numeral, behind = number.groups()
            wanted = due.pop(before + behind, "")
            if i in damaged and wanted not in ("", number[0]):
                yield i, wanted
                numeral = wanted.strip(before + behind)
            if numeral != NUMERALS[0]:
                due[before + behind] = before + NUMERALS[NUMERALS.index(numeral) - 1] + behind
