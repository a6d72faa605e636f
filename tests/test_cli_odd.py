"""The command line meets what it did not expect: odd names, odd text, odd terminals, a full disk, somebody in a hurry."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command import mistake, run

import govcorpus

PACKAGE = Path(govcorpus.__file__).parent
RAW = "返回首页 > 正文\n雲溪市市長在防汛會議上的講話\n同志們：\n一、關于隊伍建設\n各縣區要壓實責任，把隊伍拉到堤上去，不等不靠。\n"


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(RAW.encode())
    return path


@pytest.mark.parametrize(
    "command", [["clean"], ["clean", "--json"], ["clean", "--diff"], ["explain"], ["diagnose"], ["outline"]]
)
def test_half_a_surrogate_pair_stops_no_command(command, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"url": "https://a.example/\ud800", "text": f"{RAW}云溪\udc00市"}), "utf-8")
    done = run(*command, rows)
    assert (done.returncode, done.stderr) == (0, b"")
    done.stdout.decode()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_chinese_goes_into_pipes_as_utf8_whatever_the_locale(page, encoding):
    env = os.environ | {"PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "govcorpus"]
    for words in (["outline", page], ["explain", page], ["clean", page, "--diff"]):
        found = subprocess.run([*command, *words], capture_output=True, check=True, env=env).stdout
        assert found == run(*words).stdout
    told = subprocess.run([*command, "clean", "云溪"], capture_output=True, env=env, check=False).stderr
    assert told.decode() == "govcorpus: 云溪: there is no such file or folder. Check the path\n"


def test_a_name_that_is_no_utf8_is_told(tmp_path):
    (tmp_path / os.fsdecode("空.txt".encode("gbk"))).touch()
    assert r"\udcbf\udcd5.txt: it is empty" in mistake("clean", tmp_path)


def test_a_corpus_whose_name_is_no_utf8_is_refused(tmp_path, page):
    told = mistake("build", page, "--out", tmp_path / os.fsdecode("空".encode("gbk")))
    assert "the name of the folder is no UTF-8" in told
    assert told.count("\n") == 1
    run("build", page, "--out", tmp_path / "corpus")
    moved = (tmp_path / "corpus").rename(tmp_path / os.fsdecode("库".encode("gbk")))
    for words in (["verify", moved], ["diff", moved, moved], ["card", moved], ["report", moved, "--out", tmp_path / "report"]):
        assert "the name of the folder is no UTF-8. Give it another name" in mistake(*words)


@pytest.mark.parametrize(("words", "code"), [("info {} >&-", 0), ("clean - <&-", 1), ("undo - <&-", 1), ("clean {}/x 2>&-", 1)])
def test_a_stream_that_is_closed_is_empty(words, code, page, tmp_path):
    out = tmp_path / "corpus"
    assert run("build", page, "--out", out, "--quiet").returncode == 0
    command = f'"{sys.executable}" -m govcorpus {words.format(out)}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_what_is_to_be_typed_next_can_be_typed(page, tmp_path):
    sites = tmp_path / "my sites"
    told = (
        run("source", "new", "qinglan", page, "--sources", sites).stdout.decode(),
        run("source", "check", "--sources", sites).stderr.decode(),
    )
    assert [shlex.split(one)[-4:] for one in told] == [["accept", "qinglan", "--sources", str(sites)]] * 2


def test_a_name_too_long_is_one_line(tmp_path, page):
    for command in (
        ["clean", "x" * 5000],
        ["build", "x" * 5000, "--out", tmp_path / "out"],
        ["build", page, "--out", "x" * 5000],
    ):
        assert mistake(*command).count("\n") == 1


def test_a_file_where_a_folder_is_wanted_is_one_line(page):
    for command in (
        ["clean", page / "x.txt"],
        ["build", page, "--out", page / "out"],
        ["source", "new", "qinglan", page, "--sources", page],
    ):
        assert mistake(*command).count("\n") == 1


def test_a_build_that_is_broken_off_says_how_it_goes_on(page, tmp_path):
    code = (
        "import sys, govcorpus.engine as engine\n"
        "def build(*_, **__): raise KeyboardInterrupt\n"
        "engine.build = build\n"
        "from govcorpus.cli import main\n"
        f"sys.argv = ['govcorpus', 'build', {str(page)!r}, '--out', 'corpus']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "corpus: broken off; run it again to go on where it stopped\n"


def test_workers_that_cannot_be_started_are_one_line(page, tmp_path):
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    command = [sys.executable, "-m", "govcorpus", "build", page, "--out", tmp_path / "out", "--workers", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"TMPDIR": str(folder)})
    if sys.version_info < (3, 14):  # later ones go where the path is short
        assert done.returncode == 1
        assert done.stderr.startswith("govcorpus: TMPDIR: no worker can be started (")
        assert done.stderr.count("\n") == 1


def test_an_archive_is_told_to_be_installed(page, tmp_path):
    archive = tmp_path / "govcorpus.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for path in PACKAGE.rglob("*.py"):
            made.write(path, Path("govcorpus") / path.relative_to(PACKAGE))
    command = [sys.executable, "-m", "govcorpus", "clean", page]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": str(archive)})
    assert done.returncode == 1
    assert "govcorpus.zip/govcorpus/sources: it lies in an archive" in done.stderr
    assert done.stderr.count("\n") == 1


def test_what_is_left_for_the_end_of_the_process_is_done():
    code = (
        "import atexit, sys, typer\n"
        "from govcorpus.cli import main\n"
        "typer.echo = lambda text: atexit.register(print, text, 'at the end')\n"
        "sys.argv = ['govcorpus', '--version']\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" at the end\n")


@pytest.mark.parametrize(("mode", "kind"), [(0o000, "file"), (0o000, "folder"), (0o444, "folder")])
def test_what_may_not_be_read_is_one_line(page, tmp_path, mode, kind):
    """A folder in a folder would be left out with all its pages."""
    closed = page
    if kind == "folder":
        closed = tmp_path / "in" / "closed"
        closed.mkdir(parents=True)
        shutil.copy(page, closed)
        page = Path(shutil.copytree(tmp_path / "in", tmp_path / "in" / "open")).parent
    closed.chmod(mode)
    for command in ("clean", "build --out out"):
        words = f'"{sys.executable}" -m govcorpus {command} "{page}"'
        if os.geteuid() == 0:
            if not shutil.which("setpriv"):
                pytest.skip("as root, and there is no setpriv to drop its rights")
            words = f"setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-dac_override,-dac_read_search {words}"
        done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 1
        assert done.stderr.startswith(f"govcorpus: {closed}")
        assert f": the {kind} " in done.stderr
        assert done.stderr.count("\n") == 1
    closed.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_one_line(page, tmp_path):
    place = tmp_path / "sources"
    place.mkdir()
    place.chmod(0o555)
    command = f'exec "{sys.executable}" -m govcorpus source new yunxi "{page}" --sources "{place}"'
    if os.geteuid() == 0:  # root may write everywhere
        if not shutil.which("setpriv"):
            pytest.skip("as root, and there is no setpriv to drop its rights")
        command = f"exec setpriv --bounding-set=-dac_override --inh-caps=-dac_override bash -c '{command}'"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"govcorpus: {place}/yunxi: Permission denied. ")


def test_bad_files_are_named_and_the_rest_is_built(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    good = json.dumps({"url": "https://a.example/1.html", "text": RAW}, ensure_ascii=False)
    (folder / "rows.jsonl").write_text(f"{good}\n{good.replace('/1', '/2')}\n{{broken\n", "utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "half.txt").write_bytes(RAW.encode("gbk") + "溪".encode("gbk")[:1])
    (folder / "long.jsonl").write_bytes(b'{"text": "' + b"a" * (50 << 20) + b'"}\n')
    out = tmp_path / "corpus"
    done = run("build", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    told = done.stdout.decode() + done.stderr.decode()
    for name in ("rows.jsonl line 3", "empty.txt", "binary.txt", "half.txt", "long.jsonl line 1"):
        assert name in told
    assert json.loads(run("info", out, "--json").stdout)["removed"]["unread"] == 4
    assert json.loads(run("info", out, "--json").stdout)["pages_published"] >= 1
    assert run("verify", out).returncode == 0


def test_what_pages_say_is_neither_markup_nor_orders_for_a_terminal(tmp_path):
    odd = "[/red]:x:\x1b[2J\x9b2J[bold]"
    shown = "[/red]:x:␛[2J�2J[bold]".encode()
    sentences = "".join(f"第{n}项：各县区要压实责任，把队伍拉到堤上去，不等不靠。\n" for n in range(9))
    text = f"关于{odd}的讲话\n同志们：\n返回首页 > {odd}\n{sentences}會(huì)議{odd}。\n"
    rows = [{"url": "https://a.example/1.html", "source": odd, "text": text}, {"source": odd, "text": odd}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    built = run("build", tmp_path / "a.jsonl", "--out", tmp_path / "corpus")
    reads = [(command, tmp_path / "a.jsonl") for command in ("explain", "outline", "diagnose")]
    others = [("clean", tmp_path / "a.jsonl", "--diff"), ("info", tmp_path / "corpus")]
    told = [built, *(run(*words) for words in (*reads, *others, ("diff", tmp_path / "corpus", tmp_path / "corpus")))]
    assert [one.returncode for one in told] == [0] * len(told), told
    assert not any(sign in one.stdout for one in told for sign in (b"\x1b", b"\xc2\x9b"))
    assert shown in told[0].stdout
    assert shown in told[4].stdout
