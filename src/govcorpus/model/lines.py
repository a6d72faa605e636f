"""Lines of a Chinese government page and the shapes they come in: titles, prose, salutations, signatures.

Strip and split both judge lines, so what a line looks like is said here once. Shapes follow GB/T 9704-2012 (格式: title,
addressee, body, signature, date, notes in brackets) and how web pages print it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

# What `\s` stands for in an expression, and two blanks that neither it nor str.strip() knows.
BLANK = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u200b\ufeff"
SIGNS = re.compile(r"[\W_]+")
DIGITS = re.compile(r"[0-9０-９]+")

# What a title of this genre ends in, longest of a stem first where it matters.
TITLE_NOUN = (
    "讲话稿?|讲稿|提纲|致辞|致词|发言稿?|演讲稿?|主持词|主持讲话|报告|通知|通报|意见|决定|决议|命令|公告|公报|通告|批复|复函|函|请示|议案|方案|预案|规划|计划|纲要|要点|安排|"
    "事迹|总结|小结|汇报|纪要|办法|规定|条例|细则|规则|章程|制度|措施|说明|答复|建议|提案|倡议书?|心得|体会|感悟|材料|党课|自查报告|述职述?[廉法]?报告|责任书|承诺书|"
    "会议|座谈会|大会|动员会|推进会|调度会|新闻|简报|贺信|贺电|慰问信|感谢信|公开信|一封信|[祝贺悼][词辞]|[开闭]幕[词辞]|寄语|启事|公示|公约|守则|须知|问答|访谈|侧记|纪实|综述|述评|评论员文章|社论|答记者问|实录|全文|范文|模板|图解|解读|清单|名单|一览表?"
)
# 未成年人保护法; 好的做法, 依法执法 end no title.
LAW = r"(?<=[\u4e00-\u9fff]{2})(?<![做方办说看想执司用守违普立修学知尊懂合非依书手无设])法"
TITLED = re.compile(
    rf"(?:{TITLE_NOUN}|{LAW})(?:[（(【\[][^（()）】\]]{{0,30}}[）)】\]]|\d{{1,3}}|之?[一二三四五六七八九十]{{1,3}})?$"
)
ABOUT = re.compile(r"关于|《.+》|召开|举行|主持|调研|会见|出席|强调|部署|印发|座谈|致信|致电|视察|考察")
BEGUN = re.compile(r"在.{2,50}上的|\d{4}年(?!\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?$)")  # a date is no title
# 云溪市人民政府对市十届人大 ⏎ 三次会议第12号建议的答复: who answers whom, the first line of a title
ANSWERING = re.compile(r"(?:国务院|政府|办公[厅室]|委员会|[局厅部委院])对(?![外口])[^，。的]{4,}$")
COLONS = ("：", ":")
CLOSING = tuple("。！？；：，、…!?;:,")
BRACKETS = "”’\"'）)】》」"
OPENING = frozenset("《（“")  # …，印发了《⏎…方案⏎》。: what ends in one, a link broke off
SENTENCE = re.compile(r"[，。；！？：,;!?]")
COMMONEST = "，"  # of them: most lines of running text hold it, and `in` is faster than a search
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十百]{1,4}[、﹑､.．)）]|第[一二三四五六七八九十百\d]{1,4}[章节条部分、，,]|[（(]\d{1,2}[)）]|\d{1,2}[、.．](?!\d)|[①-⑳]|——|[一二三四五六七八九十]{1,2}[是要]"
)
SALUTATION = re.compile(
    r"(?:尊敬的|敬爱的|亲爱的|各位|同志们|女士们|朋友们|乡亲们|父老乡亲|全体|老师们|同学们|战友们|先生们|代表们|主席团|来宾).{0,60}$"
)
ADDRESSEE = re.compile(
    r".{2,200}(?:人民政府|委员会|机构|部门|单位|企业|厅|局|部|委|办|院|处|室|中心|街道|公司|学校|国务院|政府|同志)[）)]?[：:]$"
)
# 〔2023〕第4期, of minutes; 文号：云政〔2023〕1号 is a site's label with its value
NUMBER_OF_DOCUMENT = re.compile(
    r"[^：:]{1,14}(?:[〔\[［(（]\d{4}[〕\]］)）]|\d{4}年?)(?:第)?\s*\d{1,5}\s*号$|[^：:]{0,14}〔\d{4}〕第?\s*\d{1,5}\s*[号期]$|第\d{1,5}号(?:令)?$"
)
OFFICE = re.compile(
    r"[^：:/／|｜>＞»›]{1,30}(?:人民政府|政府办公[厅室]|办公[厅室]|委员会|委|厅|局|部|署|院|会|党组|党委|支部|指挥部|领导小组|中心|公司|大队|总队|街道办事处|国务院|总理|省长|市长|县长|区长|主席|主任|书记)$"
)
# Headlines that end like the name of an office: 实现良好开局, 聚焦两会, 青岚县召开座谈会.
NO_OFFICE = re.compile(
    r"(?:部署|[大开格结布全破新变危胜棋时]局|[干全内外顶底]部|[两盛社机聚]会|(?:座谈|推进|动员|调度)会)$|召开|举行|举办|出席|会见|聚焦|奋力"
)
OFFICES = tuple("府厅室会委局部署院组心司队处理长席任记")  # what their names end in
WRITTEN_DATE = re.compile(
    r"(?:[一二三四五六七八九十〇○零ＯOОΟ0０]{4}|\d{4})\s*年\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*月(?:\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*日)?$"
)
# The hundred commonest surnames.
SURNAME = "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常]"
NOTE = re.compile(
    r"[（(](?:此件|本文(?!.{0,4}(?:浏览|阅读|点击|责任编辑|责编))|作者(?:[系为是]|[:：][^，,（()）]{2,12}[，,]\s*[系为])|根据|注|略|.{0,8}公开|.{0,12}删减|.{0,8}有效|.{0,40}通过|.{0,20}施行|.{0,60}讲话|.{0,30}发言|.{0,20}\d{4}年.{0,30}|.{0,6}掌声|草案|试行|摘要|节选|讨论稿|代拟稿|征求意见稿).{0,60}[）)]$"
)
KEEPSAKE = re.compile(
    r"(?:目\s+录$|附件|附表|附[：:]|附注|抄\s*送|主\s*送|[出列缺]席[：:]|请假[：:]|记录[：:]|印\s*发|特此|谢谢(?!楼主|分享|提供)|此致|敬礼|以上(?!内容|文章|资料|就是小)|现予|完了|再次感谢|祝大家|最后[，,]|汇报完毕|我的(?:讲话|发言|汇报|报告)|联系(?:人|电话|单位)|主题词|政府工作报告$|报告人|述职人|汇报人|发言人|签发人|——)"
)


class Line(NamedTuple):
    """A line of a text: text[start:end] with its line feed, `text` without the blanks around it."""

    start: int
    end: int
    text: str


_LINE = partial(tuple.__new__, Line)  # faster than calling Line


@lru_cache(maxsize=4)  # one rule after another looks at the lines of the same text
def lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a text that hold more than blanks."""
    out: list[tuple[int, int, str]] = []
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if core := line.strip(BLANK):
            out.append((start, at, core))
    if out and at == out[-1][1]:  # no line feed behind the last line
        out[-1] = (out[-1][0], len(text), out[-1][2])
    return tuple(map(_LINE, out))


