"""Which members of a numbered list are headings: judged together, by what stands between them and how they count on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from govcorpus.label.outline import ANNEX, WEAK
from govcorpus.label.outline_headings import Name
from govcorpus.label.outline_lines import Line
from govcorpus.label.outline_markers import RANKS

DIVISIONS = {"编", "篇", "部分", "章", "节"}
TABLED = {*DIVISIONS, "一、", "1", "1.1"}
COUNTED = {"1", "1.", "1、", "1）", "（1）", "①"}  # lists of short lines under these enumerate, they do not name sections
BODY = 30  # characters: what follows an unnumbered heading is a paragraph at least this long
LONGEST_TIGHT = 25  # characters: headings that follow each other without text between them are short, sentences of a list long
LONGEST_DOUBTFUL = 40  # characters of a heading that reads like a statement, or whose siblings are none
SHORT = 15  # characters of a heading closed by 。 that needs no text behind it
FEW = 4  # headings that are fewer than one in so many of a list are none
CLOSING = "。！？!?”：:）)；;>》"
NARROW = str.maketrans("（）", "()")


class Candidate(NamedTuple):
    """A line that may carry a heading: `line` holds the marker, `head` is where the section starts."""

    line: int
    head: int
    system: str
    marker: str
    number: int | None
    name: Name
    doubtful: bool = False  # reads like a statement: kept where most of its siblings name themselves


def _unmarked(row: Line) -> bool:
    return row.marker is None or row.marker.system == "——"


def body(rows: Sequence[Line], i: int) -> bool:
    """Is line i running text?"""
    return i < len(rows) and len(rows[i].text) >= BODY and _unmarked(rows[i])


def listed(rows: Sequence[Line], found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that are headings, in the order of their lines."""
    return _chained(_untabled(_settled(rows, found))) if found else []


def _settled(rows: Sequence[Line], found: Sequence[Candidate]) -> list[Candidate]:
    """Judge lists as a whole: which members of a run of siblings name themselves, and is anything said between them."""
    run_of, members = _runs(rows)
    named = Counter(run_of[c.line] for c in found if c.line in run_of and not c.doubtful)
    clauses = {run for run, lines in members.items() if any(rows[line].text[-1] in "；;" for line in lines)}
    out = []
    for c in found:
        run = run_of.get(c.line, -1)
        siblings = members.get(run, [])
        if _torn(rows, c, siblings):
            continue
        sure = c.system in DIVISIONS or c.system == ANNEX or (c.name.kind, c.name.close) == ("heading", "：")
        if sure or (
            _is_one_of_its_list(rows, c, siblings, most=named[run] * 2 > len(siblings))
            if siblings and run not in clauses
            else not siblings and not c.doubtful
        ):
            out.append(c)
    # One or two short ones among many provisions say nothing of the others: 5.社会团体的法定代表人由会长担任。
    kept = Counter(run_of[c.line] for c in out if c.line in run_of)
    few = {run for run, number in kept.items() if number * FEW < len(members[run])}
    return [c for c in out if c.system in DIVISIONS or run_of.get(c.line, -1) not in few]


def _is_one_of_its_list(rows: Sequence[Line], c: Candidate, siblings: Sequence[int], *, most: bool) -> bool:
    """May a candidate be a heading among the lines of its list, `most` of which name themselves or do not?"""
    size = len(c.name.text)
    if size > LONGEST_DOUBTFUL and (c.doubtful or not most):
        return False
    if c.doubtful and not most:
        return False
    tight = len(siblings) > 1 and siblings[-1] - siblings[0] == len(siblings) - 1
    if c.name.kind == "heading" and tight and c.system in COUNTED:
        return False
    if (c.name.kind, c.name.close) != ("heading", "。"):
        return True
    followed = body(rows, c.line + 1)
    last = c.line + 1 == len(rows) or c.line == siblings[-1]
    if tight and (size > LONGEST_TIGHT or not most) and not (last and followed):
        return False
    return most or followed or size <= SHORT


def _torn(rows: Sequence[Line], c: Candidate, run: Sequence[int]) -> bool:
    """细颗粒物（PM ⏎ 10）治理…, 我国与印度 ⏎ 、缅甸共同…: what goes on with a line that is not closed, and counts on from nothing."""
    alone = c.system in COUNTED and c.number != 1 if len(run) == 1 else c.number is None and bool(c.marker) and c.system != "——"
    before = rows[c.line - 1] if alone and c.line else None
    return before is not None and before.marker is None and before.text[-1] not in CLOSING


def _runs(rows: Sequence[Line]) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Lines that count on in one system: the number of the run a line is in, and the lines of each run."""
    run_of: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    last: dict[str, tuple[int, int]] = {}
    for i, row in enumerate(rows):
        mark = row.marker
        if mark is None or (mark.number is None and mark.system != "——"):
            continue
        number = mark.number or 0
        before = last.get(mark.system)
        run = before[1] if before and (mark.system == "——" or number == before[0] + 1) else len(members)
        last[mark.system] = (number, run)
        run_of[i] = run
        members.setdefault(run, []).append(i)
        for system in [s for s in last if RANKS[s] > RANKS[mark.system]]:
            del last[system]
    return run_of, members


def _untabled(found: Sequence[Candidate]) -> list[Candidate]:
    """Leave out a table of contents: headings without text between them that all come again further down."""
    keys = [(c.system, c.name.text.translate(NARROW)) for c in found]
    later = Counter(key for key, c in zip(keys, found, strict=True) if c.system != ANNEX)
    again = []
    for key in keys:
        later[key] -= 1
        again.append(later[key] > 0)
    out = []
    for i, c in enumerate(found):
        # 第二章 ⏎ 第一节 一般规定 in the text itself: the section comes again in 第三章, the chapter it follows does not.
        beside = (k for k in (i - 1, i + 1) if 0 <= k < len(found) and found[k].line - c.line == k - i)
        if not (again[i] and any(again[k] for k in beside) and c.name.kind == "heading" and c.system in TABLED):
            out.append(c)
    return out


def _chained(found: Sequence[Candidate]) -> list[Candidate]:
    """Keep 一是, 第一， and 首先 only as a chain of at least two from its beginning, —— only in twos; unnumbered 、 beside siblings."""
    out: list[Candidate] = []
    chains: dict[str, list[Candidate]] = {}
    inner: dict[str, set[str]] = {}  # the systems whose lists begin inside a chain: 第一， 1、 2、 第二，
    systems = {c.system for c in found if c.number is not None} | {ANNEX}

    def close(system: str) -> None:
        chain = chains.pop(system, [])
        inner.pop(system, None)
        if len(chain) > 1:
            out.extend(chain)

    for c in found:
        for system in _ended(chains, inner, c):
            close(system)
        if c.system in WEAK or c.system == "——":
            expected = len(chains.get(c.system, ())) + 1
            if c.number not in {None, expected}:
                close(c.system)
            if c.number in {None, 1, expected}:
                chains.setdefault(c.system, []).append(c)
        elif c.system in systems and (c.system != "1" or "1.1" in systems):
            out.append(c)
    for system in list(chains):
        close(system)
    return sorted(out)


def _ended(chains: Iterable[str], inner: dict[str, set[str]], c: Candidate) -> list[str]:
    """The chains that candidate c ends, as it stands further out; not those in which its own list begins, which is noted."""
    deeper = [system for system in chains if RANKS.get(c.system, -1) < RANKS[system]]
    if c.number == 1:
        for system in deeper:
            if system in WEAK:
                inner.setdefault(system, set()).add(c.system)
    return [system for system in deeper if c.system not in inner.get(system, ())]
