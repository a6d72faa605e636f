"""The title of a page: found among its first lines and checked against what the site repeats of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govcorpus.document import Page
from govcorpus.model.lines import CLOSED, NUMBERED, OFFICE, SALUTATION, Line, bare, is_kept, is_prose, is_title_like, lines
from govcorpus.model.part_headings import part_heading
from govcorpus.model.titles import plain

# What a site says of a title besides printing it: 导语:如何才能写好一篇X,这就需要… · 下面是小编为大家整理的X,供… · 原标题:X
QUOTED = re.compile(
    r"(?:如何(?:才能)?写好?一?篇?|(?:整理|收集|搜集|分享|推荐|准备|带来)(?:了|的)(?:关于)?|原标题\s*[:：]|原文标题\s*[:：]|文章标题\s*[:：]|本文标题\s*[:：]|标\s*题\s*[:：])"
    r"\s*[“\"《【]?(?P<title>[^，,。]{4,100}?)[”\"》】]?\s*(?:[，,。]|范文|$)"
)
HEAD_LINES = 12  # no page that was seen prints its title lower, chrome gone
SURE = 5  # a score that only a title repeated by the site or by the page reaches


class Title(NamedTuple):
    """A title made plain, page.text[start:end] of the line it was read in, and the spans of all lines that print it."""

    text: str = ""
    start: int = 0
    end: int = 0
    lines: tuple[tuple[int, int], ...] = ()
    sure: bool = False


def title_of(page: Page) -> Title:
    """Return the title of a cleaned page; empty where it has none, with no lines where only the site's words quote it."""
    head = _head(page.text)
    said = [edit.old for edit in page.edits if edit.rule.startswith("strip.") and edit.rule != "strip.blank"]
    quoted = next((plain(found["title"]) for old in said if (found := QUOTED.search(old))), "")
    repeated = bare("".join(said))
    scores = [_score(line, head, quoted, repeated, place) for place, line in enumerate(head)]
    most = max(scores, default=0)
    if most == 0:
        return Title(quoted)
    best = scores.index(most)
    text, first = plain(head[best].text), best
    if best and re.match(r"关于|转发|印发|批转", text) and OFFICE.match(head[best - 1].text):
        text, first = head[best - 1].text + text, best - 1
    own = bare(text)
    spans = [(line.start, line.end) for i, line in enumerate(head) if first <= i <= best or bare(plain(line.text)) == own]
    return Title(
        text, head[first].start, head[best].end - page.text[: head[best].end].endswith("\n"), tuple(spans), most >= SURE
    )


def _head(text: str) -> list[Line]:
    """The lines in front of the text's first sentence, salutation or heading."""
    out: list[Line] = []
    for line in lines(text):
        closed = CLOSED.search(line.text) and not line.text.endswith(("!", "！"))
        if (
            len(out) == HEAD_LINES
            or closed
            or part_heading(line.text)
            or NUMBERED.match(line.text)
            or SALUTATION.match(line.text)
        ):
            break
        if is_prose(line.text) and len(line.text) > 100:
            break
        out.append(line)
    return out


def _score(line: Line, head: Sequence[Line], quoted: str, repeated: str, place: int) -> int:
    """0: no title; what the site quotes or repeats scores most, then what reads like a title, then any first line."""
    text = plain(line.text)
    own = bare(text)
    if len(own) < 4 or len(line.text) > 120:
        return 0
    if quoted and own.startswith(bare(quoted)):
        return 8
    look = is_title_like(text)
    twice = len(own) >= 6 and any(bare(plain(other.text)) == own for other in head if other is not line)
    if twice or (own in repeated and (look or (len(own) >= 8 and not is_kept(text)))):
        return 6
    if look:
        return 4 - (place > 2)
    return 2 if place == 0 and 5 <= len(own) <= 60 and not CLOSED.search(text) and not is_kept(text) else 0
