"""How much space `pages` takes beside the raw text: both written by the same code, as rows of the same columns.

    python scripts/size_of_pages.py CORPUS…

Prints for each corpus folder the compressed bytes of text and edits, those of the raw text in their place, and the ratio; then the
same of whole files. Of few pages the files are mostly footers.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import inputs
import pyarrow as pa
import pyarrow.parquet as pq

from govcorpus import Page, undo
from govcorpus.publish import parquet
from govcorpus.publish.rows import Row, named, page_of, page_row
from govcorpus.publish.schema import schema


class Size(NamedTuple):
    """Compressed bytes: of the columns `text` and `edits`, and of the whole file."""

    columns: int
    file: int


def compared(pages: Iterable[Page]) -> tuple[Size, Size]:
    """Return what `pages` takes, and what it would take with the raw text in place of text and edits."""
    rows = sorted((named(page_row(page)) for page in pages), key=lambda row: row["id"])
    raw = [row | {"text": undo(page_of(row)), "edits": []} for row in rows]
    return written(rows), written(raw)


def written(rows: list[Row]) -> Size:
    """Return what these rows of `pages` take."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "pages.parquet")
        with parquet.writer(path, "pages") as append:
            append(pa.Table.from_pylist(rows, schema("pages")))
        about = pq.read_metadata(path)
        chunks = [about.row_group(g).column(c) for g in range(about.num_row_groups) for c in range(about.num_columns)]
        columns = sum(chunk.total_compressed_size for chunk in chunks if chunk.path_in_schema.startswith(("text", "edits")))
        return Size(columns, path.stat().st_size)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=inputs.existing, nargs="+", help="folders of corpora that hold pages")
    for place in parser.parse_args().corpora:
        rows = list(parquet.rows(place, "pages"))
        if not rows:
            parser.error(f"{place} holds no pages: build it, or give the folder of a corpus")
        ours, raw = compared(map(page_of, rows))
        for name, one, other in zip(("text and edits", "file"), ours, raw, strict=True):
            print(f"{place}: {name} {one:,} bytes, with raw text {other:,}: {one / other:.3f}")
