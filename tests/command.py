"""The command line as a program, for the tests that look at what it prints and how it ends."""

import subprocess
import sys


def run(*args: object, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """Run govcorpus with these arguments and this standard input."""
    return subprocess.run([sys.executable, "-m", "govcorpus", *map(str, args)], input=data, capture_output=True, check=False)


def mistake(*args: object) -> str:
    """Run what must fail with a message, and return it."""
    done = run(*args)
    assert done.returncode == 1
    text = done.stderr.decode()
    assert "Traceback" not in text
    return text
