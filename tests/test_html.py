"""HTML: what is read as text, what markup said about it, what is stripped for it, and that hostile pages stay cheap."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Page, documents, trace, undo
from govcorpus.document import saved_from
from govcorpus.edits import edited, located, rewound, traced
from govcorpus.label.metadata import metadata
from govcorpus.pipeline import clean
from govcorpus.read.html import looks_like_html, read_html
from govcorpus.strip import markup

CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "cases/html.toml").read_text("utf-8"))
COMPOSED = sorted((Path(__file__).parent / "html").glob("*.html"))
RULES = {
    "strip.head": markup.head,
    "strip.hidden": markup.hidden,
    "strip.metadata": markup.metadata,
    "strip.nav": markup.nav,
    "strip.outside": markup.outside,
}
SPEECH = "各位代表：现在，我代表县人民政府向大会报告工作，请予审议，并请列席人员提出意见。"


def stripped(html: str) -> Page:
    page = Page.from_html(html)
    for name, rule in RULES.items():
        page = edited(page, name, rule(page, page.source))  # type: ignore[arg-type]
    return page


def name(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", CASES["page"], ids=name)
def test_text_marks_and_what_is_stripped(case: dict[str, Any]) -> None:
    page = stripped(case["html"])
    if "raw" in case:
        assert page.raw.replace("\t", "⇥") == case["raw"]
    if "text" in case:
        assert page.text.rstrip("\n") == case["text"]
    if "marks" in case:
        kinds = {mark[0] for mark in case["marks"]} or {"heading", "meta", "table", "nav"}
        found = [
            [kind, value, page.raw[start:end].replace("\t", "⇥")] for kind, start, end, value in page.marks if kind in kinds
        ]
        assert [mark for mark in found if mark[1] != "metadata"] == case["marks"]
    assert undo(page) == page.raw


@pytest.mark.parametrize("case", CASES["title"], ids=name)
def test_the_title_that_markup_names(case: dict[str, Any]) -> None:
    (found,) = documents([Page.from_html(case["html"])])
    assert (found.title, found.text) == (case["title"], case["text"])


@pytest.mark.parametrize("case", CASES["facts"], ids=name)
def test_facts_of_the_metadata(case: dict[str, Any]) -> None:
    page = Page.from_html(case["html"])
    facts = metadata(page)
    assert {fact.name: fact.value for fact in facts} == case["want"]
    assert all(fact.page == page.id and page.raw[fact.start : fact.end].strip() for fact in facts)


@pytest.mark.parametrize("path", COMPOSED, ids=lambda path: path.stem)
def test_a_page_comes_out_as_we_wrote_its_text(path: Path) -> None:
    """Templates of kinds of sites: nothing of the body lost, nothing around it left, the right title."""
    title, _, body = path.with_suffix(".txt").read_text("utf-8").partition("\n")
    page = Page.from_html(path.read_text("utf-8"))
    (found,) = documents([page])
    assert found.title == title
    assert found.text.split("\n") == body.strip().split("\n")
    assert undo(clean(page)) == page.raw


def divs(lines: list[str]) -> str:
    return "".join(f"<div>{line}</div>" for line in lines)


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>　　{line}</p>" for line in lines)


FRAMES = {
    "flat": lambda top, body, foot: divs(top) + paragraphs(body) + divs(foot),
    "unnamed": lambda top, body, foot: f"<div>{divs(top)}</div><div><div>{paragraphs(body)}</div></div><div>{divs(foot)}</div>",
    "named": lambda top, body, foot: (
        f"<div>{divs(top)}</div><div class=article-content>{paragraphs(body)}</div><div>{divs(foot)}</div>"
    ),
    "cells": lambda top, body, foot: (
        f"<table><tr><td>{divs(top)}</td></tr><tr><td>{'<br>　　'.join(body)}</td></tr><tr><td>{divs(foot)}</td></tr></table>"
    ),
    "closed too early": lambda top, body, foot: (
        f"<div>{divs(top)}</div><div><div class=TRS_Editor>{paragraphs(body[:-1])}</div>{paragraphs(body[-1:])}</div><div>{divs(foot)}</div>"
    ),
    "halves": lambda top, body, foot: (
        f"<div>{divs(top)}</div><div><div>{paragraphs(body[:3])}</div><div>{paragraphs(body[3:])}</div></div><div>{divs(foot)}</div>"
    ),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
@pytest.mark.parametrize("path", COMPOSED, ids=lambda path: path.stem)
def test_no_line_of_a_body_is_lost_whatever_frame_it_stands_in(path: Path, frame: Any) -> None:
    _, *body = [line for line in path.with_suffix(".txt").read_text("utf-8").split("\n") if line and "\t" not in line]
    page = stripped(frame(["云溪市政府网", "首页", "新闻中心"], body, ["打印本页", "主办：云溪市人民政府办公室"]))
    assert [line for line in body if line not in page.text.split("\n")] == []


def test_a_fact_points_at_the_stripped_table() -> None:
    page = Page.from_html((Path(__file__).parent / "html/portal.html").read_text("utf-8"))
    (found,) = documents([page])
    fact = next(fact for fact in found.facts if fact.name == "document_number")
    assert (found.document_number, page.raw[fact.start : fact.end]) == ("云政发〔2021〕17号", "云政发〔2021〕17号")


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("<!DOCTYPE html><p>会议</p>", True),
        ("\ufeff\n <!-- saved from url=(0014)about:internet -->\n<HTML><BODY>会议", True),
        ("<?xml version='1.0'?>\n<html xmlns='x'>会议", True),
        ("<div class=a><p>会议</p><p>召开</p></div>", True),
        ("会议召开。/p>\n散会。<p>", False),
        ("<通知>全文<br>如下", False),
        ("", False),
    ],
)
def test_markup_is_told_from_text_with_a_stray_tag(text: str, yes: bool) -> None:  # noqa: FBT001
    assert looks_like_html(text) is yes


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<!-- saved from url=(0030)http://yunxi.example/1.html --><html>", "http://yunxi.example/1.html"),
        ("<html><link href='https://yunxi.example/2.html' rel=canonical>", "https://yunxi.example/2.html"),
        ("<meta property='og:url' content='https://yunxi.example/3?a=1&amp;b=2'>", "https://yunxi.example/3?a=1&b=2"),
        ("<link rel=stylesheet href='http://yunxi.example/a.css'><a href='http://yunxi.example/'>首页</a>", ""),
        ("<link rel=canonical href='/relative.html'>", ""),
        (
            "<link rel=canonical href='https://yunxi.example/'><meta property='og:url' content='http://yunxi.example/index.html'>",
            "",
        ),
        (
            "<!-- saved from url=(0030)http://yunxi.example/ --><link rel=canonical href='http://yunxi.example'>",
            "http://yunxi.example/",
        ),
        ("<link rel=canonical href='https://yunxi.example/?id=7'>", "https://yunxi.example/?id=7"),
    ],
)
def test_the_address_of_a_saved_page(html: str, url: str) -> None:
    assert saved_from(html) == url


HOSTILE = {
    "nested tags": "<div>" * 10_000 + SPEECH,
    "nested formatting": "<b><a href=x>" * 10_000 + SPEECH,
    "nested tables": "<table><tr><td>" * 10_000 + SPEECH,
    "nested lists": "<ul><li>" * 10_000 + SPEECH,
    "a long attribute": f"<p title='{'a' * 8_000_000}'>{SPEECH}</p>",
    "options": "<select>" + "<option selected>云溪市" * 50_000 + "</select>" + SPEECH,
    "many attributes": f"<p {' '.join(f'a{i}=1' for i in range(50_000))}>{SPEECH}</p>",
    "entities without end": "<p>" + "&amp" * 200_000 + "&#x" * 200_000,
    "NUL bytes": f"<p>{SPEECH}" + "\0" * 1_000_000,
    "open comments": "<!--" * 200_000 + SPEECH,
    "open tags": "<div " * 200_000,
    "open quotes": "<a '<b \"" * 100_000,
    "brackets": "<" * 200_000 + ">" * 200_000,
    "question marks": "?" * 200_000,
    "many cells": "<table><tr>" + "<td>格</td>" * 50_000,
    "many keys": "<p>" + "索引号：" * 50_000,
    "style sheets": "<style>" + "@media x{.a{display:none" * 50_000 + "</style>",
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_in_bounded_time(html: str) -> None:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    looks_like_html(html)
    saved_from(html)
    page = stripped(html)
    assert time.perf_counter() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10  # kilobytes
    assert undo(page) == page.raw


def test_time_grows_with_the_page_and_not_with_its_square() -> None:
    def seconds(count: int) -> float:
        html = "".join(f"<div class=a{i}><p>{SPEECH}<a href={i}>{i}</a></p>" for i in range(count))
        start = time.perf_counter()
        stripped(html)
        return time.perf_counter() - start

    seconds(100)
    assert seconds(8_000) < 40 * max(seconds(800), 0.01)


def test_a_speech_in_a_program_is_not_read() -> None:
    html = f"<script type='text/template'><div>{SPEECH}</div></script><script>var a = '{SPEECH}';</script><p>正文。</p>"
    assert read_html(html)[0] == "正文。"
    assert read_html(f"<p>正文。</p><script>{SPEECH}")[0] == "正文。"


TAGS = "p /p div /div table tr td /td /tr /table br h1 /h1 span /span i@hidden /i a@href=x /a ul li /ul title /title script /script style /style pre /pre nav /nav template noscript !-- select option"
WORDS = "会议召开，落实责任。 索引号： 标题： 发文机关 YX-001 附件 2022年6月1日 &nbsp; &amp; -->"
PIECES = st.sampled_from([f"<{tag.replace('@', ' ')}>" for tag in TAGS.split()] + WORDS.split())
SOUP = st.lists(
    st.one_of(PIECES, st.sampled_from([" ", "\n", "\t", "\0", "\u3000", "<", ">"]), st.text(max_size=3)), max_size=60
).map("".join)


@given(SOUP)
def test_any_markup_is_read_and_its_marks_stay_within_lines(html: str) -> None:
    raw, marks = read_html(html)
    assert all(line == line.strip(" \t\xa0\u3000") and line for line in raw.split("\n")) or not raw
    for mark in marks:
        assert 0 <= mark.start < mark.end <= len(raw)
        assert "\n" not in raw[mark.start : mark.end]
        if mark.kind in {"nav", "table", "title"}:
            assert mark.start == 0 or raw[mark.start - 1] == "\n"
            assert mark.end == len(raw) or raw[mark.end] == "\n"
    assert (raw, marks) == read_html(html)


@given(SOUP)
def test_stripping_by_marks_is_undone_and_traced(html: str) -> None:
    page = stripped(html)
    assert undo(page) == page.raw
    assert rewound(page, "strip.").text == page.raw
    offsets = list(range(len(page.text)))
    for offset, origin in zip(offsets, traced(page, offsets), strict=True):
        assert page.text[offset] == page.raw[origin]
        assert located(page, [origin]) == [offset]
        assert trace(page, offset) == origin


@given(st.text(max_size=200))
def test_any_text_is_told_to_be_markup_or_not(text: str) -> None:
    assert looks_like_html(text) in {True, False}
    assert isinstance(saved_from(text), str)


def test_importing_the_reader_loads_no_parser() -> None:
    code = (
        "import sys, govcorpus.read.html, govcorpus.read.files; print('selectolax' in sys.modules or 'pyarrow' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize(
    "strewn",
    [
        """<script>var a = '<a title="' + name + '> ' + "'";</script>""",
        """<style>.a:before { content: '<"' }</style>""",
        """<!-- <div class=" -->""",
        """<p class=note">会议"指出</p>""",
    ],
    ids=["program", "style sheet", "comment", "stray quotation mark"],
)
def test_what_only_looks_like_a_long_tag_takes_no_text_along(strewn):
    """Of 30,000 characters behind a quotation mark that closes nothing none are taken for the attributes of a tag."""
    html = f"<html><body>{strewn}{f'<div>{SPEECH}</div>' * 700}<p title='末尾'>散会。</p></body></html>"
    text, _ = read_html(html)
    assert text.count(SPEECH) == 700
    assert text.endswith("散会。")
