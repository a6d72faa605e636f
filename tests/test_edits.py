"""The edit engine: what is done can be undone and traced, and what cannot be done is refused."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Page, RuleError, trace, undo
from govcorpus.document import Change, Edit
from govcorpus.edits import apply, edited, layers, located, traced

# Astral characters, combining marks, line ends and nothing at all are where offsets go wrong.
ALPHABET = "会議(huì)，?\n\r\u3000 a1𠮷😀\u0301\u200d\U000f0001"
TEXTS = st.text(ALPHABET, max_size=40)


@st.composite
def changes(draw: st.DrawFn, text: str) -> list[Change]:
    """Random changes of `text` that do not overlap and do not start at the same place."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    out = []
    for start, limit in pairwise([*cuts, len(text)]):
        if draw(st.booleans()):
            end = draw(st.integers(start, max(start, limit - 1 if limit < len(text) else limit)))
            out.append(Change(start, end, draw(st.text(ALPHABET, max_size=4)), draw(st.booleans())))
    return draw(st.permutations(out))


@st.composite
def edited_pages(draw: st.DrawFn) -> Page:
    """A page after up to four random rules."""
    page = Page.from_text(draw(TEXTS), url="https://a.example/1")
    for k in range(draw(st.integers(0, 4))):
        page = edited(page, f"test.rule{k}", draw(changes(page.text)))
    return page


@given(edited_pages())
def test_undo_returns_exactly_the_raw_text(page: Page) -> None:
    assert undo(page) == page.raw


@given(edited_pages())
def test_trace_maps_every_offset_monotonically_into_raw(page: Page) -> None:
    places = traced(page, range(len(page.text) + 1))
    assert places == sorted(places)
    assert all(0 <= place <= len(page.raw) for place in places)
    assert places == [trace(page, offset) for offset in range(len(page.text) + 1)]
    assert traced(page, range(len(page.text), -1, -1)) == places[::-1]


def both_ways(layer: tuple[Edit, ...], length: int) -> tuple[list[int], list[int]]:
    """Character by character: where each one that a layer left comes from in a text of `length`, and where each of that one stands."""
    origins: list[int] = []
    places: list[int] = []
    at = 0
    for edit in [*layer, Edit("end", length + 1, "", "")]:
        for kept in range(at, edit.start):
            places.append(len(origins))
            origins.append(kept)
        places += [len(origins)] * len(edit.old)
        origins += [edit.start + min(k, max(len(edit.old) - 1, 0)) for k in range(len(edit.new))]
        at = edit.start + len(edit.old)
    return origins, places


@given(edited_pages())
def test_offsets_are_mapped_as_character_by_character(page: Page) -> None:
    length = len(page.raw)
    back, forth = list(range(length + 1)), list(range(length + 1))
    for layer in layers(page.edits):
        origins, places = both_ways(layer, length)
        back, forth = [back[at] for at in origins], [places[at] for at in forth]
        length = len(origins) - 1
    assert traced(page, range(length + 1)) == back
    assert located(page, range(len(page.raw) + 1)) == forth


@given(TEXTS, st.data())
def test_an_untouched_character_traces_to_itself(text: str, data: st.DataObject) -> None:
    made = data.draw(changes(text))
    page = edited(Page.from_text(text), "test.rule", made)
    written = {offset for edit in page.edits for offset in _written(page, edit.start, len(edit.new))}
    for offset, char in enumerate(page.text):
        if offset not in written:
            assert page.raw[trace(page, offset)] == char


def _written(page: Page, start: int, length: int) -> range:
    shift = sum(len(e.new) - len(e.old) for e in page.edits if e.start < start)
    return range(start + shift, start + shift + length)


@given(TEXTS, st.data())
def test_the_edits_alone_rebuild_the_new_text(text: str, data: st.DataObject) -> None:
    made = data.draw(changes(text))
    after, done = apply(text, "test.rule", made)
    again, same = apply(text, "test.rule", [Change(e.start, e.start + len(e.old), e.new, e.sure) for e in done])
    assert (after, done) == (again, same)


def test_the_order_in_which_changes_come_does_not_matter() -> None:
    made = [Change(4, 5, "x"), Change(0, 1, ""), Change(2, 3, "yy", sure=False)]
    assert apply("abcdef", "r", made) == apply("abcdef", "r", made[::-1])


def test_a_change_that_changes_nothing_leaves_no_edit() -> None:
    assert apply("会议", "r", [Change(0, 1, "会")]) == ("会议", ())


@pytest.mark.parametrize(
    ("made", "cause"),
    [
        ([Change(0, 2, ""), Change(1, 3, "")], "overlaps"),
        ([Change(1, 1, "a"), Change(1, 1, "b")], "overlaps"),
        ([Change(1, 1, "a"), Change(1, 2, "b")], "overlaps"),
        ([Change(0, 9, "")], "outside"),
        ([Change(-1, 1, "")], "outside"),
        ([Change(2, 1, "")], "outside"),
    ],
)
def test_impossible_changes_are_refused_and_named(made: list[Change], cause: str) -> None:
    with pytest.raises(RuleError, match=f"test.rule at .*{cause}"):
        apply("abcd", "test.rule", made)


def test_a_rule_that_runs_twice_in_a_row_is_refused() -> None:
    page = edited(Page.from_text("abcd"), "test.rule", [Change(0, 1, "")])
    with pytest.raises(RuleError, match="twice"):
        edited(page, "test.rule", [Change(0, 1, "")])


def test_layers_come_back_in_the_order_of_the_rules() -> None:
    page = Page.from_text("abcdef")
    page = edited(page, "first", [Change(0, 1, ""), Change(3, 4, "")])
    page = edited(page, "second", [Change(0, 1, "z")])
    assert [[e.rule for e in layer] for layer in layers(page.edits)] == [["first", "first"], ["second"]]


def test_undo_refuses_text_that_was_changed_by_other_means() -> None:
    from dataclasses import replace

    page = edited(Page.from_text("開會"), "test.rule", [Change(0, 2, "开会")])
    with pytest.raises(RuleError, match="does not hold"):
        undo(replace(page, text="闭会"))


def test_trace_refuses_an_offset_outside_the_text() -> None:
    with pytest.raises(RuleError, match="outside its text"):
        trace(Page.from_text("ab"), 3)


def test_an_empty_page_goes_through() -> None:
    page = edited(Page.from_text(""), "test.rule", [])
    assert undo(page) == ""
    assert trace(page, 0) == 0
