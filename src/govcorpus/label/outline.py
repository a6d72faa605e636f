"""How headings nest: levels by the document's own order."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from govcorpus.label.outline_markers import RANKS

ANNEX = "annex"
PLAIN = "plain"  # unnumbered, without closing punctuation
TOPIC = "topic"  # unnumbered, a sentence in a paragraph of its own
END = "end"  # 结束语
LOOSE = {PLAIN, TOPIC, "——"}
WEAK = {"第一，", "首先", "一是"}
SMALL = {"（1）", "1）", "①"}  # they count inside whatever stands open when they begin


class Heading(NamedTuple):
    """What nesting depends on: the numbering system, the number, and how the text leads up to the heading."""

    system: str  # a key of outline_markers.RANKS, or annex, plain, topic
    number: int | None
    introduced: bool = False  # the paragraph in front announces a list: 要抓好以下几个方面：
    looks_back: bool = False  # the paragraphs in front speak of the whole again: 我们也清醒地看到…


class _Open(NamedTuple):
    system: str
    number: int | None


def levels(headings: Sequence[Heading]) -> list[int]:
    """Return the level of each heading, 1 = top: 一、 （一） （二） 二、 → 1 2 2 1, but 1. 2. 3. alone → 1 1 1.

    The document's own order decides. The usual rank of a system counts only where an outer system appears for the first
    time behind an inner one, as in a page that starts at （六）: then what stood before it moves one level down.
    """
    out: list[int] = []
    stack: list[_Open] = []
    base = 0  # index of the first heading under the present annex
    inside: set[tuple[str, str]] = set()  # which system this text nests in which, against their usual rank
    used: dict[str, int] = {}  # how deep unnumbered headings stood in the present section, where later ones belong too
    for i, heading in enumerate(headings):
        if heading.system == ANNEX:
            stack = [_Open(ANNEX, None)]
            base = i + 1
        else:
            depth = used.get(heading.system, -1) if heading.system in LOOSE else -1
            depth = _depth(stack, headings, i, inside) if depth < 0 else depth
            floor = 1 if stack and stack[0].system == ANNEX else 0
            depth = floor if heading.system == END else max(depth, floor)
            if len(stack) > floor and _surrounds(stack, depth, floor, headings, i, base):
                out[base:i] = [level + 1 for level in out[base:i]]
                depth, used = floor, {}
            if depth == len(stack) > 0:
                inside.add((stack[-1].system, heading.system))
            stack = [*stack[:depth], _Open(heading.system, heading.number)]
            used = {system: at for system, at in used.items() if at <= depth}
            used[heading.system] = depth
        out.append(len(stack))
    return out


def _depth(stack: list[_Open], headings: Sequence[Heading], i: int, inside: AbstractSet[tuple[str, str]]) -> int:
    """The number of open sections that heading i stands in."""
    heading = headings[i]
    same = [k for k, open_ in enumerate(stack) if open_.system == heading.system]
    if heading.number is not None:  # 1、 may go on where 1. left off, and of two nested 一、 the one that counts on
        rank = RANKS[heading.system]
        same = [k for k in same if stack[k].number == heading.number - 1] or same
        same = same or [
            k for k, open_ in enumerate(stack) if RANKS.get(open_.system) == rank and open_.number == heading.number - 1 > 0
        ]
    if same:
        at = same[-1]
        return len(stack) if heading.number == 1 and _nests(stack[at], headings, i) else at
    if heading.looks_back:
        return min(len(stack), 1 + (bool(stack) and stack[0].system == ANNEX))
    if heading.system in LOOSE:
        last = stack[-1] if stack else None  # behind the last 五是 a name without a number leaves the list
        if last and last.system in WEAK and (last.system, heading.system) not in inside and not _continues(headings, i, last):
            stack = stack[:-1]
        return next((k for k, open_ in enumerate(stack) if k and open_.system in LOOSE), len(stack))
    while len(stack) > 1 and stack[-1].system in LOOSE:
        stack = stack[:-1]
    outer = (k for k, open_ in enumerate(stack) if _outer(open_, heading) and (open_.system, heading.system) not in inside)
    depth = next(outer, len(stack))
    if depth < len(stack) and heading.number == 1 and _continues(headings, i, stack[depth]):
        return len(stack)
    return depth


def _surrounds(stack: Sequence[_Open], depth: int, floor: int, headings: Sequence[Heading], i: int, base: int) -> bool:
    """Does heading i show that what stood before it belongs one level deeper, under a heading that the page does not hold?"""
    bottom, heading = stack[floor], headings[i]
    if bottom.system in LOOSE:  # unnumbered headings, then 八、 without a 七、: they stood under it
        return (
            heading.number is not None
            and RANKS[heading.system] <= RANKS["（一）"]
            and all(open_.system in LOOSE for open_ in stack[floor:])
            and (
                _parts_siblings(headings, i, bottom.system)
                if heading.number == 1
                else not any((h.system, h.number) == (heading.system, heading.number - 1) for h in headings[base:i])
            )
        )
    return depth == floor and _outer(bottom, heading) and _recurs(headings, i, bottom.system)


def _parts_siblings(headings: Sequence[Heading], i: int, system: str) -> bool:
    """Do headings of `system` stand between 一、 and 二、, so that they belong into 一、?"""
    between = False
    for heading in headings[i + 1 :]:
        if heading.system == ANNEX:
            return False
        if heading.system == headings[i].system:
            return heading.number == 2 and between
        between = between or heading.system == system
    return False


def _outer(open_: _Open, heading: Heading) -> bool:
    """Does the heading's system usually stand outside the open one's? 第五、 ⏎ （1） begins a list inside it."""
    begins = heading.system in SMALL or (heading.introduced and heading.system not in WEAK)
    if heading.number == 1 and open_.system in WEAK and begins:
        return False
    return RANKS.get(heading.system, 99) < RANKS.get(open_.system, -1)


def _nests(open_: _Open, headings: Sequence[Heading], i: int) -> bool:
    """Does a second 一、 inside 二、 begin an inner list? Yes where 三、 comes again after it, or the text announces a list."""
    if open_.number is None or open_.number < 1:
        return False
    following = 2
    for heading in headings[i + 1 :]:
        if heading.system == ANNEX:
            break
        if heading.system == headings[i].system and heading.number is not None:
            if heading.number == following:
                following += 1
            else:
                return heading.number == open_.number + 1
    return headings[i].introduced


def _continues(headings: Sequence[Heading], i: int, open_: _Open) -> bool:
    """Does the numbering of the open section go on behind heading i?"""
    if open_.number is None:
        return False
    for heading in headings[i + 1 :]:
        if heading.system == ANNEX:
            return False
        if heading.system == open_.system:
            return heading.number == open_.number + 1
    return False


def _recurs(headings: Sequence[Heading], i: int, system: str) -> bool:
    for heading in headings[i + 1 :]:
        if heading.system == ANNEX:
            return False
        if heading.system == system:
            return True
    return False


def parents(depths: Sequence[int]) -> list[int | None]:
    """Return for each level the index of the section around it: 1 2 2 1 → None 0 0 None."""
    out: list[int | None] = []
    path: list[tuple[int, int]] = []
    for i, depth in enumerate(depths):
        while path and path[-1][0] >= depth:
            path.pop()
        out.append(path[-1][1] if path else None)
        path.append((depth, i))
    return out
