"""Which of several readings of a misread stretch is taken, and whether any is."""

from __future__ import annotations

import re
from functools import lru_cache

from govcorpus.model import walk
from govcorpus.repair.mojibake_bytes import PRIVATE
from govcorpus.repair.mojibake_utf8 import Reading

HAN = re.compile("[\u3400-\u9fff]")
# A Chinese character beside none and beside no digit (2023年8月): what a lone accented letter turns into, 猫 for è.
LONE = re.compile("(?<![0-9\u3000-\u9fff\uff00-\uffef])[\u3400-\u9fff](?![0-9\u3000-\u9fff\uff00-\uffef])")
# Letters of other languages, of which the model knows none and Windows-1252 prints none: Czech, Greek, Cyrillic … to Vietnamese, kana,
# bopomofo, Hangul.
OTHER = re.compile("(?![ŒœŠšŸŽžƒˆ˜])[\u0100-\u1fff\u3041-\u30fa\u3105-\u312f\uac00-\ud7a3]")
# ASCII text beside them, all but figures, is likely whatever they are read as.
LATIN = re.compile(r"(?<![ -~])(?![0-9.,%]+(?![ -~]))[ -~]+")
# Mean log probability a character under which a reading is no Chinese: official text lies at -4, a wrong reading below -9.
POOR = -7.5
# Nats by which a reading must beat the text as it stands, and the next reading.
MARGIN = 8.0
ENOUGH = 60  # characters that are scored


def best(readings: list[Reading], old: str) -> Reading | None:
    """Choose the reading that the model finds likelier than the text and than the others, by a margin; None where none is."""
    scored = {reading.text: (likelihood(reading.text), reading) for reading in readings if reading.text != old}
    ranked = sorted(scored.values(), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN / 2):
        return None
    first = ranked[0][1]
    return first if better(first.text, old) else None


def better(new: str, old: str) -> bool:
    """Tell whether a reading is Chinese, and likelier than the text as it stands."""
    han = len(HAN.findall(new))
    if han < 2 or 3 * len(LONE.findall(new)) > han or len(PRIVATE.findall(new)) > len(PRIVATE.findall(old)):
        return False
    judged = LATIN.sub(" ", new).strip() if OTHER.search(old) else new
    return likelihood(judged) > POOR * len(judged) and likelihood(new) > likelihood(old) + MARGIN


@lru_cache(maxsize=64)
def likelihood(text: str) -> float:
    """Return the log probability of a text, estimated from its start: what a paragraph is in shows early."""
    start = text[:ENOUGH]
    return walk.log_probability(start) * (len(text) / len(start)) if start else 0.0
