"""The title of a page: found among its first lines, checked against what the site repeats of it, and made plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govcorpus.document import Page
from govcorpus.model.lines import CLOSED, NUMBERED, OFFICE, SALUTATION, Line, bare, is_kept, is_prose, is_title_like, lines
from govcorpus.model.part_headings import part_heading
from govcorpus.split.marked import marked_title

# What a site says of a title besides printing it: 导语:如何才能写好一篇X,这就需要… · 下面是小编为大家整理的X,供… · 原标题:X
QUOTED = re.compile(
    r"(?:如何(?:才能)?写好?一?篇?|(?:整理|收集|搜集|分享|推荐|准备|带来)(?:了|的)(?:关于)?|原标题\s*[:：]|原文标题\s*[:：]|文章标题\s*[:：]|本文标题\s*[:：]|标\s*题\s*[:：])\s*[“\"《【]?(?P<title>[^，,。]{4,100}?)[”\"》】]?\s*(?:[，,。]|范文|$)"
)
COPY = re.compile(r"(?<=[\u4e00-\u9fff”》）)])\s*\d{1,2}$")
SPEECH = re.compile(r"\s*[（(](?=[^（()）]*(?:\d{4}\s*年|\d{1,2}月))[^（()）]{4,40}[）)]$")
SAMPLE = re.compile(r"(?<=.{6})\s*(?:优秀|精选|通用|最新)?(?:范文|模板)(?:[一二三四五六七八九十\d]{0,2}篇)?$")
TRAILER = re.compile(r"\s*[\[【（(]?(?:复制链接|全文|图文|图|组图|附图|转载|原创)[\]】）)]?$")
SITE = re.compile(r"\s*[-_—|｜–]+\s*[^-_—|｜–]{2,24}(?:网|网站|政府|平台|论坛|文库|频道|社区|站|之家|门户|日报|在线)$")
HEAD_LINES = 12  # no page that was seen prints its title lower, chrome gone


class Title(NamedTuple):
    """What was found: the title made plain, the lines it stands in, and where on the page."""

    text: str
    start: int
    end: int
    body: int  # where the text behind the title starts, in page.text


def plain(title: str) -> str:
    """`讲话1` → `讲话`, `政府工作报告(2023年2月9日曾进泽)` → `政府工作报告`, `通知范文` → `通知`."""
    out = re.sub(r"[\s\u3000]+", " ", title).strip()
    for junk in (SITE, TRAILER, COPY, SAMPLE, SPEECH, COPY):
        cut = junk.sub("", out).strip()
        out = cut if len(cut) >= 4 else out
    return out


def title_of(page: Page) -> Title:
    """Return the title of a cleaned page, empty where it prints none, and where its text starts behind the title lines."""
    if marked := marked_title(page):
        return Title(marked.text, marked.start, marked.end, marked.end)
    head = _head(page.text)
    quoted = _quoted(page)
    best, most = None, 0
    for i, line in enumerate(head):
        score = _score(line, head, quoted, i)
        if score > most:
            best, most = i, score
    if best is None:
        return Title(quoted, 0, 0, 0)
    line = head[best]
    text, first = plain(line.text), best
    if best and re.match(r"关于|转发|印发|批转", line.text) and OFFICE.match(head[best - 1].text) and bare(head[best - 1].text + text) in quoted + bare(page.raw[:3000]):
        text, first = head[best - 1].text + text, best - 1
    return Title(text, line.start, line.end, _body(head, first, best, text))


def _head(text: str) -> list[Line]:
    """The lines in front of the first paragraph of running text, the one line that may be a long title included."""
    out: list[Line] = []
    for line in lines(text):
        if len(out) == HEAD_LINES or part_heading(line.text) or (is_prose(line.text) and not (len(line.text) < 100 and CLOSED.search(line.text) is None)):
            break
        out.append(line)
    return out


def _quoted(page: Page) -> str:
    """The title as the page's stripped chrome quotes it, empty where it does not."""
    for edit in page.edits:
        if edit.rule.startswith("strip.") and (found := QUOTED.search(edit.old)):
            return plain(found["title"])
    return ""


def _score(line: Line, head: Sequence[Line], quoted: str, place: int) -> int:
    text = plain(line.text)
    own = bare(text)
    if len(own) < 4 or len(line.text) > 120 or part_heading(line.text):
        return 0
    again = any(bare(plain(other.text)) == own for other in head if other is not line)
    said = bool(quoted) and (own == bare(quoted) or own.startswith(bare(quoted)))
    if said or again:
        return 6 + 2 * said - 4 * (SALUTATION.match(text) is not None)
    if CLOSED.search(text) or NUMBERED.match(text) or is_kept(text):
        return 0
    if is_title_like(text):
        return 4 - (place > 2)
    return 2 if place == 0 and 5 <= len(own) <= 60 else 0


def _body(head: Sequence[Line], first: int, last: int, title: str) -> int:
    """Where the text starts: behind the title and its repetitions, or at the line in front of it if that is the document's."""
    own = bare(title)
    at = head[last].end
    for line in head[last + 1 :]:
        if bare(plain(line.text)) == own:
            at = line.end
    return at if first == 0 or all(bare(plain(line.text)) == own for line in head[:first]) else at
