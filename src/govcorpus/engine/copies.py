"""Which documents of a build are copies: the stages `prints` and `match`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govcorpus import dedup
from govcorpus.engine import tables, takedown
from govcorpus.publish import parquet, rows

if TYPE_CHECKING:
    import pyarrow as pa

PARTIAL = frozenset({"partial_start", "partial_end", "missing_pages", "length_mismatch"})
LOSSES = frozenset({"lost_characters", "unreadable", "unsure_repair"})
# The order in which copies are preferred by where they stand.
KINDS = ("official", "portal", "unknown", "essay_mill")


def prints(folder: Path, cleaned: Path) -> None:
    """Write what the search for duplicates needs of each document of a shard."""
    import pyarrow as pa

    fields = pa.schema(
        [
            ("id", pa.string()),
            ("exact", pa.binary(16)),
            ("shingles", pa.int32()),
            ("sample", pa.list_(pa.uint64())),
            ("rank", pa.list_(pa.string())),
        ]
    )
    columns = ["id", "text", "kind_of_source", "flags", "damage", "unsure_edits", "published_on"]

    def batches() -> Iterator[pa.RecordBatch]:
        for batch in tables.read(cleaned / "documents.arrow"):
            found = [
                {"id": row["id"], "rank": rank(row), **dedup.fingerprint(row["text"])._asdict()}
                for row in batch.select(columns).to_pylist()
            ]
            yield pa.RecordBatch.from_pylist(found, fields)

    tables.write(folder / "prints.arrow", batches(), fields)


def rank(row: rows.Row) -> list[str]:
    """Return what decides which of several copies is kept; the one that sorts first is.

    A text with losses or unsure repairs comes after every twin that has none: the twin shows what was meant. Then official before
    portal before essay mill, whole before partial, undamaged before repaired, earlier before later, then by id.
    """
    flags = set(row["flags"])
    unsure = bool(row["unsure_edits"]) or not flags.isdisjoint(LOSSES)
    kind = KINDS.index(row["kind_of_source"]) if row["kind_of_source"] in KINDS else KINDS.index("unknown")
    day = row["published_on"].isoformat() if row["published_on"] else "9999"
    return [str(int(unsure)), str(kind), str(len(PARTIAL & flags)), str(int(bool(row["damage"]))), day, row["id"]]


def match(
    folder: Path, printed: Sequence[Path], cleaned: Sequence[Path], earlier: Path | None, taken: takedown.Takedown, _: str
) -> None:
    """Decide which documents are copies of others, and which of documents that `earlier`, a corpus, has published.

    Documents of `earlier` that a take-down list names are none any more. The last argument is the content hash of `earlier`, for
    the name of the task.
    """
    import pyarrow as pa

    found = [one for target in printed for one in _prints(target)]
    here = {one.id for one in found}
    named = takedown.names(taken)
    columns = ["id", "text", "page_ids", "urls"]
    published = parquet.rows(earlier, "documents", columns) if earlier is not None else ()
    before = {row["id"]: row["text"] for row in published if not named(row["page_ids"], row["urls"])}
    # a document that is built again stays what it was; the others come before all of ours
    found += [dedup.Print(key, ("", key), dedup.fingerprint(text)) for key, text in before.items() if key not in here]

    def texts(ids: frozenset[str]) -> dict[str, str]:
        return {key: text for key, text in before.items() if key in ids - here} | dict(_texts(cleaned, ids))

    found_copies = (
        copy if copy.kept_id in here else copy._replace(method="published")
        for copy in dedup.duplicates(found, texts)
        if copy.id in here
    )
    fields = pa.schema([("id", pa.string()), ("kept_id", pa.string()), ("similarity", pa.float64()), ("method", pa.string())])
    tables.write(
        folder / "copies.arrow", [pa.RecordBatch.from_pylist([copy._asdict() for copy in sorted(found_copies)], fields)], fields
    )


def _prints(printed: Path) -> Iterator[dedup.Print]:
    for batch in tables.read(printed / "prints.arrow"):
        # of all columns only the samples are large: they stay numbers of 8 bytes
        samples = batch.column("sample")
        for row, sample in zip(batch.drop_columns(["sample"]).to_pylist(), samples, strict=True):
            values = sample.values.to_numpy().copy()
            yield dedup.Print(row.pop("id"), tuple(row.pop("rank")), dedup.Fingerprint(sample=values, **row))


def _texts(cleaned: Sequence[Path], ids: frozenset[str]) -> Iterator[tuple[str, str]]:
    for target in cleaned:
        for batch in tables.read(target / "documents.arrow"):
            for position, key in enumerate(batch.column("id").to_pylist()):
                if key in ids:
                    yield key, batch.column("text")[position].as_py()


def verdicts(matched: Path) -> dict[str, dict[str, Any]]:
    """Return the verdicts of `match` by the id of the document that is left out."""
    return {row["id"]: row for batch in tables.read(matched / "copies.arrow") for row in batch.to_pylist()}
