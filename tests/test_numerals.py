"""Numerals: every form that documents write is read, and read back as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus.model.numerals import numeral, spelled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十一", 11),
        ("廿", 20),
        ("廿一", 21),
        ("二十一", 21),
        ("贰拾壹", 21),
        ("一百零三", 103),
        ("２１", 21),
        ("卅", 30),
        ("二〇二三", 2023),
        ("二О二三", 2023),
        ("〇七", 7),
        ("07", 7),
        ("两", 2),
        ("", None),
        ("一、", None),
        ("千", None),
    ],
)
def test_a_numeral_has_a_value(text: str, value: int | None) -> None:
    assert numeral(text) == value


@given(st.integers(1, 99))
def test_numerals_are_read_as_they_are_written(value: int) -> None:
    assert numeral(spelled(value)) == numeral(str(value)) == value
