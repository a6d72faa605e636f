"""Does a paragraph name what follows? The shapes of headings, run-in headings and the lines that only look like them."""

from __future__ import annotations

import re
from typing import NamedTuple

# Longest heading that is still a name, in characters: of 342 annotated headings two are longer than 60, the longest has 64.
LONGEST = 80
END = re.compile(r"[。！？!?；;：:]")
QUOTE = re.compile('[“《（(「"]')  # what a quotation opens with
QUOTES = re.compile(r"“[^”]*”|《[^》]*》|（[^（）]*）|\([^()]*\)|「[^」]*」|\"[^\"\n]{1,40}\"")
HAN = re.compile(r"[\u3400-\u9fff]")

# Openings of a statement about somebody: such a paragraph is a provision or a sentence, it does not name a section.
STATEMENT = re.compile(
    r"(?:各(?:地|级|部门|有关|省|市|县|区|单位|乡)[^。：]{0,40}(?:要|应|必须|须)|(?:凡|对于|鉴于|由于|根据|按照|依照|经[^，。济营验费过]{2,20}(?:批准|同意|审核|审查)|任何|如果|本(?!着)|有下列|将《|将第|我们|我国[^，]{2,8}是|他们?|该|这)"
    r"|为(?:了|使|贯彻|进一步|加强|切实)[^，。]*，|(?:自|从)[^，。]{2,20}(?:起|日))"
    r"|对[^，。]{4,}，[^，。]{0,12}(?:其|由|要|应)|[^，。]{4,}(?:后|时)，[^，。]{2,20}(?:要|应|必须)"
    r"|[^，。；：、]{2,20}(?:部门|政府|单位|机构|部|委|局|院|公司|企业|学校|地区|办公室)要(?![求素点])"
    # 灾害是…问题: a sentence that says what something is; 特别是 says nothing of the kind
    r"|[^，。；：、要]{2,16}(?<!特别)(?<!尤其)是[^，。]{4,}"
    # 税收收入完成12亿元，增长5%: an entry of an account
    r"|[^。]{2,}\d[万亿]{0,2}元，"
    # …的，可以…; 委员会由…组成: who does what under which condition
    r"|[^。]{4,}(?:的|者|时|间)，(?:可以?|应当?|不得|必须|须|由|按|不)|[^，。]{2,}由[^，。]{2,}(?:负责|组成|承担|担任|审批|制定|任命|聘任|批准)"
    # …，地方各级人民政府、各有关部门要切实…: the subject comes in a later clause
    r"|[^。]{6,}，[^，。]{0,4}各(?:地|级|部门|有关|省|市|县|区|单位|乡)[^，。]{0,24}(?:要|应|必须|须)"
)
# A subject in front of a modal verb: 国务院有关部门应当…, 科研单位要健全…; the 应 of 反应 or 供应 is none.
DUTY = re.compile(
    r"^(?!要|须|必须|应|一定|决不|不|坚|加|推|着|切|认|努|大|全|强|进|继|完|抓|做|建|以|把|扎|积|深|落)[^，。；：、]{2,24}(?:应当|(?<![反响效供适相对回感呼顺])应(?!急|用|对|届)|必须|不得|可以|须(?!知))"
)

SALUTATION = re.compile(
    r"(?:代表|委员|同志|朋友|同胞|来宾|先生|女士|阁下|同学|主席|嘉宾|战友|官兵|院士|老师|记者|总统|总理)们?[:：!！,，]?$|^(?:主持人|记者|问|答|编者按|央视网消息|新华社)"
)
ADDRESSEE = re.compile(
    r"(?:政府|部|委|局|院|办|厅|会|机构|单位|公司|行|署|社|校|大学|学院)[（(）)A-Za-z\u4e00-\u9fff]{0,6}[:：]$"
)
NOT_A_NAME = re.compile(
    r"^[（(【\[].*[)）】\]]$|^(?:图|表|注|附注?|资料来源|责任编辑|来源|作者|编辑|摄影|日期|时间|地点|电话|联系人|牵头|责任单位|配合单位|署名)[\d一二三四五六七八九十]*[:： ]"
    r"|^[》〉）)，。、；：！？”’'\".,;:!?…·/\\|<>_=*-]|[，,、；;—《〈（“‘(]$|〔|\d{4}年\d{1,2}月(?:\d{1,2}日)?$|[〇○一二三四五六七八九]{4}年.{1,3}月|https?:|www\.|^(?:第[一二三四五六七八九十百零〇\d]+条)|^(?:下面|以下|现在|这里)"
)
# What a bare label of an official text ends in: 主要目标 基本原则 下一步工作打算.
LABEL = re.compile(
    r"(?:总体要求|要求|目标|任务|原则|思路|打算|措施|举措|问题|安排|部署|成效|成绩|意见|建议|重点|内容|情况|回顾|总结|经验|做法|体会|启示|步骤|保障|思想|意义|背景|范围|职责|形势|困难|不足|方向|计划|规划|设想|展望|承诺|结语|结束语|前言|引言|序言|附则|总则|分工|机制)$"
)
# The last words of a whole text, in a section of the outermost level.
ENDS = re.compile("结束语|结语")
INTRODUCTION = re.compile(
    r"以下|如下|下列|下面|上述|几[个点项方条]|[两二三四五六七八九十\d]+[个点项条](?:方面|问题|工作|意见|环节|任务|重点)?[。：:]$|主要是|主要有|就是|包括|(?:是|为|有|说|道|指出|强调|认为|表示|要求是)[:：]$"
)
NARRATIVE = re.compile(
    r"^(?:我们|人们|有人|大家|先说|再说|最后说|以下|下面|你们|他们?|她|这|那|今年|去年|明年|当前|目前|现在|近年|近日|一年来|几年来|五年来|过去|为|要|在|上述|以上|同时|各级|各地|综合|实现|总之|对(?!外)|从|与|由于|因此|但|而|如|只有|经过|根据|按照|通过|随着|到\d|截至|同意|特此|此外|另外|其中|以|也|还|必须|应|会议|大会|据|全国(?:各族)?人民|(?:听取|审议|通过|会见|出席)了|[^，。]{2,24}(?:表示|称|说|指出|强调|认为)，|[“”]?[一二三四五六七八九十]+五|\d)"
)


