"""The script a document was printed in, told from what repair had to simplify."""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import ne

from govcorpus.document import Document, Edit

HAN = re.compile("[\u3400-\u9fff]+")
TEN = re.compile("(?:[^\u3400-\u9fff]*[\u3400-\u9fff]){10}")
SCRIPT_RULE = "repair.script"
# In traditional text every third to fourth character has another form than in simplified text; a simplified text that a
# machine touched, or that quotes a name, stays under one in a hundred.
TRADITIONAL = 0.12
TOUCHED = 0.01


def script(document: Document, repairs: Iterable[Edit]) -> str | None:
    """同誌們隨著推進… → hant: return hans, hant or mixed; None for a text with hardly any Chinese character.

    `repairs` are those within the document.
    """
    if not TEN.match(document.text, 0, 400):
        return None
    edits = [edit for edit in repairs if edit.rule == SCRIPT_RULE]
    if not edits:
        return "hans"
    size = sum(map(len, HAN.findall(document.text)))
    changed = sum(sum(map(ne, edit.old, edit.new)) or len(edit.old) for edit in edits)
    return "hant" if changed > TRADITIONAL * size else "mixed" if changed > TOUCHED * size else "hans"
