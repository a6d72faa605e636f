"""What can be counted in a corpus: every number on the card and in the summary of a build comes from its files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

from govcorpus.publish import parquet
from govcorpus.publish.schema import CONFIGS

# Columns of documents whose values are counted, null as an empty string.
COUNTED = ("doc_type", "script", "source", "kind_of_source", "region", "region_code", "year", "licence")
COUNTED_LISTS = ("flags", "damage")
FILLED = (
    "title",
    "doc_type",
    "speaker",
    "speaker_title",
    "organization",
    "document_number",
    "occasion",
    "region",
    "region_code",
    "delivered_on",
    "published_on",
    "year",
)


class Counts(NamedTuple):
    """Numbers of a corpus. Each dict goes from a value to the number of rows that have it, the most frequent first.

    `edits` goes from a rule to the number of its edits and of the unsure ones among them.
    """

    rows: dict[str, int]
    bytes: dict[str, int]
    characters: int
    pages_published: int
    values: dict[str, dict[str, int]]
    filled: dict[str, int]
    lengths: list[int]
    region_years: dict[tuple[str, str], int]
    removed: dict[str, int]
    duplicates: dict[str, int]
    edits: dict[str, tuple[int, int]]
    pages_by_source: dict[str, int]


def count(folder: Path) -> Counts:
    """Count a corpus, from its files alone."""
    values: dict[str, Counter[str]] = {name: Counter() for name in (*COUNTED, *COUNTED_LISTS)}
    filled: Counter[str] = Counter()
    region_years: Counter[tuple[str, str]] = Counter()
    lengths: list[int] = []
    published: set[str] = set()
    for row in parquet.rows(folder, "documents", sorted({*COUNTED, *COUNTED_LISTS, *FILLED, "n_chars", "page_ids"})):
        for name in COUNTED:
            values[name][_word(row[name])] += 1
        for name in COUNTED_LISTS:
            values[name].update(row[name])
        filled.update(name for name in FILLED if row[name] not in {None, ""})
        region_years[_word(row["region_code"]), _word(row["year"])] += 1
        lengths.append(row["n_chars"])
        published.update(row["page_ids"])
    return Counts(
        rows={config: _rows(folder, config) for config in CONFIGS},
        bytes={config: sum(path.stat().st_size for path in parquet.files(folder, config)) for config in CONFIGS},
        characters=sum(lengths),
        pages_published=len(published),
        values={name: ranked(counter) for name, counter in values.items()},
        filled={name: filled[name] for name in FILLED},
        lengths=sorted(lengths),
        region_years=dict(sorted(region_years.items())),
        removed=_column(folder, "removed", "reason"),
        duplicates=_column(folder, "duplicates", "method"),
        edits=edits(folder),
        pages_by_source=_column(folder, "pages", "source"),
    )


def ranked(counter: Counter[str]) -> dict[str, int]:
    """Return a counter as a dict, the most frequent first, then by name."""
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))


def _word(value: object) -> str:
    return "" if value is None else str(value)


def _column(folder: Path, config: str, name: str) -> dict[str, int]:
    return ranked(Counter(row[name] for row in parquet.rows(folder, config, [name])))


def _rows(folder: Path, config: str) -> int:
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in parquet.files(folder, config))


def edits(folder: Path) -> dict[str, tuple[int, int]]:
    """Count edits by rule, all of them and the unsure ones, without reading the texts."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    every: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    columns = [f"edits.list.element.{name}" for name in ("rule", "sure", "number")]
    for path in parquet.files(folder, "pages"):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(columns=columns):
                records = pa.Table.from_struct_array(pc.list_flatten(batch.column("edits")))
                for row in records.group_by(["rule", "sure"]).aggregate([("number", "sum")]).to_pylist():
                    every[row["rule"]] += row["number_sum"]
                    unsure[row["rule"]] += 0 if row["sure"] else row["number_sum"]
    return {rule: (number, unsure[rule]) for rule, number in ranked(every).items()}
