"""Name the damage of a page from its edits and flags: nothing is searched a second time, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from govcorpus.document import Edit, Page
from govcorpus.edits import layers, rewound, traced

# The family of damage that a repair rule treats.
FAMILIES = {
    "repair.entities": "entities",
    "repair.mojibake": "mojibake",
    "repair.invisibles": "invisibles",
    "repair.byteshift": "byte_shift",
    "repair.pinyin": "pinyin",
    "repair.radicals": "radicals",
    "repair.script": "traditional",
    "repair.punctuation": "folded_punctuation",
}
RULE = itemgetter(Edit._fields.index("rule"))
# Flags that name damage which no edit could mend.
LOSSES = ("lost_characters", "private_use", "unreadable")


@dataclass(frozen=True, slots=True)
class Finding:
    """A family of damage on a page: how many repairs, how many of them certain, and where in `Page.raw` the first one stands.

    A loss that no edit could mend has no repairs and no place: `count` 0, `example_start` None.
    """

    family: str
    count: int
    sure: int
    unsure: int
    example_start: int | None


def damage(pages: Iterable[Page]) -> tuple[str, ...]:
    """Return the families of damage that repair found on the pages of a document, sorted."""
    found = set()
    for page in pages:
        found |= {FAMILIES[rule] for rule in set(map(RULE, page.edits)) if rule in FAMILIES}
        found |= page.flags.intersection(LOSSES)
    return tuple(sorted(found))


def diagnose(page: Page) -> list[Finding]:
    """Say what is wrong with a repaired page: a finding for each family of damage, the most frequent first.

    `page` comes from `repair` or `clean`, which wrote its edits and flags.
    """
    findings = []
    for layer in layers(page.edits):
        rule = layer[0].rule
        if rule in FAMILIES:
            sure = sum(edit.sure for edit in layer)
            start = traced(rewound(page, rule), (layer[0].start,))[0]
            findings.append(Finding(FAMILIES[rule], len(layer), sure, len(layer) - sure, start))
    findings += [Finding(flag, 0, 0, 0, None) for flag in LOSSES if flag in page.flags]
    return sorted(findings, key=lambda finding: (-finding.count, finding.family))
