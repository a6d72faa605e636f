"""The character model: small and quick to load."""

from __future__ import annotations

import subprocess
import sys

from govcorpus import model

CLOCK = """
import time
import numpy
from govcorpus import model
start = time.process_time()
model.load()
print(time.process_time() - start)
"""


def test_the_file_of_the_model_is_at_most_eight_megabytes() -> None:
    assert model.DATA.stat().st_size <= 8_000_000


def test_the_model_loads_in_a_moment() -> None:
    """Under 150 ms of CPU in a fresh process, the best of three."""
    runs = [subprocess.run([sys.executable, "-c", CLOCK], capture_output=True, text=True, check=True) for _ in range(3)]
    assert min(float(run.stdout) for run in runs) < 0.15
