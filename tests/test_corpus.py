"""What stands in a corpus folder: the card's numbers, the changelog, versions, and that every library loads it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import govcorpus
from govcorpus.publish import card, manifest, parquet
from govcorpus.publish.counts import count
from govcorpus.publish.diff import diff, raised
from govcorpus.publish.rows import page_of
from govcorpus.publish.schema import CONFIGS, schema
from govcorpus.publish.verify import problems

TEXT = "云溪市二〇二三年{}工作要点\n各县区：\n一、关于{}\n要把{}放在第一位，压实责任，抓好落实，{}不得有误。\n二、关于{}的物资\n要备足备齐，专人看管，{}用完即补。\n"
WORKS = ["防汛", "供水", "教育", "养老", "春耕", "绿化", "修路", "住房", "就业", "医疗"]


def written(folder: Path, works: list[str], change: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number, work in enumerate(works):
        text = TEXT.format(*[work] * 6) + "".join(
            f"（{n}）{work}第{n * (number + 3)}项，落实{work * 2}经费{n * 37 + number}万元。\n" for n in range(8)
        )
        row = {
            "url": f"https://yunxi.example/{work}.html",
            "text": text.replace("压实", "壓實") + (change if not number else ""),
        }
        (folder / f"{number}.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    place = tmp_path_factory.mktemp("corpus")
    govcorpus.build([written(place / "in", WORKS)], place / "out")
    return place / "out"


def front(folder: Path) -> dict:
    return yaml.safe_load((folder / "README.md").read_text("utf-8").split("---\n")[1])


def test_the_card_names_each_config_that_has_rows(corpus):
    rows = manifest.read(corpus).rows
    head = front(corpus)
    assert [config["config_name"] for config in head["configs"]] == [config for config in CONFIGS if rows[config]]
    assert head["configs"][0]["default"] is True
    assert [info["config_name"] for info in head["dataset_info"]] == [config for config in CONFIGS if rows[config]]


def test_the_card_holds_what_the_hub_asks_for(corpus):
    head = front(corpus)
    assert head["language"] == ["zh"]
    assert head["license"] == "other"
    assert head["license_name"]
    assert head["license_link"].startswith("https://")
    assert head["size_categories"] == ["n<1K"]
    assert set(head["task_categories"]) <= {"text-generation", "text-classification", "token-classification"}


def test_the_numbers_of_the_card_are_those_of_a_recount(corpus):
    text = (corpus / "README.md").read_text("utf-8")
    documents = list(parquet.rows(corpus, "documents"))
    edits = [edit for row in parquet.rows(corpus, "pages") for edit in page_of(row).edits]
    assert f"{len(documents):,} documents with {sum(len(row['text']) for row in documents):,} characters" in text
    for rule in {edit.rule for edit in edits}:
        number, unsure = (
            sum(edit.rule == rule for edit in edits),
            sum(edit.rule == rule and not edit.sure for edit in edits),
        )
        assert f"| `{rule}` | {number:,} | {unsure:,} |" in text
    for flag in {flag for row in documents for flag in row["flags"]}:
        assert re.search(rf"\| `{flag}` \| .* \| {sum(flag in row['flags'] for row in documents)} \|", text)
    for column in ("speaker", "year", "doc_type"):
        assert f"| `{column}` | {sum(row[column] is not None for row in documents):,} |" in text
    assert not re.search(r"\$[a-z]", text)


def test_every_column_stands_on_the_card(corpus):
    text = (corpus / "README.md").read_text("utf-8")
    assert all(f"| `{column.name}` |" in text for config in ("documents", "sections", "pages") for column in CONFIGS[config])


def test_datasets_loads_each_config(corpus, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path)
    rows = manifest.read(corpus).rows
    for config in CONFIGS:
        loaded = govcorpus.load(corpus, config)
        assert loaded.num_rows == rows[config]
        assert loaded.column_names == schema(config).names
    streamed = datasets.load_dataset(str(corpus), split="train", streaming=True, columns=["id", "title"])
    assert [set(row) for row in streamed] == [{"id", "title"}] * rows["documents"]
    few = datasets.load_dataset(
        str(corpus), split="train", columns=["id", "title"], filters=[("title", ">", "云溪市二〇二三年防")]
    )
    assert few.num_rows == sum(row["title"] > "云溪市二〇二三年防" for row in parquet.rows(corpus, "documents"))
    assert 0 < few.num_rows < rows["documents"]
    with pytest.raises(govcorpus.InputError, match="no config"):
        govcorpus.load(corpus, "nothing")


def test_duckdb_and_polars_load_each_config(corpus):
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    rows = manifest.read(corpus).rows
    for config in CONFIGS:
        if rows[config]:
            place = str(corpus / "data" / config / "*.parquet")
            assert duckdb.sql(f"SELECT count(*) FROM '{place}'").fetchall() == [(rows[config],)]
            assert polars.scan_parquet(place).collect().height == rows[config]


def test_the_files_hold_no_metadata_and_a_page_index(corpus):
    import pyarrow.parquet as pq

    for config in CONFIGS:
        for path in parquet.files(corpus, config):
            found = pq.ParquetFile(path)
            assert found.schema_arrow.metadata is None
            column = found.metadata.row_group(0).column(0)
            assert column.has_column_index
            assert column.compression == "ZSTD"


@pytest.mark.parametrize(
    ("version", "bump", "after"),
    [("1.2.3", "major", "2.0.0"), ("1.2.3", "minor", "1.3.0"), ("1.2.3", "patch", "1.2.4"), ("1.2.3", "none", "1.2.3")],
)
def test_versions_are_raised_by_what_changed(version, bump, after):
    assert raised(version, bump) == after


def test_a_next_version_is_counted_and_told(corpus, tmp_path):
    made = govcorpus.build(
        [written(tmp_path / "in", [*WORKS, "防火"], change="值班电话二十四小时有人接听，不得离岗。\n")],
        tmp_path / "out",
        previous=corpus,
    )
    assert made.version == "0.2.0"
    found = diff(corpus, tmp_path / "out")
    assert (found.added, found.removed, found.changed, found.bump) == (1, 0, 1, "minor")
    assert "值班电话" in found.sample[0].after
    log = (tmp_path / "out" / "CHANGELOG.md").read_text("utf-8")
    assert log.index("## 0.2.0") < log.index("1 documents added") < log.index("## 0.1.0")
    assert not list(problems(tmp_path / "out"))


def test_the_same_corpus_needs_no_new_version(corpus, tmp_path):
    assert govcorpus.build([written(tmp_path / "in", WORKS)], tmp_path / "out", previous=corpus).version == "0.1.0"


def test_what_was_published_under_another_address_is_a_copy(corpus, tmp_path):
    row = json.loads(next(iter(sorted((corpus.parent / "in").iterdir()))).read_text("utf-8"))
    again = tmp_path / "again.jsonl"
    again.write_text(json.dumps(row | {"url": "https://copy.example/1.html"}, ensure_ascii=False), "utf-8")
    made = govcorpus.build([again], tmp_path / "out", previous=corpus)
    assert made.rows["documents"] == 0
    assert [row["method"] for row in parquet.rows(tmp_path / "out", "duplicates")] == ["published"]


def test_the_card_is_written_again_with_plots(corpus, tmp_path):
    pytest.importorskip("matplotlib")
    import shutil

    out = tmp_path / "out"
    shutil.copytree(corpus, out)
    card.renew(out)
    assert (out / "assets" / "lengths.png").read_bytes().startswith(b"\x89PNG")
    assert "](assets/lengths.png)" in (out / "README.md").read_text("utf-8")
    assert not list(problems(out))


def test_counts_come_from_the_files(corpus):
    found = count(corpus)
    assert found.rows["documents"] == len(found.lengths) == len(WORKS)
    assert sum(found.pages_by_source.values()) == found.rows["pages"]


def test_python_m_is_the_command():
    done = subprocess.run([sys.executable, "-m", "govcorpus", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"govcorpus {govcorpus.__version__}\n"
