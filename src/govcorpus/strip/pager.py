"""The line that leads to an article's other pages: 上一页 [1] [2] [3] 下一页, 第3/6页, 共6页."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import Line, is_closed, lines
from govcorpus.strip.words import longest_first

WORDS = r"""
首\s*页 尾\s*页 末\s*页 上\s*一?\s*页 下\s*一?\s*页 前一页 后一页 [上下前后]页 (?:第[一二三四五六七八九十]{1,3}|最后一|最前一)页 第 页 页次 总?页数 当前页 页码 分页(?:浏览|导航)?
返回目录 确定 转到 跳转到? 页面 跳至 转至 [翻到]到? 到第 [Gg][Oo] (?:[Pp]ages?|PAGE) of [Tt]otal Next NEXT Prev(?:ious)? PREV [共总][计有分]? 分为? 每页\d+[条篇] \d+条(?:记录)?
当前为? 这是 您?正在浏览 本文 此?文章 本?主题 [贴帖]数 (?:\d+)?回复[贴帖] 余下全文 剩余(?:部分|内容) 单页 不?分页 全文 阅读 显示 浏览 在?本页 点击 进入 查看 继续 未完待续 更精彩
"""
# Each word or sign matches in one way or not at all: else a row of numbers would be tried in all the ways to part it.
PAGER = re.compile(
    rf"(?>(?:{'|'.join(longest_first(WORDS.split()))}|\d{{1,3}}|[①-⑳]|[\s:：,，.…|｜／/\\<>«»‹›＜＞←→◄►◀▶◁▷·\-—_\[\]［］【】()（）])+)"
)
# One of these shows that the line is a pager and not a row of figures.
SIGN = re.compile(
    r"[上下前后]\s*一?\s*页|尾\s*页|末\s*页|第\s*\d+\s*/\s*\d+\s*页|共\s*\d+\s*页|\[\s*\d+\s*\]\s*\[\s*\d+\s*\]|［\d+］\s*［\d+］|【\s*\d+\s*】\s*【\s*\d+\s*】|第\s*\d+\s*页|(?<!\d)\d{1,3}\s*/\s*\d{1,3}\s*页|\d{1,3}\s+of\s+\d{1,3}|页次|未完待续|跳[至到转]\s*页|页[码面]\s*[:：]|[<«‹＜]\s*1\s+2\s*[>»›＞]|余下全文|第[一二三四五六七八九十]页|(?<!\d)[1１][^\d.,，-]{1,6}2[^\d.,，-]{1,6}3(?!\d)|^\d{1,3}\s*[/／]\s*\d{1,3}$|[（(]\s*\d{1,3}\s*[/／]\s*\d{1,3}(?:\s*total)?\s*[）)]$|①[^\w]{0,4}②|[◄◀◁]\s*\d{1,3}\s*[/／]\s*\d{1,3}\s*[►▶▷]|到第\s*页",
    re.MULTILINE,
)
STOP = "。"  # most lines end so, and no pager holds one
# · 17 ·, — 3 —: the number of a page as it was printed
FOLIO = re.compile(r"[-—–－·•~]+\s*\d{1,3}\s*[-—–－·•~]+")
LONGEST_FOLIO = 12
FURTHEST = 3  # lines behind the last number: a head, a foot, a site's words
LONGEST = 160  # characters: links to forty pages
# The characters of pagers, which are all in the expression; a line with another one is none, and most lines begin with one.
LETTERS = re.compile(rf"[\d\s①-⑳{re.escape(''.join(sorted(set(PAGER.pattern))))}]+")


def pager(page: Page, source: Source) -> Iterator[Change]:
    """…全⏎上一页  [1] [2] [3]  下一页⏎ → …全⏎: delete the lines of page numbers.

    The edits keep what the line said; joining reads from them how many pages there are.
    """
    own = re.compile(source.pager) if source.pager else None
    rows = lines(page.text)
    printed: list[int] = []
    for i, (start, end, text) in enumerate(rows):
        if (text[-1] != STOP and len(text) <= LONGEST and is_pager(text)) or (own is not None and own.fullmatch(text)):
            yield Change(start, end, "")
        elif len(text) <= LONGEST_FOLIO and FOLIO.fullmatch(text):
            printed.append(i)
    if len(printed) > 1:
        for i in _folios(rows, printed):
            yield Change(rows[i].start, rows[i].end, "")


def _folios(rows: Sequence[Line], printed: Sequence[int]) -> list[int]:
    """The numbers of printed pages that count on by one to the end of a text, and the head or foot that stands beside each."""
    numbers = [int(re.sub(r"\D", "", rows[i].text)) for i in printed]
    counts_on = all(b == a + 1 for a, b in pairwise(numbers))
    if not counts_on or printed[-1] + FURTHEST < len(rows) or printed[0] <= FURTHEST:
        return []  # numbers in front of what they number: —— 1 ——
    beside = Counter(rows[i + step].text for i in printed for step in (-1, 1) if i + step < len(rows))
    repeated = {text for text, seen in beside.items() if seen > 1 and not is_closed(text)}
    repeated |= {
        rows[i + 1].text for i in printed[:-1] if rows[i + 1].text == rows[0].text
    }  # a head; in front of the first page it has no number
    return sorted({*printed, *(i for i, row in enumerate(rows) if row.text in repeated)})


def is_pager(text: str) -> bool:
    """Say whether a line is made of page numbers and the words between them."""
    return LETTERS.fullmatch(text) is not None and SIGN.search(text) is not None and PAGER.fullmatch(text) is not None
