"""A build: every page has one place, the bytes do not depend on order or workers, and pages can be rebuilt."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from dataclasses import asdict, fields
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest
from builds import held
from hypothesis import given
from hypothesis import strategies as st

import govcorpus
from govcorpus.engine import copies
from govcorpus.publish import manifest, parquet, rows
from govcorpus.publish.counts import count
from govcorpus.publish.diff import diff
from govcorpus.publish.original import from_corpus
from govcorpus.publish.schema import schema
from govcorpus.publish.verify import problems

COUNTIES = ["青岚县", "云溪区", "临江市", "白杨镇", "松原乡", "望海区", "石桥县", "清河市", "竹山县", "柳林区"]
WORKS = ["防汛", "供水", "教育", "养老", "春耕", "绿化", "修路", "住房", "就业", "医疗"]


def report(number: int) -> str:
    """A speech that resembles no other one: each paragraph draws its own words."""
    rng = random.Random(number)
    place, work = COUNTIES[number % 10], WORKS[number // 10 % 10]
    parts = [f"{place}在{work}工作会议上的讲话", "同志们："]
    for marker in "一二三":
        parts.append(f"{marker}、关于{rng.choice(WORKS)}工作")
        parts += [
            "".join(
                f"{rng.choice(COUNTIES)}要把{rng.choice(WORKS)}和{rng.choice(WORKS)}放在第{rng.randrange(2, 90)}位，投入{rng.randrange(100, 9999)}万元。"
                for _ in range(4)
            )
        ]
    return "\n".join(parts)


def crawl(folder: Path) -> list[Path]:
    """Input of all kinds: text, pages of one article, copies, an older copy, traditional text with glosses, bad rows."""
    folder.mkdir(parents=True)
    lines = [{"url": f"https://{number % 3}.gov.example/{number}.html", "text": report(number)} for number in range(12)]
    lines += [{"url": "https://copy.example/a.html", "text": report(3)}, lines[5]]
    lines += [
        {"url": lines[6]["url"], "text": report(99), "fetched_on": "2024-05-01"},
        {"url": "https://gloss.example/1.html", "text": report(50).replace("会议", "會(huì)議(yì)").replace("万", "萬")},
        {"url": "https://empty.example/1.html", "text": "\n"},
    ]
    first, second, third = report(60).split("\n", 3)[0], *report(60).split("\n", 4)[2:4]
    lines += [
        {"url": f"https://paged.example/7{end}.html", "text": f"{first}\n{text}\n上一页 1 2 下一页"}
        for end, text in (("", second), ("_2", third))
    ]
    pages = folder / "pages.jsonl"
    pages.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines) + "{broken\n", "utf-8")
    text = folder / "one.txt"
    text.write_text(report(70), "utf-8")
    empty = folder / "empty.txt"
    empty.write_bytes(b"")
    return [pages, text, empty]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return crawl(tmp_path_factory.mktemp("in") / "crawl")


@pytest.fixture(scope="module")
def corpus(inputs, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "corpus"
    govcorpus.build(inputs, out)
    return out


def test_no_state_is_left(corpus):
    assert sorted(path.name for path in corpus.iterdir()) == [
        "CHANGELOG.md",
        "LICENSE.md",
        "README.md",
        "SHA256SUMS",
        "data",
        "manifest.json",
    ]


def test_every_page_has_exactly_one_place(corpus):
    published = {page for row in parquet.rows(corpus, "documents") for page in row["page_ids"]}
    others = [page for config in ("duplicates", "removed") for row in parquet.rows(corpus, config) for page in row["page_ids"]]
    pages = {row["id"] for row in parquet.rows(corpus, "pages")}
    unread = {row["id"] for row in parquet.rows(corpus, "removed") if row["reason"] == "unread"}
    assert len(others) == len(set(others))
    assert not published & set(others)
    assert published | set(others) == pages | unread
    assert len(unread) >= 2  # the broken row and the empty file; an empty text may be either


def test_copies_and_older_pages_are_named(corpus):
    methods = [row["method"] for row in parquet.rows(corpus, "duplicates")]
    reasons = [row["reason"] for row in parquet.rows(corpus, "removed")]
    assert methods.count("same_page") == 1
    assert len(methods) >= 2
    assert reasons.count("superseded") == 1


def test_every_page_can_be_rebuilt_from_the_corpus(corpus, inputs):
    lines = [json.loads(line) for line in inputs[0].read_text("utf-8").splitlines()[:-1]]
    newest = {line["url"]: line["text"] for line in lines if line["text"].strip()}
    for url, raw in newest.items():
        assert from_corpus(corpus, govcorpus.Page.from_text(raw, url).id) == raw


def test_shuffled_input_and_workers_give_the_same_bytes(corpus, inputs, tmp_path):
    govcorpus.build([inputs[2], inputs[0], inputs[1]], tmp_path / "two", workers=2)
    assert held(tmp_path / "two") == held(corpus)


def test_shuffled_rows_give_the_same_content(corpus, inputs, tmp_path):
    lines = inputs[0].read_text("utf-8").splitlines()[:-1]
    random.Random(1).shuffle(lines)
    shuffled = tmp_path / "pages.jsonl"
    shuffled.write_text("\n".join(lines) + "\n{broken\n", "utf-8")
    made = govcorpus.build([shuffled, *inputs[1:]], tmp_path / "out")
    before = manifest.read(corpus)
    assert made.content["documents"] == before.content["documents"]
    assert made.content["pages"] == before.content["pages"]


def test_a_second_build_in_the_same_place_changes_nothing(corpus, inputs, tmp_path):
    out = tmp_path / "corpus"
    shutil.copytree(corpus, out)
    govcorpus.build(inputs, out)
    assert held(out) == held(corpus)


def test_many_shards_and_files_hold_the_same_rows(corpus, inputs, tmp_path, monkeypatch):
    monkeypatch.setattr("govcorpus.engine.shards.SHARD", 4000)
    monkeypatch.setattr("govcorpus.engine.shards.SLICE", 8000)
    made = govcorpus.build(inputs, tmp_path / "out")
    assert made.content == manifest.read(corpus).content
    assert made.content_hash == manifest.read(corpus).content_hash
    assert len(parquet.files(tmp_path / "out", "documents")) > 1
    ids = [row["id"] for row in parquet.rows(tmp_path / "out", "documents")]
    assert ids == sorted(ids)
    assert not list(problems(tmp_path / "out"))


def test_a_row_of_a_document_holds_all_that_is_known_of_it():
    page = govcorpus.clean(govcorpus.Page.from_text(report(1), "https://a.example/1.html"))
    (document,) = govcorpus.documents([page])
    row = rows.named(rows.document_row(document, {page.id: page}))
    for field in fields(document):
        value = getattr(document, field.name)
        match value:
            case frozenset():
                assert row[field.name] == sorted(value)
            case tuple():
                told = [
                    one if isinstance(one, str) else one._asdict() if hasattr(one, "_asdict") else asdict(one) for one in value
                ]
                assert row[field.name] == told
            case _:
                assert field.name == "dropped" or row[field.name] == value
    assert document.sections
    assert document.facts


def test_a_row_of_a_page_gives_text_and_edits_back():
    page = govcorpus.clean(
        govcorpus.Page.from_text(
            "當前位置：首頁 > 正文\n" + report(2).replace("会", "會(huì)"),
            "https://a.example/2.html",
            fetched_on=date(2024, 5, 1),
        )
    )
    again = rows.page_of(json.loads(rows.dumps(rows.named(rows.page_row(page)))))
    assert (again.text, again.edits, again.flags) == (page.text, page.edits, page.flags)
    assert govcorpus.undo(again) == page.raw
    line = rows.page_of_line(json.loads(rows.dumps(rows.page_line(page))))
    assert (line.text, line.edits, line.flags, line.fetched_on) == (page.text, page.edits, page.flags, date(2024, 5, 1))


@given(st.text(st.sampled_from("甲乙。\n 　&#;1會(huì)"), max_size=80))
def test_edits_are_stored_without_loss(text):
    page = govcorpus.clean(govcorpus.Page.from_text(text))
    again = rows.page_of(json.loads(rows.dumps(rows.named(rows.page_row(page)))))
    assert again.edits == page.edits
    assert govcorpus.undo(again) == text


def test_a_corpus_that_stands_is_whole(corpus):
    assert not list(problems(corpus))


def told(folder: Path) -> list[str]:
    try:
        return list(problems(folder))
    except govcorpus.InputError as error:  # a manifest that cannot be read
        return [str(error)]


def test_verify_finds_one_flipped_byte(corpus, tmp_path):
    """Of every file some, of SHA256SUMS each; in turn its lowest bit, what makes a line feed another line end, all bits."""
    out = tmp_path / "corpus"
    shutil.copytree(corpus, out)
    rng = random.Random(0)
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        places = range(len(whole)) if path.name == "SHA256SUMS" else [0, len(whole) - 1, *rng.sample(range(len(whole)), 34)]
        for place, bits in zip(places, cycle((0x01, 0x07, 0xFF)), strict=False):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :])
            assert told(out), (path.name, place, bits)
        path.write_bytes(whole)
    assert not list(problems(out))


def test_verify_finds_a_page_that_stands_nowhere(corpus, tmp_path):
    import pyarrow.parquet as pq

    out = tmp_path / "corpus"
    shutil.copytree(corpus, out)
    path = parquet.files(out, "documents")[0]
    fewer = pq.read_table(path).slice(1)
    with parquet.writer(path, "documents") as append:
        append(fewer)
    (out / "SHA256SUMS").write_text(manifest.sums(out), "utf-8")
    found = "\n".join(problems(out))
    assert "stands only in pages" in found
    assert "rows" in found


def number_of_the_card(out: Path) -> None:
    card = out / "README.md"
    card.write_text(
        re.sub(r"(\d+) documents of", lambda found: f"{int(found[1]) + 1} documents of", card.read_text("utf-8"), count=1),
        "utf-8",
    )


def column(out: Path) -> None:
    import pyarrow.parquet as pq

    path = parquet.files(out, "documents")[0]
    pq.write_table(pq.read_table(path).drop_columns(["quality"]), path)


def edit(out: Path) -> None:
    import pyarrow as pa

    path = parquet.files(out, "pages")[0]
    found = list(parquet.rows(out, "pages"))
    next(edit for one in found for edit in one["edits"] if edit["old"] and not edit["way"])["old"] += "甲"
    with parquet.writer(path, "pages") as append:
        append(pa.Table.from_pylist(found, schema("pages")))


def digest_of_rows(out: Path) -> None:
    made = json.loads((out / "manifest.json").read_text("utf-8"))
    made["content_hash"] = "0" * 64
    (out / "manifest.json").write_text(json.dumps(made), "utf-8")


@pytest.mark.parametrize(
    ("altered", "told_of"),
    [
        (number_of_the_card, "the card is not the one that a recount gives"),
        (column, "its columns are not those of config documents"),
        (edit, "cannot be rebuilt|does not hold"),
        (digest_of_rows, "content_hash does not follow"),
    ],
)
def test_verify_finds_what_does_not_agree_though_the_digests_do(corpus, tmp_path, altered, told_of):
    out = tmp_path / "corpus"
    shutil.copytree(corpus, out)
    altered(out)
    (out / "SHA256SUMS").write_text(manifest.sums(out), "utf-8")
    assert re.search(told_of, "\n".join(problems(out)))


@pytest.mark.parametrize("name", ["CHANGELOG.md", "LICENSE.md", "README.md"])
def test_verify_misses_what_tells_about_a_corpus(corpus, tmp_path, name):
    out = tmp_path / "out"
    shutil.copytree(corpus, out)
    (out / name).unlink()
    (out / "SHA256SUMS").write_text(manifest.sums(out), "utf-8")
    assert list(problems(out)) == [f"{out / name}: it is missing"]


@pytest.mark.parametrize("config", ["documents", "sections", "pages"])
@pytest.mark.parametrize("kind", ["cut", "other"])
def test_a_damaged_file_is_named_by_whoever_reads_it(corpus, tmp_path, config, kind):
    out = tmp_path / "out"
    shutil.copytree(corpus, out)
    (data,) = parquet.files(out, config)
    data.write_bytes(data.read_bytes()[:-9] if kind == "cut" else parquet.files(out, "removed")[0].read_bytes())
    page = next(parquet.rows(corpus, "pages"))["id"]
    looks = {
        "documents": (
            lambda: count(out),
            lambda: diff(corpus, out),
            lambda: diff(out, corpus),
            lambda: govcorpus.build([out / "README.md"], tmp_path / "next", previous=out),
        ),
        "sections": (lambda: count(out),) if kind == "cut" else (),
        "pages": (*([lambda: count(out)] if kind == "cut" else []), lambda: from_corpus(out, page)),
    }
    for look in looks[config]:
        with pytest.raises(govcorpus.InputError, match=re.escape(f"{data}: ") + "(the file is damaged|it has no column)"):
            look()
    assert any(str(data) in problem for problem in problems(out))


def test_a_card_of_another_version_of_the_program_is_held_to_its_numbers(corpus, tmp_path):
    out = tmp_path / "corpus"
    shutil.copytree(corpus, out)
    made = json.loads((out / "manifest.json").read_text("utf-8"))
    (out / "manifest.json").write_text(json.dumps(made | {"govcorpus": "0.0.9"}), "utf-8")
    text = (out / "README.md").read_text("utf-8").replace("How it was made", "Making of")
    rows = re.search(r"\| rows of `documents` \| (\d+) \|", text)
    assert rows
    for written, right in ((text, True), (text.replace(rows[0], rows[0].replace(rows[1], "9999")), False)):
        (out / "README.md").write_text(written, "utf-8")
        (out / "SHA256SUMS").write_text(manifest.sums(out), "utf-8")
        assert (not list(problems(out))) is right


def test_lines_that_repeat_on_a_site_are_learned(tmp_path):
    lines = [
        {
            "url": f"https://habit.example/{n}.html",
            "text": f"云水悠悠 溪畔人家\n{report(n).replace('同志们：', '同志们：' + chr(10) + '静听溪声 遥看山色')}",
        }
        for n in range(20)
    ]
    page = tmp_path / "a.jsonl"
    page.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    govcorpus.build([page], tmp_path / "out")
    texts = [row["title"] + row["text"] for row in parquet.rows(tmp_path / "out", "documents")]
    assert len(texts) == 20
    assert not any("静听溪声" in text or "云水悠悠" in text for text in texts)


def row(**changed):
    plain = {"id": "a-1", "flags": [], "damage": [], "unsure_edits": 0, "kind_of_source": "portal", "published_on": None}
    return plain | changed


def test_row_groups_begin_at_ids_that_are_marked_by_their_digits(monkeypatch):
    """Groups of the next version do so too; none is shorter than GROUP but the last, none longer than four times that."""
    import pyarrow as pa

    ids = [f"{number:013x}{'00' if number in {2, 7, 8, 33} else 'ff'}0-1" for number in range(40) for _ in range(2)]
    table = pa.table({"id": ids, "text": ["甲" * 100] * len(ids)})
    monkeypatch.setattr(parquet, "GROUP", 10 * (table.nbytes // len(ids)))
    ends = [end for _, end in parquet.groups(table, "id")]
    assert ends == [14, 54, 66, 80]


def test_copies_are_ranked_in_the_documented_order():
    ordered = [
        row(kind_of_source="official"),
        row(kind_of_source="official", damage=["pinyin"]),
        row(kind_of_source="official", flags=["partial_end"]),
        row(published_on=date(2020, 1, 1)),
        row(published_on=date(2021, 1, 1)),
        row(),
        row(id="b-1"),
        row(kind_of_source="essay_mill"),
        row(kind_of_source="official", flags=["lost_characters"]),
        row(unsure_edits=1),
    ]
    assert [copies.rank(one) for one in ordered] == sorted(map(copies.rank, ordered))


def test_a_clean_twin_stands_for_a_page_whose_repair_is_unsure(tmp_path):
    """The damaged copy stands on an official site and is older: its twin is kept all the same, for it shows what was meant."""
    text = report(3)
    half = len(text) // 2
    lost = text[:half] + "锟斤拷锟斤拷锟斤拷" + text[half + 3 :]
    rows_ = [
        {"url": "https://www.yunxi.gov.cn/1.html", "text": f"发布日期：2020-01-02\n{lost}"},
        {"url": "https://copies.example/1.html", "text": f"发布日期：2023-01-02\n{text}"},
    ]
    page = tmp_path / "a.jsonl"
    page.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows_), "utf-8")
    govcorpus.build([page], tmp_path / "out")
    (kept,) = parquet.rows(tmp_path / "out", "documents")
    (copy,) = parquet.rows(tmp_path / "out", "duplicates")
    assert (kept["urls"], copy["urls"]) == ([rows_[1]["url"]], [rows_[0]["url"]])
    assert (copy["kept_id"], copy["method"]) == (kept["id"], "near")


def test_sources_of_ones_own_are_read_from_a_folder(inputs, tmp_path):
    place = tmp_path / "sources" / "my_site"
    place.mkdir(parents=True)
    (place / "source.toml").write_text(
        'kind = "official"\nhosts = ["copy.example", "gloss.example"]\nlicence = "test"\n', "utf-8"
    )
    govcorpus.build(inputs, tmp_path / "out", sources=tmp_path / "sources")
    found = {one["source"]: one["kind_of_source"] for one in parquet.rows(tmp_path / "out", "documents")}
    assert found["my_site"] == "official"


def test_what_are_no_sources_is_named(inputs, tmp_path):
    with pytest.raises(govcorpus.InputError, match="sources is one Source"):
        govcorpus.build(inputs, tmp_path / "out", sources=govcorpus.Source("mine"))
    with pytest.raises(govcorpus.SourceError, match="a Source is wanted and str was given"):
        govcorpus.build(inputs, tmp_path / "out", sources=["fanwen"])
    assert not (tmp_path / "out").exists()


def test_half_a_surrogate_pair_is_no_character(tmp_path):
    page = tmp_path / "a.jsonl"
    page.write_text('{"url": "https://a.example/1.html", "text": "' + report(1).replace("\n", "\\n") + '\\ud83d"}\n', "utf-8")
    govcorpus.build([page], tmp_path / "out")
    assert [one["text"][-1] for one in parquet.rows(tmp_path / "out", "pages")] == ["\ufffd"]


def test_a_file_whose_name_is_no_utf8_is_read_and_told_of(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode("云县.txt".encode("gbk"))).write_text(report(1), "utf-8")  # as archives from Windows leave them
    (folder / os.fsdecode("空.txt".encode("gbk"))).touch()
    govcorpus.build(folder, tmp_path / "out")
    assert [file.name for file in manifest.read(tmp_path / "out").inputs] == [r"\xbf\xd5.txt", r"\xd4\xc6\xcf\xd8.txt"]
    (removed,) = parquet.rows(tmp_path / "out", "removed")
    assert removed["detail"].startswith(r"\xbf\xd5.txt: it is empty")
    assert list(problems(tmp_path / "out")) == []


def test_the_corpus_in_a_folder_of_its_input_is_no_input(tmp_path):
    (tmp_path / "one.txt").write_text(report(1), "utf-8")
    first = govcorpus.build(tmp_path, tmp_path / "corpus")
    assert [file.name for file in govcorpus.build(tmp_path, tmp_path / "corpus").inputs] == ["one.txt"]
    with pytest.raises(govcorpus.InputError, match="nothing but what"):
        govcorpus.build(tmp_path / "corpus", tmp_path / "corpus")
    assert manifest.read(tmp_path / "corpus") == first


def test_what_a_build_has_for_other_ends_is_no_input(tmp_path):
    """All in one folder: the corpus before, sources of one's own with their cases, a take-down list of any name."""
    (tmp_path / "one.txt").write_text(report(1), "utf-8")
    case = tmp_path / "sites/mine/cases/a"
    case.mkdir(parents=True)
    (case / "page.html").write_text("<p>云溪市今年修建堤防二十里。</p>", "utf-8")
    (case.parents[1] / "source.toml").write_text('hosts = ["mine.example"]\nkind = "official"\nlicence = ""\n', "utf-8")
    (tmp_path / "away.toml").write_text('urls = ["https://mine.example/1.html"]', "utf-8")
    others = {"sources": tmp_path / "sites", "takedown": tmp_path / "away.toml"}
    govcorpus.build(tmp_path, tmp_path / "old", **others)
    made = govcorpus.build(tmp_path, tmp_path / "new", previous=tmp_path / "old", **others)
    assert ([file.name for file in made.inputs], made.version) == (["one.txt"], "0.1.0")


