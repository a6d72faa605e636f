"""Document.text → its sections: which paragraphs carry headings, and how they nest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from govcorpus.document import Section
from govcorpus.label.outline import ANNEX, END, PLAIN, TOPIC, WEAK, Heading, levels, parents
from govcorpus.label.outline_headings import (
    ENDS,
    INTRODUCTION,
    LABEL,
    SALUTATION,
    Name,
    is_news,
    labelled,
    name,
    run_in_label,
    states,
    titled,
    topical,
)
from govcorpus.label.outline_law import Law, law
from govcorpus.label.outline_lines import Kinds, Line, lines, sorted_out
from govcorpus.label.outline_lists import BODY, DIVISIONS, LONGEST_DOUBTFUL, Candidate, body, listed
from govcorpus.label.outline_markers import Marker, marker

ANNEX_LABEL = re.compile(
    r"(?:附件|附录|附表|附)\s*[一二三四五六七八九十\d]{0,3}\s*(?P<colon>[：:]?)\s*(?P<title>[^。；]{0,60})$"
)
ENCLOSED = re.compile(r"(?:名单|方案|办法|清单|一览表|细则|意见|报告|制度|计划|要点|规划|纲要|标准|指南|样图|预案)$")
# A look back at the whole, which leaves the numbered subsection it follows: 我们也清醒地看到…存在不少问题.
LOOK_BACK = re.compile(
    r"清醒地?(?:看|认识)|困难和问题|矛盾和问题|缺点和不足|归结起来|体会(?:到|是|如下)?[：:。]|的实践(?:经验)?[，,]|[这以]些成[就绩]|取得的?(?:巨大)?成[就绩]"
)
END_OF_CLAUSE = re.compile("[。；;]")
CLAUSE = re.compile("[，；。：]")
SOON = 80  # characters of a paragraph in which an enumeration goes on: a line break that was lost stands further down
SHORT_STOPPED = 20  # characters of a chapter's name closed by 。


def sections(text: str, title: str = "") -> tuple[Section, ...]:
    """Return the sections of Document.text in the order of their starts, without roles and topics.

    Offsets are code points of `text`, half-open: from the start of the paragraph that carries the heading to the start of
    the next section of the same or a higher level, or the end of the text. `title` tells the title printed again from a heading
    and a regulation from other texts. 条 are not sections; 一是…；二是… inside a paragraph are items.
    """
    rows = lines(text)
    kinds = sorted_out(rows)
    found = _numbered(rows, kinds, text, title)
    found = sorted([*found, *_unnumbered(rows, kinds, found, text, title)], reverse=True)
    if not found:  # as in most news
        return ()
    by_start = {c.head: c for c in found}  # one section a start
    found = [by_start[head] for head in sorted(by_start)]
    depths = levels([_heading(rows, found, i) for i in range(len(found))])
    above = parents(depths)
    starts = [rows[candidate.head].start for candidate in found]
    ends = _ends(starts, depths, len(text))
    return tuple(
        Section(c.name.kind, depth, c.marker, c.number, c.name.text, start, end, parent)
        for c, depth, start, end, parent in zip(found, depths, starts, ends, above, strict=True)
    )


def _ends(starts: Sequence[int], depths: Sequence[int], end: int) -> list[int]:
    out = [end] * len(starts)
    waiting: list[int] = []
    for i, depth in enumerate(depths):
        while waiting and depths[waiting[-1]] >= depth:
            out[waiting.pop()] = starts[i]
        waiting.append(i)
    return out


def _heading(rows: Sequence[Line], found: Sequence[Candidate], i: int) -> Heading:
    candidate = found[i]
    before = rows[candidate.line - 1].text if candidate.line else ""
    looks_back = False
    if i and candidate.line - 1 > found[i - 1].head and (candidate.system in WEAK or candidate.system == "——"):
        looks_back = bool(LOOK_BACK.search(before))
    # Only a first member may begin an inner list.
    introduced = candidate.number == 1 and (before.endswith(("：", ":")) or bool(INTRODUCTION.search(before[-40:])))
    return Heading(candidate.system, candidate.number, introduced, looks_back)


# Numbered headings


def _numbered(rows: Sequence[Line], kinds: Kinds, text: str, title: str) -> list[Candidate]:
    if not kinds.marked and not kinds.annexed:
        return []
    kind = law(text, title)
    annexes = {i: annex for i in kinds.annexed if (annex := _annex(rows, i))}
    found: list[Candidate] = []
    attached = in_annex = False
    last = -1
    for i in sorted([*kinds.annexed, *kinds.marked]):
        row, annex = rows[i], annexes.get(i)
        attached, last = attached and i == last + 1, i
        if annex:
            in_annex = True
            if found or len(annexes) > 1:
                found.append(annex)
        elif not row.marker:
            attached = bool(ANNEX_LABEL.match(row.text))
        elif not attached:  # 附件：1.… ⏎ 2.…: the list of what is attached
            inner = row.start > 0 and text[row.start - 1] != "\n"
            candidate = _candidate(rows, i, "" if in_annex else kind, inner=inner)
            if candidate:
                found.append(candidate)
    return listed(rows, found)


def _annex(rows: Sequence[Line], i: int) -> Candidate | None:
    """附件1 ⏎ 应急专用号牌式样 → the section of an annex: its title in the next line or behind the label."""
    found = ANNEX_LABEL.match(rows[i].text)
    if not found or len(rows) == i + 1:
        return None
    after = rows[i + 1]
    if found["title"]:
        # 附件：名单 in front of the signature lists what is attached; followed by text it opens the annex.
        if found["colon"] and (len(after.text) < BODY or after.marker):
            return None
        if not found["colon"] and rows[i].text[: found.start("title")].strip() == "附":
            return None
        return Candidate(i, i, ANNEX, "", None, Name("heading", found["title"], ""))
    if not after.marker and len(after.text) <= 60 and after.text[-1] not in "。；：":
        return Candidate(i + 1, i + 1, ANNEX, "", None, Name("heading", after.text, ""))
    return Candidate(i, i, ANNEX, "", None, Name("heading", rows[i].text.rstrip("：:"), ""))


def _candidate(rows: Sequence[Line], i: int, kind: Law, *, inner: bool) -> Candidate | None:
    row = rows[i]
    mark = row.marker
    if mark is None:
        return None
    rest = row.text[mark.end :].lstrip("：:、，, 　") if mark.system in DIVISIONS else row.text[mark.end :]
    if not rest:
        return _alone(rows, i)
    named = name(rest.rstrip("、，") if mark.system in DIVISIONS else rest)  # a chapter's name may break behind 、
    if (
        inner and mark.system == "一、" and (not named or len(named.text) > LONGEST_DOUBTFUL)
    ):  # the break behind the name is lost too
        named = name(CLAUSE.split(rest, maxsplit=1)[0] + "。…")
    if not named or not _fits(rows, i, mark, named, kind):
        return None
    return Candidate(i, i, mark.system, mark.text, mark.number, named, states(named.text))


def _fits(rows: Sequence[Line], i: int, mark: Marker, named: Name, kind: Law) -> bool:
    """May a heading of this shape stand behind this marker?"""
    if mark.system in DIVISIONS:
        # 第五节 生活、卫生。 is a heading, 第五章规定的期限届满。 is none.
        stopped = named.close == "。" and (len(named.text) > SHORT_STOPPED or not rows[i].text[mark.end - 1].isspace())
        return named.kind == "heading" and len(named.text) <= 40 and named.close != "；" and not stopped
    if kind == "articles" or (kind and not _label_of_law(named)):
        return False
    if mark.system == "——":
        return named.kind == "heading" and named.close != "；" and body(rows, i + 1)
    if mark.system in WEAK:
        return len(named.text) <= 60 and named.close != "；" and _opens_paragraph(rows[i].text[mark.end :], mark)
    return (named.kind, named.close) != ("heading", "；") and not _lists(rows[i].text, mark)


def _alone(rows: Sequence[Line], i: int) -> Candidate | None:
    """第一， ⏎ 坚持党的领导: the section starts at the next paragraph, with an empty marker."""
    mark = rows[i].marker
    if mark is None or i + 1 == len(rows) or rows[i + 1].marker or mark.system in {"——", "①", "1、"}:
        return None
    named = name(rows[i + 1].text)
    if not named or named.kind != "heading" or len(named.text) > 40 or not body(rows, i + 2):
        return None
    return Candidate(i, i + 1, mark.system, "", mark.number, named, states(named.text))


def _label_of_law(named: Name) -> bool:
    """In a legal text only a label names: 五、报批程序： (一) 一类口岸：由…; a provision that is a sentence stands for an article."""
    if named.close == "：":
        return named.kind == "heading" or len(named.text) <= 12
    return named.close == "" and len(named.text) <= 30 and not states(named.text)


def _lists(text: str, mark: Marker) -> bool:
    """①适时追肥；②清沟排渍。 → True: a paragraph that soon goes on to ② is an enumeration; what stands behind ① names nothing."""
    rest = text[mark.end : mark.end + SOON]
    following = (marker(rest[stop.end() :].lstrip()) for stop in END_OF_CLAUSE.finditer(rest))
    return any(after and (after.system, after.number) == (mark.system, (mark.number or 0) + 1) for after in following)


def _opens_paragraph(text: str, mark: Marker) -> bool:
    """一是… in a paragraph of its own opens a section; where 二是 follows in the same paragraph both are items."""
    if mark.system == "首先":
        return not any(word in text for word in ("其次", "再次", "最后，"))
    following = "一二三四五六七八九十"[mark.number : mark.number + 1] if mark.number else ""
    nexts = ("第{}，", "第{}、", "第{},") if mark.system == "第一，" else ("{}是", "{}要")
    return not following or not any(shape.format(following) in text for shape in nexts)


# Unnumbered headings


def _unnumbered(rows: Sequence[Line], kinds: Kinds, found: Sequence[Candidate], text: str, title: str) -> Iterator[Candidate]:
    taken = {c.line for c in found} | {c.head for c in found}
    other = taken | {c.head + 1 for c in found if c.system == ANNEX}  # the second line of a title
    bare, labels, sentences = ([i for i in lines_ if i not in other] for lines_ in (kinds.bare, kinds.labels, kinds.sentences))
    plain = [i for i in bare if _plain(rows, i, taken, title)]
    if plain:
        often = Counter(rows[i].text for i in bare)
        plain = [i for i in plain if often[rows[i].text] == 1]
    if len(plain) < (3 if found else 2) and not (len(plain) == 1 and _heads_rest_of_news(rows, plain[0], found, text)):
        plain = [i for i in plain if len(rows[i].text) <= 20 and LABEL.search(rows[i].text)]
    names = {i: Name("heading", rows[i].text, "") for i in plain}
    for i in labels:
        if i + 1 < len(rows) and labelled(rows[i].text):
            names[i] = Name("heading", rows[i].text[:-1], "：")
    for i in kinds.opened:
        if at := run_in_label(rows[i].text):
            names[i] = Name("run_in", rows[i].text[:at], "：")
    topics = [] if is_news(text) else _topics(rows, sentences)  # 仪仗队列队欢迎。 tells, it sums nothing up
    kind = law(text, title) if found or names or topics else ""
    if kind != "articles":
        yield from (Candidate(i, i, END if ENDS.fullmatch(name.text) else PLAIN, "", None, name) for i, name in names.items())
    if not kind:
        yield from (Candidate(i, i, TOPIC, "", None, Name("heading", rows[i].text[:-1], "。")) for i in topics)
    yield from _enclosed(rows, found, bare if kind == "articles" else [i for i in bare if i not in names])


def _heads_rest_of_news(rows: Sequence[Line], i: int, found: Sequence[Candidate], text: str) -> bool:
    """国际人士：冲突应通过谈判解决: one bare line between the paragraphs of news heads what follows."""
    return not found and i > 0 and rows[i - 1].text[-1] == "。" and is_news(text)


def _enclosed(rows: Sequence[Line], found: Sequence[Candidate], bare: Sequence[int]) -> Iterator[Candidate]:
    first = found[0].line if found else len(rows)
    for i in bare:
        if i > first and _encloses(rows, i):
            yield Candidate(i, i, ANNEX, "", None, Name("heading", rows[i].text, ""))


def _plain(rows: Sequence[Line], i: int, taken: set[int], title: str) -> bool:
    line = rows[i].text
    if line == title or i + 1 == len(rows):
        return False
    before = rows[i - 1].text if i else "。"
    if before[-1] not in '。！？!?”：:）)；;>"' and i - 1 not in taken:
        return False
    after = rows[i + 1]
    if ENDS.fullmatch(line) and i + 2 < len(rows) and SALUTATION.search(after.text):  # 结束语 ⏎ 各位代表！
        after = rows[i + 2]
    if after.marker:
        return len(line) <= 12 and bool(LABEL.search(line)) and titled(line)
    return len(after.text) > max(BODY - 1, len(line)) and after.text[-1] in '。！？!?”：:）)；;…"' and titled(line)


def _topics(rows: Sequence[Line], sentences: Sequence[int]) -> list[int]:
    """Single sentences that sum up the paragraph behind them, where that is the habit of the text: one in eight paragraphs."""
    found = [i for i in sentences if _leads(rows, i)]
    if len(found) < 3:
        return []
    least = max(3, sum([len(row.text) >= 2 * BODY for row in rows]) / 8)
    if len(found) >= least:
        found = [i for i in found if topical(rows[i].text)]
    if len(found) < least:
        return []
    return [
        i
        for i, before, after in zip(found, [-99, *found], [*found[1:], 10**9], strict=False)
        if i - before < 15 or after - i < 15
    ]


def _leads(rows: Sequence[Line], i: int) -> bool:
    """Is a single sentence followed by the longer paragraph it sums up, and not itself the answer to an announcement?"""
    if i + 1 == len(rows) or rows[i + 1].marker or (i and (rows[i - 1].text[-1] in "：:，," or _bare_marker(rows[i - 1]))):
        return False
    after = rows[i + 1].text
    return len(after) >= BODY and len(after) > len(rows[i].text)


def _bare_marker(row: Line) -> bool:
    return row.marker is not None and row.marker.end == len(row.text)


def _encloses(rows: Sequence[Line], i: int) -> bool:
    """国务院职业教育工作 ⏎ 部际联席会议成员名单: the title, in one line or two, of a document printed behind another one."""
    if rows[i - 1].text[-1] not in "。）)日" or i + 1 == len(rows) or not titled(rows[i].text):
        return False
    if ENCLOSED.search(rows[i].text):
        return len(rows[i].text) > 6
    after = rows[i + 1]
    return after.marker is None and titled(after.text) and bool(ENCLOSED.search(after.text)) and len(after.text) > 4
