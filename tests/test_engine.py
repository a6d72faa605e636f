"""What a build survives: lost workers, pages that end them, other executors; what it does again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import pytest
from builds import held, pages

import govcorpus
from govcorpus import dedup, label, pipeline
from govcorpus.engine import COUNT, READ, shards, state
from govcorpus.engine.progress import status
from govcorpus.publish import parquet
from govcorpus.publish.verify import problems
from govcorpus.read import rows


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(shards, "SHARD", 4000)
    monkeypatch.setattr(shards, "CHUNK_FILES", 5)


@pytest.mark.usefixtures("small")
def test_what_is_done_is_not_done_again(tmp_path, monkeypatch):
    place, out = pages(tmp_path / "in"), tmp_path / "out"
    monkeypatch.setattr("govcorpus.engine._assemble", stopped)
    with pytest.raises(KeyboardInterrupt):
        govcorpus.build([place], out)
    assert all(stage.done == stage.total for stage in status(out))
    assert [stage.name for stage in status(out)][:4] == ["read", "count", "learn", "clean"]
    before = {path: path.stat().st_mtime_ns for path in (out / state.STATE).glob("clean/*")}
    with pytest.raises(KeyboardInterrupt):
        govcorpus.build([place], out)
    assert before == {path: path.stat().st_mtime_ns for path in (out / state.STATE).glob("clean/*")}
    with pytest.raises(KeyboardInterrupt):
        govcorpus.build([place], out, fresh=True)
    assert before != {path: path.stat().st_mtime_ns for path in (out / state.STATE).glob("clean/*")}


def test_a_task_that_another_worker_did_meanwhile_is_left_to_it(tmp_path):
    target = tmp_path / "00000-ab"

    def make(folder):
        (folder / "rows").write_text("ours", "utf-8")
        target.mkdir()
        (target / "rows").write_text("theirs", "utf-8")

    state.perform(state.Task(make, target, ()))
    assert held(tmp_path) == {"00000-ab": None, "00000-ab/rows": b"theirs"}


def test_code_is_the_same_where_tools_leave_something_beside_it(tmp_path, monkeypatch):
    package = shutil.copytree(state.PACKAGE, tmp_path / "govcorpus", ignore=shutil.ignore_patterns("*.arrow", "cases"))
    monkeypatch.setattr(state, "PACKAGE", package)
    before = state._digest.__wrapped__("read")
    (package / "read" / ".DS_Store").write_bytes(b"7")
    (package / "read" / ".ipynb_checkpoints").mkdir()
    (package / "read" / ".ipynb_checkpoints" / "files-checkpoint.py").write_text("7", "utf-8")
    assert state._digest.__wrapped__("read") == before
    (package / "read" / "new.py").write_text("7", "utf-8")
    assert state._digest.__wrapped__("read") != before


def test_what_workers_are_forked_from_has_no_arrow():
    """A fork of a process with Arrow's threads may hang."""
    code = "import sys, govcorpus.engine; sys.exit('pyarrow' in sys.modules)"
    assert not subprocess.run([sys.executable, "-c", code], check=False).returncode


