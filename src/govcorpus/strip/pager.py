"""The line that leads to an article's other pages: 上一页 [1] [2] [3] 下一页, 第3/6页, 共6页."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import lines

WORD = r"首\s*页|尾\s*页|末\s*页|上\s*一?\s*页|下\s*一?\s*页|前一页|后一页|上页|下页|返回目录|转到|跳转到?|跳至|转至|到第|第|页次|每页\d+[条篇]|当前|本文|页码|分页|[Gg][Oo]|Next|Prev(?:ious)?|页|共|/|\\|余下全文|全文|在本页阅读全文"
NUMBER = r"[\[［【(（]?\s*\d{1,3}\s*[\]］】)）]?"
PAGER = re.compile(rf"(?:{WORD}|{NUMBER}|[\s:：,，.…|｜<>«»‹›＜＞←→·\-—_]|\.\.\.)+")
# One of these shows that the line is a pager and not a row of figures.
SIGN = re.compile(
    r"[上下前后]\s*一?\s*页|尾\s*页|末\s*页|第\s*\d+\s*/\s*\d+\s*页|共\s*\d+\s*页|\[\s*\d+\s*\]\s*\[\s*\d+\s*\]|［\d+］\s*［\d+］|【\s*\d+\s*】\s*【\s*\d+\s*】|第\s*\d+\s*页|(?<!\d)\d{1,3}\s*/\s*\d{1,3}\s*页|页次|余下全文|^[1１]\s+2\s+3(?:\s+\d+)*$|^\d{1,3}\s*/\s*\d{1,3}$",
    re.MULTILINE,
)
STOP = "。"  # most lines end so, and no pager holds one
LONGEST = 160  # characters: links to forty pages
# The characters of pagers, which are all in the expression; a line with another one is none, and most lines begin with one.
LETTERS = re.compile(rf"[\d\s{re.escape(''.join(sorted(set(PAGER.pattern))))}]+")


def pager(page: Page, source: Source) -> Iterator[Change]:
    """…全⏎上一页  [1] [2] [3]  下一页⏎ → …全⏎: delete the lines of page numbers.

    The edits keep what the line said; joining reads from them how many pages there are.
    """
    own = re.compile(source.pager) if source.pager else None
    for start, end, text in lines(page.text):
        if (text[-1] != STOP and len(text) <= LONGEST and is_pager(text)) or (own is not None and own.fullmatch(text)):
            yield Change(start, end, "")


def is_pager(text: str) -> bool:
    """Say whether a line is made of page numbers and the words between them."""
    return LETTERS.fullmatch(text) is not None and SIGN.search(text) is not None and PAGER.fullmatch(text) is not None
