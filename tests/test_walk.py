"""Walking the tables of the character model gives the probabilities that unpacking them gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import model
from govcorpus.model import walk

SIGNS = "云溪市人民政府召开常务会议，研究部署安全生产工作。2023年\n會議an ☃"
model.load()  # before the clock of the first example runs


def by_definition(past: list[int], known: int) -> float:
    """The log probability of an id, read from the tables n-gram by n-gram: the longest one that was kept, else what is left."""
    tables = model.load()
    levels = (tables.pairs, tables.triples, tables.quads)

    def nodes(grams: list[int]) -> int:
        """Where an n-gram stands in its level, -1 where it was not kept."""
        if len(grams) == 1:
            return grams[0]
        level, parent, ending = levels[len(grams) - 2], nodes(grams[:-1]), nodes(grams[1:])
        if parent < 0 or ending < 0:
            return -1
        rank = ending - (levels[len(grams) - 3].starts[nodes(grams[1:-1])] if len(grams) > 2 else 0)
        children = range(level.starts[parent], level.starts[parent + 1])
        return next((child for child in children if level.ranks[child] == rank), -1)

    left = 0.0
    for size in range(3, 0, -1):
        context = past[-size:]
        if len(context) < size or model.BOUNDARY in context[1:]:
            continue
        if (at := nodes([*context, known])) >= 0:
            return left + model.LOGS[levels[size - 1].shares[at]]
        if (at := nodes(context)) >= 0:
            left += model.LOGS[levels[size - 1].backs[at]]
    return left + tables.unigrams[known]


@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_a_walk_agrees_with_the_tables(text: str) -> None:
    ids = [model.BOUNDARY, *model.ids(text)]
    wanted = [by_definition(ids[max(0, at - 3) : at], known) if known else 0.0 for at, known in enumerate(ids) if at]
    assert walk.log_probabilities(text) == pytest.approx(wanted)


def test_a_walk_starts_behind_what_stands_before() -> None:
    score, place = walk.step(walk.enter("云溪市人民政"), model.ids("府")[0])
    assert score == pytest.approx(by_definition(model.ids("人民政"), model.ids("府")[0]))
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
    assert walk.line_end(walk.enter(before)) == pytest.approx(
        by_definition([model.BOUNDARY, *model.ids(before)], model.BOUNDARY)
    )
