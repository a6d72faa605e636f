r"""Signs without which a line is no furniture: one look at a page tells which lines need judging by the costly expressions.

Of the lines of official texts one in sixteen has a sign of SURE, and nearly none of those turns out to be furniture. Each list
below names, for every alternative of an expression, words or pairs of characters that whatever it matches must hold; that they
are necessary is proved in tests. Where there was a choice, what official texts use least was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from govcorpus.strip.pairs import finder, pairs
from govcorpus.strip.sentences import OWN_CUE
from govcorpus.strip.tokens import labels, strong

# Bits of what `signs` returns, and those without one of which a line of running text is just that.
SENTENCE, SPACED, CUED, LABELLED, STRONG, EDGED, PAIRED, PART, LEADING, OPENING = (1 << bit for bit in range(10))
EVERY = (1 << 10) - 1
TELLING = SENTENCE | SPACED | CUED | EDGED | PAIRED | PART | OPENING

# Of sentences.SURE, alternative by alternative.
SENTENCES = (
    r"导[语读]|简介|摘要|加[客老小本站我微QVvWw]|找到|记得|小编|部内|整理|集[了的]|分享|推荐|精选|到[这此]|细内|供[大您你各]|仅供|[>»›→＞]|首页|主页|坛[\s/／|》]|篇首|下载|金币|积分|\.[dpwxzrojgbsmJPG]"
    r"|网友|官方|证账|方[账帐百头企网搜]|访客|问者|料[？?]|编者|沙发|文完|文结|出处|[\d\s位]次|Pr|索热|热[门搜词]|续关|索词|在搜|章来|信号|能介|众号|[账帐]号|》[由为]|省略|【|[荐享送]给|☰|No|Ne|NE|PR|本词|[责权侵容载站创私][声申提说条]"
    r"|未完|[明示醒意][\s:：]|本[站网论平公号篇文资范]|尽在|览器|欢迎|[I能]生|文库|注明|转载|来源|[文章档料容材图][来摘转由均为仅不版著地链网]|侵权|版权|觉得|感觉|喜欢|想[了要]|欲知|订阅|收藏|登[录陆]"
    r"|扫[码描]|二维|置顶|星标|[您你][对好需也还尚可的使已目当没必正无是]|才能|即可|后[可才方]|可[查阅下]|付[费款]|回复|该【|共[【\d\s]|线阅|试读|预览|阅读|浏览|还剩|剩余|未读|[余下]内"
    r"|[明性][上发评跟]|请[遵文自勿理]|[仅只不纯][代供属]|标题|原题|链接|网址|UR|ur|键[词字]|标签|T[aA]|ta|Ke|CP|安备|案号|C[oO]|co|©|Al"
    r"|识码|Po|qu|留所|持[:：]|点击|人气|转发|本帖|表于|只看|倒序|制链|整版|梯直|部楼|用道|册时|后登|引用|[子题道][:：\n】\]］）)]|w[w.]|W[W.]|ht|SU|va|fu|do|wi|\$\(|<|小程|轻点|\]\(|E[Nn]|END|完[—\-─·*=~\s】\]］）)\n]"
    # what a line begins with, perhaps behind signs
    r"|[\n\s【\[［（(*※★▲▼●■◆▍▎▌▶✦>→←—\-][以发评言留跟用如若假倘上下前后更查获欢敬请别长扫微点搜]|解更|址[\s:：]|问[次量数\s:：]|[览读击问响][了\s\d]|前位|置[\s:：是为]"
)
# Of sentences.EDGE.
EDGES = (
    r"版[:：\s\n]|[/／][文图摄\s]|[bB][yY]|小编|本[站网]|网友|众号|二维|扫[码一]|长按|范文|文秘|文库|转载|在看|责[\s编]|编[辑\s审]|[\n\s（(【\[报台刊][审记]|校对|通讯|作者|文字|来源|转自|稿源|摄影|供稿|[文图制划审频播计稿材片理辑编校核签摄影像者员字式导音对源发][\s:：丨|︱/／｜]"
    r"|写作|写材|点个|觉得|看完|读完|感觉|润色|降重|[续改]写|生成|后台|键[词字]|私信|群领|点我|注[我本]|原载|新华|页[\s:：]|[（(]据|[\-/.]\d|\s\d|谢[楼分提]|\d#|鉴了|顶|路过|楼主|习了|藏了|好[文材]|[天时钟周月]前|\s[昨前今刚离在]|星期|[机屏脑动图]版|开[目指年专平]|[人次][阅浏点看收评下参回已赞]|[网报布号台坛区库科道端线窗家界媒中心信博音手序码站]\n|[】\]］][\s【\[［]|[】\]］]\n|[#＃@>»›→＞]|[☎☏☞☛♥♡❤✉⬇⬆]"
)
# Of sentences.OPENER, how its words end.
OPENINGS = (
    r"猜你|你可|T[OA]|Ta|词条|[论帖言复评句区表][（(]"
    r"|[谈章闻读荐档文讯料容息接签题顾选行榜名点门搜索词子件道论言帖复载频图集材板欢看答目策态新布告注活话结击籍书品识览了过些下评句区表云伴体站航组换批还喜期彩解懂分]"
    r"[:：>»＞…】\]）)*▼▽↓|｜—\-更\n]|\s[:：>»＞…】\]（()）*▼▽↓|｜—\-更\n]"
)
# Of model.part_headings.HEADINGS: where the word and the number meet.
PARTS = r"[篇文例本板言稿话讲件料][\s（(之\d一二三四五六七八九十]|篇章|文章|[\s\d一二三四五六七八九十]篇|[）)】\]][\n\s*#★☆▼▲●■◆◇※▍◎○□▶►→✦❖=~—–\-_·•]"
# Of kinds.SEPARATOR.
PAIRING = r"[:：\|｜丨>»›【\[\]/\\]"
# Of extent.LEAD_IN.
LEADS = r"小编|整理|[收搜]集|分享|带来|推荐|帮助|欢迎|参考|借鉴|仅供|参阅|本文|范文|文章|下面|导[读语]|以下|写过|怎么|如何"


def signs(texts: Sequence[str]) -> list[int]:
    """Say of each line what it can be: bits of SENTENCE, SPACED (holds a blank), CUED, LABELLED, STRONG, EDGED, PAIRED, …"""
    return _finder()(texts)


@cache
def _finder() -> Callable[[Sequence[str]], list[int]]:
    written = (SENTENCES, r"\s", OWN_CUE.pattern, EDGES, PAIRING, PARTS, LEADS, OPENINGS)
    sentences, blanks, cues, *others = map(pairs, written)
    return finder([sentences, blanks, cues, labels(), strong(), *others])
