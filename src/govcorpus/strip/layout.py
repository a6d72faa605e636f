"""Blank lines, indents and trailing blanks: `　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`."""

from __future__ import annotations

from collections.abc import Iterator

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import BLANK


def blank(page: Page, _source: Source) -> Iterator[Change]:
    """`　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`: one line feed between lines, no blanks at their ends, none around the text."""
    rows = page.text.split("\n")
    cores = [row.strip(BLANK) for row in rows]
    if rows == cores and all(rows):
        return
    at = behind = 0  # where a line starts, where the text so far ends
    for row, core in zip(rows, cores, strict=True):
        if core:
            start = at + len(row) - len(row.lstrip(BLANK))
            if not behind and start:
                yield Change(0, start, "")
            elif behind and start - behind > 1:
                yield Change(behind, start, "\n")
            behind = start + len(core)
        at += len(row) + 1
    if behind < len(page.text):
        yield Change(behind, len(page.text), "")
