"""Rows between two stages: Arrow files whose batches are the parts that the next stage reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus.document import Mark, Page

if TYPE_CHECKING:
    import pyarrow as pa

PAGE_COLUMNS = ("id", "url", "source", "fetched_on", "raw", "marks")


@contextmanager
def writer(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatchFileWriter]:
    """Open a file to write batches to."""
    import pyarrow as pa

    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_file(sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as made,
    ):
        yield made


def write(path: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
    """Write batches as they come."""
    with writer(path, schema) as made:
        for batch in batches:
            made.write_batch(batch)


def read(path: Path, numbers: Sequence[int] | None = None) -> Iterator[pa.RecordBatch]:
    """Yield the batches with these numbers, all where none are named."""
    import pyarrow as pa

    with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
        for number in range(reader.num_record_batches) if numbers is None else numbers:
            yield reader.get_batch(number)


def page_schema() -> pa.Schema:
    """Return the schema of pages as they were read."""
    import pyarrow as pa

    return pa.schema([pa.field(name, pa.date32() if name == "fetched_on" else pa.string()) for name in PAGE_COLUMNS])


def page_batch(pages: Sequence[Page]) -> pa.RecordBatch:
    """Return pages as a batch."""
    import pyarrow as pa

    fields = page_schema()
    values = {name: [getattr(page, name) for page in pages] for name in PAGE_COLUMNS[:-1]}
    values["marks"] = [json.dumps(page.marks) if page.marks else "" for page in pages]
    return pa.record_batch([pa.array(values[field.name], field.type) for field in fields], schema=fields)


def pages(path: Path, numbers: Sequence[int]) -> Iterator[Page]:
    """Yield the pages of the batches with these numbers."""
    for batch in read(path, numbers):
        for id_, url, source, fetched_on, raw, marks in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Page(
                id_, url, source, fetched_on, raw, tuple(Mark(*mark) for mark in json.loads(marks)) if marks else (), raw
            )
