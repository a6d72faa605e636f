"""People: who speaks, with the title held at the time, and on what occasion."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.label.printed import Line, Printed, Reading

# Surnames of 百家姓 and of the 2020 census list that are in use, the double ones first.
DOUBLE = "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|轩辕|宇文|长孙|闻人|钟离|端木|南宫|呼延|申屠|濮阳|淳于|单于|赫连|鲜于|东方"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏韦付傅方邹熊白孟秦邱侯江尹薛闫阎雷段龙黎史陶贺毛郝"
    "顾龚邵万覃武钱戴严欧莫孔向常汤康易乔赖文施洪辛牛樊葛邢安齐庞颜倪庄聂章鲁岳翟殷詹申耿关焦左柳甘祝包宁尚符舒阮纪梅童凌毕裴阳霍欧成路谷曲米管解柴华苗靳蒙时涂娄卞冉卓蓝季车冀刁商"
    "盛单卜游古丛仇代沙党简瞿强区应查喻郁项屠冷满滕宫景占战佟伍柯房苑楚肇边迟粟艾昝祁褚和巩温凤仝全闵敖晏池司相买巴官宗奚姬隋连晋桂原封莘荆郎卫岑阚栗骆习晁亓鞠屈储楼虞胥禹寇衣匡牟邬花奉巫"
)
ETHNIC = r"[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8}"
NAME = rf"(?:{ETHNIC}|(?:{DOUBLE})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})"
# 李　强: names of two characters are spread to the width of three where they stand alone.
SPREAD = rf"(?:{NAME}|[{SURNAMES}][ \t\u3000\xa0]{{1,4}}[\u4e00-\u9fff](?:[ \t\u3000\xa0]{{0,4}}[\u4e00-\u9fff])?)"
OFFICE = (
    r"(?:(?:代理?|副|常务副|执行|第一|原|时任)*(?:总书记|总理|省长|市长|县长|区长|州长|盟长|旗长|镇长|乡长|街道办主任|国家主席|主席|主任委员|主任|书记|委员长|局长|厅长|部长|司长|处长|署长|行署专员|专员|院长|"
    r"检察长|秘书长|行长|会长|理事长|总经理|董事长|校长|所长|台长|站长|大队长|支队长|组长|特首|行政长官|国务委员|常委|党组成员|司令员|政委|科长))"
)
POST = rf"(?:[\u4e00-\u9fff]{{0,16}}?{OFFICE})(?:[、，兼和][\u4e00-\u9fff]{{0,16}}?{OFFICE}){{0,4}}"
TALK = r"(?:讲话|发言|致辞|致词|演讲|主持词|报告|党课|表态|汇报|述职|祝酒辞|贺词|寄语)"
# 副市长在市政府第二次全体会议上的讲话
AT_EVENT = rf"在(?P<occasion>[^，。；]{{3,60}}?(?:会议?|大会|全会|座谈会|仪式|论坛|活动|典礼|班))上?(?:所作)?的?(?:重要|主持|总结|动员|表态|交流|书面|政府)?(?:工作)?{TALK}"
SPEECH_TITLE = re.compile(rf"^(?P<post>{POST})?[ \u3000]*(?P<name>{NAME})?(?:同志)?[ \u3000]*{AT_EVENT}")
# …总理在…上的讲话: the name before the office
NAMED_TITLE = re.compile(rf"^(?P<name>{NAME})(?P<office>{OFFICE}){AT_EVENT}")
PLAIN_TITLE = re.compile(rf"^在(?P<occasion>[^，。；]{{3,60}}?)上(?:所作)?的?(?:重要|主持|总结|动员|表态|交流|书面)?{TALK}")
# 全市宣传思想工作会议上的讲话: without 在 only what calls itself a meeting of all of a place
BARE_TITLE = re.compile(
    rf"^(?P<occasion>(?:(?:19|20)\d\d年(?:度)?)?全[国省市县区州旗镇乡系][^，。；]{{2,50}}?(?:会议|大会|全会|座谈会|典礼))上的(?:重要|主持|总结|动员|表态|交流|书面)?{TALK}"
)
IN_BRACKETS = re.compile(rf"[（(][^（）()]{{0,40}}?(?P<post>{POST})?[ \u3000]*(?P<name>{SPREAD})(?:同志)?[）)]\s*\d{{0,3}}$")
DATE = r"(?:[\d〇○零一二三四五六七八九]{4}[年./-][\d一二三四五六七八九十]{1,3}[月./-][\d一二三四五六七八九十]{1,3}日?)"
BYLINE = re.compile(
    rf"^[（(]?(?:{DATE}[ \u3000，]*)?(?:(?:报告|讲话|发言|演讲|述职|汇报|主讲|致辞)人[:： \u3000]*)?(?P<post>{POST})?[ \u3000]*(?P<name>{SPREAD})?(?:同志)?[ \u3000]*(?:{DATE})?[）)]?$"
)
AT = re.compile(
    rf"^[（(—－\- ]*(?:{DATE})?[ ，,]*在(?P<occasion>[^，。；]{{4,60}}?(?:会议|大会|全会|座谈会|会|论坛|仪式))上(?:的?[\u4e00-\u9fff]{{0,4}}{TALK})?[）)]?(?:[ \u3000]+(?P<post>{POST})?[ \u3000]*(?P<name>{SPREAD})?)?$"
)
SALUTATION = re.compile(r"^(?:尊敬的)?(?:各位|同志们|女士们|先生们|主席团|朋友们|同学们|老师们)")
MEETING = r"(?:会议|大会|全会|论坛|峰会|(?:座谈|协商|研讨|交流|专题|调度|推进|现场|动员|部署|表彰|总结|汇报|通报|报告|联席|工作|常务|务虚|例)会)"
CALLED = re.compile(
    rf"(?P<host>[\u4e00-\u9fff]{{0,20}}(?:[省市县区州旗]政府|人民政府|[省市县区州旗]委|委员会|常委会|办公[厅室]|局|厅|部|党组|政协|人大|主席团|会议))?(?:主持)?(?:召开|举行)了?"
    rf"(?P<occasion>(?!的)(?:“[^“”]{{1,30}}”)?[^，。；：、“”《》\s]{{2,40}}?{MEETING}(?:[和暨与及][^，。；：、\s]{{2,20}}?会议?)?)(?=[，。；：:,;（(\s]|$|传达|研究|部署|安排|学习|贯彻|总结|并|时?(?:强调|指出))"
)
# 在…会议上的讲话（2020年2月3日）…: a title whose line break is lost
GLUED = re.compile(
    rf"^[^。]{{0,60}}?在(?P<occasion>[^，。；]{{3,50}}?)(?:上|(?<=会议)研究[^，。；]{{2,30}}时)?的(?:重要)?{TALK}[（(]{DATE}"
    # the name that follows ends where a salutation or a year begins
    rf"(?:[^（()）。]{{0,12}}[）)][ \u3000]*(?P<post>{POST}|[\u4e00-\u9fff]{{2,12}}国主席)?[ \u3000]*(?P<name>{SPREAD})(?=[ \u3000]*(?:尊敬的|各位|同志们|女士们|先生们|主席先生|主席女士|朋友们|同学们|[12一二][\d〇○九]{{3}}年)))?"
)
# 今天，我们在这里隆重召开全市科技创新大会: the opening of a speech
HELD = re.compile(
    rf"(?:^|[。！])(?:同志们[：，])?今[天晚][，,]?(?:市委、市政府|县委、县政府|省委、省政府|[省市县区]政府|[省市县区]委|我们|大家)?(?:决定)?(?:在这里)?(?:隆重)?(?:召开|举行|举办)(?:一[个次场])?(?P<occasion>(?!的|这)[^，。；：、“”《》\s]{{3,40}}?{MEETING})(?=[，。])"
)
ATTENDED = re.compile(
    rf"(?:出席|参加)(?:在[^，。]{{1,10}}(?:召开|举行)的)?(?P<occasion>(?!并)(?:“[^“”]{{1,30}}”)?[^，。；：、“”《》\s]{{4,40}}?(?:{MEETING}|仪式))(?=并|$|[，\s]|开幕|闭幕|时?(?:强调|指出))"
)
# 全市经济工作会议召开; 全市经济工作会议1月5日至6日在云溪举行
WHEN = r"(?:(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日|近日|日前|昨[日天]|今[日天]|当[日天])?(?:[上下]午|晚上?)?[，,]?"
OPENED = re.compile(
    rf"(?:^|^\[视频\]|^[^，。：:]{{0,16}}消息[^，。：:]{{0,10}}[：:]){WHEN}(?!\[|在)(?P<occasion>[^，。；：\s]{{4,50}}?{MEETING})"
    r"(?:[\d月日至—－-]{2,12}(?:[上下]午)?)?(?:在[^，。\s]{1,8}?)?(?:隆重|胜利|今[日天])?(?:召开|举行|开幕|闭幕)(?!之际|以来|前|后)"
)
HAPPENS = re.compile("召开|举行|出席|参加|开幕|闭幕")  # one stands in whatever the three find
# 我代表县人民政府，向青岚县第五届人民代表大会第三次会议作政府工作报告
REPORTED_TO = re.compile(
    r"向(?P<occasion>[\u4e00-\u9fff]{0,12}第[一二三四五六七八九十]{1,3}届[\u4e00-\u9fff]{2,12}第[一二三四五六七八九十]{1,3}次(?:全体)?会议)[，,]?(?:作|报告|提出)"
)
# a meeting without a name: 会议, 第二次全体会议
BARE = re.compile(
    r"^(?:本[届次])?(?:第[一二三四五六七八九十百\d]{1,4}次)?(?:全体|专题|预备|紧急|闭门|公开|视频|联组|分组|部长级|国际|领导小组)?(?:会议|大会|[\u4e00-\u9fff]{2}会)$"
)
# 县长出席…会议, …召开之际举行的一次会议: a clause, not the name of a meeting
CLAUSE = re.compile(
    r"出席|致[电信]|祝贺|主持|访问|会[见谈]|评价|^之|^成立|^为期|^由|^[两三四五六七八九十\d]+[个场]|^[\u4e00-\u9fff]{2,4}在第|^[\u4e00-\u9fff]{2,8}(?:主席|书记|总理|省长|市长|县长|区长)在|——|或"
)
AHEAD = re.compile(r"(?:决定|定于|首次|[将拟])[^，。]*$")  # 会议决定下月召开全县教育大会; 这是首次举行教育大会
SPOKE = re.compile(
    r"(?:并|发表了?|作了?|做了?)(?!的|一系列)(?:题为《[^》]{2,40}》的)?[\u4e00-\u9fff]{0,12}?(?:讲话|致辞|致词|演讲|发言)(?!精神|以来)"
)
QUOTED = re.compile(r"(?:强调|指出|表示|认为|说)[，,：:]")  # 会议指出，省长在大会上发表讲话: the meeting tells of another one
# The subject of a clause and its first verb: 3月2日，市委副书记、代市长…主持召开 / …委员长29日上午主持
SUBJECT = re.compile(
    rf"(?:^|[，。；：:,;、\s”)）])(?:{DATE}|\d{{1,2}}月\d{{1,2}}日(?:上午|下午|晚)?)?[，, ]?(?P<post>{POST})?(?P<name>{NAME})(?P<office>{OFFICE})?(?:同志)?"
    r"(?:(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|晚上?)?|今天|日前|近日)?(?=主持|出席|到会|参加|在|作|发表|致|率|带队|深入|前往|赴|到|讲话)"
)
INTRODUCED = re.compile(rf"(?:^|[，。、：:)）])(?P<post>{POST})(?P<name>{NAME})(?=[，、。出主在\d])")
# Words that stand before a post in running text and are no part of it.
LEADING = re.compile(
    r"^(?:会上|会后|会前|会议由|随后|日前|近日|当日|昨日|今天|今日|上午|下午|期间|最后|首先|由|受|在|是|经|与|请)+"
)
# 云溪市人民政府市长 → 市长: the place goes to `region`, the post says the rest.
PLACE = re.compile(
    r"[\u4e00-\u9fff]{0,12}?[省市县区州旗盟](?:人民政府|政府)?(?=(?:代理?|副|常务副|原)*(?:省长|市长|县长|区长|州长|旗长|盟长|主席))"
)
# What begins like a name and is none: 党员, 毕业生, 全市, 方案; a name that stands without an office may not end like a body either.
NOT_NAMES = {
    "主持",
    "同志",
    "高度",
    "常务",
    "方面",
    "方案",
    "安全",
    "成员",
    "相关",
    "向全",
    "何种",
    "党员",
    "毕业生",
    "连长",
    "单位",
    "司机",
    "广大",
    "常委",
    "高校",
    "时任",
    "边防",
    "党组",
    "金融",
    "卫生",
    "水利",
    "万众",
    "和平",
    "文化",
    "时代",
    "应届",
    "应急",
    "农业",
}
OPENING = 2  # paragraphs that say which meeting it was
BODY = tuple("员者部委会局市县省区办室组队校院厅体")


def people(view: Printed, title: Reading | None, doc_type: str | None) -> Iterator[Reading]:
    """Yield speaker, speaker_title and occasion, read from the title, from the lines under it, or from the news of a meeting."""
    if title:
        yield from _title(title)
    if doc_type in {"speech", "work_report"}:
        yield from _bylines(view)
    elif doc_type == "meeting_news":
        yield from _meeting(view, title)


def _parts(match: re.Match[str], line: Line, rank: int, note: str = "", shift: int = 0) -> Iterator[Reading]:
    """Yield what the groups of a match say: post and office are the title, name the speaker."""
    groups = match.groupdict()
    for group, name in (("post", "speaker_title"), ("office", "speaker_title"), ("name", "speaker"), ("occasion", "occasion")):
        value = groups.get(group)
        if not value or (group == "name" and not _is_name(value, alone=not groups.get("post") and not groups.get("office"))):
            continue
        start, end = match.span(group)
        if group == "post" and (lead := LEADING.match(value)):
            start += lead.end()
        if group == "post" and (place := PLACE.match(match.string, start, end)):
            start = place.end()
        if text := re.sub(r"\s", "", match.string[start:end]):
            yield Reading(name, text, line, start + shift, end + shift, rank, note)


def _is_name(value: str, *, alone: bool) -> bool:
    name = re.sub(r"\s", "", value)
    return name not in NOT_NAMES and not name.startswith(("全", "各")) and not (alone and name.endswith(BODY))


def _of_title(title: str) -> re.Match[str] | None:
    return SPEECH_TITLE.match(title) or PLAIN_TITLE.match(title) or BARE_TITLE.match(title)


def _title(title: Reading) -> Iterator[Reading]:
    at = title.start
    named = NAMED_TITLE.match(title.value)
    if named and not _is_name(named["name"], alone=True):
        named = None
    if match := named or _of_title(title.value):
        yield from _parts(match, title.line, 1, shift=at)
    if match := IN_BRACKETS.search(title.line.text, title.start):
        yield from _parts(match, title.line, 2)


def _bylines(view: Printed) -> Iterator[Reading]:
    """The lines between title and salutation: ——2024年3月5日在…会议上, 国务院总理　李　强."""
    near = [line for line in (*view.title, *view.head) if len(line.text) <= 80][:10]
    end = next((i for i, line in enumerate(near) if SALUTATION.match(line.text)), None)
    post = False
    for i, line in enumerate(near[: end if end is not None else 5]):
        if match := AT.match(line.text):
            yield from _parts(match, line, 1)
        elif (match := BYLINE.match(line.text)) and (match["post"] or match["name"]):
            # A name that stands alone is one where an office stands over it or the salutation follows at once.
            if match["post"] or post or (end is not None and end - i <= 2) or re.search(r"人[:：]|\d", line.text):
                yield from _parts(match, line, 2)
            post = bool(match["post"]) and not match["name"]
        else:
            post = False
    for line in view.head[:1]:
        if match := GLUED.match(line.text):
            yield from _parts(match, line, 5)
    for line in view.head[:3]:
        for words in (HELD, REPORTED_TO):
            if (match := words.search(line.text)) and not BARE.match(match["occasion"]):
                yield from _parts(match, line, 6)


def _meeting(view: Printed, title: Reading | None) -> Iterator[Reading]:
    """News of a meeting: the speaker is who spoke there (并讲话), not who merely took the chair.

    A name without an office counts only where the title of the news has it.
    """
    if title and (match := _named(title.value)):
        yield from _meeting_name(match, title.line, 2, title.start)
    for line in view.head[:OPENING]:  # further down the news tells of other meetings
        if match := _named(line.text):
            yield from _meeting_name(match, line, 3, 0)
    for line in view.head[:6]:
        for spoke in SPOKE.finditer(line.text):
            start = max(line.text.rfind("。", 0, spoke.start()), 0)
            for subject in list(SUBJECT.finditer(line.text, start, spoke.start() + 1))[-1:]:
                if QUOTED.search(line.text, start, subject.start("name")):
                    continue
                known = subject["post"] or subject["office"]
                if known or (title and subject["name"] in title.value):
                    yield from _parts(subject, line, 4, "spoke at the meeting")
                if not known:
                    yield from _introduced(subject["name"], view)


def _introduced(name: str, view: Printed) -> Iterator[Reading]:
    """县长沈若谷出席会议。⏎沈若谷在会上讲话。: who spoke was named with the post before."""
    for line in view.head[:OPENING]:
        if match := next((match for match in INTRODUCED.finditer(line.text) if match["name"] == name), None):
            yield from _parts(match, line, 5, "spoke at the meeting")
            return


def _named(text: str) -> re.Match[str] | None:
    """The first meeting that a text names: 五届人大三次会议举行预备会议 → 五届人大三次会议."""
    for words in (CALLED, ATTENDED, OPENED) if HAPPENS.search(text) else ():
        match = words.search(text)
        if match and not CLAUSE.search(match["occasion"]) and not AHEAD.search(text, 0, match.start()):
            host = match.groupdict().get("host") or ""
            if not BARE.match(match["occasion"]) or (host and not host.endswith("会议")):
                return match
    return None


def _meeting_name(match: re.Match[str], line: Line, rank: int, shift: int) -> Iterator[Reading]:
    """市政府召开第二次全体会议 → 市政府第二次全体会议: a meeting that is named by its host is told with it."""
    host = match.groupdict().get("host")
    # 市政府召开全市…会议; 6日在县教育局召开教师座谈会
    if not host or "在" in host or host.endswith("会议") or match["occasion"].startswith("全"):
        yield from _parts(match, line, rank, shift=shift)
        return
    name = LEADING.sub("", host) + match["occasion"]
    yield Reading(
        "occasion",
        name,
        line,
        match.start("host") + len(host) - len(LEADING.sub("", host)) + shift,
        match.end("occasion") + shift,
        rank,
        "named with its host",
    )
