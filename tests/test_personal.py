"""Personal data: what it is, that a build masks it everywhere when asked, and that what is taken down leaves no text."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govcorpus
from govcorpus.engine import mask, takedown
from govcorpus.errors import InputError
from govcorpus.label.personal import LONG_NUMBER, masked, personal
from govcorpus.publish import manifest, parquet
from govcorpus.publish.verify import problems

PHONE, CARD, MAIL = "13912345678", "6222021001011233", "wangmou@example.com"
WORKS = ["防汛", "供水", "教育", "养老", "春耕", "绿化", "修路", "住房", "就业", "医疗"]


def body(seed: int) -> str:
    """Paragraphs that resemble those of no other seed."""
    rng = random.Random(seed)
    lines = (
        "和".join(rng.choices(WORKS, k=5)) + f"放在第{rng.randrange(2, 90)}位，落实经费{rng.randrange(100, 9999)}万元"
        for _ in range(9)
    )
    return "".join(f"各县区要把{line}，专人负责。\n" for line in lines)


def crawl(folder: Path) -> Path:
    """Pages with personal data in the text, behind entities, in chrome, in an older copy, in a row that cannot be read."""
    folder.mkdir(parents=True)
    rows = [
        {
            "url": "https://a.yunxi.example/1.html",
            "text": f"关于防汛的通知\n{body(0)}联系人：王某，电话{PHONE}，请按时报送。\n",
        },
        {
            "url": "https://a.yunxi.example/2.html",
            "text": f"关于供水的通知\n{body(1)}电话：1391234&#53;678，邮箱{MAIL}，请来信。\n",
        },
        {
            "url": "https://b.yunxi.example/3.html",
            "text": f"关于春耕的通知\n{body(2)}汇款账号{CARD}，请注明单位。\n电话：1391234&#53;678 版权所有",
        },
        {"url": "https://b.yunxi.example/4.html", "text": f"关于住房的通知\n{body(3)}", "fetched_on": "2024-02-01"},
        {"url": "https://b.yunxi.example/4.html", "text": f"关于住房的通知\n手机：{PHONE}。", "fetched_on": "2024-01-01"},
        {"url": "", "text": f"关于绿化的通知\n{body(4)}报名电话{PHONE}，过期不候。\n"},
    ]
    (folder / "a.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows) + f'{{"text": "{PHONE}', "utf-8"
    )
    return folder


def everything(corpus: Path) -> str:
    """All texts of a corpus, and all of its pages as they can be rebuilt."""
    from govcorpus.publish.original import from_corpus

    found = [
        json.dumps(row, ensure_ascii=False, default=str)
        for config in manifest.read(corpus).rows
        for row in parquet.rows(corpus, config)
    ]
    found += [from_corpus(corpus, row["id"]) for row in parquet.rows(corpus, "pages")]
    return "\n".join([*found, *(path.read_text("utf-8") for path in corpus.glob("*.*"))])


def test_nothing_is_masked_unless_asked_for(tmp_path: Path) -> None:
    govcorpus.build([crawl(tmp_path / "in")], tmp_path / "out")
    flagged = [row for row in parquet.rows(tmp_path / "out", "documents") if "personal_data" in row["flags"]]
    assert len(flagged) == 4
    assert f"{len(flagged)} documents hold a mobile phone number" in (tmp_path / "out/README.md").read_text("utf-8")
    assert all(secret in everything(tmp_path / "out") for secret in (PHONE, CARD, MAIL))
    assert PHONE in govcorpus.clean(govcorpus.Page.from_text(f"电话{PHONE}")).text


def test_a_masked_build_holds_personal_data_nowhere(tmp_path: Path) -> None:
    govcorpus.build([crawl(tmp_path / "in")], tmp_path / "out", mask_personal=True)
    text = everything(tmp_path / "out")
    assert not any(secret in text for secret in (PHONE, CARD, MAIL, "1391234&#53;678", "wangmou"))
    assert not list(problems(tmp_path / "out"))
    documents = {row["title"]: row for row in parquet.rows(tmp_path / "out", "documents")}
    assert "电话***********，请按时报送" in documents["关于防汛的通知"]["text"]
    assert not any("personal_data" in row["flags"] for row in documents.values())
    pages = {row["id"]: row["text"] for row in parquet.rows(tmp_path / "out", "pages")}
    for row in documents.values():
        assert row["text"] == "".join(
            pages[piece["page"]][piece["start"] : piece["end"]] + piece["after"] for piece in row["pieces"]
        )


@pytest.mark.parametrize("masks", [True, False])
def test_a_page_without_address_is_not_lost_to_its_other_self(tmp_path: Path, *, masks: bool) -> None:
    """Masked it has another id; the version before, which is not masked, must not stand for it, nor the other way round."""
    page = tmp_path / "one.txt"
    page.write_text(
        "云溪市关于防汛的通知\n各县区：\n"
        + "".join(f"第{n}号堤段由第{n * 7}小组看守，备石{n * 31}方，不得擅离。\n" for n in range(1, 20))
        + f"值班电话{PHONE}，有情况立即报告。\n",
        "utf-8",
    )
    govcorpus.build(page, tmp_path / "old", mask_personal=not masks)
    made = govcorpus.build(page, tmp_path / "new", previous=tmp_path / "old", mask_personal=masks)
    assert (made.rows["documents"], made.rows["duplicates"]) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        f"电话{PHONE}。",
        "电话：1391234&#53;678",
        f"&#49;3912345678与{MAIL}，{CARD}",
        f"{MAIL}{MAIL}",
        "首页 > 正文\n13912345678",
        "电话：１３９１２３４５６７８。",
    ],
)
def test_what_repair_uncovers_is_masked_in_what_was_read(text: str) -> None:
    (done,) = mask.cleaned([mask.unnamed(govcorpus.Page.from_text(text))])
    assert not list(personal(done.text))
    assert not list(personal(govcorpus.repair(govcorpus.undo(done)).text))
    assert len(done.raw) == len(text)


@given(st.text(alphabet="139 -2345678@.ab*电话元", max_size=60))
def test_a_masked_text_has_no_personal_data_and_its_length(text: str) -> None:
    assert len(masked(text)) == len(text)
    assert not list(personal(masked(text)))


@given(st.from_regex(r"1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}", fullmatch=True))
def test_every_number_asked_for_has_the_digits_of_the_guard(number: str) -> None:
    assert LONG_NUMBER.search(f"第{number}号")


@pytest.mark.parametrize("text", ["1" * 200_000, "a@" * 100_000, "6222 " * 40_000, "a." * 100_000 + "@", "139-" * 50_000])
def test_hostile_text_is_read_in_linear_time(text: str) -> None:
    begun = time.process_time()
    assert len(list(personal(text))) < len(text)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("list_", "titles"),
    [
        ('urls = ["http://a.yunxi.example:80/1.html#top"]', {"关于防汛的通知"}),
        ('hosts = ["a.yunxi.example"]', {"关于防汛的通知", "关于供水的通知"}),
        ('hosts = ["yunxi.example"]', {"关于防汛的通知", "关于供水的通知", "关于春耕的通知", "关于住房的通知"}),
        ('hosts = ["xi.example"]', set()),
        ("ids = []", set()),
    ],
)
def test_what_is_taken_down_leaves_no_text(tmp_path: Path, list_: str, titles: set[str]) -> None:
    crawl(tmp_path / "in")
    govcorpus.build([tmp_path / "in"], tmp_path / "all")
    all_titles = {row["title"] for row in parquet.rows(tmp_path / "all", "documents")}
    (tmp_path / "list.toml").write_text(list_, "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "out", takedown=tmp_path / "list.toml")
    assert {row["title"] for row in parquet.rows(tmp_path / "out", "documents")} == all_titles - titles
    assert not any(title in everything(tmp_path / "out") for title in titles)
    rows = [row for row in parquet.rows(tmp_path / "out", "removed") if row["reason"] == "taken_down"]
    assert all(row["text"] == row["title"] == "" for row in rows)
    assert len({row["id"] for row in rows}) == len(titles)
    assert (f"- Pages taken down on request: {len(rows)}." in (tmp_path / "out/CHANGELOG.md").read_text("utf-8")) == bool(rows)
    assert not list(problems(tmp_path / "out"))


def test_a_list_in_any_folder_of_the_input_holds(tmp_path: Path) -> None:
    """One folder a site, say, and in one of them what this site asked for."""
    crawl(tmp_path / "in/yunxi")
    (tmp_path / "in/yunxi/takedown.toml").write_text('urls = ["https://a.yunxi.example/1.html"]', "utf-8")
    govcorpus.build(tmp_path / "in", tmp_path / "out")
    assert "关于防汛的通知" not in everything(tmp_path / "out")
    assert takedown.read(tmp_path / "out/takedown.toml").urls == ("https://a.yunxi.example/1.html",)


@pytest.mark.parametrize(
    "url", ["www.yunxi.example/1.html", "www.yunxi.example:80/1", "//www.yunxi.example", "http://a@www.yunxi.example./1"]
)
def test_a_host_is_known_however_an_address_is_written(url: str) -> None:
    assert takedown.names(takedown.Takedown(hosts=("yunxi.example",)))((), [url])
    assert not takedown.names(takedown.Takedown(hosts=("xi.example", "1.html")))((), [url])


def test_a_document_of_several_pages_goes_whole(tmp_path: Path) -> None:
    rows = [
        {"url": f"https://paged.example/7{end}.html", "text": f"关于防汛工作的讲话\n{text}\n上一页 1 2 下一页"}
        for end, text in (("", body(7)), ("_2", body(8)))
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "all")
    (document,) = parquet.rows(tmp_path / "all", "documents")
    assert len(document["page_ids"]) == 2
    (tmp_path / "in/takedown.toml").write_text(f'ids = ["{document["page_ids"][1]}"]', "utf-8")
    made = govcorpus.build([tmp_path / "in"], tmp_path / "out")
    assert [file.name for file in made.inputs] == ["a.jsonl"]
    assert "防汛" not in everything(tmp_path / "out")
    assert made.rows["removed"] == 2


def test_the_list_is_handed_on_from_version_to_version(tmp_path: Path) -> None:
    crawl(tmp_path / "in")
    (tmp_path / "list.toml").write_text('urls = ["https://a.yunxi.example/1.html"]', "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "one", takedown=tmp_path / "list.toml")
    govcorpus.build([tmp_path / "in"], tmp_path / "two", previous=tmp_path / "one")
    assert takedown.read(tmp_path / "two/takedown.toml").urls == ("https://a.yunxi.example/1.html",)
    assert "关于防汛的通知" not in everything(tmp_path / "two")
    govcorpus.build([tmp_path / "in"], tmp_path / "two", version="0.3.0")
    assert not (tmp_path / "two/takedown.toml").exists()
    assert not list(problems(tmp_path / "two"))


def test_an_entry_that_names_nothing_is_told(tmp_path: Path) -> None:
    crawl(tmp_path / "in")
    met = 'urls = ["https://a.yunxi.example/1.html"'
    (tmp_path / "list.toml").write_text(
        f'{met}, "https://a.yunxi.example/l.html"]\nids = ["0123456789abcdef-2"]\nhosts = ["b.yunxi.example", "xi.example"]',
        "utf-8",
    )
    made = govcorpus.build([tmp_path / "in"], tmp_path / "one", takedown=tmp_path / "list.toml")
    assert [told.split("no page of ")[1].split(" was found")[0] for told in made.warnings] == [
        "0123456789abcdef-2",
        "https://a.yunxi.example/l.html",
        "xi.example",
    ]
    (tmp_path / "in/takedown.toml").write_text(f"{met}]", "utf-8")  # what an earlier version took out is not asked for again
    next(tmp_path.glob("in/*.jsonl")).write_text(lines([{"url": "https://e.example/1.html", "text": body(9)}]), "utf-8")
    assert not govcorpus.build([tmp_path / "in"], tmp_path / "two", previous=tmp_path / "one").warnings
    (tmp_path / "in/takedown.toml").write_text('urls = ["https://c.example/1.html"]', "utf-8")
    assert len(govcorpus.build([tmp_path / "in"], tmp_path / "three", previous=tmp_path / "one").warnings) == 1


def test_no_copy_comes_up_in_the_place_of_what_was_taken_down(tmp_path: Path) -> None:
    """Three addresses with one text: whichever of them is named, by id or address, all go, and stay away."""
    rows = [{"url": f"https://{site}.example/1.html", "text": f"关于防汛工作的讲话\n{body(7)}"} for site in "abc"]
    rows.append({"url": "https://d.example/1.html", "text": f"关于供水工作的讲话\n{body(40)}"})
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "one")
    (kept,) = {row["kept_id"] for row in parquet.rows(tmp_path / "one", "duplicates")}
    for number, list_ in enumerate([f'ids = ["{kept}"]', *(f'urls = ["{row["url"]}"]' for row in rows[:3])]):
        (tmp_path / "list.toml").write_text(list_, "utf-8")
        two, three = tmp_path / f"two{number}", tmp_path / f"three{number}"
        govcorpus.build([tmp_path / "in"], two, previous=tmp_path / "one", takedown=tmp_path / "list.toml")
        govcorpus.build([tmp_path / "in"], three, previous=two)
        for out in (two, three):
            assert [row["title"] for row in parquet.rows(out, "documents")] == ["关于供水工作的讲话"]
            assert "防汛工作的讲话" not in everything(out)
            assert not list(problems(out))
        assert "- Pages taken down on request: 3." in (two / "CHANGELOG.md").read_text("utf-8")


def test_a_host_that_is_taken_down_takes_no_copies_of_others_along(tmp_path: Path) -> None:
    rows = [{"url": f"https://{site}.example/1.html", "text": f"关于防汛工作的讲话\n{body(7)}"} for site in "ab"]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "one")
    (tmp_path / "list.toml").write_text('hosts = ["a.example"]', "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "two", previous=tmp_path / "one", takedown=tmp_path / "list.toml")
    assert [row["urls"] for row in parquet.rows(tmp_path / "two", "documents")] == [["https://b.example/1.html"]]


def lines(pages: list[dict[str, str]]) -> str:
    return "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages)


def test_copies_in_the_same_input_go_along_though_no_version_knew_them(tmp_path: Path) -> None:
    """Exact, near, an excerpt, one that is left out for another reason: all go; what the list hands on keeps them away."""
    text = body(7)
    pages = [
        {"url": "https://a.example/1.html", "text": f"关于防汛工作的讲话\n{text}"},
        {"url": "https://b.example/1.html", "text": f"关于防汛工作的讲话\n{text}"},
        {"url": "https://c.example/1.html", "text": f"防汛讲话\n{text.replace('专人', '专班', 2)}各单位会后抓紧落实。"},
        {"url": "https://d.example/1.html", "text": f"防汛讲话（节选）\n{''.join(text.splitlines(keepends=True)[:4])}"},
        {"url": "https://e.example/1.html", "text": f"关于供水工作的讲话\n{body(40)}"},
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text(lines(pages), "utf-8")
    (tmp_path / "in/takedown.toml").write_text('urls = ["https://a.example/1.html"]', "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "one")
    (tmp_path / "in/a.jsonl").write_text(lines(pages[1:]), "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "two", previous=tmp_path / "one")
    for out, number in (("one", 4), ("two", 3)):
        assert [row["title"] for row in parquet.rows(tmp_path / out, "documents")] == ["关于供水工作的讲话"]
        assert "防汛" not in "".join(row["title"] for row in parquet.rows(tmp_path / out, "removed"))
        assert text.partition("\n")[0] not in everything(tmp_path / out)
        assert f"- Pages taken down on request: {number}." in (tmp_path / out / "CHANGELOG.md").read_text("utf-8")
        assert not list(problems(tmp_path / out))


def test_what_shares_a_page_with_a_copy_goes_and_its_own_copies_stay(tmp_path: Path) -> None:
    """A page of three texts, one of them taken down elsewhere, is taken out; the other two still stand where they stood alone."""
    texts = [f"各位代表：\n{body(seed)}" for seed in (7, 40, 80)]
    pages = [{"url": f"https://{site}.example/1.html", "text": text} for site, text in zip("abc", texts, strict=True)]
    many = "".join(f"篇{number}\n{text}" for number, text in enumerate(texts, 1))
    pages.append({"url": "https://mill.example/9.html", "text": f"讲话稿范文三篇\n{many}"})
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text(lines(pages), "utf-8")
    govcorpus.build([tmp_path / "in"], tmp_path / "all")
    mill = [row for config in ("documents", "duplicates") for row in parquet.rows(tmp_path / "all", config)]
    ids = sorted(row["id"] for row in mill if row["urls"] == ["https://mill.example/9.html"])
    assert len(ids) == 3
    for number, list_ in enumerate(['urls = ["https://a.example/1.html"]', f'ids = ["{ids[0]}"]']):
        (tmp_path / "in/takedown.toml").write_text(list_, "utf-8-sig")  # as Notepad writes it
        for name, before in (("one", None), ("two", tmp_path / "all")):
            out = tmp_path / f"{name}{number}"
            govcorpus.build([tmp_path / "in"], out, previous=before)
            left = {url for row in parquet.rows(out, "documents") for url in row["urls"]}
            assert left == {"https://b.example/1.html", "https://c.example/1.html"}
            assert "- Pages taken down on request: 2." in (out / "CHANGELOG.md").read_text("utf-8")
            assert not list(problems(out))
            assert f"{ids[0]}" in takedown.read(out / "takedown.toml").ids


@pytest.mark.parametrize(
    "text",
    ["ids = 3", "names = []", "ids = [1]", "ids = [", 'urls = ["http://[bad"]', 'ids = ["1.html"]']
    + [f'hosts = ["{host}"]' for host in ("https://a.example/", "a.example/1.html", "*.a.example", "a.example:80", "")],
)
def test_a_list_that_cannot_be_understood_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "takedown.toml").write_text(text, "utf-8")
    with pytest.raises(InputError, match="Write lists of strings"):
        takedown.read(tmp_path / "takedown.toml")


@pytest.mark.parametrize("url", ["https://a.example/1.html", "http://a.example/1.html", "https://a.example/1.html#p=3"])
def test_an_address_names_all_its_pages(url: str) -> None:
    named = takedown.names(takedown.Takedown(urls=(url,)))
    assert all(named((), [f"https://a.example/1.html{page}"]) for page in ("", "#p=2", "#top"))
    assert not named((), ["https://a.example/2.html"])
    behind = takedown.names(takedown.Takedown(urls=("https://a.example/#/doc/1",)))
    assert [behind((), [f"http://a.example/#/doc/{number}"]) for number in "12"] == [True, False]


def test_what_is_asked_for_names_the_copies_that_the_corpus_before_knew(tmp_path):
    """They may stand in no later input, where they would be found by their text."""
    rows = [{"url": f"https://{site}.yunxi.example/1.html", "text": f"关于防汛的通知\n{body(2)}"} for site in "ab"]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    govcorpus.build([tmp_path / "in.jsonl"], tmp_path / "out")
    (kept,) = parquet.rows(tmp_path / "out", "documents")
    (copy,) = parquet.rows(tmp_path / "out", "duplicates")
    (tmp_path / "list.toml").write_text(f"urls = {kept['urls']}\n".replace("'", '"'), "utf-8")
    taken = takedown.collected(takedown.listed(tmp_path / "list.toml", []), tmp_path / "out")
    assert {copy["id"], *copy["page_ids"]} - {takedown.page_of(copy["id"])} <= set(taken.ids)
