"""WARC and WET archives → pages (extra `warc`). A cut record is noticed by its Content-Length; what stands behind it is read.

Answers with another status than 200 and what is neither HTML nor plain text (images, style sheets, requests, revisits) are no
pages and are passed over.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus.errors import InputError
from govcorpus.read import files

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

    from govcorpus.document import Page

TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xhtml")
# Where a record begins: by itself, or as a gzip member of its own.
RECORD = re.compile(rb"WARC/[01]\.\d{1,2}\r\n")
MEMBER = re.compile(rb"\x1f\x8b\x08")
CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,8})[^\r\n]{0,100}\r\n")


def records(path: Path, passed: Callable[[str], str] = files.unhindered) -> Iterator[Page | files.Unread]:
    """Yield the pages of an archive in order, and an Unread for each record that is cut, damaged or too large; `passed` as in `files.read`.

    Raises InputError where fastwarc is not installed.
    """
    start: int | None = 0
    while start is not None:
        start = yield from _run(path, start, passed)


def _run(path: Path, start: int, passed: Callable[[str], str]) -> Generator[Page | files.Unread, None, int | None]:
    """Read records from byte `start` to the end, or to one that is broken: then return where the next one begins."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise InputError(
            str(path), "reading archives needs fastwarc, which is not installed", "Run: pip install 'govcorpus[warc]'"
        ) from error
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    at = start
    with path.open("rb") as stream:
        stream.seek(start)
        try:
            # Contents are unpacked here, not by fastwarc: it stops at a bomb and loses the records behind it.
            for record in ArchiveIterator(stream, record_types=wanted, auto_decode="none"):
                at = record.stream_pos
                length = record.content_length
                body = record.reader.read(min(length, files.MAX_BYTES + 1))
                place = f"{path} record at byte {at}"
                if len(body) < min(length, files.MAX_BYTES + 1):
                    yield files.Unread(
                        place,
                        f"the record is cut: {len(body):,} of the {length:,} bytes it states",
                        "Fetch it again; the records behind it were looked for",
                        _url(record),
                    )
                    return _next(path, at + 1)
                if reason := passed(place):
                    yield files.poisoned(place, reason)
                else:
                    yield from _page(place, record, body)
        except OSError as error:
            yield files.Unread(
                f"{path} behind byte {at}",
                f"no record begins where one should ({error})",
                "Fetch it again; the records behind it were looked for",
            )
            return _next(path, at + 1)
    return None


def _url(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<>")


def _page(place: str, record: WarcRecord, body: bytes) -> Iterator[Page | files.Unread]:
    """The page of a whole record, nothing where it is no page."""
    http = record.http_headers
    if http is not None and http.status_code not in {200, None}:
        return
    headers = (
        {name.lower(): value for name, value in http.items()}
        if http is not None
        else {"content-type": record.headers.get("Content-Type") or ""}
    )
    kind = headers.get("content-type", "").partition(";")[0].strip().lower() or "text/html"
    if kind not in TYPES:
        return
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _chunks(body)
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing in {"gzip", "x-gzip", "deflate"}:
        try:
            body = _unpacked(body, packing)
        except zlib.error as error:
            yield files.Unread(place, f"its {packing} data is damaged ({error})", "Fetch it again", _url(record))
            return
    elif packing not in {"identity", "", "none"} and body.lstrip()[:1] != b"<":
        yield files.Unread(place, f"it is packed as {packing}, which is not read", "Record it without packing", _url(record))
        return
    day = record.record_date.date() if record.record_date else None
    yield from files.page(place, body, _url(record), headers, day, html=None if kind == "text/plain" else True)


def _chunks(body: bytes) -> bytes:
    """Join the chunks of an answer; a body that is not chunked after all (many archives store it joined) comes back as it is."""
    out = []
    at = 0
    while size := CHUNK.match(body, at):
        length = int(size[1], 16)
        if not length:
            break
        out.append(body[size.end() : size.end() + length])
        at = size.end() + length
    return b"".join(out) or body


def _unpacked(body: bytes, packing: str) -> bytes:
    """Unpack gzip or deflate data, no further than one byte past what a page may hold; unpacked data comes back as it is."""
    if packing != "deflate" and not body.startswith(b"\x1f\x8b"):
        return body
    bare = packing == "deflate" and (body[:1] != b"\x78")  # some servers leave the zlib header out
    return zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32).decompress(body, files.MAX_BYTES + 1)


def _next(path: Path, start: int) -> int | None:
    """Where the next record begins at or behind `start`, None where none does."""
    with path.open("rb") as stream:
        begin = MEMBER if stream.read(2) == b"\x1f\x8b" else RECORD
        stream.seek(start)
        before = b""
        while block := stream.read(1 << 20):
            if found := begin.search(before + block):
                return start - len(before) + found.start()
            start += len(block)
            before = block[-16:]
    return None
