"""Five real crawled pages, all the way. They are not ours to ship, so these tests run only where `../shared` lies beside us.

Only what a reader can check against the page stands here: counts, markers, facts, furniture that must be gone.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from govcorpus import Document, Page, clean, documents, undo

SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages (../shared/seeds) are not on this machine")

CHROME = (
    "SUCAI198", "admin 分享", "加入收藏", "预计阅读", "领取福利", "微信扫码", "微信扫码分享", "返回首页", "您现在的位置", "我爱湛江",
    "发布日期", "上一页", "下一页", "最新百姓生活", "欢迎咨询", "返回顶部", "当前位置", "晨阳文秘网", "下面是小编", "供大家参考",
    "猜你喜欢", "热门标签", "相关文章", "导语", "公务员之家", "/p>", "篇1", "篇5",
)  # fmt: skip


def documents_of(number: int) -> list[Document]:
    path = next(iter(sorted(SEEDS.glob(f"{number:03}_*.txt"))))
    return [d for d in documents([Page.from_text(path.read_text("utf-8"))]) if not d.dropped]


@pytest.fixture(scope="module")
def seeds() -> list[list[Document]]:
    return [documents_of(number) for number in range(5)]


def outline(document: Document) -> list[tuple[int, str]]:
    return [(s.level, s.marker.replace("(", "（").replace(")", "）")) for s in document.sections if s.level <= 2]


def numbered(*children: int) -> list[tuple[int, str]]:
    """一、 with so many （一）, 二、 with so many, and so on."""
    out = []
    for top, count in zip("一二三四五六七八九十", children, strict=False):
        out += [(1, f"{top}、")] + [(2, f"（{k}）") for k in NUMERALS[:count]]
    return out


NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def test_each_page_gives_its_documents_in_reading_order(seeds: list[list[Document]]) -> None:
    assert [len(found) for found in seeds] == [1, 5, 1, 1, 1]
    assert [d.id[-1] for d in seeds[1]] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("furniture", CHROME)
def test_no_furniture_is_left_in_any_text(seeds: list[list[Document]], furniture: str) -> None:
    assert [d.title for found in seeds for d in found if furniture in d.text] == []


def test_undo_is_exact_on_every_seed() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        page = Page.from_text(path.read_text("utf-8"))
        assert undo(clean(page)) == page.raw


def test_no_title_line_stands_in_its_text(seeds: list[list[Document]]) -> None:
    assert all(d.title not in d.text.split("\n") for found in seeds for d in found)


def test_the_outlines_of_the_first_two_levels(seeds: list[list[Document]]) -> None:
    assert outline(seeds[0][0]) == numbered(6, 3)
    assert outline(seeds[2][0]) == [(1, f"（{n}）") for n in NUMERALS[5:10]]
    assert outline(seeds[4][0]) == numbered(0, 4)
    assert [(s.level, s.heading) for s in seeds[1][0].sections] == [
        (1, h) for h in ("一网五链三大格局", "立体化监管保障", "链条化、智能化、集成化", "一体化食药监管")
    ]
    assert outline(seeds[1][1]) == numbered(6, 4, 3, 2)
    assert outline(seeds[1][4]) == numbered(0, 0, 12, 0)


def test_the_facts_a_reader_sees(seeds: list[list[Document]]) -> None:
    speech, _, report, meeting, deputy = (found[0] for found in seeds)
    assert (speech.speaker_title, speech.occasion, speech.year, speech.doc_type) == (
        "副市长",
        "市政府第二次全体会议",
        2024,
        "speech",
    )
    assert (report.region, report.speaker, report.doc_type) == ("湛江市", "曾进泽", "work_report")
    assert (report.delivered_on, report.published_on) == (date(2023, 2, 9), date(2023, 3, 23))
    assert (meeting.region, meeting.doc_type) == ("阜新市", "meeting_news")
    assert (seeds[1][4].region, seeds[1][4].year) == ("长治市", 2017)
    assert (deputy.speaker_title, deputy.published_on) == ("副区长", date(2022, 12, 1))


def test_each_fact_stands_where_it_says(seeds: list[list[Document]]) -> None:
    raws = {Page.from_text(path.read_text("utf-8")).id: path.read_text("utf-8") for path in SEEDS.glob("*.txt")}
    for document in (d for found in seeds for d in found):
        for fact in document.facts:
            assert raws[fact.page][fact.start : fact.end].strip(), fact


def test_the_flags_of_what_is_missing(seeds: list[list[Document]]) -> None:
    assert "placeholders" in seeds[0][0].flags
    assert "placeholders" in seeds[4][0].flags
    assert {"partial_start", "partial_end", "missing_pages", "lost_characters"} <= seeds[2][0].flags


def test_titles(seeds: list[list[Document]]) -> None:
    assert [found[0].title for found in (seeds[0], seeds[2], seeds[3], seeds[4])] == [
        "副市长在市政府第二次全体会议上的讲话",
        "湛江市政府工作报告",
        "市政府召开党组扩大会议和常务会议",
        "副区长在区政府第二次全体会上讲话",
    ]
