"""What a line of a page is by its words and shape alone, wherever it stands."""

from __future__ import annotations

import re
from functools import lru_cache

from govcorpus.model.lines import NUMBERED, SURNAME, WRITTEN_DATE, is_closed, is_kept, is_prose, is_title_like
from govcorpus.model.part_headings import NAMED, part_heading
from govcorpus.strip import signs as sign
from govcorpus.strip.sentences import CUE, EDGE, OPENER, OWN_CUE, SURE, TWICE
from govcorpus.strip.tokens import counted
from govcorpus.strip.words import LABEL, SHARED_LABELS

# OPEN also says that what follows is not the article; NEAR is chrome only beside chrome.
SURELY, AT_EDGE, NEAR, OPEN, KEPT, PROSE, UNKNOWN = "surely", "at edge", "near", "open", "kept", "prose", "unknown"
CHROME = {SURELY, AT_EDGE, OPEN}

# A sentence without one of these, or two blanks, between its words is no row of furniture.
SEPARATOR = re.compile(r"[:：|｜丨>»›【\[\]/\\]")
# 【索引号】：云政〔2023〕1号, 【发文字号】云政〔2023〕1号: a label in brackets is a label.
BRACKETED = re.compile(r"[【\[［](?P<label>[^】\]］]{2,14})[】\]］](?P<colon>\s*[:：])?")
LONGEST_LABEL = 8
# 主持人：各位网友大家好。 林致远：网友问得好。
SAID = re.compile(
    rf"(?:主持人|记\s*者|嘉\s*宾|[\[【]?网友\s?.{{0,12}}[\]】]|[问答]|{SURNAME}[\u4e00-\u9fff]{{1,2}})\s*[:：].*[。！？!?”]$"
)
# 打　印, 订 阅, set wide; a name has a blank inside too, and is no word of a site without it.
LETTERSPACED = re.compile(r"[\u4e00-\u9fff](?:[ \u3000]+[\u4e00-\u9fff]){1,7}")
FIGURE = re.compile(r"\d+\.\d+[%％]?|\d+[%％]")  # a whole number alone may number a page
# (2023年3月14日 10:20) is when the site printed it; the day of a speech has no clock.
CLOCKED = re.compile(r"[（(](?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?[）)]")
CODE = ("var ", "function", "document.", "window.", "$(")  # a statement of a script ends like a sentence
STATEMENT = re.compile(r"[{}]$|\)\s*;$|^[a-z-]+\s*:[^:]+;$")  # of a script or a style sheet
JAMMED = re.compile(
    r"(?=.*[^\w\s].*[^\w\s].*[^\w\s])(?:\S{1,2}\s+){4,}\S{1,2}"
)  # $ E! O9 n  B( M7 U$ C, O, which Discuz! strews in
# Of all signs of furniture running text shows none, or blanks: 第一条　为了….
NO_FURNITURE = (0, sign.SPACED)
# 。, 》、《: what a narrow page or a link broke out of a sentence
BROKEN_OFF = re.compile(
    r"[。，、；：！？（）《》〈〉「」『』“”‘’和与及或]*[。，；！？》〉」』”’《〈「『“‘][。，、；：！？（）《》〈〉「」『』“”‘’和与及或]*"
)
WORDED = re.compile(r"\w")
BOX = re.compile(r"[┌┐└┘┏┓┗┛╔╗╚╝─━═]{3,}")
LONGEST_FURNITURE = 160  # no row of links or buttons that was seen is longer; running text is judged by its sentences
LONGEST_SENTENCE = 600  # the longest disclaimer that was seen has 420 characters
LONGEST_EDGE = 80  # a longer sentence that names a site or an editor is the article's
LONGEST_OPENER = 120  # 【title】相关文章：
LONGEST_CUED = 400  # a longer paragraph is an article's, whatever it speaks of
# Of 24 disclaimers and baits of our composed pages 22 have so many different words of a site, so dense; of 21,607 paragraphs of
# official texts 11, nearly all about government websites, and those stand between other paragraphs.
FEWEST_CUES, LEAST_SHARE = 3, 0.16
# What a call for entries speaks of as well: 投稿者对作品的原创性负责，作品版权归征集单位所有。
ENTRANTS = frozenset({"版权", "投稿", "原创", "作者"})
# What rules for websites speak of as well: 责任编辑对首发稿件负责，转载应当注明来源，不得设置“点击关注”等内容。
REGULATED = ENTRANTS | {"上传", "下载", "转载", "客服", "免费", "付费", "声明", "喜欢", "浏览器"}
REGULATION = re.compile(r"应当|不得|必须|制度|落实|单位|部门|机关|加强|规范|依法|各级")
FEWEST_RULES = 2
OWN_LABEL = re.compile(rf"资料来源[:：]|{SHARED_LABELS.pattern}")  # 咨询电话：12345。 as a sentence is a document's
TITLE_LABEL = re.compile(r"标\s*题\s*[:：]")
FEWEST_SAID = 2  # of a sentence that is one of a site's by its form as well


