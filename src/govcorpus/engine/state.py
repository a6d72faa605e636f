"""What a build has done so far: folders in OUT/.govcorpus whose names are the digest of all that went into them.

A folder with its final name is whole; there are no other completion markers. A task writes into a folder of its own beside it
and renames it at the end, so a kill at any moment leaves either nothing or all, and a rerun does what is missing.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import json
import os
import platform
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, NamedTuple

import govcorpus
from govcorpus.errors import InputError

STATE = ".govcorpus"
PACKAGE = Path(govcorpus.__file__).parent
# Pages, edits and rows are records without cycles. To look for cycles at each 700th of them took 7 % of the time of a build; at
# each 100,000th, and among all that was imported whenever a task ended, 5 % of a build of 8 MB and 2 % of one of 30.
ROUNDS = (1_000_000, 50, 100)
# A task leaves up to nine files, and the disk writes them together.
AT_ONCE = 8


class Task(NamedTuple):
    """A piece of work: `make(folder, *args)` fills a folder, which appears as `target`. Only paths travel between processes."""

    make: Callable[..., None]
    target: Path
    args: tuple[Any, ...]


def task(state: Path, make: Callable[..., None], code: str, number: int, *args: Any) -> Task:  # noqa: ANN401  what it takes
    """Return a task whose target is named after the stage, its number and the digest of code and arguments."""
    key = hashlib.sha256(f"{code}\n{_portable(args, state)!r}".encode()).hexdigest()[:16]
    return Task(make, state / make.__name__ / f"{number:05d}-{key}", args)


def _portable(args: object, state: Path) -> object:
    """Arguments as they count for a key: state folders by their names, so that a corpus folder may be moved between two runs."""
    if isinstance(args, Path):
        return args.relative_to(state).as_posix() if args.is_relative_to(state) else ""
    return tuple(_portable(part, state) for part in args) if isinstance(args, tuple) else args


@cache
def code(*parts: str) -> str:
    """Return the digest of the modules and data files a stage depends on: `read`, `dedup.py`, …"""
    total = hashlib.sha256()
    for part in sorted({"document.py", "edits.py", "errors.py", "engine", *parts}):
        total.update(_digest(part))
    return total.hexdigest()


@cache
def _digest(part: str) -> bytes:
    """Return the digest of a module or data file of the package, or of a folder of them, by name."""
    top, total = PACKAGE / part, hashlib.sha256()
    for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
        name = f"/{path.relative_to(PACKAGE).as_posix()}"
        if path.is_file() and path.suffix != ".pyc" and "/." not in name:  # what tools and desktops leave is hidden
            total.update(f"{name[1:]}\0".encode())
            with path.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.digest()


def perform(work: Task, _: str = "") -> None:
    """Do a task unless it is done: fill a temporary folder, make it durable, rename it. The name of the call is not used.

    The folder of the stage must be there: a worker that was taken for lost and begins after the build has ended leaves nothing.
    Raises whatever the task does, and OSError where there is no room or no right to write.
    """
    if work.target.is_dir():
        return
    part = work.target.with_name(f"{work.target.name}.{platform.node()}.{threading.get_native_id()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    usual = gc.get_threshold()
    gc.set_threshold(*ROUNDS)
    try:
        work.make(part, *work.args)
    finally:
        gc.set_threshold(*usual)
    flush_all((part, *part.rglob("*")))
    try:
        part.rename(work.target)
    except OSError:  # another worker, given up as lost, came to its end after all
        if not work.target.is_dir():
            raise
        shutil.rmtree(part, ignore_errors=True)
    # the new name is not flushed: lost with the power, it is a task that is done again


def careful(target: Path) -> None:
    """Ask a task to say which article it is at: it failed before."""
    write_text(target.with_name(f"{target.name}.poison"), "[]")


def is_careful(folder: Path) -> bool:
    """Say whether the task at work in `folder` failed before, so that it must take up one article after another."""
    return folder.with_name(f"{folder.name.partition('.')[0]}.poison").is_file()


def passing(folder: Path) -> Callable[[str], str]:
    """Return what a task at work in `folder` asks before it begins an article, a document or a place in the input.

    It says why that must be passed over, "" where it need not be, and notes that it is reached if the task failed before. At the
    end a task asks for "": where it fails from there on, no article is to blame.
    """
    if not is_careful(folder):
        return lambda _: ""
    name = folder.name.partition(".")[0]
    aside: dict[str, str] = dict(read_json(folder.with_name(f"{name}.poison")))

    def passed(what: str) -> str:
        if what not in aside:
            folder.with_name(f"{name}.at").write_text(json.dumps(what), encoding="utf-8")
        return aside.get(what, "")

    return passed


def reached(target: Path) -> str:
    """Return where a task ended, empty where it did not say."""
    try:
        return str(read_json(target.with_name(f"{target.name}.at")))
    except (FileNotFoundError, ValueError):  # not written, or not to its end
        return ""


def set_aside(target: Path, name: str, reason: str) -> None:
    """Have a task set something aside from now on."""
    path = target.with_name(f"{target.name}.poison")
    write_text(path, json.dumps([*read_json(path), [name, reason]]))  # in ASCII: names of files may hold what UTF-8 does not


def failed(target: Path) -> Path:
    """Return the file that says why a task failed, while it has not been done since."""
    return target.with_name(f"{target.name}.failed")


def flush(path: Path) -> None:
    """Have the disk write a file or folder before anything that comes after it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(paths: Iterable[Path]) -> None:
    """Have the disk write files and folders, all at once: one after another took it three times as long."""
    for _ in _flushers().map(flush, paths):
        pass


