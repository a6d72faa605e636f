"""The lines that number the articles of a page: 篇1, 第二篇, 范文3, 【篇一】, 在全县会议上的讲话(二).

Strip must leave them and split cuts at them, so what such a line looks like is said here once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from govcorpus.model.lines import BLANK, bare
from govcorpus.model.numerals import numeral

COUNT = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
SIGNS = "*＊#>＞★☆▼▲●■◆◇※▍◎○□▶►→✦❖=~—–-_·•"
ADORNING = BLANK + SIGNS  # what may stand around a heading
ORNAMENT = rf"[\s{re.escape(SIGNS)}]"
ORNAMENTS = f"{ORNAMENT}{{0,8}}"
OPEN, SHUT = rf"{ORNAMENTS}[【\[（(〔「『<《〖]?\s*", r"\s*[】\]）)〕」』>》〗]?"
ITEM = r"(?:\d{1,2}\s*[.、．]\s*)?"  # 1.在全县大会上的讲话 篇一
# …：在全县大会上的讲话. Behind a bracket the title needs no sign before it: 【篇一】在全县大会上的讲话.
BEHIND = rf"(?:(?:[:：、.．\s｜|丨{re.escape(SIGNS)}]|(?<=[】\]）)〕」』>》〗]))\s*(?P<title>[^\s{re.escape(SIGNS)}].{{1,79}})|[:：]?{ORNAMENTS})"
SORT = r"范文|篇章?|例文|范例|示例|样本|样例|样稿|模板|范本|稿件"
# `kind` is what the headings of one page share besides their number; `sort` is, where each names another article.
HEADINGS = (
    re.compile(rf"{OPEN}(?P<kind>第)\s*(?P<n>{COUNT})\s*篇{SHUT}{BEHIND}"),
    re.compile(
        rf"{OPEN}(?P<kind>[\u4e00-\u9fff]{{0,6}}(?:范文|例文|范本|模板|文稿|讲话稿|发言稿|演讲稿)|(?:交流|表态|典型|大会)?发言|(?:精选|优秀|参考|最新|写作)?(?:范例|篇章?|文章|稿件)|(?:交流|发言|会议|典型|经验|汇报|学习|事迹)?材料|示例|样本|样例|讲话|演讲|讲稿|版本)\s*[（(之]?(?P<n>{COUNT}){SHUT}{BEHIND}"
    ),
    # (五篇) says how many there are
    re.compile(
        rf"{OPEN}{ITEM}(?P<kind>[^|｜丨]{{4,110}}?)\s*(?:第\s*)?[（(【\[]\s*(?:(?:(?P<sort>{SORT})|第)?\s*(?P<n>{COUNT})|第\s*(?P<n2>{COUNT})\s*(?P<sort2>篇))\s*[）)】\]]{ORNAMENTS}"
    ),
    re.compile(
        rf"{OPEN}{ITEM}(?P<kind>[^|｜丨]{{4,110}}?)\s*(?:第\s*(?P<n>{COUNT})\s*(?P<sort>篇)|(?P<sort2>{SORT})\s*(?P<n2>{COUNT})){SHUT}(?:[:：]\s*(?P<title>.{{2,80}})|[:：]?{ORNAMENTS})"
    ),
)
# Every such line holds one of these words, or ends in a bracket
WORD = re.compile(r"篇|范文|例文|范例|示例|样本|样例|样稿|模板|范本|发言|讲话|讲稿|演讲|文章|稿件|文稿|材料|版本")
# …and a number beside it: 第二篇, 范文3, (二).
COUNTED = re.compile(
    rf"第\s*[\d一二三四五六七八九十]|(?:篇章?|范文|例文|范例|示例|样本|样例|样稿|模板|范本|发言稿?|讲话稿?|讲稿|演讲稿?|文章|稿件|文稿|材料|版本)\s*[（(之]?[\d一二三四五六七八九十]|[\d一二三四五六七八九十篇]\s*[）)】\]]{ORNAMENT}*$"
)
# 赞同12 评论(25): in front of a bracket these are counted, no articles.
CLICKED = re.compile(r"(?:评论|收藏|回复|赞|阅读|浏览|下载|支持|反对|关注|转发|举报|顶|踩|留言|跟帖|有用|没用)$")
BRACKETS = ("）", ")", "】", "]")
NAMED = 2  # forms from here on carry the article's title in `kind`
LONGEST_HEADING = 120  # characters: a title of two lines and its number


class PartHeading(NamedTuple):
    """What a heading says: the form and kind it shares with its series, its number, and the title it carries.

    The kind of a heading that names its article is the word beside the number: those of one page name different articles.
    """

    form: int
    kind: str
    number: int
    title: str


def part_heading(line: str) -> PartHeading | None:
    """`篇2：在全县会议上的讲话` → (1, 篇, 2, 在全县会议上的讲话); None for a line that numbers no article."""
    if (
        len(line) > LONGEST_HEADING
        or not (WORD.search(line) or line.rstrip(ADORNING).endswith(BRACKETS))
        or not COUNTED.search(line)
    ):
        return None
    for form, heading in enumerate(HEADINGS):
        if found := heading.fullmatch(line):
            groups = found.groupdict()
            number = numeral(groups["n"] or groups.get("n2") or "0")
            title = groups.get("title") or (found["kind"].strip() if form >= NAMED else "")
            if CLICKED.search(title) or title.isdecimal():  # 讲话稿 05-12 is a link with its day
                return None
            sort = groups.get("sort") or groups.get("sort2") or found["kind"]
            return PartHeading(form, bare(sort), number, title) if number else None  # 收藏(0) counts clicks
    return None
