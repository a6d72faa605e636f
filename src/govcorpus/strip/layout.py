"""Blank lines, indents and trailing blanks: `　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Change, Page, Source

SPACE = re.compile(r"[\s\u200b\ufeff]+")


def blank(page: Page, _source: Source) -> Iterator[Change]:
    """`　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`: one line feed between lines, no blanks at their ends, none around the text."""
    text = page.text
    for space in SPACE.finditer(text):
        start, end = space.span()
        if start == 0 or end == len(text):
            yield Change(start, end, "")
        elif "\n" in space[0] and space[0] != "\n":
            yield Change(start, end, "\n")
