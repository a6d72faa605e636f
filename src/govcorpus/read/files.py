"""Files and folders → pages, one after another: text, HTML, JSONL, Parquet, WARC and WET, plain or compressed.

Nothing is fetched from the network. What cannot be read becomes an `Unread` that names file, place, cause and what to do;
the rest of the file and of the batch goes on. Files of rows are streamed: only one page is in memory at a time.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple, cast

from govcorpus.document import Page, address, saved_from
from govcorpus.errors import InputError
from govcorpus.read import magic

# No page of text comes near it: what is larger is a dump, a loop of a broken server or an attack.
MAX_BYTES = 16 << 20

TEXT = (".txt", ".text", ".md")
HTML = (".html", ".htm", ".shtml", ".xhtml", ".mhtml", ".mht", ".php", ".jsp", ".asp", ".aspx")
ROWS = (".jsonl", ".ndjson")
WARC = (".warc", ".wet", ".arc")
PACKED = (".gz", ".xz", ".bz2", ".zst")
# What a browser saves beside a page: no text of its own, left out of folders without a word.
ASSETS = (
    ".css",
    ".js",
    ".mjs",
    ".map",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".webp",
    ".bmp",
    ".ico",
    ".svg",
    ".woff",
    ".woff2",
    ".ttf",
    ".eot",
    ".mp3",
    ".mp4",
    ".swf",
)

# What reading packed data raises where they break off or are none.
BREAKS = (EOFError, OSError, zlib.error, lzma.LZMAError)
BLOCK = 1 << 12  # where packed data break off, less than this is lost of what stands before

TABLES = (".csv", ".tsv")
# A list of pages to fetch, which is no page.
ADDRESSES = re.compile(r"(?:\s*+https?://\S++)+\s*+")


class Unread(NamedTuple):
    """A file, row or record that was not read, or not to its end: where, why, what to do, and how it begins.

    `lost` is True where no page came of it (a row for `removed`), False where a page was read and this is a warning.
    """

    place: str
    reason: str
    fix: str
    excerpt: str = ""
    lost: bool = True

    def __str__(self) -> str:
        return " ".join(f"{self.place}: {self.reason}. {self.fix}".split("\n"))


def inputs(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return the files to read, sorted by path, each once: the files given and those in the folders given.

    Hidden files and what browsers save beside a page (style sheets, images) are left out of folders.
    Raises InputError for a path that does not exist, and for a folder that cannot be read or holds nothing to read.
    """
    found: set[Path] = set()
    for path in map(Path, paths):
        if path.is_file():
            found.add(path)
        elif path.is_dir():
            try:
                inside = set(_inside(path))
            except OSError as error:
                cause = f"the folder cannot be read ({error.strerror})"
                raise InputError(str(error.filename), cause, "Mend its permissions or leave it out") from error
            if not inside:
                raise InputError(
                    str(path),
                    "the folder holds no files to read",
                    "Give a folder of .txt, .html, .jsonl, .parquet or .warc files",
                )
            found |= inside
        else:
            if path.exists():
                raise InputError(str(path), "it is neither a file nor a folder", "Send what a pipe or device yields to `-`")
            raise InputError(str(path), "there is no such file or folder", "Check the path")
    return sorted(found, key=Path.as_posix)


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder; links to folders are followed, each folder is entered once, so that no loop is endless."""
    entered = set()
    for place, folders, names in os.walk(folder, onerror=_raise, followlinks=True):
        here = os.path.realpath(place)
        folders[:] = [] if here in entered else sorted(name for name in folders if not name.startswith("."))
        for name in names if here not in entered else ():
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() in ASSETS:
                continue
            if path.is_symlink() and not path.exists():
                raise InputError(str(path), "it is a link to a file that is not there", "Fetch that file or delete the link")
            if stat.S_ISREG(path.stat().st_mode):  # a pipe or a socket would let us wait for ever
                yield path
        entered.add(here)


def _raise(error: OSError) -> None:
    raise error


def unhindered(_: str) -> str:
    """Nothing is passed over."""
    return ""


def read(
    path: Path, start: int = 0, end: int | None = None, lines: int = 0, passed: Callable[[str], str] = unhindered
) -> Iterator[Page | Unread]:
    """Yield the pages of a file in the order in which they stand, and an Unread for each thing that is no page.

    What a file is follows from its name (`.txt`, `.html`, `.jsonl`, `.parquet`, `.warc`, `.wet`; then `.gz`, `.xz`, `.bz2`
    or `.zst`); a name that says nothing is read as one page. Of a plain `.jsonl`, the lines that begin from byte `start` on and
    before `end` are read; `lines` end in front of byte `start - 1`. `passed` is asked at each place, before anything is made of what
    stands there, and says why it must be passed over. Raises InputError where the file cannot be opened at all or where the package
    that reads it is not installed.
    """
    from govcorpus.read import rows

    name = path.name.lower()
    packed = name.endswith(PACKED)
    suffix = Path(name.rpartition(".")[0] if packed else name).suffix
    try:
        if not path.stat().st_size:
            yield Unread(str(path), *magic.EMPTY)
        elif suffix in WARC:
            from govcorpus.read import warc

            yield from warc.records(path, passed)
        elif suffix == ".parquet":
            from govcorpus.read import parquet

            yield from parquet.records(path, passed)
        elif suffix in TABLES:
            yield Unread(
                str(path), "a table of this kind is not read", "Write it as JSON lines or Parquet: url, and text or html"
            )
        elif suffix in ROWS or (suffix == ".json" and rows.one_a_line(path)):
            with opened(path) as stream:
                yield from rows.records(path, stream, start, end, lines, passed)
        elif reason := passed(str(path)):
            yield poisoned(str(path), reason)
        else:
            yield from _alone(path, html=True if suffix in HTML else None)
    except FileNotFoundError as error:
        raise InputError(str(path), "there is no such file", "Check the path") from error
    except PermissionError as error:
        raise InputError(str(path), "the file may not be read", "Change its permissions") from error
    except BREAKS as error:
        fix = "Fetch it again; what stands before the break was read"
        yield Unread(str(path), f"the file breaks off or is damaged ({error})", fix)


def _alone(path: Path, *, html: bool | None) -> Iterator[Page | Unread]:
    """Yield the page that is a file of its own; of one that breaks off, what there is of it."""
    with opened(path) as stream:
        data, cause = whole(stream)
    if cause:
        fix = "Fetch it again if its end matters; the rest was read"
        yield Unread(str(path), f"the file breaks off or is damaged ({cause})", fix, lost=False)
    yield from page(str(path), data, html=html)


def page(
    place: str,
    data: bytes,
    url: str = "",
    headers: Mapping[str, str] | None = None,
    fetched_on: date | None = None,
    *,
    html: bool | None = None,
) -> Iterator[Page | Unread]:
    """Yield the page that undecoded bytes hold, or why they hold none; `html` None decides by what the bytes look like."""
    from govcorpus.read.encoding import decode, torn_at
    from govcorpus.read.html import looks_like_html
    from govcorpus.read.mhtml import saved

    url = address(url)
    if one := saved(data):
        data, headers, html = one.data, one.headers, True
        url = url or address(one.url)
    reason, fix = magic.no_text(data, decode)
    if len(data) > MAX_BYTES:
        reason, fix = f"it holds more than {MAX_BYTES >> 20} MB, more than any page", "Leave it out or split it"
    if reason:
        yield Unread(place, reason, fix, repr(data[:40]))
        return
    torn = torn_at(data)
    if torn < len(data):
        fix = "Fetch it again if its end matters; the rest was read"
        yield Unread(f"{place} byte {torn}", "the text ends in half a character", fix, repr(data[-20:]), lost=False)
    text = decode(data, headers)
    if ADDRESSES.fullmatch(text):
        yield Unread(place, "it holds addresses and no text", "Fetch the pages first: nothing is fetched here", text[:120])
    elif html or (html is None and looks_like_html(text)):
        yield Page.from_html(text, url or saved_from(text), None, fetched_on)
    else:
        yield Page.from_text(text, url, None, fetched_on)


def standard(data: bytes) -> Iterator[Page | Unread]:
    """Yield the pages of bytes that came without a name: JSON lines or one page."""
    from govcorpus.read import rows

    if magic.JSON.match(data):
        yield from rows.records(Path("standard input"), io.BytesIO(data), 0, None, 0, unhindered)
    else:
        yield from page("standard input", data)


def opened(path: Path) -> IO[bytes]:
    """Open a file for reading, unpacked as its name says."""
    match path.suffix.lower():
        case ".gz":
            return cast("IO[bytes]", gzip.open(path))
        case ".xz":
            return lzma.open(path)
        case ".bz2":
            return bz2.open(path)
        case ".zst":
            import pyarrow as pa

            return cast("IO[bytes]", pa.input_stream(path.open("rb"), compression="zstd", buffer_size=1 << 16))
        case _:
            return path.open("rb")


def whole(stream: IO[bytes]) -> tuple[bytes, str]:
    """Read a page's worth of data, and say why not to the end. Raises what reading raised where it began with that."""
    out = bytearray()
    some = getattr(stream, "read1", stream.read)  # of what is packed; `read` throws away what stands before a break
    try:
        while len(out) <= MAX_BYTES and (block := some(BLOCK)):
            out += block
    except BREAKS as error:
        if not out:
            raise
        return bytes(out), str(error)
    return bytes(out), ""


