"""The lines facts are read from: those of a document and the chrome printed around it, with their place in raw.

Chrome is gone from `Page.text`, so a page is looked at as it stood before the strip rules: repaired, chrome and body alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from govcorpus.document import Document, Fact, Page
from govcorpus.edits import first_strip, traced, undo, with_edits

ABOVE = 24  # lines of a page that are looked at over the body: breadcrumbs, title, date, source
CLOSE = 12  # the same right over the body, where a long menu stands above them
NEAR = 4  # lines right over a part of a page that may be its title
HEAD = 15  # opening paragraphs: salutation, occasion, speaker, who called the meeting
TAIL = 8  # closing paragraphs: signature, date, annexes
OPENING, CLOSING = 3, 5  # paragraphs of a short text that are head whatever follows, and tail if they are no such
LAST = 60  # code points at the end: the paper that printed the text, its day and page
WIDTH = 400  # code points of a line that are read: facts stand at the beginning of a paragraph
# It begins with the line feed in front, so that the engine looks for that alone.
YEARLY = re.compile(r"\n(?P<line>[一二三四五六七八九十（(]{1,4}[、.．)）][^\n，。]{0,16}(?:(?:19|20)\d\d年|今年)[^\n。]{0,24})")
# 篇1, 范文三, …讲话(一): what stands over one of several texts on a page
PART = re.compile(
    r"^【?(?:篇|范文|样本|例文|第)\s?[一二三四五六七八九十\d]{1,3}(?:篇)?】?(?:[:：].{0,40})?$|[（(篇][一二三四五六七八九十\d]{1,2}[)）]?$"
)
BLANK = " \t\r\u00a0\u3000\ufeff"


class Line(NamedTuple):
    """A line of a repaired page: its text without blanks around it, where it starts there, and its zone.

    Zones: `chrome` (over the body), `title` (right over the body), `head`, `heading` (short lines between), `tail`, `below`.
    """

    zone: str
    text: str
    page: str
    start: int


_LINE = partial(tuple.__new__, Line)  # takes a third of the time of calling Line


class Reading(NamedTuple):
    """What was read in line.text[start:end]: the smaller the rank, the better the evidence."""

    name: str
    value: str
    line: Line
    start: int
    end: int
    rank: int
    note: str = ""


class Printed(NamedTuple):
    """A document's lines in reading order, by their zones, and its pages as they stood before the strip rules."""

    title: list[Line]
    over: list[Line]  # chrome and title
    head: list[Line]
    tail: list[Line]
    body: list[Line]  # head and tail
    below: list[Line]
    close: list[Line]  # the last words, of a paragraph of whatever length
    pages: Mapping[str, tuple[Page, Page]]  # as repaired, and with the edits of the strip rules only
    document: Document

    def headings(self) -> Iterator[Line]:
        """Yield the numbered short lines of the document that name a year or the year in hand."""
        for piece in self.document.pieces:
            _, strips = self.pages[piece.page]
            front = strips.text[piece.start - 1 : piece.start] or "\n"
            for match in YEARLY.finditer(front + strips.text[piece.start : piece.end]):
                at = piece.start + match.start("line") - 1
                yield Line("heading", match["line"], piece.page, traced(strips, (at,))[0])

    def naming(self, words: str) -> Iterator[Line]:
        """Yield the first line of the text that holds `words`, cut where it begins."""
        for piece in self.document.pieces:
            _, strips = self.pages[piece.page]
            at = strips.text.find(words, piece.start, piece.end)
            if at >= 0:
                yield Line("body", strips.text[at : at + WIDTH].split("\n")[0], piece.page, traced(strips, (at,))[0])
                return


def printed(document: Document, pages: Mapping[str, Page]) -> Printed:
    """Collect the lines around the first and the last piece of a document; a document without pieces has none."""
    if not document.pieces:
        return Printed([], [], [], [], [], [], [], {}, document)
    first, last = document.pieces[0], document.pieces[-1]
    before = {name: _before_strip(pages[name]) for name in {piece.page: None for piece in document.pieces}}
    page, strips = before[first.page]
    start, end = _traced(strips, first.start, max(first.end - 1, 0))
    top, near = _over(page, start, part=document.id.rpartition("-")[2])
    head = _lines(page, "head", start, min(len(page.text), start + HEAD * WIDTH), HEAD)
    page, strips = before[last.page]
    if last is not first:
        end = traced(strips, (max(last.end - 1, 0),))[0]
    end = end + 1 if last.end else 0
    below = _lines(page, "below", end, min(len(page.text), end + ABOVE * 60), ABOVE)
    begins = start if last.page == first.page else None
    head, tail, body = _parted(head, page, begins, end)
    close = _lines(page, "close", max(begins or 0, end - LAST), end, ABOVE)[-1:]
    return Printed(near, [*top, *near], head, tail, body, below, close, before, document)


