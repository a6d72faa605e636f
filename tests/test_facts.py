"""Facts: what a page says about its text, where it says so, and what it only seems to say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Document, Page, Piece, Source, documents
from govcorpus.label.dates import dated
from govcorpus.label.doctype import KINDS, doc_type
from govcorpus.label.facts import facts
from govcorpus.label.regions import code, table
from govcorpus.model.numerals import spelled

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "cases/facts.toml").read_text("utf-8"))
BODY = (
    "要坚持问题导向，紧盯薄弱环节，逐项明确责任单位和完成时限，做到件件有着落、事事有回音。\n"
    "要加强统筹协调，各有关部门密切配合、各司其职，形成齐抓共管、上下联动的良好工作格局。\n"
    "要强化督促检查，对工作不力、进展缓慢的及时通报提醒，对成效明显的总结经验加以推广。"
)
# Facts whose value is a copy of what the page prints, blanks aside.
VERBATIM = {"speaker", "speaker_title", "organization", "region", "source_of_text"}


def read(case: dict[str, Any]) -> tuple[Page, Document]:
    page = Page.from_text(case["text"].replace("{body}", BODY), url=f"https://yunxi.example/{case['name']}.html")
    (found,) = documents([page])
    return page, found


@pytest.mark.parametrize("case", CASES["page"], ids=lambda case: case["name"])
def test_facts_of_a_page(case: dict[str, Any]) -> None:
    """Facts that the page states are read, those it does not state stay null, and each one points at its place in raw."""
    page, document = read(case)
    held = {fact.name: fact for fact in reversed(document.facts)}
    assert {name: held[name].value if name in held else None for name in case.get("want", {})} == case.get("want", {})
    assert [(name, held[name]) for name in case.get("none", ()) if name in held] == []
    for fact in document.facts:
        printed = page.raw[fact.start : fact.end]
        assert printed.strip(), fact
        if fact.name in VERBATIM:
            assert re.sub(r"\s+", "、" if "、" in fact.value else "", printed) == fact.value, fact


def test_the_kind_of_a_document_is_told_by_its_title_and_not_by_what_stands_before_it_in_its_line() -> None:
    title = "关于做好水库检查工作的通知"
    (found,) = documents(f"标题：{title}\n{BODY}")
    (kind,) = (fact for fact in found.facts if fact.name == "doc_type")
    assert (kind.value, kind.start, kind.end) == ("notice", 3, 3 + len(title))


@pytest.mark.parametrize(("printed", "author"), [("王小明", ["王小明"]), ("10086", [])])
def test_the_number_of_an_account_is_no_author(printed: str, author: list[str]) -> None:
    page = Page.from_html(f"<head><meta name='author' content='{printed}'></head><h1>在全县大会上的讲话</h1><p>{BODY}")
    (found,) = documents(page)
    assert [fact.value for fact in found.facts if fact.name == "author"] == author


def test_a_short_text_does_not_end_in_the_one_before_it() -> None:
    """The signature and its day over a part of a page are those of the part before."""
    page = Page.from_text(f"{BODY}\n云溪市教育局\n2021年3月4日\n一共三条要求。\n请各镇执行。\n请县局备案。")
    start = page.text.index("一共")
    first = Document(f"{page.id}-1", "", page.text[: start - 1], (Piece(page.id, 0, start - 1),))
    second = Document(f"{page.id}-2", "", page.text[start:], (Piece(page.id, start, len(page.text)),))
    assert {"organization", "written_on"} <= {fact.name for fact in facts(first, {page.id: page})}
    assert facts(second, {page.id: page}) == ()


def test_there_are_enough_cases() -> None:
    """Sixty cases of our own, twenty of them about what is no fact."""
    assert len(CASES["page"]) >= 60
    assert sum(case["name"].startswith("no: ") for case in CASES["page"]) >= 20


@pytest.mark.parametrize("case", CASES["kind"], ids=lambda case: case["title"])
def test_the_kind_of_text(case: dict[str, Any]) -> None:
    found = doc_type(case["title"], case.get("text", BODY))
    assert (found or "") == case["want"]
    assert found is None or found in KINDS


@pytest.mark.parametrize("case", CASES["day"], ids=lambda case: case["text"][:20])
def test_days_are_read(case: dict[str, Any]) -> None:
    assert [found.day.isoformat() for found in dated(case["text"])] == case["want"]


@pytest.mark.parametrize("case", CASES["code"], ids=lambda case: f"{case['name']} {case['year']}")
def test_a_code_is_that_of_the_year(case: dict[str, Any]) -> None:
    assert (code(case["name"], case["year"] or None) or "") == case["want"]


@given(st.dates(date(1950, 1, 1), date(2049, 12, 31)))
def test_every_day_is_found_however_it_is_written(day: date) -> None:
    """In figures, with 年月日, and in Chinese numerals."""
    chinese = "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year))
    written = (
        f"{day.year}年{day.month}月{day.day}日",
        day.isoformat(),
        f"{chinese}年{spelled(day.month)}月{spelled(day.day)}日",
    )
    assert [found.day for text in written for found in dated(f"（{text}）")] == [day] * 3


def test_the_table_of_regions_is_sound() -> None:
    """Codes have six digits, years run forwards, and no code means two places in one year, save in a year of change."""
    rows = [(span, name) for name, spans in table().items() for span in spans]
    assert len(rows) > 6000
    assert all(re.fullmatch(r"[1-8]\d{5}", span.code) and span.first <= (span.last or 9999) for span, _ in rows)
    for year in range(1981, 2025):
        codes = [span.code for span, _ in rows if span.first < year < (span.last or 9999)]
        assert len(codes) == len(set(codes)), year


def test_the_day_of_the_crawl_is_told_apart() -> None:
    page = Page.from_text(f"在全市教育工作会议上的讲话\n（2021年8月29日）\n同志们：\n{BODY}", fetched_on=date(2024, 5, 6))
    (found,) = documents([page])
    assert found.delivered_on == date(2021, 8, 29)
    assert found.published_on is None
    assert ("crawled_on", "2024-05-06") in [(fact.name, fact.value) for fact in found.facts]


def test_contradicting_days_are_both_kept_and_the_loser_says_why() -> None:
    page = Page.from_text(f"在全市教育工作会议上的讲话（2021年8月29日）\n（2021年9月2日）\n同志们：\n{BODY}")
    (found,) = documents([page])
    days = [fact for fact in found.facts if fact.name == "delivered_on"]
    assert {fact.value for fact in days} == {"2021-08-29", "2021-09-02"}
    assert found.delivered_on is not None
    assert days[0].value == found.delivered_on.isoformat()
    assert days[0].value in days[1].note
    assert "lost" in days[1].note


def test_facts_in_chrome_point_at_the_raw_page() -> None:
    """The chrome is gone from the text; the fact still says where it was read."""
    text = f"返回首页 > 正文\n在全市教育工作会议上的讲话\n发布日期：2023/3/23 13:28:23 浏览：293\n同志们：\n{BODY}"
    page = Page.from_text(text)
    (found,) = documents([page])
    assert "发布日期" not in found.text
    (fact,) = [fact for fact in found.facts if fact.name == "published_on"]
    assert page.raw[fact.start : fact.end] == "2023/3/23"


def test_the_expressions_of_a_source_go_first() -> None:
    """A source says where its pages print a fact; what it reads wins over the general reading, which is kept."""
    source = Source("yunxi", facts=(("published_on", r"上网日 (\S+)"), ("speaker", "主讲：(.+)")))
    page = Page.from_text(
        f"在全市教育工作会议上的讲话\n发布日期：2023-03-23 上网日 2023/3/25\n主讲：苏敬之\n同志们：\n{BODY}", source=source
    )
    (found,) = documents([page])
    assert (found.speaker, found.published_on) == ("苏敬之", date(2023, 3, 25))
    assert [fact.value for fact in found.facts if fact.name == "published_on"] == ["2023-03-25", "2023-03-23"]


def test_facts_of_a_damaged_page_point_at_what_was_printed() -> None:
    """副市長(zhǎng)周明岳: repaired text is read, damaged text is pointed at."""
    page = Page.from_text(f"副市長周明岳在全市敎育工作會議上的講話\n（2021年8月29日）\n同志們：\n{BODY}")
    (found,) = documents([page])
    assert (found.speaker, found.speaker_title) == ("周明岳", "副市长")
    fact = next(fact for fact in found.facts if fact.name == "speaker_title")
    assert page.raw[fact.start : fact.end] == "副市長"


def test_the_parts_of_a_page_do_not_inherit_its_title() -> None:
    """A page of several texts: its title says nothing about the second one."""
    text = f"副市长周明岳在全市教育工作会议上的讲话范文\n篇1\n{BODY}\n篇2\n同志们：\n{BODY}\n篇3\n{BODY}"
    found = list(documents([Page.from_text(text)]))
    assert len(found) == 3
    assert [document.speaker for document in found] == [None] * 3


def test_a_document_without_text_has_no_facts() -> None:
    from govcorpus.label.facts import facts

    assert facts(replace(Document("0-1", "", "", ()), title="在全市教育工作会议上的讲话"), {}) == ()
