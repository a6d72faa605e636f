"""Builds on real clusters of Dask and Ray on this machine: the bytes, lost workers, pages that end them."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from builds import held

import govcorpus
from govcorpus import pipeline
from govcorpus.engine import shards
from govcorpus.engine.executors import DASK, RAY, engine
from govcorpus.engine.progress import status
from govcorpus.publish import parquet

# Dask says so where another cluster of its has the port for questions by HTTP, and takes another one.
pytestmark = [pytest.mark.usefixtures("no_hang"), pytest.mark.filterwarnings("ignore:Port 8787")]


@pytest.fixture(scope="module")
def whole(crawl, tmp_path_factory):
    """The bytes that a build in this process gives."""
    out = tmp_path_factory.mktemp("whole") / "out"
    govcorpus.build([crawl], out)
    return held(out)


@contextmanager
def none_left():
    """Fail where a process that was started meanwhile goes on, and end those, by the ids they had."""
    psutil = pytest.importorskip("psutil")
    before, noted = {process.pid for process in psutil.Process().children(recursive=True)}, {}

    def note():
        # multiprocessing keeps a process or two for as long as this one runs
        noted.update(
            (process.pid, process)
            for process in psutil.Process().children(recursive=True)
            if process.pid not in before and process.is_running() and "multiprocessing" not in " ".join(process.cmdline())
        )

    yield note
    _, alive = psutil.wait_procs(noted.values(), timeout=30)
    for process in alive:
        process.kill()
    assert alive == []


@pytest.fixture(scope="module")
def dask(limited):
    """Two workers of Dask and a client."""
    distributed = pytest.importorskip("distributed", reason="distributed, the extra dask, is not installed")
    from dask import config

    with config.set(DASK), none_left() as note:
        with limited():
            cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
            client = distributed.Client(cluster)
        yield client
        note()
        with limited():
            client.close()
            cluster.close()


@pytest.fixture(scope="module")
def ray(limited):
    """A cluster of Ray with two nodes of one CPU, this process its driver."""
    ray = pytest.importorskip("ray", reason="ray, the extra ray, is not installed")
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch, none_left() as note:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        with limited():
            cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, **RAY})
            second_node(cluster)
        yield cluster
        note()
        with limited():
            ray.shutdown()
            cluster.shutdown()


def second_node(cluster):
    """Add a node and wait for it, longer than Ray does by itself: the machine may be busy."""
    node = cluster.add_node(wait=False, num_cpus=1, object_store_memory=RAY["object_store_memory"])
    cluster.wait_for_nodes(timeout=120)
    return node


@pytest.fixture(params=["dask", "ray"])
def named(request):
    """An engine by name, two workers of which run."""
    cluster = request.getfixturevalue(request.param)
    if request.param == "dask":
        return f"dask://{cluster.scheduler.address}"
    return f"ray://{cluster.address}"


def same(out: Path, whole: dict[str, bytes | None]) -> bool:
    found = held(out)
    assert found["SHA256SUMS"] == whole["SHA256SUMS"]
    assert json.loads(found["manifest.json"])["content_hash"] == json.loads(whole["manifest.json"])["content_hash"]
    return found == whole


def test_every_engine_gives_the_same_bytes(named, crawl, whole, tmp_path):
    with engine(named) as there:
        assert there.workers == 2
        govcorpus.build([crawl], tmp_path / "out", executor=there.executor, workers=there.workers)
    assert same(tmp_path / "out", whole)


class Sent(Executor):
    """Sends calls to another executor by way of `by`, a function inside a test: such are pickled by value, no worker imports a test."""

    def __init__(self, executor, by):
        self.executor, self.by = executor, by

    def submit(self, call, /, *args):
        """Start a call."""
        return self.executor.submit(self.by, call, *args)


def test_lost_workers_are_made_up_for_and_a_page_that_ends_them_is_set_aside(named, crawl, tmp_path, monkeypatch):
    once = tmp_path / "once"

    def deadly(call, *args):
        def cleaned(pages):
            if any(page.url.endswith("/7.html") or (page.url.endswith("/9.html") and not once.exists()) for page in pages):
                once.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return real(pages)

        from govcorpus import pipeline

        real, pipeline.cleaned = pipeline.cleaned, cleaned
        try:
            call(*args)
        finally:
            pipeline.cleaned = real

    with engine(named) as there:
        govcorpus.build([crawl], tmp_path / "out", executor=Sent(there.executor, deadly), workers=2)
    removed = [row for row in parquet.rows(tmp_path / "out", "removed") if row["reason"] == "poisoned"]
    assert [(row["urls"], row["detail"]) for row in removed] == [(["https://qinglan.example/7.html"], "the worker was lost")]
    assert len(list(parquet.rows(tmp_path / "out", "documents"))) == 11
    # processes of our own set it aside with the same words
    real = pipeline.cleaned

    def cleaned(pages):
        if any(page.url.endswith("/7.html") for page in pages):
            raise BrokenExecutor
        return real(pages)

    monkeypatch.setattr(pipeline, "cleaned", cleaned)
    govcorpus.build([crawl], tmp_path / "here")
    assert held(tmp_path / "out") == held(tmp_path / "here")


def processes_of(cluster):
    """The workers' processes, asked of the nannies that started them: a call to a worker that is just dying may never return."""
    return {name: nanny.pid for name, nanny in cluster.workers.items() if nanny.pid}


