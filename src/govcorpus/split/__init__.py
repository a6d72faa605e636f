"""Cleaned pages → documents: join the pages of an article, cut pages that hold several articles, find the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govcorpus.document import Document, Page, Piece


def split(pages: Sequence[Page]) -> Iterator[Document]:
    """Yield the documents of the pages, in the order of their first pages."""
    for page in pages:
        yield Document(f"{page.id}-1", "", page.text, (Piece(page.id, 0, len(page.text)),), urls=(page.url,) if page.url else ())
