"""Paragraphs of a text with the markers they open with; paragraphs that lost their line breaks are cut where markers prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from govcorpus.label.outline_cuts import cuts
from govcorpus.label.outline_markers import FIRST, Marker, marker
from govcorpus.model.lines import lines as every_line

GLUED = 300  # characters: two sections with their markers inside one paragraph are longer than this on every page seen
SHORT = 45  # characters: an unnumbered line that is longer names nothing, only its opening may
LABEL = 16  # characters of an opening that may be such a name, with its colon
WHOLE = 1000  # characters of a paragraph that is most of its text: no line break of it is left


class Line(NamedTuple):
    """A paragraph, or a part of one: where it starts in the text, its text without white space around it, its marker."""

    start: int
    text: str
    marker: Marker | None


class Kinds(NamedTuple):
    """The numbers of the lines that may carry a heading, by what they look like."""

    marked: list[int]  # they open with a marker
    annexed: list[int]  # they open with 附
    bare: list[int]  # short ones without a mark that closes them
    labels: list[int]  # short ones closed by a colon
    sentences: list[int]  # short ones closed by 。
    opened: list[int]  # long ones with a colon near their beginning


def lines(text: str) -> list[Line]:
    """Return the paragraphs of a text that hold anything; offsets are code points of `text`."""
    out: list[tuple[int, str, Marker | None]] = []
    for start, _, paragraph in every_line(text):
        first = paragraph[0]
        at = start if text[start] == first else text.index(first, start)
        size = len(paragraph)
        if size > GLUED and (found := cuts(paragraph, lost=size > WHOLE and 2 * size > len(text))):
            out += _parts(at, paragraph, found)
        else:
            out.append((at, paragraph, marker(paragraph) if first in FIRST else None))
    return list(map(_LINE, out))


_LINE = partial(tuple.__new__, Line)  # takes a third of the time of calling Line


def sorted_out(rows: Sequence[Line]) -> Kinds:
    """Return which lines are of which kind."""
    kinds = Kinds([], [], [], [], [], [])
    for i, (_, text, mark) in enumerate(rows):
        if mark:
            kinds.marked.append(i)
            continue
        annexed = text[0] == "附"
        if annexed:
            kinds.annexed.append(i)
        if len(text) > SHORT:
            opening = text[:LABEL]
            if "：" in opening or ":" in opening:
                kinds.opened.append(i)
        elif not annexed:
            last = text[-1]
            if last == "。":
                kinds.sentences.append(i)
            elif last in "：:":
                kinds.labels.append(i)
            elif last not in "！!？?；;，,、":
                kinds.bare.append(i)
    return kinds


def _parts(start: int, paragraph: str, found: list[int]) -> Iterator[tuple[int, str, Marker | None]]:
    for begin, end in zip([0, *found], [*found, len(paragraph)], strict=True):
        part = paragraph[begin:end].strip()
        if part:
            yield start + paragraph.index(part[0], begin), part, marker(part)
