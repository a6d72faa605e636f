"""Blank lines, indents and trailing blanks: `　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`."""

from __future__ import annotations

from collections.abc import Iterator

from govcorpus.document import Change, Page, Source

# What `\s` stands for in an expression, and two blanks that neither it nor str.strip() knows.
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\ufeff"


def blank(page: Page, _source: Source) -> Iterator[Change]:
    """`　　各位代表：⏎⏎ 现在` → `各位代表：⏎现在`: one line feed between lines, no blanks at their ends, none around the text."""
    rows = page.text.split("\n")
    cores = [row.strip(BLANKS) for row in rows]
    if rows == cores and all(rows):
        return
    at = behind = 0  # where a line starts, where the text so far ends
    for row, core in zip(rows, cores, strict=True):
        if core:
            start = at + len(row) - len(row.lstrip(BLANKS))
            if not behind and start:
                yield Change(0, start, "")
            elif behind and start - behind > 1:
                yield Change(behind, start, "\n")
            behind = start + len(core)
        at += len(row) + 1
    if behind < len(page.text):
        yield Change(behind, len(page.text), "")
