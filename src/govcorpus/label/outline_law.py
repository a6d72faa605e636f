"""Is a text law? Its articles are not sections, and everything it says is a provision."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from govcorpus.model.lines import lines

# A text of 第一条, 第二条 has only 章 and 节 for headings; one of numbered provisions has labels; other texts name sections freely.
Law = Literal["articles", "provisions", ""]

ARTICLE = re.compile(r"[ \u3000]*第[一二三四五六七八九十百零〇\d]{1,6}条[ \u3000]")
# A regulation without articles says its own kind: 制定本规定, 本办法由…解释, 本条例自…起施行. Each expression begins with the
# letters that the engine then looks for alone, which halves the time.
OWN_KIND = (
    re.compile(r"本(?:(?:规定|办法|条例|细则|规则)(?:自|由|所称|(?<=制定本..))|法(?:自|由|所称))"),
    re.compile(r"修改为[：:]?“"),
    re.compile(r"如下(?:规定[：:](?<=作如下规定.)|[：:](?<=规定如下.))"),
)
BEGINNING, END = 1500, 800  # characters
TITLE = re.compile(r"(?:法|条例|规定|办法|细则|规则|章程)(?:[（(].{1,20}[)）])?$")


@lru_cache(maxsize=1)  # sections and roles ask for the same text
def law(text: str, title: str = "") -> Law:
    """Return how a text is law: by articles, by numbered provisions, or not at all.

    `title` is the document's title where it is known. The kind is read from the first 1,500 and the last 800 characters,
    where a regulation says why it is made and from when it holds.
    """
    if (
        text.count("条") > 2
        and sum(line.text[0] == "第" and ARTICLE.match(text, line.start) is not None for line in lines(text)) > 2
    ):
        return "articles"
    if TITLE.search(title) or _says_its_kind(text[:BEGINNING]) or (len(text) > BEGINNING and _says_its_kind(text[-END:])):
        return "provisions"
    return ""


def _says_its_kind(part: str) -> bool:
    return any(words.search(part) for words in OWN_KIND)
