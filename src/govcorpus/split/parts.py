"""Cut a page that holds several articles: 篇1…篇n, 第n篇, 范文n, 标题(一) 标题(二), 【篇一】, and speeches under plain numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from govcorpus.model.lines import COLONS, Line, is_closed, is_kept, is_salutation, lines, running
from govcorpus.model.numerals import numeral
from govcorpus.model.part_headings import ADORNING, BRACKETS, COUNT, part_heading
from govcorpus.split.announced import LONGEST_INTRODUCTION, as_announced, as_listed, may_list
from govcorpus.split.unnumbered import TAIL, as_repeated, as_titled

# Of this every heading that says what it numbers holds one: 篇1, 讲话（二, 第二篇, or a number in a bracket that closes its line.
# One class of characters begins it: an expression with several beginnings is tried at every character.
FIGURES, CLOSING = r"\d一二三四五六七八九十", re.escape("".join(BRACKETS))
PART_NUMBER = re.compile(
    rf"[篇章文例本板言稿话讲件料{CLOSING}]"
    rf"(?:\s*[（(之]?[{FIGURES}]|(?<=[{FIGURES}\s]篇)|(?<=[{FIGURES}\s篇][{CLOSING}])[{re.escape(ADORNING)}]*(?:\n|\Z))"
)
# What may stand in front of a number: No., Part, 材料, 第, 其.
BEFORE = r"[\W_]*[^\W\d_一二三四五六七八九十]{0,4}[\W_]*"
# The numbers of speeches, which sections of other documents have as well: （一）在…上的讲话, 第二部分 …讲话, 3、…讲话; …讲话四, …讲话之五.
NUMBER_FIRST = re.compile(rf"{BEFORE}(?P<n>{COUNT})\s*(?:部分|[篇则章稿号])?[\W_]*(?P<title>.{{4,}})")
NUMBER_LAST = re.compile(
    rf"[\W_]*(?P<title>.{{4,}}?)[》\s·•:：]*(?:之\s*|第\s*|[（(【\[]{BEFORE})?(?P<n>{COUNT})[篇则章稿]?[\W_]*"
)
# —— 1 ——, 第一则, 版本一: a number and no title.
NUMBER_ALONE = re.compile(rf"{BEFORE}(?P<n>{COUNT})(?P<title>)(?:[^\d，。]{{0,4}}|/\d{{1,2}})")
SPEECH = re.compile(r"(?:讲话|发言|致辞|致词|演讲|主持|贺词|党课|表态|述[职廉]报告)[稿词]?$")
# Without a salutation: three speeches, each named by a title, with an article's length of text under it.
NAMED = re.compile(r".{5,}(?:讲话|发言)稿?$")
FEWEST_NAMED = 3
SHORTEST_SPEECH = 80  # characters
# By what such a line ends in: most lines end in a sentence.
SHAPES = dict.fromkeys("话言辞词讲持课态告稿", NUMBER_FIRST) | dict.fromkeys(
    "0123456789一二三四五六七八九十*）)】]》〗★◆※=-—篇则", NUMBER_LAST
)
LONGEST_ALONE = 12  # characters of a number with what adorns it
CHAPTER = re.compile(rf"第\s*(?P<n>{COUNT})\s*章")
LONGEST_HEADING = 90  # characters: a title of two lines and its number
SHUT = "》 \u3000"  # behind a title
SECOND = "二"
NEAR = 3  # lines at most between the heading of a speech and its salutation: speaker, post, day


WORDED = re.compile(r"\w")
SHORTEST_BETWEEN = 5  # characters; shorter ones may be names
BLANK_DAY = re.compile(r"[年月日]$")


class Part(NamedTuple):
    """One of the articles of a text: its number and the title its heading carries, text[start:end] behind the heading."""

    number: int
    title: str
    start: int
    end: int


class Heading(NamedTuple):
    """The line at `row` of a text as the heading of an article: what it shares with its series, its number, the title it carries."""

    series: tuple[object, str]
    number: int
    title: str
    row: int


def is_separator(text: str) -> bool:
    """Say whether a line parts articles: ------. What …… stands for is left out of one."""
    return not WORDED.search(text) and text.strip("…") != ""


def parts(
    text: str,
    own: str = "",
    counts: frozenset[int] = frozenset(),
    furniture: Callable[[str], bool] = is_separator,
    title: str = "",
) -> list[Part]:
    """Return the articles a text holds, an empty list where it is one article.

    Headings count only as a series: of one kind, each in a line of its own, numbered from 1 without a gap. Of numbers that sections
    have as well only those count that number speeches. `own` is the regular expression for the headings of the page's source, if
    it has its own; its lines count in the order they stand. `counts` are the numbers of articles that the page announces, `title` is
    its title; `furniture` says of a line at the edge of an article whether it is a site's, which is in none of them.
    """
    cut = partial(_cut, text, furniture=furniture)
    if own:
        known = re.compile(own)
        marked = [line for line in lines(text) if known.fullmatch(line.text)]
        return cut([(line, number, "") for number, line in enumerate(marked, 1)]) if len(marked) > 1 else []
    found: list[Heading] = []
    rows: Sequence[Line] = ()
    if len(PART_NUMBER.findall(text)) > 1:  # else no two lines are such headings
        rows = lines(text)
        found = max(map(_series, _alike(_named(rows))), key=len, default=[])
        if _counts_chapters_on(rows, found):
            return []
    if len(found) < 2 and _could_be_speeches(text):
        rows = lines(text)
        found = max(filter(partial(_are_speeches, rows), map(_series, _alike(_speeches(rows)))), key=len, default=[])
    repeated = title != "" and text.count(TAIL.sub("", title)) > 1
    if (counts and len(found) not in counts) or repeated or may_list(text):
        rows = lines(text)
        said = (as_announced(rows, counts) if counts else []) or as_listed(rows)
        said = said or (as_repeated(rows, title) if repeated else []) or (as_titled(rows, counts) if counts else [])
        if len(said) > len(found):
            return cut([(rows[one.row] if one.row >= 0 else Line(0, 0, ""), one.number, one.title) for one in said])
    return cut([(rows[one.row], one.number, one.title) for one in found]) if len(found) > 1 else []


def _named(rows: Sequence[Line]) -> Iterator[Heading]:
    """The headings that say what they number: 篇1, 范文二：在全县大会上的讲话."""
    for i, row in enumerate(rows):
        if found := part_heading(row.text):
            yield Heading((found.form, found.kind), found.number, found.title, i)


def _counts_chapters_on(rows: Sequence[Line], found: Sequence[Heading]) -> bool:
    """第二篇 构建产业体系 ⏎ 第三章 …: are these the 篇 of one plan, whose chapters count on from one to the next?"""
    if len(found) < 2 or not found[1].title or found[1].row + 1 >= len(rows):
        return False
    chapter = CHAPTER.match(rows[found[1].row + 1].text)
    return chapter is not None and (numeral(chapter["n"]) or 0) > 1


def _could_be_speeches(text: str) -> bool:
    """What `_are_speeches` cannot do without: ends of lines, two of salutations or one of a second title; or names of speeches."""
    return (
        sum(text.count(f"{colon}\n") for colon in COLONS) + text.endswith(COLONS) > 1
        or f"{SECOND}\n" in text
        or text.endswith(SECOND)
        or text.count("讲话") + text.count("发言") >= FEWEST_NAMED
    )


def _speeches(rows: Sequence[Line]) -> Iterator[Heading]:
    """The numbered titles of speeches: （二）在全县大会上的讲话, …讲话二."""
    for i, row in enumerate(rows):
        shape = SHAPES.get(row.text[-1]) if len(row.text) <= LONGEST_HEADING else None
        found = shape.fullmatch(row.text) if shape else None
        if not (found and SPEECH.search(found["title"].rstrip(SHUT))):
            found = NUMBER_ALONE.fullmatch(row.text) if len(row.text) <= LONGEST_ALONE else None
        if found:
            title = found["title"].rstrip(SHUT)
            one, other = sorted([found.span("n"), (found.start("title"), found.start("title") + len(title))])
            around = row.text[: one[0]] + row.text[one[1] : other[0]] + row.text[other[1] :]
            yield Heading((found.re, around), numeral(found["n"]) or 0, title, i)


def _are_speeches(rows: Sequence[Line], run: Sequence[Heading]) -> bool:
    """What tells articles from sections: a salutation that opens half of them, or one title with its number at the end."""
    if len(run) < 2:
        return False
    ends = [one.row for one in run[1:]] + [len(rows)]
    opened = sum(
        any(is_salutation(row.text) for row in rows[one.row + 1 : min(one.row + 2 + NEAR, end)])
        for one, end in zip(run, ends, strict=True)
    )
    same = len({one.title for one in run}) == 1 and run[0].title and any(rows[one.row].text.endswith(SECOND) for one in run)
    return (opened > 1 and 2 * opened >= len(run)) or bool(same) or _are_named(rows, run, ends)


def _are_named(rows: Sequence[Line], run: Sequence[Heading], ends: Sequence[int]) -> bool:
    """Say whether each heading of a run names another speech and stands above as much text as a speech has."""
    return (
        len(run) >= FEWEST_NAMED
        and len({one.title for one in run}) == len(run)
        and all(NAMED.fullmatch(one.title) for one in run)
        and all(rows[end - 1].end - rows[one.row].end >= SHORTEST_SPEECH for one, end in zip(run, ends, strict=True))
    )


def _alike(headings: Iterable[Heading]) -> list[list[Heading]]:
    series: dict[tuple[object, str], list[Heading]] = {}
    for heading in headings:
        series.setdefault(heading.series, []).append(heading)
    return list(series.values())


def _series(headings: Sequence[Heading]) -> list[Heading]:
    """The longest run numbered from 1 whose headings do not stand one below the other, as in a table of contents."""
    best: list[Heading] = []
    run: list[Heading] = []
    for heading in headings:
        if heading.number == 1:
            run = []
        if run and heading.row == run[-1].row + 1:
            run = []
        elif heading.number == len(run) + 1:
            run.append(heading)
            best = max(best, run, key=len)
    return list(best)


def cut_at(text: str, starts: Sequence[int], furniture: Callable[[str], bool]) -> list[Part]:
    """Cut a text where articles without headings begin."""
    return _cut(text, [(Line(start, start, ""), n, "") for n, start in enumerate(starts, 1)], furniture) if starts else []


def _cut(text: str, headings: Sequence[tuple[Line, int, str]], furniture: Callable[[str], bool]) -> list[Part]:
    """Cut a text at headings; what a site sets between two articles is in neither, and more than an introduction is an article."""
    front = text[: headings[0][0].start]
    if len(front) > LONGEST_INTRODUCTION and running(lines(front)) > LONGEST_INTRODUCTION:
        headings = [(Line(0, 0, ""), 1, ""), *((line, number + 1, title) for line, number, title in headings)]
    ends = [line.start for line, _, _ in headings[1:]] + [len(text)]
    inside = [list(lines(text[line.end : end])) for (line, _, _), end in zip(headings, ends, strict=True)]
    last = Counter(rows[-1].text for rows in inside[:-1] if rows)
    out = []
    for (line, number, title), stop, rows in zip(headings, ends, inside, strict=True):
        start, end = line.end, stop
        while rows and (furniture(rows[-1].text) or (last[rows[-1].text] > 1 and _is_between(rows[-1].text))):
            end = line.end + rows.pop().start
        while len(rows) > 1 and (furniture(rows[0].text) or rows[0].text == title):  # a title printed twice
            start = line.end + rows.pop(0).end
        out.append(Part(number, title, start, end))
    return out


def _is_between(text: str) -> bool:
    """Say whether a line under several articles may be what a site sets between them; 谢谢大家！ and an office are their own."""
    return len(text) >= SHORTEST_BETWEEN and not is_closed(text) and not is_kept(text) and not BLANK_DAY.search(text)
