"""The one look before the rules, text nobody can read, and hostile input."""

from __future__ import annotations

import random
import re
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import govcorpus
from govcorpus import edits
from govcorpus.document import Page
from govcorpus.label.damage import damage, diagnose
from govcorpus.model import scan
from govcorpus.model.scan import finder, scanner
from govcorpus.model.unreadable import DEAD, SHORTEST, leads, unreadable
from govcorpus.repair import RULES
from govcorpus.repair.byte_lattice import forms
from govcorpus.repair.pinyin import GLOSSES, runs
from govcorpus.repair.punctuation import ADDRESS, IN_ADDRESS
from govcorpus.repair.script import simplified, traditional, weights
from govcorpus.repair.signs import idle, rare_characters

CASES = Path(__file__).parent / "cases"
HANS = "云溪市人民政府召开常务会议，研究部署安全生产工作，副市长主持会议并讲话。"


def raws():
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8")).get("case", []):
            if isinstance(case.get("raw"), str):
                yield case["raw"]


def unguarded(text):
    page = Page.from_text(text)
    for name, rule in RULES.items():
        page = edits.edited(page, name, rule(page.text))
    return page


def test_rules_that_are_skipped_would_have_changed_nothing():
    for raw in raws():
        guarded = govcorpus.repair(raw)
        plain = unguarded(raw)
        assert (guarded.text, guarded.edits) == (plain.text, plain.edits)


def test_random_text_is_repaired_alike_with_and_without_the_look():
    rng = random.Random(7)
    pool = "".join(raws()) + "\u00ad\u200b&;⼯會議锛銆鐨Ã©ㄛい\U0001f600\U000e0001\U0002f800"
    for _ in range(400):
        text = "".join(rng.choices(pool, k=rng.randint(1, 40)))
        guarded, plain = govcorpus.repair(text), unguarded(text)
        assert (guarded.text, guarded.edits) == (plain.text, plain.edits)


def test_clean_text_is_idle_for_every_rule_that_has_signs():
    assert idle(HANS) == RULES.keys()
    assert "repair.script" not in idle("會議")
    assert "repair.invisibles" not in idle("会\u200b议")


def test_a_scanner_names_the_classes_a_text_holds():
    scan = scanner({"digit": "0123456789", "emoji": "\U0001f600", "han": "会议"})
    assert scan("会议 12") == {"digit", "han"}
    assert scan("\U0001f601") == {"emoji"}  # shares its code units
    assert scan("") == frozenset()


def test_a_finder_tells_where_characters_stand():
    find = finder("会议")
    assert find("开会，议事") == [1, 3]
    assert find("\U0001f600会\U0001f600议") == [1, 3]  # which are two units each
    assert find("\U0001f600") == find("") == []


def test_every_traditional_form_is_a_rare_character():
    assert forms()[1] <= set(rare_characters())
    assert "repair.byteshift" in idle(f"{HANS}镕")  # rare, but no traditional form of another
    assert "repair.byteshift" not in idle(f"{HANS}會")


def strings(signs, rng):
    return ("".join(rng.choices(signs, k=rng.randint(1, 20))) for _ in range(2000))


def test_what_is_looked_for_where_a_sign_stands_is_all_that_there_is():
    rng = random.Random(5)
    for text in strings("會国(（)）guohuì ⛦🈭\u3000ā会A(g)\ufe0f", rng):
        assert list(runs(text)) == [run.span() for run in GLOSSES.finditer(text)]
    lead = leads()
    for text in strings("\ufffd锟斤拷閿熸枻鎷ï¿½烫屯市\U0001f600", rng):
        if sum(sign in lead for sign in text) < SHORTEST:
            assert unreadable(text) == [match.span() for match in DEAD.finditer(text)]
    assert all(finder(lead)(text) == [i for i, sign in enumerate(text) if sign in lead] for text in strings("锛?銆鐨的", rng))