def stopped(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.usefixtures("small")
def test_new_code_of_a_stage_redoes_it_and_what_follows(tmp_path, monkeypatch):
    place, out = pages(tmp_path / "in"), tmp_path / "out"
    monkeypatch.setattr("govcorpus.engine._assemble", stopped)
    with pytest.raises(KeyboardInterrupt):
        govcorpus.build([place], out)
    names = {stage: sorted(path.name for path in (out / state.STATE / stage).iterdir()) for stage in ("read", "clean", "match")}
    real = state.code
    monkeypatch.setattr(state, "code", lambda *parts: real(*parts) + ("new" if "dedup.py" in parts else ""))
    with pytest.raises(KeyboardInterrupt):
        govcorpus.build([place], out)
    again = {stage: sorted(path.name for path in (out / state.STATE / stage).iterdir()) for stage in ("read", "clean", "match")}
    assert (again["read"], again["clean"]) == (names["read"], names["clean"])
    assert again["match"] != names["match"]


@pytest.mark.parametrize(("stage", "modules"), [(READ, ["read/*.py", "engine/shards.py"]), (COUNT, ["engine/learned.py"])])
def test_a_stage_that_looks_at_pages_depends_on_all_that_it_imports(stage, modules):
    """Pages were read with one character model and cleaned with the next, where a build was broken off in between."""
    known = {*stage, "document", "edits", "errors", "engine", "read"}
    for path in (path for module in modules for path in state.PACKAGE.glob(module)):
        for found in re.findall(r"from govcorpus(?:\.(\w+(?:\.\w+)*))? import (\w+)", path.read_text("utf-8")):
            top, _, rest = ".".join(filter(None, found)).partition(".")
            module = f"{top}/{rest.partition('.')[0]}.py" if rest else f"{top}.py"
            assert {top, f"{top}.py", module} & known, f"{path}: {found}"


@pytest.mark.usefixtures("small")
def test_any_executor_gives_the_same_bytes(tmp_path):
    place = pages(tmp_path / "in")
    govcorpus.build([place], tmp_path / "one")
    with ThreadPoolExecutor(3) as executor:
        govcorpus.build([place], tmp_path / "two", executor=executor, workers=3)
    assert held(tmp_path / "one") == held(tmp_path / "two")


@pytest.mark.usefixtures("small")
def test_a_page_that_fails_is_set_aside(tmp_path, monkeypatch):
    place, out = pages(tmp_path / "in"), tmp_path / "out"
    real = pipeline.cleaned

    def cleaned(pages):
        if any(page.url.endswith("/7.html") for page in pages):
            raise RecursionError("too deep")
        return real(pages)

    monkeypatch.setattr(pipeline, "cleaned", cleaned)
    govcorpus.build([place], out)
    found = [row for row in parquet.rows(out, "removed") if row["reason"] == "poisoned"]
    assert [row["urls"] for row in found] == [["https://qinglan.example/7.html"]]
    assert "RecursionError: too deep" in found[0]["detail"]
    assert len(list(parquet.rows(out, "pages"))) == 12


@pytest.mark.usefixtures("small")
def test_what_fails_between_two_pages_ends_the_build(tmp_path, monkeypatch):
    """To set aside the page before does not help, however often it is done."""
    real = rows._lines

    def lines(*args):
        yield from real(*args)
        raise RecursionError("too deep")

    monkeypatch.setattr(rows, "_lines", lines)
    with pytest.raises(RecursionError):
        govcorpus.build([pages(tmp_path / "in")], tmp_path / "out")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("govcorpus.read.files.of_row", "read"),
        ("govcorpus.engine.learned.lines_of", "count"),
        ("govcorpus.dedup.plain", "prints"),
        ("govcorpus.dedup.plain", "withdraw"),
    ],
)
def test_a_page_that_fails_at_any_stage_is_set_aside(tmp_path, monkeypatch, place, what):
    def fails(*args):
        if any("第7项任务" in str(getattr(arg, "raw", arg)) for arg in args):
            raise RecursionError("too deep")
        return real(*args)

    module, _, name = place.rpartition(".")
    real = getattr(import_module(module), name)
    monkeypatch.setattr(place, fails)
    out = tmp_path / "out"
    if what == "withdraw":
        (tmp_path / "list.toml").write_text('urls = ["https://qinglan.example/3.html"]', "utf-8")
    govcorpus.build([pages(tmp_path / "in")], out, takedown=tmp_path / "list.toml" if what == "withdraw" else None)
    (found,) = (row for row in parquet.rows(out, "removed") if row["reason"] != "taken_down")
    assert "RecursionError: too deep" in found["detail"]
    assert found["reason"] == ("unread" if what == "read" else "poisoned")
    assert "07.jsonl line 1" in found["detail"] or found["urls"] == ["https://qinglan.example/7.html"]
    assert len(list(parquet.rows(out, "documents"))) == (10 if what == "withdraw" else 11)
    assert not list(problems(out))


def test_a_copy_beside_a_document_that_is_set_aside_is_told_as_any_other(tmp_path, monkeypatch):
    place = pages(tmp_path / "in")
    row = json.loads((place / "03.jsonl").read_text("utf-8")) | {"url": "https://qinglan.example/copy.html"}
    (place / "12.jsonl").write_text(json.dumps(row), "utf-8")

    def fails(text):
        if "第7项任务" in text:
            raise RecursionError("too deep")
        return real(text)

    real = dedup.plain
    monkeypatch.setattr(dedup, "plain", fails)
    govcorpus.build([place], tmp_path / "out")
    assert [row["method"] for row in parquet.rows(tmp_path / "out", "duplicates")] == ["exact"]
    assert [row["reason"] for row in parquet.rows(tmp_path / "out", "removed")] == ["poisoned"]
    assert not list(problems(tmp_path / "out"))


