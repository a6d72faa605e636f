"""Text → edits that repair damage. RULES is the order, the list of names and the registry.

The order undoes the latest damage first: entities hide mojibake (`&Ouml;&ETH;`), mojibake holds soft hyphens, invisible
characters and misread bytes hide from the character model, glosses tell lost bytes, radicals hide from the table of traditional characters, and whether
a page was folded as a whole shows only when all of it is readable and simplified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from govcorpus.document import Change
from govcorpus.repair.byteshift import byteshift
from govcorpus.repair.entities import entities
from govcorpus.repair.invisibles import invisibles
from govcorpus.repair.mojibake import mojibake
from govcorpus.repair.pinyin import pinyin
from govcorpus.repair.punctuation import punctuation
from govcorpus.repair.radicals import radicals
from govcorpus.repair.script import script

Rule = Callable[[str], Iterable[Change]]

RULES: dict[str, Rule] = {
    "repair.entities": entities,
    "repair.mojibake": mojibake,
    "repair.invisibles": invisibles,
    "repair.byteshift": byteshift,
    "repair.pinyin": pinyin,
    "repair.radicals": radicals,
    "repair.script": script,
    "repair.punctuation": punctuation,
}