@cache
def _flushers() -> ThreadPoolExecutor:
    """The threads of a process that wait for the disk: to start eight for each task took 1 % of a build."""
    return ThreadPoolExecutor(AT_ONCE)


def write_text(path: Path, text: str) -> None:
    """Write a text file so that it is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    flush(part)
    part.rename(path)
    flush(path.parent)


def write_json(path: Path, value: object) -> None:
    """Write a JSON file into the folder that a task fills; `perform` has the disk write it."""
    path.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path) -> Any:  # noqa: ANN401  what was written
    """Return what a JSON file holds."""
    return json.loads(path.read_text("utf-8"))


@contextmanager
def opened(out: Path, *, fresh: bool) -> Iterator[Path]:
    """Make the state folder of an output folder and hold its lock. Raises InputError where it cannot be written."""
    state = out / STATE
    try:
        str(out).encode()  # Arrow opens no other name
        known = not out.exists() or state.is_dir() or (out / "manifest.json").is_file()
        for other in [] if known else sorted(out.iterdir())[:1]:
            raise InputError(str(out), f"the folder holds {other.name}, which no build made", "Give a new or empty folder")
        state.mkdir(parents=True, exist_ok=True)
        lock = (state / "lock").open("w")
    except UnicodeEncodeError as error:
        raise InputError(
            str(out), "the name of the folder is no UTF-8", "Give another --out, or run with LC_ALL=C.UTF-8"
        ) from error
    except OSError as error:
        raise InputError(
            str(out), f"the folder cannot be written ({error.strerror})", "Give another --out or mend its permissions"
        ) from error
    with lock:
        _hold(lock, out)
        if fresh:
            clear(state, keep=("lock", "moving"))
        try:
            yield state
        except OSError as error:
            raise InputError(
                error.filename or str(out),
                f"writing failed ({error.strerror or error})",
                "Make room or mend the permissions, then run again: what is done is kept",
            ) from error


def _hold(lock: IO[str], out: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InputError(str(out), "another build is writing there", "Wait for it or give another --out") from error


def clear(state: Path, keep: Iterable[str] = ()) -> None:
    """Remove what a state folder holds."""
    for path in sorted(state.iterdir()):
        if path.name in keep:
            continue
        if path.is_dir():
            remove(path)
        else:
            path.unlink(missing_ok=True)  # one of another name took it along


def remove(folder: Path) -> None:
    """Remove a folder under another name: one that is half removed is not taken for what its name says."""
    gone = folder if folder.suffix == ".part" else folder.with_name(f"{folder.name}.part")
    shutil.rmtree(gone, ignore_errors=True)  # an earlier removal may have left it
    if folder != gone:
        shutil.rmtree(folder.rename(gone), ignore_errors=True)


def exchange(state: Path, new: Path, out: Path) -> None:
    """Put the finished files of `new` where the old ones stand. A kill in between is mended by `finish` at the next start."""
    moving = state / "moving"
    if new.is_dir():
        for name in ("takedown.toml", "assets"):  # what not every corpus has must not stay behind
            if (out / name).is_dir():
                shutil.rmtree(out / name)
            elif not (new / name).exists():
                (out / name).unlink(missing_ok=True)
        # the rows are those of tasks and flushed, but not their new names
        flush_all((new, *new.rglob("*")))
        new.rename(moving)
        flush(state)
    finish(out)


def ended(out: Path) -> bool:
    """Bring to its end an exchange of files that was broken off; say whether there was one."""
    if not (out / STATE / "moving").is_dir():
        return False
    with opened(out, fresh=False):
        finish(out)
    return True


def finish(out: Path) -> None:
    """Bring an exchange to its end that has begun, and remove the state."""
    state = out / STATE
    moving = state / "moving"
    if moving.is_dir():
        # manifest.json goes last: where it stands, all of its files stand
        for path in sorted(moving.iterdir(), key=lambda path: (path.name == "manifest.json", path.name)):
            old = out / path.name
            if old.is_dir():
                shutil.rmtree(old)
            path.replace(old)
        flush(out)
        clear(state, keep=("lock", "moving"))  # as long as that stands, there is something to finish
        shutil.rmtree(state)
