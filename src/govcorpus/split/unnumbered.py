"""Pages that announce several articles under titles without numbers: …汇编⏎在全县大会上的讲话⏎…⏎关于春耕的汇报⏎…."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcorpus.model.lines import (
    ABOUT,
    BEGUN,
    WRITTEN_DATE,
    Line,
    bare,
    is_closed,
    is_kept,
    is_prose,
    is_salutation,
    is_title_like,
    running,
)
from govcorpus.model.numerals import numeral
from govcorpus.model.part_headings import COUNT
from govcorpus.split.announced import (
    ANY,
    FEWEST_LISTED,
    LONGEST_INTRODUCTION,
    NAMED,
    SHORTEST_ARTICLE,
    Counted,
    announced,
    behind_one,
)

SHORTEST_TITLE, LONGEST_TITLE = 8, 60  # characters; shorter ones head sections: 工作总结
SHORTEST_TEXT = 60  # under each
SHORTEST_REPEATED, FEWEST_REPEATED = 4, 2  # characters of a title, lines that repeat it
# What a page of several adds to the title of each: …心得体会范文大全, …讲话稿多篇
TAIL = re.compile(r"(?:范文)?(?:大全|多篇|合集|集锦|锦集|汇总|汇编|选编|精选)$")
NUMBER = re.compile(rf"(?:之|第)?(?P<n>{COUNT})篇?")
NEAR = 3  # lines at most between a title and a salutation
ANNEX = re.compile(r"附[件表录图]|[图表]\s*\d|[及和与]")  # what lines open with that name a part of an article, or its rest
# What no title stands behind, or in front of: a link broke a sentence.
OPENING, CLOSING = frozenset("《“〈（(，、：:"), frozenset("》”〉），。、；")


def as_titled(rows: Sequence[Line], counts: frozenset[int]) -> list[Counted]:
    """Return the titles of exactly as many articles as the page announces; none where there are more or fewer.

    The first article may stand under the title of the page: its row is -1. Of a title printed twice the first line counts.
    """
    heads = [i for i in range(len(rows) - 1) if _is_head(rows, i)]
    titles = [i for i in heads if is_title_like(rows[i].text) and NAMED.search(rows[i].text)]
    sure = [i for i in titles if _is_sure(rows, i)]
    several = (titles,) if counts is ANY and 2 * len(sure) >= len(titles) else (sure, titles)
    runs = [run for some in several for run in _runs(rows, some, counts)]
    if counts is not ANY:  # what is no title by its words is one only where they are as many from the first line on
        runs += [run for run in _runs(rows, heads, counts) if run[0].title]
    said = (run for run in runs if len(run) in counts and len(run) >= FEWEST_LISTED and _are_articles(rows, run))
    return next(said, [])


def as_repeated(rows: Sequence[Line], title: str) -> list[Counted]:
    """Return the lines that are the title of the page with a number, …讲话稿1, …讲话稿2 or 1、…讲话稿, in a row from 1 on.

    Under 讲话稿大全 as well.

    The first may have been taken for the title itself: its row is -1.
    """
    own = bare(TAIL.sub("", title))
    found: list[Counted] = []
    for i, row in enumerate(rows if len(own) >= SHORTEST_REPEATED else ()):
        said = bare(row.text) if len(row.text) <= LONGEST_TITLE else ""
        if own in said and (number := NUMBER.fullmatch(said.replace(own, "", 1))):
            found.append(Counted(numeral(number["n"]) or 0, "", i))
    if len(found) < FEWEST_REPEATED:
        return []
    run = [Counted(1, "", -1), *found] if found[0].number == 2 else found
    whole = [one.number for one in run] == list(range(1, len(run) + 1))
    return run if whole and _are_articles(rows, run) else []


def _runs(rows: Sequence[Line], titles: Sequence[int], counts: frozenset[int]) -> list[list[Counted]]:
    """The titles as headings, and where text stands in front of them that with an article in front."""
    if not titles:
        return []
    top = rows[: titles[0]]
    front = running(top)
    begun = any(is_salutation(row.text) for row in top)
    whole = [Counted(n, rows[i].text, i) for n, i in enumerate(titles, 1)]
    above = 0 if announced(rows[0].text, "") else -1  # where the title of the page is not taken for its own
    later = behind_one(whole, above)
    if front < SHORTEST_ARTICLE:
        return [whole]
    if begun or front > LONGEST_INTRODUCTION or counts is ANY:
        return [later]
    return [whole, later]


def _is_head(rows: Sequence[Line], i: int) -> bool:
    text = rows[i].text
    return (
        SHORTEST_TITLE <= len(text) <= LONGEST_TITLE
        and not is_closed(text)
        and not is_kept(text)
        and ANNEX.match(text) is None
        and not announced(text, "")
        and not (i and text == rows[i - 1].text)
        and (not i or rows[i - 1].text[-1] not in OPENING)
        and rows[i + 1].text[0] not in CLOSING
    )


def _is_sure(rows: Sequence[Line], i: int) -> bool:
    """Say whether a title names an occasion or a subject, or stands above a day or a salutation."""
    below = [row.text for row in rows[i + 1 : i + 1 + NEAR]]
    return (
        BEGUN.match(rows[i].text) is not None
        or ABOUT.search(rows[i].text) is not None
        or any(is_salutation(text) or WRITTEN_DATE.search(text.strip("（）()")) for text in below)
    )


def _are_articles(rows: Sequence[Line], run: Sequence[Counted]) -> bool:
    """Say whether text enough for an article, with a sentence in it, stands under each title."""
    ends = [one.row for one in run[1:]] + [len(rows)]
    texts = [rows[one.row + 1 : end] for one, end in zip(run, ends, strict=True)]
    return all(
        sum(len(row.text) for row in text) >= SHORTEST_TEXT and any(is_prose(row.text) for row in text) for text in texts
    )
