"""Parquet → pages: the columns url, text, content or html, fetched_on or date, source, a few rows at a time.

Names of columns in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from govcorpus.document import Page
from govcorpus.read.files import Unread, of_row, poisoned
from govcorpus.read.magic import EMPTY

TEXTS = frozenset({"html", "text", "content"})
ABOUT = frozenset({"url", "fetched_on", "date", "source"})


def records(path: Path, passed: Callable[[str], str]) -> Iterator[Page | Unread]:
    """Yield the page of each row, and an Unread for a row or file that holds none; `passed` as in `files.read`."""
    try:
        with path.open("rb") as stream, pq.ParquetFile(stream) as file:  # by name, Arrow opens none that is no UTF-8
            names = set(file.schema_arrow.names)
            if TEXTS.isdisjoint(map(str.lower, names)):
                yield Unread(
                    str(path),
                    f"no column is named html, text or content; there are {', '.join(sorted(names))}",
                    "Rename the column that holds the pages",
                )
                return
            number = 0
            wanted = sorted(name for name in names if name.lower() in TEXTS | ABOUT)
            for batch in file.iter_batches(batch_size=64, columns=wanted):
                for row in _rows(batch):
                    number += 1
                    place = f"{path} row {number}"
                    reason = passed(place)
                    yield from (poisoned(place, reason),) if reason else of_row(place, row)
            if not number:
                yield Unread(str(path), *EMPTY)
    except (pa.ArrowException, UnicodeDecodeError) as error:  # names of columns that are no UTF-8, too
        yield Unread(str(path), f"the Parquet file is damaged ({str(error).splitlines()[0][:120]})", "Write it again")


def _rows(batch: pa.RecordBatch) -> list[dict[str, object]]:
    """The rows of a batch. Texts may be bytes, what is told of them is none."""
    try:
        rows = batch.to_pylist()
    except (ValueError, OverflowError, KeyError):  # KeyError: a time zone that nobody knows
        columns = [[_value(one) for one in column] for column in batch.columns]
        rows = [dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True)]
    return [{name: value if name.lower() in TEXTS else _decoded(value) for name, value in row.items()} for row in rows]


def _value(one: pa.Scalar) -> object:
    """The value of a cell: bytes of a string that is no UTF-8, which some writers let through, nothing for a day of no calendar."""
    try:
        value: object = one.as_py()
    except (ValueError, OverflowError, KeyError):  # KeyError: a time zone that nobody knows
        plain = one.value if isinstance(one, pa.DictionaryScalar) else one
        value = plain.as_buffer().to_pybytes() if isinstance(plain, pa.BinaryScalar) else None
    return value


def _decoded(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
