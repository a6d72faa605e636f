"""Pages that say how many articles they hold, （精选10篇）: then headings count that would number sections elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govcorpus.model.lines import COLONS, NUMBERED, TITLE_NOUN, TITLED, Line, bare, is_closed, is_prose, is_salutation, running
from govcorpus.model.numerals import CIRCLED, numeral
from govcorpus.model.part_headings import COUNT

# What such articles are called besides what officials write.
NAMED = re.compile(
    rf"{TITLED.pattern}|(?:文稿|[请检讨申志]书|后感|感想|思考|思路|打算|评语|鉴定|申请|日记|征文)(?:[（(].{{0,20}}[)）])?$"
)
COUNTED = ("篇", "则", "份", "个")
FIGURES = frozenset("0123456789一二三四五六七八九十 ")
LONGEST_COUNT, LONGEST_BEHIND = 6, 8  # characters in front of the sign and behind it
HEAD = 800  # characters of a page that announce what it holds
# 心得体会（精选10篇）, 讲话稿三篇, 发言稿5则; 做好五篇大文章 announces nothing.
ANNOUNCED = re.compile(
    rf"(?<![\d第.])(?P<n>{COUNT})\s*(?:(?:篇|则|份)|个(?:版|范|样)本)(?=$|[\W_]|[合汇]集|[汇选]编|集锦|锦集|汇总|范[文本例]|讲话|发言|材料|模板|例文|精选|优秀|最新|通用|推荐)",
    re.MULTILINE,
)
# 三篇乡村振兴讲话稿: whatever stands behind, such a title ends in what its articles are.
OPENS = re.compile(rf"(?P<n>{COUNT})\s*篇")
# The title of a page that holds several, and does not say how many.
COLLECTIONS = ("合集", "汇编", "选编", "集锦", "锦集", "汇总")
COLLECTED = re.compile(
    rf"(?:{TITLE_NOUN}|文稿)(?:精选|优秀|经典|最新|范文|材料)?(?:{'|'.join(COLLECTIONS)})(?:[（(【\[].{{0,12}}[）)】\]])?$",
    re.MULTILINE,
)
FEWEST_COLLECTED = 3
TOP, FEWEST_LINES = 200, 4  # a table of contents on top has so many lines in so many characters
LEADERS = "….·0123456789 "
NEEDLE = 6  # characters of its lines that come again
MOST = 30  # articles of a page; more is no page but a book
NONE: frozenset[int] = frozenset()
ANY = frozenset(range(FEWEST_COLLECTED, MOST + 1))
OF = r"(?:\s*[/／]\s*\d{1,2})?"  # （2/10）
# 01, Part 1, ✦ 一、在…上的讲话 ✦, 材料③｜…: whatever is around the number is what the headings of a page share.
BEFORE = r"(?P<before>[\W_]*(?:[^\W\d_一二三四五六七八九十]{1,8}[\W_]*)?)"
FIRST = re.compile(
    rf"{BEFORE}(?P<n>{COUNT}|[{CIRCLED}]){OF}(?![年月日个项条]|\.?\d)(?P<behind>[^\w]*(?:[篇则稿号章][\W_]*)?)(?P<title>.*?)(?P<end>[\W_]*)"
)
LAST = re.compile(
    rf"(?P<before>[\W_]*)(?P<title>\w.*?)(?P<behind>[\W_]*(?:[之第][\W_]*)?)(?P<n>{COUNT}){OF}(?P<end>[篇则稿]?[\W_]*)"
)
# 1、在…上的讲话 and 在…上的讲话………3, as a table of contents prints them.
LISTED = re.compile(
    rf"^[\W_]*(?:第\s*)?(?:{COUNT}(?:[篇则稿]|(?=[、.．:：）)\s】])))?[\W_]*|[\W_]*(?:[….·]{{2,}}|\s)\s*\d{{1,3}}$"
)
FEWEST_LISTED, SHORTEST_LISTED = 3, 6  # lines, characters of one
LONGEST = 70  # characters of such a heading
LONGEST_INTRODUCTION = 400  # characters of running text in front of the first
SHORTEST_ARTICLE = 30  # characters
LONGEST_NUMERAL = 3  # characters: 十二, (1)


class Counted(NamedTuple):
    """A line that may number an article: its number, the title it carries, its row."""

    number: int
    title: str
    row: int


def announced(title: str, raw: str) -> frozenset[int]:
    """（精选10篇） → {10}: return the numbers of articles that a page says it holds, by its title or the top of its raw text.

    Any from three to thirty for a collection that does not say how many (讲话稿合集), none where nothing is announced.
    """
    said = f"{title}\n{raw[:HEAD]}"
    counts = frozenset(count for sign in COUNTED for count in _counts(said, sign) if 1 < count <= MOST)
    if (opens := OPENS.match(title)) and NAMED.search(title):
        counts |= {count for count in (numeral(opens["n"]) or 0,) if 1 < count <= MOST}
    top = f"{title}\n{raw[:TOP]}"
    if counts or not any(word in top for word in COLLECTIONS):
        return counts
    return ANY if COLLECTED.search(top) else NONE


def _counts(text: str, sign: str) -> Iterator[int]:
    """The numbers in front of a sign: looked for from it, for an expression that begins with a number is tried at every character."""
    at = text.find(sign)
    while at >= 0:
        if (
            at
            and text[at - 1] in FIGURES
            and (found := ANNOUNCED.search(text, max(0, at - LONGEST_COUNT), at + LONGEST_BEHIND))
        ):
            yield numeral(found["n"]) or 0
        at = text.find(sign, at + 1)


def may_list(text: str) -> bool:
    """Say whether a text may begin with a table of contents: it has many lines on top, and two of them come again."""
    if text.find("\n", 0, LONGEST) < 0 or text.count("\n", 0, TOP) < FEWEST_LINES:
        return False
    named = (line.rstrip(LEADERS) for line in text[:TOP].split("\n")[:-1] if NEEDLE <= len(line) <= LONGEST)
    return sum(text.find(line[-NEEDLE:], TOP) >= 0 for line in named if not is_closed(line)) > 1


def as_announced(rows: Sequence[Line], counts: frozenset[int]) -> list[Counted]:
    """Return the headings that number exactly as many articles as the page announces, the first of them above all text.

    The first article may have lost its heading to the title of the page, which it repeats, or to a pager: its row is -1.
    """
    series: dict[object, list[Counted]] = {}
    for shape, heading in _candidates(rows):
        series.setdefault(shape, []).append(heading)
        if NAMED.search(heading.title):  # apart from sections under the same numbers
            series.setdefault((shape[:-1], NAMED), []).append(heading)
    runs = [run for same in series.values() if (run := _whole(rows, same, counts))]
    return min(runs, key=lambda run: run[0].row, default=[])


def as_listed(rows: Sequence[Line]) -> list[Counted]:
    """Return the lines that a table of contents on top lists, each again above an article of its own; none where it lists sections.

    Where text stands in front of the first of them, that is an article as well, which lost its heading: its row is the last of the table.
    """
    first = next((i for i, row in enumerate(rows) if is_prose(row.text)), 0)
    again: dict[str, int] = {}  # where a line stands last
    for i, row in enumerate(rows):
        if len(row.text) <= LONGEST:
            again[_listed(row.text)] = i
    start, length = _contents([again[_listed(row.text)] > i for i, row in enumerate(rows[:first]) if len(row.text) <= LONGEST])
    names = [_listed(row.text) for row in rows[start : start + length]]
    named = sum(len(name) >= SHORTEST_LISTED and NAMED.search(name) is not None for name in names)
    if not length or 4 * named < 3 * length:  # 工作回顾, 工作计划, 意见建议 are sections
        return []
    found: list[Counted] = []
    for i in range(start + length, len(rows)):
        if len(found) < length and len(rows[i].text) <= LONGEST and _listed(rows[i].text) == names[len(found)]:
            found.append(Counted(len(found) + 1, LISTED.sub("", rows[i].text), i))
    if len(found) < length:
        return []
    if running(rows[start + length : found[0].row]) >= SHORTEST_ARTICLE:
        found = behind_one(found, start + length - 1)
    return found if len(found) >= FEWEST_LISTED and _are_apart(rows, found) else []


def behind_one(found: Sequence[Counted], row: int) -> list[Counted]:
    """Return headings behind one more article, which lost its own; it begins below a row."""
    return [Counted(1, "", row), *(one._replace(number=one.number + 1) for one in found)]


def _listed(text: str) -> str:
    return bare(LISTED.sub("", text))


def _contents(repeated: Sequence[bool]) -> tuple[int, int]:
    """Where the first row of lines that come again begins, and how long it is."""
    start = next((i for i, again in enumerate(repeated) if again), 0)
    end = next((i for i in range(start, len(repeated)) if not repeated[i]), len(repeated))
    return start, end - start


def _are_apart(rows: Sequence[Line], run: Sequence[Counted]) -> bool:
    """Say whether under each heading there is text enough for an article."""
    ends = [rows[one.row].start for one in run[1:]] + [rows[-1].end]
    starts = [rows[one.row].end if one.row >= 0 else 0 for one in run]
    return all(end - start >= SHORTEST_ARTICLE for start, end in zip(starts, ends, strict=True))


def _candidates(rows: Sequence[Line]) -> Iterator[tuple[tuple[object, ...], Counted]]:
    for i, row in enumerate(rows):
        text = row.text
        if len(text) > LONGEST or (is_closed(text) and not text.endswith(COLONS)):
            continue
        for form in (FIRST, LAST):
            if found := form.fullmatch(text):
                title, number = found["title"], found["n"]
                shared = bool(title) if form is FIRST else title  # behind one title repeated stand the numbers of its articles
                value = CIRCLED.index(number) + 1 if number in CIRCLED else numeral(number) or 0
                yield (
                    (form, found["before"], found["behind"], found["end"], number.isdecimal(), shared),
                    Counted(value, title, i),
                )


def _whole(rows: Sequence[Line], same: Sequence[Counted], counts: frozenset[int]) -> list[Counted]:
    """The headings of one shape, if they are as many as the page announces and nothing speaks against it; else none."""
    ones = [i for i, one in enumerate(same) if one.number == 1]
    run = list(same[ones[-1] :] if ones else same)
    if not ones and run[0].number == 2 and len(run) > 1 and (counts is not ANY or NAMED.search(run[0].title)):
        run.insert(0, Counted(1, run[0].title, -1))
    if len(run) not in counts or [one.number for one in run] != list(range(1, len(run) + 1)):
        return []
    if not _are_apart(rows, run):
        return []
    top = rows[: max(run[0].row, 0)]
    # where a speech has begun, these are its sections
    if running(top) > LONGEST_INTRODUCTION or any(is_salutation(row.text) for row in top):
        return []
    # 一、, （一） and 1. number sections as well: then half of them must name an article
    if NUMBERED.match(last := rows[run[-1].row].text) and run[-1].title:
        named = sum(NAMED.search(one.title) is not None for one in run)
        return run if (1 if counts is ANY else 2) * named >= len(run) else []
    return run if counts is not ANY or len(last) > LONGEST_NUMERAL else []
