"""One look at a text: which rules can have something to do there. Most texts are clean, and this is all that they cost."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from govcorpus.model.scan import scanner
from govcorpus.repair.byte_lattice import traditional
from govcorpus.repair.invisibles import NEEDS as OF_INVISIBLES
from govcorpus.repair.mojibake import needs as of_mojibake
from govcorpus.repair.pinyin import READING
from govcorpus.repair.punctuation import NEEDS as OF_PUNCTUATION
from govcorpus.repair.radicals import NEEDS as OF_RADICALS
from govcorpus.repair.script import needs as of_script


def idle(text: str) -> frozenset[str]:
    """Return the names of the rules that cannot change the text: it holds none of the characters that their changes need.

    A rule that is not named may still find nothing.
    """
    return _others(_scan()(text))


@cache
def _others(found: frozenset[str]) -> frozenset[str]:
    return frozenset(_needs()) - found


@cache
def _scan() -> Callable[[str], frozenset[str]]:
    return scanner(_needs())


@cache
def _needs() -> dict[str, str]:
    """The characters of which every change of a rule needs one."""
    plane = list(map(chr, range(0x10000)))
    return {
        "repair.entities": "&",
        "repair.mojibake": of_mojibake(),
        "repair.invisibles": OF_INVISIBLES,
        "repair.byteshift": "".join(filter(traditional().match, plane)),
        "repair.pinyin": "".join(filter(READING.match, plane)),
        "repair.radicals": OF_RADICALS,
        "repair.script": of_script(),
        "repair.punctuation": OF_PUNCTUATION,
    }
