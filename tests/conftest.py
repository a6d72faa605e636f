"""What several test modules need: the simulators and the truth of scripts/, which is no package, and an end to tests that hang."""

import faulthandler
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "scripts"))

# Seconds. The longest test of engines takes 15 on two idle cores; a machine with ten times the work must not look like a hang.
LIMIT = 240


@contextmanager
def _limited(seconds=LIMIT):
    """Turn a hang into a failure that shows where every thread stood; where not even that helps, end the tests."""

    def hangs(*_):
        faulthandler.dump_traceback(file=sys.__stderr__)
        pytest.fail(f"hangs: no end after {seconds} s")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(seconds)
    faulthandler.dump_traceback_later(seconds + 60, exit=True, file=sys.__stderr__)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.alarm(0)
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
