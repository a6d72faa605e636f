# ruff: noqa: D102  the names of the methods say what they do, or are those of html.parser
"""The report: every page can be opened from disk, hostile text stays text, the same corpus gives the same bytes, and a browser can filter."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import select
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import govcorpus
from govcorpus.cli import app
from govcorpus.errors import InputError
from govcorpus.publish import parquet
from govcorpus.publish.report import visible, write

# What Chromium is started with where there is no screen, no sandbox and no network.
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
HOSTILE = """<script>window.hacked=1</script><img src=x onerror="window.hacked=2">"""
BODY = (
    "同志们：\n一、关于队伍建设\n各县区要压实责任，把队伍拉到堤上去，不等不靠，确保人员到位。\n"
    "二、关于物资\n物资要备足，道路要畅通，夜里也要有人值守，一刻也不能放松。\n"
)
# 。 and ； matched across two characters: the byte that was lost is free, so what is put there is not certain
SHIFTED = "會(huì)議指出，全市要抓?。瑧颓氨押竽菢樱黾訚撛谟脩簟?\n規(guī)?;瘧?yīng)用，我們?cè)谌珖?guó)各地推廣。\n"
TEXTS = {
    "https://a.gov.example/1.html": "云溪市市長在防汛會議上的講話\n同志們：\n各縣區要壓實責任，把隊伍拉到堤上去，不等不靠，確保人員到位。\n",
    "https://a.gov.example/2.html": f"云溪市市長在供水會議上的講話\n{SHIFTED}要堅持把水廠建到鄉里去，讓群眾喝上放心水。\n",
    "https://b.example/3.html": f"青岚县县长在教育会议上的讲话\n{BODY.replace('同志们', '老师们')}全县学校\u200b要在八月底前修好校舍。\n",
    "javascript:window.hacked=3": f"白杨镇镇长在春耕会议上的讲话\n同誌們：\n春耕要抓早，種子要備足，水渠要修通，農機要檢修，農資要下鄉，技術員要到田頭去，一家一戶地教，一塊田一塊田地看，不讓一畝好田荒下來。{HOSTILE}\n{BODY * 2}\n各村要把今年種什麼、種多少、賣給誰同農民商量清楚，簽好訂單，備好倉庫，路修到田邊，車開到地頭。&lt;script&gt;window.hacked=4&lt;/script&gt;\n",
    "https://c.example/4.html": "404 Not Found\n页面不存在\n",
    "https://c.example/5.html": "The council met on Monday and adopted the budget for the year. Nobody spoke against it. " * 5,
}


def corpus(folder: Path, texts: dict[str, str]) -> Path:
    lines = [json.dumps({"url": url, "text": text}, ensure_ascii=False) for url, text in texts.items()]
    folder.mkdir()
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    govcorpus.build([folder / "pages.jsonl"], folder / "corpus")
    return folder / "corpus"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return corpus(tmp_path_factory.mktemp("new") / "in", TEXTS)


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    old = {url: text.replace("水廠", "水庫") for url, text in TEXTS.items() if "/1" not in url}
    return corpus(tmp_path_factory.mktemp("old") / "in", old)


def reported(folder: Path, out: Path, *more: object) -> Path:
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, ["report", str(folder), "--out", str(out), *map(str, more)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture(scope="module")
def report(built, before, tmp_path_factory):
    return reported(built, tmp_path_factory.mktemp("report") / "out", "--previous", before)


class Seen(HTMLParser):
    """The elements of a page: their names with their attributes, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def having(self, name: str, word: str) -> list[dict[str, str | None]]:
        return [found for _, found in self.elements if word in (found.get(name) or "").split()]


def test_every_page_is_there_and_every_link_leads_to_one(report):
    pages = sorted(report.glob("*.html"))
    assert [page.stem for page in pages] == ["changes", "documents", "index", "removed", "sources"]
    for page in pages:
        for _, found in Seen(page).elements:
            for target in filter(None, (found.get("href"), found.get("src"))):
                parts = urlsplit(target)
                assert parts.scheme in {"", "http", "https"}, target
                assert parts.scheme or (report / unquote(parts.path)).is_file(), target


