"""Run tasks on any `concurrent.futures.Executor`, and again where a worker was lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from typing import NamedTuple
from uuid import uuid4

from govcorpus.engine import tables
from govcorpus.engine.executors import lost
from govcorpus.engine.state import Task, careful, failed, perform, reached, read_json, remove, set_aside
from govcorpus.errors import GovcorpusError, InputError

# A task by itself is tried so often before the build gives up: twice to see the same article end it, once more for a worker that is
# lost to something else.
TRIES = 3
UNDER_MAIN = "In a script, call build where __name__ == '__main__' only"
PATIENCE = 10.0  # seconds for a worker to end that has nothing left to do; it takes milliseconds
# What the stages take of the time of a build, in hundredths, by scripts/soak; one takes those that are not named.
TIME = {"clean": 76, "outline": 8, "part": 4, "prints": 4, "count": 3, "read": 3}


class Progress(NamedTuple):
    """How far a build is: `done` of `total` tasks in all, and what the pages cleaned so far came to.

    `share` is what that is of the time the build takes, about, from 0 to 1; `here` whether the last task was done just now, not
    found done by an earlier run.
    """

    stage: str
    done: int
    total: int
    share: float = 0.0
    here: bool = True
    pages: int = 0
    bytes: int = 0
    repaired: int = 0
    removed: int = 0


class Pool:
    """Where tasks run: an executor that was given, else one of our own, which is replaced when it breaks; and how far they are."""

    def __init__(
        self, workers: int, executor: Executor | None, planned: Mapping[str, int], progress: Callable[[Progress], None]
    ) -> None:
        self.workers, self.given, self.progress = workers, executor, progress
        self.executor = executor or _executor(workers)
        self.so_far = Progress("", 0, sum(planned.values()))
        whole = sum(TIME.get(stage, 1) for stage in planned)
        self.share = {stage: TIME.get(stage, 1) / whole / number for stage, number in planned.items()}

    def renew(self) -> None:
        """Replace our own executor after a worker died. Raises InputError for an executor that was given: it broke for good."""
        if self.given is not None:
            raise InputError("build", "the executor that was given is broken", "Give a new one; a rerun goes on from here")
        self.executor.shutdown(wait=False, cancel_futures=True)
        self.executor = _executor(self.workers)

    def tell(self, task: Task, *, here: bool = True) -> None:
        """Count a task that is done and say how far we are."""
        now, stage = self.so_far, task.make.__name__
        about = task.target / "count.json"
        found = read_json(about) if about.is_file() else {}
        counts = {name: getattr(now, name) + found.get(name, 0) for name in ("pages", "bytes", "repaired", "removed")}
        self.so_far = Progress(stage, now.done + 1, now.total, now.share + self.share[stage], here, **counts)
        self.progress(self.so_far)


def refuse(workers: int, executor: Executor | None) -> None:
    """Raise InputError for fewer workers than one, in a process that may start none, and in one that runs the script that started it."""
    if not hasattr(workers, "__index__") or workers < 1:
        raise InputError("build", f"{workers!r} workers do no work", "Give one or more")
    here = multiprocessing.current_process()
    if getattr(here, "_inheriting", False):  # as multiprocessing itself tells it
        raise InputError("build", "a worker runs the script again as it starts", UNDER_MAIN)
    if workers > 1 and executor is None and here.daemon:
        raise InputError("build", "a daemonic process may start no workers", "Give workers=1, or an executor")


@contextmanager
def pool_of(
    workers: int, executor: Executor | None, planned: Mapping[str, int], progress: Callable[[Progress], None]
) -> Iterator[Pool]:
    """Yield a pool for so many tasks of each stage; an executor that was not given is ended with it."""
    pool = Pool(workers, executor, planned, progress)
    try:
        yield pool
    finally:
        if executor is None:
            _end(pool.executor)


def _end(executor: Executor) -> None:
    """End an executor of ours. A worker that was killed while it waited for work keeps the others from hearing that there is no more."""
    # its processes are public from Python 3.14 on (kill_workers)
    workers = [*executor._processes.values()] if isinstance(executor, ProcessPoolExecutor) else []  # noqa: SLF001
    executor.shutdown(wait=not workers, cancel_futures=True)
    end = time.monotonic() + PATIENCE
    for worker in workers:
        worker.join(max(0.0, end - time.monotonic()))
        if worker.is_alive():
            worker.kill()


def _executor(workers: int) -> Executor:
    """Return a thread for one worker, else processes.

    These are not forked from this one: Arrow has threads, and a fork may hang. They are forked from a process that has imported
    at most this package, which does not import Arrow.
    """
    if workers == 1:
        return ThreadPoolExecutor(1)
    main = sys.modules["__main__"]
    if getattr(main, "__file__", "") == "<stdin>":  # workers would look for a file of that name
        del main.__file__
    context = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
    told = os.getpid(), signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=told)


def _begin(driver: int, hears: bool) -> None:  # noqa: FBT001
    """Make a new process a worker, which ends when the process that started it is gone, also when that was killed.

    It `hears` Ctrl-C where that process does, whatever the process it was forked from does.
    """
    tables.spare()
    signal.signal(signal.SIGINT, signal.default_int_handler if hears else signal.SIG_IGN)

    def watch() -> None:
        while True:
            time.sleep(1)
            try:
                os.kill(driver, 0)
            except ProcessLookupError:
                os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run(tasks: Sequence[Task], pool: Pool) -> None:
    """Do the tasks that are not done.

    A task whose worker is lost, or that fails, is done again by itself; an article that ends it twice is set aside (`set_aside`).
    Raises what a task raised, or InputError where its worker was lost, if that does not help.
    """
    _sweep(tasks)
    waiting: deque[Task] = deque()
    for task in tasks:
        if task.target.is_dir():
            pool.tell(task, here=False)
        else:
            waiting.append(task)
    suspects: list[Task] = []
    while waiting:
        for task, error in _performed(waiting, pool, 2 * pool.workers):
            if error is None:
                pool.tell(task)
            else:
                _note(task, error)
                suspects.append(task)
    for task in suspects:
        _alone(task, pool)
        failed(task.target).unlink(missing_ok=True)
        pool.tell(task)


def _note(task: Task, error: BaseException) -> None:
    """Leave the reason why a task failed for `status`. On a full disk that fails too, and the build says it anyway."""
    with suppress(OSError):
        failed(task.target).write_text(_reason(error), "utf-8", "replace")


def _reason(error: BaseException) -> str:
    return "the worker was lost" if lost(error) else f"{type(error).__name__}: {error}"


def _alone(task: Task, pool: Pool) -> None:
    """Do a task by itself, so that it is known who ended a worker: with each try one more article may be set aside."""
    tries, last = 0, ""
    aside: set[str] = set()  # where it fails all the same, something else ends it
    error: BaseException | None = None
    careful(task.target)
    while tries < TRIES:
        ((_, error),) = _performed(deque([task]), pool, 1)
        if error is None:
            return
        at = reached(task.target)
        if at and at == last and at not in aside:
            set_aside(task.target, at, _reason(error))
            aside.add(at)
            tries = 0
        else:
            tries += 1
        last = at
    if error is not None and not lost(error):
        raise error
    begun = any(task.target.parent.glob(f"{task.target.name}.*.part"))
    when, fix = ("", "Give it more memory") if begun else (", before it began", UNDER_MAIN)
    raise InputError(task.target.name, f"the worker was lost {TRIES} times{when}", f"{fix}; a rerun goes on from here")


def _sweep(tasks: Sequence[Task]) -> None:
    """Make the folder of a stage, and remove what earlier code, other inputs or killed workers left there."""
    wanted = {task.target for task in tasks}
    for folder in sorted({task.target.parent for task in tasks}):
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if path in wanted:
                continue
            if path.is_dir():
                remove(path)
            else:
                path.unlink(missing_ok=True)


def _performed(waiting: deque[Task], pool: Pool, most: int) -> Iterator[tuple[Task, BaseException | None]]:
    """Do tasks, at most so many at once, and say of each as it ends how; stops when the pool broke, with the rest still waiting.

    Two tasks a worker keep it busy: one to do, one to begin without waiting for us. Errors that a person must mend are raised.
    """
    running: dict[Future[None], Task] = {}
    broken = False
    while running or (waiting and not broken):
        while waiting and not broken and len(running) < most:
            try:
                # Dask takes equal calls for one call and would not make it again; a name of its own tells them apart
                running[pool.executor.submit(perform, waiting[0], uuid4().hex)] = waiting[0]
            except BrokenExecutor:
                broken = True
            else:
                waiting.popleft()
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            error = BrokenExecutor() if future.cancelled() else future.exception()
            if isinstance(error, GovcorpusError | OSError) and not lost(error):
                _note(running[future], error)
                raise error
            broken |= isinstance(error, BrokenExecutor)
            yield running.pop(future), error
    if broken:
        pool.renew()