def test_one_input_need_not_be_a_list_and_someone_must_work(inputs, tmp_path):
    with pytest.raises(govcorpus.InputError, match="nowhere: there is no such file"):
        govcorpus.build(str(tmp_path / "nowhere"), tmp_path / "out")
    for workers in (0, None, "2", 2.0):
        with pytest.raises(govcorpus.InputError, match=f"{workers!r} workers"):
            govcorpus.build(inputs, tmp_path / "out", workers=workers)


@pytest.mark.parametrize(
    "odd", [{"inputs": None}, {"inputs": [None]}, {"out": None}, {"previous": 7}, {"takedown": b"list.toml"}]
)
def test_what_is_no_path_is_a_mistake(inputs, tmp_path, odd):
    with pytest.raises(govcorpus.InputError, match=f"{next(iter(odd))} is or holds .*, which is no path"):
        govcorpus.build(**{"inputs": inputs, "out": tmp_path / "out"} | odd)


def test_a_version_must_have_three_numbers(inputs, tmp_path):
    for version in ("1.0", 1.0, "1.0.0.", "01.0.0", "1１.0.0", f"{'9' * 5000}.0.0"):
        with pytest.raises(govcorpus.InputError, match=r"X\.Y\.Z"):
            govcorpus.build(inputs, tmp_path / "out", version=version)
    assert not (tmp_path / "out").exists()


def test_a_site_without_documents_is_named(tmp_path):
    page = tmp_path / "a.jsonl"
    page.write_text(
        json.dumps({"url": "https://silent.example/1.html", "text": "锟斤拷" * 40}, ensure_ascii=False) + "\n", "utf-8"
    )
    assert govcorpus.build([page], tmp_path / "out").silent_sources == ("silent.example",)
    with pytest.raises(govcorpus.InputError, match=r"silent\.example"):
        govcorpus.build([page], tmp_path / "strict", strict=True)
    assert not (tmp_path / "strict" / "manifest.json").exists()
    (tmp_path / "stub.txt").write_text("好", "utf-8")
    with pytest.raises(govcorpus.InputError, match="no document came of the pages without an address"):
        govcorpus.build(tmp_path / "stub.txt", tmp_path / "strict", strict=True)
