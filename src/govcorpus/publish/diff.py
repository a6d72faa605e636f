"""What changed between two corpora: documents, characters by rule and by source, and the version that asks for."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from govcorpus.publish import manifest, parquet
from govcorpus.publish.counts import edits, ranked
from govcorpus.publish.rows import Row, digest

# As many changes are shown as a person reads.
SAMPLE = 20
# Characters shown on both sides of the first difference of two texts.
AROUND = 40


class Changed(NamedTuple):
    """A document that is in both corpora with another text: its texts around the first difference."""

    id: str
    title: str
    source: str
    before: str
    after: str


class Diff(NamedTuple):
    """What changed; dicts go from rule or source to a number."""

    before: str
    after: str
    bump: str
    version: str
    added: int
    removed: int
    changed: int
    relabelled: int
    characters: int
    documents_by_source: dict[str, tuple[int, int, int]]
    edits_by_rule: dict[str, tuple[int, int]]
    sample: tuple[Changed, ...]


def diff(before: Path, after: Path) -> Diff:
    """Compare two corpora. Raises InputError where one is none."""
    old_manifest, new_manifest = manifest.read(before), manifest.read(after)
    old, new = _known(before), _known(after)
    both = sorted(old.keys() & new.keys())
    changed = [key for key in both if old[key][0] != new[key][0]]
    relabelled = [key for key in both if old[key][0] == new[key][0] and old[key][1] != new[key][1]]
    sides = (sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys()), changed)
    by_source = [Counter((new.get(key) or old[key])[2] for key in keys) for keys in sides]
    rules = [_edits(before), _edits(after)]
    bump = _bump(old_manifest, new_manifest, any(sides) or bool(relabelled))
    return Diff(
        before=old_manifest.version,
        after=new_manifest.version,
        bump=bump,
        version=raised(old_manifest.version, bump),
        added=len(sides[0]),
        removed=len(sides[1]),
        changed=len(changed),
        relabelled=len(relabelled),
        characters=sum(new[key][3] for key in new) - sum(old[key][3] for key in old),
        documents_by_source={site: tuple(side[site] for side in by_source) for site in ranked(sum(by_source, Counter()))},  # type: ignore[misc]
        edits_by_rule={
            rule: (rules[0][rule], rules[1][rule])
            for rule in sorted({*rules[0], *rules[1]})
            if rules[0][rule] != rules[1][rule]
        },
        sample=tuple(_sample(before, after, changed)),
    )


def next_version(before: Path, made: manifest.Manifest, folder: Path) -> str:
    """Return the version that a new corpus, laid out in `folder`, asks for after the one in `before`."""
    old = manifest.read(before)
    new_rows, old_rows = _known(folder), _known(before)
    return raised(old.version, _bump(old, made, new_rows != old_rows or old.content != made.content))


def raised(version: str, bump: str) -> str:
    """1.2.3, minor → 1.3.0: return the version after another one; with no bump the same."""
    major, minor, patch = map(int, version.split("."))
    match bump:
        case "major":
            return f"{major + 1}.0.0"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case "patch":
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return version


def _bump(old: manifest.Manifest, new: manifest.Manifest, documents: bool) -> str:  # noqa: FBT001  named at both calls
    if old.schema_version != new.schema_version:
        return "major"
    if documents:
        return "minor"
    same = old.content_hash == new.content_hash and old.govcorpus == new.govcorpus and old.code == new.code
    return "none" if same else "patch"


def _known(folder: Path) -> dict[str, tuple[bytes, bytes, str, int]]:
    """Return for each document: digest of its text, digest of its whole row, source, length."""
    found: dict[str, tuple[bytes, bytes, str, int]] = {}
    for row in parquet.rows(folder, "documents"):
        found[row["id"]] = (hashlib.sha256(row["text"].encode()).digest(), digest(row), row["source"], row["n_chars"])
    return found


def _edits(folder: Path) -> Counter[str]:
    return Counter({rule: number for rule, (number, _) in edits(folder).items()})


def _sample(before: Path, after: Path, changed: list[str]) -> list[Changed]:
    """Return some changed documents, spread evenly over the ids, which are random."""
    wanted = set(changed[:: max(1, len(changed) // SAMPLE)][:SAMPLE])
    old, new = _texts(before, wanted), _texts(after, wanted)
    return [_changed(old[key], new[key]) for key in sorted(wanted)]


def _texts(folder: Path, wanted: set[str]) -> dict[str, Row]:
    columns = ["id", "title", "text", "source"]
    return {row["id"]: row for row in parquet.rows(folder, "documents", columns) if row["id"] in wanted}


def _changed(old: dict[str, Any], new: dict[str, Any]) -> Changed:
    a, b = old["text"], new["text"]
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    start = max(0, at - AROUND)
    return Changed(new["id"], new["title"], new["source"], a[start : at + AROUND], b[start : at + AROUND])
