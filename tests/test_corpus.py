"""What stands in a corpus folder: the card's numbers, the changelog, versions, and that every library loads it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from string import Template

import pytest
import yaml

import govcorpus
from govcorpus.publish import card, manifest, parquet
from govcorpus.publish.counts import count, edits
from govcorpus.publish.diff import diff, raised
from govcorpus.publish.plots import draw
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


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    out = tmp_path_factory.mktemp("sample") / "corpus"
    govcorpus.build([Path(__file__).parents[1] / "sample" / "pages"], out)
    return out


def test_what_is_counted_by_columns_is_what_stands_in_the_rows(sample):
    counts = count(sample)
    rows = list(parquet.rows(sample, "documents"))
    for name in ("doc_type", "region", "year"):
        assert counts.values[name] == Counter("" if row[name] is None else str(row[name]) for row in rows)
    assert counts.values["flags"] == Counter(flag for row in rows for flag in row["flags"])
    assert counts.filled == {name: sum(row[name] not in {None, ""} for row in rows) for name in counts.filled}
    assert list(counts.lengths) == sorted(len(row["text"]) for row in rows)
    assert counts.pages_published == len({page for row in rows for page in row["page_ids"]})
    made = [edit for row in parquet.rows(sample, "pages") for edit in page_of(row).edits]
    every, unsure = (Counter(edit.rule for edit in found) for found in (made, [edit for edit in made if not edit.sure]))
    assert edits(sample) == {rule: (number, unsure[rule]) for rule, number in every.items()}


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
    assert "texts are not licensed by it" in (corpus / head["license_link"]).read_text("utf-8")
    assert head["size_categories"] == ["n<1K"]
    assert set(head["task_categories"]) <= {"text-generation", "text-classification", "token-classification"}


def tables(text: str) -> dict[str, dict[str, list[str]]]:
    """The tables of a card by their first head: for each first cell the others."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in re.findall(r"(?m)(?:^\|.*\|\n)+", text):
        head, _, *rows = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines())
        found.setdefault(head[0], {}).update({row[0].replace("`", ""): row[1:] for row in rows})
    return found


def tally(values) -> dict[str, str]:
    return {str(value): f"{number:,}" for value, number in Counter(values).items()}


def last(table: dict[str, list[str]]) -> dict[str, str]:
    return {name: cells[-1] for name, cells in table.items()}


