"""The page's own words: counted right, mixed to probabilities that add up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import model
from govcorpus.model import walk
from govcorpus.repair import page_words

PAGE = "青岚县的茶园。青岚县的茶农种茶，茶商卖茶。"


def context(text: str) -> int:
    return model.past(text)


def test_followers_are_counted_behind_one_and_two_characters() -> None:
    words = page_words.words(PAGE)
    (tea, garden), (lan, county) = model.ids("茶园"), model.ids("岚县")
    assert page_words.followers(words, lan) == ({county: 2}, 2)
    assert page_words.followers(words, tea).seen == PAGE.count("茶")
    assert page_words.followers(words, context("的茶")).counts[garden] == 1
    assert page_words.followers(words, context("园农")) == ({}, 0)
    assert words.alone[tea] == pytest.approx(PAGE.count("茶") / len(PAGE))


def test_what_the_page_says_counts_more_where_the_model_knows_less() -> None:
    words = page_words.words(PAGE)
    county = model.ids("县")[0]
    certain, unsure = (page_words.mixture(page_words.words(PAGE), context("青岚"), share) for share in (0.001, 0.5))
    assert page_words.told(unsure, county) > page_words.told(certain, county) > 0
    assert unsure.general < certain.general
    assert not page_words.mixture(words, context("茶园溪"), 0.5).one.counts


@given(
    st.text(st.sampled_from("青岚县茶园。种\n"), max_size=30),
    st.text(st.sampled_from("青岚县茶"), max_size=3),
    st.floats(0.0, 1.0),
)
def test_a_mixture_is_a_probability(page: str, before: str, unsure: float) -> None:
    words = page_words.words(page)
    mixed = page_words.mixture(words, context(before), unsure)
    assert mixed.general > 0
    followers = sum(page_words.told(mixed, known) for known in mixed.one.counts)
    assert mixed.general + mixed.alone + followers == pytest.approx(1.0)


def test_what_was_read_meanwhile_counts_as_followers_only() -> None:
    words = page_words.words(PAGE)
    garden, song = model.ids("园歌")
    before = page_words.past(words, context("茶园"), walk.enter("茶园"))
    asked = page_words.value(words, before, song)
    assert page_words.followers(words, context("茶园")).counts.get(song) is None
    page_words.learn(words, "茶园歌")
    assert page_words.followers(words, garden).counts[song] == 1
    assert page_words.followers(words, context("茶园")).counts[song] == 1
    assert page_words.followers(words, context("的茶")).counts[garden] == 1
    assert page_words.value(words, page_words.past(words, context("茶园"), walk.enter("茶园")), song) > asked + 1
    assert words[:4] == page_words.words(PAGE)[:4]


def test_what_cannot_be_likely_enough_is_known_without_its_context() -> None:
    words = page_words.words(PAGE)
    for before in ("的茶", "茶园", "溪水", ""):
        place = walk.enter(before)
        for known in model.ids("园县农溪。的"):
            most = page_words.at_most(words, context(before), known, walk.step(place, known)[0])
            assert page_words.value(words, page_words.past(words, context(before), place), known) <= most


def test_no_more_contexts_are_remembered_than_a_spot_asks_for() -> None:
    words = page_words.words(PAGE)
    for code in range(page_words.MOST_PASTS + 5):
        page_words.past(words, code + 2, (-1, -1, model.BOUNDARY))
    assert len(words.pasts) <= page_words.MOST_PASTS