@pytest.mark.parametrize(
    "text",
    [
        "锟斤拷锟斤拷",
        "锟斤拷".encode().decode("gbk", "ignore"),
        ("锟斤拷" * 8).encode().decode("gbk"),
        "\ufffd\ufffd\ufffd\ufffd",
        "ï¿½ï¿½ï¿½",
        "烫烫烫烫烫",
        re.sub("[\x80-\x9f]", "", "云溪市人民政府召开常务会议".encode().decode("latin-1")),
        HANS.encode().decode("gb18030", "replace").encode().decode("gb18030", "replace"),
    ],
)
def test_what_nobody_can_read_is_kept_and_flagged(text):
    page = govcorpus.repair(f"{HANS}{text}")
    assert text in page.text
    assert govcorpus.repair(page.text).edits == ()
    assert govcorpus.repair(f"會議開始\n{HANS}{text}\n召開會議").text == f"会议开始\n{HANS}{text}\n召开会议"
    assert "unreadable" in page.flags
    start, end = unreadable(page.text)[0]
    assert start >= len(HANS)
    assert end <= len(page.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        HANS,
        "损失\ufffd一个",
        "璀璨夺目、憧憬未来、铮铮铁骨",
        "一斤白菜，屯垦戍边，烫伤",
        "銅、鎳、鋰、鋯、鋱、鋶、鋸、鋼",
        "鉅額 艱鉅 鉅變 鉅鹿 鉅款 鉅貪 鉅富",
        "鈴鈴鈴鈴鈴鈴",
        "¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚ",
        "銘\t铭\n銚\t铫\n銛\t铦\n銜\t衔\n銠\t铑",
        "åååååååååå",
        "Évreux été «é» “é” ç…",
    ],
)
def test_sound_text_is_readable(text):
    assert unreadable(text) == []


def test_diagnosis_counts_families_and_points_into_the_raw_page():
    raw = "云溪市&amp;mdash;⼯作\n同誌們全麵推進會議精神"
    page = govcorpus.repair(raw)
    findings = {finding.family: finding for finding in diagnose(page)}
    assert findings.keys() == {"entities", "radicals", "traditional"}
    assert raw[findings["entities"].example_start :].startswith("&amp;mdash;")
    assert raw[findings["radicals"].example_start :].startswith("⼯")
    assert raw[findings["traditional"].example_start :].startswith("誌")
    assert all(finding.sure == finding.count and not finding.unsure for finding in findings.values())
    assert damage([page, govcorpus.repair(HANS)]) == ("entities", "radicals", "traditional")


def test_diagnosis_of_clean_text_is_empty():
    assert diagnose(govcorpus.repair(HANS)) == []


def test_a_loss_is_a_finding_without_repairs():
    (finding,) = diagnose(govcorpus.repair("会议\ufffd\ufffd\ufffd\ufffd召开"))[:1]
    assert (finding.count, finding.example_start) == (0, None)


@pytest.mark.parametrize(
    "unit",
    ["&amp;", "(", "\"'", "⼯", "著", "Ã", "锛?", "ㄛ?", "い?", "\u200b", "&", ",", "鐨\ufffd\ufffd", "Ð°", "å›½å®¶å?", "åâ€“"],
)
def test_hostile_repetition_takes_linear_time(unit):
    def seconds(size):
        start = time.process_time()
        for name, rule in RULES.items():
            if name not in {"repair.byteshift", "repair.pinyin"}:
                list(rule(unit * (size // len(unit))))
        return time.process_time() - start

    seconds(1000)
    small, large = seconds(10_000), seconds(40_000)
    # Four times the text: linear is 4, quadratic 16. A floor keeps the noise of a busy machine out.
    assert large < 8 * max(small, 0.1)


@given(st.lists(st.sampled_from(["http", "://", "www", ".", "C", ":", "\\", "a", "@", "云", ","]), max_size=12).map("".join))
def test_every_address_holds_its_sign(text):
    assert not ADDRESS.search(text) or any(sign in text for sign in IN_ADDRESS)


@given(st.text(alphabet="云雲会會议議着著a，\n\ufffd\U00020000", max_size=40))
def test_weights_count_the_characters_of_each_script(text):
    assert weights(text) == (len(traditional().findall(text)), len(simplified().findall(text)))


def test_classes_entered_in_two_threads_at_once_are_two(monkeypatch):
    class Slow(list):
        """One thread counts while another enters its class."""

        def __len__(self):
            count = super().__len__()
            time.sleep(0.05)
            return count

    monkeypatch.setattr(scan, "_CLASSES", Slow(scan._CLASSES))
    with ThreadPoolExecutor(2) as threads:
        cave, tower = threads.map(finder, "☖☗")
    assert (cave("☖"), cave("☗"), tower("☖"), tower("☗")) == ([0], [], [], [0])


def test_what_another_thread_looked_at_is_not_mixed_up(monkeypatch):
    class Shared(list):
        """The text of another thread takes the place of ours whenever we have read what is there, or written it."""

        def __getitem__(self, at):
            held = super().__getitem__(at)
            super().__setitem__(at, other)
            return held

    found, text = finder("☖"), "云溪☖"
    assert found("☖☖☖") == [0, 1, 2]
    other = scan._LAST[0]
    found(text)
    monkeypatch.setattr(scan, "_LAST", Shared(scan._LAST))
    assert found(text) == found(text) == [2]
