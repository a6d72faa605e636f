"""Flags: each one is set by its sign and by nothing that resembles it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Document, Page, Piece, documents, edits, repair
from govcorpus.document import Change
from govcorpus.label.flags import FLAGS, document_flags, page_flags, repairs_within, text_flags

CASES: dict[str, list[dict[str, list[str]]]] = tomllib.loads((Path(__file__).parent / "cases/flags.toml").read_text("utf-8"))
P = "要坚持问题导向，紧盯薄弱环节，逐项明确责任单位和完成时限，做到件件有着落、事事有回音，确保各项工作落到实处。"


def cases(side: str) -> list[tuple[str, str]]:
    return [(flag, text.replace("{p}", P)) for flag, rows in CASES.items() for row in rows for text in row[side]]


def flags_of(text: str) -> frozenset[str]:
    page = Page.from_text(text)
    page = replace(page, flags=page_flags(page))
    return document_flags(Document("0-1", "", text, (Piece(page.id, 0, len(text)),)), {page.id: page}, ())


def repaired(page: Page, start: int, end: int) -> list[str]:
    """What was repaired in page.text[start:end], as it was before."""
    document = Document("0-1", "", page.text[start:end], (Piece(page.id, start, end),))
    return [edit.old for edit in repairs_within(document, {page.id: page})]


@pytest.mark.parametrize(("flag", "text"), cases("text"))
def test_a_sign_sets_its_flag(flag: str, text: str) -> None:
    assert flag in flags_of(text)


@pytest.mark.parametrize(("flag", "text"), cases("clean"))
def test_what_resembles_a_sign_sets_nothing(flag: str, text: str) -> None:
    assert flag not in flags_of(text)


@pytest.mark.parametrize("text", [text for side in ("text", "clean") for _, text in cases(side)])
def test_whole_lines_show_no_more_than_their_page(text: str) -> None:
    """What a document's text would show is what is looked for where its page shows something of the kind."""
    page = Page.from_text(f"标题\n{text}\n100。\n元。")
    page = replace(page, flags=page_flags(page))
    document = Document("0-1", "", text, (Piece(page.id, 3, 3 + len(text), "\n"),))
    assert text_flags(text) <= page.flags
    assert document_flags(document, {page.id: page}, ()) >= text_flags(text)


def test_the_list_is_closed() -> None:
    """Every flag of a case, and of a page with everything wrong, is on the list."""
    found = repair("xx市\ue5e5优良率达100。�").flags | flags_of("三、措施\n五、措施\n" + P)
    assert found <= FLAGS.keys()
    assert CASES.keys() <= FLAGS.keys()


def test_a_page_that_states_its_length() -> None:
    """共计…个字: the page is measured against its own word."""
    text = f"admin 分享 时间: 加入收藏 共计{{}}个字,预计阅读时长9分钟。\n在全市教育工作会议上的讲话\n同志们：\n{P}\n{P}"
    held = len(P) * 2
    (short,) = documents([Page.from_text(text.format(held * 2), url="https://yunxi.example/1.html")])
    (whole,) = documents([Page.from_text(text.format(held), url="https://yunxi.example/2.html")])
    assert "length_mismatch" in short.flags
    assert "length_mismatch" not in whole.flags


def test_damage_of_one_part_is_not_that_of_another() -> None:
    """An edit counts for the document in which it lies, however many layers lie over it."""
    page = Page.from_text("會議\n" + P + "\n篇2\n" + P + "甲乙")
    page = edits.edited(page, "repair.script", [Change(0, 2, "会议", sure=False)])
    page = edits.edited(page, "strip.chrome", [Change(0, 3, "")])
    end = page.text.index("篇2")
    assert repaired(page, 0, end) == []
    page = Page.from_text("序\n會議\n" + P + "\n篇2\n" + P)
    page = edits.edited(page, "repair.byteshift", [Change(2, 4, "会议", sure=False)])
    page = edits.edited(page, "strip.chrome", [Change(0, 2, "")])
    end = page.text.index("篇2")
    assert repaired(page, 0, end) == ["會議"]
    assert repaired(page, end, len(page.text)) == []
    assert {"damaged", "unsure_repair"} <= page_flags(page)
    document = Document("0-2", "", page.text[end:], (Piece(page.id, end, len(page.text)),))
    of_edits = document_flags(document, {page.id: page}, repairs_within(document, {page.id: page}))
    assert not {"damaged", "unsure_repair"} & of_edits


def test_a_question_mark_that_asks_nothing_is_a_lost_byte() -> None:
    page = edits.edited(Page.from_text("建設(shè)里程?89公里。"), "repair.pinyin", [Change(2, 7, "")])
    asked = edits.edited(Page.from_text("建設(shè)了多少?89公里。"), "repair.pinyin", [Change(2, 7, "")])
    assert "lost_characters" in page_flags(page)
    assert "lost_characters" not in page_flags(asked)
    assert "lost_characters" not in page_flags(Page.from_text("建设里程?89公里。"))


@given(st.text(alphabet="率比增降达百1289.。，；%*xX×市年日一二三（）、\n”“ ", max_size=200))
def test_any_text_gets_flags_of_the_list(text: str) -> None:
    assert flags_of(text) <= FLAGS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "率" * 200_000,
        "增长" * 100_000,
        "（" * 100_000,
        "一、" * 100_000,
        "x" * 200_000,
        "12.3、" * 50_000,
        "?" * 200_000,
        "“" * 100_000,
    ],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    """Two hundred thousand signs of anything are read in well under a second each; the suite's time shows when they are not."""
    assert text_flags(text) <= FLAGS.keys()
    assert flags_of(text) <= FLAGS.keys()
