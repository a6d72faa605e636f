"""Threads whose posts are articles: 云溪春耕总结…⏎李文 发表于 2023-03-14 10:20⏎2楼⏎石门防汛总结…, 其他回答: each post is one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from govcorpus.document import Page, Piece
from govcorpus.edits import traced
from govcorpus.model.lines import Line, is_prose, lines

# What a forum or a site of questions prints above a post and nothing prints inside an article.
MARK = re.compile(
    r"发表于|Posted|作者[:：].{1,24}回复日期|回答者|第.{1,3}个回答|(?:其他|更多|网友)回答|回答\s*\d|(?:回答|编辑|发布|回复)于|热心网友|匿名用户"
    r"|答案\s*[\d一二三四五六七八九十]|对这个回答的评价|已赞过|本回答[由被]|网友采纳"
    r"|^[^\w\n]*(?:沙发|板凳|地板)[^\w\n]*$|^[^\w\n]*[第回]?\s*(?:\d{1,4}\s*[楼#F]|[#＃]\d{1,4}\s)|^[^\s:：]{1,16}\s+\d{1,4}\s*[楼#][^\w\n]*$|\d:\d\d\W+\d{1,4}\s*[楼#]",
    re.MULTILINE,
)
# 李文 | 2023-03-14 10:20 stands below an editor's note as well, so one has to stand above the first post too.
DATED = re.compile(
    r"^[^\s:：|｜]{1,16}[ \u3000|｜]+(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\s+\d{1,2}:\d\d(?::\d\d)?[^\w\n]*$", re.MULTILINE
)
# Who wrote it stands in front of the day or of these words, or in a line of its own among ranks, counters and buttons.
WRITER = re.compile(
    r"^[^\w\n]*(?:\d{1,4}\s*[楼#]\W*)?(?:其他回答\s+)?(?:回答者[:：]\s*(?P<asked>[^\s|｜:：]{1,16})"
    r"|(?!发表于|编辑于|回答于|发布于|回复于|Posted)(?P<who>[^\s|｜:：]{1,16})[ \u3000|｜]*(?:发表于|(?:19|20)\d\d[-/.]))",
    re.MULTILINE,
)
NAME = re.compile(
    r"(?!.*(?:会员|级|粉丝|吧友|版主|管理员|新手|楼|帖|积分|回[复答]|赞|评|支持|反对|举报|引用|收藏|分享|编辑))[^\s\d:：|｜]{1,16}"
)
SAME = "楼主"  # the one who opened the thread goes on
NAMELESS = {"热心网友", "匿名用户", "匿名", "网友", "游客"}
SHORTEST_POST = 200  # characters, a sentence among them; comments have fewer
MOST_POSTS = 200  # that are articles, on one page: no forum prints so many, and to label each takes a look at the whole page


class Post(NamedTuple):
    """Where a post begins in a text, and who wrote it, as far as that is said."""

    start: int
    writer: str


def posts(page: Page, pieces: Sequence[Piece], text: str) -> list[int]:
    """Return where the posts of a thread begin that are articles, an empty list where fewer than two are.

    A post by the writer of the one before goes on with it, and so does a comment.
    """
    if not any(edit.rule == "strip.chrome" and (MARK.search(edit.old) or DATED.search(edit.old)) for edit in page.edits):
        return []
    rows = lines(text)
    found = list(_marked(page, pieces, rows))
    bounds = [bisect_left(rows, post.start, key=attrgetter("start")) for post in found]
    out: list[Post] = []
    for post, first, last in zip(found, bounds, [*bounds[1:], len(rows)], strict=True):
        inside = rows[first:last]
        goes_on = out and post.writer and post.writer in {SAME, out[-1].writer}
        if not goes_on and sum(len(row.text) for row in inside) >= SHORTEST_POST and any(is_prose(row.text) for row in inside):
            out.append(post)
    return [0, *(post.start for post in out[1:])] if 1 < len(out) <= MOST_POSTS else []


def _marked(page: Page, pieces: Sequence[Piece], rows: Sequence[Line]) -> Iterator[Post]:
    """The first line of a text, and the lines above which strip took the head of a post."""
    ends = [row.start + len(row.text) - 1 for row in rows[:-1]]
    starts = [row.start for row in rows]
    raw = traced(page, [_of_page(pieces, offset) for offset in (*ends, *starts)])
    top = page.raw[: raw[len(ends)]] if rows else ""
    yield Post(0, _writer(top))
    dated = DATED.search(top) is not None
    for row, end, start in zip(rows[1:], raw, raw[len(ends) + 1 :], strict=False):
        taken = page.raw[end + 1 : start].strip()
        if taken and (MARK.search(taken) or (dated and DATED.search(taken))):
            yield Post(row.start, SAME if SAME in taken else _writer(taken))


def _writer(head: str) -> str:
    if found := WRITER.search(head):
        name = found["asked"] or found["who"]
    else:
        name = next((line.strip() for line in reversed(head.split("\n")) if NAME.fullmatch(line.strip())), "")
    return "" if name in NAMELESS else name


def _of_page(pieces: Sequence[Piece], offset: int) -> int:
    """The offset in the text of the page of one in the text of its pieces."""
    for piece in pieces:
        length = piece.end - piece.start + len(piece.after)
        if offset < length:
            return piece.start + offset
        offset -= length
    return pieces[-1].end