@pytest.mark.usefixtures("small")
def test_a_document_that_fails_behind_the_search_for_copies_has_no_outline(tmp_path, monkeypatch):
    real = label.outlines

    def outlines(texts):
        if any("第7项任务" in text for text, _ in texts):
            raise RecursionError("too deep")
        return real(texts)

    monkeypatch.setattr(label, "outlines", outlines)
    govcorpus.build([pages(tmp_path / "in")], tmp_path / "out")
    told = {row["urls"][0]: row for row in parquet.rows(tmp_path / "out", "documents")}
    assert len(told) == 12
    assert [url for url, row in told.items() if not row["sections"]] == ["https://qinglan.example/7.html"]
    assert "RecursionError: too deep" in told["https://qinglan.example/7.html"]["notes"][-1]
    assert not list(problems(tmp_path / "out"))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("place", ["govcorpus.engine.parts.write", "govcorpus.engine.tables.page_batch"])
def test_no_page_is_blamed_for_what_fails_behind_the_last_one(tmp_path, monkeypatch, place):
    def fails(*_, **__):
        raise ValueError("no fault of a page")

    monkeypatch.setattr(place, fails)
    with pytest.raises(ValueError, match="no fault"):
        govcorpus.build([pages(tmp_path / "in", 3)], tmp_path / "out")
    assert [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out" / state.STATE).glob("*/*.poison")] == [[]]


KILLER = """
import os, signal, sys
from pathlib import Path
import govcorpus, govcorpus.pipeline as pipeline, govcorpus.engine.shards as shards
shards.SHARD = 4000
real = pipeline.cleaned
def cleaned(pages):
    if any(page.url.endswith("/7.html") for page in pages):
        os.kill(os.getpid(), signal.SIGKILL)
    if any(page.url.endswith("/9.html") for page in pages) and not Path(sys.argv[3]).exists():
        Path(sys.argv[3]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return real(pages)
pipeline.cleaned = cleaned
if __name__ == "__main__":
    govcorpus.build([sys.argv[1]], sys.argv[2], workers=2)
"""


def test_lost_workers_are_replaced_and_a_page_that_ends_them_is_set_aside(tmp_path):
    place, out, script = pages(tmp_path / "in"), tmp_path / "out", tmp_path / "killer.py"
    script.write_text(KILLER, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(place), str(out), str(tmp_path / "once")],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    assert [row["urls"] for row in parquet.rows(out, "removed") if row["reason"] == "poisoned"] == [
        ["https://qinglan.example/7.html"]
    ]
    assert {row["urls"][0] for row in parquet.rows(out, "documents")} >= {"https://qinglan.example/9.html"}


@pytest.mark.parametrize(
    ("before", "given", "said"),
    [
        ("", "file", "the worker was lost 3 times, before it began. In a script, call build where __name__ == '__main__' only"),
        ("", "stdin", ""),
        ("multiprocessing.current_process()._config['daemon'] = True", "stdin", "a daemonic process may start no workers"),
    ],
)
def test_workers_start_where_they_can(tmp_path, before, given, said):
    """They run a script again as they start, unless it comes from standard input, where there is nothing left to run."""
    place, out, script = pages(tmp_path / "in", 2), tmp_path / "out", tmp_path / "script.py"
    code = f"import govcorpus, multiprocessing\n{before}\ngovcorpus.build({str(place)!r}, {str(out)!r}, workers=2)\n"
    script.write_text(code, "utf-8")
    command = [sys.executable, str(script) if given == "file" else "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True, check=False, timeout=200)
    assert (out / "manifest.json").is_file() == (not said), done.stderr
    assert said in done.stderr
    assert ("a worker runs the script again" in done.stderr) == (given == "file")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_build_from_the_command_line_does_without_pandas(tmp_path, workers):
    command = [sys.executable, "-X", "importtime", "-m", "govcorpus", "build", pages(tmp_path / "in", 2)]
    done = subprocess.run(
        [*command, "--out", tmp_path / "out", "--workers", workers, "-q"], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "pyarrow" in imported
    assert not any(name.startswith("pandas.") for name in imported)


def test_two_builds_do_not_meet(tmp_path):
    place, out = pages(tmp_path / "in", 2), tmp_path / "out"
    with state.opened(out, fresh=False), pytest.raises(govcorpus.InputError, match="another build"):
        govcorpus.build([place], out)


def test_an_exchange_that_was_broken_off_is_finished(tmp_path):
    place, out = pages(tmp_path / "in", 2), tmp_path / "out"
    govcorpus.build([place], out)
    whole = held(out)
    moving = out / state.STATE / "moving"
    moving.mkdir(parents=True)
    for name in ("data", "manifest.json"):
        (out / name).rename(moving / name)
    govcorpus.build([place], out)
    assert held(out) == whole


@pytest.mark.usefixtures("small")
def test_pieces_of_a_large_file_and_buckets_do_not_show(tmp_path, monkeypatch):
    place = tmp_path / "in.jsonl"
    lines = [path.read_text("utf-8") for path in sorted(pages(tmp_path / "in").iterdir())]
    copies = [line.replace("qinglan", f"copy{n}").replace("处", "处点", n) for n, line in enumerate(lines[:8])]
    place.write_text("\n".join([*lines, "broken", *copies, '{"url": "no text"}']), "utf-8")
    govcorpus.build([place], tmp_path / "whole")
    told = [row["detail"].partition(":")[0] for row in parquet.rows(tmp_path / "whole", "removed")]
    assert sorted(told) == ["in.jsonl line 13", "in.jsonl line 22"]
    assert len(list(parquet.rows(tmp_path / "whole", "duplicates"))) == 8
    monkeypatch.setattr(shards, "BUCKET", 4000)
    monkeypatch.setattr(shards, "CHUNK", 3000)
    assert len(shards.plan([place]).chunks) > 5
    govcorpus.build([place], tmp_path / "cut")
    assert held(tmp_path / "cut") == held(tmp_path / "whole")


@pytest.mark.usefixtures("small")
def test_of_a_large_input_shards_grow_instead_of_their_number(tmp_path, monkeypatch):
    place = pages(tmp_path / "in")
    assert shards.plan([place]).shards > 2
    monkeypatch.setattr(shards, "SHARDS", 2)
    assert shards.plan([place]).shards == 2


def test_pages_of_an_article_come_to_one_place():
    def key(url):
        return shards.article(govcorpus.Page.from_text("正文", url))

    for one, other in (
        ("https://a.example/1.html", "https://a.example/1_2.html"),
        ("https://a.example/x/1.shtml", "https://a.example/x/1-3.shtml"),
        ("https://a.example/x/c_11.shtml", "https://a.example/x/c_11_2.shtml"),
        ("https://a.example/x/1234/", "https://a.example/x/1234/2.html"),
        ("https://a.example/x/1234/", "https://a.example/x/1234/index_2.html"),
        ("https://a.example/x/123.shtml", "https://a.example/x/123/2.shtml"),
        ("https://a.example/x/123/", "https://a.example/x/123/2/"),
        ("https://a.example/thread-7-1-1.html", "https://a.example/thread-7-2-1.html"),
        ("https://a.example/?id=7", "https://a.example/?id=7&page=2"),
        ("https://a.example/?id=7", "https://a.example/?page=2&id=7"),
    ):
        assert key(one) == key(other)
    assert key("https://a.example/100234.html") != key("https://a.example/100235.html")


def test_numbers_in_addresses_count_whatever_their_length(tmp_path):
    """Pages of an article are sorted by them; Python refuses to make an int of thousands of digits."""
    urls = ["https://a.example/c_2.html", "https://a.example/c_010.html", f"https://a.example/c_{'9' * 5000}.html"]
    pages = [govcorpus.Page.from_text("正文", url) for url in urls]
    assert sorted(set(pages), key=shards.reading_order) == pages
    rows = [{"url": f"https://a.example/c.html?p={'9' * 5000}{n}", "text": f"第{n}号堤段由{n}组看守。"} for n in range(2)]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    assert govcorpus.build(tmp_path / "a.jsonl", tmp_path / "out").rows["pages"] == 2
