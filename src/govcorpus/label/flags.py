"""The closed list of flags, and the pure functions that set them."""

from __future__ import annotations

from govcorpus.document import Page


def page_flags(page: Page) -> frozenset[str]:
    """Return the flags of a page."""
    return frozenset()
