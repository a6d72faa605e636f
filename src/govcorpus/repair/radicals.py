"""Replace radicals and compatibility ideographs by the characters they stand for: ⼯作⽅案 → 工作方案."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

from govcorpus.document import Change

# Fonts embedded in PDF files map these glyphs to the radical instead of the character. The supplement has no compatibility
# mapping: these are the pairs of Unicode's EquivalentUnifiedIdeograph.txt whose character is in common use.
SUPPLEMENT = dict(zip(
    "⺏⺒⺓⺟⺠⺱⺷⻁⻄⻅⻆⻉⻋⻐⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "尣巳幺母民网羊虎西见角贝车钅長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
    strict=True,
))  # fmt: skip
# Kangxi radicals, and the compatibility ideographs that are mere doubles of a character (F900-FA0D, FA10 and on). Twelve of
# that block (FA0E, FA0F, FA11 …) are characters of their own: Unicode gives them no mapping.
RADICAL = re.compile("[\u2f00-\u2fd5" + "".join(SUPPLEMENT) + "\uf900-\ufad9\U0002f800-\U0002fa1d]")
# What a text must hold for a change.
NEEDS = "".join(RADICAL.findall("".join(map(chr, (*range(0x2E80, 0xFB00), 0x2F800)))))
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# A line that speaks of radicals, of code points or of what characters are made of (⿰氵工) means them.
ABOUT = re.compile("部首|偏旁|笔画|筆畫|笔顺|筆順|U\\+[0-9A-F]{4}|[\u2ff0-\u2fff]")


def radicals(text: str) -> Iterator[Change]:
    """⼯作⽅案 → 工作方案: yield a change for each radical or compatibility ideograph.

    A line that names radicals, or that holds over twice as many of them as of other Chinese characters, is a list of them and kept. Kangxi
    radicals and compatibility ideographs: the mappings of the Unicode Character Database.
    """
    start = 0
    for first in RADICAL.finditer(text):
        if first.start() < start:
            continue
        begin = text.rfind("\n", start, first.start()) + 1 or start
        end = text.find("\n", first.end())
        start = end if end >= 0 else len(text)
        yield from _line(text, begin, start)


def _line(text: str, begin: int, end: int) -> Iterator[Change]:
    found = [*RADICAL.finditer(text, begin, end)]
    if ABOUT.search(text, begin, end) or len(found) > 2 * sum(1 for _ in HAN.finditer(text, begin, end)):
        return
    for match in found:
        yield Change(match.start(), match.end(), SUPPLEMENT.get(match[0]) or normalize("NFKC", match[0]))
