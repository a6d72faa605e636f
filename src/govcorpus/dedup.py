"""Which documents are copies of others: exact, near, or contained in a longer one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

# What copies of a text differ in without being different: spacing, punctuation, widths.
IGNORED = re.compile(r"[\W_]+")


class Fingerprint(NamedTuple):
    """What is kept of a text: digest of its normalised form, number of its shingles, and a sample of their hashes."""

    exact: bytes
    shingles: int
    sample: Sequence[int]


class Print(NamedTuple):
    """A document in the search for copies; the one whose `rank` sorts first is kept."""

    id: str
    rank: tuple[str, ...]
    fingerprint: Fingerprint


class Copy(NamedTuple):
    """A document that is left out because another one stands for it."""

    id: str
    kept_id: str
    similarity: float
    method: str


def fingerprint(text: str) -> Fingerprint:
    """Return the fingerprint of a text."""
    return Fingerprint(hashlib.sha256(IGNORED.sub("", text).encode()).digest()[:16], 0, ())


def duplicates(prints: Sequence[Print], texts: Callable[[frozenset[str]], dict[str, str]]) -> Iterator[Copy]:
    """Yield the documents that are copies, each with the one that is kept. `texts` gives the texts of documents by id."""
    best: dict[bytes, str] = {}
    for one in sorted(prints, key=lambda one: one.rank):
        kept = best.setdefault(one.fingerprint.exact, one.id)
        if kept != one.id:
            yield Copy(one.id, kept, 1.0, "exact")
