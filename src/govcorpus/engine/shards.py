"""Input files → shards: which task reads which files, and which shard the pages of an article go to."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from govcorpus.document import Page, host_path_query
from govcorpus.engine import takedown
from govcorpus.errors import InputError
from govcorpus.read import files
from govcorpus.split.articles import FOLDER, PAGE_KEYS, SUFFIX

# A shard of 2 MB is a second of work: small enough that workers end a stage together, large enough that a task costs nothing beside it.
SHARD = 2 << 20
# One file of Parquet holds about this much raw text, and is put together from ranges of ids of this much, one in memory at a time.
SLICE = 512 << 20
RANGE = 8 << 20
# One task reads this much input, or this many files.
CHUNK = 32 << 20
CHUNK_FILES = 2000
BLOCK = 1 << 20  # bytes of a large file in which lines are counted at a time
# The search for lines of sites and for copies is cut into buckets, one for so much raw text: its pairs of texts that share
# phrases take 50 MB (scripts/soak growth); of 32 MB of text they take 140 MB.
BUCKET = 16 << 20
# Every shard looks into every chunk of its own group, and every bucket into every shard (a tenth of a millisecond each), so of a
# large input chunks and shards grow instead of their numbers: shards from 16 GB on.
CHUNKS = 512
SHARDS = 8192
# So many shards share a file of each chunk: what a shard must look through to find its pages stays small however many there are.
GROUP = 64
PACKED = {".gz": 6, ".xz": 8, ".bz2": 8, ".zst": 6, ".parquet": 3}  # how much Chinese text comes out of a byte, about


class Input(NamedTuple):
    """An input file: where it is, what the manifest calls it, and what it holds."""

    path: Path
    name: str
    bytes: int
    sha256: str


class Piece(NamedTuple):
    """What a task reads of a file: the rows that begin from byte `start` on and before `end`, all where that is None.

    `lines` end in front of byte `start - 1`, where reading begins: rows are named by their lines however the file is cut.
    """

    file: Input
    start: int = 0
    end: int | None = None
    lines: int = 0


class Plan(NamedTuple):
    """How the input is cut: depends on the input alone, never on the workers. `lists` are take-down lists that lie among it."""

    inputs: tuple[Input, ...]
    lists: tuple[Path, ...]
    chunks: tuple[tuple[Piece, ...], ...]
    shards: int
    buckets: int
    slices: int
    ranges: int  # of ids, in each slice


def plan(paths: Iterable[str | os.PathLike[str]], apart: Iterable[Path] = ()) -> Plan:
    """Return the plan for input files and folders, in any order. Raises InputError for one that does not exist.

    What the build has for other ends, files and folders named by `apart`, is no input where it lies in a folder of the input: the
    corpus of an earlier build, sources, a list of what to leave out.
    """
    given = [Path(path) for path in paths]
    if not given:
        raise InputError("build", "no input was given", "Name files or folders of pages")
    found = list(_found(given, tuple(f"{path.resolve()}{os.sep}" for path in apart)))
    inputs = sorted((_input(*one) for one in found if one[1].name != takedown.NAME), key=lambda file: (file.name, file.sha256))
    if not inputs:
        cause = "the input holds nothing but what the build has for other ends, such as its corpus or a take-down list"
        raise InputError("build", cause, "Name files or folders of pages")
    beside = {top.with_name(takedown.NAME) for top in given if top.is_file()}
    lists = {*filter(Path.is_file, beside), *(path for _, path in found if path.name == takedown.NAME)}
    total = sum(file.bytes * PACKED.get(file.path.suffix.lower(), 1) for file in inputs)
    shards, buckets, slices = (max(1, -(-total // size)) for size in (SHARD, BUCKET, SLICE))
    shards = min(shards, SHARDS)
    ranges = max(1, -(-total // (slices * RANGE)))
    return Plan(tuple(inputs), tuple(sorted(lists)), tuple(_chunks(inputs)), shards, buckets, slices, ranges)


def _found(given: Sequence[Path], apart: tuple[str, ...]) -> Iterator[tuple[Path, Path]]:
    """Yield each file once, behind the input it was found in."""
    seen: set[Path] = set()
    for top in sorted(given, key=Path.as_posix):
        not_read = apart if top.is_dir() else ()  # a file is read by whoever names it
        for path in files.inputs([top]):
            real = path.resolve()
            if real not in seen and not f"{real}{os.sep}".startswith(not_read):
                seen.add(real)
                yield top, path


def _input(top: Path, path: Path) -> Input:
    name = path.relative_to(top).as_posix() if top.is_dir() else path.name
    # a name in GBK, as archives from Windows leave them, is no UTF-8, which manifest and reasons are written in
    name = os.fsencode(name).decode("utf-8", "backslashreplace")
    return Input(path.resolve(), name, path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            str(path), f"the file cannot be read ({error.strerror})", "Mend its permissions or leave it out"
        ) from error


def _chunks(inputs: Sequence[Input]) -> Iterator[tuple[Piece, ...]]:
    chunk: list[Piece] = []
    size = 0
    most = max(CHUNK, sum(file.bytes for file in inputs) // CHUNKS)
    for piece in (piece for file in inputs for piece in _pieces(file, most)):
        length = piece.file.bytes if piece.end is None else piece.end - piece.start
        if chunk and (size + length > most or len(chunk) == CHUNK_FILES):
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(piece)
        size += length
    if chunk:
        yield tuple(chunk)


def _pieces(file: Input, most: int) -> Iterator[Piece]:
    """Cut a large file of rows; all others can only be read from their beginning."""
    if file.bytes <= most or file.path.suffix.lower() not in files.ROWS:
        yield Piece(file)
        return
    at = lines = 0
    with file.path.open("rb") as stream:
        for start in range(0, file.bytes, most):
            while at < start - 1 and (block := stream.read(min(BLOCK, start - 1 - at))):
                at += len(block)
                lines += block.count(b"\n")
            yield Piece(file, start, min(start + most, file.bytes), lines)


NUMBERS = re.compile(r"\d+")
ENDING = re.compile(r"(?:/index)?(?:/|\.[a-zA-Z]{2,5})?$")  # 11/index_2.htm and 11/2.htm go with 11/


def article(page: Page) -> str:
    """Return what the pages of an article have in common: the address without the number of the page.

    Pages of different articles may share it; `split` decides what belongs together, this only brings it to one place. Pages
    without an address are brought together by their first line, which pages of one article have in common.
    """
    if not page.url:
        first = next((line for line in page.raw[:2000].split("\n") if line.strip()), "")
        return NUMBERS.sub("", first).strip()
    host, path, query = host_path_query(page.url)
    query = query and urlencode(
        sorted((key, value) for key, value in parse_qsl(query, keep_blank_values=True) if key.lower() not in PAGE_KEYS)
    )
    path = ENDING.sub("", path, count=1)
    while numbered := SUFFIX.fullmatch(path) or FOLDER.fullmatch(path):  # c_11.htm goes with c_11_2.htm, 11.htm with 11/2.htm
        path = ENDING.sub("", numbered["base"], count=1)
    return f"{host}{path}?{query}"


def reading_order(page: Page) -> tuple[list[tuple[int, str]], str, str]:
    """Sort key of pages inside an article: numbers in the address count as numbers, and no number comes before 2."""
    parts = urlsplit(page.url)
    numbers = (number.lstrip("0") for number in NUMBERS.findall(f"{parts.path}?{parts.query}"))
    return [(len(number), number) for number in numbers], page.url, page.id  # Python makes no int of thousands of digits


def shard(key: str, shards: int) -> int:
    """Return the shard of an article."""
    return int(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12], 16) % shards


def group(shard: int) -> int:
    """Return the group of a shard."""
    return shard // GROUP


def range_of(id: str, ranges: int) -> int:  # noqa: A002  the field's name
    """Return the range of ids that an id belongs to; they follow one another in order, and so do the slices made of them."""
    return int(id[:8], 16) * ranges >> 32