def test_nothing_is_fetched(report):
    """The pages name no style sheet, script, font or image beyond their own plots, and the browser is told to ask for none."""
    for page in report.glob("*.html"):
        seen = Seen(page)
        assert {tag for tag, _ in seen.elements} & {"link", "iframe", "object", "embed", "base"} == set()
        assert [found for tag, found in seen.elements if tag == "script" and found] == []
        assert {found["src"] for tag, found in seen.elements if tag == "img"} <= {"assets/lengths.png", "assets/regions.png"}
        assert "url(" not in page.read_text("utf-8")
        assert any("default-src 'none'" in (found.get("content") or "") for _, found in seen.elements)


def test_hostile_text_stays_text(report):
    for page in report.glob("*.html"):
        raw = page.read_text("utf-8")
        assert raw.count("<script>") == 1  # our own
        assert "<img src=x" not in raw
        for _, found in Seen(page).elements:
            assert not [name for name in found if name.startswith("on")]
            assert not (found.get("href") or "").startswith("javascript:")
    shown = Seen(report / "documents.html").text
    assert "<img src=x onerror=" in shown
    assert "javascript:window.hacked=3" in shown


def test_edits_stand_beside_each_other_with_rule_and_reason(report):
    seen = Seen(report / "documents.html")
    marks = [found["title"] for tag, found in seen.elements if tag == "mark" and "title" in found]
    assert any("repair.script: " in title and "→" in title and "同誌們" in title for title in marks)
    assert any(title.startswith("repair.pinyin: (huì) → nothing\n") for title in marks)
    assert "各縣區" in seen.text
    assert "各县区" in seen.text
    assert "⟨200B⟩" in seen.text  # what nobody sees is shown


def test_documents_with_unsure_edits_come_first(built, report):
    unsure = {row["id"]: bool(row["unsure_edits"]) for row in parquet.rows(built, "documents", ["id", "unsure_edits"])}
    assert any(unsure.values())
    items = Seen(report / "documents.html").having("class", "item")
    order = ["data-unsure" in found for found in items]
    assert order == sorted(order, reverse=True)
    assert sum(order) == sum(unsure.values())


def test_copies_fill_up_where_few_documents_were_repaired(tmp_path):
    clean = "云溪市市长在防汛会议上的讲话\n同志们：\n各县区要压实责任，把队伍拉到堤上去，不等不靠，确保人员到位。\n"
    hurt = (
        "云溪市市長在防汛會(huì)議上的講話\n同志們：\n各縣(xiàn)區(qū)要壓實責任，把隊伍拉到堤上去，不等不靠，確保人員到位。\n"
    )
    folder = corpus(tmp_path / "in", {"https://a.gov.example/1.html": clean, "https://copy.example/1.html": hurt})
    shown = Seen(reported(folder, tmp_path / "out") / "documents.html").text
    assert "0 of 0 repaired documents and 1 left out as copies" in shown
    assert "各縣(xiàn)區(qū)" in shown


def test_removed_pages_stand_under_their_reasons(built, report):
    reasons = {row["reason"] for row in parquet.rows(built, "removed", ["reason"])}
    assert len(reasons) == 2
    seen = Seen(report / "removed.html")
    assert {found["data-reason"] for found in seen.having("class", "item")} == reasons
    assert reasons <= {found.get("value") for tag, found in seen.elements if tag == "input"}


def test_changes_show_both_texts(report):
    text = Seen(report / "changes.html").text
    assert "水库建到乡里" in text
    assert "水厂建到乡里" in text
    assert "Characters of documents by site" in text
    assert "Edits by rule" in text


def test_without_an_earlier_corpus_there_is_no_page_of_changes(built, report, tmp_path):
    """An earlier report in the folder goes, its page of changes too."""
    out = tmp_path / "out"
    shutil.copytree(report, out)
    reported(built, out)
    assert not (out / "changes.html").exists()
    assert "changes.html" not in (out / "index.html").read_text("utf-8")


def test_the_same_corpora_give_the_same_bytes(built, before, report, tmp_path):
    again = reported(built, tmp_path / "again", "--previous", before)
    assert {path.name: path.read_bytes() for path in again.rglob("*") if path.is_file()} == {
        path.name: path.read_bytes() for path in report.rglob("*") if path.is_file()
    }


