"""The byte shift and its simulator: known spots, linear time, and how sure is sure."""

from __future__ import annotations

import importlib.util
import random
import time
from collections import defaultdict
from itertools import product
from math import log
from pathlib import Path

import pytest

import govcorpus
from govcorpus import model
from govcorpus.document import Page
from govcorpus.edits import edited
from govcorpus.model import beam, walk
from govcorpus.repair import byte_lattice, byte_search, page_words
from govcorpus.repair.byteshift import CUT, LIMIT, byteshift, evidence
from govcorpus.repair.pinyin import pinyin

SCRIPTS = Path(__file__).parent.parent / "scripts"


def load(name):
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


damage = load("damage")

SPOTS = [  # text, glossed characters, what the page printed (the table of the byte account)
    ("们在全国各地", "冊:cè 國:guó", 0.0, "們?cè)谌珖?guó)各地"),
    ("规模化应用", "規:guī 應:yīng", 1.0, "規(guī)?;瘧?yīng)用"),
    ("项目。”</p>", "項:xiàng", 1.0, "項(xiàng)目?!?/p>"),
    ("机械保化生产经营", "產:chǎn 經:jīng", 1.0, "機械?;a(chǎn)經(jīng)營"),
    ("检验能力考评", "災:zāi 驗:yàn 評:píng", 0.0, "檢驗(yàn)?zāi)芰荚u(píng)"),
    ("历史新高。现行", "現:xiàn", 1.0, "歷史新高?,F(xiàn)行"),
    ("变为一个", "優:yōu 個:gè", 0.0, "變?yōu)橐粋€(gè)"),
    ("里程389.7", "", 0.0, "里程389.7"),
]


@pytest.mark.parametrize(("text", "glossed", "share", "printed"), SPOTS)
def test_the_simulator_prints_known_spots(text, glossed, share, printed):
    readings = dict(pair.split(":") for pair in glossed.split())
    got = damage.shifted(text, readings, share=share)
    assert got == printed


def test_the_simulator_swallows_a_digit_behind_a_shifted_stretch():
    data = "里程".encode("gbk")[1:] + b"389.7"
    assert damage.read(data) == "锍?89.7"


def test_browsers_swallow_nothing_and_print_a_sign_for_every_pair():
    """D4 in front of a bracket and CC in front of a digit are lost alone, AAA1 is for private use, 80 is the euro sign."""
    assert damage.browsed(bytes.fromhex("D428 CC33 AAA1 80 C41F A3BB")) == "\ufffd(\ufffd3\ue000€\ufffd；"


def test_bytes_that_were_cut_come_back_whole():
    """A page as it was fetched: readings and marks between its bytes, which no PHP has read yet."""
    text = "会议强调，要坚持问题导向，落实安全生产责任。各级各部门要在全市推进规模化经营，我们在全省率先受益。"
    readings = damage.first_readings("會議實現規經營問題導們調級責產進")
    cut = damage.marked(damage.glossed(damage.traditional(text).encode("gbk"), readings), random.Random(1), 0.9)
    page = Page.from_bytes(cut)
    assert page.raw.replace("\x1f", "") == damage.browsed(cut)
    assert "\ufffd" in page.raw
    assert govcorpus.repair(page.raw).text == text


def test_a_comma_is_read_across_its_neighbours():
    got = damage.shifted("检验能力，从源头", {"災": "zāi", "驗": "yàn"}, share=0.0, folded=False)
    assert got == "檢驗(yàn)?zāi)芰Γ瑥脑搭^"


def test_spun_text_comes_back():
    text = "云溪市人民政府召开常务会议，研究部署安全生产工作。" * 4
    readings = damage.first_readings(set(text) - set("，。"))
    for space, emoji in product((False, True), (False, True)):
        page = govcorpus.repair(damage.spun(text, readings, seed=7, share=0.3, space=space, emoji=emoji))
        assert page.text == text


def test_a_swallowed_digit_is_not_invented():
    page = govcorpus.repair("會(huì)議通報(bào)了青嵐縣的情況,這?？飯錄?年有很大變化。")
    assert "?" in page.text


def test_readings_are_ranked_and_the_second_is_kept():
    nodes: defaultdict[int, list[beam.Hypothesis]] = defaultdict(list, {0: [(0.0, model.past("工业互联网规"), "")]})
    for node, edges in enumerate(([(1, char, 0.0) for char in "模校祝保"], [(2, "化", 0.0)])):
        beam.extend(nodes, beam.kept(nodes[node], 16), edges)
    found = beam.ranked(nodes[2], "应用", 16)
    assert found[0][1] == "模化"
    assert len(found) == 4
    assert sorted(found, reverse=True) == found


