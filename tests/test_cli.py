"""The command line: what goes in comes out, help answers at once, a mistake is one line."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import mistake, run
from typer.testing import CliRunner

import govcorpus
from govcorpus.cli import app, main

SAMPLE = Path(__file__).parents[1] / "sample"
RAW = (
    "返回首页 > 您现在的位置： 云溪发布 > 正文\n雲溪市市長在防汛會議上的講話\n同志們：\n"
    "一、關于隊伍建設\n各縣區要壓實責任，把隊伍拉到堤上去，不等不靠。\n"
    "二、關于物資\n物資要備足，道路要暢通，夜里也要有人值守。\n"
)
COMMANDS = (
    *(
        "clean",
        "explain",
        "undo",
        "outline",
        "diagnose",
        "build",
        "info",
        "status",
        "verify",
        "diff",
        "report",
        "card",
        "publish",
    ),
    *("source new", "source accept", "source check", "source list"),
)


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(RAW.encode())
    return path


def said(*args: object, columns: int = 100) -> str:
    done = CliRunner().invoke(app, list(map(str, args)), catch_exceptions=False, env={"COLUMNS": str(columns)})
    assert done.exit_code == 0, done.output
    return done.stdout


def test_help_answers_at_once():
    """By seconds of the processor, which other programs do not lengthen."""

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    command = [sys.executable, "-m", "govcorpus", "--help"]
    subprocess.run(command, capture_output=True, check=True)  # what is compiled once is not measured
    begun = spent()
    subprocess.run(command, capture_output=True, check=True)
    assert spent() - begun < 0.3 * float(os.environ.get("GOVCORPUS_SLOWER", "2"))


def test_help_imports_no_rules_and_no_heavy_library():
    code = "import sys, govcorpus.cli; print([m for m in sys.modules if m.split('.')[0] in ('pyarrow','datasets','numpy','pydantic','opencc') or m == 'govcorpus.pipeline'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_example_runs_as_shown_on_the_bundled_sample(tmp_path):
    """In the order of the help, in an empty folder where the sample lies; `undo` alone needs the corpus that `build` makes."""
    examples = []
    for command in COMMANDS:
        found = re.findall(r"Example:  (.*?) *$", said(*command.split(), "--help", columns=200), re.MULTILINE)
        assert any(f"govcorpus {command} " in f"{example} " for example in found), command
        examples += found
    examples.sort(key=lambda example: example.startswith("govcorpus undo corpus"))
    (tmp_path / "sample").symlink_to(SAMPLE)
    script = "\n".join(["set -e", f'govcorpus() {{ "{sys.executable}" -m govcorpus "$@"; }}', *examples])
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = re.sub(r"(?m)^(?:\w+ \d+%: .*|Built in .*)\n", "", done.stderr)  # what a build says on a slow machine
    assert not told.replace("sample/pages/fanwen.jsonl", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_answer_in_json_and_be_quiet(command):
    told = said(*command.split(), "--help", columns=200)
    assert "--json" in told
    asked_for = command in {"undo", "info", "status", "diff", "source list"}  # they say nothing else
    assert ("--quiet" in told) is not asked_for


def test_answers_in_json_can_be_read(page, tmp_path):
    corpus, sites = tmp_path / "corpus", tmp_path / "sites"

    def answers(*command):
        done = run(*command, "--json")
        assert done.returncode in {0, 1}, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    (built,) = answers("build", page, "--out", corpus)
    assert answers("info", corpus) == [built]
    assert answers("status", corpus) == [{"finished": True, "version": "0.1.0", "rows": built["rows"], "stages": []}]
    assert built["rows"]["documents"] == 1
    assert built["warnings"] == []
    assert answers("verify", corpus) == [{"whole": True, "problems": []}]
    assert answers("undo", corpus, "--page", govcorpus.Page.from_text(RAW).id)[0]["raw"] == RAW
    assert answers("publish", corpus, "yunxi/gov", "--dry-run")[0]["name"] == "yunxi/gov"
    assert answers("source", "new", "yunxi", page, "--sources", sites) == [{"source": str(sites / "yunxi/source.toml")}]
    assert "nothing was accepted" in answers("source", "check", "--sources", sites)[0]["failures"][0]["cause"]
    assert answers("source", "accept", "--sources", sites)[0]["written"]
    assert answers("source", "check", "--sources", sites) == [{"failures": []}]
    assert answers("source", "list", "--sources", sites)[0]["cases"] == 1
    (corpus / "README.md").write_text("altered", "utf-8")
    assert answers("verify", corpus)[0]["whole"] is False


def test_sources_of_ones_own_are_used_by_every_command_for_pages(tmp_path):
    page = tmp_path / "page.jsonl"
    row = {"url": "https://www.qinglan.example/1.html", "text": RAW.replace("一、", "云上青岚伴您同行\n一、")}
    page.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    (tmp_path / "sites" / "qinglan").mkdir(parents=True)
    (tmp_path / "sites" / "qinglan" / "source.toml").write_text(
        "hosts = ['www.qinglan.example']\nkind = 'portal'\nlicence = ''\nchrome = ['云上青岚.*']\n", "utf-8"
    )
    sources = ("--sources", tmp_path / "sites")
    assert "云上青岚" in said("clean", page)
    assert "云上青岚" not in said("clean", page, *sources)
    assert "+ 云上青岚" not in said("clean", page, "--diff", *sources)
    assert "strip.site" in said("explain", page, *sources)
    assert json.loads(said("clean", page, "--json", *sources))["kind_of_source"] == "portal"
    for command in ("outline", "diagnose"):
        assert said(command, page, *sources)
        assert "no such folder" in mistake(command, page, "--sources", tmp_path / "nowhere")


def test_quiet_leaves_what_was_asked_for(tmp_path):
    rows = tmp_path / "rows.jsonl"
    good = json.dumps({"url": "https://a.example/1.html", "text": RAW}, ensure_ascii=False)
    stub = json.dumps({"url": "https://a.example/2.html", "text": "好"}, ensure_ascii=False)
    rows.write_text(f"{good}\n{stub}\n{{broken\n", "utf-8")
    loud, quiet = run("clean", rows), run("clean", rows, "--quiet")
    assert quiet.stdout == loud.stdout
    assert quiet.stderr == b""
    broken, left_out = loud.stderr.decode().splitlines()
    assert broken.startswith(f"{rows} line 3: invalid JSON")
    assert left_out.startswith("left out https://a.example/2.html: stub (")
    rows.write_text("{broken\n", "utf-8")
    assert "line 1: invalid JSON" in mistake("clean", rows, "--quiet")


def test_of_an_address_that_stands_twice_the_copy_left_out_is_told(tmp_path):
    rows = [
        {"url": "https://a.example/1.html", "text": RAW + more, "fetched_on": f"2024-0{n}-01"}
        for n, more in enumerate(["", "完。\n"], 1)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in (*rows, rows[1])), "utf-8")
    for command in ("clean", "explain"):
        told = run(command, tmp_path / "a.jsonl").stderr.decode().splitlines()
        assert sorted(told) == [f"left out https://a.example/1.html: {why}" for why in ("duplicate", "superseded")]
        assert not run(command, tmp_path / "a.jsonl", "--quiet").stderr


def test_undo_reads_what_clean_writes(page):
    assert run("undo", "-", data=run("clean", page, "--json").stdout).stdout == RAW.encode()
    row = json.loads(run("clean", page, "--json").stdout)
    row["pages"][0]["edits"][0]["old"] = 5
    other = row | {"pages": [row["pages"][0] | {"id": ["a"], "edits": []}]}
    lines = [b"{}", b'{"pages": [1]}', b'{"pages": [{"id": "a"}]}', b"[]", b"\xff", b"[" * 100_000]
    for line in (*lines, json.dumps(row).encode(), json.dumps(other).encode()):
        done = run("undo", "-", data=line)
        assert done.stderr.startswith(b"govcorpus: standard input line 1: it is no line of `clean --json`. Give"), line[:100]


@pytest.mark.parametrize("text", ["堤防。\n", "堤防\ud800"])
def test_a_page_that_was_altered_is_not_taken_for_what_was_read(page, text):
    """It had come out as if it had been read so, half a surrogate pair with a traceback."""
    row = json.loads(run("clean", page, "--json").stdout)
    row["pages"][0]["text"] += text
    done = run("undo", "-", data=json.dumps(row).encode())
    assert (done.returncode, done.stdout) == (1, b"")
    assert "its text and edits lead to another text than was read" in done.stderr.decode()


def test_a_place_behind_the_page_is_a_mistake(page):
    assert f"{page} at {len(RAW)}: no page has so many characters" in mistake("explain", page, "--at", len(RAW))
    assert run("explain", page, "--at", len(RAW) - 1).returncode == 0


def test_clean_prints_the_text(page):
    out = run("clean", page).stdout.decode()
    assert "各县区要压实责任，把队伍拉到堤上去" in out
    assert "返回首页" not in out


def test_clean_reads_standard_input(page):
    assert run("clean", "-", data=RAW.encode()).stdout == run("clean", page).stdout


def test_undo_of_clean_json_is_the_page(page, tmp_path):
    lines = tmp_path / "page.jsonl"
    lines.write_bytes(run("clean", page, "--json").stdout)
    row = json.loads(lines.read_text("utf-8").splitlines()[0])
    assert row["text"].startswith("同志们：")
    assert row["pages"][0]["edits"]
    assert run("undo", lines).stdout == RAW.encode()
    assert "there is no page 7. Give an id that stands in `page_ids`" in mistake("undo", lines, "--page", "7")


def test_diff_shows_lines_before_and_after(page):
    out = run("clean", page, "--diff").stdout.decode()
    assert "- 返回首页 > 您现在的位置： 云溪发布 > 正文" in out
    assert "- 同志們：\n+ 同志们：" in out


def test_a_page_from_a_pipe_is_compared_too(page):
    command = [sys.executable, "-m", "govcorpus", "clean", "-", "--diff"]
    out = subprocess.run(command, input=RAW.encode(), capture_output=True, check=True).stdout.decode()
    assert out.split("\n", 1)[1] == said("clean", page, "--diff").split("\n", 1)[1]
    assert "--diff and --json were both given" in mistake("clean", page, "--diff", "--json")


def test_lines_are_compared_as_they_are_counted(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("云溪\u2028雲溪\x0b市政府\n召開會議\n", "utf-8")
    assert said("clean", page, "--diff").count("\n- ") == 2


def test_explain_names_rule_and_place(page):
    at = RAW.index("講話")
    out = run("explain", page, "--at", at).stdout.decode()
    assert f"(at {at})" in out
    assert "repair.script" in out
    found = [json.loads(line) for line in said("explain", page, "--json").splitlines()]
    assert all(RAW[one["start"] : one["end"]] for one in found if one["old"])
    assert [one["start"] for one in found] == sorted(one["start"] for one in found)


def test_lines_and_columns_are_counted_from_one(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("\n\n云溪雲溪", "utf-8")
    assert "3:3 (at 4) repair.script “雲” → “云”" in said("explain", page)


def test_outline_shows_headings(page):
    out = said("outline", page)
    assert "一、关于队伍建设" in out
    assert "二、关于物资" in out


def test_diagnose_says_what_is_wrong(page):
    assert "traditional" in said("diagnose", page)


def test_a_file_without_a_page_keeps_nobody_from_the_next(page, tmp_path):
    (tmp_path / "empty.txt").touch()
    done = run("diagnose", tmp_path / "empty.txt", tmp_path / "nowhere.txt", page)
    assert (done.returncode, "traditional" in done.stdout.decode()) == (1, True)
    assert done.stderr.decode().count("govcorpus: ") == 2


def test_build_undo_info_verify_status(page, tmp_path):
    out = tmp_path / "corpus"
    assert run("build", page, "--out", out).returncode == 0
    assert run("undo", out, "--page", govcorpus.Page.from_text(RAW).id).stdout == RAW.encode()
    assert json.loads(said("info", out, "--json"))["rows"]["documents"] == 1
    assert "whole" in said("verify", out)
    assert "finished: version 0.1.0; rows of documents 1, sections 2, duplicates 0, removed 0, pages 1" in said("status", out)
    assert json.loads(said("diff", out, out, "--json"))["bump"] == "none"


def test_status_tells_the_stages_of_a_build_that_was_broken_off(tmp_path):
    state = tmp_path / ".govcorpus"
    for folder in ("read/00000-ab", "clean/00000-cd.host.7.part"):
        (state / folder).mkdir(parents=True)
    (state / "plan.json").write_text('[["read", 1], ["clean", 2]]', "utf-8")
    told = json.loads(said("status", tmp_path, "--json"))
    assert (told["finished"], told["version"], told["rows"]) == (False, None, {})
    assert [(one["name"], one["done"], one["running"], one["total"]) for one in told["stages"]] == [
        ("read", 1, 0, 1),
        ("clean", 0, 1, 2),
    ]
    assert re.search(r"clean +│ +0 │ +1 │ +1 │ +0 ", said("status", tmp_path))


def test_info_tells_of_pages_that_were_not_fetched(page, tmp_path):
    out = tmp_path / "corpus"
    run("build", page, "--out", out)
    whole = json.loads(said("info", out, "--json"))
    shutil.rmtree(out / "data" / "pages")
    made = json.loads((out / "manifest.json").read_text("utf-8"))
    made["files"] = [file for file in made["files"] if file["config"] != "pages"]
    (out / "manifest.json").write_text(json.dumps(made), "utf-8")
    assert re.search(r"different pages read +│ +1 ", said("info", out))
    assert "rows of pages, not in this repository" in said("info", out)
    fetched = json.loads(said("info", out, "--json"))
    assert (fetched["rows"], fetched["edits"]) == (whole["rows"], whole["edits"])


def test_quiet_says_nothing(page, tmp_path):
    done = run("build", page, "--out", tmp_path / "corpus", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_missing_folder_is_one_line(tmp_path):
    text = mistake("build", tmp_path / "nowhere", "--out", tmp_path / "out")
    assert text.count("\n") == 1
    assert "nowhere" in text
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_written_is_one_line(page):
    text = mistake("build", page, "--out", page / "corpus")
    assert text.count("\n") == 1
    assert "cannot be written" in text


def test_a_folder_of_somebody_else_is_left_alone(page, tmp_path):
    assert "holds page.txt, which no build made" in mistake("build", page, "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


@pytest.mark.parametrize("command", ["info", "verify", "status"])
def test_a_folder_that_is_no_corpus_is_one_line(command, tmp_path):
    assert mistake(command, tmp_path).count("\n") == 1


def test_undo_names_what_is_missing(page, tmp_path):
    out = tmp_path / "corpus"
    run("build", page, "--out", out)
    assert "--page" in mistake("undo", out)
    assert "holds no page" in mistake("undo", out, "--page", "0" * 16)
    assert "clean --json" in mistake("undo", page)
    assert "no finished corpus" in mistake("undo", tmp_path)
    shutil.rmtree(out / "data/pages")  # as it is pushed
    assert "it has no config pages" in mistake("undo", out, "--page", govcorpus.Page.from_text(RAW).id)


def test_pages_without_an_address_are_named_by_their_file(page):
    for command in (["explain"], ["diagnose"], ["clean", "--diff"]):
        assert f"{page} (" in said(*command, page)


def test_rows_on_standard_input_are_pages():
    rows = "".join(json.dumps({"url": f"https://a.example/{n}.html", "text": RAW}, ensure_ascii=False) + "\n" for n in "12")
    assert run("clean", "-", "--json", data=rows.encode()).stdout.count(b"\n") == 2


def test_a_corpus_without_documents_says_so(tmp_path):
    (tmp_path / "empty.txt").touch()
    told = said("build", tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert "No document came of it" in told
    assert "load_dataset" not in told
    assert run("verify", tmp_path / "out").returncode == 0


@pytest.mark.parametrize("name", ["hub:yunxi/speeches", "hub:@v0.1.0"])
def test_a_version_on_the_hub_is_named_by_its_tag(page, tmp_path, name):
    assert "hub:NAME@TAG" in mistake("build", page, "--out", tmp_path / "out", "--previous", name)


def test_a_dry_run_says_that_a_name_is_none(page, tmp_path):
    run("build", page, "--out", tmp_path / "out")
    assert "no name of a dataset" in mistake("publish", tmp_path / "out", "two words", "--dry-run")


def test_a_page_that_cannot_be_read_is_one_line(tmp_path):
    empty = tmp_path / "empty.txt"
    empty.touch()
    text = mistake("clean", empty)
    assert "it is empty" in text


def test_main_turns_a_mistake_into_exit_code_one(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["govcorpus", "info", "/nowhere"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 1
    assert "no such folder" in capsys.readouterr().err