def kind(text: str, signs: int = sign.EVERY) -> str:
    """Say what a line is: `微信扫码分享` surely chrome, `回复` chrome at an edge, `猜你喜欢` an opener, `各位代表：` kept, …

    `signs` are those of the line, as `signs.signs` finds them: what the line has no sign of is not looked for.
    """
    if text.isascii() and (STATEMENT.search(text) or JAMMED.fullmatch(text)):
        return SURELY
    telling = signs & sign.TELLING
    if telling in NO_FURNITURE and is_prose(text) and not (telling and (len(text.split()) > 2 or TWICE.match(text))):
        return PROSE
    if BROKEN_OFF.fullmatch(text):
        return KEPT
    if BOX.fullmatch(text):
        return AT_EDGE
    return _known(text, signs) if len(text) <= LONGEST_FURNITURE else _judged(text, signs)


@lru_cache(maxsize=1 << 14)  # furniture is the same on page after page of a site, headings are on many
def _known(text: str, signs: int) -> str:
    return _judged(text, signs)


def _judged(text: str, signs: int) -> str:
    if text[0] in "【[［" and len(text) <= LONGEST_FURNITURE and not SAID.match(text):
        text, signs = _unbracketed(text, signs)
    elif signs & sign.SPACED and LETTERSPACED.fullmatch(text) and not is_kept(text):
        text, signs = "".join(text.split()), sign.EVERY
    if len(text) < LONGEST_SENTENCE:
        if signs & sign.SPACED and TWICE.match(text):
            return SURELY
        if signs & sign.SENTENCE and SURE.match(text) and (sure := _how_sure(text)) != UNKNOWN:
            return sure
    if signs & sign.OPENING and is_opener(text):
        return OPEN
    own = PROSE if len(text) > LONGEST_FURNITURE else _of_words(text, signs)
    # 精选范文1 heads a part; not so 2020-11-23 10:22 出处：… 评论(18), 法规名称：…讲话(2) and 文章 12, which counts what an account wrote
    part = part_heading(text) if signs & sign.PART and not LABEL.match(text) else None
    if part and (own != SURELY or (part.form < NAMED and " " not in text)):
        return KEPT
    if signs & sign.CUED and len(text) <= LONGEST_CUED and speaks_of_site(text) and not _is_said(text):
        return SURELY if own == SURELY else AT_EDGE  # 开通会员，免费下载
    return own if own != KEPT or text.strip("—") else NEAR  # ————, which sites draw too


def _is_said(text: str) -> bool:
    """Say whether a line is what somebody said, or an item of a document: it is no site's, whatever it speaks of."""
    return text[0] == "“" or NUMBERED.match(text) is not None or SAID.match(text) is not None


def _unbracketed(text: str, signs: int) -> tuple[str, int]:
    """【发文字号】云政〔2023〕1号 → 发文字号：云政〔2023〕1号, with the signs it has then."""
    found = BRACKETED.match(text)
    label = "".join(found["label"].split()) if found else ""  # 【 主 题 词 】
    if found and len(label) <= LONGEST_LABEL and (found["colon"] or LABEL.match(f"{label}：")):
        rest = BRACKETED.sub(
            lambda other: f" {other['label']}：" if LABEL.match(f"{other['label']}：") else other[0], text[found.end() :]
        )
        return f"{label}：{rest.lstrip()}", sign.EVERY
    return text, signs


def _how_sure(text: str) -> str:
    """Say what a line is that reads like a site's: a whole sentence may be a document's, and then speaks of no site.

    我就讲到这里，谢谢大家。 如侵害群众利益，必须严肃查处。 （三）网站标识码和备案号。
    """
    if not is_closed(text) or text.startswith(CODE) or (LABEL.match(text) and not SHARED_LABELS.match(text)):
        return SURELY
    own = set(OWN_CUE.findall(text))
    if not own:
        return AT_EDGE if is_cued(text, FEWEST_CUES) and not NUMBERED.match(text) else UNKNOWN
    if _is_rule(text, own):
        return UNKNOWN
    return SURELY if is_cued(text, FEWEST_SAID) else AT_EDGE


