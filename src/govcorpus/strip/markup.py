"""Strip what markup says is no text of the page: its head, hidden text, metadata tables, navigation, what surrounds the content.

The marks are in coordinates of raw; the page has been repaired since. Repair keeps every line break, so a line of the page is
the line of raw that its first character traces to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate

from govcorpus.document import Change, Mark, Page, Source
from govcorpus.edits import located, traced


def head(page: Page, _source: Source) -> Iterator[Change]:
    """关于…的通知_临江省人民政府⏎各县…： → 各县…：: the title and the meta tags of the head are facts, not text."""
    return _lines(page, lambda mark: mark.kind in {"title", "meta"})


def metadata(page: Page, _source: Source) -> Iterator[Change]:
    """索引号：⇥00001⏎各县…： → 各县…：: the metadata table is read for facts, and is no text."""
    return _lines(page, lambda mark: mark.kind == "table" and mark.value == "metadata")


def nav(page: Page, _source: Source) -> Iterator[Change]:
    """分享到⏎各县…： → 各县…：: lines in elements that are navigation, tools or footers by their tag or name."""
    return _lines(page, lambda mark: mark.kind == "nav" and mark.value != "outside")


def outside(page: Page, _source: Source) -> Iterator[Change]:
    """扫一扫⏎各县…： → 各县…：: lines outside the element that holds the main content."""
    return _lines(page, lambda mark: mark.kind == "nav" and mark.value == "outside")


def hidden(page: Page, _source: Source) -> Iterator[Change]:
    """会议<i style="display:none">本站</i>召开 → 会议召开: text that no reader of the page sees."""
    marks = [mark for mark in page.marks if mark.kind == "hidden"]
    if not marks:
        return
    places = located(page, [offset for mark in marks for offset in (mark.start, mark.end)])
    last = 0
    for start, end in zip(places[::2], places[1::2], strict=True):
        first, behind = max(start, last), end
        if first >= behind:
            continue
        if (first == 0 or page.text[first - 1] == "\n") and page.text[behind : behind + 1] == "\n":
            behind += 1  # the whole line goes
        yield Change(first, behind, "")
        last = behind


def _lines(page: Page, wanted: Callable[[Mark], bool]) -> Iterator[Change]:
    """Take away the lines that a wanted mark covers from end to end."""
    gone = {(mark.start, mark.end) for mark in page.marks if wanted(mark)}
    if not gone:
        return
    spans = [(0, 0), *_spans(page.raw)]
    raw_starts = [start for start, _ in spans[1:]]
    text_spans = list(_spans(page.text))
    for (start, end), origin in zip(text_spans, traced(page, [start for start, _ in text_spans]), strict=True):
        if spans[bisect_right(raw_starts, origin)] in gone:
            # The last line takes the line feed before it along.
            yield Change(start, min(end + 1, len(page.text)), "")


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each line."""
    lines = text.split("\n")
    starts = accumulate((len(line) + 1 for line in lines), initial=0)
    return ((start, start + len(line)) for start, line in zip(starts, lines, strict=False))
