"""The two sides of a page, as read and clean, in step: what is kept on both, and patches, where edits made one of the other.

Edits stand in the coordinates of the text their rule was given, and later rules change what earlier ones wrote. A patch
joins the edits that touch the same characters, so that its two sides can be shown beside each other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from govcorpus.document import Edit, Page
from govcorpus.edits import layers, undo


class Span(NamedTuple):
    """A stretch of a page on both sides; without edits the sides are the same."""

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()


class Row(NamedTuple):
    """A line of a page on both sides; `start` and `end` are where it stands in page.text, code points."""

    start: int
    end: int
    spans: tuple[Span, ...]

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits of all spans."""
        return tuple(edit for span in self.spans for edit in span.edits)


class _Patch(NamedTuple):
    """raw[raw_start:raw_end] has become text[start:end]."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    edits: tuple[Edit, ...]


class _Part(NamedTuple):
    """What goes into a patch, in the text a layer was given: `grown` before that layer, `grows` in it."""

    start: int
    end: int
    grown: int
    grows: int
    edits: tuple[Edit, ...]


def rows(page: Page) -> Iterator[Row]:
    """Yield the lines of a page, each with its two sides.

    A line that was deleted as a whole is a row of its own, with nothing on the clean side.
    """
    start = at = 0
    row: list[Span] = []
    for span in spans(page):
        if span.edits:
            at += len(span.text)
            whole = not row and not span.text and span.raw.endswith("\n") and span.raw.strip()
            row.append(span)
            if whole or span.text.endswith("\n"):
                yield Row(start, at, tuple(row))
                start, row = at, []
            continue
        *ended, last = span.text.split("\n")
        for line in ended:
            at += len(line) + 1
            yield Row(start, at, (*row, Span(line, line)))
            start, row = at, []
        at += len(last)
        if last:
            row.append(Span(last, last))
    if row:
        yield Row(start, at, tuple(row))


def spans(page: Page) -> Iterator[Span]:
    """Yield the stretches of a page: the raw sides make page.raw, the clean ones page.text."""
    raw = undo(page)
    at = raw_at = 0
    for patch in _patches(page.edits):
        if at < patch.start:
            yield Span(raw[raw_at : patch.raw_start], page.text[at : patch.start])
        yield Span(raw[patch.raw_start : patch.raw_end], page.text[patch.start : patch.end], patch.edits)
        at, raw_at = patch.end, patch.raw_end
    if at < len(page.text):
        yield Span(raw[raw_at:], page.text[at:])


def _patches(edits: Iterable[Edit]) -> list[_Patch]:
    found: list[_Patch] = []
    for layer in layers(edits):
        old = [_Part(p.start, p.end, p.end - p.start - p.raw_end + p.raw_start, 0, p.edits) for p in found]
        cuts = sorted({at for part in old for at in part[:2]})
        new = [part for edit in layer for part in _parts(edit, cuts)]
        # sorting is stable: what an earlier rule deleted at an offset stands in front of what this one inserts there
        found = list(_joined(sorted(old + new, key=lambda part: part[:2])))
    return found


def _parts(edit: Edit, cuts: Sequence[int]) -> Iterator[_Part]:
    """Cut an edit that works character by character where earlier patches begin or end: 會(huì)議 shows three."""
    start, end, grows = edit.start, edit.start + len(edit.old), len(edit.new) - len(edit.old)
    inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)] if not grows else ()
    for first, last in pairwise((start, *inner, end)):
        yield _Part(first, last, 0, grows, (edit,))


def _joined(parts: Sequence[_Part]) -> Iterator[_Patch]:
    """Join parts that overlap; those that only touch stay apart."""
    grown = grows = 0  # by everything in front of the patch
    first = 0
    while first < len(parts):
        end, after = parts[first].end, first + 1
        while after < len(parts) and parts[after].start < end:
            end, after = max(end, parts[after].end), after + 1
        own = parts[first:after]
        start, raw_start = parts[first].start + grows, parts[first].start - grown
        grown += sum(part.grown for part in own)
        grows += sum(part.grows for part in own)
        yield _Patch(start, end + grows, raw_start, end - grown, tuple(edit for part in own for edit in part.edits))
        first = after
