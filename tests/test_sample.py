"""The bundled sample: we wrote its texts and damaged them ourselves, so what must come out of each page is known."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz.distance import Levenshtein
from truth import FACTS, SAMPLE, facts_of, folded, named, outline_of, pages_of, read_truth

import govcorpus
from govcorpus import Document

ROOT = Path(__file__).parents[1]
TRUTH = read_truth()
KEPT = [row for row in TRUTH if not row["removed"]]
REMOVED = [row for row in TRUTH if row["removed"]]

# Share of characters that may be wrong, where damage destroys what a reader could not know for certain either. Every other
# page must come out to the letter.
TOLERATED = {
    "pinyin_a": 0.005,
    "pinyin_a_wide": 0.005,
    "pinyin_b": 0.005,
    "pinyin_c": 0.005,
    "pinyin_d": 0.005,
    "shift_only": 0.005,
    "shift_silent": 0.02,
    "utf8_as_gbk": 0.02,
    "utf8_as_gb18030": 0.01,
}


@cache
def documents_of(key: str) -> list[Document]:
    row = next(row for row in TRUTH if named(row) == key)
    return list(govcorpus.documents(pages_of(row)))


def test_every_page_of_the_sample_has_its_truth() -> None:
    """Fifty pages of twelve styles, each named in the truth once."""
    named_pages = [(page["file"], page["url"]) for row in TRUTH for page in row["pages"]]
    files = [path for path in (SAMPLE / "pages").rglob("*") if path.is_file()]
    on_disk = sum(len(path.read_bytes().splitlines()) if path.suffix == ".jsonl" else 1 for path in files)
    assert len(set(named_pages)) == len(named_pages) == on_disk >= 40
    assert len({row["site"] for row in TRUTH}) >= 8
    assert len({named(row) for row in TRUTH}) == len(TRUTH)


def test_the_sample_is_what_its_script_makes() -> None:
    pytest.importorskip("pypinyin", reason="make_sample needs pypinyin (extra: make)")
    done = subprocess.run(
        [sys.executable, "scripts/make_sample", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("row", KEPT, ids=named)
def test_a_page_gives_its_documents(row: dict[str, Any]) -> None:
    got = documents_of(named(row))
    assert [d.dropped for d in got] == [""] * len(row["documents"])
    assert [d.title for d in got] == [want["title"] or got[k].title for k, want in enumerate(row["documents"])]


@pytest.mark.parametrize("row", KEPT, ids=named)
def test_a_text_comes_out_as_it_was_written(row: dict[str, Any]) -> None:
    for got, want in zip(documents_of(named(row)), row["documents"], strict=True):
        if tolerated := TOLERATED.get(row["damage"]):
            assert Levenshtein.normalized_distance(folded(got.text), folded(want["text"])) <= tolerated
        else:
            assert got.text == want["text"]


@pytest.mark.parametrize("row", KEPT, ids=named)
def test_its_outline_is_found(row: dict[str, Any]) -> None:
    for got, want in zip(documents_of(named(row)), row["documents"], strict=True):
        assert outline_of(got) == [(level, folded(words)) for level, words in want["headings"]]


@pytest.mark.parametrize("row", KEPT, ids=named)
def test_its_facts_are_found_and_none_is_wrong(row: dict[str, Any]) -> None:
    for got, want in zip(documents_of(named(row)), row["documents"], strict=True):
        assert facts_of(got) == {name: str(want[name]) for name in FACTS if name in want}


@pytest.mark.parametrize("row", KEPT, ids=named)
def test_its_flags_are_those_of_its_damage(row: dict[str, Any]) -> None:
    about_content = {"missing_pages", "placeholders", "lost_characters", "partial_start", "partial_end"}
    for got, want in zip(documents_of(named(row)), row["documents"], strict=True):
        assert got.flags & about_content == set(want["flags"])


@pytest.mark.parametrize("row", REMOVED, ids=named)
def test_what_is_no_document_is_dropped_with_a_reason(row: dict[str, Any]) -> None:
    (document,) = documents_of(named(row))
    assert document.dropped == row["removed"]
    for lost, length in re.findall(r"(\d+) of (\d+) characters are lost", "".join(document.notes)):
        assert int(lost) <= int(length)


@pytest.mark.parametrize("row", TRUTH, ids=named)
def test_every_page_can_be_rebuilt(row: dict[str, Any]) -> None:
    for page in pages_of(row):
        assert govcorpus.undo(govcorpus.clean(page)) == page.raw


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sample") / "corpus"
    govcorpus.build([SAMPLE / "pages"], place)
    return place


def test_a_build_keeps_one_copy_of_each_text(corpus: Path) -> None:
    """The texts stand on fifty pages, whole, damaged, cut and many in one; each comes out once, to the letter."""
    texts = {document["text"] for row in KEPT if row["damage"] != "url_decoded" for document in row["documents"]}
    whole = [
        text for text in texts if not any(text != other and set(text.split("\n")) < set(other.split("\n")) for other in texts)
    ]
    assert sorted(row["text"] for row in govcorpus.load(corpus)) == sorted(whole)


def test_a_build_strips_every_page_as_if_it_were_alone(corpus: Path) -> None:
    """What repetition across pages teaches takes nothing from a text and leaves no more furniture than before."""
    alone = {page.id: govcorpus.clean(page).text.strip() for row in TRUTH for page in pages_of(row) if page.raw}
    built = {row["id"]: row["text"].strip() for row in govcorpus.load(corpus, "pages")}
    assert built.keys() == alone.keys()
    longer = {key: set(text.split("\n")) - set(alone[key].split("\n")) for key, text in built.items()}
    assert {key: lines for key, lines in longer.items() if lines} == {}
