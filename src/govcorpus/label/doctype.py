"""The kind of text: speech, work_report, meeting_news, notice, plan, regulation, article or other."""

from __future__ import annotations

import re

KINDS = ("speech", "work_report", "meeting_news", "notice", "plan", "regulation", "article", "other")
# What stands behind a title's noun: （试行）, （2023年2月9日）, 范文, a copy number.
BEHIND = r"(?:[（(【\[][^（()）】\]]{0,40}[）)】\]])?(?:范文|模板|全文|稿|[一二三四五六七八九十\d]{1,2}篇|\d{1,3}){0,2}$"
WORK_REPORT = re.compile(
    rf"政府工作(?:的)?报告(?:——.*)?{BEHIND}|(?:常务委员会|常委会|人大|政协|法院|检察院|委员会|政府)工作(?:的)?报告{BEHIND}|代表大会.{{0,12}}上的?(?:工作)?报告{BEHIND}"
)
SPEECH = re.compile(
    rf"(?:讲话|发言|致辞|致词|演讲|主持词|党课|贺词|祝酒辞|献词|开幕词|闭幕词|表态|寄语|贺信|慰问信|述职报告|述廉报告)(?:材料|提纲|摘要|要点)?{BEHIND}|^(?:[\u4e00-\u9fff·]{{2,12}})?在[^，。]{{3,60}}上的?(?:工作)?(?:报告|汇报|总结){BEHIND}"
)
# 市委召开会议 …主持并讲话, 全县大会召开 贺云舟讲话, 听取…述职报告: the news of a speech
TOLD = re.compile(
    r"(?:并|主持|出席|发表|会上)[\u4e00-\u9fff]{0,6}(?:讲话|致辞|致词|演讲|发言)$|(?:召开|举行|开幕|闭幕)(?!之)[^，。]{0,16}(?:讲话|致辞|致词)$|听取[^，。]{0,24}报告$"
)
MEETING = re.compile(
    r"召开|举行|(?<!宴)会议?上(?:强调|指出|发表)|(?<![见望])(?:主持|出席|参加)[^，。]{0,30}(?:会|论坛)|会议(?:强调|指出|研究|审议|传达)|开会|闭幕|开幕|(?:会议|座谈会)(?:在|于).{1,12}(?:召开|举行)|(?:部署|听取|研究).{2,30}(?:工作|汇报)"
)
ECHO = re.compile(r"反响|共鸣|评论员|^\S*致[电信词]祝贺")  # of a meeting, from outside
NEWS = re.compile(r"会见|会谈|考察|调研|视察|看望|慰问|出访|访问|抵达|致电|通电话|强调|\[视频\]|【.{0,6}】|新华社|记者|本报讯")
NOTICE = re.compile(rf"(?:通知|通报|公告|通告|批复|复函|的函|答复|决定|决议|命令|令|意见|请示|公报|批示){BEHIND}")
# 2022年工作总结和2023年工作打算 is a summary
PLAN = re.compile(rf"^(?!.*总结[和及暨与、]).*(?:规划|计划|方案|纲要|要点|预案|安排|部署|打算|行动计划|措施){BEHIND}")
REGULATION = re.compile(rf"(?:条例|办法|规定|细则|规则|章程|准则|法|法典|宪法|制度|规程|解释|修正案){BEHIND}")
ARTICLE = re.compile(
    r"心得|体会|感悟|思考|调研报告|浅谈|浅析|^(?:试|略|再|也)?论|研究$|评论员|社论|观后感|读后感|随笔|综述|访谈|纪实|启示|述评|解读$"
)
OTHER = re.compile(
    rf"(?:报告|总结(?:[和及暨与、].{{2,24}}(?:打算|安排|计划|思路))?|汇报|名单|清单|纪要|简报|说明|议案|提案|建议|合同|协议|公约|条约|声明|宣言|倡议书){BEHIND}"
)
LETTER = re.compile(rf"(?:公开信|一封信){BEHIND}")  # it greets, and nobody speaks it
GREETED = re.compile(
    r"(?:(?:尊敬的|敬爱的|亲爱的)[^。；]{1,90}|(?:各位|同志们|女士们|先生们|主席团|朋友们|同学们|老师们|主席先生|主席女士)[^。]{0,40})[:：!！]"
)
# a title whose line break is lost: 在全县会议上的讲话（2020年2月3日）
GLUED = re.compile(r"[^。]{0,60}?在[^，。]{3,50}的(?:讲话|致辞|发言|演讲)[（(][12一二]")
# 今天，我们召开企业家座谈会: a speech whose title and salutation are lost
CONVENED = re.compile(r"今天[，,]?(?:我们|大家)[^，。]{0,12}(?:(?:召开|举行)[^，。]{0,40}(?:会议?|仪式|典礼)|集会)[，。]")
REPORTING = re.compile(
    r"^(?:各位代表[：，！!])?(?:现在|下面|根据.{2,14}决定)?[，,]?\s*我(?:现在)?(?:受.{2,14}委托[，,])?(?:代表|根据).{2,40}(?:报告|作).{0,6}工作"
)
ASSEMBLY = r"(?:会议|大会(?!堂)|论坛|峰会|(?:座谈|研讨|协商|推进|现场|动员)会)"
NEWS_OF_MEETING = re.compile(
    rf"(?:召开|举行)[^。]{{0,40}}会(?![谈见晤])|(?:主持|出席)[^。]{{0,30}}{ASSEMBLY}|{ASSEMBLY}[^，。]{{0,24}}(?:召开|举行|闭幕|开幕)|会议[^。]{{0,30}}闭幕|并(?:发表)?(?:重要)?讲话"
)
# How news without a title opens: 县教育大会6日召开。 县长6日主持召开座谈会，… 县政府召开座谈会。县长出席并讲话
HELD = re.compile(
    rf"(?:(?!致[电信]|祝贺)[^。]){{0,80}}?(?:{ASSEMBLY}(?:(?!将|正在)[^，。]){{0,24}}(?:召开|举行|开幕|闭幕)[，。]"
    rf"|(?:主持|\d[日号](?:[上下]午|晚)?(?:在[^，。]{{1,10}})?)(?:召开|举行)[^，。]{{0,30}}{ASSEMBLY}[，。]"
    r"|(?:召开|举行|出席)[^，。]{0,40}会.{0,40}并[^，。]{0,6}(?:讲话|致辞))"
)
MEETING_SAYS = re.compile(r"^(?:会议|座谈会|全会)(?:要求|指出|强调|认为|传达|听取|审议|研究)", re.MULTILINE)
DATELINE = re.compile(r"^.{0,12}(?:新华社|新华网|央视网|人民网|中新社|中国网络电视台|本报讯|本报|记者)")
# 特制定本方案: what a text calls itself at its opening
OWN_NAME = re.compile(r"制[定订]本(?:(?P<plan>方案|规划|计划|预案|纲要)|办法|规定|条例|细则|规则|制度|章程)")
SHAPES = (("regulation", REGULATION), ("plan", PLAN), ("notice", NOTICE), ("article", ARTICLE), ("other", OTHER))
OPENING = 600  # characters that tell the kind where the title does not
PROVISION = re.compile(r"第(?<![^\n].)[一二三四五六七八九十百]{1,5}条")  # at the beginning of a line


