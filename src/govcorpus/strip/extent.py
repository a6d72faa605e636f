"""Where the article of a page begins and ends: the first and the last line that are its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govcorpus.model.lines import NUMBERED, SALUTATION, WRITTEN_DATE, Line, bare, is_closed, is_title_like
from govcorpus.model.titles import plain
from govcorpus.strip.headline import headline, is_account, is_dated
from govcorpus.strip.kinds import (
    AT_EDGE,
    CHROME,
    FEWEST_SAID,
    KEPT,
    NEAR,
    OPEN,
    PROSE,
    SURELY,
    UNKNOWN,
    is_cued,
    speaks_of_site,
)
from govcorpus.strip.sentences import CUE, OWN_CUE
from govcorpus.strip.signs import CUED, LEADING

# What a line behind the article weighs as furniture, by its kind; running text weighs against it, the more the longer it is.
WEIGHT = {SURELY: 2.0, OPEN: 2.0, AT_EDGE: 1.0, NEAR: 0.3, UNKNOWN: 0.0, KEPT: -0.3}
LEAST_WEIGHT = 3.0  # of all lines from the first of the furniture on: an article is not broken by so much and then goes on
FEW, WEIGHT_OF_FEW = 4, 2.5  # lines of bait in the middle of an article, and what they weigh together at most
SPOKEN = 0.2  # running text that speaks of the site
SLACK = 0.01  # far more than sums of such weights are rounded by
PROSE_WEIGHT, PROSE_LENGTH = 1.5, 40  # a paragraph of 40 characters weighs as much as two lines that are not to be doubted
SEVERAL, LONG = 3, 90  # paragraphs, and characters of one, that comments do not have
HEADING = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[、）)]|第[一二三四五六七八九十]{1,3}[章条]")
SHORTEST_QUOTED = 8  # characters of a title
CUT_OFF = ("...", "…")  # 同志们：根据会议安排，现将有关情况汇报如下......, under a link to another article
SHORTEST_ALONE = 8  # shorter ones are names and buttons
LONGEST_LEAD_IN = 220
FILES = {"附件：", "附件:"}  # heads links, or an annex
# What a site says of the article it is about to show; two of these make a lead-in of a sentence that names the title.
LEAD_IN = re.compile(
    r"小编|整理|收集|搜集|分享|带来|推荐|欢迎(?:大家|各位|[您你])?(?:阅读|参阅|参考|借鉴|下载|收藏|查看|浏览|使用)|(?:对|给|能).{0,6}[您你大].{0,6}帮助|欢迎|供.{0,6}(?:参考|借鉴)|仅供|参阅|本文|范文|文章|下面|导[读语]|以下|写过|怎么写|如何写"
)

# What diplomats say as well, 欢迎各国分享中国机遇, and who makes a website: 收集整理了现行的主要法律，供公众免费查询和下载.
OFFERS, COLLECTS = {"欢迎", "分享", "带来", "推荐"}, {"收集", "搜集", "整理"}

# 本报讯, 云溪网消息（记者李文）: what a news item opens with is no site's word about it.
DATELINE = re.compile(r".{0,16}(?:消息|讯|电)\s*[（(:：\s]")


def body(rows: Sequence[Line], kinds: list[str], found: Sequence[int]) -> tuple[int, int]:
    """Return the first and last line of running text; of lesser signs where a page has none; (0, -1) where there is nothing.

    `kinds` is what each line is by its words (see kinds.py), `found` what `signs` said of each. What a site says in front of the
    article (下面是小编整理的…) is judged here, and its kind set to chrome.
    """
    end = len(rows)
    greeting, *others = [i for i, k in enumerate(kinds) if k == PROSE][:2] or [0]
    if others and _is_motto(rows, kinds, greeting, others[0]):
        kinds[greeting] = AT_EDGE
    if not CHROME.isdisjoint(kinds):  # only chrome ends an article
        end = min(
            _closed_from(rows, kinds),
            _furniture_from(rows, kinds, found),
        )
    running = [i for i in range(end) if kinds[i] == PROSE]
    while (
        running
        and (len(running) > 1 or KEPT in kinds[running[0] + 1 : end])
        and found[running[0]] & LEADING
        and (_leads_in(rows[running[0]].text) or _quotes(rows, running[0], rows[running[0]].text, OWN_CUE))
    ):
        kinds[running.pop(0)] = AT_EDGE
    while len(running) > 1 and found[running[-1]] & LEADING and _quotes(rows, running[0], rows[running[-1]].text, CUE):
        kinds[running.pop()] = AT_EDGE
    if not running:
        title = headline(rows, kinds, end)
        top = 0 if title is None else _below(rows, kinds, title, end)
        running = [
            i
            for i in range(top, end)
            if (
                kinds[i] == KEPT and not is_title_like(rows[i].text) and rows[i].text not in FILES
            )  # …的决定（2） numbers a page
            or (kinds[i] == UNKNOWN and _ends_sentence(rows[i].text))
        ]
        running = _together(rows, kinds, running)
        if not running:
            return (0, -1) if title is None else _alone(rows, kinds, title, end) or (title + 1, title)
    # a salutation or a heading opens the text, whatever the sentence behind it speaks of
    opening = [
        i for i in range(running[0]) if kinds[i] == KEPT and (SALUTATION.match(rows[i].text) or NUMBERED.match(rows[i].text))
    ]
    if opening and not CHROME.isdisjoint(kinds[opening[0] : running[0]]):  # 1.…总结⏎2.…讲话, contents above the title
        title = headline(rows, kinds, running[0])
        opening = [i for i in opening if title is None or i > title]
    last = running[-1]
    while (
        last + 2 < end
        and _heads(rows[last + 1].text, kinds[last + 1])
        and kinds[last + 2] in {AT_EDGE, UNKNOWN}
        and is_closed(rows[last + 2].text)
    ):
        last += 2  # a heading is not where a document ends: the sentence under it is its own, whatever it speaks of
    return min(opening[:1] + running[:1]), last


def _heads(text: str, sort: str) -> bool:
    """Say whether a line is a heading and no more: 五、其他事项."""
    return sort == KEPT and NUMBERED.match(text) is not None and not is_closed(text)


def _together(rows: Sequence[Line], kinds: Sequence[str], running: Sequence[int]) -> list[int]:
    """Of lesser signs of text, which stand among the chrome as well, those without chrome between them that hold most of it.

    What is parted from them by little goes along if a sentence ends there.
    """
    groups: list[list[int]] = []
    for i in running:
        if groups and CHROME.isdisjoint(kinds[groups[-1][-1] : i]):
            groups[-1].append(i)
        else:
            groups.append([i])
    if not groups:
        return []
    best = max(range(len(groups)), key=lambda n: sum(len(rows[i].text) for i in groups[n]))
    first = last = best
    while first > 0 and _goes_on(rows, groups[first - 1], groups[first]):
        first -= 1
    while last + 1 < len(groups) and _goes_on(rows, groups[last + 1], groups[last]):
        last += 1
    return [i for group in groups[first : last + 1] for i in group]


def _goes_on(rows: Sequence[Line], other: Sequence[int], group: Sequence[int]) -> bool:
    """Say whether lines that few others part from the body belong to it."""
    parted = max(other[0] - group[-1], group[0] - other[-1]) - 1
    return parted <= FEW and any(rows[i].text.endswith(("。", "；")) for i in other)


def _below(rows: Sequence[Line], kinds: Sequence[str], title: int, end: int) -> int:
    """The first line below the metadata under a title; 0 where none stands there."""
    if not is_dated(rows, kinds, title):
        return 0
    under = next((i for i in range(title + 1, end) if kinds[i] in CHROME), end)
    return next((i for i in range(under, end) if kinds[i] not in CHROME), 0)


def _alone(rows: Sequence[Line], kinds: Sequence[str], title: int, end: int) -> tuple[int, int] | None:
    """The lines without a sentence between the metadata under the title and what follows, as a page of an article may hold."""
    under = next((i for i in range(title + 1, end) if kinds[i] in CHROME), end)
    over = next((i for i in range(under, end) if kinds[i] not in CHROME), end)
    while over < end and kinds[over] == NEAR:
        over += 1
    last = next((i for i in range(over, len(rows)) if kinds[i] in CHROME), len(rows)) - 1
    own = [
        i
        for i in range(over, last + 1)
        if kinds[i] == UNKNOWN
        and len(rows[i].text) >= SHORTEST_ALONE
        and not rows[i].text.endswith(("：", ":"))
        and not is_account(rows[i].text)
    ]
    return (own[0], own[-1]) if own and own[0] == over else None


def _is_motto(rows: Sequence[Line], kinds: Sequence[str], first: int, second: int) -> bool:
    """Say whether the first sentence of a page stands above its title: 情系百姓，服务发展，建设美丽青岚。⏎…的通知⏎来源：县人大."""
    if any(k in {UNKNOWN, KEPT} for k in kinds[:first]) or CHROME.isdisjoint(kinds[first:second]):
        return False
    return any(
        kinds[i] in {UNKNOWN, KEPT} and is_title_like(rows[i].text) and is_dated(rows, kinds, i)
        for i in range(first + 1, second)
    )


def _leads_in(text: str) -> bool:
    """Say whether a sentence is what a site says of the article below it."""
    return (
        len(text) <= LONGEST_LEAD_IN
        and not NUMBERED.match(text)
        and not DATELINE.match(text)
        and len(said := {found[0] for found in LEAD_IN.finditer(text)}) >= 2
        and not said <= OFFERS
        and not said <= COLLECTS
        and is_cued(text)
    )


def _quotes(rows: Sequence[Line], first: int, text: str, words: re.Pattern[str]) -> bool:
    """Say whether a sentence speaks in words of a site of the title in front of the text: 《…讲话》来源于云溪文秘，欢迎阅读。

    News open with a sentence that repeats the title, so what stands there has to speak to its reader: 云溪文秘为你精选了…讲话。
    """
    if len(text) > LONGEST_LEAD_IN or NUMBERED.match(text) or words.search(text) is None:
        return False
    said = bare(text)
    titles = {own for row in rows[:first] if len(own := bare(plain(row.text))) >= SHORTEST_QUOTED and own in said}
    return any(words.search(said.replace(own, "")) for own in titles)


def _furniture_from(rows: Sequence[Line], kinds: Sequence[str], found: Sequence[int]) -> int:
    """Return the line of chrome from which on the page is furniture, whatever sentences stand in it; len(rows) where none is.

    The lines are weighed from the end: of all places to cut behind the first running text, the one with most weight of
    furniture behind it counts.
    """
    first = next(
        (i for i, k in enumerate(kinds) if k == PROSE and not (found[i] & CUED and speaks_of_site(rows[i].text, fewest=1))),
        len(rows),
    )
    hope = sum(_most(k) for k in kinds[first + 1 :])  # what the lines not yet weighed can add
    most, start, weight = LEAST_WEIGHT, len(rows), 0.0
    shares = _shares(kinds)
    for i in range(len(rows) - 1, first, -1):
        if weight + hope < most - SLACK:
            break  # behind the lines of furniture come paragraphs that nothing can outweigh
        hope -= _most(kinds[i])
        weight += shares.get(i, 1.0) * _weight(rows[i].text, kinds[i], found[i])
        if weight >= most and kinds[i] in CHROME:
            most, start = weight, i
    return start


def _shares(kinds: Sequence[str]) -> dict[int, float]:
    """What share of its weight a line of furniture has among few others between paragraphs: bait in mid-article is in a few lines."""
    out: dict[int, float] = {}
    start = 0
    for i in range(len(kinds) + 1):
        if i < len(kinds) and kinds[i] in {SURELY, AT_EDGE}:
            continue
        if 0 < i - start <= FEW and i < len(kinds):
            weight = sum(WEIGHT[k] for k in kinds[start:i])
            out.update(dict.fromkeys(range(start, i), min(1.0, WEIGHT_OF_FEW / weight)))
        start = i + 1
    return out


def _most(sort: str) -> float:
    """The most that a line of a kind can weigh."""
    return SPOKEN if sort == PROSE else max(WEIGHT[sort], 0.0)


def _weight(text: str, sort: str, signs: int) -> float:
    """Say how much a line speaks for furniture (above 0) or for the article (below 0)."""
    if sort != PROSE:
        return WEIGHT[sort] - 0.5 * (sort == UNKNOWN and _ends_sentence(text))
    if len(text) <= 200 and signs & CUED and speaks_of_site(text, fewest=1):
        return SPOKEN
    if text.endswith(CUT_OFF):
        return 0.0
    cued = len(text) <= 200 and is_cued(text, FEWEST_SAID) and not NUMBERED.match(text)
    return -(PROSE_WEIGHT + len(text) / PROSE_LENGTH) / (2 if cued else 1)


def _closed_from(rows: Sequence[Line], kinds: Sequence[str]) -> int:
    """Return the first line that opens a list of links or comments where the article is over; len(rows) where none does.

    Text stands before it, and no article behind it: comments are short and single, an article goes on with a long paragraph, or
    with several.
    """
    start = len(rows)
    if OPEN not in kinds:
        return start
    said = (i for i, k in enumerate(kinds) if k in {PROSE, KEPT} or (k == UNKNOWN and _ends_sentence(rows[i].text)))
    first = next(said, start)
    paragraphs, closed = 0, False
    for i in range(len(rows) - 1, -1, -1):
        if kinds[i] == OPEN and (first < i or not (paragraphs or closed)):
            start = i
        elif kinds[i] == PROSE and not rows[i].text.endswith(CUT_OFF):
            paragraphs += 1
            if paragraphs == SEVERAL or len(rows[i].text) >= LONG:
                break
        elif kinds[i] == KEPT and (HEADING.match(rows[i].text) or WRITTEN_DATE.fullmatch(rows[i].text)):
            paragraphs += 1  # comments have neither headings nor a day under a signature
            if paragraphs == SEVERAL:
                break
        elif kinds[i] == UNKNOWN:
            closed = closed or _ends_sentence(rows[i].text)
    return start


def _ends_sentence(text: str) -> bool:
    """Say whether a short line closes; with a colon at its end and a site's words in it, it rather opens a list."""
    return is_closed(text) and not text.endswith(CUT_OFF) and not (text.endswith(("：", ":")) and LEAD_IN.search(text))
