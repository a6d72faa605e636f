"""Rows on their way into the dataset, cut by ranges of ids: `write`, then the stages `settle`, `outline` and `part`."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus import label
from govcorpus.engine import shards, state, tables
from govcorpus.engine.state import read_json, write_json
from govcorpus.pipeline import TOGETHER
from govcorpus.publish import manifest, parquet, rows
from govcorpus.publish.schema import ORDER, schema

if TYPE_CHECKING:
    import pyarrow as pa


# The configs whose rows `clean` lays out, and `withdraw` again.
CLEANED = ("documents", "pages", "removed", "duplicates")
# The configs whose rows `settle` writes, not `clean`.
SETTLED = frozenset({"duplicates", "removed"})
# The columns of documents that `outline` writes, when it is known which are left.
OUTLINE = frozenset({"sections", "items"})
OUTLINED = frozenset({"documents", "sections"})


def write(folder: Path, config: str, found: Sequence[rows.Row], ranges: int, *, told: bool = True) -> None:
    """Write rows as one batch a range of ids, each with its digest; documents that are not `told` yet lack that and their outline."""
    first, *_ = ORDER[config]
    fields = stored(config, told=told)
    cut: list[list[rows.Row]] = [[] for _ in range(ranges)]
    for row in found:
        cut[shards.range_of(row[first], ranges)].append(row)
    tables.write(folder / f"{config}.arrow", (_batch(part, fields) for part in cut), fields)


def _batch(found: Sequence[rows.Row], fields: pa.Schema) -> pa.RecordBatch:
    """Return rows as a batch. Digests come last: by then Python holds the texts in UTF-8, a fifth of the time of a digest."""
    import pyarrow as pa

    names = [name for name in fields.names if name != "digest"]
    columns = [pa.array([row[name] for row in found], fields.field(name).type) for name in names]
    if len(names) < len(fields):
        names.sort()
        columns.append(pa.array(list(map(rows.digester(names), found)), pa.binary(32)))
    return pa.RecordBatch.from_arrays(columns, schema=fields)


def stored(config: str, *, told: bool = True) -> pa.Schema:
    """Return the schema of a config between stages: its columns and the digest of each row, before that those not of an OUTLINE."""
    import pyarrow as pa

    fields = schema(config)
    return fields.append(pa.field("digest", pa.binary(32))) if told else pa.schema([f for f in fields if f.name not in OUTLINE])


def outline(folder: Path, cleaned: Path, settled: Path, ranges: int) -> None:
    """Tell the outlines of the documents of a shard that are left, and lay out their rows and those of their sections.

    A document at which a worker came to its end has none, and says why in its notes.
    """
    import pyarrow.compute as pc

    passed, together = state.passing(folder), 1 if state.is_careful(folder) else TOGETHER
    documents: list[rows.Row] = []
    sections: list[rows.Row] = []
    columns = stored("documents", told=False).names
    for batch, gone in zip(
        tables.read(cleaned / "documents.arrow", columns=columns), tables.read(settled / "left.arrow"), strict=True
    ):
        documents += batch.filter(pc.invert(pc.is_in(batch["id"], value_set=gone["id"]))).to_pylist()
    for at in range(0, len(documents), together):
        some = documents[at : at + together]
        reasons = [passed(row["id"]) for row in some]
        texts = [("" if reason else row["text"], row["title"]) for row, reason in zip(some, reasons, strict=True)]
        for row, reason, (own, items) in zip(some, reasons, label.outlines(texts), strict=True):
            sections += rows.section_rows(row["id"], row["title"], row["text"], own)
            row |= {"sections": rows.structs("sections", own), "items": rows.structs("items", items)}
            row["notes"] += [f"no outline: {reason}"] if reason else []
    passed("")
    write(folder, "documents", documents, ranges)
    write(folder, "sections", sections, ranges)


def settle(folder: Path, cleaned: Path, printed: Path, matched: Path, number: int, ranges: int) -> None:
    """Give every page of a shard its one place: a published document, else a duplicate, else what was removed."""
    import pyarrow as pa

    (copies,) = tables.read(matched / "copies.arrow", [number], ["id", "kept_id", "similarity", "method"])
    verdicts = {row["id"]: row for row in copies.to_pylist()}
    aside = read_json(printed / "aside.json")
    published: set[str] = set()
    out = {config: rows_of(cleaned, config) for config in sorted(SETTLED)}
    left: list[list[str]] = [[] for _ in range(ranges)]
    for row in rows_of(cleaned, "documents", ["id", "title", "source", "urls", "page_ids", *(["text"] if aside else [])]):
        if row["id"] in aside:
            out["removed"].append(row | {"reason": "poisoned", "detail": aside[row["id"]]})
        elif row["id"] in verdicts:
            out["duplicates"].append(row | verdicts[row["id"]])
        else:
            published.update(row["page_ids"])
            continue
        left[shards.range_of(row["id"], ranges)].append(row["id"])
    taken = set(published)
    for config, found in out.items():
        found.sort(key=itemgetter(*ORDER[config]))
        for row in found:
            row["page_ids"] = [id_ for id_ in row["page_ids"] if id_ not in taken]
            taken.update(row["page_ids"])
        write(folder, config, found, ranges)
    fields = pa.schema({"id": pa.string()})
    tables.write(
        folder / "left.arrow", (pa.RecordBatch.from_arrays([pa.array(ids, pa.string())], schema=fields) for ids in left), fields
    )


def rows_of(cleaned: Path, config: str, columns: Sequence[str] | None = None, *, told: bool = True) -> list[rows.Row]:
    """Return the rows of a config that a shard holds, with these columns, else with all."""
    columns = columns or [name for name in stored(config, told=told).names if name != "digest"]
    return [row for batch in tables.read(cleaned / f"{config}.arrow", columns=columns) for row in batch.to_pylist()]


def part(folder: Path, config: str, numbers: Sequence[int], laid: Sequence[Path]) -> None:
    """Write one Parquet file of the dataset, range after range, and what the manifest says about it.

    `laid` are the folders that hold the rows of the config.
    """
    path = folder / "part.parquet"
    count = content = 0
    with parquet.writer(path, config) as append:
        for number in numbers:
            table = _range(laid, config, number, stored(config))
            table = table.sort_by([(name, "ascending") for name in (*ORDER[config], "digest")]).combine_chunks()
            count += table.num_rows
            content += sum(int.from_bytes(digest) for digest in table["digest"].to_pylist())
            append(table.drop_columns(["digest"]))
    about = {"rows": count, "content": f"{content % (1 << 256):064x}"}
    if count:
        about |= {"bytes": path.stat().st_size, "sha256": manifest.digest(path)}
    else:
        path.unlink()
    write_json(folder / "part.json", about)


def _range(folders: Sequence[Path], name: str, number: int, fields: pa.Schema) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches([batch for one in folders for batch in tables.read(one / f"{name}.arrow", [number])], fields)
