"""What a report shows of a corpus: some rows of each kind, drawn by a seed and the same wherever they stand in the files."""

from __future__ import annotations

import hashlib
from bisect import insort
from pathlib import Path

from govcorpus.publish import parquet
from govcorpus.publish.rows import Row


def repaired(folder: Path, number: int, seed: int) -> tuple[list[Row], int]:
    """Draw `number` documents that were repaired; return them, those with unsure edits first, and how many there are in all.

    Up to half of them are drawn from those with unsure edits, however rare these are. Where there are too few, documents that
    were left out as copies of others fill up; theirs are the rows of `duplicates`.
    """
    found = sorted(
        (_lot(seed, row["id"]), row["id"], bool(row["unsure_edits"]))
        for row in parquet.rows(folder, "documents", ["id", "damage", "repaired_share", "unsure_edits"])
        if row["damage"] or row["repaired_share"] or row["unsure_edits"]
    )
    unsure = [one for one in found if one[2]][: (number + 1) // 2]
    rest = sorted(set(found) - set(unsure))[: number - len(unsure)]
    known = {row["id"]: row for row in parquet.by_id(folder, "documents", [key for _, key, _ in unsure + rest])}
    drawn = [known[key] for _, key, _ in sorted(unsure + rest)]
    drawn += _copies(folder, number - len(drawn), seed) if len(drawn) < number else []
    return sorted(drawn, key=lambda row: not row["unsure_edits"]), len(found)


def _copies(folder: Path, number: int, seed: int) -> list[Row]:
    flags = {row["id"]: row["flags"] for row in parquet.rows(folder, "pages", ["id", "flags"]) if "damaged" in row["flags"]}
    found: dict[str, Row] = {}
    for row in parquet.rows(folder, "duplicates"):
        own = [flags[key] for key in row["page_ids"] if key in flags]
        if own:
            found[row["id"]] = row | {"unsure_edits": sum("unsure_repair" in page for page in own), "pieces": []}
    return [found[key] for key in sorted(found, key=lambda key: _lot(seed, key))[:number]]


def drawn(folder: Path, config: str, column: str, number: int, seed: int) -> list[Row]:
    """Draw up to `number` rows of a config for each value of a column; sorted by the value, then by lot."""
    best: dict[str, list[tuple[str, int, Row]]] = {}
    for place, row in enumerate(parquet.rows(folder, config)):
        held = best.setdefault(row[column], [])
        insort(held, (_lot(seed, row["id"]), place, row))  # `place` keeps rows from being compared
        del held[number:]
    return [row for value in sorted(best) for _, _, row in best[value]]


def _lot(seed: int, key: str) -> str:
    return hashlib.sha256(f"{seed} {key}".encode()).hexdigest()
