"""Where a paragraph that lost its line breaks is cut: at wide indents, and before markers that count up inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from govcorpus.model.numerals import numeral

INDENT = re.compile(r"(?<=[。！？；：”）\)!?;:])[ \u3000]{2,}|\u3000{2,}")
_CN = "一二三四五六七八九十"
MARK = re.compile(
    rf"(?P<cn>[{_CN}]{{1,3}})、(?=[^\s{_CN}])"
    rf"|[（(](?P<cnp>[{_CN}]{{1,3}})[)）](?=[^\s{_CN}、项款目条和至])"
    r"|(?P<dig>(?<![\d.．])\d{1,2})[.．、](?=[\u4e00-\u9fff“《])"
    rf"|第(?:(?P<ordinal>[{_CN}]{{1,3}})[，,、](?!第)|(?P<chapter>[{_CN}]{{1,3}})章(?=[ \u3000])|(?P<article>[{_CN}百零〇\d]{{1,6}})条(?=[ \u3000]))"
)
# From the outside in. Those in LOST count inside an ordinary paragraph as well, where they are items.
DEPTHS = {"chapter": 0, "cn": 1, "article": 1, "cnp": 2, "dig": 3, "ordinal": 3}
LOST = {"dig", "ordinal"}
# A second marker of a run; a paragraph that holds none has nothing to cut at.
SECOND = re.compile(r"[二三四五六七八九十][、)）]|第二|2[.．、]|条[ \u3000]")
STOPS = frozenset("。！？!?；;：:”）)摄 \t\u00a0\u3000")  # 记者 王小明/摄, of a picture that stood between
HEADING = re.compile(r"[^。！？!?；;：:]{2,40}")


class Mark(NamedTuple):
    """A marker inside a paragraph: what kind, which number, where, and the mark it is nested in where only a heading parts them."""

    kind: str
    number: int
    start: int
    end: int
    outer: Mark | None = None


def cuts(paragraph: str, *, lost: bool) -> list[int]:
    """一、总体要求（一）指导思想。……（二）基本原则。…… → 0 6 …: where its parts begin; `lost` says that no line break is left at all."""
    out = [found.end() for found in INDENT.finditer(paragraph)] if "\u3000\u3000" in paragraph or "  " in paragraph else []
    if SECOND.search(paragraph):
        runs: dict[str, list[Mark]] = {}
        for mark in _marks(paragraph, lost=lost):
            runs.setdefault(mark.kind, []).append(mark)
        for run in runs.values():
            for mark, following in pairwise(run):
                if following.number == mark.number + 1:
                    out += [*_starts(mark), *_starts(following)]
    return sorted({cut for cut in out if 0 < cut < len(paragraph)})


def _marks(paragraph: str, *, lost: bool) -> Iterator[Mark]:
    """The markers that open a sentence, and those that only a heading parts from the marker it stands behind: 一、总体要求（一）."""
    last = None
    for found in MARK.finditer(paragraph):
        kind, start = found.lastgroup or "", found.start()
        if kind in LOST and not lost:
            continue
        nested = (
            last is not None and DEPTHS[kind] > DEPTHS[last.kind] and HEADING.fullmatch(paragraph, last.end, start) is not None
        )
        if nested or start == 0 or paragraph[start - 1] in STOPS:
            last = Mark(kind, numeral(found[kind]) or 0, start, found.end(), last if nested else None)
            yield last


def _starts(mark: Mark | None) -> Iterator[int]:
    while mark:
        yield mark.start
        mark = mark.outer