def until(true, seconds=120):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_killed_worker_of_dask_is_restarted(dask, crawl, whole, tmp_path):
    until(lambda: len(processes_of(dask.cluster)) == 2)
    killed = min(processes_of(dask.cluster).values())

    def kill(step):
        if step.done == 6:
            os.kill(killed, signal.SIGKILL)

    govcorpus.build([crawl], tmp_path / "out", executor=dask.get_executor(), workers=2, progress=kill)
    assert same(tmp_path / "out", whole)
    until(lambda: len(processes_of(dask.cluster)) == 2 and killed not in processes_of(dask.cluster).values())


def test_a_worker_of_dask_that_dies_again_and_again_is_not_given_up():
    """Left to itself, a cluster looks after a while whether a dead worker is back, and gives it up if that has just died again."""
    dask = pytest.importorskip("dask", reason="distributed, the extra dask, is not installed")
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1s"}), none_left() as note, engine("dask", 1) as there:
        cluster = there.executor._client.cluster
        for _ in range(2):
            until(lambda: processes_of(cluster))
            note()
            (process,) = processes_of(cluster).values()
            os.kill(process, signal.SIGKILL)
            time.sleep(0.99)
        until(lambda: process not in processes_of(cluster).values() and processes_of(cluster))
        time.sleep(1)
        assert there.executor.submit(len, "云溪").result(60) == 2


def test_a_node_of_ray_is_removed(ray, crawl, whole, tmp_path):
    (node,) = ray.worker_nodes

    def remove(step):
        if step.done == 6:
            ray.remove_node(node, allow_graceful=False)

    try:
        with engine(f"ray://{ray.address}") as there:
            assert there.workers == 2
            govcorpus.build([crawl], tmp_path / "out", executor=there.executor, workers=2, progress=remove)
    finally:
        second_node(ray)
    assert same(tmp_path / "out", whole)


@pytest.mark.usefixtures("ray")
def test_ray_without_an_address_is_a_cluster_of_its_own_though_another_runs(crawl, whole, tmp_path):
    with engine("ray", 1) as there:
        assert there.workers == 1
        govcorpus.build([crawl], tmp_path / "out", executor=there.executor)
    assert same(tmp_path / "out", whole)


def test_an_executor_that_breaks_is_one_line_and_a_rerun_goes_on(crawl, whole, tmp_path):
    with ProcessPoolExecutor(1) as pool:
        assert isinstance(pool.submit(os._exit, 1).exception(), BrokenExecutor)
        with pytest.raises(govcorpus.InputError, match="executor that was given is broken"):
            govcorpus.build([crawl], tmp_path / "out", executor=pool)
    govcorpus.build([crawl], tmp_path / "out")
    assert same(tmp_path / "out", whole)


@pytest.mark.parametrize("name", ["spark", "dask:", "ray:/x", ""])
def test_an_unknown_engine_is_one_line(name):
    with pytest.raises(govcorpus.InputError, match="is no engine"), engine(name):
        pass


@pytest.mark.parametrize(("name", "package"), [("dask", "distributed"), ("ray", "ray")])
def test_a_missing_package_is_one_line_with_the_extra(monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(govcorpus.InputError, match=f"pip install 'govcorpus\\[{name}\\]'"), engine(name):
        pass


def test_a_cluster_that_does_not_answer_is_one_line():
    dask = pytest.importorskip("dask", reason="distributed, the extra dask, is not installed")
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "1s"}),
        pytest.raises(govcorpus.InputError, match="no cluster answers there"),
        engine("dask://127.0.0.1:9"),
    ):
        pass


def test_three_kills_at_random_moments_leave_no_trace():
    engines = [name for name, package in (("dask", "distributed"), ("ray", "ray")) if importlib.util.find_spec(package)]
    chosen = [part for name in ["processes", *engines] for part in ("--engine", name)]
    soak = Path(__file__).parents[1] / "scripts" / "soak"
    command = [sys.executable, str(soak), "kills", "--kills", "3", "--seed", "5", *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=220)
    assert done.returncode == 0, done.stdout + done.stderr


def test_groups_of_shards_do_not_show(crawl, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "GROUP", 2)
    govcorpus.build([crawl], tmp_path / "out")
    assert same(tmp_path / "out", whole)


def test_status_tells_what_failed_and_why(crawl, whole, tmp_path, monkeypatch):
    def full(path):
        if path.name == "documents.arrow":
            raise OSError(28, "No space left on device", str(path))

    with monkeypatch.context() as patch:
        patch.setattr("govcorpus.engine.state.flush", full)
        with pytest.raises(govcorpus.InputError, match="No space left"):
            govcorpus.build([crawl], tmp_path / "out")
    (stage,) = (stage for stage in status(tmp_path / "out") if stage.failed)
    assert (stage.name, len(stage.failed)) == ("clean", 1)
    assert "No space left on device" in stage.failed[0]
    next((tmp_path / "out/.govcorpus/clean").glob("*.failed")).write_bytes(b"")  # all that is left of a reason on a full disk
    (stage,) = (stage for stage in status(tmp_path / "out") if stage.failed)
    assert stage.failed[0].endswith("is the disk full?")
    govcorpus.build([crawl], tmp_path / "out")
    assert same(tmp_path / "out", whole)


def test_ranges_of_ids_hold_the_same_rows_in_the_same_order(crawl, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "RANGE", 4000)
    monkeypatch.setattr(shards, "SLICE", 9000)
    made = govcorpus.build([crawl], tmp_path / "out")
    assert made.content_hash == json.loads(whole["manifest.json"])["content_hash"]
    for config in ("documents", "pages"):
        assert len(parquet.files(tmp_path / "out", config)) > 1
        ids = [row["id"] for row in parquet.rows(tmp_path / "out", config)]
        assert ids == sorted(ids)
        assert len(ids) == 12
