"""Sites we know: one folder each, found by looking."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from govcorpus.document import Page, Source, canonical_url
from govcorpus.errors import InputError
from govcorpus.sources.contribute import accept, check, list_, new
from govcorpus.sources.folder import claims, examine, found, read

__all__ = ["accept", "check", "examine", "known", "list_", "load", "new", "of"]

PACKAGED = Path(__file__).parent
FRONT = re.compile(r"https?://[^/?#]*[/?#]?")  # what holds the host of nearly all addresses


def of(page: Page, extra: Iterable[Source] = ()) -> Source:
    """Return the source of a page: its own, the one of its name or host in `extra`, a packaged one, or a plain one.

    Raises SourceError where its own was made by hand and holds no regular expressions.
    """
    if isinstance(page.source, Source):
        examine(page.source)
        return page.source
    name, host = page.source, _host(front[0] if (front := FRONT.match(page.url)) else page.url)
    if not isinstance(name, str | None):
        cause = f"a source is wanted and {type(name).__name__} was given"
        raise InputError(f"page {page.id}", cause, "Give the name of a site, or a Source")
    return next((source for source in extra if _is_of(source, name, host)), None) or _common(name, host)


@lru_cache(maxsize=1 << 10)  # to cut each address of a site into parts takes far longer than to look its host up
def _host(address: str) -> str:
    return urlsplit(canonical_url(address)).netloc


def _is_of(source: Source, name: str | None, host: str) -> bool:
    return source.name == name or (not name and host in source.hosts)


@lru_cache(maxsize=1 << 10)  # the pages of a site come together, and so they share their source
def _common(name: str | None, host: str) -> Source:
    return next((source for source in known() if _is_of(source, name, host)), Source(name or host))


@cache
def known() -> tuple[Source, ...]:
    """Return the sources that come with govcorpus, by name. Raises InputError where it was not unpacked."""
    if not PACKAGED.is_dir():
        raise InputError(str(PACKAGED), "it lies in an archive, and govcorpus reads files of its own", "Install it with pip")
    return load(PACKAGED)


def load(folder: str | os.PathLike[str]) -> tuple[Source, ...]:
    """Return the sources whose folders lie in `folder`, by name.

    Raises SourceError where the folder is missing, a source.toml breaks the rules, or two sources claim one host.
    """
    place = Path(folder)
    sources = tuple(read(path.parent) for path in found(place))
    for claim in claims(place, sources):
        raise claim
    return sources