def _of_words(text: str, signs: int) -> str:
    """Judge a line that is no sentence of a site: by its words, and by its shape where they tell nothing."""
    own, paired = PROSE, True
    if is_prose(text):
        if signs & sign.LABELLED and TITLE_LABEL.match(text) and not is_closed(text):
            return NEAR  # 标题：, with a title of two lines
        paired = bool((signs & sign.PAIRED and SEPARATOR.search(text)) or (signs & sign.SPACED and len(text.split()) > 2))
        if not paired and not signs & sign.EDGED:
            return PROSE
        loose = len(text) < LONGEST_EDGE and not is_kept(text)
    else:
        own = KEPT if is_kept(text) else UNKNOWN
        if own == KEPT and CLOCKED.fullmatch(text):
            return AT_EDGE
        loose = own == UNKNOWN
    by_words = UNKNOWN
    if paired and (
        loose or signs & (sign.LABELLED | sign.STRONG)
    ):  # without such a word the others count only for a loose line
        by_words = _furniture(text, signs, loose=loose)
    if by_words in {AT_EDGE, NEAR} and text.endswith("。") and OWN_LABEL.match(text):
        by_words = UNKNOWN
    if by_words == SURELY or (by_words == AT_EDGE and LABEL.match(text) and not SHARED_LABELS.match(text)):
        return by_words
    if loose:
        edged = signs & sign.EDGED and EDGE.match(text) and not SAID.match(text)
        if edged and is_closed(text):
            cues = set(OWN_CUE.findall(text))
            edged = (cues or own != PROSE) and not (cues and _is_rule(text, cues))
        return by_words if by_words != UNKNOWN else AT_EDGE if edged else own
    return own


def is_opener(text: str) -> bool:
    """Say whether a line is the heading of a list of links or comments: 猜你喜欢, 【…讲话】相关文章：, 网友评论(3)."""
    return len(text) <= LONGEST_OPENER and OPENER.match(text) is not None


def speaks_of_site(text: str, fewest: int = FEWEST_CUES) -> bool:
    """Say whether a sentence speaks of the site, its users and its files: 将本文下载到电脑，方便收藏和打印."""
    cues = CUE.findall(text)
    if len(set(cues)) < fewest or sum(map(len, cues)) < LEAST_SHARE * len(text):  # as nearly always
        return False
    own = set(OWN_CUE.findall(text))
    return not (own <= ENTRANTS or _is_rule(text, own))


def _is_rule(text: str, own: set[str]) -> bool:
    """Say whether a sentence that speaks of sites in the words `own` lays down what they have to do."""
    return own <= REGULATED and len(set(REGULATION.findall(text))) >= FEWEST_RULES


def is_cued(text: str, fewest: int = 1) -> bool:
    """Say whether a sentence holds a word of a site, its users and its files, or several different ones."""
    return CUE.search(text) is not None if fewest == 1 else len(set(CUE.findall(text))) >= fewest


def _furniture(text: str, signs: int, *, loose: bool) -> str:
    """Judge a line by how much of it is made of the words, labels and values of page furniture.

    Of a line that is not loose only what is surely chrome, or has a label, is found.
    """
    closed = is_closed(text)
    # without a label, a line that closes is furniture only from end to end, and so is a title without a strong word
    whole = not signs & sign.LABELLED and (not loose or closed or (not signs & sign.STRONG and is_title_like(text)))
    # more than half of it in no word decides nothing below, nor more than a third if it closes or is not loose, a quarter if both
    label, shared, strong, weak, rest = counted(text, 0 if whole else len(text) // (2 + closed + (not loose)))
    if (strong and rest == 0) or (label >= 2 and rest <= len(text) // 4):
        return SURELY
    if FIGURE.fullmatch(text):
        return NEAR  # ⏎23.4⏎, which a page broke out of a sentence
    sentence = text.endswith("。") and weak > 0 and not strong  # ”的政策。, the end of one that a link broke
    if rest == 0 and (label or shared >= 2 or not (shared or sentence or WRITTEN_DATE.fullmatch(text))):
        return AT_EDGE
    if (strong or label) and rest <= len(text) // 3 and not closed:
        return AT_EDGE
    near = (shared and rest <= len(text) // 3 and (rest == 0 or LABEL.match(text))) or (
        weak + strong >= 3 and rest <= len(text) // (2 + (not strong and "，" in text)) and not closed  # 人不犯我，我不犯人
    )
    return NEAR if near and (LABEL.match(text) or not is_title_like(text)) else UNKNOWN


def is_furniture(text: str) -> bool:
    """Say whether a line at an edge of an article is a site's, as at an edge of a page: ------, 👉 点击使用AI写作; …… and （新华社北京电） are not."""
    if len(text) > LONGEST_FURNITURE or not text.strip("…"):
        return False
    if not WORDED.search(text):
        return True
    sort = kind(text)
    return sort in {SURELY, OPEN} or (sort == AT_EDGE and (text[0] not in "（(" or is_cued(text)))
