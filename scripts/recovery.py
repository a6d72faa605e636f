"""How many paragraphs of our own texts a tool brings back from damage.

The texts of sample/texts go through each family of damage of scripts/families.py that can be undone; a paragraph counts
where the damage changed it, and is right where it comes back to the letter (widths, curled quotes and white space folded).
Of the families with byte shifts only the shifted paragraphs count.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from damage import first_readings, traditional
from families import DAMAGES, SITES, WIDE
from truth import SAMPLE, folded, written

import govcorpus

ROUNDS = 4  # how often each text is damaged: there are few byte shifts in a text, and chance decides where some fall
GLOSSED = {"pinyin_a_wide", "pinyin_browser", "shift_silent"}  # families that gloss the widest set
LOST = {"url_decoded", "knocked_out", "indents_lost"}  # cannot be undone, or is no damage to words
FAMILIES = [name for name in DAMAGES if name not in LOST]

Tool = Callable[[str], list[str]]  # a damaged text → the guesses at the repaired text


def ours(text: str) -> list[str]:
    """Repair with govcorpus."""
    return [govcorpus.repair(text).text]


def counts(family: str, bad: str, good: str) -> bool:
    """Say whether a paragraph is counted: the damage changed it, by a byte shift where the family has byte shifts."""
    if family.startswith(("pinyin", "shift")):
        readings = first_readings(SITES.get(family, WIDE if family in GLOSSED else ""))
        good = "".join(f"{char}({readings[char]})" if char in readings else char for char in traditional(good))
    return alike(family, bad) != alike(family, good)


def alike(family: str, text: str) -> str:
    """Fold what the comparison overlooks: widths, quotes and white space, unless they are the damage."""
    return text if family == "folded" else folded(text)


def share(tool: Tool, family: str, rounds: int = ROUNDS) -> tuple[int, int]:
    """Count the paragraphs that the tool brings back, and those that are counted; each text is damaged `rounds` times."""
    right = damaged = 0
    for path in sorted((SAMPLE / "texts").glob("*.txt")):
        if path.stem in {"russian", "mongolian"}:
            continue
        gold = written(path)
        for k in range(rounds):
            raw = DAMAGES[family]("\n".join(gold), Random(f"{family} {path.stem} {k}"))
            guesses = [guess.split("\n") for guess in tool(raw)]
            for at, (bad, good) in enumerate(zip(raw.split("\n"), gold, strict=True)):
                if counts(family, bad, good):
                    damaged += 1
                    right += any(
                        len(guess) == len(gold) and alike(family, guess[at]) == alike(family, good) for guess in guesses
                    )
    return right, damaged
