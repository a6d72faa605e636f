"""One look at a text: which rules can have something to do there. Most texts are clean, and this is all that they cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from govcorpus.model.scan import finder, scanner
from govcorpus.repair.byte_lattice import forms
from govcorpus.repair.entities import NEEDS as OF_ENTITIES
from govcorpus.repair.glosses import GLOSS_LETTERS
from govcorpus.repair.invisibles import NEEDS as OF_INVISIBLES
from govcorpus.repair.mojibake import needs as of_mojibake
from govcorpus.repair.punctuation import NEEDS as OF_PUNCTUATION
from govcorpus.repair.radicals import NEEDS as OF_RADICALS
from govcorpus.repair.script import needs as of_script

BYTESHIFT = "repair.byteshift"


def idle(text: str) -> frozenset[str]:
    """Return the names of the rules that cannot change the text: it holds none of the characters that their changes need.

    A rule that is not named may still find nothing.
    """
    nothing = _others(_scan()(text))
    # Which forms are traditional the character model says, which is loaded where there is a rare character to ask for.
    if BYTESHIFT not in nothing and not any(text[at] in forms()[1] for at in _rare()(text)):
        return nothing | {BYTESHIFT}
    return nothing


@cache
def _others(found: frozenset[str]) -> frozenset[str]:
    return frozenset(_needs()) - found


@cache
def _scan() -> Callable[[str], frozenset[str]]:
    return scanner(_needs())


@cache
def _rare() -> Callable[[str], list[int]]:
    return finder(_needs()[BYTESHIFT])


@cache
def _needs() -> dict[str, str]:
    """The characters of which every change of a rule needs one."""
    return {
        "repair.entities": OF_ENTITIES,
        "repair.mojibake": of_mojibake(),
        "repair.invisibles": OF_INVISIBLES,
        BYTESHIFT: rare_characters(),
        "repair.pinyin": "".join(sorted(set(GLOSS_LETTERS) | set(map(chr, range(ord("a"), ord("z") + 1))))),
        "repair.radicals": OF_RADICALS,
        "repair.script": of_script(),
        "repair.punctuation": OF_PUNCTUATION,
    }


def rare_characters() -> str:
    """Return the Chinese characters that GBK has and GB 2312 has not: all traditional forms are among them."""
    gbk = "".join(map(chr, range(0x4E00, 0xA000))).encode("gbk", "ignore").decode("gbk")
    standard = gbk.encode("gb2312", "ignore").decode("gb2312")
    return "".join(sorted(set(gbk) - set(standard)))