NEWS = re.compile("消息|报道|记者|讯[：:（(　 ]|电[　 ]")
DATELINE = 40  # characters of a text that hold it

# A label holds none of the first, a sentence that sums up none of the second.
CLAUSES, LISTED = re.compile("[，,、。；《]"), re.compile("[；：:！？%％《]")


class Name(NamedTuple):
    """A heading read off a paragraph: heading or run_in, its text, and the mark that closes it (empty where none does)."""

    kind: str
    text: str
    close: str


def name(rest: str) -> Name | None:
    """加强组织领导。各级政府要… → run_in 加强组织领导: read the heading off what follows a marker.

    None where it is not shaped like one: too long, cut off at a comma, or a clause of a list.
    """
    found = END.search(rest)
    if QUOTE.search(rest, 0, found.start() if found else len(rest)):
        found = END.search(_unquoted(rest))
    if not found:
        shaped = len(rest) <= LONGEST and rest[-1] not in "，,、" and HAN.search(rest)
        return Name("heading", rest, "") if shaped else None
    at = found.start()
    close = found.group().translate(FULL)
    tail = rest[at + 1 :].strip("”’\"' 　")
    if at > LONGEST or not HAN.search(rest[:at]) or (close == "：" and tail.startswith("《")):  # ① 作者：《书名》 is a note
        return None
    if not tail:
        return Name("heading", rest, "") if close in "！？" else Name("heading", rest[:at], close)
    # 世界气象日：各地开展科普活动
    whole = close == "：" and len(rest) <= 30 and not END.search(_unquoted(rest), at + 1) and len(tail) >= 4
    if whole or (close in "！？" and len(tail) < 20):
        return Name("heading", rest.rstrip("。"), "")
    return None if close == "；" else Name("run_in", rest[:at], close)


FULL = str.maketrans("!?;:", "！？；：")


def _unquoted(text: str) -> str:
    return QUOTES.sub(lambda quoted: "＿" * len(quoted.group()), text)


def states(text: str) -> bool:
    """各级人民政府应当… → True: is this a statement with a subject, not the name of a section?"""
    return bool(STATEMENT.match(text) or DUTY.match(text))


def is_news(text: str) -> bool:
    """云溪广播消息：… → True: bare lines head items of news, in other texts sections that do something."""
    return NEWS.search(text[:DATELINE]) is not None


def titled(line: str) -> bool:
    """立体化监管保障 → True: a short line without closing punctuation that may name what follows."""
    return (
        2 <= len(line) <= 34
        and line[-1] not in "。：:！!？?；;，,、"
        and bool(HAN.search(line))
        and not NOT_A_NAME.search(line)
        and not SALUTATION.search(line)
        and line.count("。") == 0
    )


def labelled(line: str) -> bool:
    """下一步工作打算： → True: a short noun phrase closed by a colon."""
    return (
        3 <= len(line) <= 16
        and line[-1] in ":："
        and bool(LABEL.search(line[:-1]))
        and not INTRODUCTION.search(line)
        and not SALUTATION.search(line)
        and not CLAUSES.search(line)
        and not NARRATIVE.match(line)
    )


def run_in_label(line: str) -> int:
    """总体要求与目标：坚持… → 7: where the colon of an unnumbered run-in label stands, 0 where there is none."""
    opening = line[:16]
    for colon in "：:":
        if colon in opening and (at := opening.find(colon, 2)) > 0 and len(line) - at > 30 and labelled(line[: at + 1]):
            return at
    return 0


def topical(line: str) -> bool:
    """国民经济发展质量提高。 → True: one short sentence in a paragraph of its own, a heading where its neighbours are such too."""
    return (
        6 <= len(line) <= 45
        and line[-1] == "。"
        and line.count("。") == 1
        and not LISTED.search(line)
        and not NARRATIVE.match(line)
        and not INTRODUCTION.search(line)
        and not NOT_A_NAME.search(line)
    )
