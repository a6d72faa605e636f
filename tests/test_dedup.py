"""Copies are found and different documents are not taken for copies."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict

import numpy as np
import pytest
from copies import benchmark, report
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import dedup


def prints(texts: dict[str, str], rank=lambda key: (key,)) -> list[dedup.Print]:
    return [dedup.Print(key, rank(key), dedup.fingerprint(text)) for key, text in texts.items()]


def search(texts: dict[str, str], rank=lambda key: (key,)) -> dict[str, dedup.Copy]:
    found = dedup.duplicates(prints(texts, rank), lambda ids: {key: texts[key] for key in ids})
    return {copy.id: copy for copy in found}


def test_recall_and_precision_on_our_benchmark():
    texts, truth = benchmark()
    found = search(texts, rank=lambda key: (len(key.split("-")) > 2, key))
    family = lambda key: "-".join(key.split("-")[:2])  # noqa: E731
    right = sum(family(copy.id) == family(copy.kept_id) for copy in found.values())
    missed = defaultdict(int)
    for pair in truth:
        if pair.other not in found and pair.one not in found:
            missed[pair.kind] += 1
    assert right / len(found) >= 0.99
    assert sum(missed.values()) <= 0.03 * len(truth), dict(missed)


def test_the_first_by_rank_is_kept():
    parts = "\n".join(report(1, 2021, ["甲乙丙丁戊己庚辛壬癸" * 5] * 6))
    texts = {"a": parts, "b": parts + "\n分享到朋友圈", "c": parts}
    assert {copy.kept_id for copy in search(texts).values()} == {"a"}
    assert {copy.kept_id for copy in search(texts, rank=lambda key: (-ord(key),)).values()} == {"c"}


def test_what_quotes_the_same_text_is_not_the_same():
    quoted = "\n".join(report(2, 2021, [str(n) * 9 for n in range(8)]))
    one, other = ("\n".join(report(seed, 2020, [str(n) * 9 for n in range(20)])) for seed in (3, 4))
    found = search({"one": f"{one}\n{quoted}", "other": f"{other}\n{quoted}", "quoted": quoted})
    assert set(found) == {"quoted"}
    assert found["quoted"].method == "contained"


def test_the_order_of_documents_does_not_matter():
    texts, _ = benchmark(6)
    keys = list(texts)
    random.Random(3).shuffle(keys)
    assert search({key: texts[key] for key in keys}) == search(texts)


def test_pairs_are_measured_in_blocks_as_they_are_together(monkeypatch):
    texts = dict(enumerate(report(1, year, ["甲乙丙丁戊己庚辛壬癸" * 5] * 6)[k] for year in (2021, 2022) for k in range(3)))
    pairs = [(0, 1), (0, 3), (1, 4), (2, 5)]
    shingled = np.array([len(dedup.shingles(dedup.plain(text))) for text in texts.values()])
    asked = []

    def read(numbers):
        asked.append(set(numbers))
        return {number: texts[number] for number in numbers}

    whole = list(dedup.measured(pairs, shingled, read))
    monkeypatch.setattr(dedup, "HELD", int(shingled[0] + shingled[1]))  # 1, 4 and 2, 5 have a few more
    assert list(dedup.measured(pairs, shingled, read)) == whole
    assert asked == [{0, 1, 2, 3, 4, 5}, {0, 1, 3}, {1, 4}, {2, 5}]


def test_short_and_empty_texts_are_compared_as_a_whole():
    found = search({"a": "特此通知。", "b": "特此 通知", "c": "特此通告。", "d": "", "e": "，。"})
    assert {key: copy.kept_id for key, copy in found.items()} == {"b": "a"}


def test_many_copies_of_one_text_are_one_cluster():
    parts = report(5, 2021, [str(n) * 9 for n in range(8)])
    texts = {f"{n:03d}": "\n".join([*parts, f"第{n}次转载，来源于第{n * 7919}号站点"]) for n in range(dedup.CROWD * 4)}
    found = search(texts)
    assert len(found) == len(texts) - 1
    assert {copy.kept_id for copy in found.values()} == {"000"}


@pytest.mark.parametrize(
    ("texts", "pairs"), [(dedup.CROWD, dedup.CROWD * (dedup.CROWD - 1) // 2), (dedup.CROWD + 1, dedup.CROWD)]
)
def test_a_hash_of_a_crowd_links_neighbours_only(texts, pairs):
    codes, shared = dedup.sharing(np.full(texts, 7, np.uint64), np.arange(texts))
    assert (len(codes), set(shared.tolist())) == (pairs, {1})


def test_what_is_compared_is_what_is_not_ignored():
    every = "".join(chr(point) for point in range(1 << 16) if not 0xD800 <= point < 0xE000)
    assert "".join(map(chr, dedup.plain(every))) == dedup.IGNORED.sub("", every)


def test_an_ignored_character_of_any_plane_makes_no_other_text():
    assert dedup.fingerprint("会议\U0001f600精神").exact == dedup.fingerprint("会议精神").exact
    assert dedup.fingerprint("会议\U00020000精神").exact != dedup.fingerprint("会议精神").exact


@given(
    st.lists(st.text(st.sampled_from("甲乙丙丁戊己庚辛壬癸aé_１，。 \n\U00020000"), max_size=400), max_size=6),
    st.integers(0, 900),
)
def test_texts_that_are_looked_at_together_have_the_fingerprints_of_each_alone(texts, together):
    for text, one in zip(texts, dedup.fingerprints(texts, together), strict=True):
        points = dedup.plain(text)
        every = dedup.hashes(points)
        assert one.exact == hashlib.sha256(points.tobytes()).digest()[:16]
        assert one.shingles == len(every)
        assert one.sample.tolist() == sorted({value for value in every.tolist() if value < dedup.BOUND})


@given(st.text(st.sampled_from("甲乙丙丁戊己庚辛壬癸aé_１，。 \n\U00020000"), max_size=40))
def test_hashes_are_those_of_the_characters_that_count(text):
    shown = dedup.IGNORED.sub("", text)
    assert "".join(map(chr, dedup.plain(text))) == shown
    width = min(dedup.WIDTH, len(shown))
    stretches = [shown[at : at + width] for at in range(len(shown) - width + 1 if shown else 0)]
    assert [dedup.hashes(dedup.plain(one))[0] for one in stretches] == dedup.hashes(dedup.plain(text)).tolist()


@given(st.text(st.sampled_from("甲乙丙aé，\U00020000"), max_size=60))
def test_stretches_are_told_apart_as_by_their_hashes(text):
    points = dedup.plain(text)
    assert len(dedup.shingles(points)) == len(set(dedup.hashes(points).tolist()))


LINKS = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)).filter(lambda link: link[0] < link[1]), unique=True)


@given(LINKS)
def test_copies_of_copies_are_one_cluster_of_which_the_first_is_kept(links):
    """As joining texts one after another finds them, in whatever order the links come."""
    one, other = np.array(links, dtype=np.int64).reshape(-1, 2).T
    alike = np.full(len(links), 0.9)
    found = {each.copy: each for each in dedup.decided(np.full(30, 100), dedup.Measures(one, other, alike, alike))}
    clusters = [{number} for number in range(30)]
    for link in links:
        joined = [cluster for cluster in clusters if not cluster.isdisjoint(link)]
        clusters = [cluster for cluster in clusters if cluster not in joined] + [set().union(*joined)]
    first = {number: min(cluster) for cluster in clusters for number in cluster}
    assert {number: each.kept for number, each in found.items()} == {
        number: kept for number, kept in first.items() if kept != number
    }
    assert all((each.similarity is not None) == ((each.kept, each.copy) in links) for each in found.values())
