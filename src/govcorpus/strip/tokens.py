"""Cut a line into the words of page furniture, values and separators: 发布时间：2023-03-14　【打印】 → label, gap, strong.

The words are expressions of a simple kind (groups, classes, quantifiers), so what they begin and end with can be read off them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise, product
from typing import NamedTuple

from govcorpus.strip.pairs import EITHER, FIGURE, Pairs, characters
from govcorpus.strip.words import LABELS, SEPARATOR, SHARED_LABELS, STRONG, VALUE, WEAK, longest_first

LISTS = {"label": LABELS.split(), "strong": STRONG.split(), "weak": WEAK.split()}
COLONS = ":：｜丨︱|"  # one stands behind every label
LABELLED = re.compile(rf"\s*[{COLONS}]\s*(?:{VALUE}|[^\s，。；！？|｜丨]{{0,26}})")
VALUES = re.compile(VALUE)
GAP = re.compile(rf"{SEPARATOR}+")
RECORDS = ("ICP备", "安备")  # one stands in every word that can start with any character
ANY = "any"
# 大 among other characters, 公益大巴, is no button.
INSIDE = re.compile(r"[\u4e00-\u9fff]{3}")
SEAM = 10  # pairs across a seam of a word are about as common as one pair inside it
QUANTIFIER = re.compile(r"[?*+]|\{[^}]*\}|")


class Counts(NamedTuple):
    """How many words of each sort a line holds, labels that documents use as well apart; how many characters are in none."""

    label: int
    shared: int
    strong: int
    weak: int
    rest: int


def counted(text: str, most: int) -> Counts:
    """Count what a line is made of; stop where more than `most` characters are in no word, value or separator."""
    label = shared = strong = weak = rest = at = 0
    record = "备" in text and any(word in text for word in RECORDS)
    while at < len(text):
        match, figures = _starting(text[at], record)
        found = match(text, at) if match else None
        if found and found.end() == at + 1 and INSIDE.match(text, at - 1 if at else 0):
            found = None
        sort = found.lastgroup if found else None
        if found and sort == "label" and (value := LABELLED.match(text, found.end())):
            label += 1
            shared += SHARED_LABELS.match(text, at, value.end()) is not None
            at = value.end()
        elif figures and sort != "strong" and (figure := VALUES.match(text, at)):
            at = figure.end()
        elif found:
            strong += sort == "strong"
            weak += sort == "weak"
            at = found.end()
        else:
            at += 1
            rest += 1
            if rest > most:
                break
    return Counts(label - shared, shared, strong, weak, rest)


@cache
def _starting(first: str, record: bool) -> tuple[Callable[[str, int], re.Match[str] | None] | None, bool]:  # noqa: FBT001  the key of a cache
    """What finds the words that start with a character, labels to their colon, and whether values may start with it.

    `record` says whether words that can start with any character are looked for; each holds one of RECORDS.
    """
    known = _expression(first, record)
    return known.match if known else None, first.isascii() or first.isdigit()


def _expression(first: str, record: bool) -> re.Pattern[str] | None:  # noqa: FBT001  as it came
    """The words that can start with a character, in one expression, and separators if it is one; None where nothing can."""
    known_by = FIGURE if first.isdecimal() and not first.isascii() else first
    starts = (known_by, ANY) if record else (known_by,)
    # Each word matches in one way or not at all, whatever stands behind it.
    sorts = {
        name: "|".join(f"(?>{word})" for word in longest_first(words))
        for name, known in _by_start().items()
        if (words := [word for start in starts for word in known.get(start, ())])
    }
    if "label" in sorts:
        sorts["label"] = rf"(?:{sorts['label']})(?=\s*[{COLONS}])"
    if GAP.match(first):
        sorts["gap"] = GAP.pattern
    return re.compile("|".join(f"(?P<{name}>{same})" for name, same in sorts.items())) if sorts else None


@cache
def _by_start() -> dict[str, dict[str, list[str]]]:
    """The words of each list by the characters they can start with."""
    out: dict[str, dict[str, list[str]]] = {name: defaultdict(list) for name in LISTS}
    for name, words in LISTS.items():
        for word in words:
            for char in _edge(word):
                out[name][char].append(word)
    return out


def labels() -> Pairs:
    """Return pairs of characters of which every label holds one, its colon included."""
    ends = {end for word in LISTS["label"] for end in _edge(word, last=True)} | set(characters(r"\s"))
    return frozenset(product(ends, COLONS))


def strong() -> Pairs:
    """Return pairs of characters of which every strong word holds one."""
    return frozenset(pair for word in LISTS["strong"] for pair in _needed(word))


def _needed(word: str) -> Pairs:
    """登[录陆]后(?:查看|评论) → 录后, 陆后: pairs of which whatever a word matches holds one.

    Of the choices the rarest is taken. Pairs across the seams of a word are rarer than those inside its parts, and of the pairs
    of plain characters the middle one: 技术支持 → 术支.
    """
    if word.isalnum() and len(word) > 1:  # three words of four
        middle = (len(word) - 1) // 2
        return frozenset({(word[middle], word[middle + 1])})
    elements = _elements(word)
    must = [at for at, (_, quantifier) in enumerate(elements) if quantifier in {"", "+"}]
    if not must:
        return frozenset({(ANY, EITHER)})
    # Each choice: whether it is common, of how many pairs; their firsts and seconds, or those inside a group.
    found: list[tuple[tuple[bool, int], Iterable[str], Iterable[str], Pairs]] = []
    for at, following in pairwise(must):
        behind = "".join(element + quantifier for element, quantifier in elements[at + 1 : following + 1])
        firsts, seconds = _edge(elements[at][0], last=True), _edge(behind)
        found.append(((ANY in firsts or ANY in seconds, len(firsts) * len(seconds) // SEAM), firsts, seconds, frozenset()))
    for element in (elements[at][0] for at in must):
        branches = _branches(element) if element[0] == "(" else ()
        inside = frozenset(pair for branch in branches for pair in _needed(branch))
        found.append(((not inside or _is_common(inside), len(inside)), _edge(element), (EITHER,), inside))
    best = min(rank for rank, *_ in found)
    same = [choice for choice in found if choice[0] == best]
    _, ones, others, pairs = same[len(same) // 2]
    return pairs or frozenset(product(ones, others))


def _is_common(found: Pairs) -> bool:
    """Say whether single characters, or any, are among the pairs."""
    return any(first == ANY or second in {EITHER, ANY} for first, second in found)


@cache
def _edge(word: str, *, last: bool = False) -> frozenset[str]:
    """The characters a word can start with, or end with; ANY where that may be any character."""
    if word.isalnum():
        return frozenset(word[-1] if last else word[0])
    out: set[str] = set()
    elements = _elements(word)
    for element, quantifier in reversed(elements) if last else elements:
        if element == ".":
            return frozenset({ANY})
        if element.startswith("(?:"):
            out.update(*(_edge(branch, last=last) for branch in _branches(element)))
        else:
            out.update(characters(element))
        if quantifier in {"", "+"}:
            break
    return frozenset(out)


@cache
def _elements(word: str) -> tuple[tuple[str, str], ...]:
    """The characters, classes and groups of a word, each with its quantifier."""
    out, at = [], 0
    while at < len(word):
        if word[at] == "(":
            end = at + _closing(word[at:]) + 1
        elif word[at] == "[":
            end = word.index("]", at) + 1
        else:
            end = at + 1 + (word[at] == "\\")
        quantifier = QUANTIFIER.match(word, end)
        behind = quantifier.end() if quantifier else end
        out.append((word[at:end], word[end:behind]))
        at = behind
    return tuple(out)


def _closing(word: str) -> int:
    """Where the group that opens a word closes."""
    depth = 0
    for at, char in enumerate(word):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at
    raise ValueError(f"the group in {word!r} does not close")


def _branches(group: str) -> list[str]:
    """The alternatives of a group, nested ones left whole."""
    out, depth = [""], 0
    for char in group.removeprefix("(?:").removesuffix(")"):
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            out.append("")
        else:
            out[-1] += char
    return out
