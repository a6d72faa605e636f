"""Run tasks on any `concurrent.futures.Executor`, and again where a worker was lost."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import NamedTuple

from govcorpus.engine.state import Task, perform, read_json
from govcorpus.errors import InputError

TRIES = 3


class Progress(NamedTuple):
    """How far a build is: `done` of `total` tasks in all, and what the pages cleaned so far came to."""

    stage: str
    done: int
    total: int
    pages: int = 0
    bytes: int = 0
    repaired: int = 0
    removed: int = 0


class Crew:
    """Where tasks run: this process, an executor that was given, or a pool of processes of our own, which is replaced when it breaks."""

    def __init__(self, workers: int, executor: Executor | None, total: int, progress: Callable[[Progress], None]) -> None:
        self.workers, self.given, self.progress = workers, executor, progress
        self.pool = executor or (processes(workers) if workers > 1 else None)
        self.so_far = Progress("", 0, total)

    def renew(self) -> None:
        """Replace our own pool after a worker died."""
        if self.given is None and self.pool is not None:
            self.pool.shutdown(wait=False, cancel_futures=True)
            self.pool = processes(self.workers)

    def tell(self, task: Task) -> None:
        """Count a task that is done and say how far we are."""
        now = self.so_far
        about = task.target / "count.json"
        found = read_json(about) if about.is_file() else {}
        self.so_far = Progress(
            task.make.__name__, now.done + 1, now.total, *(getattr(now, name) + found.get(name, 0) for name in now._fields[3:])
        )
        self.progress(self.so_far)


@contextmanager
def crew(workers: int, executor: Executor | None, total: int, progress: Callable[[Progress], None]) -> Iterator[Crew]:
    """Hire workers and let those go that were not given."""
    hired = Crew(workers, executor, total, progress)
    try:
        yield hired
    finally:
        if executor is None and hired.pool is not None:
            hired.pool.shutdown(wait=True, cancel_futures=True)


def processes(workers: int) -> ProcessPoolExecutor:
    """Return a pool of processes. They are not forked from this one: Arrow has threads, and a fork in mid-air may hang."""
    context = multiprocessing.get_context("forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_with, initargs=(os.getpid(),))


def _leave_with(driver: int) -> None:
    """End this worker when the process that hired it is gone, also when that was killed."""

    def watch() -> None:
        while True:
            time.sleep(1)
            try:
                os.kill(driver, 0)
            except ProcessLookupError:
                os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run(tasks: Sequence[Task], hired: Crew) -> None:
    """Do the tasks that are not done. Raises InputError for one whose worker was lost every time."""
    _sweep(tasks)
    todo = []
    for task in tasks:
        if task.target.is_dir():
            hired.tell(task)
        else:
            todo.append(task)
    for tried in range(1, TRIES + 1):
        lost = []
        for task, whole in _performed(todo, hired):
            if whole:
                hired.tell(task)
            else:
                lost.append(task)
        if not lost:
            return
        todo = lost
        if tried < TRIES:
            hired.renew()
    raise InputError(
        todo[0].target.name,
        f"the worker was lost {TRIES} times",
        "Look for a page that takes all memory; a rerun goes on from here",
    )


def _sweep(tasks: Sequence[Task]) -> None:
    """Remove what earlier code, other inputs or killed workers left in the folder of a stage."""
    wanted = {task.target for task in tasks}
    for folder in {task.target.parent for task in tasks}:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path not in wanted:
                shutil.rmtree(path, ignore_errors=True)


def _performed(todo: Sequence[Task], hired: Crew) -> Iterator[tuple[Task, bool]]:
    """Do tasks, and say of each as it ends whether it is done or its worker was lost."""
    if hired.pool is None:
        for task in todo:
            perform(task)
            yield task, True
        return
    waiting = list(reversed(todo))
    running: dict[Future[None], Task] = {}
    while waiting or running:
        # two tasks a worker: one to do, one to begin without waiting for us
        while waiting and len(running) < 2 * hired.workers:
            task = waiting.pop()
            try:
                running[hired.pool.submit(perform, task)] = task
            except BrokenExecutor:
                yield task, False
        ended, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in ended:
            task = running.pop(future)
            try:
                future.result()
            except BrokenExecutor:
                yield task, False
            else:
                yield task, True