def _parted(head: list[Line], page: Page, start: int | None, end: int) -> tuple[list[Line], list[Line], list[Line]]:
    """Head, tail and both of a text that ends on this page, and starts on it where `start` says so.

    A short text is all head and tail: its opening stays head, its last lines are tail.
    """
    opened = HEAD if start is None else sum(line.start < end for line in head)
    if start is not None and opened < HEAD and end - start <= HEAD * WIDTH:  # nothing of it is behind its head
        closed = max(OPENING, opened - CLOSING)
        tail = [_LINE(("tail", *line[1:])) for line in head[closed:opened]]
        opening = head[:closed] + head[opened:]
        return opening, tail, [*head[:closed], *tail, *head[opened:]]
    tail = _lines(page, "tail", _back(page.text, end), end, TAIL + 1)[-TAIL:]
    if start is not None:
        closing = {line.start for line in tail[-CLOSING:]}
        head = head[:OPENING] + [line for line in head[OPENING:] if line.start not in closing]
        known = {line.start for line in head}
        tail = [line for line in tail if line.start not in known]
    return head, tail, head + tail


def facts_of(readings: Sequence[Reading], view: Printed) -> list[Fact]:
    """Return a fact for each reading, in the order given, its span traced to raw."""
    firsts = [r.line.start + r.start for r in readings]
    lasts = [r.line.start + max(r.start, r.end - 1) for r in readings]
    for name, (page, _) in view.pages.items():
        here = [k for k, r in enumerate(readings) if r.line.page == name] if page.edits else ()
        if here:
            raw = iter(traced(page, [at for k in here for at in (firsts[k], lasts[k])]))
            for k, first, last in zip(here, raw, raw, strict=True):
                firsts[k], lasts[k] = first, last
    spans = zip(readings, firsts, lasts, strict=True)
    return [Fact(r.name, r.value, r.line.page, first, last + 1, r.note) for r, first, last in spans]


def _before_strip(page: Page) -> tuple[Page, Page]:
    """The page as repaired, and the page whose edits are those of the strip rules only."""
    if not page.edits:  # as on most pages
        return page, page
    at = first_strip(page)
    if not at:
        return with_edits(page, page.raw, ()), page
    strips = with_edits(page, page.text, page.edits[at:])
    return with_edits(page, undo(strips), page.edits[:at]), strips


def _traced(strips: Page, *offsets: int) -> Sequence[int]:
    return traced(strips, offsets) if strips.edits else offsets


def _over(page: Page, start: int, part: str) -> tuple[list[Line], list[Line]]:
    """The lines over the body, those right over it apart.

    Over a later part of a page: the page's own top, and what stands between 篇2 and the part.
    """
    near = _lines(page, "title", max(0, start - NEAR * 120), start, 10**6)[-NEAR:]
    until = near[0].start if near else start
    top = _lines(page, "chrome", 0, until, ABOVE)
    # Under a long menu, the row with the day stands among the last lines over the body.
    if len(top) == ABOVE:
        begin = page.text.rfind("\n", 0, max(top[-1].start + len(top[-1].text), until - CLOSE * 40)) + 1
        top += [line for line in _lines(page, "chrome", begin, until, 10**6)[-CLOSE:] if line.start > top[-1].start]
    if part in {"", "1"}:
        return top, near
    headed = next((i for i, line in reversed(list(enumerate(near))) if PART.search(line.text)), len(near))
    return top[:NEAR], near[headed:]


def _back(text: str, end: int) -> int:
    """Where the last TAIL lines before `end` begin, or as far back as they are read."""
    at = end
    for _ in range(TAIL + 1):
        at = text.rfind("\n", max(0, end - TAIL * WIDTH), at)
        if at < 0:
            return max(0, end - TAIL * WIDTH)
    return at + 1


def _lines(page: Page, zone: str, start: int, end: int, most: int) -> list[Line]:
    out: list[tuple[str, str, str, int]] = []
    text, name = page.text, page.id
    while start < end and len(out) < most:
        stop = text.find("\n", start, end)
        if stop < 0:
            stop = end
        core = text[start : stop if stop - start < WIDTH else start + WIDTH].rstrip(BLANK)
        if line := core.lstrip(BLANK):
            out.append((zone, line, name, start + len(core) - len(line)))
        start = stop + 1
    return list(map(_LINE, out))
