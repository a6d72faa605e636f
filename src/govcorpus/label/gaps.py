"""Gaps: what the words around it show to be gone. 优良率达100。 lost its %, 互联网 医疗健康 its +, 2017822日 its 年 and 月."""

from __future__ import annotations

import re

HAN = "[\u4e00-\u9fff]"
# Every pattern of a loss begins with a literal: the engine then looks for that alone.
REACH = r"(?:均|都|分别|已|也|始终|总体)?(?:达到?|为|提高到|提升到|上升到|增加到|保持在?|稳定在|超过?|接近|不低于|不高于|不少于|低于|高于|控制在|增至|升至|降至|下降到)?(?:了)?(?:约|近|超)?"
STOP = r"(?=[。，；,;]|以上|以内|左右|以下)"
FIGURE = rf"\s?(?:100|\d{{1,2}}(?:\.\d{{1,2}})?)(?:、(?:100|\d{{1,2}}(?:\.\d{{1,2}})?))?{STOP}"
# 优良率达100。: a share is told in per cent; 容积率, 汇率, 频率 and the like are no shares
NO_PERCENT = re.compile(rf"率(?<![汇频速功容积心曲倍辨视机概效利]率){REACH}{FIGURE}")
NO_SHARE = re.compile(rf"比(?:[例重率]|(?<=占比)){REACH}{FIGURE}")
# 增长8.1；: growth is told in per cent, or with another unit
GROWN = rf"(?:了|为|达到?|超过?|约|近)?\s?\d{{1,3}}\.\d{{1,2}}{STOP}"
NO_GROWTH = re.compile(rf"增(?:长{GROWN}|[幅速]{REACH}{FIGURE}|长(?<=(?:同比|环比|年均|平均|上年)增长){REACH}{FIGURE})")
NO_FALL = re.compile(rf"降(?:(?<=下降){GROWN}|幅{REACH}{FIGURE}|(?<=(?:同比|环比|年均|平均|上年)下降){REACH}{FIGURE})")
# 互联网 医疗健康: the + was read as a blank of a url
PLUS = (
    rf"(?=(?!的){HAN}{{2,8}}[”\"’」》])"
    r"(?:(?<=互联网.)|(?<=物联网.)|(?<=大数据.)|(?<=标准地.)|(?<=人工智能.)|(?<=(?:旅游|文旅|生态|体育|党建|科技|文化|教育|农业|养老).))"
)
NO_PLUS, NO_WIDE_PLUS = re.compile(f" {PLUS}"), re.compile(f"\u3000{PLUS}")
NO_NAME = re.compile(r"核心(?:(?:(?<=正明确的核心)|(?<=正式明确的核心))地位|(?<=以为核心)的党中央|(?<=[以在]同志为核心))")
NO_LEADER = re.compile("总书记(?<=[以在]同志为总书记)")
NO_CORE = re.compile("团结在以为")
SPENT = "投入|投资|资金|补助|拨付|安排|筹集|筹措|争取|落实|增收|节约|收入|产值|捐款"
NO_FIGURE = re.compile(
    rf"元(?=[，。；、,;])(?<=[^\d.][万亿]元)(?:(?<=(?:{SPENT})..)|(?<=(?:{SPENT})(?:达|共|约)..)|(?<=(?:{SPENT})(?:资金|达到)..))"
)
# 2017822日: year, month and day run together, so 年 and 月 are gone
NO_DATE = re.compile("日(?:" + "|".join(rf"(?<=(?<![\d.])(?:19|20)\d{{{n}}}日)" for n in (4, 5, 6)) + ")")
# The character each loss cannot be without: `in` is twenty times as fast as a search, and five times as one for a word. Only for
# the blank U+3000 it is slow, for half of all bytes of a text look like its second one.
LOSSES = (
    ("率", NO_PERCENT),
    ("比", NO_SHARE),
    ("增", NO_GROWTH),
    ("降", NO_FALL),
    (" ", NO_PLUS),
    ("核", NO_NAME),
    ("总", NO_LEADER),
    ("团", NO_CORE),
    ("元", NO_FIGURE),
    ("日", NO_DATE),
)


def is_gapped(text: str, *, wide_blank: bool) -> bool:
    """优良率达100。 → True: say whether something is missing that the words around it ask for; `wide_blank`: whether U+3000 stands in it."""
    found = any(sign.search(text) for need, sign in LOSSES if need in text)
    return found or (wide_blank and NO_WIDE_PLUS.search(text) is not None)
