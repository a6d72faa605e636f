"""The metadata of an official page (索引号, 发文机关, 成文日期 …) → facts. What the table says wins over the body."""

from __future__ import annotations

import re
from datetime import date

from govcorpus.document import Fact, Mark, Page

# Keys of metadata tables, then names of meta tags (in lower case): the first one with a value wins.
NAMES = {
    "title": ("标题", "articletitle", "weibo:article:title"),
    "organization": ("发文机关", "发布机构"),
    "document_number": ("发文字号",),
    "index_number": ("索引号",),
    "written_on": ("成文日期",),
    "published_on": (
        "发布日期",
        "pubdate",
        "publishdate",
        "article:published_time",
        "weibo:article:create_at",
        "firstpublishedtime",
    ),
    "subject": ("主题分类",),
    "keywords": ("主题词", "keywords"),
    "source_of_text": ("来源", "contentsource", "source"),
    "author": ("作者", "author"),
}
EMPTY = re.compile(r"[\s\-—－_/\\.．:：]*|暂?无(?:文号|相关)?|null|undefined|none|其他|　*", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
# 国办发〔2019〕4号, 国令第706号, 云政发[2019]5号: an organ, figures and 号.
NUMBER = re.compile(r"\D.*\d\s*号")
BLANK = re.compile(r"\s+")


def metadata(page: Page) -> list[Fact]:
    """索引号：… 发文机关：国务院 → Fact("organization", "国务院", …): read what markup marked as metadata, in the order of NAMES.

    Names: `title`, `organization`, `document_number`, `index_number`, `written_on`, `published_on` (values of days in ISO
    form), `subject` (主题分类), `keywords`, `source_of_text`, `author`. Spans are in raw. At most one fact a name: a table in
    the page wins over a meta tag of the head; a value that is empty or cannot be one (无, a day without a year) is passed
    over. A page without marks gives an empty list.
    """
    if not page.marks:  # as on a page of plain text
        return []
    printed: dict[str, list[Mark]] = {}
    for mark in page.marks:
        if mark.kind == "meta":
            printed.setdefault(mark.value.lower(), []).append(mark)
    if not printed:
        return []
    facts = []
    for name, keys in NAMES.items():
        fact = next((fact for key in keys for mark in printed.get(key, ()) if (fact := _fact(page, name, mark))), None)
        if fact:
            facts.append(fact)
    return facts


def _fact(page: Page, name: str, mark: Mark) -> Fact | None:
    """The fact a mark holds, None where its value is none."""
    value = BLANK.sub(" ", page.raw[mark.start : mark.end]).strip()
    if EMPTY.fullmatch(value):
        return None
    if name == "author" and value.isdigit():  # the number of an account in the site's own system
        return None
    if name.endswith("_on"):
        value = _day(value)
    elif name == "document_number" and not NUMBER.search(value):
        return None
    return Fact(name, value, page.id, mark.start, mark.end) if value else None


def _day(value: str) -> str:
    """2018年12月4日 → 2018-12-04, nothing where no day of the calendar is named."""
    found = DAY.search(value)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
