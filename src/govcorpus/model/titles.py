"""Titles as sites print them, made plain: `在全县会议上的讲话1`, `…的讲话(2023年2月9日曾进泽)`, `…的讲话.docx - 云溪文库` → `…的讲话`."""

from __future__ import annotations

import re
from functools import lru_cache

SITE = re.compile(
    r"(?<!\s)\s*+(?<![-_—|｜–»›])[-_—|｜–»›]++\s*(?:[^-_—|｜–»›]{2,24}(?:网|网站|政府|平台|论坛|文库|文档|频道|社区|站|之家|门户|日报|在线|大全|下载|融媒体中心)"
    r"|[^-_—|｜–»›]{0,8}(?:公文|文秘|范文|材料)[阁坊屋吧苑园帮])$"
)
FILE = re.compile(r"\.(?:docx?|pdf|pptx?|txt|wps|html?|rtf)$", re.IGNORECASE)
TAIL = re.compile(
    r"\s*[_-]\s*[\u4e00-\u9fff]{0,4}(?:图文|文库|文档|范文网)$|\s*[\[【（(](?:完整版|最新版|(?:[Ww]ord|WORD|PDF|pdf)版?|可编辑|范文|范本|复制链接|打印本页|复制本帖|只看楼主|全文|图文?|组图|附图|转载|原创|精选|最新|推荐|精华|精品?|置顶)[\]】）)]$"
)
SERIES = re.compile(
    r"\s*[（(【\[](?:精选|通用|优秀|推荐|最新|必备|合集|集合|汇总|范文|共|整理)?[一二三四五六七八九十\d]{1,3}篇[^（()）]{0,6}[)）】\]]$"
)
COPY = re.compile(r"(?<=[\u4e00-\u9fff”》）)])\s*\d{1,2}$")
SPEECH = re.compile(r"\s*[（(](?=[^（()）]*(?:\d{4}\s*年|\d{1,2}月))(?=[^（()）]*[\u4e00-\u9fff])[^（()）]{4,40}[）)]$")
# What document sites add, (共9页), and articles in pages, (2/3), 第2页; and of 会计法(2017-11-04): the day of a version, as databases of law print it.
PAGES = re.compile(r"\s*(?:[（(](?:[共第]?\s*\d{1,3}\s*页|\d{1,3}\s*/\s*\d{1,3})[)）]|[-—_]?\s*第\s*\d{1,3}\s*页)$")
VERSION = re.compile(
    r"(?<=[\u4e00-\u9fff”》）)])\s*[（(](?:19|20)\d\d\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?[）)]$"
)
SAMPLE = re.compile(r"(?<=.{6})\s*(?:优秀|精选|通用|最新)?(?:范文|模板)(?:[一二三四五六七八九十\d]{0,2}篇)?$")
SORT = "精品(?:文档|资料|范文)?|完整版?|最新版?|实用|原创|转载|转帖|讲话稿?|分享|推荐|精华|置顶|公文|文秘|范文|材料|求助|发言稿?|总结|报告|资料|下载|公文写作|领导讲话"  # a forum's
LEAD = re.compile(
    rf"^(?:[热荐顶精] |[\[【（(](?:{SORT})(?:[/／|·](?:{SORT}))*[\]】）)]\s*"
    r"|(?:原标题|(?:信息|文件|文章|法规|公文)?(?:标\s*题|名\s*称)|题目|主题|帖子主题|\S{2,6}(?:频道|栏目)|[您你]?正在(?:浏览|阅读)|[Tt]itle|TITLE)\s*[:：]\s*|#{1,6}\s+)"
)
SPREAD = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){3,}(?= |$)")  # 几 个 问 题 的 通 知, set as wide as the line above
FRAME = re.compile(r"^[〖☆★◆●■※=]+\s*|\s*[〗☆★◆●■※=]+$")
ORNAMENTS = (FRAME, PAGES, SITE, FILE, TAIL, LEAD, SERIES, COPY, SAMPLE, SPEECH, VERSION, COPY)
WHOLE, BRACKET = ("【】", "《》"), re.compile(r"[【】《》]")  # around the whole of a title
SHORTEST = 3  # what an ornament leaves must still be a title
# Every ornament holds one of these, or opens or closes the title with a bracket or a figure.
SIGNS, WORDS = frozenset("-_—|｜–»›.:："), ("范文", "模板")
OPEN, CLOSED = frozenset("[【（(〖《☆★◆●■※=#"), frozenset("]】）)〗☆★◆●■※=")


@lru_cache(maxsize=1024)  # one rule after another asks for the title of the same page
def plain(title: str) -> str:
    """`讲话1` → `讲话`, `政府工作报告(2023年2月9日曾进泽)` → `政府工作报告`, `通知范文` → `通知`."""
    out = SPREAD.sub(lambda spread: spread[0].replace(" ", ""), " ".join(title.split()))
    if not out or not _is_ornate(out):
        return out
    if len(out) > SHORTEST + 2 and out[0] + out[-1] in WHOLE and not BRACKET.search(out, 1, len(out) - 1):
        out = out[1:-1].strip()
    for ornament in ORNAMENTS:
        cut = ornament.sub("", out).strip()
        out = cut if len(cut) >= SHORTEST else out
    return out


def _is_ornate(title: str) -> bool:
    last = title[-1]
    return (
        last in CLOSED
        or last == "页"
        or last.isdecimal()
        or title[0] in OPEN
        or title[1:2] == " "
        or not SIGNS.isdisjoint(title)
        or any(word in title for word in WORDS)
    )
