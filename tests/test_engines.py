"""Builds on real clusters of Dask and Ray on this machine: the bytes, lost workers, pages that end them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from pathlib import Path

import pytest

import govcorpus
from govcorpus.engine import shards
from govcorpus.engine.executors import engine
from govcorpus.engine.progress import status
from govcorpus.publish import parquet

TEXT = "青岚县{0}工作会议召开\n会议听取了{0}工作汇报，要求各镇压实责任，抓好{0}第{1}项任务。\n一、关于{0}\n要投入{2}万元，在{3}个村推开，年底前全部完成，不得拖延。\n"


@pytest.fixture(scope="module", autouse=True)
def small():
    """Shards of 4 kB, so that a few pages make many tasks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shards, "SHARD", 4000)
        patch.setattr(shards, "CHUNK_FILES", 5)
        yield


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    folder = tmp_path_factory.mktemp("crawl")
    for n in range(12):
        work = ["防汛", "供水", "教育", "养老"][n % 4]
        text = TEXT.format(work, n, n * 37 + 5, n * n + 3) + "".join(
            f"第{k * n + k}村{work}完成{k * 7 + n}处，投资{n * k + 11}万元，受益{k * 31 + n}户。\n" for k in range(9)
        )
        row = {"url": f"https://qinglan.example/{n}.html", "text": text}
        (folder / f"{n:02d}.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(crawl, tmp_path_factory):
    """The bytes that a build in this process gives."""
    out = tmp_path_factory.mktemp("whole") / "out"
    govcorpus.build([crawl], out)
    return bytes_of(out)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def dask():
    """Two workers of Dask and a client."""
    distributed = pytest.importorskip("distributed", reason="distributed, the extra dask, is not installed")
    import dask

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def ray():
    """A cluster of Ray with two nodes of one CPU, this process its driver."""
    ray = pytest.importorskip("ray", reason="ray, the extra ray, is not installed")
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
        cluster.add_node(num_cpus=1)
        try:
            yield cluster
        finally:
            ray.shutdown()
            cluster.shutdown()


@pytest.fixture(params=["dask", "ray"])
def named(request):
    """An engine by name, two workers of which run."""
    cluster = request.getfixturevalue(request.param)
    if request.param == "dask":
        return f"dask://{cluster.scheduler.address}"
    return f"ray://{cluster.address}"


def same(out: Path, whole: dict[str, bytes]) -> bool:
    found = bytes_of(out)
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
        def clean(page, source=None):
            if page.url.endswith("/7.html") or (page.url.endswith("/9.html") and not once.exists()):
                once.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return real(page, source)

        from govcorpus import pipeline

        real, pipeline.clean = pipeline.clean, clean
        try:
            call(*args)
        finally:
            pipeline.clean = real

    with engine(named) as there:
        govcorpus.build([crawl], tmp_path / "out", executor=Sent(there.executor, deadly), workers=2)
    removed = [row for row in parquet.rows(tmp_path / "out", "removed") if row["reason"] == "poisoned"]
    assert [(row["urls"], row["detail"]) for row in removed] == [(["https://qinglan.example/7.html"], "the worker was lost")]
    assert len(list(parquet.rows(tmp_path / "out", "documents"))) == 11
    # processes of our own set it aside with the same words
    real = govcorpus.clean

    def clean(page, source=None):
        if page.url.endswith("/7.html"):
            raise BrokenExecutor
        return real(page, source)

    monkeypatch.setattr("govcorpus.pipeline.clean", clean)
    govcorpus.build([crawl], tmp_path / "here")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "here")


def test_a_killed_worker_of_dask_is_restarted(dask, crawl, whole, tmp_path):
    def workers():
        """Their processes, asked of the nannies that started them: a call to a worker that is just dying may never return."""
        return {nanny.pid for nanny in dask.cluster.workers.values() if nanny.pid}

    until(lambda: len(workers()) == 2)
    before = workers()
    killed = min(before)

    def kill(step):
        if step.done == 6:
            os.kill(killed, signal.SIGKILL)

    govcorpus.build([crawl], tmp_path / "out", executor=dask.get_executor(), workers=2, progress=kill)
    assert same(tmp_path / "out", whole)
    until(lambda: len(workers()) == 2 and killed not in workers())


def until(true):
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_a_node_of_ray_is_removed(ray, crawl, whole, tmp_path):
    node = ray.add_node(num_cpus=1)

    def remove(step):
        if step.done == 6:
            ray.remove_node(node, allow_graceful=False)

    with engine(f"ray://{ray.address}") as there:
        assert there.workers == 3
        govcorpus.build([crawl], tmp_path / "out", executor=there.executor, workers=3, progress=remove)
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
    soak = Path(__file__).parents[1] / "scripts" / "soak"
    command = [sys.executable, str(soak), "kills", "--kills", "3", "--engine", "processes", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
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
