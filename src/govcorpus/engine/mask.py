"""`build --mask-personal`: pages as if they had been read without personal data. `clean` and `documents` never mask.

The mask lies on what was read, before any edit, so that documents are spans of cleaned pages as ever, and nothing of what
was masked stands in any config: `pages` are rebuilt to the masked text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from govcorpus import pipeline
from govcorpus.document import Page, page_id
from govcorpus.edits import rewound, traced
from govcorpus.label.personal import hidden, masked, personal

# What the first repair uncovers is masked before the second; a page that shows more after the third loses every digit and letter.
ROUNDS = 3


def unnamed(page: Page) -> Page:
    """电话13912345678 → 电话***********: a page that was just read, with its personal data masked."""
    marks = tuple(mark._replace(value=masked(mark.value)) if mark.kind == "meta" else mark for mark in page.marks)
    return replace(_of(page, masked(page.raw)), marks=marks)


def cleaned(pages: Sequence[Page]) -> list[Page]:
    """1391234&#53;678 → ***********: clean pages and mask, in what was read, the personal data that only repair uncovers."""
    return [_cleaned(page) for page in pages]


def _cleaned(page: Page) -> Page:
    for _ in range(ROUNDS):
        done = pipeline.clean(page)
        raw = page.raw
        for view in (rewound(done, "strip."), done):
            found = [at for start, end, _ in personal(view.text) for at in (start, end)]
            places = traced(view, found)
            for start, end in zip(places[::2], places[1::2], strict=True):
                raw = hidden(raw, start, end)
        if raw == page.raw:
            return done
        page = _of(page, raw)
    return pipeline.clean(_of(page, hidden(page.raw, 0, len(page.raw))))


def _of(page: Page, raw: str) -> Page:
    """The id of a page without an address would give away what was masked to anyone who tries all numbers."""
    return page if raw == page.raw else replace(page, id=page_id(page.url, raw), raw=raw, text=raw)
