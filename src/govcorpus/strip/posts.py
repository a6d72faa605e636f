"""What forums and sites of questions print above and below each post, in the middle of a page: 李文⏎中级会员⏎发表于 2023-03-14 10:20⏎2楼."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcorpus.model.lines import SURNAME, Line, is_closed, is_title_like
from govcorpus.model.part_headings import COUNT
from govcorpus.strip.kinds import AT_EDGE, CHROME, NEAR, SURELY, UNKNOWN

DAY = r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?"
CLOCK = r"\s+\d{1,2}:\d\d(?::\d\d)?"
FLOOR = r"[【\[（(]?\s*(?:第?\s*\d{1,4}\s*[楼#F]|[#＃]\d{1,4})\s*[】\]）)]?"
WHO = r"[^\s，。；：:|｜]{1,16}"
# 李文 | 2023-03-14 10:20 | 2楼, 3# 李文 发表于 2023-03-14, 其他回答 李文, 回 2楼(李文) 的帖子
HEAD = re.compile(
    rf"(?:{FLOOR}[\s|｜]*)?(?:{WHO}[\s|｜]+|(?:回答者|答主|提问者|发帖人|层主)[:：].{{1,24}}?)?(?:(?:发表|回答|编辑|发布|回复)于[:：]?\s*|\W*Posted:\s*)?{DAY}{CLOCK}(?:\s*(?:收起)?回复|[\s|｜]+.{{0,24}})?"
    rf"|{FLOOR}(?:[\s|｜:：]+{WHO}(?:[\s|｜]+.{{0,24}})?)?|{WHO}\s+{FLOOR}|(?:其他|更多|最佳|满意|优质|精彩)(?:回答|答案)(?:\s*{WHO})?"
    rf"|回\s*{FLOOR}\s*[（(].{{1,16}}[)）]\s*的帖子|(?:热心网友|匿名用户|网友)(?:\s+{DAY})?|回答\s*\d{{1,2}}\s*[:：]?|(?:网友)?[采收]纳\s*{WHO}|答案\s*{COUNT}\s*[:：]?|第\s*{COUNT}\s*个回答\s*[:：]?|作者[:：]\s*{WHO}\s+(?:回复)?(?:日期|时间)[:：]\s*{DAY}{CLOCK}|.{{0,24}}\s发表于.{{0,6}}{DAY}.{{0,40}}"
)
# Names, ranks, buttons and counters; 总理　李强 and 李文 are how an article is signed.
NAME_OR_RANK = re.compile(
    rf"(?!{SURNAME}[\u4e00-\u9fff]{{1,2}}$)\S{{1,12}}|\w{{1,4}}[:：]\s*\S{{1,8}}|(?:\w{{1,4}}\s*[（(]\d+[）)]\s*){{1,4}}"
)
# 5楼 会议室, and a day with a time, stand in schedules: only where the page speaks as these sites do is it the head of a post.
OF_THREADS = re.compile(r"论坛|贴吧|帖|楼主|发表于|回复日期|回答|答案|版主|Posted|只看|赞同")
LONGEST_BELOW = 8  # characters of a name with the article right below it
FURTHEST = 6  # lines from the head of a post


def posted(rows: Sequence[Line], kinds: list[str], first: int, last: int) -> None:
    """李文⏎级别：骑士⏎发表于 2023-03-14 10:20: above the last line of text, the kind of such lines is set to chrome."""
    if not any(k in CHROME and OF_THREADS.search(row.text) for row, k in zip(rows, kinds, strict=True)):
        return
    for i in range(last):
        if kinds[i] not in {SURELY, AT_EDGE, NEAR, UNKNOWN} or not HEAD.fullmatch(rows[i].text):
            continue
        kinds[i] = SURELY
        for way in (range(i - 1, max(i - FURTHEST, first), -1), range(i + 1, min(i + FURTHEST, last))) if i > first else ():
            for k in way:
                if not _is_beside(rows, kinds, k, below=k > i):
                    break
                kinds[k] = SURELY


def _is_beside(rows: Sequence[Line], kinds: Sequence[str], k: int, *, below: bool) -> bool:
    if kinds[k] in CHROME:
        return True
    text = rows[k].text
    return (
        kinds[k] in {NEAR, UNKNOWN}
        and NAME_OR_RANK.fullmatch(text) is not None
        and not is_closed(text)
        and not is_title_like(text)
        and (not below or kinds[k + 1] in CHROME or len(text) <= LONGEST_BELOW or text.isascii())
    )
