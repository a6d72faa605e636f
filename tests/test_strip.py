"""Chrome: what a site prints around its articles goes, what a document says stays, and every line can be put back."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Page, Source, clean, undo
from govcorpus.strip import RULES
from govcorpus.strip.headline import _trails
from govcorpus.strip.rejoin import SHORTEST
from govcorpus.strip.repeated import count, learned
from govcorpus.strip.tokens import ANY, LISTS, _edge

CASES = tomllib.loads((Path(__file__).parent / "cases" / "chrome.toml").read_text("utf-8"))["case"]
PLAIN = Source("plain")

HOSTILE = {
    "question marks": "?" * 200_000,
    "brackets": "(" * 100_000,
    "pagers": "上一页 " * 50_000,
    "baits": "微信扫码" * 50_000,
    "line feeds": "\n" * 200_000,
    "blanks": " " * 200_000,
    "page numbers": "1/2 " * 60_000,
    "hosts": "a." * 100_000,
    "arrows": "> " * 100_000,
    "part headings": "标题(一)\n" * 10_000,
    "numbers": "1\n" * 20_000,
    "openers": "【" * 50_000,
    "one word": "各位" * 100_000,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_page_keeps_its_document_and_loses_its_chrome(case: dict[str, str], request: pytest.FixtureRequest) -> None:
    if case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(strict=True, reason="known failure"))
    page = clean(Page.from_text(case["raw"]), PLAIN)
    assert page.text == case["text"].strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_strip_can_be_undone_and_is_stable(case: dict[str, str]) -> None:
    page = clean(Page.from_text(case["raw"]), PLAIN)
    assert undo(page) == case["raw"]
    assert clean(Page.from_text(page.text), PLAIN).text == page.text


@given(st.text(st.sampled_from("各位代表：同志们\n 　一、（一）[1]上一页下一页微信扫码分享。，>|2023-"), max_size=200))
def test_whatever_stands_on_a_page_can_be_put_back(text: str) -> None:
    assert undo(clean(Page.from_text(text), PLAIN)) == text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_bounded_time(name: str) -> None:
    page = Page.from_text(HOSTILE[name])
    start = time.process_time()
    for rule in RULES.values():
        list(rule(page, PLAIN))
    assert time.process_time() - start < 8  # seconds; each takes under one on a quiet machine, quadratic ones take minutes


def test_the_source_says_what_is_chrome() -> None:
    source = Source("yunxi", chrome=(r"云溪人自己的网.*",))
    page = clean(Page.from_text("云溪人自己的网 伴您左右每一天。\n会议要求，各县区压实责任，抓好值守。"), source)
    assert page.text == "会议要求，各县区压实责任，抓好值守。"
    assert [edit.rule for edit in page.edits if edit.old.startswith("云溪人")] == ["strip.site"]


def test_a_line_on_many_pages_of_a_site_is_chrome() -> None:
    pages = [
        Page.from_text(
            f"各位代表：\n第{n}次全会开得很成功，请大家抓好落实{n}件实事。{'扎实' * n}推进。\n云溪之声伴您同行第{n}季\n谢谢大家！"
        )
        for n in range(12)
    ]
    counts = sum((count(page) for page in pages), start=type(count(pages[0]))())
    lines = learned(counts, len(pages))
    assert lines == {"云溪之声伴您同行第0季"}
    page = clean(pages[3], Source("yunxi", learned=lines))
    assert "云溪之声" not in page.text
    assert "谢谢大家" in page.text


def test_a_small_site_teaches_nothing() -> None:
    assert learned({"云溪之声伴您同行": 4}, 4) == frozenset()


def test_the_share_asked_for_falls_with_the_size_of_the_site() -> None:
    assert learned({"云溪之声伴您同行": 30}, 50) == {"云溪之声伴您同行"}
    assert learned({"云溪之声伴您同行": 30}, 1000) == frozenset()
    assert learned({"云溪之声伴您同行": 300}, 5000) == {"云溪之声伴您同行"}


def test_what_is_never_learned_is_not_counted():
    lines = ["云溪之声伴您同行", "市政府今天召开常务会议。", "同志们、朋友们：", "抓好防汛；"]
    assert learned(dict.fromkeys(lines, 9), 9) == {"云溪之声伴您同行"}
    assert set(count(Page.from_text("\n".join(lines)))) == {"云溪之声伴您同行"}


def test_each_word_of_furniture_is_tried_where_it_can_start() -> None:
    literal = [word for words in LISTS.values() for word in words if word.isalnum()]
    assert all(word[0] in _edge(word) for word in literal)
    assert _edge("(?:我要|在线)?打印") == set("我在打")
    assert _edge("签发人?", last=True) == set("发人")
    assert _edge(".{0,4}ICP备") == {ANY}


def test_without_a_repeated_title_the_first_line_that_reads_like_one_is_kept() -> None:
    page = clean(
        Page.from_text("云溪之窗\n在全县大会上的讲话\n发布时间：2023-03-14\n会议要求，各县区压实责任，抓好值守。"), PLAIN
    )
    assert page.text.split("\n")[0] == "在全县大会上的讲话"


def test_a_line_with_a_comma_is_broken_off_if_it_is_as_long_as_lines_are() -> None:
    sentence = "各乡镇要在四月底前把水库和山塘以及堤防检查一遍把每一户老弱病残人员的转移安置落实"
    for length in (39, 40):
        text = f"同志们：\n{sentence[: length - 1]}，\n决不能有丝毫麻痹。\n谢谢大家！"
        assert clean(text).text.count("\n") == (3 if length < SHORTEST else 2)


def test_a_title_trails_a_breadcrumb_only_behind_its_sign() -> None:
    assert _trails("关于防汛的通知", ["首页 > 关于防汛的通知"])
    assert not _trails("关于防汛的通知", ["转发关于防汛的通知", "关于防汛的通知"])
