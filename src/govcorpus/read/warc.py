"""WARC and WET archives → pages (extra `warc`). A cut record is noticed by its Content-Length; what stands behind it is read.

Of an answer that breaks off (in its chunks, its packed data, or because the crawler cut it) what there is is read, and it is told.

Answers with another status than 200 and what is neither HTML nor plain text (images, style sheets, requests, revisits) are no
pages and are passed over.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from govcorpus.errors import InputError
from govcorpus.read import files

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

    from govcorpus.document import Page

TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xhtml")
# Where a record begins: by itself, or as a gzip member of its own.
RECORD = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
MEMBER = re.compile(rb"\x1f\x8b\x08")
# The same inside the content of another record, which says that it is longer than it is.
SWALLOWED = re.compile(rb"\r\n\r\nWARC/[01]\.\d{1,2}\r\nWARC-Type: ")
FIX = "Fetch it again; the records behind it were looked for"
# The line in front of a chunk; no page has a chunk of 256 MB.
CHUNK = re.compile(rb"\r?\n?(?P<size>[0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]*)?\r?\n")
SIZE_LINE = 20  # bytes of such a line, about
CODECS = {"br": "brotli", "zstd": "zstd"}  # as Arrow calls them
PACKINGS = ("gzip", "x-gzip", "deflate", *CODECS)


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
    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.unknown
    at = start
    with _stream(path) as stream:
        stream.seek(start)
        try:
            # Contents are unpacked here, not by fastwarc: it stops at a bomb and loses the records behind it.
            for record in ArchiveIterator(stream, record_types=wanted, auto_decode="none"):
                at = record.stream_pos
                place = f"{path} record at byte {at}"
                if record.record_type == WarcRecordType.unknown:
                    kind = record.headers.get("WARC-Type") or "\n"
                    if "\n" not in kind:  # one that other programs know
                        continue
                    yield files.Unread(
                        place, "the head of the record cannot be read", f"End its lines with CR LF. {FIX}", kind[:120]
                    )
                    return _next(path, at + 1)
                length = record.content_length
                body = record.reader.read(min(length, files.MAX_BYTES + 1))
                if len(body) < min(length, files.MAX_BYTES + 1):
                    yield files.Unread(
                        place,
                        f"the record is cut: {len(body):,} of the {length:,} bytes it states",
                        FIX,
                        _url(record),
                    )
                    return _next(path, at + 1)
                swallowed = SWALLOWED.search(body)
                if reason := passed(place):
                    yield files.poisoned(place, reason)
                else:
                    yield from _page(place, record, body[: swallowed.start()] if swallowed else body)
                if swallowed:
                    cause = f"another record begins inside the {length:,} bytes it states"
                    yield files.Unread(place, cause, FIX, _url(record), lost=False)
                    return _next(path, at + 1)
        except OSError as error:
            yield files.Unread(f"{path} behind byte {at}", f"no record begins where one should ({error})", FIX)
            return _next(path, at + 1)
    if cause := _broken(path, at):
        fix = "Fetch it again; the records before the break were read"
        yield files.Unread(f"{path} behind byte {at}", f"the archive breaks off ({cause})", fix, lost=False)
    return None


def _broken(path: Path, at: int) -> str:
    """Say why an archive does not end where a record does: fastwarc keeps silent about one that is cut in its head.

    `at` is where the last one begins that was read. Packed as a whole, an archive that is cut cannot be unpacked, which is told.
    """
    if path.suffix.lower() in {".xz", ".bz2", ".zst"}:
        return ""
    end = b""
    with path.open("rb") as file:
        packed = MEMBER.match(file.read(3))
        file.seek(at)
        if packed and not MEMBER.match(file.read(3)):
            at = 0  # all records are one member
        file.seek(at)
        some = gzip.GzipFile(fileobj=file).read if packed else file.read
        try:
            while block := some(1 << 20):
                end = (end + block)[-4:]
        except (EOFError, OSError, zlib.error) as error:
            return str(error)
    return "" if end.endswith((b"\r\n\r\n", b"\n\n")) else "no empty lines end it"


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
    kind = re.split("[;,]", headers.get("content-type", ""))[0].strip().lower()
    if kind and kind not in TYPES:
        return
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in {*PACKINGS, "identity", "", "none"} and body.lstrip()[:1] != b"<":
        yield files.Unread(place, f"it is packed as {packing}, which is not read", "Record it without packing", _url(record))
        return
    try:
        body, breaks = _content(body, "chunked" in headers.get("transfer-encoding", "").lower(), packing)
    except (zlib.error, EOFError, OSError) as error:
        yield files.Unread(place, f"its {packing} data is damaged ({error})", "Fetch it again", _url(record))
        return
    for cause in filter(None, (record.headers.get("WARC-Truncated"), *breaks)):
        fix = "Fetch it again if its end matters; the rest was read"
        yield files.Unread(place, f"the answer breaks off or is damaged ({cause})", fix, _url(record), lost=False)
    kind = kind or ("text/html" if body.lstrip()[:1] == b"<" else "text/plain")
    day = record.record_date.date() if record.record_date else None
    yield from files.page(place, body, _url(record), headers, day, html=None if kind == "text/plain" else True)


def _content(body: bytes, chunked: bool, packing: str) -> tuple[bytes, tuple[str, str]]:  # noqa: FBT001  named at the call
    """Join and unpack an answer, and say why not to the end. Raises what `_unpacked` raises."""
    body, cut = _chunks(body) if chunked else (body, "")
    body, broken = _unpacked(body, packing) if packing in PACKINGS else (body, "")
    return body, (cut, broken)


def _chunks(body: bytes) -> tuple[bytes, str]:
    """Join the chunks of an answer, and say why they are not all there.

    A body that is not chunked throughout (many archives store it joined) comes back as it is.
    """
    out: list[bytes] = []
    at = 0
    while found := CHUNK.match(body, at):
        size = int(found["size"], 16)
        if not size:
            return b"".join(out), ""
        out.append(body[found.end() : found.end() + size])
        at = min(found.end() + size, len(body))
    if out and len(body) - at < SIZE_LINE:
        return b"".join(out), "its last chunk is missing"
    return body, ""


def _unpacked(body: bytes, packing: str) -> tuple[bytes, str]:
    """Unpack data, no further than a block past what a page may hold, and say why not to the end; unpacked data comes back as it is.

    Raises zlib.error, EOFError or OSError where nothing can be unpacked.
    """
    if "gzip" in packing and not body.startswith(b"\x1f\x8b"):
        return body, ""
    try:
        return _inflated(body) if packing == "deflate" else files.whole(_unpacking(body, packing))
    except (zlib.error, EOFError, OSError):
        if body.lstrip()[:1] == b"<":
            return body, ""
        raise


def _inflated(body: bytes) -> tuple[bytes, str]:
    bare = body[:1] != b"\x78"  # some servers leave the zlib header out
    inflating = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
    out = inflating.decompress(body, files.MAX_BYTES + 1)
    return out, "" if inflating.eof or len(out) > files.MAX_BYTES else "its data are cut"


def _unpacking(body: bytes, packing: str) -> IO[bytes]:
    if packing in CODECS:
        import pyarrow as pa

        return cast("IO[bytes]", pa.input_stream(pa.py_buffer(body), compression=CODECS[packing]))
    return cast("IO[bytes]", gzip.open(io.BytesIO(body)))


def _stream(path: Path) -> IO[bytes]:
    """Open an archive; what is packed in members, or in zstd, fastwarc unpacks itself."""
    return files.opened(path) if path.suffix.lower() in {".xz", ".bz2"} else path.open("rb")


def _next(path: Path, start: int) -> int | None:
    """Where the next record begins at or behind `start`, None where none does."""
    with _stream(path) as stream:
        begin = MEMBER if stream.read(2) == b"\x1f\x8b" else RECORD
        stream.seek(start)
        before = b""
        while block := stream.read(1 << 20):
            if found := begin.search(before + block):
                return start - len(before) + found.start()
            start += len(block)
            before = block[-16:]
    return None
