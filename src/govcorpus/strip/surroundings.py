"""Lines around the body that only others beside them show to be a site's: menus, notices in items, words before the first chrome.

Each function is given the kinds of a page's lines and sets those of such lines to chrome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from govcorpus.model.lines import (
    NOTE,
    NUMBERED,
    SALUTATION,
    SURNAME,
    WRITTEN_DATE,
    Line,
    is_closed,
    is_office,
    is_title_like,
)
from govcorpus.strip.headline import BULLETS, is_account
from govcorpus.strip.kinds import AT_EDGE, CHROME, KEPT, NEAR, OPEN, PROSE, SURELY, UNKNOWN, speaks_of_site
from govcorpus.strip.sentences import OWN_CUE
from govcorpus.strip.signs import CUED
from govcorpus.strip.words import LABEL, LABEL_ALONE, SHARED_LABELS

ASKED = re.compile(r"[^。，：“]{0,16}[您你][^。，：“]{0,16}[？?]")  # of a reader: 此信息对您有用吗？
COLONS = frozenset(":：】]］")
LETTER = re.compile(r"[^\W\d_]")
# ♥ 4147, · 17 ·; figures alone may be a table's
DRAWN = re.compile(r"[^\w\s.,%()（）/+\ud800-\udfff-]")
# ◀ 在全县大会上的讲话, 在全县大会上的讲话 ▶: links to the neighbours
ARROWED = re.compile(r"[◀◁«‹←⇐]|.*[▶▷»›→⇒]$")
FRAMED = re.compile(r"[^\w\s]{2,}\s*\w{1,8}\s*[^\w\s]{2,}")  # *** 全文结束 ***
COUNTER = re.compile(r"(?:\w{2,8}\s*[（(]\s*\d*\s*[)）]\s*){1,8}")  # 支持(0) 反对(0), 全部回帖（2）
SCRAP = re.compile(r"\w[\w 　]*")
LONGEST_SCRAP = 18
FEWEST_OUTSIDE = 2  # words of a site
SHORTEST_CUT = 24  # characters: a paragraph that the next page goes on with
# What numbered notices of a site speak of, and what they are headed by; a document's own 注意事项 do not speak of the site.
SITES = re.compile(r"本[站网]|本平台|本文档|文档网|文库|上传|下载|预览")
HEADING_OF_NOTICES = re.compile(r"^[^，。]{0,8}(?:提示|声明|须知|说明|提醒|公告)(?:[（(][^（()）]{0,12}[）)])?[:：]?$")
OWN_SITE = re.compile(r"本[站网]|文档网|网站文档|上传用户|用户上传|网友")  # heads need none above such items
FEWEST_ITEMS = 2
SECOND_ITEM = re.compile(r"[；。]\s*2[、.．]")  # in one line with the first
# A speaker below the title: 李　强, or two or three characters of which the first is one of the hundred commonest surnames.
NAME = re.compile(rf"[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]{{1,2}}|{SURNAME}[\u4e00-\u9fff]{{1,2}}")
AUTHOR = re.compile(rf"\s*{SURNAME}[\u4e00-\u9fff]{{1,2}}(?:[\s、]+{SURNAME}[\u4e00-\u9fff]{{1,2}}){{0,3}}")  # ●李文 王小川
MOST_WORDS = 2  # lines of a few words between the end of an article and the first chrome
LONGEST_LABEL = 10
ANNEXED, NOTHING = re.compile(r".{0,4}附件[:：]"), {"无", "暂无", "无附件", "暂无附件"}  # 附件：⏎无
BUTTONS = ("分享", "字体", "字号", "推荐", "相关", "搜索", "上", "下", "前", "后")  # labels that stand over no value
PRESENTING = "功能介绍"  # under it an account of WeChat says what it writes about
LONGEST_VALUE = 40  # of a label on a line of its own: an office, a day, a counter
CELL = re.compile(rf"[·•●■◆▪ \u3000]*(?:{LABEL_ALONE.pattern})(?:\s+(?P<value>\S.{{0,{LONGEST_VALUE}}}))?")
# 档号：0375, 保管期限：永久, 公开程序：部门编制，经办公室审核后公开: a row of a table, whatever its label is.
ROW = re.compile(
    r"[【\[［]?(?P<label>[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{0,6}[\u4e00-\u9fff])(?:[】\]］]\s*[:：]?|\s*[:：])\s*(?P<value>\S?.{0,60})"
)
BRACKETS = re.compile(r"^[【\[［]([^【】\[\]]{2,8})[】\]］]\s*[:：]?")
NUMBER = re.compile(r"[\d\s()（）—-]{5,}")
OWNERS = {"单位", "部门", "科室", "单 位"}
# What labels of tables of metadata end in, and those of a document's own rows do not.
OF_TABLES = ("分类", "类别", "编号", "字号", "状态", "程序", "属性", "期限", "级别", "权限", "来源", "次数")
# What rows of minutes and notices open with, which stand at the top of a document as well.
OWN_ROW = re.compile(
    r"(?:会议|活动|开会|报到|培训|招聘|考试|报名|举办)?\s*(?:时\s*间|地\s*点|日\s*期|议\s*题|对\s*象|内\s*容|方\s*式|条\s*件|要\s*求|名\s*称|主\s*题)\s*[:：]"
    r"|(?:主\s*持|出\s*席|列\s*席|参\s*[加会]|缺\s*席|记\s*录|请\s*假|嘉\s*宾|问|答|主\s*送|抄\s*送|附)|.{0,3}(?:同志|书记|市长|县长|省长)"
)
# 李　文　　云溪市水利局副局长, 副组长：王小川　　云溪市副市长
POST = re.compile(
    rf"(?:\S[ \u3000]{{0,2}}\S{{1,5}}[:：]\s*)?{SURNAME}[ \u3000]?[\u4e00-\u9fff]{{1,2}}[ \u3000]{{2,}}[\u4e00-\u9fff、（）]{{3,40}}"
)
WHEN, WHERE = re.compile(r"(?:会议|活动)?\s*时\s*间\s*[:：]"), re.compile(r"(?:会议|活动)?\s*地\s*点\s*[:：]")
# What stands below the name of an account and below no office that reports.
OF_ACCOUNT = re.compile(r"关注|级别|等级|粉丝|听众|发帖|帖子|积分|威望|经验|发表于|官方[账帐]号|只看|私信|获赞")
CLOSE_BY = 2  # lines from one who holds a post to the next
FEW_BELOW = 2  # lines
ASKING = re.compile(rf"联系(?:人|电话)|{SHARED_LABELS.pattern}")
AT_MOST_NEAR = CHROME | {NEAR}
PADDED = re.compile(r"年\s*0\d|月\s*0\d")
# 2021年7月21日 13:04  云溪市统计局  关闭, of which no word needs to be known
PRINTED = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?!\d)[^，。；！？]{0,60}"
)


def notices(rows: Sequence[Line], kinds: list[str], found: Sequence[int]) -> None:
    """温馨提示⏎1. 本站所有资源…⏎2. 文件的所有权益归上传用户所有。⏎最新文档: the kind of what a site says in items is set to chrome."""
    items = [i for i, row in enumerate(rows) if found[i] & CUED and SITES.search(row.text) and NUMBERED.match(row.text)]
    counts = [1 + (SECOND_ITEM.search(rows[i].text) is not None) for i in items]
    if sum(counts) < FEWEST_ITEMS:
        return
    start, end = items[-1], items[-1] + 1
    while start and NUMBERED.match(rows[start - 1].text):
        start -= 1
    while end < len(rows) and NUMBERED.match(rows[end].text):
        end += 1
    said = sum(count for i, count in zip(items, counts, strict=True) if i >= start)
    if said < FEWEST_ITEMS or 2 * said < end - start or not start:
        return
    if HEADING_OF_NOTICES.search(rows[start - 1].text):
        kinds[start - 1 : end] = [AT_EDGE] * (end - start + 1)
    elif (
        sum(OWN_SITE.search(row.text) is not None for row in rows[start:end]) >= FEWEST_ITEMS
        or (
            kinds[start - 1] in CHROME and end < len(rows) and kinds[end] in CHROME
        )  # 1、本文档共8页。⏎2、本文档付费后… among buttons
    ):
        kinds[start:end] = [AT_EDGE] * (end - start)


def listed(rows: Sequence[Line], kinds: list[str], first: int, last: int) -> None:
    """Outside the body, lines one below the other that open with one sign are a menu or links: their kind is set to chrome.

    Not where the body has such lines as well, or a line that ends in a colon announces them.
    """
    around = [i for i in (*range(first - 1), *range(last + 1, len(rows) - 1)) if rows[i].text[0] in BULLETS]
    for i in around:
        sign = rows[i].text[0]
        inside = any(row.text[0] == sign for row in rows[first : last + 1])
        if inside or kinds[i] != UNKNOWN or (i and rows[i - 1].text.endswith(("：", ":"))):
            continue
        if re.search(rf"\w\s*{re.escape(sign)}\s*\w", rows[i].text[1:]):
            kinds[i] = AT_EDGE  # ★ 春耕讲话 ★ 防汛讲话
        end = next((k for k in range(i, len(rows)) if rows[k].text[0] != sign), len(rows))
        if end - i > 1:
            kinds[i:end] = [AT_EDGE if k == UNKNOWN else k for k in kinds[i:end]]


def minutes(rows: Sequence[Line], kinds: list[str]) -> None:
    """时间：3月14日上午9:00⏎地点：三楼会议室, which below a row of metadata look like more of it: the kind of both is set to kept."""
    for i, sort in enumerate(kinds[:-1]):
        if sort in AT_MOST_NEAR and WHEN.match(rows[i].text) and WHERE.match(rows[i + 1].text):
            kinds[i] = kinds[i + 1] = KEPT


def roster(rows: Sequence[Line], kinds: list[str]) -> None:
    """李　文　　云溪市副市长⏎王小川　　水利局局长: the kind of who holds what, two or more close together, is set to kept."""
    held = [i for i, k in enumerate(kinds) if k in {UNKNOWN, KEPT} and POST.fullmatch(rows[i].text)]
    for i, k in pairwise(held):
        if k - i <= CLOSE_BY:
            kinds[i] = kinds[k] = KEPT


def contacts(rows: Sequence[Line], kinds: list[str], last: int) -> None:
    """联系电话：12345⏎电子邮箱：…: whom to ask, right behind the last sentence: the kind of all such lines is set to kept."""
    for i in range(last + 1, len(rows)):
        if kinds[i] in {AT_EDGE, NEAR} and SHARED_LABELS.match(rows[i].text) and ASKING.match(rows[i - 1].text):
            kinds[i] = KEPT
        elif kinds[i] != KEPT:
            break


def values(rows: Sequence[Line], kinds: list[str]) -> None:
    """来源：⏎云溪市水务局⏎浏览次数：⏎12: the kind of a value that stands between its label and more chrome is set to chrome.

    Only in front of the first running text and behind the last: a label without a value stands in front of an article as well.
    """
    first = kinds.index(PROSE) if PROSE in kinds else len(kinds)
    last = len(kinds) - 1
    while last > first and kinds[last] != PROSE:
        last -= 1
    for i in range(1, len(kinds)):
        if rows[i].text in NOTHING and ANNEXED.fullmatch(rows[i - 1].text):
            kinds[i - 1 : i + 1] = [SURELY, SURELY]
    for i in (*range(1, first - 1), *range(last + 2, len(kinds) - 1)):
        if kinds[i] in CHROME or len(rows[i - 1].text) > LONGEST_LABEL:
            continue
        if rows[i - 1].text == PRESENTING and len(rows[i].text) <= LONGEST_VALUE:
            kinds[i] = SURELY
        if kinds[i + 1] not in CHROME:
            continue
        text, over = rows[i].text, f"{rows[i - 1].text.rstrip('：:')}："
        named = LABEL.fullmatch(over) is not None and not SHARED_LABELS.match(over) and not over.startswith(BUTTONS)
        if named and len(text) <= LONGEST_VALUE and not is_closed(text) and not _is_own(text, kinds[i]):
            kinds[i] = SURELY  # so it counts for no second printing of a title


def cells(rows: Sequence[Line], kinds: list[str]) -> None:
    """文号⏎云政发〔2023〕1号⏎有效性⏎有效⏎关键词: in front of running text the kind of cells of a table of metadata is set to chrome.

    Else a number or an office in it were taken for the first words of a short article, and 关键词 for the end of it.
    """
    first = kinds.index(PROSE) if PROSE in kinds else len(kinds)
    labels = {i for i in range(first - 1) if LABEL_ALONE.fullmatch(rows[i].text)}
    for i in labels:
        if i + 2 in labels or i - 2 in labels:
            kinds[i] = AT_EDGE
            if not is_title_like(rows[i + 1].text):
                kinds[i + 1] = AT_EDGE
            if i + 2 < first and kinds[i + 2] == OPEN:
                kinds[i + 2] = AT_EDGE


def _is_own(text: str, sort: str) -> bool:
    """Say whether a line below a label that may be empty is rather a document's: its title, a salutation, a heading, a note."""
    if sort == KEPT:
        return not (is_office(text) or WRITTEN_DATE.fullmatch(text)) or SALUTATION.match(text) is not None
    return is_title_like(text)


