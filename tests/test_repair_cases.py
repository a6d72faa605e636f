"""The case tables of repair: what comes out, that it can be undone, that a second repair changes nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import govcorpus
from govcorpus.edits import apply
from govcorpus.repair import RULES

CASES = Path(__file__).parent / "cases"
FAMILIES = ("byteshift", "entities", "invisibles", "mojibake", "pinyin", "punctuation", "radicals", "script")


def cases():
    for family in FAMILIES:
        for case in tomllib.loads((CASES / f"{family}.toml").read_text("utf-8"))["case"]:
            marks = [pytest.mark.xfail(strict=True, reason=case["fails"])] if "fails" in case else []
            yield pytest.param(case, id=f"{family}: {case['name']}", marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_case(case):
    page = govcorpus.repair(case["raw"], script=case.get("script", "hans"))
    assert page.text == case.get("want", case["raw"])
    if "want" in case and case.get("unsure") != "any":  # where bytes are lost the model may or may not be sure
        assert all(edit.sure for edit in page.edits) != case.get("unsure", False)
    assert govcorpus.undo(page) == case["raw"]
    assert govcorpus.repair(page.text, script=case.get("script", "hans")).text == page.text
    assert page.text.count("\n") == case["raw"].count("\n")
    unix = case["raw"].replace("\r\n", "\n")
    texts = [govcorpus.repair(raw, script=case.get("script", "hans")).text for raw in (unix, unix.replace("\n", "\r\n"))]
    assert texts[1].replace("\r\n", "\n") == texts[0]


def test_no_case_is_told_twice():
    raws = [(case.values[0]["raw"], case.values[0].get("script")) for case in cases()]
    assert len(set(raws)) == len(raws)


@pytest.mark.parametrize("case", [case for case in cases() if not {"want", "script"} & case.values[0].keys()])
def test_a_negative_is_left_alone_by_its_rule_not_only_by_the_look_ahead(case, request):
    """`repair` asks a rule only where a text holds a sign that it needs, which many a negative does not."""
    rule = f"repair.{request.node.callspec.id.partition(':')[0]}"
    assert apply(case["raw"], rule, RULES[rule](case["raw"])) == (case["raw"], ())
