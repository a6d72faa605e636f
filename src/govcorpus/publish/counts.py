"""What can be counted in a corpus: every number on the card and in the summary of a build comes from its files."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from govcorpus.publish import parquet
from govcorpus.publish.schema import CONFIGS

if TYPE_CHECKING:
    import pyarrow as pa

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
    """Numbers of a corpus. Each dict goes from a value to the number of rows that have it, the most frequent first."""

    rows: dict[str, int]
    bytes: dict[str, int]
    characters: int
    pages_published: int
    values: dict[str, dict[str, int]]
    filled: dict[str, int]
    lengths: Sequence[int]
    region_years: dict[tuple[str, str], int]
    removed: dict[str, int]
    duplicates: dict[str, int]
    pages_by_source: dict[str, int]


def count(folder: Path) -> Counts:
    """Count a corpus, from its files alone."""
    import numpy as np
    import pyarrow.compute as pc

    values: dict[str, Counter[str]] = {name: Counter() for name in (*COUNTED, *COUNTED_LISTS)}
    filled: Counter[str] = Counter()
    region_years: Counter[tuple[str, str]] = Counter()
    lengths = array("i")
    # page ids are 8 bytes in hexadecimal digits, and as such a tenth of what Python needs for them
    published = [np.zeros(0, np.uint64)]
    columns = sorted({*COUNTED, *COUNTED_LISTS, *FILLED, "n_chars", "page_ids"})
    for batch in parquet.batches(folder, "documents", columns):
        for name in COUNTED:
            values[name].update(_met(batch[name]))
        for name in COUNTED_LISTS:
            values[name].update(_met(pc.list_flatten(batch[name])))
        filled.update({name: sum(number for value, number in _met(batch[name]).items() if value) for name in FILLED})
        region_years.update(zip(*(map(_word, batch[name].to_pylist()) for name in ("region_code", "year")), strict=True))
        lengths.extend(batch["n_chars"].to_pylist())
        ids = "".join(pc.list_flatten(batch["page_ids"]).to_pylist())
        published.append(np.frombuffer(bytes.fromhex(ids), np.uint64))
    return Counts(
        rows={config: _rows(folder, config) for config in CONFIGS},
        bytes={config: sum(path.stat().st_size for path in parquet.files(folder, config)) for config in CONFIGS},
        characters=sum(lengths),
        pages_published=len(np.unique(np.concatenate(published))),
        values={name: ranked(counter) for name, counter in values.items()},
        filled={name: filled[name] for name in FILLED},
        lengths=array("i", np.sort(lengths).tobytes()),
        region_years=dict(sorted(region_years.items())),
        removed=_column(folder, "removed", "reason"),
        duplicates=_column(folder, "duplicates", "method"),
        pages_by_source=_column(folder, "pages", "source"),
    )


def ranked(counter: Counter[str]) -> dict[str, int]:
    """Return a counter as a dict, the most frequent first, then by name."""
    return dict(sorted(counter.items(), key=lambda pair: (-pair[1], pair[0])))


def _word(value: object) -> str:
    return "" if value is None else str(value)


def _met(column: pa.Array) -> dict[str, int]:
    """Return how often each value stands in a column."""
    return {_word(pair["values"]): pair["counts"] for pair in column.value_counts().to_pylist()}


def _column(folder: Path, config: str, name: str) -> dict[str, int]:
    met: Counter[str] = Counter()
    for batch in parquet.batches(folder, config, [name]):
        met.update(_met(batch[name]))
    return ranked(met)


def _rows(folder: Path, config: str) -> int:
    total = 0
    for path in parquet.files(folder, config):
        with parquet.opened(path) as file:
            total += file.metadata.num_rows
    return total


def edits(folder: Path) -> dict[str, tuple[int, int]]:
    """Count edits by rule, all of them and the unsure ones, without reading the texts. A manifest has these numbers."""
    import numpy as np
    import pyarrow.compute as pc

    every: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    columns = [f"edits.list.element.{name}" for name in ("rule", "sure", "number")]
    for batch in parquet.batches(folder, "pages", columns):
        rules, sures, numbers = pc.list_flatten(batch["edits"]).flatten()
        rules = rules.dictionary_encode()
        for counted, those in ((every, numbers), (unsure, pc.if_else(sures, 0, numbers))):
            # `group_by` would import all that reads datasets
            summed = np.bincount(rules.indices.to_numpy(), those.to_numpy(), len(rules.dictionary))
            counted.update(dict(zip(rules.dictionary.to_pylist(), summed.astype(int).tolist(), strict=True)))
    return {rule: (number, unsure[rule]) for rule, number in ranked(every).items()}
