"""Offices: which one issued a text, the text's number, and the source named on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from govcorpus.label.dates import dated
from govcorpus.label.printed import Printed, Reading

SUFFIX = r"(?:国务院|办公[厅室]|人民政府|政府|委员会|常委会|代表大会|党组|[党市县区省州]委|工委|纪委|[\u4e00-\u9fff]{2}(?:厅|局|部|署|院|委|会)|总局|领导小组|指挥部|中心|法院|检察院|公司|大学|集团)"
OFFICE = rf"[\u4e00-\u9fff]{{0,28}}?{SUFFIX}"
OFFICES = rf"{OFFICE}(?:[、，\s]{OFFICE}){{0,5}}"
# 国务院办公厅关于…的通知; a title that tells of an office (…答复, …转发) begins with it too
ISSUER = re.compile(
    rf"^(?P<office>{OFFICES})(?=关于|转发|批转|印发|对[^，。]{{4,60}}的(?:答复|复函|批复)|公告|通告|令(?:$|第|（|\())"
)
REPORT = re.compile(
    r"^(?P<office>[\u4e00-\u9fff]{2,14}?(?:省|市|县|区|旗|州|盟)(?:人民)?政府)(?:\d{4}年)?(?:度)?(?:政府)?工作报告"
)
# 全市春季造林推进会召开: a meeting, not who called it, unlike 云溪市总商会召开…
CALLER = re.compile(rf"^(?P<office>{OFFICE})(?<![^员委协商学工理董监合金字]会)(?=召开|举行|部署|党组)")
# 我代表云溪市人民政府，向大会…; 我受云溪市人民政府的委托，向大会…; 受云溪市人民政府委托，我向大会…
BEHALF = re.compile(
    r"(?:我(?:受[\u4e00-\u9fff]{2,12}委托[，,])?代表|我受(?=[^，。]{2,30}委托[，,](?!代表))|受(?=[^，。]{2,30}委托[，,]现?我(?!代表)))(?P<office>[\u4e00-\u9fff]{0,24}?(?:国务院|人民政府|政府|委员会|常委会|法院|检察院))(?:(?:的)?委托)?(?:[，,、]|向)"
)
TOLD_OF_OTHERS = {"article", "meeting_news"}  # who says 我代表 there is quoted
GENERIC = re.compile(
    r"^(?:[本我该省市县区州旗盟镇乡]|自治[区州县])(?:人民政府|政府|委|委员会|人大|政协|人民代表|中级|高级|人民法院|人民检察院|直|级)"
)
SIGNATURE = re.compile(rf"^(?:{OFFICE}[\s\u3000]*){{1,4}}$")
BLANKS = re.compile(r"[\s\u3000]+")
NUMBER = re.compile(
    r"(?P<mark>[\u4e00-\u9fff]{1,14})\s*[〔\[［(（【﹝]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]］)）】﹞]\s*(?:第\s*)?(?P<n>\d{1,5})\s*号"
)
ORDER = re.compile(r"(?P<mark>[\u4e00-\u9fff]{0,20}?令)\s*第\s*(?P<n>\d{1,4})\s*号")
# 云溪市人民政府令 ⏎ 第35号
ORDER_COUNT = re.compile(r"[（(]?第\s*(?P<n>\d{1,4})\s*号[）)]?")
LONGEST_ORDER = 24  # characters
# What either of them holds, found in a third of the time.
YEAR, COUNT = re.compile(r"[〔\[［(（【﹝]\s*(?:19|20)\d\d"), re.compile(r"令\s*第")
NUMBER_LABEL = re.compile(r"(?:发文字号|文\s*号|文件编号|发文文号|字号)\s*[:：]?\s*$")
ORIGIN = re.compile(
    r"(?:^|[\s\u3000|｜（(\[【、，;；])(?:信息|稿件|文章|消息|内容|新闻|数据)?(?:来\s?源|出\s?处)(?:于)?\s*[:：]\s*(?P<source>[^\s|｜，,;；:：\[【（(<>]{2,24})"
)
NAMED = re.compile(r"(?:来\s?源|出\s?处)(?:于)?\s*[:：]")  # what that holds, found in a third of the time
UNNAMED = {
    "本站",
    "本站原创",
    "原创",
    "网络",
    "互联网",
    "未知",
    "佚名",
    "转载",
    "网络转载",
    "本网",
    "其他",
    "不详",
    "网友投稿",
    "本站整理",
    "admin",
}
AGENCY = re.compile(
    r"^(?:[（(]?)(?P<source>新华社|新华网|人民网|央视网|中国网络电视台|中新社|中新网|中国新闻网|人民日报|光明日报|经济日报)(?=[^，。]{0,20}(?:电|讯|消息))"
)
# 《云溪日报》（2020年11月18日 02版）, at the end of a line
PAPER = re.compile(
    r"(?:^|[。！？”）)\s])《\s*(?P<source>[\u4e00-\u9fff]{2,8}报)\s*》\s*[（(]\s*(?P<day>\d{4}年\d{1,2}月\d{1,2}日)\s*第?\s*\d{1,2}\s*版\s*[）)]$"
)


def offices(view: Printed, title: Reading | None, doc_type: str | None) -> Iterator[Reading]:
    """Yield organization, document_number and source_of_text, with the day on which a paper printed the text."""
    yield from _organization(view, title, doc_type)
    yield from _number(view)
    yield from _paper(view)
    for line in (*view.over, *view.tail, *view.below):
        if ("源" in line.text or "出处" in line.text) and len(line.text) < 200 and NAMED.search(line.text):
            match = ORIGIN.search(line.text)
            if match and match["source"].strip() not in UNNAMED:
                yield Reading("source_of_text", match["source"], line, *match.span("source"), 1)
    for line in view.head[:1]:
        if match := AGENCY.match(line.text):
            yield Reading("source_of_text", match["source"], line, *match.span("source"), 2, "the agency of the dateline")


def _paper(view: Printed) -> Iterator[Reading]:
    for line in (*view.over, *view.close, *view.below):
        if "版" in line.text[-4:] and (match := PAPER.search(line.text)):
            yield Reading("source_of_text", match["source"], line, *match.span("source"), 1)
            for day in dated(match["day"]):
                yield Reading("published_on", day.day.isoformat(), line, *match.span("day"), 2, "the day of the paper")


def _organization(view: Printed, title: Reading | None, doc_type: str | None) -> Iterator[Reading]:
    issuer = ""
    if title:
        match = (
            ISSUER.match(title.value)
            or REPORT.match(title.value)
            or (CALLER.match(title.value) if doc_type == "meeting_news" else None)
        )
        if match and not GENERIC.match(match["office"]):
            start = title.start + match.start("office")
            issuer = BLANKS.sub("、", match["office"])
            yield Reading("organization", issuer, title.line, start, start + len(match["office"]), 1)
    for line in view.head[:6] if doc_type not in TOLD_OF_OTHERS else ():
        if (
            ("代表" in line.text or "委托" in line.text)
            and (match := BEHALF.search(line.text))
            and not GENERIC.match(match["office"])
        ):
            yield Reading("organization", match["office"], line, *match.span("office"), 3)
    body = view.body
    for k in [k for k, line in enumerate(body) if len(line.text) < 24 and k]:
        line, after = body[k - 1], body[k]
        day = next(dated(after.text), None) if len(line.text) <= 60 else None
        if day and SIGNATURE.match(line.text) and not GENERIC.match(line.text):
            signed = BLANKS.sub("、", line.text)
            yield Reading("organization", signed, line, 0, len(line.text), 2, "the signature")
            # a report that is passed on is signed as well: the day of who passes it on counts
            rank = 1 if signed == issuer else 2
            yield Reading("written_on", day.day.isoformat(), after, day.start, day.end, rank, "the day of the signature")


def _number(view: Printed) -> Iterator[Reading]:
    """A text's own number stands alone on a line, in brackets, or behind its label; a number within a sentence is a quoted one."""
    lines = [*view.over, *view.head][:ABOVE_BODY]
    for line, below in pairwise(lines):
        if line.text.endswith("令") and len(line.text) <= LONGEST_ORDER and (match := ORDER_COUNT.fullmatch(below.text)):
            yield Reading("document_number", f"{BLANKS.sub('', line.text)}第{int(match['n'])}号", below, *match.span(), 1)
    for line in lines:
        if "号" not in line.text or len(line.text) > 120:
            continue
        for sign, shape in ((YEAR, NUMBER), (COUNT, ORDER)):
            for match in shape.finditer(line.text) if sign.search(line.text) else ():
                before, after = line.text[: match.start()], line.text[match.end() :]
                alone = not before.strip("（(【[ 　") and not after.strip("）)】] 　")
                if NUMBER_LABEL.search(before) or alone:
                    yield Reading("document_number", normal(match), line, *match.span(), 1)


ABOVE_BODY = 34


def normal(match: re.Match[str]) -> str:
    """国发[2019] 5 号 → 国发〔2019〕5号: the form of GB/T 9704-2012."""
    year = match.groupdict().get("year")
    return f"{match['mark']}〔{year}〕{int(match['n'])}号" if year else f"{match['mark']}第{int(match['n'])}号"
