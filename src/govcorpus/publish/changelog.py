"""CHANGELOG.md of a dataset: one entry a version, the newest first. It grows by itself; cards/changes.md adds what people wrote."""

from __future__ import annotations

import re
from pathlib import Path

from govcorpus.publish import card, parquet
from govcorpus.publish.diff import diff
from govcorpus.publish.manifest import Manifest

HEAD = (
    "# Changelog\n\nVersions are semantic: MAJOR for the schema or the meaning of a column, MINOR for documents or text,\n"
    "PATCH for metadata or the card.\n"
)


def text(folder: Path, made: Manifest, before: Path | None) -> str:
    """Return the changelog of a new corpus, laid out in `folder` with its manifest: its entry, then what the one before it said.

    A corpus that is the one before it, of the same version, has no entry of its own.
    """
    lines = [f"## {made.version}", "", *_written(made.version)]
    lines += [f"- Rows in `{config}`: {number:,}." for config, number in made.rows.items()]
    taken = sum(row["reason"] == "taken_down" for row in parquet.rows(folder, "removed", ["reason"]))
    lines += [f"- Pages taken down on request: {taken:,}."] if taken else []
    old = ""
    if before is not None:
        found = diff(before, folder)
        path = before / "CHANGELOG.md"
        old = path.read_text("utf-8").removeprefix(HEAD) if path.is_file() else ""
        if old and found.bump == "none" and found.before == made.version:
            return HEAD + old
        lines.append(
            f"- Documents since {found.before}: {found.added:,} added, {found.removed:,} removed, {found.changed:,} with another text, "
            f"{found.relabelled:,} with other labels; {found.characters:+,} characters."
        )
        lines += [f"- `{rule}`: {numbers[0]:,} → {numbers[1]:,} edits." for rule, numbers in found.edits_by_rule.items()]
        lines += [
            f"- `{rule}`: of pages in both, {went:,} characters are no more changed and {came:,} are now."
            for rule, (went, came) in found.characters_by_rule.items()
        ]
    entry = "\n".join(lines)
    return f"{HEAD}\n{entry}\n{old}"


def _written(version: str) -> list[str]:
    """The paragraph of cards/changes.md under the heading of this version, if there is one."""
    path = card.TEMPLATES / "changes.md"
    found = re.search(rf"(?ms)^## {re.escape(version)}\n+(.*?)(?=^## |\Z)", path.read_text("utf-8")) if path.is_file() else None
    return [found[1].strip(), ""] if found else []
