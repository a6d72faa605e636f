"""CHANGELOG.md of a dataset: one entry a version, the newest first."""

from __future__ import annotations

from pathlib import Path

from govcorpus.publish.manifest import Manifest

HEAD = "# Changelog\n\nVersions are semantic: MAJOR for the schema or the meaning of a column, MINOR for documents or text, PATCH for metadata or the card.\n"


def text(folder: Path, made: Manifest, before: Path | None) -> str:
    """Return the changelog of a new corpus: an entry for it, then what the corpus before it said."""
    old = (before / "CHANGELOG.md").read_text("utf-8").removeprefix(HEAD) if before else ""
    counts = ", ".join(f"{number} {config}" for config, number in made.rows.items())
    return f"{HEAD}\n## {made.version}\n\n- {counts}.\n{old}"
