"""Walking the tables of the character model gives the probabilities that unpacking them gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import model
from govcorpus.model import walk

SIGNS = "云溪市人民政府召开常务会议，研究部署安全生产工作。2023年\n會議an ☃"


@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_a_walk_agrees_with_the_rows(text: str) -> None:
    assert walk.log_probability(text) == pytest.approx(model.log_probability(text))


def test_a_walk_starts_behind_what_stands_before() -> None:
    score, place = walk.step(walk.enter("云溪市人民政"), model.ids("府")[0])
    assert score == pytest.approx(model.log_probabilities("府", "云溪市人民政")[0])
    assert place == walk.enter("人民政府")
