"""The models: that of characters is small and quick to load; all are made anew to the same bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from govcorpus import model

ROOT = Path(__file__).parents[1]
TRAIN = ROOT.parent / "shared" / "data" / "clean_train.jsonl.xz"
ANNOTATED = TRAIN.parent / "dev" / "sections.jsonl.xz"
CLOCK = """
import time
import numpy, pyarrow
from govcorpus import model
start = time.process_time()
model.load()
print(time.process_time() - start)
"""


def test_the_file_of_the_model_is_at_most_eight_megabytes() -> None:
    assert model.DATA.stat().st_size <= 8_000_000


def test_the_model_loads_in_a_moment() -> None:
    """Under 150 ms of CPU in a fresh process beside numpy and pyarrow, which every build loads; the best of five."""
    runs = [subprocess.run([sys.executable, "-c", CLOCK], capture_output=True, text=True, check=True) for _ in range(5)]
    assert min(float(run.stdout) for run in runs) < 0.15


@pytest.mark.skipif(not TRAIN.is_file(), reason="the training texts are not beside the project")
def test_the_model_is_made_to_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("jieba", reason="make_model needs jieba (extra: make)")
    subprocess.run([sys.executable, str(ROOT / "scripts" / "make_model"), str(TRAIN), "--out", str(tmp_path)], check=True)
    for name in ("characters.arrow", "readings.txt", "traditional.txt"):
        assert (tmp_path / name).read_bytes() == (model.DATA.parent / name).read_bytes()


@pytest.mark.skipif(not TRAIN.is_file() or not ANNOTATED.is_file(), reason="the texts that labels are learnt from are not here")
def test_the_tables_of_labels_are_made_to_the_same_bytes(tmp_path: Path) -> None:
    """A label that is read otherwise since they were made shows here."""
    command = [sys.executable, str(ROOT / "scripts" / "make_labels"), str(ANNOTATED), str(TRAIN), "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    for name in ("topic_words.tsv", "topics.tsv", "roles.tsv"):
        assert (tmp_path / name).read_bytes() == (model.DATA.parent / name).read_bytes()
