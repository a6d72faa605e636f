"""What labels skip by a cheap condition they would not have found: every shortcut beside the long way."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Document, Page, Piece, edits
from govcorpus.document import Change
from govcorpus.label import dates, doctype, filters, flags, gaps, numbering, outline_headings, outline_law, regions
from govcorpus.label.outline_lines import SHORT, Kinds, Line, sorted_out
from govcorpus.model import lines

# `label` binds the functions of these names.
items = import_module("govcorpus.label.items")
script = import_module("govcorpus.label.script")
offices = import_module("govcorpus.label.offices")
printed = import_module("govcorpus.label.printed")
sections = import_module("govcorpus.label.sections")

PARTS = [
    "一是",
    "二是",
    "二要",
    "三是",
    "第一，",
    "第二、",
    "首先",
    "其次",
    "最后，",
    "（一）",
    "（二）",
    "(2)",
    "（2）",
    "（1）",
    "（２）",
    "①",
    "②",
]
PARTS += [
    "一、",
    "二、",
    "1.",
    "2.",
    "1、",
    "２、",
    "2．",
    "三、",
    "第三章",
    "　　四、",
    "\t五、",
    "（九）",
    "抓学习",
    "抓作风",
    "；",
    "。",
    "：",
    "\n",
    "\n\n",
    " ",
]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)


# What stands before a member of each kind.
BEFORE = [
    r"(?<![\u4e00-\u9fff\d第])",
    r"(?<![\u4e00-\u9fff\d])",
    r"(?<![\u4e00-\u9fff\d第])",
    r"(?<=[：:；;。，,、\s])",
    r"(?<=[：:；;。，,、\s\u4e00-\u9fff])",
    "",
    r"(?<=[：:；;。\s])",
    r"(?<=[：:；;。\s])",
]


def every_paragraph(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer("[^\n]*", text)]


@given(TEXTS)
def test_items_stand_where_a_second_member_stands(text: str) -> None:
    got = items.items(text, ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "_paragraphs", every_paragraph)
        patch.setattr(items, "MEMBERS", tuple((("",), shape) for _, shape in items.MEMBERS))
        assert items.items(text, ()) == got


@given(TEXTS)
def test_members_begin_as_if_asked_before_them(text: str) -> None:
    """What must stand before a member, or must not, is asked behind its first character."""
    for (_, shape), before in zip(items.MEMBERS, BEFORE, strict=True):
        asked = re.sub(r"\(\?<[!=]\[.*?\]\.+\)", "", shape.pattern)
        everywhere = re.compile(before + asked)
        assert [m.span("n") for m in shape.finditer(text)] == [m.span("n") for m in everywhere.finditer(text)]


@given(TEXTS)
def test_numbers_of_headings_stand_at_the_beginning_of_lines(text: str) -> None:
    """To look for the line feed before it finds what is found at the beginning of every line."""
    at = re.compile(numbering.MARKER.pattern.removeprefix(r"\n"))
    lines = [match for line in re.finditer("[^\n]*", text) if (match := at.match(text, *line.span()))]
    found = numbering.MARKER.finditer("\n" + text)
    assert [match.span(match.lastgroup) for match in lines] == [
        tuple(place - 1 for place in match.span(match.lastgroup)) for match in found
    ]


@given(st.text(alphabet="〇一二\U00020000a，\n ", max_size=40))
def test_ten_chinese_characters_are_ten(text: str) -> None:
    assert (script.TEN.match(text, 0, 30) is not None) == (sum(map(len, script.HAN.findall(text, 0, 30))) >= 10)


@given(st.text(alphabet="锟斤拷烫屯闂濠婵？?\ufffd\ue000会议カa1 \n\U00020000", max_size=40))
def test_lost_characters_show_in_the_census(text: str) -> None:
    assert filters._lost(text) == sum(map(len, filters.LOST.findall(text)))
    letters = filters.NO_LETTER.sub("", text)
    shares = (len(shape.findall(letters)) / max(len(letters), 1) for shape in (filters.HAN, filters.KANA))
    assert filters._scripts(text) == (len(letters), *shares)


@pytest.mark.parametrize(("shape", "sign"), [(filters.BETTING, filters.BETTING_SIGN), (filters.PORN, filters.PORN_SIGN)])
def test_every_word_of_an_advertisement_has_its_sign(shape: re.Pattern[str], sign: re.Pattern[str]) -> None:
    for word in re.sub(r"\(\?:[^)]*\)|\\d\*", "", shape.pattern).split("|"):
        assert sign.search(word) or filters.SHARED_SIGN.search(word) or word in {"AV", "av"}


@given(
    st.lists(
        st.sampled_from(["百家乐", "葡京", "下注", "特码", "裸聊", "AV在线", "毛片", "无码", "会议要求", "，"]), max_size=60
    )
)
def test_advertisements_are_found_as_if_looked_for_in_every_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = {"gambling": Counter(filters.BETTING.findall(text)), "adult": Counter(filters.PORN.findall(text))}
    least = {"gambling": 4, "adult": 3}
    want = [reason for reason, words in found.items() if len(words) >= least[reason] and words.total() * 150 > len(text)]
    assert (filters._injection(text) or (None,))[0] == (want or [None])[0]


@pytest.mark.parametrize("host", ["www.yunxi.gov.cn", "YUNXI.GOV", "www.npc.gov.cn", "court.cn", "spp.gov.cn", "cppcc.gov.cn"])
def test_official_hosts_hold_their_words(host: str) -> None:
    assert filters.OFFICIAL_HOST.search(host.lower())
    assert any(name in f"https://{host}/1.html".lower() for name in filters.OFFICIAL_NAMES)


@given(
    st.lists(st.sampled_from(["第三章", "第三章 夜谈", "第", "“好。”", "“", "”", "他", "\n", "会"]), max_size=30).map("".join)
)
def test_novels_show_before_their_words_are_counted(text: str) -> None:
    """What is skipped without a quotation mark finds nothing; a chapter begins a line, a serial has a sign of one."""
    seen = filters._census(text)
    assert (seen.quotations, seen.persons) == (text.count("“"), text.count("他") + text.count("她"))
    assert len(filters.SPEECH.findall(text)) <= seen.quotations
    chapter = re.compile("^" + filters.CHAPTER.pattern.replace(r"(?<![^\n].)", ""), re.MULTILINE)
    assert [m.span() for m in filters.CHAPTER.finditer(text)] == [m.span() for m in chapter.finditer(text)]


@pytest.mark.parametrize("word", filters.SERIAL.pattern.replace("[一]?[章回]", "章").replace("[上下]", "下").split("|"))
def test_a_serial_has_its_sign(word: str) -> None:
    assert filters.SERIAL.fullmatch(word)
    assert any(sign in word for sign in filters.SERIAL_SIGNS)


@given(TEXTS)
def test_ends_are_those_of_the_first_and_the_last_line(text: str) -> None:
    lines = [line for line in text.split("\n") if line.strip()]
    found = set(flags._ends(Document("1-1", "", text, ())))
    assert not lines or not flags._opens_within(lines[0].strip()[:80]) or "partial_start" in found


@given(st.text(alphabet="抓学习“”（）()，。 ", min_size=1, max_size=80))
def test_what_closes_at_the_opening_of_a_text_has_its_sign(opening: str) -> None:
    everything = re.compile(r"[，。、；：！？）》」』”’,;!?)%％]|" + flags.OPENS.pattern)
    assert flags._opens_within(opening) == (everything.match(opening) is not None)


@given(st.text(alphabet="是？?不吗会议3,\n", max_size=40))
def test_marks_are_kept_between_characters(text: str) -> None:
    between = re.compile(rf"(?<={flags.HAN})\?(?=[{flags.HAN[1:-1]}\d])")
    assert [m.span() for m in flags.KEPT_MARK.finditer(text)] == [m.span() for m in between.finditer(text)]


@given(
    st.lists(st.sampled_from([*"制定作本法自由规：“某", "规定", "办法", "所称", "修改为", "如下"]), max_size=12).map("".join)
)
def test_a_text_of_law_says_its_kind(text: str) -> None:
    kinds = "规定|条例|办法|细则|规则"
    everything = re.compile(rf"制定本(?:{kinds})|本(?:{kinds}|法)(?:自|由|所称)|修改为[：:]?“|作如下规定[：:]|规定如下[：:]")
    assert outline_law._says_its_kind(text) == (everything.search(text) is not None)


@given(st.text(alphabet="，。；：、,;!?！”）)…县", max_size=70))
def test_running_text_closes_and_holds_a_sign(text: str) -> None:
    closed = text.rstrip(lines.BRACKETS).endswith(lines.CLOSING) or text.endswith("...")
    assert lines.is_closed(text) == closed
    long = len(text) >= 24 and (len(text) >= 60 or closed)
    assert lines.is_prose(text) == (long and lines.SENTENCE.search(text) is not None)


@given(st.text(alphabet="２2一二0０1909〇○零ＯO年月日十三-/. 在", max_size=40))
def test_days_are_found_as_if_looked_for_everywhere(text: str) -> None:
    year = r"(?:[12１２][09０９][0-9０-９]{2}|[一二][九〇○零ＯO０][〇○零ＯO０一二三四五六七八九]{2})"
    everywhere = re.compile(dates.DAYS.pattern.replace(f"(?P<y>{dates.YEAR})", f"(?<![0-9.])(?P<y>{year})"))
    assert [m.span() for m in dates.DAYS.finditer(text)] == [m.span() for m in everywhere.finditer(text)]
    assert list(dates.dated(text)) == list(dates._dated(text))


@given(st.text(alphabet="广东省湛江市赤坎区云南西藏自治长春县州盟旗全中", max_size=30))
def test_names_of_regions_end_as_names_do(text: str) -> None:
    known = regions.table()
    got = list(regions.names(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regions, "tails", lambda: {text[k : k + 2] for k in range(len(text))})
        assert list(regions.names(text)) == got
    assert all(text[start:end] in known for start, end in got)


@given(TEXTS, st.integers(0, 20), st.integers(0, 60))
def test_headings_with_a_year_are_lines(text: str, start: int, size: int) -> None:
    text = text.replace("抓学习", "2023年").replace("抓作风", "今年")
    page = Page.from_text(text)
    piece = Piece(page.id, min(start, len(text)), min(start + size, len(text)))
    document = Document("1-1", "", text[piece.start : piece.end], (piece,))
    everywhere = re.compile("^" + printed.YEARLY.pattern.removeprefix(r"\n"), re.MULTILINE)
    found = printed.printed(document, {page.id: page}).headings()
    want = [(match.start(), match[0]) for match in everywhere.finditer(text, piece.start, piece.end)]
    assert [(line.start, line.text) for line in found] == want


@given(st.text(alphabet="第一二条 \u3000\t\n款", max_size=40).map(lambda text: text.replace("款", "\n第三条 ")))
def test_articles_begin_lines(text: str) -> None:
    article = re.compile(r"^[ \u3000]*第[一二三四五六七八九十百零〇\d]{1,6}条[ \u3000]", re.MULTILINE)
    assert (outline_law.law(text) == "articles") == (len(article.findall(text)) > 2)
    provision = re.compile(r"^第[一二三四五六七八九十百]{1,5}条", re.MULTILINE)
    assert doctype.PROVISION.findall(text) == provision.findall(text)


@given(st.text(alphabet="我全市县州委政府人大协x某*＊的\n", max_size=30))
def test_places_of_their_own_are_told_by_their_first_character(text: str) -> None:
    """The expressions that begin with a class of characters find what they would find without."""
    own = re.compile(r"[我全]([省市县区州旗盟])(?!政协|人大)|(?<![\u4e00-\u9fff])([省市县区州旗盟])(?:委|政府|人大)")
    assert [(m[0], m[1] or m[0][0]) for m in regions.OWN.finditer(text)] == [(m[0], m[1] or m[2]) for m in own.finditer(text)]
    masked = re.search(r"(?:[xX×*＊某]{2,}|[*＊])[省市县区]", text)
    assert (regions.MASKED.search(text) is None) == (masked is None)


@given(
    st.lists(
        st.sampled_from(["来", "源", "处", "出", " ", "：", "于", "新华社", "云政", "令", "第", "3号", "〔", "2019", "〕"])
    ).map("".join)
)
def test_offices_stand_beside_their_signs(text: str) -> None:
    for sign, shape in ((offices.NAMED, offices.ORIGIN), (offices.YEAR, offices.NUMBER), (offices.COUNT, offices.ORDER)):
        assert not shape.search(text) or sign.search(text)


@given(
    st.lists(
        st.sampled_from(["我", "受委托，", "代表", "市", "政府", "向", "大会报告工作", "2024", "年", "工作", "安排", "计划"])
    ).map("".join)
)
def test_officials_and_plans_stand_beside_their_words(text: str) -> None:
    assert not offices.BEHALF.search(text) or "代表" in text
    assert not doctype.REPORTING.search(text) or "代表" in text
    assert not dates.PLANNED.search(text) or "年" in text


LINES = [
    "主要目标",
    "下一步工作打算：",
    "总体要求：坚持稳中求进的工作总基调，把防汛和供水一并抓好，确保年底前完成任务。",
    "国民经济发展质量提高。",
    "一、加强领导",
    "附件：名单",
    "第一条　为了加强管理，制定本办法。",
    "全县各镇要在四月底前把水库、山塘、堤防检查一遍，把每一户的转移安置落实到人头，不留死角。",
    "工作安排，",
    "谢谢大家！",
]


@given(st.lists(st.sampled_from(LINES), max_size=16).map("\n".join))
def test_headings_are_found_as_if_every_line_were_of_every_kind(text: str) -> None:
    def every(rows: list[Line]) -> Kinds:
        kinds = sorted_out(rows)
        long = [i for i, row in enumerate(rows) if not row.marker and len(row.text) > SHORT]
        short = [i for i, row in enumerate(rows) if not row.marker and len(row.text) <= SHORT and row.text[0] != "附"]
        return kinds._replace(bare=short, labels=short, sentences=short, opened=long)

    got = sections.sections(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "sorted_out", every)
        assert sections.sections(text) == got


@given(st.text(alphabet='抓学习“”《》（）()「」"。：；！', min_size=1, max_size=60))
def test_headings_are_read_as_if_every_quotation_were_taken_out(rest: str) -> None:
    got = outline_headings.name(rest)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline_headings, "QUOTE", re.compile(""))
        assert outline_headings.name(rest) == got


@given(st.integers(0, 5), st.integers(0, 5))
def test_strip_edits_are_found_behind_the_repairs(repairs: int, strips: int) -> None:
    page = Page.from_text("會" * 6)
    page = edits.edited(page, "repair.script", [Change(k, k + 1, "会") for k in range(repairs)])
    page = edits.edited(page, "strip.chrome", [Change(k, k + 1, "") for k in range(strips)])
    assert edits.first_strip(page) == repairs


def test_repairs_are_looked_for_where_a_repair_was_the_first_edit() -> None:
    page = edits.edited(Page.from_text("會議\n會議"), "strip.chrome", [Change(2, 5, "")])
    document = Document("1-1", "", "會議", (Piece(page.id, 0, 2),))
    assert flags.repairs_within(document, {page.id: page}) == []
    for rule, sure in (("repair.script", False), ("repair.pinyin", True)):
        page = edits.edited(Page.from_text("會議\n會議"), rule, [Change(0, 2, "会议", sure), Change(3, 5, "会议")])
        page = edits.edited(page, "strip.chrome", [Change(2, 5, "")])
        page = replace(page, flags=flags.page_flags(page))
        found = flags.repairs_within(document, {page.id: page})
        assert [edit.start for edit in found] == [0]
        assert flags.document_flags(document, {page.id: page}, found) == page.flags != frozenset()


NAMELESS = re.compile(r"正式?明确的核心地位|以为核心的党中央|以同志为(?:核心|总书记)|团结在以为|在同志为(?:核心|总书记)")


@given(
    st.lists(
        st.sampled_from([*"正式在以会", "明确的", "核心", "地位", "为", "的党中央", "同志为", "总书记", "团结在以为"]),
        max_size=14,
    ).map("".join)
)
def test_names_that_are_gone_are_missed_as_in_one_expression(text: str) -> None:
    assert ("lost_characters" in flags.text_flags(text)) == bool(NAMELESS.search(text))


@given(st.lists(st.sampled_from(["互联网", "标准地", " ", "\u3000", "医疗", "”", "》", "的", "\n"]), max_size=14).map("".join))
def test_a_lost_plus_is_found_behind_either_blank(text: str) -> None:
    assert ("lost_characters" in flags.text_flags(text)) == bool(gaps.NO_PLUS.search(text) or gaps.NO_WIDE_PLUS.search(text))