def tabled(rows: Sequence[Line], kinds: list[str], title: int, first: int) -> None:
    """Between the title and the body, what stands between chrome is a row of it: 保管期限：永久. Its kind is set to chrome.

    A row of minutes (地点：市政府会议室) is the document's, and what no chrome follows takes more to be the site's.
    """
    ending = min(first, len(rows)) - 1
    while ending > title and kinds[ending] not in CHROME:
        ending -= 1
    for i in range(title + 1, min(ending + 2, first, len(rows))):
        if kinds[i] in CHROME:
            continue
        text, sort = rows[i].text, kinds[i]
        if sort == PROSE:
            return
        if not (i - 1 == title or kinds[i - 1] in CHROME):
            continue
        said = None
        if sort == UNKNOWN and text[0] in BULLETS and AUTHOR.fullmatch(text, 1):
            kinds[i] = AT_EDGE
        if not (COLONS.isdisjoint(text) or OWN_ROW.match(text) or text.endswith("。")):
            said = ROW.fullmatch(text)
        if (
            (sort == UNKNOWN and PRINTED.fullmatch(text))
            or (said and i < ending and (sort in {UNKNOWN, NEAR} or (sort == KEPT and _is_labelled(text, shared=True))))
            or (said and i > ending and sort in {UNKNOWN, NEAR} and _is_last_row(rows, kinds, i, said))
            or (sort == KEPT and (i > ending or kinds[i + 1] in CHROME) and _is_printed(text, parted=title + 1 < i < ending))
            or (sort == KEPT and i < ending and is_office(text) and _posts(rows, i))
        ):
            kinds[i] = AT_EDGE


