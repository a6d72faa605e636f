"""Resolve HTML entities that were escaped too often or cut: &amp;amp;ldquo;双减&amp;rdquo → “双减”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.entities import html5

from govcorpus.document import Change

# Every `amp;` behind the first & is one more round of escaping; up to three are common, the pattern takes any number. Where ASCII
# was made full width, the signs of entities were too, their letters at times not: ＆nbsp；.
ENTITY = re.compile(
    r"`[^`\n]+`|[&＆](?P<rounds>(?:amp[;；])*)"
    r"(?:(?P<code>#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6}))[;；]|(?P<name>[A-Za-z]{1,31}[1-4]{0,2})(?P<end>[;；]?))"
)
# What editors of Chinese pages write. Only these are recognised without their semicolon or with their end cut off.
USUAL = (
    *("nbsp", "ensp", "emsp", "thinsp", "ldquo", "rdquo", "lsquo", "rsquo", "quot", "mdash", "ndash", "hellip", "middot"),
    *("bull", "times", "divide", "plusmn", "permil", "deg", "lt", "gt", "laquo", "raquo", "zwnj", "zwj", "shy"),
)
# In an address `&lt=1` is a parameter, not a sign. Entities follow one another without semicolons, too: &nbsp&nbsp.
PARAMETER = re.compile(rf"[=?/0-9]|[&＆](?!(?:amp[;；])*(?:{'|'.join(USUAL)})(?![=A-Za-z0-9]))")
# Between these an entity is what the text is about: 用“&nbsp;”表示空格. So it is in code, which Markdown puts between back quotes.
QUOTES = ("“”", "「」", '""', "''")
NEEDS = "&＆"  # of which every change needs one
# A no-break space is layout; an escaped line feed stays escaped, because repair never adds a line break.
BLANK = "\u00a0"
BREAKS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def entities(text: str) -> Iterator[Change]:
    """&amp;amp;ldquo;双减&rdquo;&#12289;&amp;mdas → “双减”、—: yield a change for each entity, however often it was escaped.

    A whole entity gives its character. One without its semicolon, or cut at its end, is taken only where it is one that
    editors use and no address goes on behind it; a cut one is unsure. Names and numbers: the HTML standard, section 13.5.
    """
    for match in ENTITY.finditer(text):
        if match["rounds"] is None or text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1] in QUOTES:
            continue
        if match["code"]:
            sign = unescape(f"&{match['code']};")
        elif match["end"]:
            sign = html5.get(match["name"] + ";", "")
        else:
            sign = ""
            yield from _open(text, match)
        if sign and BREAKS.isdisjoint(sign):
            yield Change(match.start(), match.end(), " " if sign == BLANK else sign)
        elif match["rounds"] and (sign or match["end"]):
            yield _ampersand(match)


def _open(text: str, match: re.Match[str]) -> Iterator[Change]:
    """&ldquo双减 → “双减, &amp;mdas → —, R&amp;D → R&D: an entity without its semicolon."""
    name = match["name"]
    if not PARAMETER.match(text, match.end()):
        whole = [usual for usual in USUAL if usual.startswith(name)]
        # Behind a plain & a few letters may be anything; behind an escaped one they were an entity.
        if name in USUAL or (len(whole) == 1 and match["rounds"]):
            sign = html5[(name if name in USUAL else whole[0]) + ";"]
            yield Change(match.start(), match.end(), " " if sign == BLANK else sign, name in USUAL)
            return
    if match["rounds"]:
        yield _ampersand(match)


def _ampersand(match: re.Match[str]) -> Change:
    """R&amp;D → R&D: only the ampersand itself was escaped."""
    return Change(match.start(), match.end("rounds"), "&")