def test_each_number_of_the_card_is_that_of_a_recount(sample):
    """Every place of the template that takes a number or a table of numbers, counted anew from rows alone."""
    text = (sample / "README.md").read_text("utf-8")
    every = {config: list(parquet.rows(sample, config)) for config in CONFIGS}
    documents, pages = every["documents"], [page_of(row) for row in every["pages"]]
    made = json.loads((sample / "manifest.json").read_text("utf-8"))
    reasons = Counter(row["reason"] for row in every["removed"])
    told = tables(text)
    assert last(told[""]) == {
        "input files": f"{len(made['inputs']):,}",
        "different pages read": f"{len(pages):,}",
        "files, rows and records not read": f"{reasons['unread']:,}",
        "pages in documents": f"{len({page for row in documents for page in row['page_ids']}):,}",
        **{f"rows of {config}": f"{len(rows):,}" for config, rows in every.items()},
    }
    assert last(told["reason"]) == tally(row["reason"] for row in every["removed"])
    assert last(told["method"]) == tally(row["method"] for row in every["duplicates"])
    edits = [edit for page in pages for edit in page.edits]
    unsure = Counter(edit.rule for edit in edits if not edit.sure)
    assert told["rule"] == {rule: [number, f"{unsure[rule]:,}"] for rule, number in tally(edit.rule for edit in edits).items()}
    assert {site: cells[1] for site, cells in told["site"].items()} == tally(row["source"] for row in documents)
    assert last(told["doc_type"]) == tally(row["doc_type"] or "unknown" for row in documents)
    filled = {name: cells[0] for name, cells in told["column"].items() if len(cells) == 1}
    assert filled == {name: str(sum(row[name] not in {None, ""} for row in documents)) for name in filled}
    flags = Counter(flag for row in documents for flag in row["flags"])
    assert last(told["flag"]) == {flag: f"{flags[flag]:,}" for flag in told["flag"]}
    assert set(flags) <= told["flag"].keys()
    lengths = sorted(len(row["text"]) for row in documents)
    some = [lengths[int(share * (len(lengths) - 1))] for share in (0, 0.5, 0.9, 1)]
    sizes = {info["config_name"]: info["download_size"] for info in front(sample)["dataset_info"]}
    assert sizes == {config: sum(path.stat().st_size for path in parquet.files(sample, config)) for config in sizes}
    for said in (
        f"{len(documents):,} documents of {len({row['source'] for row in documents} - {''})} sites with {sum(lengths):,} characters, from {len(pages):,} pages",
        "shortest {:,}, median {:,}, 90 % {:,}, longest {:,}.".format(*some),
        f"Of the edits in this corpus {sum(unsure.values()):,} are marked unsure",
        f"{flags['personal_data']:,} documents hold a mobile phone number",
        f"{reasons['taken_down']:,} pages of this build were left out",
        f"Version {made['version']}; what changed",
        f"note = {{Version {made['version']}, content hash {made['content_hash'][:16]}}}",
    ):
        assert said in text
    # and there are no more places than these
    words = {"pretty_name", "repository", "example", "known_errors", "plots", "columns", "masked"}
    numbers = {"version", "content_hash", "lengths", "n_documents", "n_characters", "n_pages", "n_sources"}
    numbers |= {"n_unsure", "n_personal", "n_taken_down", "yaml"}
    counted = {"accounts", "removed", "duplicates", "edits", "sources", "doc_types", "filled", "flags"}
    assert set(Template((card.TEMPLATES / "dataset_card.md").read_text("utf-8")).get_identifiers()) == words | numbers | counted


def test_of_many_sites_the_largest_are_named_and_the_rest_is_summed(sample, monkeypatch):
    every = [(site, int(cells[1])) for site, cells in tables((sample / "README.md").read_text("utf-8"))["site"].items()]
    monkeypatch.setattr(card, "LONGEST", 3)
    told = tables(card.text(sample, manifest.read(sample)))["site"]
    rest = (f"… {len(every) - 3} more", sum(number for _, number in every[3:]))
    assert [(site, int(cells[1])) for site, cells in told.items()] == [*every[:3], rest]


def test_a_site_of_any_name_is_one_row_of_the_card(tmp_path):
    """A carriage return made `verify` call a new corpus altered."""
    row = json.loads(next(iter(sorted(written(tmp_path / "in", WORKS[:1]).iterdir()))).read_text("utf-8"))
    (tmp_path / "a.jsonl").write_text(json.dumps(row | {"source": "a|b\r\n#\u2028c\r"}), "utf-8")
    govcorpus.build(tmp_path / "a.jsonl", tmp_path / "out")
    assert "\n| a\\|b # c | unknown | 1 | unknown |\n" in (tmp_path / "out/README.md").read_text("utf-8")
    assert not list(problems(tmp_path / "out"))


def test_every_column_and_field_stands_on_the_card(sample):
    import pyarrow as pa

    told = tables((sample / "README.md").read_text("utf-8"))["column"]
    for config in CONFIGS:
        for field in schema(config):
            assert field.name in told
            inner = field.type.value_type if pa.types.is_list(field.type) else field.type
            fields = [f"{field.name}.{part.name}" for part in inner] if pa.types.is_struct(inner) else []
            assert set(fields) <= told.keys()


