"""The two sides of a page: together they are the whole page, whatever the edits, and each row is a line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Page
from govcorpus.document import Change
from govcorpus.edits import edited
from govcorpus.publish.report.sides import rows, spans


def test_edits_of_several_rules_share_a_patch_only_where_they_overlap():
    page = Page.from_text("首页\n會(huì)議開\n")
    page = edited(page, "repair.pinyin", [Change(4, 9, "")])
    page = edited(page, "repair.script", [Change(3, 6, "会议开")])
    page = edited(page, "strip.chrome", [Change(0, 3, "")])
    assert [(span.raw, span.text, [edit.rule for edit in span.edits]) for span in spans(page)] == [
        ("首页\n", "", ["strip.chrome"]),
        ("會", "会", ["repair.script"]),
        ("(huì)", "", ["repair.pinyin"]),
        ("議開", "议开", ["repair.script"]),
        ("\n", "\n", []),
    ]
    assert [("".join(span.raw for span in row.spans), row.start, row.end) for row in rows(page)] == [
        ("首页\n", 0, 0),
        ("會(huì)議開", 0, 4),
    ]


def test_a_row_ends_where_the_clean_line_ends():
    page = edited(Page.from_text("甲乙\n\n丙\n丁"), "strip.blank", [Change(2, 4, "\n"), Change(5, 6, "")])
    assert ["".join(span.text for span in row.spans) for row in rows(page)] == ["甲乙\n", "丙丁"]


@st.composite
def pages(draw):
    """A page that several rules have changed."""
    page = Page.from_text(draw(st.text("甲乙丙\n", max_size=30)))
    for layer in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(page.text)), max_size=8, unique=True)))
        page = edited(
            page,
            f"rule{layer}",
            [Change(a, b, draw(st.text("丁戊\n", max_size=4))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)],
        )
    return page


@given(pages())
def test_both_sides_are_whole_whatever_the_edits(page):
    found = list(spans(page))
    assert "".join(span.raw for span in found) == page.raw
    assert "".join(span.text for span in found) == page.text
    assert all(span.edits or span.raw == span.text for span in found)
    assert {edit for span in found for edit in span.edits} == set(page.edits)
    lines = list(rows(page))
    assert "".join(page.text[row.start : row.end] for row in lines) == page.text
    assert {edit for row in lines for edit in row.edits} == set(page.edits)
