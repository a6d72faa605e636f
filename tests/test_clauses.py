"""How long clauses are: what it tells of a reading, and that it tells the same in parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus.model import clauses


@pytest.mark.parametrize(
    ("before", "begun"),
    [
        ("", ("start", 0)),
        ("全市经济", ("start", 4)),
        ("全市经济平稳。要力", ("full", 2)),
        ("全市经济平稳,要", ("comma", 1)),
        ("会议指出：", ("colon", 0)),
        ("做好“放管", ("quote", 2)),
        ("茶叶、水果、粮", ("list", 1)),
        ("第一行\n第二", ("start", 2)),
    ],
)
def test_a_text_ends_in_a_clause_that_has_begun(before, begun):
    assert clauses.begun(before) == begun


@pytest.mark.parametrize(
    ("before", "likely", "other"),
    [
        ("外贸出口有所增长。要力", "保现有市场，", "。现有市场，"),
        ("由于缺少经费，只得", "停刊。", "。刊。"),
        ("改造项目启动后，", "市政府将召开协调会，", "市，政府将召开协调会，"),
    ],
)
def test_a_stop_right_behind_another_one_is_unlikely(before, likely, other):
    begun = clauses.begun(before)
    assert clauses.likelier(*begun, likely) > clauses.likelier(*begun, other) + 2


TEXTS = st.text(st.sampled_from("市县长，。、；：“\n,;?"), max_size=60)


@given(TEXTS, TEXTS, TEXTS)
def test_parts_tell_together_what_the_whole_tells(before, first, second):
    whole = clauses.likelier(*clauses.begun(before), first + second)
    parts = clauses.likelier(*clauses.begun(before), first), clauses.likelier(*clauses.begun(before + first), second)
    assert whole == pytest.approx(sum(parts))


def test_no_clause_is_too_long():
    assert clauses.likelier("start", 0, "市" * 1000 + "。") < 1


def test_the_table_has_a_figure_for_every_length():
    rows = [line.split("\t") for line in clauses.TABLE.read_text("utf-8").splitlines()]
    assert rows[0] == ["behind", "sign", *map(str, clauses.LENGTHS)]
    signs = {*clauses.SIGNS.values(), clauses.NONE}
    assert {(row[0], row[1]) for row in rows[1:]} == {(behind, sign) for behind in clauses.BEHIND.values() for sign in signs}
    assert {len(row) for row in rows} == {len(clauses.LENGTHS) + 2}