def test_the_code_on_the_card_runs(sample, tmp_path):
    """Python as it stands there, from the folder the corpus is in; paths of files from the corpus itself."""
    duckdb, polars = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    assert polars
    text = (sample / "README.md").read_text("utf-8")
    python = re.findall(r"(?s)```python\n(.*?)```", text)
    assert len(python) == 2
    assert 'load_dataset("./corpus"' in python[0]
    env = os.environ | {"HF_DATASETS_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    for code, folder in zip(python, (sample.parent, sample), strict=True):
        subprocess.run([sys.executable, "-c", code], cwd=folder, env=env, check=True, capture_output=True)
    (query,) = re.findall(r"(?s)```sql\n(.*?)```", text)
    rows = duckdb.sql(query.replace("'data/", f"'{sample}/data/").strip().removesuffix(";")).fetchall()
    assert 0 < len(rows) <= manifest.read(sample).rows["documents"]


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


@pytest.mark.parametrize(
    ("name", "asked", "cause"),
    [
        ("plain", {"split": "test"}, "no split 'test'"),
        ("plain", {"split": None}, "no split None"),
        ("plain", {"split": "training"}, "no split 'training'"),
        ("plain", {"split": "train[:"}, "no split 'train"),
        ("plain", {"split": "train[:200%]"}, "no split 'train"),
        ("plain", {"config": ["documents"]}, "no config"),
        ("corpus [2023]", {}, "as a pattern"),
        ("corp*", {}, "as a pattern"),
    ],
)
def test_what_cannot_be_loaded_is_told(corpus, tmp_path, name, asked, cause):
    """Of two corpora beside each other, `corp*` would have read both."""
    for place in (tmp_path / "corpus", tmp_path / name):
        shutil.copytree(corpus, place, dirs_exist_ok=True)
    with pytest.raises(govcorpus.InputError, match=cause):
        govcorpus.load(tmp_path / name, **asked)


def test_a_cache_that_cannot_be_written_is_named(corpus, monkeypatch):
    def load_dataset(*_, **__):
        raise PermissionError(13, "Permission denied", "/nonexistent")

    monkeypatch.setattr("datasets.load_dataset", load_dataset)
    with pytest.raises(govcorpus.InputError, match=r"^/nonexistent: .* HF_DATASETS_CACHE$"):
        govcorpus.load(corpus)


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
    assert log.index("## 0.2.0") < log.index("1 added") < log.index("## 0.1.0")
    told = {rule: [int(n) for n in numbers] for rule, *numbers in re.findall(r"- `(\S+)`: (\d+) → (\d+) edits", log)}
    assert told
    assert told == {
        rule: [manifest.read(folder).edits.get(rule, (0, 0))[0] for folder in (corpus, tmp_path / "out")] for rule in told
    }
    assert not list(problems(tmp_path / "out"))


def test_the_same_corpus_needs_no_new_version(corpus, tmp_path):
    """And has no entry in the changelog: it is the one before, byte for byte, so that a push finds it there."""
    pages = written(tmp_path / "in", WORKS)
    assert govcorpus.build([pages], tmp_path / "out", previous=corpus).version == "0.1.0"
    assert manifest.sums(tmp_path / "out") == manifest.sums(corpus)


@pytest.mark.parametrize("version", ["0.1.0", "0.0.10"])
def test_a_version_comes_after_the_one_before(corpus, tmp_path, version):
    """Its changelog would tell one version twice, and its tag would be that of another corpus."""
    pages = written(tmp_path / "in", WORKS)
    with pytest.raises(govcorpus.InputError, match=rf"the version {version} does not come after 0\.1\.0"):
        govcorpus.build([pages], tmp_path / "out", version=version, previous=corpus)
    assert not (tmp_path / "out").exists()
    assert govcorpus.build([pages], tmp_path / "out", version="0.10.0", previous=corpus).version == "0.10.0"


def test_a_manifest_that_was_altered_is_a_mistake(corpus, tmp_path):
    """Where it says what it must, and something is missing that a later version added, it is read."""
    shutil.copytree(corpus, tmp_path / "old")
    place = tmp_path / "old" / "manifest.json"
    made = json.loads(place.read_text("utf-8"))
    place.write_text(json.dumps(made | {"parameters": {}}), "utf-8")
    assert govcorpus.build(written(tmp_path / "in", WORKS), tmp_path / "out", previous=tmp_path / "old").version == "0.1.1"
    place.write_text(json.dumps(made | {"version": "1"}), "utf-8")
    for look in (lambda: diff(tmp_path / "old", corpus), lambda: manifest.read(tmp_path / "old")):
        with pytest.raises(govcorpus.InputError, match=r"manifest\.json: the version '1' is not of the form"):
            look()


@pytest.mark.parametrize("change", ["第一位", "首位"])
def test_what_was_published_under_another_address_is_a_copy(corpus, tmp_path, change):
    row = json.loads(next(iter(sorted((corpus.parent / "in").iterdir()))).read_text("utf-8"))
    again = tmp_path / "again.jsonl"
    again.write_text(
        json.dumps(
            row | {"url": "https://copy.example/1.html", "text": row["text"].replace("第一位", change)}, ensure_ascii=False
        ),
        "utf-8",
    )
    made = govcorpus.build([again], tmp_path / "out", previous=corpus)
    assert made.rows["documents"] == 0
    assert [row["method"] for row in parquet.rows(tmp_path / "out", "duplicates")] == ["published"]


def test_the_line_that_the_card_shows_is_the_same_before_and_after(tmp_path):
    """Where all of a page was misread, no character tells which line became which."""
    lines = [
        "在全县防汛工作会议上的讲话",
        "同志们：",
        "各乡镇要在四月底前把水库、山塘、堤防检查一遍，不得拖延。",
    ]
    (tmp_path / "page.txt").write_text("\n".join(line.encode().decode("latin-1") for line in lines), "utf-8")
    govcorpus.build(tmp_path / "page.txt", tmp_path / "out")
    assert f"> {lines[2].encode().decode('latin-1')}\n\n> {lines[2]}\n" in (tmp_path / "out" / "README.md").read_text("utf-8")


def test_the_card_is_written_again_with_plots(corpus, tmp_path):
    pytest.importorskip("matplotlib")
    import shutil

    out = tmp_path / "out"
    shutil.copytree(corpus, out)
    named = (out / "README.md").read_text("utf-8").replace('load_dataset("./corpus"', 'load_dataset("yunxi/gov"')
    (out / "README.md").write_text(named, "utf-8")
    card.renew(out)
    assert card.repository((out / "README.md").read_text("utf-8")) == "yunxi/gov"
    assert (out / "assets" / "lengths.png").read_bytes().startswith(b"\x89PNG")
    assert "](assets/lengths.png)" in (out / "README.md").read_text("utf-8")
    assert not list(problems(out))


def test_plots_that_find_no_folder_for_fonts_are_one_line(corpus, tmp_path, monkeypatch):
    (tmp_path / "matplotlib.py").write_text("raise OSError('a temporary directory could not be created')", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(govcorpus.InputError, match="MPLCONFIGDIR"):
        draw(tmp_path, count(corpus))


def test_a_new_card_makes_no_altered_byte_right(corpus, tmp_path):
    pytest.importorskip("matplotlib")
    import shutil

    out = tmp_path / "out"
    shutil.copytree(corpus, out)
    (data,) = out.glob("data/pages/*.parquet")
    data.write_bytes(b"Q" + data.read_bytes()[1:])  # the first letter, which no reader of Parquet looks at
    card.renew(out)
    assert list(problems(out)) == [f"{data}: its content is not what SHA256SUMS says"]


def test_regions_are_drawn_by_year(corpus, tmp_path):
    pytest.importorskip("matplotlib")
    from govcorpus.publish.plots import draw

    found = count(corpus)
    values = found.values | {"region_code": {"110101": 3, "": 2}}
    draw(tmp_path, found._replace(values=values, region_years={("110101", "2021"): 1, ("110101", "2023"): 2, ("", ""): 2}))
    assert sorted(path.name for path in (tmp_path / "assets").iterdir()) == ["lengths.png", "regions.png"]
    draw(tmp_path / "apart", found._replace(values=values, region_years={("110101", ""): 3, ("", "2021"): 2}))
    assert [path.name for path in (tmp_path / "apart/assets").iterdir()] == ["lengths.png"]


def test_counts_come_from_the_files(corpus):
    found = count(corpus)
    assert found.rows["documents"] == len(found.lengths) == len(WORKS)
    assert sum(found.pages_by_source.values()) == found.rows["pages"]


def test_python_m_is_the_command():
    done = subprocess.run([sys.executable, "-m", "govcorpus", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"govcorpus {govcorpus.__version__}\n"