def poisoned(place: str, reason: str) -> Unread:
    """What is told of a place that must be passed over."""
    return Unread(place, f"reading it failed twice ({reason})", "Leave it out and tell the makers of govcorpus")


def of_row(place: str, row: Mapping[str, object]) -> Iterator[Page | Unread]:
    r"""Yield the page of a row: html before text, url, and the day it was fetched on where the row says so; names in any case.

    Of html that shows nothing but its title, as scripts fill it in, the text beside it is read. Bytes are decoded; half a surrogate
    pair, which JSON can hold (\ud800) and UTF-8 cannot, is no character and becomes �.
    """
    named = {**{name.lower(): value for name, value in row.items()}, **row}  # exports of tables write URL and Text
    url = named.get("url")
    url = address(_encodable(url)) if isinstance(url, str) else ""
    day = fetched(named.get("fetched_on") or named.get("date"))
    source = named.get("source")
    site = _encodable(source) if isinstance(source, str) and source else None
    found: list[Page | Unread] = []
    for key in ("html", "text", "content"):
        value = named.get(key)
        if not isinstance(value, str | bytes) or not value.strip():
            continue
        now = list(_of_value(place, key, value, url, day))
        shows = any(isinstance(one, Page) and _shows_text(one) for one in now)
        if shows or not found:
            found = now
        if shows:
            break
    yield from (replace(one, source=site) if site and isinstance(one, Page) else one for one in found)
    if not found:
        keys = _encodable(", ".join(sorted(map(str, row))[:12]))
        yield Unread(
            place,
            "the row has no text: `html`, `text` and `content` are missing, empty or no text",
            f"Name the column that holds the page; the row has: {keys}",
            url,
        )


