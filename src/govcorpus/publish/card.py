"""README.md of a dataset: its card."""

from __future__ import annotations

from pathlib import Path

from govcorpus.publish.manifest import Manifest


def text(folder: Path, made: Manifest) -> str:
    """Return the card of a corpus."""
    configs = "".join(
        f"- config_name: {config}\n{'  default: true' + chr(10) if config == 'documents' else ''}  data_files:\n  - split: train\n    path: data/{config}/train-*.parquet\n"
        for config, number in made.rows.items()
        if number
    )
    return f"---\nlanguage:\n- zh\nconfigs:\n{configs}---\n# govcorpus {made.version}\n"
