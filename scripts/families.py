"""Damage clean text on purpose, by family: what `govcorpus.repair` has to invert in the sample, the tests and the benchmark.

Every damage takes text and a `random.Random` and returns the damaged text with the same number of lines. Families 1 and 2
(byte shifts, pinyin) are those of damage.py with the settings of a site; the classic encodings and the small damage are here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape
from random import Random

import damage
import ftfy

Damage = Callable[[str, Random], str]

HAN = re.compile("[\u4e00-\u9fff]")
# Unicode 16, CJKRadicals.txt: the Kangxi radical that a PDF font prints for each of these everyday characters.
RADICALS = str.maketrans(
    {
        "一": "⼀", "人": "⼈", "入": "⼊", "力": "⼒", "十": "⼗", "口": "⼝", "土": "⼟", "大": "⼤", "女": "⼥", "子": "⼦",
        "小": "⼩", "山": "⼭", "工": "⼯", "心": "⼼", "手": "⼿", "文": "⽂", "方": "⽅", "日": "⽇", "月": "⽉", "水": "⽔",
        "火": "⽕", "生": "⽣", "用": "⽤", "目": "⽬", "立": "⽴", "老": "⽼", "自": "⾃", "色": "⾊", "行": "⾏", "見": "⾒",
        "里": "⾥", "金": "⾦", "非": "⾮", "面": "⾯", "食": "⻝", "首": "⾸", "高": "⾼", "青": "⻘", "西": "⻄", "民": "⺠",
    }
)  # fmt: skip
FOLDED = str.maketrans("，；：？！（）％", ",;:?!()%") | {ord("“"): '"', ord("”"): '"'}
INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad"


def utf8_as_gbk(text: str, _rng: Random) -> str:
    """会议 → 浼氳: UTF-8 bytes read as GBK; bytes that fit no pair print `?`."""
    return _each_line(text, lambda line: line.encode().decode("gbk", "replace").replace("\ufffd", "?"))


def utf8_as_gbk_marked(text: str, _rng: Random) -> str:
    """会议 → 浼氳\ufffd: UTF-8 bytes read as GBK; bytes that fit no pair print U+FFFD (Python)."""
    return _each_line(text, lambda line: line.encode().decode("gbk", "replace"))


def utf8_as_gbk_ignored(text: str, _rng: Random) -> str:
    """会议 → 浼氳: UTF-8 bytes read as GBK; bytes that fit no pair print nothing (`ignore` of Python)."""
    return _each_line(text, lambda line: line.encode().decode("gbk", "ignore"))


def utf8_as_gbk_dropped(text: str, _rng: Random) -> str:
    """管理 → 鐞: UTF-8 bytes read as GBK by iconv (`-c`, `//IGNORE`): nothing for a pair without a character, nor for a byte alone."""
    return _each_line(text, lambda line: _pairwise(line.encode(), "", swallowing=False))


def utf8_as_gbk_browser(text: str, _rng: Random) -> str:
    """一 → 涓€: UTF-8 bytes read as GBK by browsers: a lone 80 prints €, pairs without a character one for private use."""
    return _each_line(text, lambda line: damage.browsed(line.encode()))


def utf8_as_gbk_cleaned(text: str, _rng: Random) -> str:
    """一直 → 涓€鐩: UTF-8 bytes read as GBK by browsers, what is no printed character taken away afterwards."""
    return re.sub("[\ue000-\uf8ff\ufffd]", "", utf8_as_gbk_browser(text, _rng))


def utf8_as_gbk_java(text: str, _rng: Random) -> str:
    """我们召开 → 鎴戜滑鍙?紑: UTF-8 bytes read as GBK by Java: `?` for a pair without a character, and for a byte that starts none."""
    return _each_line(text, lambda line: _pairwise(line.encode(), "?", swallowing=False))


def utf8_as_gbk_pairs(text: str, _rng: Random) -> str:
    """印发2016年 → 鍗板彂?016骞?: UTF-8 bytes read as GBK two by two: `?` for all that is no pair, a lone 80 is the euro sign."""
    return _each_line(text, lambda line: _pairwise(line.encode(), "?", swallowing=True))


def utf8_as_gb18030(text: str, _rng: Random) -> str:
    """会议 → 浼氳: UTF-8 bytes read as GB18030; bytes that fit nothing print U+FFFD."""
    return _each_line(text, lambda line: line.encode().decode("gb18030", "replace"))


def utf8_as_gb18030_ignored(text: str, _rng: Random) -> str:
    """会议。 → 浼氳銆: UTF-8 bytes read as GB18030; bytes that fit nothing print nothing (`ignore` of Python)."""
    return _each_line(text, lambda line: line.encode().decode("gb18030", "ignore"))


def gbk_as_latin1(text: str, _rng: Random) -> str:
    """各位 → ¸÷Î»: GBK bytes read as Latin-1."""
    return _each_line(text, lambda line: line.encode("gbk").decode("latin-1"))


def gbk_as_1252(text: str, _rng: Random) -> str:
    """各位 → ¸÷Î»: GBK bytes read as Windows-1252, the five free bytes as browsers read them."""
    return _each_line(text, lambda line: _cp1252(line.encode("gbk")))


def gbk_as_1252_marked(text: str, _rng: Random) -> str:
    """强调 → ?ŠÕ{: GBK bytes of traditional text read as Windows-1252, the five free bytes printed as `?`."""
    return _each_line(
        damage.traditional(text), lambda line: line.encode("gbk").decode("cp1252", "replace").replace("\ufffd", "?")
    )


def gbk_as_latin1_hyphens(text: str, _rng: Random) -> str:
    """江边 → ½±ß: GBK bytes read as Latin-1, the soft hyphens among them dropped."""
    return gbk_as_latin1(text, _rng).replace("\xad", "")


def gbk_as_latin1_torn(text: str, rng: Random) -> str:
    """各位代表 → ¸÷Î»´ú?í: GBK bytes read as Latin-1, one of fifty printed as `?`."""
    return re.sub("[\x80-\xff]", lambda byte: "?" if rng.random() < 0.02 else byte[0], gbk_as_latin1(text, rng))


def gbk_as_latin1_mended(text: str, _rng: Random) -> str:
    """特斯拉 → ÌØ˹À: GBK bytes read as Latin-1, then mended by ftfy, which takes what looks like UTF-8 for it."""
    return _each_line(text, lambda line: ftfy.fix_text(line.encode("gbk").decode("latin-1")))


def gbk_as_big5(text: str, _rng: Random) -> str:
    """会议 → 頗祜: GBK bytes read as Big5; bytes that fit no pair print U+FFFD."""
    return _each_line(text, lambda line: line.encode("gbk").decode("big5", "replace"))


def gbk_as_big5_ignored(text: str, _rng: Random) -> str:
    """全面 → 姻: GBK bytes read as Big5; bytes that fit no pair print nothing (`ignore` of Python)."""
    return _each_line(text, lambda line: line.encode("gbk").decode("big5", "ignore"))


def big5_as_gbk(text: str, _rng: Random) -> str:
    """人民 → \ufffdHチ: Big5 bytes of traditional text read as GBK; bytes that fit no pair print U+FFFD."""
    return _each_line(damage.traditional(text), lambda line: line.encode("big5hkscs", "replace").decode("gbk", "replace"))


def big5_as_gb18030(text: str, _rng: Random) -> str:
    """人民 → \ue5eeチ: Big5 bytes of traditional text read as GB18030, which has characters for private use for all pairs."""
    return _each_line(damage.traditional(text), lambda line: line.encode("big5hkscs", "replace").decode("gb18030", "replace"))


def big5_as_1252_hyphens(text: str, _rng: Random) -> str:
    """平稳 → ¥Ã: Big5 bytes of traditional text read as Windows-1252, the soft hyphens among them dropped."""
    return _each_line(damage.traditional(text), lambda line: _cp1252(line.encode("big5hkscs", "replace")).replace("\xad", ""))


def utf8_as_1252(text: str, _rng: Random) -> str:
    """会 → ä¼š: UTF-8 bytes read as Windows-1252."""
    return _each_line(text, lambda line: _cp1252(line.encode()))


def utf8_as_1252_twice(text: str, rng: Random) -> str:
    """会 → Ã¤Â¼Å¡: the same accident again."""
    return utf8_as_1252(utf8_as_1252(text, rng), rng)


def entities(text: str, rng: Random) -> str:
    """“双减” → &amp;ldquo;双减&amp;rdquo;: quotes, dashes and dots as HTML entities, escaped one to three times."""
    names = {"“": "&ldquo;", "”": "&rdquo;", "·": "&middot;", "—": "&mdash;", "《": "&#12298;", "》": "&#12299;"}
    rounds = rng.randrange(3)
    for mark, name in names.items():
        for _ in range(rounds):
            name = escape(name)  # noqa: PLW2901 - escaped once more each round
        text = text.replace(mark, name)
    return text


def invisible(text: str, rng: Random) -> str:
    """出席 → 出<U+200B>席: zero-width characters and soft hyphens between about one pair of Chinese characters in twenty."""
    return HAN.sub(lambda han: han[0] + rng.choice(INVISIBLE) if rng.random() < 0.05 else han[0], text)


def radicals(text: str, _rng: Random) -> str:
    """工作方案 → ⼯作⽅案: Kangxi radicals for the characters that look like them."""
    return text.translate(RADICALS)


def folded(text: str, _rng: Random) -> str:
    """同志们：你们好，“双减” → 同志们:你们好,"双减": full-width punctuation as ASCII, on the whole page."""
    return text.translate(FOLDED)


def indents_lost(text: str, _rng: Random) -> str:
    """<U+3000><U+3000>同志们 → ???同志们: the indent of U+3000 printed as question marks."""
    return _each_line(text, lambda line: f"???{line}" if len(line) > 40 else line)


def url_decoded(text: str, _rng: Random) -> str:
    """达到95.3%，“互联网+” → 达到95.3，“互联网 ”: what decoding a text as if it were an address destroys. Cannot be undone."""
    return text.replace("%", "").replace("+", " ")


def knocked_out(text: str, _rng: Random) -> str:
    """会议 → 锟斤拷锟斤拷: GBK bytes read as UTF-8, the two U+FFFD a character written as UTF-8 and read as GBK. Cannot be undone."""
    return re.sub(r"[^\x00-\x7f]", "锟斤拷", text)


# What four sites gloss: 146, 100, 14 and 2 characters; the first is the set of a real page.
WIDE = "業發產實進動設學會開區務項農強個經監長創對國萬機點現標規鄉場調質運級達濟關構統醫網環優營應導堅結聯鎮爭轉術責續報問礎臺過計衛準節費領數態時評內訓權穩護驗來風擴戰測協預認險勢嚴團據執養書補財復當見樹絡擔獎識價無冊競隊習貿庫簡負側勵驅遠誠沒績紀細號災聽語寫說愛揚購請樂錯獻誰儲潤陽譽獨蟲頁鳥蘊覺藍"
SITES = {"pinyin_a": WIDE, "pinyin_b": WIDE[:100], "pinyin_c": "發實業學強務關統調領導產達", "pinyin_d": "領導"}


def _shifted(
    text: str, rng: Random, *, glossed: str = "", folded: bool = True, silent: bool = False, browser: bool = False
) -> str:
    """Damage by family 1 with the set of characters that a site glosses."""
    readings, seed = damage.first_readings(glossed), rng.randrange(1 << 30)
    return damage.shifted(text, readings, seed=seed, folded=folded, silent=silent, browser=browser)


def _spun(text: str, rng: Random, *, space: bool = False, emoji: bool = False) -> str:
    """Damage by family 2, every Chinese character a candidate."""
    readings = damage.first_readings(sorted(set(HAN.findall(text))))
    return damage.spun(text, readings, seed=rng.randrange(1 << 30), space=space, emoji=emoji)


def _traditional(text: str, _rng: Random) -> str:
    return damage.traditional(text)


DAMAGES: dict[str, Damage] = {
    **{name: partial(_shifted, glossed=chars) for name, chars in SITES.items()},
    "pinyin_a_wide": partial(_shifted, glossed=WIDE, folded=False),
    "shift_only": _shifted,
    "pinyin_browser": partial(_shifted, glossed=WIDE, folded=False, browser=True),
    "shift_browser": partial(_shifted, browser=True),
    "shift_silent": partial(_shifted, glossed=WIDE, silent=True),
    "spinner_tone": _spun,
    "spinner_space": partial(_spun, space=True),
    "spinner_emoji": partial(_spun, emoji=True),
    "traditional": _traditional,
    "utf8_as_gbk": utf8_as_gbk,
    "utf8_as_gbk_marked": utf8_as_gbk_marked,
    "utf8_as_gbk_ignored": utf8_as_gbk_ignored,
    "utf8_as_gbk_dropped": utf8_as_gbk_dropped,
    "utf8_as_gbk_cleaned": utf8_as_gbk_cleaned,
    "utf8_as_gbk_browser": utf8_as_gbk_browser,
    "utf8_as_gbk_java": utf8_as_gbk_java,
    "utf8_as_gbk_pairs": utf8_as_gbk_pairs,
    "utf8_as_gb18030": utf8_as_gb18030,
    "utf8_as_gb18030_ignored": utf8_as_gb18030_ignored,
    "gbk_as_latin1": gbk_as_latin1,
    "gbk_as_1252": gbk_as_1252,
    "gbk_as_1252_marked": gbk_as_1252_marked,
    "gbk_as_latin1_hyphens": gbk_as_latin1_hyphens,
    "gbk_as_latin1_torn": gbk_as_latin1_torn,
    "gbk_as_latin1_mended": gbk_as_latin1_mended,
    "gbk_as_big5": gbk_as_big5,
    "gbk_as_big5_ignored": gbk_as_big5_ignored,
    "big5_as_gbk": big5_as_gbk,
    "big5_as_gb18030": big5_as_gb18030,
    "big5_as_1252_hyphens": big5_as_1252_hyphens,
    "utf8_as_1252": utf8_as_1252,
    "utf8_as_1252_twice": utf8_as_1252_twice,
    "entities": entities,
    "invisible": invisible,
    "radicals": radicals,
    "folded": folded,
    "indents_lost": indents_lost,
    "url_decoded": url_decoded,
    "knocked_out": knocked_out,
}


def _each_line(text: str, damage: Callable[[str], str]) -> str:
    """Damage line by line: an odd byte at the end of a line must not swallow the line feed."""
    return "\n".join(damage(line) for line in text.split("\n"))


def _pairwise(data: bytes, sign: str, *, swallowing: bool) -> str:
    """Decode pair by pair: the sign for each that is none. One that can't be one swallows its second byte, or leaves it."""
    out = ""
    while data:
        pair = data[: 1 if data[0] <= 0x80 else 2]
        char = "€" if pair == b"\x80" and swallowing else pair.decode("gbk", "ignore")
        known = len(char) == 1 and (len(pair) == 1 or not char.isascii())
        out += char if known else sign
        data = data[2 if known or swallowing or pair[1:] >= b"\x40" else 1 :] if len(pair) == 2 else data[1:]
    return out


def _cp1252(data: bytes) -> str:
    """Decode as browsers do: the five bytes without a character in Windows-1252 become the control characters of their number."""
    return "".join(bytes([byte]).decode("cp1252" if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "latin-1") for byte in data)
