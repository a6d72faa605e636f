"""Cut a page that holds several articles: 篇1…篇n, 第n篇, 范文n, 标题(一) 标题(二), 【篇一】."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govcorpus.model.lines import Line, bare, lines

DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
OPEN, SHUT = r"[【\[（(〔「『<《]?\s*", r"\s*[】\]）)〕」』>》]?"
# `kind` is what the headings of one page share besides their number.
HEADINGS = (
    re.compile(rf"{OPEN}(?P<kind>第)\s*(?P<n>{COUNT})\s*篇{SHUT}(?:[:：、.．\s-]\s*(?P<title>.{{2,80}}))?"),
    re.compile(rf"{OPEN}(?P<kind>(?:精选|优秀|参考|最新)?(?:范文|篇章?|例文|样本|样例|模板|发言稿?|讲话稿?|文章|稿件|材料))\s*(?P<n>{COUNT}){SHUT}(?:[:：、.．\s-]\s*(?P<title>.{{2,80}}))?"),
    re.compile(rf"{OPEN}(?P<kind>.{{4,80}}?)\s*(?:第\s*)?[（(【\[]\s*(?:篇|范文|第)?\s*(?P<n>{COUNT})\s*篇?\s*[）)】\]]"),
    re.compile(rf"{OPEN}(?P<kind>.{{4,80}}?)\s*(?:第\s*(?P<n>{COUNT})\s*篇|(?:范文|篇)\s*(?P<n2>{COUNT})){SHUT}(?:[:：]\s*(?P<title>.{{2,80}}))?"),
)
LONGEST_HEADING = 120


class Part(NamedTuple):
    """One of the articles of a text: its number and the title its heading carries, text[start:end] behind the heading."""

    number: int
    title: str
    start: int
    end: int


def value(number: str) -> int:
    """`12` → 12, `十二` → 12."""
    if number.isdigit():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (DIGIT.get(tens, 1) * 10 if ten else 0) + DIGIT.get(ones, 0)


def parts(text: str) -> list[Part]:
    """Return the articles a text holds, an empty list where it is one article.

    Headings count only as a series: of one kind, each in a line of its own, numbered from 1 without a gap.
    """
    series: dict[tuple[int, str], list[tuple[Line, int, str]]] = {}
    for line in lines(text):
        if len(line.text) > LONGEST_HEADING:
            continue
        for form, heading in enumerate(HEADINGS):
            if found := heading.fullmatch(line.text):
                groups = found.groupdict()
                number = value(groups["n"] or groups.get("n2") or "0")
                kind = bare(found["kind"])
                title = groups.get("title") or (found["kind"].strip() if form >= 2 else "")
                same = series.setdefault((form, kind), [])
                if number == len(same) + 1:
                    same.append((line, number, title))
                break
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
