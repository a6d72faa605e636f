"""A document → its labels: sections, items, facts, flags, quality, and the reason where it is dropped. Text untouched."""

from __future__ import annotations

from collections.abc import Mapping

from govcorpus.document import Document, Page


def label(document: Document, pages: Mapping[str, Page]) -> Document:
    """Return the document with everything that can be read off it and its pages."""
    return document
