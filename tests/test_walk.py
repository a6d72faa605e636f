"""Walking the tables of the character model gives the probabilities that unpacking them gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import model
from govcorpus.model import walk

SIGNS = "云溪市人民政府召开常务会议，研究部署安全生产工作。2023年\n會議an ☃"
model.load()  # before the clock of the first example runs


@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_a_walk_agrees_with_the_rows(text: str) -> None:
    assert walk.log_probability(text) == pytest.approx(model.log_probability(text))


def test_a_walk_starts_behind_what_stands_before() -> None:
    score, place = walk.step(walk.enter("云溪市人民政"), model.ids("府")[0])
    assert score == pytest.approx(model.log_probabilities("府", "云溪市人民政")[0])
    assert place == walk.enter("人民政府")


@given(st.text(st.sampled_from(SIGNS), max_size=5), st.sampled_from(SIGNS.replace("\n", "")))
def test_the_followers_of_a_place_agree_with_a_step(before: str, sign: str) -> None:
    known = model.ids(sign)[0]
    rows, left = walk.followers(walk.enter(before))
    found = next((logs[known] + shared for logs, shared in rows if known in logs), left + model.load().unigrams[known])
    assert found == pytest.approx(walk.step(walk.enter(before), known)[0])


@given(st.text(st.sampled_from(SIGNS), max_size=5))
def test_a_context_and_the_text_that_left_it_lead_to_one_place(before: str) -> None:
    assert walk.behind(model.past(before)) == walk.enter(before)


@pytest.mark.parametrize("before", ["", "工作。", "工作", "云溪市鼙"])
def test_a_line_end_is_as_likely_as_the_rows_say(before: str) -> None:
    assert walk.line_end(walk.enter(before)) == pytest.approx(model.step(model.past(before), model.BOUNDARY))
