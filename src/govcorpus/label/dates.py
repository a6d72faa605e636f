"""Dates: what day a text was delivered, written and published, and the year it speaks in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from govcorpus.label.printed import Line, Printed, Reading
from govcorpus.model.numerals import numeral

# The first character of a year stands alone, so that the engine looks for nothing else.
YEAR = (
    r"[12１２一二](?<![0-9.].)"
    r"(?:(?<=[12１２])[09０９][0-9０-９]{2}|(?<=[一二])[九〇○零ＯOОΟ0０][〇○零ＯOОΟ0０一二三四五六七八九]{2})"
)
MONTH = r"(?:[01]?[0-9]|[０１]?[０-９]|十[一二]?|[一二三四五六七八九])"
DAY = r"(?:[0-3]?[0-9]|[０-３]?[０-９]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DAYS = re.compile(
    rf"(?P<y>{YEAR})(?:\s?年\s?(?P<m>{MONTH})\s?月\s?(?P<d>{DAY})\s?日|[-/.](?P<m2>[01]?[0-9])[-/.](?P<d2>[0-3]?[0-9])(?![0-9]))"
)
CLOCK = re.compile(r"[\sT]*[0-2]?\d[:：][0-5]\d(?:[:：][0-5]\d)?")
# How a page labels the day it put the text up; the first row says so, the second may also mean an update.
PUBLISHED = re.compile(
    r"(?:发布|发表|发稿|刊发|公布|上传|发文|添加|录入|公开)(?:日期|时间)\s*[:：]?\s*$|(?:发表|发布|刊发)[于在]\s*[:：]?\s*$"
)
UPDATED = re.compile(r"(?:^|[\s|｜])(?:更新|修改)?(?:日期|时间)\s*[:：]\s*$|更新(?:日期|时间)\s*[:：]?\s*$")
CRAWLED = re.compile(r"(?:采集|抓取|下载|收录|访问)(?:日期|时间)\s*[:：]?\s*$")
WRITTEN = re.compile(r"(?:成文|印发|签发|发文|制定)(?:日期|时间)\s*[:：]?\s*$")
OPENING = re.compile(r"^(?:本报讯|讯|[^，。]{0,16}消息)?[（(：:\s]*(?:[^，。]{0,12}[)）]\s*)?$")
LABELS = ((CRAWLED, "crawled_on", 1), (WRITTEN, "written_on", 1), (PUBLISHED, "published_on", 1), (UPDATED, "published_on", 2))
AT_MEETING = re.compile(r"[\s，,]*(?:在|于).{2,50}上(?=$|[）)\s\u3000])")
# a line of the site about the page, not of the text
ABOUT_PAGE = re.compile(r"来源|出处|作者|浏览|点击|编辑|发布(?!的)|阅读|字号|打印|收藏|分享|评论")
# 作品在1931年1月1日以前发表，作者不明
SINCE = re.compile(r"\s*(?:以前|之前|以后|之后|以来|前|后|起|至)")
OPEN_BRACKET = re.compile(r"[（(][^（）()]{0,20}$")
CLOSED_BRACKET = re.compile(r"[^（）()]{0,50}[）)]\s*\d{0,2}$")
# the title line of a text whose line breaks are lost: 在…上的讲话（2020年2月3日）各位同志
GLUED = re.compile(r"(?:讲话|致辞|致词|发言|演讲|报告)[（(]$")
SPOKEN = {"speech", "work_report"}
# 根据2024年工作安排 / 2024年工作安排 / 2024年重点工作: the work a text lays out is that of the year it speaks in.
PLANNED = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?年(?:度)?(?:的)?(?:政府|全年|主要|重点|总体|各项|经济社会发展|经济|目标)*(?:工作|目标|任务)?(?:的)?(?:安排|部署|打算|计划|思路|任务|重点|要求|目标)"
)
LOOKED_BACK = re.compile(
    r"^[一（(]?[一1]?[、.．)）]?(?P<y>(?:19|20)\d\d)年(?:度)?(?:的)?(?:主要)?(?:工作|发展)?(?:完成)?(?:回顾|总结|成效|情况|成绩)"
)
NUMBER_YEAR = re.compile(r"〔(\d{4})〕")
# 2019年…工作报告, 云溪市2022年工作总结; 关于申办2011年运动会的批复 tells of another year
TITLE_YEAR = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,12}?[省市县区州旗盟局委])?(?P<y>(?:19|20)\d\d)\s?年(?!\s?\d)|(?P<z>(?:19|20)\d\d)\s?年(?:度)?(?:全[省市县区])?(?:政府)?工作(?:报告|总结|要点|计划|汇报)"
)


class Dated(NamedTuple):
    """A day and where it is written."""

    start: int
    end: int
    day: date


def dated(text: str) -> Iterator[Dated]:
    """Yield the whole dates of a text: 2023年2月9日, 二〇二三年二月九日, 2023-02-09, 2023/2/9; impossible days are left out."""
    return _dated(text) if ("年" in text and "日" in text) or "-" in text or "/" in text or "." in text else iter(())


def _dated(text: str) -> Iterator[Dated]:
    for match in DAYS.finditer(text):
        y, m, d = (numeral(part) or 0 for part in (match["y"], match["m"] or match["m2"], match["d"] or match["d2"]))
        try:
            yield Dated(*match.span(), date(y, m, d))
        except ValueError:
            continue


def dates(view: Printed, doc_type: str | None) -> Iterator[Reading]:
    """Yield the days read around a document, told apart by their label, their place and the kind of text."""
    opening = 0
    for line in (*view.over, *view.body, *view.below):
        zone, text, _, _ = line
        opening += zone == "head"
        if zone == "head" and opening > 5:
            continue
        for found in dated(text):
            kind = _labelled(line, found)
            if kind is None and zone == "tail":
                kind = ("written_on", 2) if _alone(line, found) else None
            elif kind is None and zone != "below":
                kind = _spoken(line, found, doc_type, first=opening == 1) or _placed(line, found)
            if kind:
                yield Reading(kind[0], found.day.isoformat(), line, found.start, found.end, kind[1])


def _labelled(line: Line, found: Dated) -> tuple[str, int] | None:
    """发布日期：2023-03-23 → published_on: what the words before a day, or the time of day behind it, say it is."""
    before = line.text[: found.start]
    for label, name, rank in LABELS:
        if label.search(before):
            return name, rank
    # A day with its time of day is the site's own stamp: 2023-03-23 13:28 来源：…
    outside = line.zone in {"chrome", "title", "below"} and len(line.text) < 160
    short = line.zone == "head" and len(line.text) < 60
    if (outside or short) and CLOCK.match(line.text, found.end):
        return "published_on", 3 if before else 2
    return (
        ("published_on", 3)
        if (outside or short)
        and ABOUT_PAGE.search(line.text)
        and not re.search("[。！]", line.text)
        and not SINCE.match(line.text, found.end)
        else None
    )


def _spoken(line: Line, found: Dated, doc_type: str | None, *, first: bool) -> tuple[str, int] | None:
    """——2024年3月5日在…会议上, （2023年2月9日）, 近日 with a day at the opening of news: when the text was delivered."""
    before, after = line.text[: found.start], line.text[found.end :]
    if len(line.text) < 80 and AT_MEETING.match(after):
        return "delivered_on", 1
    in_brackets = OPEN_BRACKET.search(before) and CLOSED_BRACKET.match(after)
    if doc_type in SPOKEN and (_alone(line, found) or in_brackets or GLUED.search(before)):
        return "delivered_on", 1
    if doc_type in SPOKEN and len(line.text) < 40 and line.zone != "chrome" and not re.search(r"[，。；]", line.text):
        return "delivered_on", 2
    # The news of a meeting opens with its day: 2023年10月20日，市政府召开… What comes later may look back.
    opens = doc_type == "meeting_news" and first and OPENING.match(before)
    return ("delivered_on", 3) if opens else None


def _placed(line: Line, found: Dated) -> tuple[str, int] | None:
    """A day that stands alone between title and body: in figures it is the page's, written out it is the text's."""
    if not _alone(line, found):
        return None
    if line.zone in {"chrome", "title"} and re.match(r"\d{4}[-/.]", line.text):
        return "published_on", 3
    return "written_on", 3


def _alone(line: Line, found: Dated) -> bool:
    return not line.text[: found.start].strip("（(—－- ") and not line.text[found.end :].strip("）) \u3000")


def years(view: Printed, title: Reading | None, read: list[Reading], kind: str | None) -> Iterator[Reading]:
    """Yield the year a text speaks in: of its delivery, signing or number, of its title, of the work it lays out or looks back on.

    News speaks of the years of others, so only its own days count.
    """
    for found in read:
        if found.name in {"delivered_on", "written_on"}:
            yield found._replace(name="year", value=found.value[:4], note=f"the year of {found.name}")
        elif found.name == "document_number" and (match := NUMBER_YEAR.search(found.value)):
            yield found._replace(name="year", value=match[1], rank=4, note="the year of the document number")
    if kind not in {"meeting_news", "article"}:
        yield from _planned(view, title)


def _planned(view: Printed, title: Reading | None) -> Iterator[Reading]:
    if title and (match := TITLE_YEAR.search(title.value)):
        group = "y" if match["y"] else "z"
        # a title that comes from a table or breaks over two lines need not stand in this line as it is
        at = max(title.line.text.find(match[group]), 0)
        yield Reading("year", match[group], title.line, at, at + 4, 1, "the year of the title")
    for line in view.head[:5]:
        if "年" in line.text and (match := PLANNED.search(line.text)):
            yield Reading("year", match["y"], line, *match.span("y"), 6, "the year whose work is laid out")
    headings = list(view.headings())
    ahead = any("今年" in line.text for line in headings)
    for line in headings:
        if match := PLANNED.search(line.text):
            yield Reading("year", match["y"], line, *match.span("y"), 7, "the year whose work is laid out")
        elif ahead and (match := LOOKED_BACK.search(line.text)):
            yield Reading("year", str(int(match["y"]) + 1), line, *match.span("y"), 8, "the year after the one looked back on")
