"""The title of a page: found among its first lines and checked against what the site repeats of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govcorpus.document import Page
from govcorpus.edits import first_strip, traced
from govcorpus.model.lines import (
    ANSWERING,
    COLONS,
    NUMBER_OF_DOCUMENT,
    NUMBERED,
    SALUTATION,
    TITLED,
    Line,
    bare,
    is_closed,
    is_kept,
    is_office,
    is_prose,
    is_title_like,
    one_by_one,
)
from govcorpus.model.part_headings import BRACKETS, part_heading
from govcorpus.model.titles import plain

# What a site says of a title besides printing it: 导语:如何才能写好一篇X,这就需要… · 下面是小编为大家整理的X,供… · 原标题:X
QUOTED = re.compile(
    r"(?:如何(?:才能)?写好?一?篇?|(?:整理|收集|搜集|分享|推荐|准备|带来)(?:了|的)(?:关于)?|原标题\s*[:：]|原文标题\s*[:：]|文章标题\s*[:：]|本文标题\s*[:：]|标\s*题\s*[:：])"
    r"\s*[“\"《【]?(?P<title>[^，,。]{4,100}?)[”\"》】]?\s*(?:[，,。]|范文|$)"
)
# …讲话.docx 免费预览
FILE = re.compile(r"^\s*[^，。\s]{4,100}(?=\.(?:docx?|wps|pdf)\b)")
# …讲话 | 云溪市融媒体中心, what the window of a browser says
WINDOW = re.compile(r"^\s*[^，。|｜_\s:：]{8,60}(?=\s*[|｜_]\s*[^，。]{2,24}$)")
# 论坛 › 公文交流区 › 在全县大会上的讲话, the last member of a breadcrumb
LAST_MEMBER = re.compile(r"(?<=[>»›→＞])\s*[^>»›→＞|｜]{8,80}$")
CONTENTS = re.compile(r"^[^\w\n]*(?:本文|文章|内容|全文)?目[^\S\n]*录[^\w\n]*$", re.MULTILINE)
HEAD_LINES = 12  # no page that was seen prints its title lower, chrome gone
# 关于调整, 国务院办公厅关于印发《, 关于布局的确定和: a title that a line like this begins is not over.
BEGUN = re.compile(
    rf"关于(?!.*的\w{{2,6}}$)|(?:印发|转发|批转|公布|发布)[^的]*$|关于.*[和与及、]$|《[^》]*$|{ANSWERING.pattern}"
)
# 关于召开…会议 ⏎ 的通知, 关于实施《…管理法 ⏎ 实施条例》的决定: what ends like a title and ends none
OPEN_END = re.compile(r"会议$|《[^》]*$")
SHORTEST_OFFICE = 12  # characters of a title that ends like the name of an office; such names are shorter
DOTS = "……"  # of a table of contents
LONGEST_BREAK = 3  # lines of a title set in several
LONGEST_TITLE = 120  # characters
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
    said = [edit.old for edit in page.edits[first_strip(page) :] if edit.rule != "strip.blank"]
    quoted = next((plain(found["title"]) for old in said if (found := QUOTED.search(old))), "")
    repeated = bare("".join(said))
    gaps = _gaps(page, head)
    parted = [len(gap) > 2 for gap in gaps]
    scores = [_score(line, head, quoted, repeated, place, parted=parted[place]) for place, line in enumerate(head)]
    if listed := next((place for place, gap in enumerate(gaps, 1) if CONTENTS.search(gap) and any(scores[:place])), 0):
        scores = scores[:listed]  # what stands below is the titles of what the page holds
    most = max(scores, default=0)
    if most == 0:
        named = [found[0] for old in said[:HEAD_LINES] if (found := FILE.match(old) or WINDOW.match(old))]
        named += [
            found[0]
            for old in said[:HEAD_LINES]
            if (found := LAST_MEMBER.search(old.strip())) and is_title_like(found[0].strip())
        ]
        return Title(quoted or plain(next(iter(named), "")))
    best = scores.index(most)
    if is_title_like(quoted) and most < SURE and not is_title_like(plain(head[best].text)):
        return Title(quoted)
    first, last = _whole(head, best, parted)
    text = plain("".join(line.text for line in head[first : last + 1]))
    own = bare(text)
    spans = [(line.start, line.end) for i, line in enumerate(head) if first <= i <= last or bare(plain(line.text)) == own]
    return Title(
        text, head[first].start, head[last].end - page.text[: head[last].end].endswith("\n"), tuple(spans), most >= SURE
    )


def _gaps(page: Page, head: Sequence[Line]) -> list[str]:
    """What chrome stood between each line and the next one: a row of metadata stands below a title."""
    if not head or not any(edit.rule == "strip.chrome" for edit in page.edits[first_strip(page) :]):
        return [""] * len(head)
    ends = [line.start + page.text[line.start : line.end].rfind(line.text[-1]) for line in head]
    starts = [line.start for line in head[1:]] + [head[-1].end]
    raw = traced(page, [*ends, *starts])
    return [page.raw[end + 1 : start].strip() for end, start in zip(raw, raw[len(head) :], strict=False)]


def _whole(head: Sequence[Line], best: int, parted: Sequence[bool]) -> tuple[int, int]:
    """The lines of a title set in several: 云溪市人民政府⏎关于…的通知, 云溪市人民政府关于调整⏎领导小组成员的通知."""
    first = last = best
    before = head[best - 1].text if best and not parted[best - 1] else ""
    if (re.match(r"关于|转发|印发|批转", head[best].text) and is_office(before)) or ANSWERING.search(before):
        first -= 1
    while (
        last - first < LONGEST_BREAK
        and last + 1 < len(head)
        and not parted[last]
        and BEGUN.search(printed := plain("".join(line.text for line in head[first : last + 1])))
        and (OPEN_END.search(printed) or not TITLED.search(printed))
        and not NUMBER_OF_DOCUMENT.match(head[last + 1].text)
        and not is_kept(head[last + 1].text)
        and sum(len(line.text) for line in head[first : last + 2]) <= LONGEST_TITLE
        and any(TITLED.search(plain(line.text)) for line in head[last + 1 : last + LONGEST_BREAK])
    ):
        last += 1
    return first, last


def _head(text: str) -> list[Line]:
    """The lines in front of the text's first sentence, salutation or heading."""
    out: list[Line] = []
    for line in one_by_one(text):
        # 在全县大会上的讲话：, …讲话(2), printed a second time above the text
        again = (line.text.endswith((*COLONS, *BRACKETS))) and bare(line.text) in [bare(plain(other.text)) for other in out]
        closed = is_closed(line.text) and not line.text.endswith(("!", "！")) and not again
        if (
            len(out) == HEAD_LINES
            or closed
            # …讲话(2), once and on top, may number a page
            or (
                not again
                and (part := part_heading(line.text))
                and (out or line.end == len(text) or not part.title or f"\n{part.title}" in text)
            )
            or NUMBERED.match(line.text)
            or SALUTATION.match(line.text)
        ):
            break
        if is_prose(line.text) and len(line.text) > 100:
            break
        out.append(line)
    return out


def _score(line: Line, head: Sequence[Line], quoted: str, repeated: str, place: int, *, parted: bool) -> int:
    """0: no title; what the site quotes or repeats scores most, then what reads like a title, then what metadata stands below."""
    text = plain(line.text)
    own = bare(text)
    if len(own) < 3 or len(line.text) > LONGEST_TITLE or (text[-1].isdigit() and DOTS in text):
        return 0
    if quoted and own.startswith(bare(quoted)):
        return 8
    look = is_title_like(text)
    twice = len(own) >= 6 and any(bare(plain(other.text)) == own for other in head if other is not line)
    if twice or (own in repeated and (look or (len(own) >= 8 and not is_kept(text)))):
        return 6
    if look:
        return 4 - (place > 2) + parted
    if parted and len(own) <= 100 and not is_kept(text):
        return 4
    # a title may end like the name of an office: …可代表国家参加奥运会
    office = parted and len(own) >= SHORTEST_OFFICE and is_office(text)
    first = place == 0 and 5 <= len(own) <= 60 and not is_closed(text)
    return 2 * (first and not is_kept(text)) or int(first and office)
