"""JSON lines → pages, one in memory at a time; a line that is too long is passed over without being held."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from govcorpus.document import Page
from govcorpus.read import files, magic


def records(
    path: Path, stream: IO[bytes], start: int, end: int | None, lines: int, passed: Callable[[str], str]
) -> Iterator[Page | files.Unread]:
    """Yield the page of each line that begins from byte `start` on and before `end`, and an Unread for one that holds none.

    `lines` and `passed` as in `files.read`.
    """
    if start:
        stream.seek(start - 1)  # a line begins at `start` only where one ends before it
    empty = end is None
    for number, (at, line) in enumerate(_lines(stream, max(0, start - 1)), lines + 1):
        if at < start:
            continue
        if end is not None and at >= end:
            break
        if line is not None and not line.strip():
            continue
        empty = False
        place = f"{path} line {number}"
        if line is None:
            yield files.Unread(place, f"the line is longer than {files.MAX_BYTES >> 20} MB", "Split it: one page a line")
        elif reason := passed(place):
            yield files.poisoned(place, reason)
        else:
            yield from _page(place, line)
    if empty:
        yield files.Unread(str(path), *magic.EMPTY)


def _page(place: str, line: bytes) -> Iterator[Page | files.Unread]:
    excerpt = line[:120].decode("utf-8", "replace")
    try:
        row = ROW.decode(_decoded(line))
    except (ValueError, RecursionError) as error:
        yield files.Unread(place, f"invalid JSON ({str(error)[:80]})", "Write one JSON object a line, in UTF-8", excerpt)
        return
    if isinstance(row, dict):
        yield from files.of_row(place, row)
    else:
        fix = 'Write {"url": …, "text": …} or {"url": …, "html": …}'
        yield files.Unread(place, "the line is not a JSON object", fix, excerpt)


def _decoded(line: bytes) -> str:
    """The text of a line; one that is no Unicode, as scripts on Windows write it or a cut by bytes leaves it, is read as a page is."""
    try:
        return line.decode(json.detect_encoding(line), "surrogatepass")
    except UnicodeDecodeError:
        from govcorpus.read.encoding import decode

        return decode(line)


def _number(digits: str) -> int:
    """A number of a row; Python refuses thousands of digits, and so many tell nothing of a page."""
    return int(digits[:99])


# As `json.loads`, which makes a decoder for each line; control characters in strings, as damaged pages hold them, are read.
ROW = json.JSONDecoder(parse_int=_number, strict=False)


def one_a_line(path: Path) -> bool:
    """Whether a file begins with a line that is a JSON object."""
    with files.opened(path) as stream:
        line = next((line for _, line in _lines(stream, 0)), None) or b""
    return bool(magic.JSON.match(line)) and line.removeprefix(BOM_UTF8).lstrip()[:1] == b"{" and line.rstrip()[-1:] == b"}"


def _lines(stream: IO[bytes], at: int) -> Iterator[tuple[int, bytes | None]]:
    """Yield lines, None for one of more than files.MAX_BYTES, each with the byte it begins at; the stream stands at byte `at`.

    A NativeFile of pyarrow has no readline, so blocks are cut here.
    """
    rest: list[bytes] = []
    size = 0
    # `read` of a packed file that breaks off throws away what it had unpacked of its last block
    some = getattr(stream, "read1", stream.read)
    while block := some(1 << 16):
        *ends, tail = block.split(b"\n")
        for end in ends:
            size += len(end)
            yield at, None if size > files.MAX_BYTES else b"".join([*rest, end])
            at += size + 1
            rest, size = [], 0
        size += len(tail)
        if size <= files.MAX_BYTES:
            rest.append(tail)
        else:
            rest = []
    if size:
        yield at, None if size > files.MAX_BYTES else b"".join(rest)
