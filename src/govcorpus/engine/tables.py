"""Rows between two stages: Arrow files whose batches are the parts that the next stage reads."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus.document import Mark, Page
from govcorpus.engine import shards
from govcorpus.engine.state import ROUNDS, read_json

if TYPE_CHECKING:
    import pyarrow as pa

# Of Arrow's threads a task has no use, there is a process for each core. For a batch of 20 pages, which is what a shard has in a
# chunk of a large input, they cost 90 µs to write and 140 to read; the work itself takes 30 and 40.
THREADS = False
PAGE_COLUMNS = ("id", "url", "source", "fetched_on", "raw", "marks", "article")


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002  as in MetaPathFinder
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not needed here")


def spare() -> None:
    """Have Python and pyarrow take less time and memory in this process, which must be ours alone and not have imported pyarrow yet.

    Python looks for cycles, of which there are none (see `ROUNDS`). For the first list that becomes an array pyarrow imports
    pandas, to see whether it is one of its own: 0.25 s and 40 MB. And it gets memory from mimalloc, which keeps what is freed from
    Python: 95 MB more at the peak of a build of 30 MB.
    """
    gc.set_threshold(*ROUNDS)
    sys.meta_path.insert(0, _NoPandas())
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


@contextmanager
def writer(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatchFileWriter]:
    """Open a file to write batches to. They are not packed: lz4 halved what a build holds on the disk and took 3 % of its time."""
    import pyarrow as pa

    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_file(sink, schema, options=pa.ipc.IpcWriteOptions(use_threads=THREADS)) as made,
    ):
        yield made


def write(path: Path, batches: Iterable[pa.RecordBatch | pa.Table], schema: pa.Schema) -> None:
    """Write batches as they come; a table counts as one."""
    import pyarrow as pa

    with writer(path, schema) as made:
        for batch in batches:
            made.write_batch(_one(batch) if isinstance(batch, pa.Table) else batch)


def _one(table: pa.Table) -> pa.RecordBatch:
    import pyarrow as pa

    columns = [column.combine_chunks() for column in table.columns]
    return pa.RecordBatch.from_arrays(columns, schema=table.schema)


def read(path: Path, numbers: Iterable[int] | None = None, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the batches with these numbers, all where none are named, with these columns; no others are unpacked."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as source:
        options = pa.ipc.IpcReadOptions(use_threads=THREADS)
        if columns is not None:
            with pa.ipc.open_file(source) as reader:
                options.included_fields = [reader.schema.get_field_index(name) for name in columns]
        with pa.ipc.open_file(source, options=options) as reader:
            for number in range(reader.num_record_batches) if numbers is None else numbers:
                batch = reader.get_batch(number)
                yield batch if columns is None else batch.select(columns)


def page_schema() -> pa.Schema:
    """Return the schema of pages as they were read."""
    import pyarrow as pa

    return pa.schema([pa.field(name, pa.date32() if name == "fetched_on" else pa.string()) for name in PAGE_COLUMNS])


def page_batch(pages: Sequence[tuple[Page, str]]) -> pa.RecordBatch:
    """Return pages, each with the key of its article, as a batch."""
    import pyarrow as pa

    fields = page_schema()
    rows = [
        (page.id, page.url, page.source, page.fetched_on, page.raw, json.dumps(page.marks) if page.marks else "", article)
        for page, article in pages
    ]
    columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), fields, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=fields)


def articles(reads: Sequence[Path], number: int) -> list[tuple[str, list[Page]]]:
    """Return the pages of a shard, article by article, each in reading order. `reads` are the folders of the reading stage."""
    found: dict[str, list[Page]] = {}
    group = shards.group(number)
    for folder in reads:
        index = read_json(folder / f"{group}.json")
        for page, article in pages(folder / f"{group}.arrow", [batch for batch, shard in enumerate(index) if shard == number]):
            found.setdefault(article, []).append(page)
    for same in found.values():
        if len(same) > 1:
            same.sort(key=lambda page: (shards.reading_order(page), page.fetched_on or date.min, page.raw))
    return sorted(found.items())


def pages(path: Path, numbers: Sequence[int]) -> Iterator[tuple[Page, str]]:
    """Yield the pages of the batches with these numbers, each with the key of its article."""
    for batch in read(path, numbers):
        for id_, url, source, fetched_on, raw, marks, article in zip(
            *(column.to_pylist() for column in batch.columns), strict=True
        ):
            known = tuple(Mark(*mark) for mark in json.loads(marks)) if marks else ()
            yield Page(id_, url, source, fetched_on, raw, known, raw), article
