"""Quality does not fall: what scripts/measure finds is no worse than the floors of tests/quality/floors.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = tomllib.loads((ROOT / "tests" / "quality" / "floors.toml").read_text("utf-8"))
SETS = ROOT.parent / "shared" / "data" / "dev"


@pytest.mark.parametrize("name", FLOORS)
def test_no_figure_is_below_its_floor(name: str) -> None:
    if name not in {"sample", "texts"} and not SETS.is_dir():
        pytest.skip("the development sets (../shared/data/dev) are not on this machine")
    command = [sys.executable, "scripts/measure", "--check", name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"no figure below its floor ({name})" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"), [(["smaple"], "no set smaple"), (["--against", "none.toml", "sample"], "no floors in")]
)
def test_what_compares_nothing_does_not_pass(words: list[str], told: str) -> None:
    command = [sys.executable, "scripts/measure", "--check", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_fall_is_noticed(tmp_path: Path) -> None:
    """A floor above what is measured makes --check fail and names the figure."""
    floors = tmp_path / "floors.toml"
    floors.write_text('[sample."clean"]\n"CER" = -1.0\n"titles" = 1.5\n', encoding="utf-8")
    command = [sys.executable, "scripts/measure", "--check", "sample", "--against", str(floors)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sample / clean: titles is 1.0000, its floor is 1.5" in done.stdout
    assert "sample / clean: CER" in done.stdout