def test_a_seed_draws_documents(built, tmp_path):
    drawn = {
        re.search(
            r"<code>(.+?)</code>",
            (reported(built, tmp_path / "out", "--documents", 1, "--seed", seed) / "documents.html").read_text("utf-8"),
        )[1]
        for seed in range(4)
    }
    assert 1 <= len(drawn) <= 4
    assert drawn <= {row["id"] for row in parquet.rows(built, "documents", ["id"])}


def test_a_corpus_of_nothing_has_a_report(tmp_path):
    out = reported(corpus(tmp_path / "in", {"https://c.example/4.html": "404 Not Found\n"}), tmp_path / "out")
    assert "No document of this corpus was repaired." in Seen(out / "documents.html").text


def test_a_corpus_that_came_without_pages_has_a_report(built, tmp_path):
    shutil.copytree(built, tmp_path / "corpus")
    shutil.rmtree(tmp_path / "corpus" / "data" / "pages")
    seen = Seen(reported(tmp_path / "corpus", tmp_path / "out") / "documents.html")
    assert "what was read cannot be shown" in seen.text
    assert seen.having("class", "item")


def test_a_folder_of_somebody_else_is_left_alone(built, tmp_path):
    (tmp_path / "thesis.doc").write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"thesis\.doc"):
        write(built, tmp_path, {})
    with pytest.raises(InputError, match="inside the corpus"):
        write(built, built / "report", {})
    with pytest.raises(InputError, match="no finished corpus"):
        write(tmp_path, tmp_path / "out", {})
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("missing", ["jinja2", "matplotlib"])
def test_a_missing_library_is_one_line_that_names_the_extra(built, tmp_path, missing):
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['govcorpus', 'report', {str(built)!r}, '--out', {str(tmp_path / 'out')!r}]; from govcorpus.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert missing in done.stderr
    assert "pip install 'govcorpus[report]'" in done.stderr


def test_invisible_characters_are_named():
    assert visible("中\u200b德\u202e\t\n　\ue123 a") == "中⟨200B⟩德⟨202E⟩⇥⏎　⟨E123⟩ a"


