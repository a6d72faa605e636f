"""Publishing: one commit, one tag, nothing twice, and refusals that say what to do. The real client, a Hub of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from command import run

import govcorpus
from govcorpus.publish import card, manifest
from govcorpus.publish.hub import release

NAME = "yunxi/gov"


class Hub:
    """A running fake Hub and the command line that talks to it."""

    def __init__(self, folder: Path) -> None:
        port = folder / "port"
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("fake_hub.py")), str(port)])
        while not port.exists() or not port.read_text("utf-8"):
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{port.read_text('utf-8')}"

    def run(self, *args: object, token: str = "writer", code: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command of govcorpus, or some Python, against this Hub."""
        env = {
            "HF_ENDPOINT": self.url,
            "HF_TOKEN": token,
            "HF_HOME": str(self.folder / "home"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "NO_PROXY": "127.0.0.1",
        }
        if code:
            return subprocess.run(
                [sys.executable, "-c", code], env=os.environ | env, capture_output=True, text=True, check=False
            )
        done = run(*args, **env)
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def fail(self, match: str, status: int, times: int = 1, **how: object) -> None:
        """Answer the next requests that match with an error, or lose the answer, or let somebody else push first."""
        data = json.dumps({"fail": [{"match": match, "status": status, "times": times, **how}]}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/fake", data, method="POST")).close()

    def holds(self) -> dict:
        """Return commits and tags of the dataset."""
        with urllib.request.urlopen(f"{self.url}/fake") as answer:
            return json.load(answer)[NAME]


@pytest.fixture
def hub(tmp_path):
    made = Hub(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()


def corpus(place: Path, number: int, version: str, more: str = "") -> Path:
    rows = [
        {
            "url": f"https://yunxi.example/{n}.html",
            "text": f"云溪市第{n}次防汛会议\n会议听取了第{n}次汇报。\n"
            + "".join(f"第{k + n * 9}号堤段投入{k * n + 7}人，备石{n * 31 + k}方，不得擅离。\n" for k in range(8))
            + more,
        }
        for n in range(number)
    ]
    file = place / f"{version}.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    govcorpus.build([file], place / version, version=version)
    return place / version


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A corpus that has its plots, where they can be drawn: to draw them takes longer than to push."""
    folder = corpus(tmp_path_factory.mktemp("drawn"), 2, "0.1.0")
    with suppress(govcorpus.InputError):
        card.renew(folder)
    return folder


def test_a_corpus_is_pushed_tagged_and_loaded(hub, tmp_path):
    folder = corpus(tmp_path, 4, "0.1.0")
    done = hub.run("publish", folder, NAME, "--private")
    assert done.returncode == 0, done.stderr
    held = hub.holds()
    assert [made["title"] for made in held["commits"]] == ["initial commit", "Version 0.1.0"]
    assert held["tags"] == {"v0.1.0": held["commits"][-1]["oid"]}
    assert held["visibility"] == "private"
    assert not any(path.startswith("data/pages") for path in held["commits"][-1]["files"])
    assert "LICENSE.md" in held["commits"][-1]["files"]
    code = f"""
import datasets
documents = datasets.load_dataset({NAME!r}, revision="v0.1.0", split="train")
assert documents.num_rows == {manifest.read(folder).rows["documents"]}, documents
print(datasets.get_dataset_config_names({NAME!r}, revision="v0.1.0"))
"""
    loaded = hub.run(code=code)
    assert loaded.returncode == 0, loaded.stderr
    assert "'pages'" not in loaded.stdout
    again = hub.run("publish", folder, NAME)
    assert "there already" in again.stdout
    assert hub.holds() == held


def test_the_next_version_deletes_what_is_stale(hub, tmp_path):
    assert hub.run("publish", corpus(tmp_path, 4, "0.1.0"), NAME, "--with-pages").returncode == 0
    assert any(path.startswith("data/pages") for path in hub.holds()["commits"][-1]["files"])
    assert hub.run("publish", corpus(tmp_path, 5, "0.2.0"), NAME).returncode == 0
    held = hub.holds()
    assert not any(path.startswith("data/pages") for path in held["commits"][-1]["files"])
    assert ".gitattributes" in held["commits"][-1]["files"]
    assert sorted(held["tags"]) == ["v0.1.0", "v0.2.0"]
    fetched = hub.run("build", tmp_path / "0.2.0.jsonl", "--out", tmp_path / "next", "--previous", f"hub:{NAME}@v0.1.0")
    assert fetched.returncode == 0, fetched.stderr
    assert manifest.read(tmp_path / "next").version == "0.2.0"
    told = hub.run("report", tmp_path / "0.2.0", "--out", tmp_path / "report", "--previous", f"hub:{NAME}@v0.1.0")
    assert told.returncode == 0, told.stderr
    assert "0.1.0" in (tmp_path / "report" / "changes.html").read_text("utf-8")


def test_a_version_that_exists_is_refused(hub, tmp_path):
    assert hub.run("publish", corpus(tmp_path, 4, "0.1.0"), NAME).returncode == 0
    (tmp_path / "other").mkdir()
    done = hub.run("publish", corpus(tmp_path / "other", 6, "0.1.0"), NAME)
    assert done.returncode == 1
    assert "v0.1.0 exists with other contents" in done.stderr


def test_a_version_older_than_the_newest_is_refused(hub, tmp_path):
    assert hub.run("publish", corpus(tmp_path, 4, "0.10.0"), NAME).returncode == 0
    done = hub.run("publish", corpus(tmp_path, 4, "0.9.0"), NAME)
    assert done.returncode == 1
    assert "it is at v0.10.0 already, and v0.9.0 is older" in done.stderr
    assert len(hub.holds()["commits"]) == 2  # that of the empty dataset, and v0.10.0
    assert hub.run("publish", corpus(tmp_path, 6, "0.11.0"), NAME).returncode == 0


def test_a_crash_between_commit_and_tag_is_mended_by_a_rerun(hub, tmp_path):
    folder = corpus(tmp_path, 4, "0.1.0")
    hub.run("publish", folder, NAME, "--dry-run")
    hub.fail("POST /api/datasets/yunxi/gov/tag", 500, times=9)
    done = hub.run("publish", folder, NAME)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert len(hub.holds()["commits"]) == 2
    hub.fail("nothing", 500)
    done = hub.run("publish", folder, NAME)
    assert done.returncode == 0
    assert "the commit is there already" in done.stdout
    assert len(hub.holds()["commits"]) == 2
    assert list(hub.holds()["tags"]) == ["v0.1.0"]


def test_after_a_crash_at_any_step_a_rerun_does_what_is_missing(hub, drawn):
    """Each run comes one step further; whatever was lost, in the end there is one commit and one tag."""
    here = "/api/datasets/yunxi/gov"
    steps = [("/api/repos/create", False), (f"GET {here}/refs", False), (f"GET {here}/tree", False)]
    steps += [(f"POST {here}/preupload", False), ("/lfs/objects/batch", False), ("PUT /lfs/", False)]
    steps += [(f"POST {here}/{verb}", lost) for verb in ("commit", "tag") for lost in (False, True)]
    for step, after in steps:
        hub.fail(step, 400, times=9, after=after)
        done = hub.run("publish", drawn, NAME)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), (step, done.stderr)
    hub.fail("nothing", 400)
    done = hub.run("publish", drawn, NAME)
    assert (done.returncode, "v0.1.0 is there already" in done.stdout) == (0, True)
    assert [made["title"] for made in hub.holds()["commits"]] == ["initial commit", "Version 0.1.0"]
    assert list(hub.holds()["tags"]) == ["v0.1.0"]


def test_who_pushed_meanwhile_is_named_and_nothing_is_overwritten(hub, drawn):
    hub.fail("POST /api/datasets/yunxi/gov/commit", 412, push="colleague")
    done = hub.run("publish", drawn, NAME)
    assert done.returncode == 1
    assert "colleague pushed “Mend a word” (" in done.stderr
    assert "Look at what came in, then run again" in done.stderr
    assert [made["title"] for made in hub.holds()["commits"]] == ["initial commit", "Mend a word"]
    assert hub.run("publish", drawn, NAME).returncode == 0


@pytest.mark.parametrize(
    ("status", "said"), [(412, "while this was being pushed"), (403, "no right to write"), (401, "no right to write")]
)
def test_refusals_say_what_to_do(hub, drawn, status, said):
    hub.fail("POST /api/datasets/yunxi/gov/commit", status, times=9)
    done = hub.run("publish", drawn, NAME)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_who_may_only_read_is_told_so(hub, drawn):
    done = hub.run("publish", drawn, NAME, token="reader")
    assert done.returncode == 1
    assert "no right to write" in done.stderr


def test_versions_on_the_hub_are_compared(hub, drawn, tmp_path):
    hub.run("publish", drawn, NAME)
    done = hub.run("diff", f"hub:{NAME}@v0.1.0", corpus(tmp_path, 3, "0.2.0"), "--json")
    assert json.loads(done.stdout)["added"] == 1, done.stderr


def test_a_version_that_is_not_there_is_named(hub, drawn, tmp_path):
    hub.run("publish", drawn, NAME)
    for name, said in ((f"hub:{NAME}@v9.9.9", "no such version"), ("hub:yunxi/none@v0.1.0", "no such dataset")):
        done = hub.run("report", drawn, "--out", tmp_path / "report", "--previous", name)
        assert done.returncode == 1
        assert said in done.stderr


def test_plots_are_drawn_when_a_corpus_is_published_once(hub, tmp_path):
    pytest.importorskip("matplotlib")
    folder = corpus(tmp_path, 4, "0.1.0")
    assert "plots are drawn" in hub.run("publish", folder, NAME).stdout
    held = hub.holds()
    assert "assets/lengths.png" in held["commits"][-1]["files"]
    assert "](assets/lengths.png)" in (folder / "README.md").read_text("utf-8")
    assert "plots" not in hub.run("publish", folder, NAME).stdout
    assert hub.holds() == held


def test_a_corpus_is_published_without_plots_where_none_can_be_drawn(hub, tmp_path):
    folder = corpus(tmp_path, 2, "0.1.0")
    code = f"""
import sys
sys.modules["matplotlib"] = None
from pathlib import Path
from govcorpus.publish.hub import publish
print(*publish(Path({str(folder)!r}), {NAME!r}), sep="\\n")
"""
    done = hub.run(code=code)
    assert "the card has no plots (plots: drawing needs matplotlib" in done.stdout, done.stderr
    assert list(hub.holds()["tags"]) == ["v0.1.0"]


def test_a_dry_run_touches_nothing(hub, drawn):
    done = hub.run("publish", drawn, NAME, "--dry-run")
    assert done.returncode == 0
    assert "v0.1.0 of yunxi/gov" in done.stdout
    with urllib.request.urlopen(f"{hub.url}/fake") as answer:
        assert json.load(answer) == {}


def test_a_corpus_that_is_not_whole_is_refused(hub, tmp_path):
    folder = corpus(tmp_path, 2, "0.1.0")
    (folder / "CHANGELOG.md").write_text("altered", "utf-8")
    done = hub.run("publish", folder, NAME)
    assert done.returncode == 1
    assert "not whole" in done.stderr


def test_a_release_is_a_corpus_that_verifies(tmp_path):
    """One with a repaired page, shown on the card; fetched by git or the client, which leave files of their own."""
    folder = corpus(tmp_path, 3, "0.1.0", more="雲溪市召開(kāi)會(huì)議。")
    assert "> 雲溪市" in (folder / "README.md").read_text("utf-8")
    for with_pages in (False, True):
        place = tmp_path / f"release-{with_pages}"
        for path, content in release(folder, manifest.read(folder), NAME, with_pages=with_pages).items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
        assert ("not in this repository" in (place / "README.md").read_text("utf-8")) is not with_pages
        (place / ".gitattributes").touch()
        (place / ".cache/huggingface").mkdir(parents=True)
        (place / ".cache/huggingface/README.md.metadata").touch()
        from govcorpus.publish.verify import problems

        assert not list(problems(place))