def _posts(rows: Sequence[Line], i: int) -> bool:
    """Say whether an office is the account that wrote a post: 青岚县教育局⏎级别：侠客⏎发帖：12, 青岚县教育局⏎青岚县教育局 2023-03-14 10:20."""
    below = [row.text for row in rows[i + 1 : i + 1 + FEW_BELOW] if len(row.text) <= LONGEST_VALUE]
    return any(OF_ACCOUNT.search(text) or (text.startswith(rows[i].text) and PRINTED.search(text)) for text in below)


def _is_last_row(rows: Sequence[Line], kinds: Sequence[str], i: int, said: re.Match[str]) -> bool:
    """Say whether a row right above the body belongs to the metadata above it: 公开程序：部门编制，经办公室审核后公开."""
    if NUMBER.fullmatch(said["value"]) or (said["label"] in OWNERS and is_office(said["value"])):
        return True
    above = kinds[i - 1] in CHROME and _is_labelled(rows[i - 1].text)
    return above and (_is_labelled(rows[i].text) or said["label"].endswith(OF_TABLES))


def _is_labelled(text: str, *, shared: bool = False) -> bool:
    """Say whether a line opens with a label, in brackets or not; with one that no document uses, if it may not be shared."""
    text = BRACKETS.sub(r"\1：", text)
    return LABEL.match(text) is not None and (shared or not SHARED_LABELS.match(text)) and not is_closed(text)


