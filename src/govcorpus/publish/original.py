"""Pages as they were read, rebuilt from what was published: text and edits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from govcorpus.edits import undo
from govcorpus.errors import InputError
from govcorpus.publish import parquet, rows


def from_corpus(folder: Path, page: str) -> str:
    """Return the raw text of a page of a corpus. Raises InputError where there is no such page."""
    import pyarrow.parquet as pq

    parquet.existing(folder)
    if not page:
        raise InputError(str(folder), "a corpus holds many pages", "Name one with --page ID, an id that stands in `page_ids`")
    for path in parquet.files(folder, "pages"):
        for row in pq.read_table(path, filters=[("id", "=", page)]).to_pylist():
            return undo(rows.page_of(row))
    raise InputError(str(folder), f"the config pages holds no page {page}", "Give an id that stands in `page_ids`")


def from_lines(path: Path, page: str = "") -> Iterator[str]:
    """Yield the raw texts of the pages in a file of lines of `clean --json`, each once; only the one named by `page`, if any.

    Raises InputError where a line is not one of those or the page is not there.
    """
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                for row in _pages(f"{path} line {number}", line):
                    if row["id"] not in seen and page in {"", row["id"]}:
                        seen.add(row["id"])
                        yield undo(rows.page_of_line(row))
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        raise InputError(
            str(path), f"the file cannot be read ({cause})", "Give a file that `govcorpus clean --json` wrote"
        ) from error
    if not seen:
        fix = "Give an id that stands in `page_ids`" if page else "Give a file that `govcorpus clean --json` wrote"
        raise InputError(str(path), f"there is no page {page}".rstrip(), fix)


def _pages(place: str, line: str) -> list[rows.Row]:
    try:
        found = json.loads(line)["pages"] if line.strip() else []
        return [row for row in found if {"id", "url", "source", "fetched_on", "text", "edits", "flags"} <= row.keys()]
    except (ValueError, TypeError, KeyError) as error:
        raise InputError(place, "it is no line of `clean --json`", "Give a file that `govcorpus clean --json` wrote") from error
