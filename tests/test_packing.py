"""What `pages` store of edits: every edit comes back, and what follows from the text takes no space."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from families import DAMAGES
from hypothesis import given
from hypothesis import strategies as st
from size_of_pages import compared
from truth import written

from govcorpus import Page, clean, repair, undo
from govcorpus.document import Change, Edit
from govcorpus.edits import edited
from govcorpus.errors import RuleError
from govcorpus.publish import packing, ways
from govcorpus.publish.packing import ALIKE, MOJIBAKE, Record, packed, unpacked
from govcorpus.read import files

SIGNS, FORMS = packing._before_signs, packing._before_forms
SAMPLE = Path(__file__).parents[1] / "sample"
TEXTS = [written(path) for path in sorted((SAMPLE / "texts").glob("*.txt"))]
SPEECH = "\n".join(written(SAMPLE / "texts" / "speech_flood.txt"))
CHROME = (
    "首页 > 政务公开 > 领导讲话\n发布日期：2022-04-2{}　浏览次数：12{}\n{}\n【打印本页】【关闭窗口】\n上一篇：下一篇：没有了"
)


def stored(page: Page) -> list[Record]:
    """The records of a page, from which its edits come back; the same when each edit is looked up among the units."""
    found = packed(page)
    with (
        patch.object(packing, "_before_signs", lambda *args: (SIGNS(*args)[0], False)),
        patch.object(packing, "_before_forms", lambda *args: (FORMS(*args)[0], False)),
    ):
        assert packed(page) == found
    assert unpacked(page.text, found) == page.edits
    assert undo(replace(page, raw="", edits=unpacked(page.text, found))) == page.raw
    assert sum(record.number for record in found) == len(page.edits)
    return found


def test_a_folded_page_is_one_record():
    page = repair(SPEECH.translate(str.maketrans("，；：？！（）", ",;:?!()")))
    assert len(page.edits) > 50
    (record,) = stored(page)
    assert (record.rule, record.way, record.number) == ("repair.punctuation", "signs", len(page.edits))
    assert "，," in (record.old or "").split("\n")


def test_a_traditional_page_is_a_record_but_for_what_is_unusual():
    page = repair(DAMAGES["traditional"](SPEECH, Random(0)))
    found = stored(page)
    assert len(page.edits) > 150
    assert len(found) < len(page.edits) / 20
    assert {record.way for record in found} <= {"traditional", None}


def test_glosses_of_a_site_are_told_once():
    page = repair((SPEECH * 2).replace("我", "我(wǒ)").replace("全", "全(quán)"))
    (record,) = stored(page)
    assert (record.way, record.old, record.number) == ("signs", "全全(quán)\n我我(wǒ)", len(page.edits))


def test_what_breaks_the_pattern_is_stored_by_itself():
    glossed = (SPEECH * 2).replace("我", "我(wǒ)").replace("全", "全(quán)")
    at = glossed.index("全(quán)", len(glossed) // 2)
    page = repair(glossed[:at] + "全" + glossed[at + len("全(quán)") :])
    assert [(record.way, record.old is None) for record in stored(page)] == [("signs", False), ("signs", True)]


def test_only_the_stretch_from_the_first_edit_to_the_last_says_what_is_usual():
    """Eight of fifteen commas were folded; one more stands in front of the first of them."""
    raw = "，甲" + ",甲" * 4 + "，甲" * 7 + ",甲" * 4
    folded = [Change(at, at + 1, "，") for at, sign in enumerate(raw) if sign == ","]
    assert [record.number for record in stored(edited(Page.from_text(raw), "repair.punctuation", folded))] == [4, 4]


def test_unusual_forms_of_neighbours_are_both_told():
    assert FORMS(["甲乙"], ["丛东"], [0], "丛东") == ({"丛": "甲", "东": "乙"}, True)


@pytest.mark.parametrize(
    "family", ["gbk_as_latin1", "gbk_as_1252", "utf8_as_1252", "utf8_as_1252_twice", "utf8_as_gbk", "utf8_as_gb18030"]
)
def test_misread_text_is_not_stored(family):
    page = repair(DAMAGES[family](SPEECH, Random(0)))
    found = [record for record in stored(page) if record.rule == MOJIBAKE]
    assert len(found) > 5
    assert all((record.old is None) == (record.way is not None) for record in found)
    # a sign that was lost and put back wrongly makes its line one that does not follow
    assert sum(record.way is None for record in found) <= 1


def test_what_a_later_codec_may_read_otherwise_is_stored():
    assert ways.misread("政".encode("gb18030").decode("latin-1"), "政") == "gb18030>latin-1"
    assert ways.misread("\ue7c7".encode("gb18030").decode("latin-1"), "\ue7c7") is None


@st.composite
def pages(draw):
    """A page that rules with stretches have changed in any way that a layer can."""
    page = Page.from_text(draw(st.text("为发业,，(a)\n為", max_size=60)))
    for rule in draw(st.permutations([*ALIKE, MOJIBAKE, "strip.blank"])):
        cuts = sorted(draw(st.lists(st.integers(0, len(page.text)), max_size=16, unique=True)))
        news = st.one_of(st.just(""), st.text("为发业，\n", max_size=2))
        page = edited(page, rule, [Change(a, b, draw(news)) for a, b in zip(cuts[::2], cuts[1::2], strict=False)])
    return page


@given(pages())
def test_whatever_the_edits_they_come_back(page):
    stored(page)


@given(
    st.text("业作,", min_size=30, max_size=90), st.sets(st.sampled_from("业作,"), min_size=1), st.randoms(use_true_random=False)
)
def test_what_is_alike_but_for_a_few_comes_back(text, chosen, rng):
    page = Page.from_text(text.replace("业", "业(yè)").replace("作", "作(zuò)"))
    glosses = [at for at in range(len(page.raw)) if page.raw[at] == "("]
    changes = [
        Change(at, page.raw.index(")", at) + 1, "") for at in glosses if page.raw[at - 1] in chosen and rng.random() < 0.97
    ]
    stored(edited(page, "repair.pinyin", changes))


def sample_pages() -> Iterator[Page]:
    """The pages of the bundled sample, as they are read."""
    found = (one for path in files.inputs([SAMPLE / "pages"]) for one in files.read(path))
    return (one for one in found if isinstance(one, Page))


def test_every_page_of_the_sample_comes_back():
    every = list(sample_pages())
    assert len(every) >= 50
    for page in every:
        stored(clean(page))


def test_the_table_of_forms_never_changes_within_a_version_of_the_schema():
    """Pages of every corpus with schema 2 are rebuilt with it: a new table is a new SCHEMA_VERSION."""
    table = "".join(f"{chr(now)}{old}" for now, old in sorted(ways.forms().items()))
    assert hashlib.sha256(table.encode()).hexdigest()[:16] == "289d41c4c48a830d"


def test_edits_of_the_first_schema_are_read():
    page = Page.from_text("會議")
    page = edited(page, "repair.script", [Change(0, 2, "会议")])
    assert unpacked(page.text, [Record(rule="repair.script", gap=0, old="會議", length=2, sure=True)]) == page.edits
    assert page.edits == (Edit("repair.script", 0, "會議", "会议"),)


@pytest.mark.parametrize(("old", "way"), [(None, None), ("甲", "latin-9>gbk"), (None, "gb18030>latin-1")])
def test_a_record_that_tells_nothing_is_an_error(old, way):
    with pytest.raises(RuleError, match="nothing tells what stood"):
        unpacked("\ud800政", [Record(MOJIBAKE, 0, old, 2, sure=True, way=way)])


def test_pages_of_the_sample_take_no_more_space_than_raw_text():
    ours, raw = compared(map(clean, sample_pages()))
    assert ours.columns <= 0.75 * raw.columns
    assert ours.file <= raw.file


def test_pages_of_all_damage_take_no_more_space_than_raw_text():
    """No line twice, every page damaged by another family, inside the furniture of a site."""
    lines = [line for text in TEXTS for line in text if line.encode("gbk", "ignore").decode("gbk") == line]
    # the first cannot be undone; what ftfy makes of a text does not follow from it, so that is stored
    families = sorted(DAMAGES.keys() - {"knocked_out", "gbk_as_latin1_mended"})
    made = []
    for number, family in enumerate(families):
        text = DAMAGES[family]("\n".join(lines[number :: len(families)]), Random(number))
        page = Page.from_text(CHROME.format(number % 10, number, text), url=f"https://www.yunxi.gov.example/{number}.html")
        made.append(clean(page))
    ours, raw = compared(made)
    assert ours.columns <= raw.columns