def _shows_text(page: Page) -> bool:
    """Whether a page holds more than its head says and its style hides."""
    at, shown = 0, ""
    for mark in page.marks:
        if mark.kind in UNSHOWN:
            shown += page.raw[at : mark.start]
            at = max(at, mark.end)
    return bool((shown + page.raw[at:]).strip())


def _of_value(place: str, key: str, value: str | bytes, url: str, day: date | None) -> Iterator[Page | Unread]:
    if isinstance(value, bytes):  # a table of a crawler that kept what it fetched
        yield from page(place, value, url, None, day, html=True if key == "html" else None)
        return
    value = _encodable(value)
    if len(value) > MAX_BYTES:
        yield Unread(place, f"`{key}` holds more than {MAX_BYTES >> 20} MB, more than any page", "Split it: one page a row")
    elif key == "html" or MARKUP.match(value):
        # with all that reads markup, which rows of text need not wait for
        from govcorpus.read.html import looks_like_html

        is_html = key == "html" or looks_like_html(value)
        yield Page.from_html(value, url or saved_from(value), None, day) if is_html else Page.from_text(value, url, None, day)
    else:
        yield Page.from_text(value, url, None, day)


UNSHOWN = frozenset(("title", "meta", "hidden"))  # kinds of marks
MARKUP = re.compile("[\ufeff\\s]*<")
SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(text: str) -> str:
    try:
        text.encode()  # faster than a search
    except UnicodeEncodeError:
        return SURROGATE.sub("\ufffd", text)
    return text


DAY = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d))")


def fetched(value: object) -> date | None:
    """2024-05-01T08:00:00Z, 2024/5/1 8:00 as Excel writes it → 2024-05-01: the day a value of a row names, None where it names none."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        return date(*map(int, filter(None, found.groups()))) if found else None
    except ValueError:
        return None
