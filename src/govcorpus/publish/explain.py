"""Edits told for a reader: where in the page as read each one stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from govcorpus.document import Edit, Page
from govcorpus.edits import layers, traced, undo


class Explained(NamedTuple):
    """An edit and the span of the raw page, in code points, that it goes back to; `line` and `column` count from 1."""

    rule: str
    start: int
    end: int
    line: int
    column: int
    old: str
    new: str
    sure: bool


def explained(page: Page) -> list[Explained]:
    """Return the edits of a page in the order of the raw text."""
    raw = undo(page)
    return sorted(_explained(page, raw), key=lambda one: (one.start, one.end))


def _explained(page: Page, raw: str) -> Iterator[Explained]:
    # a layer's edits are in the coordinates of the text before it, which the edits up to there lead back to raw
    before = replace(page, text=raw, edits=())
    for layer in layers(page.edits):
        offsets = traced(before, [at for edit in layer for at in (edit.start, edit.start + len(edit.old))])
        for edit, start, end in zip(layer, offsets[::2], offsets[1::2], strict=True):
            last = raw.rfind("\n", 0, start)
            yield Explained(
                edit.rule, start, max(start, end), raw.count("\n", 0, start) + 1, start - last, edit.old, edit.new, edit.sure
            )
        before = replace(before, text=_after(before.text, layer), edits=before.edits + layer)


def _after(text: str, layer: tuple[Edit, ...]) -> str:
    out: list[str] = []
    at = 0
    for edit in layer:
        out += text[at : edit.start], edit.new
        at = edit.start + len(edit.old)
    return "".join([*out, text[at:]])