@pytest.mark.parametrize("trail", [b"\xa3", b"\xbb", b"\xc5"])
@pytest.mark.parametrize("before", ["", "规", "云溪市人民", "工业互联网规"])
def test_no_likely_character_is_passed_over(trail, before):
    table = byte_lattice.spelled(byte_lattice.ANY_LEAD, trail)
    assert len(table.chars) <= byte_search.MANY
    words = page_words.words("云溪市的规模比互联网规模小，人民是模范。")
    past = page_words.past(words, model.past(before), walk.enter(before))
    least = -10.0
    listed = byte_search.likely(table, past, words, least, len(table.chars))
    assert listed == sorted(listed, reverse=True)
    found = {known: value for value, known in listed}
    every = {known: page_words.value(words, past, known) for known in table.chars}
    # a part that alone would not suffice may be left out, which is half of the sum at most
    assert found.keys() >= {known for known, value in every.items() if value >= least + log(2)}
    assert all(value - log(2) <= found[known] <= value + 1e-9 for known, value in every.items() if known in found)


@pytest.mark.parametrize(
    "text", ["全縣茶園實(shí)現(xiàn)規(guī)?；?jīng)營(yíng)，我們?cè)谌÷氏仁芤?。", "機械?;a(chǎn)經(jīng)營"]
)
def test_a_second_search_takes_over_what_the_first_one_found(text):
    page = evidence(text, silent=False)
    for cut in CUT.finditer(text):
        before = text[: cut.start()]
        stream = byte_lattice.tokens(text, cut.start(), LIMIT, page)
        entry = byte_search.State({byte_lattice.IN_STEP: [(0.0, model.past(before), "", walk.enter(before))]}, [])
        known = byte_search.search(stream, before[-1:], page, entry)
        for first in range(len(stream)):
            gaps = range(first, len(stream))
            alone = byte_search.search(stream, before[-1:], page, entry, gaps)
            assert byte_search.search(stream, before[-1:], page, entry, gaps, known) == alone


@pytest.mark.parametrize("before", ["", "规", "云溪市人民", "工业互联网规"])
def test_what_is_left_over_is_what_the_followers_leave(before):
    place = walk.enter(before)
    rows, nothing = walk.followers(place)
    assert walk.left_over(place) == (rows[-1].shared, nothing)


def test_both_scripts_and_widths_are_the_same_to_the_model():
    assert walk.log_probability("會議指出，要著力保障") == walk.log_probability("会议指出,要着力保障")
    assert walk.log_probability("会议指出") > walk.log_probability("议会出指")
    assert walk.log_probability("") == 0.0


def test_the_model_is_small_and_loads_fast():
    assert model.DATA.stat().st_size < 8_000_000
    assert len(model.readings()["huì"]) > 20


HOSTILE = {
    "question marks": lambda n: "會議" + "?" * n,
    "marks and commas": lambda n: "會議" + "?，" * (n // 40),
    "parentheses": lambda n: "會議" + "(" * n,
    "half glosses": lambda n: "會議" + "?cè)" * (n // 160),
    "letters": lambda n: "會議(" + "a" * n,
    "glosses": lambda n: "會(huì)" * (n // 4),
    "random bytes": lambda n: "會議" + random.Random(3).randbytes(n).decode("gbk", "replace").replace("\ufffd", "?")[: n // 8],
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_length_and_no_faster(kind):
    make = HOSTILE[kind]

    def seconds(length):
        text = make(length)
        best = float("inf")
        for _ in range(1):
            start = time.process_time()
            for rule in (byteshift, pinyin):
                list(rule(text))
            best = min(best, time.process_time() - start)
        return best

    seconds(500)  # loads the model
    small, large = seconds(2_000), seconds(8_000)
    assert large < 4 * 3 * small + 0.1


def test_a_second_repair_changes_nothing():
    readings = {"會": "huì", "議": "yì", "國": "guó", "實": "shí", "現": "xiàn", "冊": "cè", "經": "jīng"}
    text = "会议指出，要切实抓好环保、安全工作；现代产业体系加快形成。我们在全国各地实现了目标。"
    for seed in range(4):
        raw = damage.shifted(text, readings, seed=seed, share=0.8, folded=bool(seed % 2))
        page = govcorpus.repair(raw)
        assert govcorpus.undo(page) == raw
        assert govcorpus.repair(page.text).text == page.text
        assert page.text.count("\n") == raw.count("\n")


def test_rules_only_touch_the_spot():
    raw = "青嵐縣(xiàn)召開(kāi)會(huì)議(yì),推進(jìn)規(guī)?;瘧?yīng)用。"
    changes = list(byteshift(raw))
    assert [raw[change.start : change.end] for change in changes] == ["?;瘧?yīng)"]
    assert [change.new for change in changes] == ["模化應"]
    assert edited(Page.from_text(raw), "repair.byteshift", changes).text.startswith("青嵐縣(xiàn)召開(kāi)")


def test_what_a_machine_writes_costs_nothing_and_what_it_never_writes_much():
    costs = byte_lattice.costs_anywhere()
    assert costs["国"] == costs["会"] == byte_lattice.UNTURNED  # 國 and 會 stand on such pages
    assert costs["麵"] == byte_lattice.UNUSUAL  # 面 stays as it is
    assert not costs.keys() & set("制合出面國會于后范為參参")
    assert "国" not in byte_lattice.penalties("国")  # a page that prints it shows that its machine does
