"""Rows → Parquet files and back. The same rows give the same bytes; who reads one row group reads whole documents."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govcorpus.errors import InputError
from govcorpus.publish.schema import CONFIGS, ORDER, schema

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa
    import pyarrow.parquet as pq

# zstd 3 writes four times as fast as 9 and takes a few per cent more (measured on our texts).
LEVEL = 3
# A row group ends after GROUP bytes at the next id that is marked by its own digits, so that groups of the next version end at
# the same places; at the latest after four times as much, so that a reader never needs more memory than that.
GROUP = 8 << 20
REPEATING = frozenset(
    [
        "doc_type",
        "speaker_title",
        "organization",
        "region",
        "region_code",
        "script",
        "source",
        "kind_of_source",
        "licence",
        "kind",
        "role",
        "topic",
        "marker",
        "method",
        "reason",
    ]
)


@contextmanager
def writer(path: Path, config: str) -> Iterator[Callable[[pa.Table], None]]:
    """Yield what appends sorted tables to a file: zstd, page index, content-defined chunks, no metadata of pandas or datasets."""
    import pyarrow.parquet as pq

    names = [column.name for column in CONFIGS[config] if column.name in REPEATING]
    edits = "edits.list.element." if config == "pages" else ""
    nested = [edits + name for name in ("rule", "old", "way") if edits]
    # small numbers have empty high bytes: kept apart, they take no space
    split = {edits + name: "BYTE_STREAM_SPLIT" for name in ("gap", "length", "number") if edits}
    with pq.ParquetWriter(
        path,
        schema(config),
        compression="zstd",
        compression_level=LEVEL,
        use_dictionary=names + nested,
        column_encoding=split or None,
        write_page_index=True,
        use_content_defined_chunking=True,
        store_schema=False,
    ) as made:

        def append(table: pa.Table) -> None:
            for start, end in groups(table, ORDER[config][0]):
                made.write_table(table.slice(start, end - start), row_group_size=end - start)

        yield append


def groups(table: pa.Table, key: str) -> Iterator[tuple[int, int]]:
    """Yield the row groups of a table as ranges of rows."""
    rows = table.num_rows
    each = max(1, table.nbytes // max(1, rows))  # the mean is enough: a group is a compromise, not a promise
    low, high = max(1, GROUP // each), max(1, 4 * GROUP // each)
    keys = table.column(key)
    start = 0
    for row in range(low, rows):
        # the last digits of an id fall by chance: one in 256 ends a group, and the same ones in every version
        if row - start >= high or (row - start >= low and keys[row].as_py()[13:15] == "00" and keys[row] != keys[row - 1]):
            yield start, row
            start = row
    if rows > start:
        yield start, rows


def files(folder: Path, config: str) -> list[Path]:
    """Return the Parquet files of a config, in order."""
    return sorted((folder / "data" / config).glob("train-*.parquet"))


def rows(folder: Path, config: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a config as dicts. Raises InputError where a file cannot be read."""
    for batch in batches(folder, config, columns):
        yield from batch.to_pylist()


def batches(folder: Path, config: str, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a config as columns, some at a time. Raises InputError where a file cannot be read."""
    for path in files(folder, config):
        with opened(path) as file:
            _must_hold(path, file, columns or [column.name for column in CONFIGS[config]])
            yield from file.iter_batches(batch_size=256, columns=columns)


def group(path: Path, number: int, columns: list[str]) -> pa.Table:
    """Return a row group of a file. Raises InputError where it cannot be read."""
    with opened(path) as file:
        _must_hold(path, file, columns)
        return file.read_row_group(number, columns=columns)


def by_id(folder: Path, config: str, ids: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a config that have one of the ids, without reading the rest where the files' indexes allow it."""
    import pyarrow.parquet as pq

    for path in files(folder, config) if ids else ():
        with opened(path) as file:
            _must_hold(path, file, [column.name for column in CONFIGS[config]])
            yield from pq.read_table(path, filters=[("id", "in", sorted(ids))]).to_pylist()


def _must_hold(path: Path, file: pq.ParquetFile, columns: Sequence[str]) -> None:
    absent = [name for name in columns if name.partition(".")[0] not in file.schema_arrow.names]
    if absent:
        raise InputError(
            str(path),
            f"it has no column {absent[0]}: another version of govcorpus wrote it, or it was altered",
            "Take that version, fetch the file again or build the corpus again",
        )


@contextmanager
def opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Yield an open Parquet file. Raises InputError where it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            str(path),
            f"the file is damaged ({str(error).splitlines()[0][:120]})",
            "Build the corpus again or fetch the file again",
        ) from error


def existing(folder: str | os.PathLike[str]) -> Path:
    """Return the folder if a corpus stands in it. Raises InputError otherwise."""
    path = Path(folder)
    if not (path / "manifest.json").is_file():
        cause = "there is no finished corpus (no manifest.json)" if path.is_dir() else "there is no such folder"
        raise InputError(str(path), cause, "Give the --out folder of a build that came to its end")
    try:
        str(path).encode()  # Arrow opens no other name
    except UnicodeEncodeError as error:
        cause = "the name of the folder is no UTF-8"
        raise InputError(str(path), cause, "Give it another name, or run with LC_ALL=C.UTF-8") from error
    return path


def load(out: str | os.PathLike[str], config: str = "documents", split: str = "train") -> datasets.Dataset:
    """Return a config of a corpus folder as a `datasets.Dataset`; one without rows as an empty dataset with its columns.

    Raises InputError where `out` holds no corpus, has a name that datasets takes for a pattern, or there is no such config or split.
    """
    import datasets

    folder = existing(out)
    if config not in [*CONFIGS]:
        raise InputError(str(folder), f"there is no config {config!r}", f"Choose one of {', '.join(CONFIGS)}")
    try:
        datasets.ReadInstruction.from_spec(split).to_absolute({"train": 100})  # pct1 rounds no fewer
    except ValueError as error:
        fix = "Take train, the only one, or a part of it: train[:10%]"
        raise InputError(str(folder), f"there is no split {split!r}", fix) from error
    if glob.has_magic(str(folder.resolve())):  # it would read every folder that the pattern matches
        raise InputError(str(folder), "datasets reads *, ? and [ in a path as a pattern", "Give the folder another name")
    if not files(folder, config):
        return datasets.Dataset(schema(config).empty_table(), split=datasets.NamedSplit(split))
    try:
        return datasets.load_dataset(str(folder), config, split=split)
    except PermissionError as error:
        cause = "datasets keeps its copies there and may not write"
        raise InputError(str(error.filename), cause, "Name another folder in HF_DATASETS_CACHE") from error
