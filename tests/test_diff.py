"""What changed between two corpora, in characters: by rule, by site, and a sample to read."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import govcorpus
from govcorpus.publish import manifest
from govcorpus.publish.diff import SAMPLE, bump_of, diff
from govcorpus.publish.hunks import LONGEST, hunks

WORKS = ["防汛", "供水", "教育", "养老", "春耕", "绿化", "修路", "住房", "就业", "医疗"]


def built(folder: Path, name: str, change: str = "", numbers: range = range(6)) -> Path:
    """A corpus of pages on two sites; `change` stands behind the first paragraph of the pages with an even number."""
    rows = []
    for number in numbers:
        rng = random.Random(number)
        lines = [
            "和".join(rng.choices(WORKS, k=5)) + f"要放在第{rng.randrange(2, 90)}位，压\u200b实责任，专人负责。"
            for _ in range(9)
        ]
        lines.insert(1, change if number % 2 == 0 else "")
        url = f"https://{number % 2}.yunxi.example/{number}.html"
        rows.append({"url": url, "text": f"关于{WORKS[number % 10]}工作的通知\n" + "\n".join(filter(None, lines))})
    (folder / f"{name}.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    govcorpus.build([folder / f"{name}.jsonl"], folder / name)
    return folder / name


def test_characters_are_counted_by_rule_and_by_site(tmp_path: Path) -> None:
    new = "值班电话有人接\u200b听，不得离\u200b岗。"
    found = diff(built(tmp_path, "a"), built(tmp_path, "b", new))
    assert found.characters_by_source == {"0.yunxi.example": (0, 3 * (len(new) - 1))}
    assert found.characters_by_rule == {"repair.invisibles": (0, 3 * 2)}
    assert found.edits_by_rule == {"repair.invisibles": (54, 60)}
    back = diff(tmp_path / "b", tmp_path / "a")
    assert back.characters_by_source == {"0.yunxi.example": (3 * (len(new) - 1), 0)}
    assert back.characters_by_rule == {"repair.invisibles": (3 * 2, 0)}


def test_documents_that_came_and_went_count_whole(tmp_path: Path) -> None:
    found = diff(built(tmp_path, "a"), built(tmp_path, "b", numbers=range(1, 7)))
    assert (found.added, found.removed, found.changed) == (1, 1, 0)
    ((site, (went, came)),) = found.characters_by_source.items()
    assert site == "0.yunxi.example"
    assert came - went == found.characters
    assert found.characters_by_rule == {}


def test_the_sample_shows_each_change_with_what_surrounds_it(tmp_path: Path) -> None:
    found = diff(built(tmp_path, "a", "值班电话有人接听，不得离岗。"), built(tmp_path, "b", "值班电话无人接听，不得擅离。"))
    assert 3 <= len(found.sample) <= SAMPLE
    assert all("有人" in change.before and "无人" in change.after for change in found.sample[::2])
    assert all(len(change.before) <= 60 for change in found.sample)


def test_of_many_changes_twenty_are_shown_also_as_json(tmp_path: Path) -> None:
    a = built(tmp_path, "a", numbers=range(0, 46, 2))
    b = built(tmp_path, "b", "值班电话有人接听，不得离岗。", numbers=range(0, 46, 2))
    done = subprocess.run(
        [sys.executable, "-m", "govcorpus", "diff", a, b, "--json"], capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert (told["changed"], len(told["sample"]), told["bump"]) == (23, SAMPLE, "minor")
    assert {name: told[name] for name in ("added", "removed", "before", "after")} == {
        "added": 0,
        "removed": 0,
        "before": "0.1.0",
        "after": "0.1.0",
    }
    assert all("值班电话" in one["after"] and "值班电话" not in one["before"] for one in told["sample"])
    shown = subprocess.run([sys.executable, "-m", "govcorpus", "diff", a, b], capture_output=True, text=True, check=True).stdout
    assert shown.count("值班电话") == SAMPLE


def test_a_corpus_without_pages_is_compared_by_its_manifest(tmp_path: Path) -> None:
    a, b = built(tmp_path, "a"), built(tmp_path, "b", "专\u200b人值守。")
    for path in (a / "data/pages").iterdir():
        path.unlink()
    found = diff(a, b)
    assert found.edits_by_rule == {"repair.invisibles": (54, 57)}
    assert found.characters_by_rule == {}


def test_the_version_follows_from_what_differs(tmp_path: Path) -> None:
    made = manifest.read(built(tmp_path, "a", numbers=range(1)))
    asked = {"schema_version": (1, "major"), "content": ({}, "minor"), "govcorpus": ("0", "patch"), "code": ("0", "patch")}
    asked |= {"inputs": ((), "patch"), "warnings": (("half.txt",), "patch"), "parameters": ({"previous": ""}, "patch")}
    for name, (other, bump) in asked.items():
        assert bump_of(made, replace(made, **{name: other})) == bump, name
    same = replace(made, version="9.0.0", parameters=made.parameters | {"previous": "8.0.0"}, files=made.files[:-1])
    assert bump_of(made, same) == "none"


def test_a_change_of_what_was_left_out_asks_for_the_version_that_a_build_takes(tmp_path: Path) -> None:
    before = built(tmp_path, "a")
    (tmp_path / "stub.txt").write_text("好", "utf-8")
    made = govcorpus.build([tmp_path / "a.jsonl", tmp_path / "stub.txt"], tmp_path / "b", previous=before)
    found = diff(before, tmp_path / "b")
    assert (found.added, found.removed, found.changed, found.relabelled) == (0, 0, 0, 0)
    assert (found.version, found.bump, made.version) == ("0.2.0", "minor", "0.2.0")


@given(st.text("甲乙丙\n", max_size=30), st.text("甲乙丙\n", max_size=30))
def test_hunks_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    made, at = [], 0
    for start, end, new_start, new_end in hunks(old, new):
        assert (start, new_start) < (end + 1, new_end + 1)
        made += old[at:start], new[new_start:new_end]
        at = end
    assert "".join([*made, old[at:]]) == new


def test_a_long_stretch_changes_as_a_whole() -> None:
    ((start, end, new_start, new_end),) = hunks("甲乙" * LONGEST, "乙丙" * LONGEST)
    assert (start, end, new_start, new_end) == (0, 2 * LONGEST, 0, 2 * LONGEST)


def test_texts_of_many_lines_are_compared_at_once() -> None:
    """A table of 16,000 rows took 20 s, one of 200,000 would have taken an hour, at the end of a build with --previous."""
    begun = time.monotonic()
    rows = "合计\n1\n是\n" * 100_000
    assert list(hunks(f"一\n{rows}", f"二\n{rows}")) == [(0, 1, 0, 1)]
    assert len(list(hunks(f"一\n{rows}三\n", f"二\n{rows}四\n"))) == 1
    assert time.monotonic() - begun < 10
