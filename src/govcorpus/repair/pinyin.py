"""Remove pinyin glossed after a character: 會(huì)議 → 會議, 国(guo)⛦(guo)务院 → 国务院."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from govcorpus import model
from govcorpus.document import Change
from govcorpus.repair.byte_lattice import traditional
from govcorpus.repair.glosses import GLOSS_LETTERS, has_reading, toneless

HAN = "\u3007\u3400-\u9fff"
SPARKS = "\u2190-\u2bff\u3200-\u32ff\U0001f000-\U0001faff\ufe0f\u200d"  # emoji and the symbols that mills throw in between
ONE = rf"[{SPARKS}]*[(（][ \xa0\u3000]*[{GLOSS_LETTERS}{SPARKS}]+[ \xa0\u3000]*[)）]"
GLOSSES = re.compile(rf"(?<=[{HAN}])(?:{ONE})+")
# How a gloss opens. A literal in front is searched for seven times as fast as a class.
OPENINGS = [re.compile(rf"{bracket}[ \xa0\u3000]*[{GLOSS_LETTERS}{SPARKS}]") for bracket in (r"\(", "（")]
# A gloss that no other follows and that holds nothing but letters
PLAIN = re.compile(rf"\((?<=[{HAN}]\()[{GLOSS_LETTERS}]+\)(?![{SPARKS}(（])")
OPENING = re.compile("|".join(opening.pattern for opening in OPENINGS))
TONED = re.compile(r"[(（][^()（）\n]{0,40}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][^()（）\n]{0,40}[)）]")
CHARACTER = re.compile(f"[{HAN}]")
READING = re.compile(rf"[{GLOSS_LETTERS}]+")
SPARK = re.compile(f"[{SPARKS}]+")

Gloss = tuple[tuple[int, int], str, str]  # where a run of glosses stands, the character in front of it, the run

COMMON = -9.3  # log probability: nobody explains how to read one of the some 1,700 characters above it
PART = 5  # of so many glossed characters one has two readings in a text about readings, or so many glosses are no reading of theirs
NEARLY_ALL = 0.8  # of the characters in lines with glosses have one in a text for learners; mills gloss a third at most
FEW = 3  # glosses of common characters that make a simplified page a damaged one; an honest text has none


def pinyin(text: str) -> Iterator[Change]:
    """會(huì)議 → 會議: one change for each run of glosses behind a character, where it has every reading of the run.

    A gloss is only damage where common characters carry some: one on a traditional page, three on a simplified one. An
    honest gloss of a rare character (亳(bó)州), 甲(yi)方, （公假）, 平方米(m) and 人工智能(AI) stay.
    """
    if not any(opening.search(text) for opening in OPENINGS):
        return
    found = [(span, char, run) for span in runs(text) if glosses(char := text[span[0] - 1], run := text[slice(*span)])]
    if not found:
        return
    common = sum(is_common(char) for _, char, _ in found)
    if 2 * common < len(found) or common < (1 if traditional().search(text) else FEW):
        return
    if not is_about_readings({(char, run) for _, char, run in found}) and not is_for_learners(text, found):
        for (start, end), _, _ in found:
            yield Change(start, end, "")


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where GLOSSES matches, looked for where one opens: GLOSSES itself begins with a class and is ten times as slow."""
    plain = [match.span() for match in PLAIN.finditer(text)]
    if len(plain) == sum(len(opening.findall(text)) for opening in OPENINGS):  # as on nearly every page
        yield from plain
        return
    done = 0
    for opening in OPENING.finditer(text):
        start = opening.start()
        if start >= done:
            run = GLOSSES.match(text, start)
            while run is None and start > done and SPARK.match(text, start - 1):
                start -= 1
                run = GLOSSES.match(text, start)
            if run:
                yield run.span()
                done = run.end()


def is_about_readings(found: Collection[tuple[str, str]]) -> bool:
    """Say whether a part of the glossed characters have two readings with tones: mills have one for each in their tables."""
    readings: defaultdict[str, frozenset[str]] = defaultdict(frozenset)
    for char, run in found:
        readings[char] |= toned(run)
    return PART * sum(len(each) > 1 for each in readings.values()) >= len(readings)


def is_for_learners(text: str, found: Sequence[Gloss]) -> bool:
    """春(chūn)天(tiān)来(lái)了(le), 唐朝(tángcháo)对(duì)…: say whether nearly every character has its reading, or words have theirs."""
    others = len(TONED.findall(text)) - sum(how_many_toned(run) for _, _, run in found)
    if PART * others >= len(found):
        return True
    chars, end = 0, -1
    for (start, _), _, _ in found:
        if start > end:
            begin, end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
            end = len(text) if end < 0 else end
            chars += len(CHARACTER.findall(text, begin, end))
            if NEARLY_ALL * chars > len(found):
                return False
    return True


@lru_cache(maxsize=1 << 12)
def toned(run: str) -> frozenset[str]:
    """Return the readings with tones in a run of glosses."""
    return frozenset(reading for reading in READING.findall(SPARK.sub("", run)) if toneless(reading) != reading)


@lru_cache(maxsize=1 << 12)
def how_many_toned(run: str) -> int:
    """Count the glosses in a run that have a tone."""
    return len(TONED.findall(run))


@lru_cache(maxsize=1 << 14)  # a page glosses the same characters over and over
def glosses(char: str, run: str) -> bool:
    """Say whether a run of glosses holds a reading, and every one is one of the character's."""
    readings = READING.findall(SPARK.sub("", run))
    return bool(readings) and all(has_reading(char, reading) for reading in readings)


@lru_cache(maxsize=1 << 12)
def is_common(char: str) -> bool:
    """Say whether everybody knows how to read a character."""
    return model.load().unigrams[model.ids(char)[0]] > COMMON
