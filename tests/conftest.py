"""What several test modules need: what lies beside them and in scripts/, which are no packages, pages to build, an end to hangs."""

import faulthandler
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from govcorpus.engine import shards

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "scripts")]

# An example that takes long says nothing on a machine with other work; what must be fast is tested by the processor's time.
settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")

# Seconds. The longest test of engines takes 15 on two idle cores; a machine with ten times the work must not look like a hang.
LIMIT = 240
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
    from builds import pages

    return pages(tmp_path_factory.mktemp("crawl"))