def doc_type(title: str, text: str) -> str | None:
    """政府工作报告 → work_report: read the kind off the title, then off the opening; None where neither tells."""
    lines = _opening(text)
    addressed = _is_addressed(lines)
    told = _told_by_title(title, text, lines, addressed=addressed) or _told_by_text(text, lines, addressed=addressed)
    return told or ("article" if NEWS.search(title) else None)


def _told_by_title(title: str, text: str, lines: list[str], *, addressed: bool) -> str | None:
    if lines and DATELINE.match(lines[0]) and not addressed:
        meeting = (
            MEETING.search(title) and not ECHO.search(title)
            if title
            else MEETING_SAYS.search(text[:4000]) or HELD.match(lines[0])
        )
        return "meeting_news" if meeting and _is_meeting(lines) else "article"
    if WORK_REPORT.search(title) or ("代表" in text[:OPENING] and any(REPORTING.match(line) for line in lines)):
        return "work_report"
    if SPEECH.search(title) and not TOLD.search(title):
        return "speech"
    news = MEETING.search(title) and not NOTICE.search(title)
    if news and ((not addressed and _is_meeting(lines)) or MEETING_SAYS.search(text[:4000])):
        return "meeting_news"
    official = (("regulation", REGULATION), ("notice", NOTICE), ("other", LETTER)) if addressed else SHAPES
    return next((kind for kind, shape in official if shape.search(title)), "speech" if addressed else None)


def _told_by_text(text: str, lines: list[str], *, addressed: bool) -> str | None:
    if text.count("条", 0, 4000) >= 3 and len(PROVISION.findall(text[:4000])) >= 3:
        return "regulation"
    if own := OWN_NAME.search(text, 0, OPENING):
        return "plan" if own["plan"] else "regulation"
    if lines and CONVENED.match(lines[0]):
        return "speech"
    return "meeting_news" if not addressed and _is_meeting(lines) and MEETING_SAYS.search(text[:4000]) else None


def _opening(text: str) -> list[str]:
    return [line.strip() for line in text[:OPENING].split("\n") if line.strip()][:6]


def _is_meeting(lines: list[str]) -> bool:
    return NEWS_OF_MEETING.search("\n".join(lines[:2])) is not None


def _is_addressed(lines: list[str]) -> bool:
    return any(GREETED.match(line) or (("（" in line or "(" in line) and GLUED.match(line)) for line in lines)
