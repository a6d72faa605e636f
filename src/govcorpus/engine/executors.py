"""Where tasks run, by name: processes of this machine, a Dask cluster, a Ray cluster. Dask and Ray are extras."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from govcorpus.errors import InputError

ENGINE = re.compile(r"(?:processes|(?P<name>dask|ray)(?:://(?P<address>\S+))?)")
# Where the client server of a Ray cluster listens; every other port is that of the cluster itself.
RAY_CLIENT = re.compile(r".*:10001")
# What a Dask cluster of ours is told.
DASK = {
    # A task that ended two workers comes back to us, and we look for the page that does it.
    "distributed.scheduler.allowed-failures": 1,
    # Give no worker up: the nannies start them again. By itself the cluster closes for good the nanny of a worker that is not there
    # 15 s after a death, also one that died again just then; with the last of them gone, a build would wait for ever.
    "distributed.deploy.lost-worker-timeout": "52 weeks",
    # A worker that needs much memory would be given no more tasks until it needs less, which an idle one never does.
    "distributed.worker.memory.pause": False,
}
# Only paths travel to Ray's tasks. Ray would take 30 % of the memory for objects; this is little more than the least it accepts.
RAY = {"include_dashboard": False, "object_store_memory": 80 << 20}


class Engine(NamedTuple):
    """An executor, None for processes of our own, and how many tasks it does at a time."""

    executor: Executor | None
    workers: int


@contextmanager
def engine(name: str, workers: int = 1) -> Iterator[Engine]:
    """Yield the engine of this name: `processes`, `dask`, `ray`, or `dask://ADDRESS`, `ray://ADDRESS` of a cluster that runs.

    Without an address a cluster of `workers` single-threaded workers is started on this machine and stopped at the end. With one,
    `workers` is the least number of tasks kept going: give the most that a cluster which grows on demand will have.
    ADDRESS is HOST:PORT of the Dask scheduler or the path of its scheduler file; of the Ray head, or `auto` on one of its nodes.
    Raises InputError for any other name, for a package that is not installed and a cluster that does not answer.
    """
    found = ENGINE.fullmatch(name)
    if not found:
        raise InputError("--engine", f"{name!r} is no engine", "Give processes, dask, dask://ADDRESS, ray or ray://ADDRESS")
    if found["name"] is None:
        yield Engine(None, workers)
    else:
        with (_dask if found["name"] == "dask" else _ray)(found["address"], workers) as there:
            yield there


@contextmanager
def _dask(address: str | None, workers: int) -> Iterator[Engine]:
    distributed = _package("distributed", "dask")
    if address is None:
        with (
            import_module("dask").config.set(DASK),
            distributed.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield Engine(client.get_executor(pure=False), workers)
        return
    place = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
    try:
        client = distributed.Client(**place)
    except (OSError, ValueError) as error:
        raise _silent(f"dask://{address}", error) from error
    with client:
        yield Engine(client.get_executor(pure=False), max(workers, sum(client.nthreads().values())))


@contextmanager
def _ray(address: str | None, workers: int) -> Iterator[Engine]:
    ray = _package("ray", "ray")
    if address is None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        # one of its own: without "local" Ray joins any cluster that runs on this machine
        ray.init("local", num_cpus=workers, log_to_driver=False, **RAY)
    else:
        try:
            ray.init(f"ray://{address}" if RAY_CLIENT.fullmatch(address) else address, log_to_driver=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise _silent(f"ray://{address}", error) from error
    try:
        yield Engine(RayExecutor(), max(workers, int(ray.cluster_resources().get("CPU", 0))))
    finally:
        ray.shutdown()


class RayExecutor(Executor):
    """Runs calls as tasks of the Ray cluster that `ray.init` has joined, one CPU each.

    A call whose worker or node is lost is made once more by Ray, then its future holds Ray's error.
    """

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  as in Executor
        """Start a call and return its future, which holds what it returns or the very error it raises."""
        told: Future[Any] = Future()
        told.set_running_or_notify_cancel()
        _remote(call).remote(*args, **kwargs).future().add_done_callback(partial(_hand_on, told))
        return told


@cache
def _remote(call: Callable[..., Any]) -> Any:  # noqa: ANN401  Ray's own type
    return _package("ray", "ray").remote(num_cpus=1, max_retries=1)(call)


def _hand_on(told: Future[Any], ended: Future[Any]) -> None:
    """Hand on how a task ended; an error of the call itself comes from Ray in a wrapper."""
    error = ended.exception()
    if error is None:
        told.set_result(ended.result())
    else:
        told.set_exception(getattr(error, "cause", None) or error)


def lost(error: BaseException) -> bool:
    """Whether an error says that a worker was lost: the executor raised it, not the task. Dask and Ray have errors of their own for that."""
    return isinstance(error, BrokenExecutor) or type(error).__module__.partition(".")[0] in {"distributed", "ray"}


def _package(name: str, extra: str) -> Any:  # noqa: ANN401  a module whose types we may not have
    try:
        return import_module(name)
    except ImportError as error:
        raise InputError(f"--engine {extra}", f"{name} is not installed", f"Run: pip install 'govcorpus[{extra}]'") from error


def _silent(name: str, error: BaseException) -> InputError:
    cause = str(error).partition("\n")[0].rstrip(".")
    return InputError(f"--engine {name}", f"no cluster answers there ({cause})", "Start it or mend the address")
