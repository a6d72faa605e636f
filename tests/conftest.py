"""What several test modules need: what lies beside them and in scripts/, which are no packages, pages to build, an end to hangs."""

import faulthandler
import json
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from govcorpus.engine import shards

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scripts")]

# Seconds. The longest test of engines takes 15 on two idle cores; a machine with ten times the work must not look like a hang.
LIMIT = 240
TEXT = "青岚县{0}工作会议召开\n会议听取了{0}工作汇报，要求各镇压实责任，抓好{0}第{1}项任务。\n一、关于{0}\n要投入{2}万元，在{3}个村推开，年底前全部完成，不得拖延。\n"
# Where pytest itself prints: what goes to the captured stderr of a test is lost when the tests are ended.
SCREEN = 2


def pytest_configure(config):
    """Keep the way to the screen."""
    global SCREEN  # noqa: PLW0603  known only now
    with config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        SCREEN = os.dup(2)


@contextmanager
def _limited(seconds=LIMIT):
    """Turn a hang into a failure that shows where every thread stood; where not even that helps, end the tests."""

    def hangs(*_):
        faulthandler.dump_traceback(file=sys.__stderr__)
        pytest.fail(f"hangs: no end after {seconds} s")

    def watch(left):
        signal.alarm(left)
        if left:
            faulthandler.dump_traceback_later(left + 60, exit=True, file=SCREEN)
        else:
            faulthandler.cancel_dump_traceback_later()

    before, outer = signal.signal(signal.SIGALRM, hangs), signal.alarm(0)
    watch(seconds)
    try:
        yield
    finally:
        watch(outer)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def limited():
    """A context that fails when what is done in it hangs: for fixtures that start and stop clusters."""
    return _limited


@pytest.fixture
def no_hang():
    """A test that hangs fails."""
    with _limited():
        yield


@pytest.fixture(scope="module")
def small():
    """Shards of 4 kB, so that a few pages make many tasks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SHARD", 4000)
        patch.setattr(shards, "CHUNK_FILES", 5)
        yield


@pytest.fixture(scope="module")
def crawl(small, tmp_path_factory):  # noqa: ARG001  a build of it is one of small shards
    """A folder of twelve files with a page each, of a fictional county."""
    folder = tmp_path_factory.mktemp("crawl")
    for n in range(12):
        work = ["防汛", "供水", "教育", "养老"][n % 4]
        text = TEXT.format(work, n, n * 37 + 5, n * n + 3) + "".join(
            f"第{k * n + k}村{work}完成{k * 7 + n}处，投资{n * k + 11}万元，受益{k * 31 + n}户。\n" for k in range(9)
        )
        row = {"url": f"https://qinglan.example/{n}.html", "text": text}
        (folder / f"{n:02d}.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return folder
