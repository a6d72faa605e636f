"""What changed between two corpora: documents, characters by rule and by source, and the version that asks for."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from govcorpus.publish import manifest, parquet
from govcorpus.publish.counts import ranked
from govcorpus.publish.hunks import Hunk, hunks
from govcorpus.publish.rows import Row, digester, page_of

# As many changes are shown as a person reads.
SAMPLE = 20
# Characters shown on both sides of a change, and at most of the change itself.
AROUND = 20
SHOWN = 80


class Changed(NamedTuple):
    """A change in a document that is in both corpora: what stood there and what stands there, with what surrounds it."""

    id: str
    title: str
    source: str
    before: str
    after: str


class Diff(NamedTuple):
    """What changed; dicts go from rule or source to numbers.

    `characters_by_rule` has, of the pages that are in both corpora, the characters that a rule changed only in the earlier one and
    those that it changes only in the later one; it is empty where one of them was fetched without `pages`.
    `characters_by_source` has the characters of documents that went and that came: of removed and added documents all of them,
    of changed ones those that differ.
    """

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
    characters_by_source: dict[str, tuple[int, int]]
    edits_by_rule: dict[str, tuple[int, int]]
    characters_by_rule: dict[str, tuple[int, int]]
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
    rules = [Counter({rule: number for rule, (number, _) in made.edits.items()}) for made in (old_manifest, new_manifest)]
    went, came, sample = _compared(before, after, changed)
    for known, keys, counted in ((old, sides[1], went), (new, sides[0], came)):
        for key in keys:
            counted[known[key][2]] += known[key][3]
    bump = bump_of(old_manifest, new_manifest)
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
        characters_by_source={site: (went[site], came[site]) for site in ranked(went + came)},
        edits_by_rule={
            rule: (rules[0][rule], rules[1][rule])
            for rule in sorted({*rules[0], *rules[1]})
            if rules[0][rule] != rules[1][rule]
        },
        characters_by_rule=_characters_by_rule(before, after),
        sample=tuple(sample),
    )


def raised(version: str, bump: str) -> str:
    """1.2.3, minor → 1.3.0: return the version after another one; with no bump the same."""
    major, minor, patch = manifest.numbers(version)
    match bump:
        case "major":
            return f"{major + 1}.0.0"
        case "minor":
            return f"{major}.{minor + 1}.0"
        case "patch":
            return f"{major}.{minor}.{patch + 1}"
        case _:
            return version


def bump_of(old: manifest.Manifest, new: manifest.Manifest) -> str:
    """Return which part of the version two corpora ask to raise: major, minor (rows of any config), patch (what else is told) or none."""
    if old.schema_version != new.schema_version:
        return "major"
    if old.content != new.content:
        return "minor"
    parameters = old.parameters | {"previous": new.parameters.get("previous", "")}
    # files differ where pages were left out of a push
    return "none" if replace(old, version=new.version, files=new.files, parameters=parameters) == new else "patch"


def _known(folder: Path) -> dict[str, tuple[bytes, bytes, str, int]]:
    """Return for each document: digest of its text, digest of its whole row, source, length."""
    found: dict[str, tuple[bytes, bytes, str, int]] = {}
    for row in parquet.rows(folder, "documents"):
        found[row["id"]] = (
            hashlib.sha256(row["text"].encode()).digest(),
            digester(sorted(row))(row),
            row["source"],
            row["n_chars"],
        )
    return found


def _compared(before: Path, after: Path, changed: Sequence[str]) -> tuple[Counter[str], Counter[str], list[Changed]]:
    """Return of the documents that changed: characters that went and that came, by site, and some of the changes.

    The sample is spread evenly over the ids, which are random; of few documents it shows several changes.
    """
    went: Counter[str] = Counter()
    came: Counter[str] = Counter()
    sample: list[Changed] = []
    step, each = max(1, len(changed) // SAMPLE), -(-SAMPLE // max(1, len(changed)))
    # both are sorted by id, so the same documents come side by side
    for number, (old, new) in enumerate(zip(_texts(before, changed), _texts(after, changed), strict=True)):
        found = list(hunks(old["text"], new["text"]))
        went[new["source"]] += sum(hunk.end - hunk.start for hunk in found)
        came[new["source"]] += sum(hunk.new_end - hunk.new_start for hunk in found)
        if number % step == 0:
            sample += [_changed(old, new, hunk) for hunk in found[:each]]
    return went, came, sample[:SAMPLE]


def _texts(folder: Path, ids: Sequence[str]) -> Iterator[Row]:
    wanted = frozenset(ids)
    return (row for row in parquet.rows(folder, "documents", ["id", "title", "text", "source"]) if row["id"] in wanted)


def _changed(old: Row, new: Row, hunk: Hunk) -> Changed:
    return Changed(new["id"], new["title"], new["source"], _around(old["text"], *hunk[:2]), _around(new["text"], *hunk[2:]))


def _around(text: str, start: int, end: int) -> str:
    shown = text[start:end] if end - start <= SHOWN else f"{text[start : start + SHOWN]}…"
    return f"{text[max(0, start - AROUND) : start]}{shown}{text[end : end + AROUND]}"


def _characters_by_rule(before: Path, after: Path) -> dict[str, tuple[int, int]]:
    """Return, for each rule, the characters changed in only the earlier and in only the later of two corpora that both have pages."""
    if not (parquet.files(before, "pages") and parquet.files(after, "pages")):
        return {}
    old, new = _digests(before), _digests(after)
    differing = frozenset(key for key in old.keys() & new.keys() if old[key] != new[key])
    pages = zip(_edits_of(before, differing), _edits_of(after, differing), strict=True)
    went: Counter[str] = Counter()
    came: Counter[str] = Counter()
    for ours, theirs in pages:
        for counted, found in ((went, ours - theirs), (came, theirs - ours)):
            for (rule, gone, put), number in found.items():
                counted[rule] += number * max(len(gone), len(put))
    return {rule: (went[rule], came[rule]) for rule in ranked(went + came)}


def _digests(folder: Path) -> dict[str, bytes]:
    columns = ["edits", "id", "raw_sha256", "text"]
    digest = digester(columns)
    return {row["id"]: digest(row) for row in parquet.rows(folder, "pages", columns)}


def _edits_of(folder: Path, ids: frozenset[str]) -> Iterator[Counter[tuple[str, str, str]]]:
    for row in parquet.rows(folder, "pages"):
        if row["id"] in ids:
            yield Counter((edit.rule, edit.old, edit.new) for edit in page_of(row).edits)
