"""Pages as they were read, rebuilt from what was published: text and edits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from govcorpus.document import Page
from govcorpus.edits import undo
from govcorpus.errors import InputError, RuleError
from govcorpus.publish import parquet, rows

WANTED = "Give a file that `govcorpus clean --json` wrote"


def from_corpus(folder: Path, page: str) -> str:
    """Return the raw text of a page of a corpus. Raises InputError where there is no such page, RuleError where it was altered."""
    parquet.existing(folder)
    if not page:
        raise InputError(str(folder), "a corpus holds many pages", "Name one with --page ID, an id that stands in `page_ids`")
    if not parquet.files(folder, "pages"):
        cause = "it has no config pages, from which pages are rebuilt"
        raise InputError(str(folder), cause, "Take the corpus that was pushed, or one that was pushed --with-pages")
    for row in parquet.by_id(folder, "pages", [page]):
        return _raw(rows.page_of(row), row["raw_sha256"])
    raise InputError(str(folder), f"the config pages holds no page {page}", "Give an id that stands in `page_ids`")


def from_lines(path: Path, page: str = "") -> Iterator[tuple[str, str]]:
    """Yield id and raw text of the pages in a file of lines of `clean --json`, each once; only the one named by `page`, if any.

    Raises InputError where a line is not one of those or the page is not there, RuleError where a page was altered.
    """
    try:
        with path.open("rb") as lines:
            yield from from_stream(str(path), lines, page)
    except OSError as error:
        raise InputError(str(path), f"the file cannot be read ({error.strerror})", WANTED) from error


def from_stream(place: str, lines: Iterable[bytes], page: str = "") -> Iterator[tuple[str, str]]:
    """Yield what `from_lines` does of lines that come from anywhere; `place` names it in errors. Raises as that does."""
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        for one, digest in _pages(f"{place} line {number}", line):
            if one.id not in seen and page in {"", one.id}:
                seen.add(one.id)
                yield one.id, _raw(one, digest)
    if not seen:
        fix = "Give an id that stands in `page_ids`" if page else WANTED
        raise InputError(place, f"there is no page {page}".rstrip(), fix)


def _pages(place: str, line: bytes) -> list[tuple[Page, str]]:
    try:
        return [(rows.page_of_line(row), row["raw_sha256"]) for row in json.loads(line)["pages"]] if line.strip() else []
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError(place, "it is no line of `clean --json`", WANTED) from error


def _raw(page: Page, digest: str) -> str:
    """Rebuild a page. Raises RuleError where what comes out is not what was read."""
    raw = undo(page)
    if rows.raw_digest(raw) != digest:
        cause = "its text and edits lead to another text than was read"
        raise RuleError(f"page {page.id}", cause, "Take it from where it came from again: it was changed by other means")
    return raw
