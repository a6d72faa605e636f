"""Blank lines, indents and trailing blanks: `　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`."""

from __future__ import annotations

from collections.abc import Iterator

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import lines


def blank(page: Page, _source: Source) -> Iterator[Change]:
    """`　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`: one line feed between lines, no blanks at their ends, none around the text."""
    rows = lines(page.text)
    if "\n".join([row.text for row in rows]) == page.text:  # as on most pages
        return
    behind = 0  # where the text so far ends
    for row, _, core in rows:
        start = page.text.index(core[0], row)
        if start > behind + (behind > 0):
            yield Change(behind, start, "\n" if behind else "")
        behind = start + len(core)
    if behind < len(page.text):
        yield Change(behind, len(page.text), "")
