"""Whatever ends a build at whatever moment, the next run gives the same bytes: SIGTERM, SIGKILL, a full disk, a power cut."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from builds import held

import govcorpus
from govcorpus.engine import state
from govcorpus.engine.run import pool_of

pytestmark = pytest.mark.usefixtures("no_hang")

# Shards of 4 kB, so that a few pages make many tasks; perhaps no file may become larger than so many bytes.
BUILD = """
import resource, sys
import govcorpus, govcorpus.engine.shards as shards
shards.SHARD, shards.CHUNK_FILES = 4000, 5
if __name__ == "__main__":
    if len(sys.argv) > 4:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), int(sys.argv[4])))
    govcorpus.build([sys.argv[1]], sys.argv[2], workers=int(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def whole(crawl, tmp_path_factory):
    """What a build that nobody disturbs leaves."""
    out = tmp_path_factory.mktemp("whole") / "out"
    govcorpus.build([crawl], out)
    return held(out)


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    """The start of a command that builds: input, output, workers and perhaps a limit follow."""
    script = tmp_path_factory.mktemp("driver") / "build.py"
    script.write_text(BUILD, "utf-8")
    return [sys.executable, str(script)]


def done(out: Path) -> int:
    return sum(path.is_dir() and not path.name.endswith(".part") for path in (out / state.STATE).glob("*/*-*"))


@pytest.mark.parametrize(
    ("signalled", "workers", "after"),
    [(signal.SIGKILL, 1, 9), (signal.SIGKILL, 2, 4), (signal.SIGTERM, 1, 14), (signal.SIGTERM, 2, 9)],
)
def test_a_driver_that_is_ended_goes_on_to_the_same_bytes(crawl, whole, driver, tmp_path, signalled, workers, after):
    out = tmp_path / "out"
    command = [*driver, str(crawl), str(out), str(workers)]
    with subprocess.Popen(command) as running:
        while running.poll() is None and done(out) < after:
            time.sleep(0.002)
        running.send_signal(signalled)
        assert running.wait(60) in {0, -signalled}
    kept = done(out)
    assert kept or (out / "manifest.json").exists()
    subprocess.run(command, check=True, timeout=120)
    assert held(out) == whole


@pytest.mark.parametrize(("size", "workers"), [(0, 1), (300, 2), (3000, 1), (9000, 1)])
def test_a_disk_that_takes_no_more_is_one_line_and_a_rerun_goes_on(crawl, whole, driver, tmp_path, size, workers):
    out = tmp_path / "out"
    command = [*driver, str(crawl), str(out), str(workers)]
    # a limit on the size of files: like a full disk it makes any write fail, whoever writes
    full = subprocess.run([*command, str(size)], capture_output=True, text=True, check=False, timeout=120)
    assert full.returncode == 1
    last = full.stderr.rstrip().rpartition("\n")[2]
    assert last.startswith("govcorpus.errors.InputError: ")
    assert "writing failed" in last
    assert not (out / "manifest.json").exists()
    subprocess.run(command, check=True, timeout=120)
    assert held(out) == whole


class Disk:
    """What of a folder would stand on a disk if the power went now, as bad as POSIX allows.

    A file holds what it held when it was last flushed; so does a folder, or else (`names`) all names that it has now.
    """

    def __init__(self, out: Path) -> None:
        self.out, self.flushed, self.open = out, {}, []

    def flush(self, path: Path) -> None:
        """Note what stands in a file or folder; it stays open, so that its number in the file system is not given to another."""
        self.open.append(os.open(path, os.O_RDONLY))
        # by kind too: some file systems give the number of an open folder away once it is gone
        self.flushed[self._number(path), path.is_dir()] = self._names(path) if path.is_dir() else path.read_bytes()

    def _number(self, path: Path) -> tuple[int, int]:
        found = path.stat()
        return found.st_dev, found.st_ino

    def _names(self, folder: Path) -> dict[str, tuple[tuple[int, int], bool]]:
        return {path.name: (self._number(path), path.is_dir()) for path in folder.iterdir()}

    def left(self, copy: Path, *, names: bool) -> None:
        """Write what is left after a power cut into a new folder."""
        self._left(self._number(self.out), self.out if names else None, copy)

    def _left(self, number: tuple[int, int], now: Path | None, copy: Path) -> None:
        copy.mkdir()
        for name, (inner, is_folder) in (self._names(now) if now else self.flushed.get((number, True), {})).items():
            if is_folder:
                self._left(inner, now / name if now else None, copy / name)
            else:
                (copy / name).write_bytes(self.flushed.get((inner, False), b""))

    def close(self) -> None:
        """Let go of what was flushed."""
        for handle in self.open:
            os.close(handle)


@pytest.fixture
def disk(tmp_path, monkeypatch):
    """A disk that notes what is flushed; `moments` are called before each flush, of which there is one at a time."""
    disk, real, turn = Disk(tmp_path / "out"), state.flush, threading.Lock()
    disk.moments = []

    def flush(path):
        with turn:
            for moment in disk.moments:
                moment(path)
            real(path)
            disk.flush(path)

    monkeypatch.setattr(state, "flush", flush)
    yield disk
    disk.close()


def test_a_corpus_that_is_finished_stands_on_the_disk(crawl, whole, disk, tmp_path):
    govcorpus.build([crawl], tmp_path / "out")
    for names in (True, False):
        disk.left(tmp_path / f"cut-{names}", names=names)
        left = held(tmp_path / f"cut-{names}")
        assert {name: data for name, data in left.items() if not name.startswith(state.STATE)} == whole
        govcorpus.build([crawl], tmp_path / f"cut-{names}")
        assert held(tmp_path / f"cut-{names}") == whole


def test_a_power_cut_at_any_moment_leaves_what_a_rerun_ends_with_the_same_bytes(crawl, whole, disk, tmp_path):
    count = 0
    cuts: list[Path] = []

    def cut(_):
        nonlocal count
        count += 1
        if count in chosen:
            cuts.extend(tmp_path / f"cut-{count}-{names}" for names in (True, False))
            disk.left(cuts[-2], names=True)
            disk.left(cuts[-1], names=False)

    chosen: set[int] = set()
    disk.moments.append(cut)
    govcorpus.build([crawl], tmp_path / "out")
    total, count = count, 0
    # the last are those of the exchange of the finished files
    chosen |= {*random.Random(7).sample(range(1, total), 6), *range(total - 5, total + 1)}
    shutil.rmtree(tmp_path / "out")
    govcorpus.build([crawl], tmp_path / "out")
    assert len(cuts) == 2 * len(chosen)
    for place in cuts:
        govcorpus.build([crawl], place)
        assert held(place) == whole, place


class Ended(BaseException):
    """As a kill: nothing that comes after it is done."""


def ending(monkeypatch, calls: list[str], last: int | None = None) -> None:
    """Note each call that alters a folder; behind the one of number `last`, none does anything any more."""

    def call(name: str, real: Callable[..., None], *args: object, **kwargs: object) -> None:
        if last is not None and len(calls) > last:
            raise Ended
        calls.append(name)
        real(*args, **kwargs)

    for name in ("link", "mkdir", "rename", "replace", "rmdir", "unlink"):
        monkeypatch.setattr(os, name, partial(call, name, getattr(os, name)))


@pytest.mark.parametrize("in_place", [False, True])
def test_a_build_that_is_ended_while_files_are_exchanged_or_removed_goes_on_to_the_same_bytes(
    crawl, tmp_path, monkeypatch, in_place
):
    """Also where the corpus before is the one that is replaced."""
    some = shutil.copytree(crawl, tmp_path / "some", ignore=lambda _, names: sorted(names)[:1])
    before, out, calls = tmp_path / "before", tmp_path / "out", []
    govcorpus.build([some], before)

    def build() -> None:
        govcorpus.build([crawl], out, previous=out if in_place else before)

    shutil.copytree(before, out)
    with monkeypatch.context() as noted:
        ending(noted, calls)
        build()
    whole, total, begin = held(out), len(calls), len(calls) - calls[::-1].index("replace")
    assert not (out / state.STATE).exists()
    # behind the last call but one, all there was to do is done
    for last in random.Random(7).sample(range(begin - 12, total - 2), 8):
        shutil.rmtree(out)
        shutil.copytree(before, out)
        with monkeypatch.context() as ended:
            ending(ended, [], last)
            with pytest.raises(Ended):
                build()
        build()
        assert held(out) == whole, last


def test_inputs_that_come_back_after_a_removal_was_ended_are_built(crawl, tmp_path, monkeypatch):
    """What is left of a folder that was being removed is not taken for a task that is done."""
    out = tmp_path / "out"
    monkeypatch.setattr("govcorpus.engine._assemble", stopped)
    with pytest.raises(Ended):
        govcorpus.build([crawl], out)
    monkeypatch.undo()
    calls: list[str] = []
    ending(monkeypatch, calls, 5)
    with pytest.raises(Ended):
        govcorpus.build([crawl], out, fresh=True)
    assert "unlink" in calls
    monkeypatch.undo()
    govcorpus.build([crawl], out)
    assert not (out / state.STATE).exists()


def stopped(*_: object, **__: object) -> None:
    raise Ended


def test_a_worker_that_cannot_hear_that_there_is_no_more_work_is_ended(monkeypatch):
    """As where another worker was killed while it held the lock of the queue."""
    monkeypatch.setattr(sys.modules[pool_of.__module__], "PATIENCE", 0.5)
    with pool_of(2, None, {}, lambda _: None) as pool:
        workers = {pool.executor.submit(os.getpid).result(60) for _ in range(20)}
        deaf = workers.pop()
        os.kill(deaf, signal.SIGSTOP)
    end = time.monotonic() + 30
    while Path(f"/proc/{deaf}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(deaf, 0)


HURRY = """
import os, signal, time
from govcorpus.cli.corpus import _start_forkserver
from govcorpus.engine.run import pool_of
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has it ignored by what runs in the background
    _start_forkserver()
    try:
        time.sleep(0.15)
        os.killpg(0, signal.SIGINT)
        time.sleep(5)
    except KeyboardInterrupt:
        with pool_of(2, None, {}, print) as pool:
            print(pool.executor.submit(signal.getsignal, signal.SIGINT).result())
"""


def test_somebody_in_a_hurry_is_heard_where_the_work_is_and_told_nothing_else(tmp_path):
    """Ctrl-C while the process is at its imports that workers are forked from: it printed where it was."""
    script = tmp_path / "hurry.py"
    script.write_text(HURRY, "utf-8")
    command = [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, start_new_session=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "default_int_handler" in done.stdout
