"""Bytes to text: what the bytes are decides, whatever is declared, and nothing raises."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govcorpus import Page
from govcorpus.read.encoding import decode

HANS = """云溪市人民政府工作报告
各位代表：现在，我代表市人民政府向大会报告工作，请予审议。过去一年，全市上下深入贯彻落实新发展理念，经济运行总体平稳。
一、主要工作。"""
HANT = """雲溪市人民政府工作報告
各位代表：現在，我代表市人民政府向大會報告工作，請予審議。過去一年，全市上下深入貫徹落實新發展理念，經濟運行總體平穩。
一、主要工作。"""
WAYS = ((HANS, "utf-8"), (HANS, "gbk"), (HANT, "big5"))
DECLARED = ("utf-8", "gb2312", "big5", "shift_jis", "iso-8859-1", "no-such-charset", "hex")


def declaring(charset):
    return {"Content-Type": f"text/html; charset={charset}"}


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_simplified_text_is_read_whatever_is_declared(encoding, declared):
    assert decode(HANS.encode(encoding), declaring(declared)) == HANS


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gbk"])
def test_traditional_text_is_read_whatever_is_declared(encoding, declared):
    assert decode(HANT.encode(encoding), declaring(declared)) == HANT


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_the_page_itself_may_declare_another_charset_than_it_is_in(charset):
    page = f'<html><head><meta charset="{charset}"><title>{HANS}</title></head>'
    assert decode(page.encode("gbk")) == page


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_file_cut_in_mid_character_keeps_all_that_is_there(encoding):
    data = HANS.encode(encoding)
    for end in range(40, len(data)):
        text = decode(data[:end])
        assert HANS.startswith(text.rstrip("\ufffd"))
        assert text.count("\ufffd") <= 1


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize(("text", "encoding"), [(HANS, "utf-8"), (HANS, "gbk"), (HANT, "big5"), (HANT, "gbk")])
def test_a_file_that_begins_in_mid_character_loses_that_one_only(text, encoding, declared):
    data = text.encode(encoding)[1:]
    assert decode(data, declaring(declared)).lstrip("\ufffd") == text[1:]


def test_a_page_may_mix_encodings_between_its_tags():
    title, body = "云溪市人民政府公报", "<p>青岚县部署防汛工作，确保安全度汛。</p>"
    for one, two in (("utf-8", "gbk"), ("gbk", "utf-8")):
        data = b"<title>" + title.encode(one) + b"</title>" + body.encode(two) * 3
        for declared in DECLARED:
            assert decode(data, declaring(declared)) == f"<title>{title}</title>{body * 3}"


@pytest.mark.parametrize("order", [*permutations(WAYS)])
def test_a_file_may_mix_encodings_line_by_line(order):
    mixed = b"\n".join(text.encode(encoding) for text, encoding in order)
    assert decode(mixed) == "\n".join(text for text, _ in order)


@pytest.mark.parametrize(("text", "encoding"), WAYS[1:])
def test_a_file_that_begins_in_another_encoding_than_most_of_it_loses_nothing(text, encoding):
    title = "云溪市人民政府关于印发《防汛工作方案》的通知"
    assert decode(f"{title}\n".encode() + text.encode(encoding)) == f"{title}\n{text}"


def test_a_broken_byte_costs_its_character_or_its_line():
    data = HANS.encode()
    assert decode(data[:61] + b"\xff" + data[61:]).replace("\ufffd", "") == HANS
    first, _, last = HANS.split("\n")
    data = HANS.encode("gbk")
    assert decode(data[:53] + b"\xff" + data[53:]).startswith(f"{first}\n各位代表：现在")
    assert decode(data[:53] + b"\xff" + data[53:]).endswith(last)


@pytest.mark.parametrize("word", ["联通", "通知", "政府", "会议"])
def test_a_short_word_in_gbk_is_not_taken_for_two_byte_utf8(word):
    assert decode(word.encode("gbk")) == word


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Президент Российской Федерации", "windows-1251"),
        ("été naïf à côté", "iso-8859-1"),
        ("首相は会議を開いた。", "shift_jis"),
        ("대통령은 오늘 국무회의를", "euc-kr"),
    ],
)
def test_text_that_is_not_chinese_is_read_as_declared(text, charset):
    assert decode(text.encode(charset), declaring(charset)) == text
    assert decode(text.encode("utf-8"), declaring(charset)) == text


def test_user_defined_characters_of_gb18030_become_private_use():
    assert decode("附件".encode("gb18030") + b"\xaa\xa1" + HANS.encode("gb18030")) == f"附件\ue000{HANS}"


def test_page_from_bytes_reads_text_and_hints():
    assert Page.from_bytes(HANS.encode("gbk"), headers=declaring("utf-8")).raw == HANS


@settings(max_examples=150)
@given(st.binary(max_size=200), st.sampled_from(DECLARED))
def test_no_bytes_raise(data, declared):
    assert isinstance(decode(data, declaring(declared)), str)


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(lambda text: not text.isascii()))
def test_utf8_with_three_byte_characters_comes_back_as_it_is(text):
    text = "会议" + text.replace("\x00", "")
    assert decode(text.encode()) == text
