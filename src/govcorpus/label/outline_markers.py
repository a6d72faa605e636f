"""The marker a paragraph opens with: `（十一）加快发展` → system （一）, number 11. Pure recognition, no context."""

from __future__ import annotations

import re
from typing import NamedTuple

from govcorpus.model.numerals import CIRCLED, numeral

# From the outside in, as GB/T 9704-2012 (Layout key for official document of Party and government organs) §7.3.3 ranks
# 一、 （一） 1. （1); the others by use. A document's own order wins over this one, see outline.py.
RANKS = {
    "编": 0, "篇": 0, "部分": 1, "章": 2, "节": 3, "一、": 4, "（一）": 5, "1": 6, "1.": 6, "1、": 6, "1.1": 7, "1.1.1": 8, "（1）": 9, "1）": 9,
    "①": 10, "第一，": 11, "首先": 11, "一是": 12, "——": 13,
}  # fmt: skip

_CN = "一二三四五六七八九十廿卅百壹贰叁肆伍陆柒捌玖拾零〇"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
_IDEOGRAPHIC = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_ENCLOSED = {
    "dotted": ("1.", _DOTTED),
    "circled": ("①", CIRCLED),
    "bracketed": ("（1）", _BRACKETED),
    "ideographic": ("（一）", _IDEOGRAPHIC),
}
_COUNTED = {
    "ordinal": "第一，",
    "be": "一是",
    "cn": "一、",
    "cnp": "（一）",
    "digp": "（1）",
    "bare": "1",
}  # groups of MARKER that hold a numeral
_ORDINAL = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "第三": 3, "最后": 0}

# The first character test: a paragraph that opens with none of these has no marker, and no regular expression runs.
FIRST = frozenset(f"{_CN}{CIRCLED}{_DOTTED}{_BRACKETED}{_IDEOGRAPHIC}0123456789０１２３４５６７８９（([【［第首其再最—-─–?？、")

MARKER = re.compile(
    rf"""
    第\s*(?P<division>[{_CN}]{{1,5}}|\d{{1,3}})\s*(?P<unit>编|篇(?=\s)|部分|章|节)(?=[\s：:、，,]|[^规的])
  | 第\s*(?P<ordinal>[{_CN}]{{1,4}}|\d{{1,2}})\s*(?:点|方面|个(?:方面|问题)|句话)?[，,、：:](?!第)
  | (?P<be>[一二三四五六七八九十]{{1,3}})(?:是|要|则)(?![一二三四五六七八九十]{{1,2}}[、，是要]|日)
  | (?P<first>首先|其次|再次|再者|最后)\s*[，,、：:]
  | (?P<cn>(?![一二三四五六七八九〇零]{{2}})[{_CN}]{{1,5}})\s*(?:[、﹑､．\.,，](?![{_CN}]{{1,2}}(?:[、，线类级季产等届次期批代者]|$))|[ \u3000]+(?=[^\s]{{2,30}}$))
  | [（(〔【［\[]\s*(?P<cnp>[{_CN}]{{1,5}})\s*[)）〕】］\]][、．\.]?
  | [（(]\s*(?P<digp>[\d０-９]{{1,3}})\s*[)）][、．\.]?
  | (?P<decimal>\d{{1,2}}(?:[\.．]\d{{1,2}}){{1,3}})(?:[\s、．\.]+|(?![万亿个倍元米吨度公千百平人户名小年月日克]))(?=[\u4e00-\u9fff“《])
  | (?P<bare>\d{{1,2}})[ \u3000]+(?=[\u4e00-\u9fff][^。，]{{1,24}}$)
  | (?P<dig>[\d０-９]{{1,3}})\s*(?:(?P<stop>[\.．])|(?P<pause>[、﹑､])|(?P<close>[)）]))(?!\s*[\d０-９])
  | (?P<dotted>[{_DOTTED}])[、．\.]?
  | (?P<circled>[{CIRCLED}])[、．\.]?
  | (?P<bracketed>[{_BRACKETED}])[、．\.]?
  | (?P<ideographic>[{_IDEOGRAPHIC}])[、．\.]?
  | (?P<dash>[—─–]{{2,4}}|-{{2,4}}|[—─–](?=[\u4e00-\u9fff]))
  | (?P<lost>[?？]?、|[（(]\s*[?？]?\s*[)）])(?=[\u4e00-\u9fff])
    """,
    re.VERBOSE,
)
DOT = re.compile(r"[\.．]")


class Marker(NamedTuple):
    """What a paragraph opens with: its numbering system (a key of RANKS), the marker as printed, its value, and where it ends."""

    system: str
    text: str
    number: int | None
    end: int  # offset in the paragraph of the first character behind the marker and the spaces after it


def marker(paragraph: str) -> Marker | None:
    """Return the marker that a paragraph opens with, None where there is none.

    `paragraph` has no white space in front. A date, an amount (1.5万吨) or 三、四线城市 is no marker.
    """
    if not paragraph or paragraph[0] not in FIRST or not (found := MARKER.match(paragraph)):
        return None
    kind = found.lastgroup or ""
    if kind in {"stop", "pause", "close"}:
        kind = "dig"
    end = len(paragraph) - len(paragraph[found.end() :].lstrip())
    return _read(found, kind, end)


def _read(found: re.Match[str], kind: str, end: int) -> Marker:
    text = found.group().rstrip()
    value = found[kind]
    if kind in {"unit", "first"}:
        number = numeral(found["division"]) if kind == "unit" else _ORDINAL[value] or None
        return Marker(value if kind == "unit" else "首先", text, number, end)
    if kind == "decimal":
        parts = DOT.split(value)
        return Marker("1.1" if len(parts) == 2 else "1.1.1", text, int(parts[-1]), end)
    if kind == "dig":
        system = "1." if found["stop"] else "1、" if found["pause"] else "1）"
        return Marker(system, text, numeral(value), end)
    if kind in _ENCLOSED:
        system, characters = _ENCLOSED[kind]
        return Marker(system, text, characters.index(value) + 1, end)
    if kind in _COUNTED:
        return Marker(_COUNTED[kind], text, numeral(value), end)
    return Marker(
        "——" if kind == "dash" else "一、" if "、" in text else "（一）", text, None, end
    )  # a number lost with the damage