def _is_printed(text: str, *, parted: bool) -> bool:
    """Say whether a line above chrome names who printed the page or when: 云溪县融媒体中心, 2018年04月12日.

    Right below the title, not `parted` from it, the office that reports and the day of a speech stand as well; officials write
    no 0 before a month (GB/T 9704).
    """
    if NOTE.match(text) or SALUTATION.match(text) or NUMBERED.match(text):
        return False
    if day := WRITTEN_DATE.search(text):
        before = text[: day.start()].strip("【】[] \u3000|")
        return parted or PADDED.search(text) is not None or (before != "" and is_account(before))  # 【云溪日报】 2018年10月12日
    return is_office(text) and (parted or is_account(text))


def outside(rows: Sequence[Line], kinds: list[str], found: Sequence[int], title: int | None, first: int, last: int) -> None:
    """Below the title and outside the body it takes less to show that a line is a site's: 该信息对您有帮助吗？ Its kind is set to chrome."""
    around = (*range(first if title is None else title + 1, first), *range(last + 1, len(rows)))
    for i in around if last >= first else ():
        text = rows[i].text
        if kinds[i] != UNKNOWN:
            continue
        if i > last and (_is_beside(rows, kinds, i) or ARROWED.match(text)):
            sites = True
        elif found[i] & CUED:
            closed = is_closed(text) or len(text) >= SHORTEST_CUT
            sites = (
                speaks_of_site(text, FEWEST_OUTSIDE) if closed else OWN_CUE.search(text) is not None and not is_title_like(text)
            )
        else:  # in front, —— 1 —— may number a part
            sites = (
                i > last
                and DRAWN.search(text) is not None
                and (LETTER.search(text) is None or FRAMED.fullmatch(text) is not None)
            )
        if sites:
            kinds[i] = AT_EDGE


