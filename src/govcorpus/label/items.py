"""Enumerations inside paragraphs → items: 主要有三点：一是…；二是…；三是…."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from govcorpus.document import Item, Section
from govcorpus.model.numerals import CIRCLED, numeral

# A paragraph without one of these holds no enumeration: every one has a second member. The expressions, each of which begins
# with a literal, find every one of them.
SEEN = (re.compile(r"二[是要、，,)）]"), re.compile("其次"), re.compile(r"2[.、)）]"), re.compile("②"))
SECONDS = ("二是", "二要", "其次", "第二，", "第二、", "第二,", "（二）", "(二)", "（2）", "(2)", "②", "二、", "2.", "2、")
# A marker follows punctuation or space, not a word: 十一是, 统一是. What must not stand before is asked behind the
# first character, so that the engine looks for that character alone.
WORD = r"[\u4e00-\u9fff\d第]"
# Each kind of member, and what a paragraph must hold for two of them.
MEMBERS = (
    (
        ("二是", "二要"),
        re.compile(
            rf"(?P<n>[一二三四五六七八九十](?<!{WORD}.)[一二三四五六七八九十]{{0,2}})(?:是|要)(?![一二三四五六七八九十]{{1,2}}[、，是要])"
        ),
    ),
    (("二，", "二,", "二、"), re.compile(r"第(?<![\u4e00-\u9fff\d].)(?P<n>[一二三四五六七八九十]{1,3})[，,、](?!第)")),
    (("首先", "最后"), re.compile(rf"(?P<n>首先|其次|再次|再者|最后)(?<!{WORD}..)[，,]?")),
    (("二)", "二）"), re.compile(r"[（(](?<=[：:；;。，,、\s].)(?P<n>[一二三四五六七八九十]{1,3})[)）](?!项|款|条|点|、)")),
    (
        ("2)", "2）", "２)", "２）"),
        re.compile(r"[（(](?<=[：:；;。，,、\s\u4e00-\u9fff].)(?P<n>[0-9０-９]{1,2})[)）](?!项|款|条|点)"),
    ),
    (("②",), re.compile(r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩])")),
    (
        ("二、",),
        re.compile(
            r"(?P<n>[一二三四五六七八九十](?<=[：:；;。\s].)[一二三四五六七八九十]{0,2})、(?![一二三四五六七八九十]{1,2}[、，线类级季产等])"
        ),
    ),
    (
        tuple(digit + stop for digit in "2２" for stop in ".．、"),
        re.compile(r"(?P<n>[0-9０-９](?<=[：:；;。\s].)[0-9０-９]?)[\.．、](?![0-9０-９])"),
    ),
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": -1}
CLAUSE = re.compile(r"[。；;！？!?]")
LEAD = re.compile(r"[，。；：,;:！？!?]")


def items(text: str, sections: Sequence[Section]) -> tuple[Item, ...]:
    """Return the members of every enumeration inside a paragraph, in the order of the text.

    Offsets are code points of `text`, half-open: from the marker to the next member, the last one to the end of its sentence or
    of its clause group. `lead` are the words behind the marker up to the first punctuation. A single 一是 without a 二是 is no
    enumeration, and the marker of a section that opens the paragraph is no item.
    """
    paragraphs = _paragraphs(text)
    if not paragraphs:
        return ()
    heads = {section.start for section in sections if section.marker}
    starts = [section.start for section in sections]
    out: list[Item] = []
    for begin, stop in paragraphs:
        paragraph = text[begin:stop]
        if len(paragraph) > 12 and any(second in paragraph for second in SECONDS):
            for marker, number, start, end in _members(paragraph):
                at = begin + start
                if at in heads or (start == len(paragraph) - len(paragraph.lstrip()) and begin in heads):
                    continue
                lead = _lead(paragraph[start + len(marker) : end])
                inside = bisect_right(starts, at) - 1
                # in a paragraph that lost its line breaks the next section ends an item
                last = min([begin + end, *starts[inside + 1 : inside + 2]])
                out.append(Item(marker, number, lead, at, last, inside if inside >= 0 else None))
    return tuple(sorted(out, key=lambda item: (item.start, -item.end)))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Where the paragraphs stand that hold a sign of a second member."""
    out = set()
    for sign in SEEN:
        end = -1
        while found := sign.search(text, end + 1):
            end = text.find("\n", found.end())
            end = len(text) if end < 0 else end
            out.add((text.rfind("\n", 0, found.start()) + 1, end))
    return sorted(out)


def _lead(body: str) -> str:
    body = body.lstrip(" ，,、：:")
    found = LEAD.search(body)
    return (body[: found.start()] if found else body)[:60].strip()


def _members(paragraph: str) -> Iterator[tuple[str, int, int, int]]:
    """Yield marker, number, start and end of the members; those of one system count 1 2 3 without a break."""
    for seconds, pattern in MEMBERS:
        for second in seconds:  # any() takes three times as long
            if second in paragraph:
                break
        else:
            continue
        run: list[tuple[str, int, int]] = []
        for found in pattern.finditer(paragraph):
            number = _number(found["n"], len(run))
            if run and number == len(run) + 1:
                run.append((found.group(), number, found.start()))
            elif number == 1:
                yield from _closed(run, paragraph)
                run = [(found.group(), 1, found.start())]
        yield from _closed(run, paragraph)


def _number(word: str, before: int) -> int:
    if word in CIRCLED:
        return CIRCLED.index(word) + 1
    value = _WORDS.get(word) or numeral(word) or 0
    return before + 1 if value < 0 else value


def _closed(run: Sequence[tuple[str, int, int]], paragraph: str) -> Iterator[tuple[str, int, int, int]]:
    if len(run) < 2:
        return
    starts = [start for _, _, start in run]
    for k, (marker, number, start) in enumerate(run):
        end = starts[k + 1] if k + 1 < len(run) else _last_end(paragraph, starts)
        yield marker, number, start, end


def _last_end(paragraph: str, starts: Sequence[int]) -> int:
    """Where the last member ends: at its first full stop where the others hold one sentence, else with the paragraph."""
    shapes = [paragraph[a:b].rstrip() for a, b in pairwise(starts)]
    if all(shape[:-1].count("。") == 0 for shape in shapes):
        stop = paragraph.find("。", starts[-1])
        return len(paragraph) if stop < 0 else stop + 1
    return len(paragraph)