def one_by_one(text: str) -> Iterator[Line]:
    """Yield the lines of a text as `lines` returns them; for who looks at the first only, it is much the cheaper way."""
    end = 0
    while end < len(text):
        start, end = end, text.find("\n", end) + 1 or len(text)
        if core := text[start:end].strip(BLANK):
            yield Line(start, end, core)


def bare(text: str) -> str:
    """`政府 工作报告（2023年2月9日曾进泽）` → `政府工作报告2023年2月9日曾进泽`: what two printings of one title share."""
    return text if text.isalnum() else SIGNS.sub("", text)


def is_closed(text: str) -> bool:
    """Say whether a line ends with punctuation, or with `...`; brackets and quotation marks may close behind it."""
    # the first is what most lines end in
    return text.endswith(CLOSING) or text.rstrip(BRACKETS).endswith(CLOSING) or text.endswith("...")


def is_prose(text: str) -> bool:
    """Say whether a line is running text: long enough for a sentence, with the punctuation of one."""
    return (
        len(text) >= 24
        and (len(text) >= 60 or is_closed(text) or text[-1] in OPENING)
        and (COMMONEST in text or SENTENCE.search(text) is not None)
    )


def running(rows: Iterable[Line]) -> int:
    """Return how many characters of running text lines hold."""
    return sum(len(row.text) for row in rows if is_prose(row.text))


def is_title_like(text: str) -> bool:
    """Say whether a line could be the title of an article: short, no closing punctuation, a title's noun or opening."""
    if not 4 <= len(text) <= 90 or is_closed(text) or NUMBERED.match(text):
        return False
    return bool(TITLED.search(text) or ABOUT.search(text) or BEGUN.match(text))


def is_salutation(text: str) -> bool:
    """Say whether a line opens a speech: 各位代表：. In mid-speech they are called out, 同志们！."""
    return text.endswith(COLONS) and SALUTATION.match(text) is not None


def is_office(text: str) -> bool:
    """Say whether a line is the name of an office or of a post, 云溪市民政局, and not a headline: 一季度实现良好开局."""
    return OFFICE.match(text) is not None and NO_OFFICE.search(text) is None


def is_kept(text: str) -> bool:
    """Say whether a short line belongs to a document by its shape: salutation, heading, signature, date, note, annex."""
    return bool(
        NUMBERED.match(text)
        or SALUTATION.match(text)
        or KEEPSAKE.match(text)
        or (text.endswith(("日", "月")) and WRITTEN_DATE.search(text))
        or NOTE.match(text)
        or (text.endswith(("号", "令", "期")) and NUMBER_OF_DOCUMENT.match(text))
        or (len(text) <= 30 and text.endswith(OFFICES) and is_office(text))
        or (text.endswith(("：", ":")) and ADDRESSEE.match(text))
    )
