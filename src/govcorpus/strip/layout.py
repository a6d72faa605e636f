"""Blank lines, indents and trailing blanks: `　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Change, Page, Source

SPACE = re.compile(r"[\s\u200b\ufeff]+")
INVISIBLE = "\u200b\ufeff"  # blanks that str.strip() does not know


def blank(page: Page, _source: Source) -> Iterator[Change]:
    """`　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`: one line feed between lines, no blanks at their ends, none around the text."""
    text = page.text
    if all(
        line and line.strip() == line and line[0] not in INVISIBLE and line[-1] not in INVISIBLE for line in text.split("\n")
    ):
        return  # a search of the whole text takes ten times as long
    for space in SPACE.finditer(text):
        start, end = space.span()
        if start == 0 or end == len(text):
            yield Change(start, end, "")
        elif "\n" in space[0] and space[0] != "\n":
            yield Change(start, end, "\n")
