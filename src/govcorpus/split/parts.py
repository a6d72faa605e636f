"""Cut a page that holds several articles: 篇1…篇n, 第n篇, 范文n, 标题(一) 标题(二), 【篇一】."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govcorpus.model.lines import BLANK, Line, lines
from govcorpus.model.part_headings import BRACKETS, WORD, part_heading

# Where a line ends in a bracket, or in a blank that may stand behind one.
END = re.compile(rf"\n(?<=[{re.escape(''.join(BRACKETS))}{BLANK}]\n)")


class Part(NamedTuple):
    """One of the articles of a text: its number and the title its heading carries, text[start:end] behind the heading."""

    number: int
    title: str
    start: int
    end: int


def parts(text: str, own: str = "") -> list[Part]:
    """Return the articles a text holds, an empty list where it is one article.

    Headings count only as a series: of one kind, each in a line of its own, numbered from 1 without a gap. `own` is the
    regular expression for the headings of the page's source, if it has its own; its lines count in the order they stand.
    """
    if own:
        known = re.compile(own)
        marked = [line for line in lines(text) if known.fullmatch(line.text)]
        return _cut(text, [(line, number, "") for number, line in enumerate(marked, 1)]) if len(marked) > 1 else []
    if not WORD.search(text) and not END.search(f"{text}\n"):
        return []  # no line is such a heading
    series: dict[tuple[int, str], list[tuple[Line, int, str]]] = {}
    for line in lines(text):
        if heading := part_heading(line.text):
            same = series.setdefault((heading.form, heading.kind), [])
            if heading.number == len(same) + 1:
                same.append((line, heading.number, heading.title))
    best = max(series.values(), key=len, default=[])
    if len(best) < 2:
        return []
    return _cut(text, best)


def _cut(text: str, headings: Sequence[tuple[Line, int, str]]) -> list[Part]:
    ends = [line.start for line, _, _ in headings[1:]] + [len(text)]
    out = []
    for (line, number, title), end in zip(headings, ends, strict=True):
        out.append(Part(number, title, line.end, end))
    return out
