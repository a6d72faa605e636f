"""Sites we know: one folder each, found by looking."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from govcorpus.document import Page, Source


def of(page: Page, extra: Iterable[Source] = ()) -> Source:
    """Return the source of a page: its own, the one of its name, the one of its host, or a plain one named after the host."""
    if isinstance(page.source, Source):
        return page.source
    host = urlsplit(page.url).netloc.lower()
    for source in extra:
        if source.name == page.source or host in source.hosts:
            return source
    return Source(page.source or host)
