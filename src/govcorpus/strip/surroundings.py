"""Lines around the body that only others beside them show to be a site's: menus, notices in items, words before the first chrome.

Each function is given the kinds of a page's lines and sets those of such lines to chrome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcorpus.model.lines import NOTE, NUMBERED, SURNAME, WRITTEN_DATE, Line, is_closed, is_title_like
from govcorpus.strip.kinds import AT_EDGE, CHROME, UNKNOWN, speaks_of_site
from govcorpus.strip.sentences import OWN_CUE
from govcorpus.strip.signs import CUED

BULLETS = frozenset("-·•●○◆◇■□▪▶►→»›☆★※✦◎")
LETTER = re.compile(r"[^\W\d_]")
# ♥ 4147, · 17 ·; figures alone may be a table's
DRAWN = re.compile(r"[^\w\s.,%()（）/+\ud800-\udfff-]")
FRAMED = re.compile(r"[^\w\s]{2,}\s*\w{1,8}\s*[^\w\s]{2,}")  # *** 全文结束 ***
COUNTER = re.compile(r"(?:\w{2,8}\s*[（(]\s*\d*\s*[)）]\s*){1,8}")  # 支持(0) 反对(0), 全部回帖（2）
SCRAP = re.compile(r"\w[\w 　]*")
LONGEST_SCRAP = 18
FEWEST_OUTSIDE = 2  # words of a site
# What numbered notices of a site speak of, and what they are headed by; a document's own 注意事项 do not speak of the site.
SITES = re.compile(r"本[站网]|本平台|本文档|文档网|文库|上传|下载|预览")
HEADING_OF_NOTICES = re.compile(r"^[^，。]{0,8}(?:提示|声明|须知|说明|提醒|公告)(?:[（(][^（()）]{0,12}[）)])?[:：]?$")
OWN_SITE = re.compile(r"本[站网]|文档网|网站文档|上传用户|用户上传|网友")  # heads need none above such items
FEWEST_ITEMS = 2
# A speaker below the title: 李　强, or two or three characters of which the first is one of the hundred commonest surnames.
NAME = re.compile(rf"[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]{{1,2}}|{SURNAME}[\u4e00-\u9fff]{{1,2}}")
MOST_WORDS = 2  # lines of a few words between the end of an article and the first chrome


def notices(rows: Sequence[Line], kinds: list[str], found: Sequence[int]) -> None:
    """温馨提示⏎1. 本站所有资源…⏎2. 文件的所有权益归上传用户所有。⏎最新文档: the kind of what a site says in items is set to chrome."""
    items = [i for i, row in enumerate(rows) if found[i] & CUED and SITES.search(row.text) and NUMBERED.match(row.text)]
    if len(items) < FEWEST_ITEMS:
        return
    start, end = items[-1], items[-1] + 1
    while start and NUMBERED.match(rows[start - 1].text):
        start -= 1
    while end < len(rows) and NUMBERED.match(rows[end].text):
        end += 1
    said = sum(i >= start for i in items)
    if said < FEWEST_ITEMS or 2 * said < end - start or not start:
        return
    if HEADING_OF_NOTICES.search(rows[start - 1].text):
        kinds[start - 1 : end] = [AT_EDGE] * (end - start + 1)
    elif sum(OWN_SITE.search(row.text) is not None for row in rows[start:end]) >= FEWEST_ITEMS:
        kinds[start:end] = [AT_EDGE] * (end - start)


def listed(rows: Sequence[Line], kinds: list[str], first: int, last: int) -> None:
    """Outside the body, lines one below the other that open with one sign are a menu or links: their kind is set to chrome.

    Not where the body has such lines as well, or a line that ends in a colon announces them.
    """
    around = [i for i in (*range(first - 1), *range(last + 1, len(rows) - 1)) if rows[i].text[0] in BULLETS]
    for i in around:
        sign = rows[i].text[0]
        inside = any(row.text[0] == sign for row in rows[first : last + 1])
        if inside or kinds[i] != UNKNOWN or (i and rows[i - 1].text.endswith(("：", ":"))):
            continue
        if re.search(rf"\w\s*{re.escape(sign)}\s*\w", rows[i].text[1:]):
            kinds[i] = AT_EDGE  # ★ 春耕讲话 ★ 防汛讲话
        end = next((k for k in range(i, len(rows)) if rows[k].text[0] != sign), len(rows))
        if end - i > 1:
            kinds[i:end] = [AT_EDGE if k == UNKNOWN else k for k in kinds[i:end]]


def outside(rows: Sequence[Line], kinds: list[str], found: Sequence[int], title: int | None, first: int, last: int) -> None:
    """Below the title and outside the body it takes less to show that a line is a site's: 该信息对您有帮助吗？ Its kind is set to chrome."""
    around = (*range(first if title is None else title + 1, first), *range(last + 1, len(rows)))
    for i in around if last >= first else ():
        text = rows[i].text
        if kinds[i] != UNKNOWN:
            continue
        if found[i] & CUED:
            closed = is_closed(text)
            sites = (
                speaks_of_site(text, FEWEST_OUTSIDE) if closed else OWN_CUE.search(text) is not None and not is_title_like(text)
            )
        else:  # in front, —— 1 —— may number a part
            sites = (
                i > last
                and DRAWN.search(text) is not None
                and (LETTER.search(text) is None or FRAMED.fullmatch(text) is not None)
            )
        if sites:
            kinds[i] = AT_EDGE


def unheaded(rows: Sequence[Line], kinds: list[str], last: int) -> None:
    """…抓好落实。⏎制作单位⏎返回首页: the kind of a few words between the end of an article and the first chrome is set to chrome.

    A text may end in the name of a table, a page of an article in a heading.
    """
    end = start = next((i for i in range(last, len(rows)) if kinds[i] in CHROME), len(rows))
    words = 0
    while start - 1 > last and kinds[start - 1] == UNKNOWN:
        if not COUNTER.fullmatch(rows[start - 1].text):
            words += 1
            if words > MOST_WORDS or not _is_leftover(rows[start - 1].text):
                break
        start -= 1
    over = rows[start - 1].text
    if sum(k in CHROME for k in kinds[end:]) > 1 and (is_closed(over) or WRITTEN_DATE.fullmatch(over) or NOTE.match(over)):
        kinds[start:end] = [AT_EDGE] * (end - start)


def _is_leftover(text: str) -> bool:
    return is_scrap(text) and NAME.fullmatch(text) is None and not text.endswith("表")


def is_scrap(text: str) -> bool:
    """Say whether a line is no more than a few words: nothing but such behind signature and day is no annex (GB/T 9704)."""
    return len(text) <= LONGEST_SCRAP and SCRAP.fullmatch(text) is not None and not is_title_like(text)
