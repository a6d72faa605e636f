"""What is no document of government, and how good a document is: the reason for leaving it out, quality, kind of source.

Reasons are few and need strong evidence; what is only poor keeps its place and says so in `quality`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from govcorpus.document import Document, Page, Source
from govcorpus.edits import first_strip
from govcorpus.model.lines import is_closed, is_prose, is_title_like, lines
from govcorpus.model.scan import tally
from govcorpus.model.unreadable import unreadable

REASONS = {
    "empty": "nothing is left when the chrome is gone",
    "stub": "an error page, or too few words for a sentence",
    "unreadable": "most characters are lost for good",
    "foreign_language": "not Chinese, by script or by langdetect",
    "novel": "a chapter of an officialdom novel: dialogue and third person, no document",
    "gambling": "advertisements of betting sites put into a page",
    "adult": "advertisements of pornography put into a page",
    "list_page": "titles of other pages without a text",
}

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
NO_LETTER = re.compile(r"[\W\d_]+")
LETTER = re.compile(r"[^\W\d_]+")
SURROGATE = re.compile("[\ud800-\udfff]+")
LOST_LETTER = re.compile("[锟拷烫屯闂濠婵鍊閸缂]")
LOST_SIGN = re.compile("[\ufffd\ue000-\uf8ff]")
QUESTION = re.compile("[?？]")
ENOUGH = 20_000  # letters that tell the language of a text
LOST = re.compile(r"\ufffd+|(?:锟斤拷|锟斤|斤拷|烫烫烫|屯屯屯)+|(?:闂|濠|婵|鍊|閸|缂傚倸){3,}|[?？]{4,}|[\ue000-\uf8ff]{3,}")

# Narration of a novel. Speeches quote and work reports tell, but neither nods, smiles coldly or thinks to itself.
NARRATION = re.compile(
    r"[说笑问答骂喝叹怒吼喊叫嚷哼嘀咕](?:了一声|着)?道[：:，,]|低声[说道]|心[里中]?(?:暗|想|道|说|一[沉动紧惊])|暗[道想忖]|点了?点头|摇了?摇头|皱了?皱?眉|苦笑|冷笑|微微一[笑愣怔]|愣了|沉默了|叹了口气|站起身|端起茶杯|掐灭|点了[支根]烟|瞪了|白了他|压低了?声音|推开[房屋]?门|渗出|盯着|[一微]愣|炸开了锅|半晌|明白过来|揉了揉|转过?身|喝了一口|弹了弹|俏脸|眼神|目光[一扫落]|脸色[一阴]|嘴角"
)
SPEECH = re.compile(r"“[^”\n]{1,80}[。！？…]”")
# one of them stands in every word of SERIAL, and `in` takes a tenth of the time
SERIAL_SIGNS = ("欲知后", "请看下", "一章", "章节目", "本章完", "未完待", "求月票", "求推荐", "新书发")
SERIAL = re.compile(r"欲知后事|请看下[一]?[章回]|[上下]一章|章节目录|本章完|未完待续|求月票|求推荐票|新书发布")
# At the beginning of a line; 第 comes first, so that the engine looks for it alone.
CHAPTER = re.compile(
    r"第(?<![^\n].)[一二三四五六七八九十百千\d]{1,6}[章回节卷](?:\s|$|[^一二三四五六七八九十\d条款].{1,20}$)", re.MULTILINE
)
BETTING = re.compile(
    r"百家乐|老虎机|真人娱乐|娱乐城|新葡京|葡京|太阳城|银河娱乐|威尼斯人|时时彩|北京赛车|幸运飞艇|快三|体育投注|在线投注|投注平台|足球投注|彩金|首存|返水|注册送\d*|开户送|博彩(?:网|公司|平台|娱乐|官网)|棋牌(?:游戏|平台|官网|app)|赔率|必中|六合彩(?:开奖|资料|网)|特码|一肖|网上赌场|线上赌场|皇冠(?:体育|足球)|亚博|开元棋牌|电子游艺|捕鱼(?:游戏|达人)|下注"
)
PORN = re.compile(
    r"成人(?:电影|视频|网站|小说|影院|片)|色情(?:网|电影|小说|视频)|裸聊|一夜情|援交|包夜|上门服务|同城约|约炮|激情(?:视频|小说|电影)|无码|AV(?:女优|在线|电影)|av(?:在线|电影)|毛片|黄色(?:电影|视频|小说|网站)|三级片|情色|巨乳|性感(?:美女|少妇)(?:视频|图片)|楼凤|特殊服务"
)
ERROR = re.compile(
    r"(?:页面|网页|文章|内容|信息|帖子|文件)(?:不存在|未找到|已(?:被)?删除|没有找到|无法(?:访问|显示)|正在维护)|404|403 Forbidden|Not Found|您(?:要)?访问的|该(?:内容|信息|栏目)(?:已|不)|系统(?:繁忙|维护|升级)|没有权限|请稍后再试|JavaScript"
)
# One character of each of their words, as rare as there is: a text has no more words than such characters. 码 is of both.
BETTING_SIGN = re.compile("[乐虎娱葡阳威彩赛艇快注存返送必赔肖赌皇博棋艺捕]")
PORN_SIGN = re.compile("[成色裸夜援约激服毛黄片乳感凤殊]")
SHARED_SIGN = re.compile("码")
PERSON, QUOTATION = re.compile("[他她]"), re.compile("“")
DATED = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|[\[(（]\d{2}[-/]\d{2}[\])）]")

LOSSES = ("lost_characters", "missing_pages", "partial_start", "partial_end", "length_mismatch", "unsure_repair", "unreadable")


def dropped(document: Document, flags: AbstractSet[str] = frozenset()) -> tuple[str, str]:
    """Return why a document with these flags is left out, a key of REASONS, and the evidence; two empty strings where it is not."""
    text = document.text
    if not text.strip():
        return "empty", f"no text besides the title {document.title!r}" if document.title else "no text at all"
    lost = max(_lost(text), sum(end - start for start, end in unreadable(text)) if "unreadable" in flags else 0)
    if lost > 0.3 * len(text):
        return "unreadable", f"{lost} of {len(text)} characters are lost"
    letters, han, kana = _scripts(text)
    if letters >= 20 and (note := _foreign(text, han, kana)):
        return "foreign_language", note
    return _stub(text, letters) or _injection(text) or _novel(text, document.title) or _list(text) or ("", "")


def _stub(text: str, letters: int) -> tuple[str, str] | None:
    if len(text) < 400 and not is_prose(text) and ERROR.search(text):
        return "stub", f"reads like an error page: {text[:40]!r}"
    if letters < 12 and not is_closed(text):
        return "stub", f"{letters} letters and no sentence"
    return None


def _injection(text: str) -> tuple[str, str] | None:
    seen = _census(text)
    betting, adult = seen.betting + seen.shared, seen.adult + seen.shared
    if seen.other:
        adult += text.count("AV") + text.count("av")
    for reason, sign, least, most in (("gambling", BETTING, 4, betting), ("adult", PORN, 3, adult)):
        # police reports name such words too: but few kinds of them, and far apart
        if most < least or most * 150 <= len(text):
            continue
        found = Counter(sign.findall(text))
        if len(found) >= least and found.total() * 150 > len(text):
            return reason, f"{found.total()} words of {len(found)} kinds, such as {min(found)}"
    return None


def quality(text: str, flags: AbstractSet[str]) -> float:
    """Return 0 to 1: how much readable, whole, running text a document holds. Rises with each kind of evidence, all else equal.

    readable² · (0.4 + 0.3 · length + 0.3 · sentences) · 0.93 ^ losses, to four decimals, where readable is the share of
    characters that are not lost, length is text length over 600 characters (at most 1), sentences the share of the text in
    lines that are running text or closed by punctuation, and losses the number of flags that tell of a loss.
    """
    size = len(text)
    if not size:
        return 0.0
    readable = 1 - _lost(text) / size
    sentences = sum([len(row) for _, _, row in lines(text) if row[-1] == "。" or is_closed(row) or is_prose(row)]) / size
    losses = sum([flag in flags for flag in LOSSES])
    return round(readable**2 * (0.4 + 0.3 * min(1.0, size / 600) + 0.3 * min(1.0, sentences)) * 0.93**losses, 4)


# ---- kinds of source --------------------------------------------------------------------------------------------------
OFFICIAL_HOST = re.compile(r"(?:^|\.)gov(?:\.[a-z]{2,7})?$|(?:^|\.)(?:npc|cppcc|court|spp)\.(?:gov\.)?cn$")
OFFICIAL_NAMES = ("gov", "npc", "cppcc", "court", "spp")  # to cut an address into parts takes longer
OFFICIAL = re.compile(
    r"网站标识码|政府网站找错|主办[单位]{0,2}[:：]\s*\S{2,20}(?:人民政府|办公[厅室]|委员会|局)|索\s*引\s*号[:：]|发文机[关构][:：]"
)
MILL = re.compile(r"小编|范文|文秘|供大家参考|供你借鉴|领取福利|文库|共计\d+个字|下载(?:本文|文档|Word)|公务员之家")
PORTAL = re.compile(r"论坛|社区|BBS|bbs|楼主|日报|晚报|新闻网|在线|百姓生活|公众号|阅读原文|本站原创|网友评论")


def kind_of_source(document: Document, pages: Mapping[str, Page]) -> str:
    """Return official, portal, essay_mill or unknown: what the source says, then the host, then the words of the chrome."""
    first = pages[document.pieces[0].page] if document.pieces else None
    if first is None:
        return document.kind_of_source
    if isinstance(first.source, Source) and first.source.kind != "unknown":
        return first.source.kind
    url = first.url.lower()
    if any(name in url for name in OFFICIAL_NAMES) and OFFICIAL_HOST.search(
        (urlsplit(url).hostname or "").removesuffix(".example")
    ):
        return "official"
    gone = "\n".join([edit.old for edit in first.edits[first_strip(first) :]])
    if not gone:
        return "unknown"
    counts = {
        kind: len(sign.findall(gone)) for kind, sign in (("official", OFFICIAL), ("essay_mill", MILL), ("portal", PORTAL))
    }
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else "unknown"


# ---- evidence ---------------------------------------------------------------------------------------------------------
def _scripts(text: str) -> tuple[int, float, float]:
    """Return how many letters a text has, and the share of Chinese characters and of kana among the first 20,000."""
    if len(text) <= ENOUGH:
        seen = _census(text)
        if not seen.astral:
            han = seen.han + seen.lost + seen.betting + seen.adult + seen.shared + seen.persons
            letters = seen.other + han + seen.kana
            return letters, han / max(letters, 1), seen.kana / max(letters, 1)
    found = NO_LETTER.sub("", text)
    sample = found[:ENOUGH] or " "
    return len(found), len(HAN.findall(sample)) / len(sample), len(KANA.findall(sample)) / len(sample)


class Census(NamedTuple):
    """How many characters of each class a text holds; a character of several counts for the last of them."""

    other: int  # letters of other scripts
    han: int
    kana: int
    astral: int
    lost: int
    signs: int  # that something was lost
    questions: int
    betting: int
    adult: int
    shared: int
    persons: int
    quotations: int


@lru_cache(maxsize=1)  # asked for the same text four times
def _census(text: str) -> Census:
    return Census(*_counts()(text))


@cache
def _counts() -> Callable[[str], list[int]]:
    of_loss, of_advertisements = (LOST_LETTER, LOST_SIGN, QUESTION), (BETTING_SIGN, PORN_SIGN, SHARED_SIGN)
    return tally((LETTER, HAN, KANA, SURROGATE, *of_loss, *of_advertisements, PERSON, QUOTATION))


def _foreign(text: str, han: float, kana: float) -> str:
    """Say what shows that a text is not Chinese; ask langdetect only where scripts are mixed."""
    if han < 0.3 and kana < 0.05:
        return f"{han:.0%} of the letters are Chinese characters"
    # What is Chinese by half is Chinese, whatever names it holds: langdetect takes a list of names in Latin letters for English.
    if kana > 0.02 or han < 0.5:
        found = language(NO_LETTER.sub("", text))
        if found not in {"zh-cn", "zh-tw"}:
            return f"langdetect says {found}; {han:.0%} Chinese characters, {kana:.0%} kana"
    return ""


def language(text: str) -> str:
    """Return zh-cn, zh-tw, ja or en: langdetect with only these profiles and a fixed seed, on the first 1,000 characters."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _detectors().create()
    detector.seed = 0
    detector.append(text[:1000])
    try:
        return str(detector.detect())
    except LangDetectException:  # no letters that any of the profiles knows
        return "unknown"


