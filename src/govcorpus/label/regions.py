"""Regions: the place a text speaks for, with its GB/T 2260 code valid in the year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from govcorpus.label.printed import Line, Printed, Reading

ENDINGS = re.compile(r"[省市县区旗州盟]")
LONGEST = 15  # characters of the longest name in the table
SOON = 24  # a title or an office names its region in its first words
# 我市 全市 市委 市政府: the level a text speaks for. A class of characters comes first, so that the engine looks for it alone.
OWN = re.compile(
    r"[我全省市县区旗州盟](?:(?<=[我全])([省市县区旗州盟])(?!政协|人大)|(?<![我全])(?<![\u4e00-\u9fff].)(?:委|政府|人大))"
)
# what a government puts its own name before or behind
OURS = "(?:市|县|区|州|盟|旗|省|自治州|自治县)?(?:人民政府|政府|市委|县委|区委|人大|实践|篇章|新篇章|力量|特色|建设|发展)"
HAN = re.compile("[\u4e00-\u9fff]")
LOCAL = {"speech", "work_report", "meeting_news", "notice", "plan"}
MASKED = re.compile(r"[xX×*＊某](?:[xX×*＊某]+|(?<=[*＊]))[省市县区]")


class Span(NamedTuple):
    """The years in which a name had a code; the last year of what is valid today is None."""

    code: str
    first: int
    last: int | None


@cache
def table() -> dict[str, tuple[Span, ...]]:
    """Return the divisions of GB/T 2260 since 1980 by name (model/regions.tsv)."""
    rows: dict[str, list[Span]] = {}
    for line in files("govcorpus.model").joinpath("regions.tsv").read_text("utf-8").splitlines()[1:]:
        code, name, first, last = line.split("\t")
        rows.setdefault(name, []).append(Span(code, int(first), int(last) if last else None))
    return {name: tuple(spans) for name, spans in rows.items()}


@cache
def tails() -> frozenset[str]:
    """The last two characters of every name: 海市, 川县."""
    return frozenset(name[-2:] for name in table())


def code(name: str, year: int | None, within: str = "") -> str | None:
    """("襄樊市", 2005) → 420600: the code of a name in a year, among those that begin with `within`.

    Without a year it must be the one code the name ever had, or the only one it has today. None where it is not certain.
    """
    spans = [s for s in table().get(name, ()) if s.code.startswith(within)]
    if year is None:
        codes = {s.code for s in spans if s.last is None} or {s.code for s in spans}
    else:
        codes = {s.code for s in spans if s.first <= year <= (s.last or 9999)}
        # In the year of a change both codes hold; the one that stayed is meant.
        codes = {s.code for s in spans if s.code in codes and s.first <= year < (s.last or 9999)} or codes
    return codes.pop() if len(codes) == 1 else None


def names(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of full names of regions, longest first at each ending: 广东省湛江市 → 广东省, 湛江市."""
    known, last, at = table(), tails(), 0
    for ending in ENDINGS.finditer(text):
        end = ending.end()
        if text[end - 2 : end] not in last or text.startswith("长", end):  # 代县长 is no 代县
            continue
        for start in range(max(at, end - LONGEST), end - 1):
            if text[start:end] in known:
                yield start, end
                at = end
                break


def regions(view: Printed, title: Reading | None, readings: list[Reading], kind: str | None) -> Iterator[Reading]:
    """Yield the region a text speaks for: as its title, its office, its speaker or occasion name it, else as its body shows.

    The first one holds; its code follows where it is certain. An article speaks about places, not for one.
    """
    found = sorted(_named(title, readings), key=lambda r: r.rank)
    if not found and kind in LOCAL:
        found = list(_spoken_for(view, view.document.text))
    yield from found
    if found:
        told = sorted((r for r in readings if r.name in {"year", "published_on"}), key=lambda r: (r.name != "year", r.rank))
        year = int(told[0].value[:4]) if told else None
        line, start = found[0].line, found[0].start
        before = line.text[max(0, start - SOON) : start]
        above = [code(before[slice(*span)], year) for span in names(before)]
        within = next((_trunk(c) for c in reversed(above) if c), "")
        if valid := code(found[0].value, year, within) or code(found[0].value, year):
            yield found[0]._replace(name="region_code", value=valid, note=f"GB/T 2260 as of {year or 'today'}")


def _named(title: Reading | None, readings: list[Reading]) -> Iterator[Reading]:
    if title:
        match = re.match(r"(?:中共|(?:19|20)\d\d年(?:度)?)?", title.value)
        yield from _chain(title.line, title.start + (match.end() if match else 0), 1, "named by the title")
    for read in readings:
        if read.name in {"organization", "speaker_title", "occasion"}:
            start = read.start + (2 if read.value.startswith("中共") else 0)
            if read.name == "speaker_title":
                start = _before(read.line.text, start)
            yield from _chain(read.line, start, 2 + read.rank, f"named by {read.name}")


def _trunk(code_above: str) -> str:
    """220100 → 2201: what the codes of a region's parts begin with."""
    return code_above[:2] if code_above.endswith("0000") else code_above[:4] if code_above.endswith("00") else code_above


def _before(text: str, start: int) -> int:
    """Where the region named right before a post begins (湛江市人民政府|市长), else the place of the post itself."""
    since = max(0, start - SOON)
    for begin, end in names(text[since:start]):
        if text[since + end : start] in {"", "人民政府", "政府"} and not HAN.match(text[since + begin - 1 : since + begin]):
            return since + begin
    return start


def _chain(line: Line, start: int, rank: int, note: str) -> Iterator[Reading]:
    """广东省湛江市赤坎区… → 赤坎区: the last of the names that follow one another from `start`."""
    window = line.text[start : start + SOON]
    at, last = 0, None
    for begin, end in names(window):
        if begin != at:
            break
        at, last = end, (begin, end)
    if last:
        yield Reading("region", window[slice(*last)], line, start + last[0], start + last[1], rank, note)


def _spoken_for(view: Printed, text: str) -> Iterator[Reading]:
    """The region a local text names most often, where it leaves no doubt: at its own level, and twice as often as the next."""
    own = Counter(m[1] or m[0][0] for m in OWN.finditer(text[:20000]))
    if not own or own.most_common(1)[0][1] < 2:
        return
    level = own.most_common(1)[0][0]
    counts: dict[str, int] = {}
    for begin, end in names(text):
        name = text[begin:end]
        if name.endswith(level) and len(name) > 2 and name not in counts:
            counts[name] = text.count(name[:-1])
    ranked = sorted(counts, key=lambda n: (-counts[n], n))
    if not ranked or counts[ranked[0]] < 2 or (len(ranked) > 1 and counts[ranked[0]] < 2 * counts[ranked[1]]):
        return
    name = ranked[0]
    # It is printed whole at least once (not as the end of another word), and the government calls something its own by it.
    if not re.search(f"(?<![\u4e00-\u9fff]){name}", text) or not re.search(name[:-1] + OURS, text) or MASKED.search(text):
        return
    for line in view.naming(name):
        at = line.text.find(name)
        yield Reading(
            "region",
            name,
            line,
            at,
            at + len(name),
            9,
            f"inferred: the text speaks for a {level} and names it {counts[name]} times",
        )