class Browser:
    """Chromium, driven by the DevTools protocol: JSON through two pipes, which it reads as file 3 and writes as file 4."""

    def __init__(self, home: Path, width: int, height: int) -> None:
        chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        if not chromium:
            pytest.skip("no browser: chromium is not installed")
        # above 9, so that neither is in the way when they become 3 and 4
        (its_in, self.out), (self.into, its_out) = ([fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in os.pipe()] for _ in "io")
        self.process = subprocess.Popen(
            [chromium, *FLAGS.split(), f"--user-data-dir={home}", "--remote-debugging-pipe", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=lambda: (os.dup2(its_in, 3), os.dup2(its_out, 4)),  # noqa: PLW1509  no thread of ours holds a lock
        )
        os.close(its_in)
        os.close(its_out)
        self.heard, self.asked, self.session = b"", 0, {}
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = {"sessionId": self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}
        self.ask("Page.enable")
        phone = width < 500
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=phone)

    def ask(self, method: str, **parameters: object) -> dict:
        """Send a command and return its result."""
        self.asked += 1
        message = {"id": self.asked, "method": method, "params": parameters, **self.session}
        os.write(self.out, json.dumps(message).encode() + b"\0")
        return self.hear(lambda told: told.get("id") == self.asked)["result"]

    def hear(self, awaited: Callable[[dict], bool]) -> dict:
        """Read messages until the awaited one."""
        while True:
            while b"\0" not in self.heard:
                assert select.select([self.into], [], [], 60)[0], "the browser says nothing"
                read = os.read(self.into, 1 << 16)
                assert read, "the browser is gone"
                self.heard += read
            line, _, self.heard = self.heard.partition(b"\0")
            told = json.loads(line)
            if awaited(told):
                return told

    def loaded(self) -> None:
        self.hear(lambda told: told.get("method") == "Page.loadEventFired")

    def open(self, page: Path) -> None:
        self.ask("Page.navigate", url=page.resolve().as_uri())
        self.loaded()

    def js(self, code: str):
        found = self.ask("Runtime.evaluate", expression=code, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def click(self, selector: str, *, press: bool = True) -> None:
        """Move the mouse to the middle of an element, press and release it."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.js(f"{found}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        x, y = self.js(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({found}.getClientRects()[0])")
        for kind in ("mouseMoved", "mousePressed", "mouseReleased")[: None if press else 1]:
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def shot(self, path: Path) -> bytes:
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot")["data"]))
        return path.read_bytes()

    def close(self) -> None:
        self.session = {}
        self.ask("Browser.close")
        self.process.wait(20)
        os.close(self.out)
        os.close(self.into)


@pytest.fixture(scope="module", params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def browser(request, tmp_path_factory):
    found = Browser(tmp_path_factory.mktemp("chromium"), *request.param)
    yield found
    found.close()


SHOWN = "[...document.querySelectorAll('.item')].filter(item => item.offsetParent).length"


def test_a_click_on_a_reason_leaves_its_pages(browser, built, report, tmp_path):
    reasons = [row["reason"] for row in parquet.rows(built, "removed", ["reason"])]
    browser.open(report / "removed.html")
    assert browser.js(SHOWN) == len(reasons)
    browser.click(f"label:has([value={reasons[0]}])")
    assert browser.js(SHOWN) == 1
    assert browser.js("document.querySelector('output').value") == f"1 of {len(reasons)} rows"
    assert browser.js("[...document.querySelectorAll('.item')].find(item => item.offsetParent).dataset.reason") == reasons[0]
    assert browser.shot(tmp_path / "removed.png").startswith(b"\x89PNG")


def test_search_and_unsure_narrow_the_documents(browser, report, tmp_path):
    browser.open(report / "documents.html")
    every = browser.js(SHOWN)
    browser.js(
        "{const q = document.querySelector('[name=q]'); q.value = '春耕'; q.dispatchEvent(new Event('input', {bubbles: true}))}"
    )
    assert browser.js(SHOWN) == 1
    browser.open(report / "index.html")
    browser.click("[href='documents.html#unsure=1']")
    browser.loaded()
    assert 0 < browser.js(SHOWN) < every
    assert browser.js(
        "[...document.querySelectorAll('.part')].filter(one => one.offsetParent).every(one => one.dataset.unsure)"
    )
    browser.shot(tmp_path / "unsure.png")
    browser.open(report / "index.html")
    browser.click("[href='documents.html#rule=repair.invisibles']")
    browser.loaded()
    assert browser.js(SHOWN) == 1


def test_an_edit_tells_its_reason(browser, report, tmp_path):
    browser.open(report / "documents.html")
    browser.click(".part .raw mark", press=False)
    assert browser.js("document.querySelectorAll('mark.lit').length") == 2  # it is enough to point at it
    browser.click(".part .raw mark")
    told = browser.js("document.getElementById('reason').innerText")
    assert re.match(r"(?:repair|strip)\.\w+(?: \(unsure\))?: .+ → .+\n.+", told)
    assert browser.js("document.querySelectorAll('mark.lit').length") == 2
    browser.shot(tmp_path / "reason.png")


def test_a_click_on_a_head_sorts(browser, report):
    browser.open(report / "sources.html")
    numbers = "[...document.querySelectorAll('#sites tbody tr')].map(row => +row.cells[2].dataset.n)"
    browser.click("#sites th:nth-child(3) button")
    assert browser.js(numbers) == sorted(browser.js(numbers), reverse=True)
    browser.click("#sites th:nth-child(3) button")
    assert browser.js(numbers) == sorted(browser.js(numbers))


@pytest.mark.parametrize("name", ["index", "sources", "documents", "removed", "changes"])
def test_a_page_fits_the_screen_and_runs_nothing_of_the_crawl(browser, report, tmp_path, name):
    browser.open(report / f"{name}.html")
    assert browser.js("window.hacked ?? null") is None
    assert browser.js("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.js("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
    assert browser.js("getComputedStyle(document.querySelector('main')).maxWidth") == "1280px"  # the style sheet is in force
    assert len(browser.shot(tmp_path / f"{name}.png")) > 10_000