@cache
def _detectors() -> Any:  # noqa: ANN401 - langdetect is untyped
    """A factory of detectors that know four languages (all 55 profiles make repaired official text Korean at times)."""
    import langdetect
    from langdetect.detector_factory import DetectorFactory

    factory = DetectorFactory()
    folder = Path(langdetect.__file__).with_name("profiles")
    factory.load_json_profile([(folder / name).read_text(encoding="utf-8") for name in ("zh-cn", "zh-tw", "ja", "en")])
    return factory


@lru_cache(maxsize=1)  # asked for the same text twice
def _lost(text: str) -> int:
    """Return how many characters of a text are lost for good."""
    seen = _census(text)
    return sum(len(run) for run in LOST.findall(text)) if seen.lost or seen.signs or seen.questions >= 4 else 0


def _novel(text: str, title: str) -> tuple[str, str] | None:
    """Portraits of people quote and tell as well; a novel also has chapters, or does all of it all the time."""
    per_thousand = 1000 / max(len(text), 1)
    opening, seen = f"{title}\n{text[:200]}", _census(text)
    counts = {
        "speech": seen.quotations * per_thousand >= 3 and len(SPEECH.findall(text)) * per_thousand >= 3,
        "third person": seen.persons * per_thousand >= 8,
        "chapter": CHAPTER.search(opening) is not None,
    }
    shown = sum(counts.values())
    # three signs are asked for, and two are left
    if not shown:
        return None
    serial = any(sign in text for sign in SERIAL_SIGNS) and SERIAL.search(text) is not None
    if shown + serial < 2:
        return None
    signs = Counter(NARRATION.findall(text))
    counts = {"narration": signs.total() * per_thousand >= 3} | counts | {"serial": serial}
    found = [name for name, there in counts.items() if there]
    if len(signs) >= 3 and len(found) >= 3 + (not counts["chapter"] and not counts["serial"]) * (
        per_thousand * signs.total() < 6
    ):
        return "novel", f"{', '.join(found)}: {', '.join(sorted(signs)[:4])}"
    return None


def _list(text: str) -> tuple[str, str] | None:
    found = lines(text)
    if len(found) < 6 or any(is_prose(row) and not is_title_like(row) for _, _, row in found):
        return None
    rows = [line.text for line in found]
    linked = sum(is_title_like(DATED.sub("", row).strip(" []()（）·•")) or DATED.search(row) is not None for row in rows)
    if linked >= 0.7 * len(rows):
        return "list_page", f"{linked} of {len(rows)} lines are titles or dates"
    return None