def _is_beside(rows: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """Say whether chrome above or below shows a line behind the body to be more of it: 此信息对您有用吗？ 【政策图解】一季度经济运行良好."""
    text, below = rows[i].text, i + 1 < len(rows) and kinds[i + 1] in CHROME
    if text.endswith(("？", "?")):
        return (below or kinds[i - 1] in CHROME) and ASKED.fullmatch(text) is not None
    return below and not COLONS.isdisjoint(text) and _is_labelled(text)


def unheaded(rows: Sequence[Line], kinds: list[str], last: int) -> None:
    """…抓好落实。⏎制作单位⏎返回首页: the kind of a few words between the end of an article and the first chrome is set to chrome.

    A text may end in the name of a table, a page of an article in a heading.
    """
    end = start = next((i for i in range(last, len(rows)) if kinds[i] in CHROME), len(rows))
    words = 0
    while start - 1 > last and kinds[start - 1] == UNKNOWN:
        if not COUNTER.fullmatch(rows[start - 1].text):
            words += 1
            if words > MOST_WORDS or not _is_leftover(rows[start - 1].text):
                break
        start -= 1
    over = rows[start - 1].text
    if over.endswith(("：", ":")):  # what a colon announces is the document's own: 致电祝贺的有：⏎贝宁总统 亚伊
        return
    if sum(k in CHROME for k in kinds[end:]) > 1 and (is_closed(over) or WRITTEN_DATE.fullmatch(over) or NOTE.match(over)):
        kinds[start:end] = [AT_EDGE] * (end - start)


def _is_leftover(text: str) -> bool:
    return is_scrap(text) and NAME.fullmatch(text) is None and not text.endswith("表")


def is_scrap(text: str) -> bool:
    """Say whether a line is no more than a few words: nothing but such behind signature and day is no annex (GB/T 9704)."""
    return len(text) <= LONGEST_SCRAP and SCRAP.fullmatch(text) is not None and not is_title_like(text)


def table(rows: Sequence[Line], gone: list[bool], outside: range) -> None:
    """发文字号⏎云政发〔2023〕1号⏎主题分类 农业: a table of metadata read cell by cell goes if two labels stand in it."""
    found = {i: said for i in outside if (said := CELL.fullmatch(rows[i].text))}
    if len(found) < 2:
        return
    for i, said in found.items():
        gone[i] = True
        if (
            not said["value"]
            and i + 1 in outside
            and len(rows[i + 1].text) <= LONGEST_VALUE
            and not is_title_like(rows[i + 1].text)
        ):
            gone[i + 1] = True
