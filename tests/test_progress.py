"""What a build tells while it runs: a bar on a terminal, plain lines elsewhere, the same figures in both."""

from __future__ import annotations

import io
import json
import re
import sys
from types import SimpleNamespace

import pytest

import govcorpus
from govcorpus.cli import progress
from govcorpus.engine import shards
from govcorpus.engine.run import Progress

STEPS = [
    Progress("read", 1, 40, 0.02, here=True),
    Progress("clean", 11, 40, 0.20, here=False, pages=600, bytes=3_000_000, repaired=60, removed=5),
    Progress("clean", 15, 40, 0.40, here=True, pages=1200, bytes=6_000_000, repaired=130, removed=9),
    Progress("part", 40, 40, 1.0, here=True, pages=1200, bytes=6_000_000, repaired=130, removed=9),
]


@pytest.fixture
def clock(monkeypatch):
    """Ten seconds pass with every task."""
    seconds = iter(range(0, 1000, 10))
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(seconds)))


@pytest.mark.usefixtures("clock")
def test_lines_in_a_log_tell_speed_and_rest_without_what_stood_before(capsys):
    with progress.progress(quiet=False) as told:
        for step in STEPS:
            told(step)
    # 600 pages in 30 s; 22 hundredths took 30 s, 60 are left
    assert capsys.readouterr().err.splitlines() == [
        "read 2%: 0 pages (0/s), 0.0 MB (0.00 MB/s), 0 repaired, 0 removed, 0:08:10 left",
        "clean 20%: 600 pages (0/s), 3.0 MB (0.00 MB/s), 60 repaired, 5 removed, 0:13:20 left",
        "clean 40%: 1,200 pages (20/s), 6.0 MB (0.10 MB/s), 130 repaired, 9 removed, 0:01:22 left",
        "part 100%: 1,200 pages (15/s), 6.0 MB (0.07 MB/s), 130 repaired, 9 removed, 0:00:00 left",
        "Built in 0:00:40: 1,200 pages (15/s), 6.0 MB (0.07 MB/s), 130 repaired, 9 removed",
    ]


class Terminal(io.StringIO):
    """A terminal that is looked at afterwards."""

    def isatty(self):
        """Be one."""
        return True


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("width", [80, 140])
def test_one_bar_on_a_terminal_shows_the_same_figures(monkeypatch, width):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    with progress.progress(quiet=False) as told:
        for step in STEPS[:3]:
            told(step)
    shown = " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue()).split())
    for figure in (
        "clean",
        "40%",
        "0:01:22 left",
        "1,200 pages",
        "(20/s)",
        "6.0 MB",
        "(0.10 MB/s)",
        "130 repaired",
        "9 removed",
    ):
        assert figure in shown


def test_quiet_tells_nothing(capsys):
    with progress.progress(quiet=True) as told:
        told(STEPS[0])
    assert capsys.readouterr() == ("", "")


def test_a_build_tells_how_far_it_is_and_what_it_found_done(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "SHARD", 2000)
    rows = [
        {"url": f"https://qinglan.example/{n}.html", "text": f"青岚县第{n}号公告\n" + f"第{n}村修渠{n * 7}米。\n" * 20}
        for n in range(12)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")

    def broken(*_, **__):
        raise KeyboardInterrupt

    told: list[list[Progress]] = [[], []]
    with monkeypatch.context() as patch:
        patch.setattr("govcorpus.engine._assemble", broken)
        with pytest.raises(KeyboardInterrupt):
            govcorpus.build([tmp_path / "in.jsonl"], tmp_path / "out", progress=told[0].append)
    govcorpus.build([tmp_path / "in.jsonl"], tmp_path / "out", progress=told[1].append)
    for steps, here in zip(told, (True, False), strict=True):
        assert [step.done for step in steps] == list(range(1, steps[0].total + 1))
        assert [step.share for step in steps] == sorted(step.share for step in steps)
        assert steps[-1].share == pytest.approx(1)
        assert {step.here for step in steps} == {here}
        assert (steps[-1].pages, steps[-1].bytes) == (12, sum(len(row["text"].encode()) for row in rows))
