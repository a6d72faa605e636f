"""How lines of official text end, which the character model does not know: 同志们 in a colon, a sentence in 。, thanks in ！."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from govcorpus.model.lines import BLANK

TABLE = Path(__file__).with_name("line_ends.tsv")  # made by scripts/make_line_ends
SHORT = 75  # bytes of UTF-8 in a line without a sentence: salutation, heading, date
# How a line opens that calls people, names where a speech was held, thanks them, only counts (第二、), or is one of several.
OPENINGS = {
    "call": re.compile("各|尊敬|敬爱|亲爱|同志|女士|朋友|乡亲|父老|老师|同学"),
    "occasion": re.compile("[（(]?—"),
    "thanks": re.compile("谢谢|再见|祝"),
    "number": re.compile("第[一二三四五六七八九十]{1,3}$"),
    "item": re.compile("[（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|[一二三四五六七八九十]是|第"),
}
APPEAL = re.compile("^(?:同志|各位代表|乡亲|朋友)们?，|让我们|努力奋斗|贡献$")
# 以下条件 and the like end in a colon in 102 of 104 lines of training text, 18岁以下的 does not.
LISTING = re.compile("下列|如下|以下(?:各|内容|证明|规定|条件|情形|措施|事项|标准|材料|方式)")
# What a line of a kind ends in by custom (GB/T 9704-2012, 7.3.3: a colon behind those addressed); a report's subtitle
# (——2023年1月9日在…会议上) in 上.
WONT = {
    "call": "：",
    "occasion": "上",
    "listing": "：",
    "thanks": "！",
    "appeal": "！",
    "number": "、",
    "title": "《",
    "item": "；",
}
EXPECTED = 6.0  # nats of what is customary
LENGTHS = ("long", "short")  # the columns of the table
LONG = ("long", "item", "listing", "appeal")
CLOSED = 7.0  # nats for a sign that closes what is open: nothing closes it behind the line


def kind(start: str, *, short: bool) -> str:
    """Name the kind of a line by what it says up to its last sign."""
    start = start.lstrip(BLANK)  # most sites indent their paragraphs
    if LISTING.search(start):
        return "listing"
    for name, opening in OPENINGS.items():
        if opening.match(start) and (short or name in ("item", "occasion")):
            return name
    if APPEAL.search(start):
        return "appeal"
    return "short" if short else "long"


def ending(sign: str, of: str, *, closes: bool) -> float:
    """Return the nats by which a character is likelier at the end of a line of that kind than anywhere."""
    ends = _ends()[of not in LONG]
    return ends.get(sign, ends["other"]) + EXPECTED * (WONT.get(of) == sign) + CLOSED * closes


@cache
def _ends() -> list[dict[str, float]]:
    rows = [row.split("\t") for row in TABLE.read_text("utf-8").splitlines()[1:]]
    return [{row[0]: float(row[i]) for row in rows} for i, _ in enumerate(LENGTHS, 1)]
