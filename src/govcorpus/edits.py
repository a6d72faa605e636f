"""Edits: how text is changed, taken back and traced. Nothing else in govcorpus changes text.

Edits of one rule form a layer: all of them are in the coordinates of the text that the rule was given, sorted, and do not
overlap. A page's edits are layers one after another, told apart by the name of their rule, so a rule runs once a page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, groupby
from operator import add, itemgetter, sub

from govcorpus.document import Change, Edit, Page
from govcorpus.errors import InputError, RuleError

_EDIT = partial(tuple.__new__, Edit)  # as Edit._make, which is Python
_RULE = itemgetter(Edit._fields.index("rule"))


def apply(text: str, rule: str, changes: Iterable[Change]) -> tuple[str, tuple[Edit, ...]]:
    """會(huì)議 → 會議: make the changes of one rule and say what was done.

    `changes` are in code points of `text`, half-open, in any order; those that change nothing are left out.
    Raises RuleError where a change lies outside the text or overlaps another one.
    """
    ordered = sorted(changes)
    if not ordered:
        return text, ()
    kept: list[tuple[str, int, str, str, bool]] = []
    out: list[str] = []
    at, last, length = 0, -1, len(text)
    for start, end, new, sure in ordered:
        if not (at <= start <= end <= length and start > last):
            raise _refused(rule, start, end, at, length)
        old = text[start:end]
        if old == new:
            continue
        out += text[at:start], new
        kept.append((rule, start, old, new, sure))
        at, last = end, start
    out.append(text[at:])
    return "".join(out), tuple(map(_EDIT, kept))


def _refused(rule: str, start: int, end: int, at: int, length: int) -> RuleError:
    if not 0 <= start <= end <= length:
        return RuleError(
            f"{rule} at {start}",
            f"the change {start}:{end} lies outside the text of {length} characters",
            "Yield offsets of the text the rule was given",
        )
    return RuleError(
        f"{rule} at {start}",
        f"the change {start}:{end} overlaps the one before it, which ends at {at}",
        "Yield changes that do not overlap; join neighbours into one",
    )


def edited(page: Page, rule: str, changes: Iterable[Change]) -> Page:
    """Return the page after the changes of one rule to page.text, its edits recorded.

    Raises RuleError where a change lies outside the text or overlaps another one, and where the rule ran just before.
    """
    found = list(changes)
    if not found:  # as nearly always
        return page
    text, new = apply(page.text, rule, found)
    if not new:
        return page
    if page.edits and page.edits[-1].rule == rule:
        raise RuleError(
            f"{rule} on page {page.id}",
            "the rule ran twice in a row, so its two layers cannot be told apart",
            "Run each rule once, or give the second pass a name of its own",
        )
    return with_edits(page, text, page.edits + new)


def with_edits(page: Page, text: str, edits: tuple[Edit, ...]) -> Page:
    """Return the page with another text and other edits."""
    # dataclasses.replace takes twice as long
    return Page(page.id, page.url, page.source, page.fetched_on, page.raw, page.marks, text, edits, page.flags)


def layers(edits: Iterable[Edit]) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits rule by rule, in the order in which the rules ran."""
    for _, group in groupby(edits, _RULE):
        yield tuple(group)


def written(layer: Sequence[Edit]) -> tuple[list[int], list[int]]:
    """Return where what each edit of a layer wrote begins in the text they left, and how far those before each moved what follows.

    The last number is how far all of them did. Columns instead of a loop: a traditional page has hundreds of edits.
    """
    _, starts, olds, news, _ = zip(*layer, strict=True)
    shifts = list(accumulate(map(sub, map(len, news), map(len, olds)), initial=0))
    return list(map(add, starts, shifts)), shifts


def undo(page: Page) -> str:
    """會議 → 會(huì)議: take every edit back and return exactly page.raw, from page.text and page.edits alone.

    Raises RuleError where text and edits do not belong together, InputError for what is no page.
    """
    _must_be_a_page(page, "undo")
    text = page.text
    for layer in reversed(list(layers(page.edits))):
        text = _undone(text, layer, page.id)
    return text


def _must_be_a_page(given: object, place: str) -> None:
    if not isinstance(given, Page):
        cause = f"a page is wanted and {type(given).__name__} was given"
        raise InputError(place, cause, "Give what repair or clean returned: its edits say what was changed")


def _undone(text: str, layer: Sequence[Edit], page: str) -> str:
    out: list[str] = []
    at = shift = 0
    for rule, start, old, new, _ in layer:
        here = start + shift
        if text[here : here + len(new)] != new:
            raise RuleError(
                f"{rule} at {start} of page {page}",
                f"the text does not hold {new[:20]!r} where the edit put it",
                "Rebuild the page: its text or its edits were changed by other means",
            )
        out += text[at:here], old
        at = here + len(new)
        shift += len(new) - len(old)
    out.append(text[at:])
    return "".join(out)


def trace(page: Page, offset: int) -> int:
    """Return the offset in page.raw of the character that stands at `offset` in page.text.

    An offset inside replaced text maps into the replaced stretch (never past its end); len(page.text) maps to len(page.raw).
    Raises RuleError where the offset lies outside the text, InputError for what is no page or no offset.
    """
    _must_be_a_page(page, "trace")
    if not hasattr(offset, "__index__"):
        raise InputError("trace", f"an offset is wanted and {type(offset).__name__} was given", "Give one of page.text")
    return traced(page, (offset,))[0]


def traced(page: Page, offsets: Sequence[int]) -> list[int]:
    """Map many offsets of page.text to page.raw at once; the same answers and errors as `trace`, one index for all."""
    out = list(offsets)
    for offset in out:
        if not 0 <= offset <= len(page.text):
            raise RuleError(
                f"page {page.id} at {offset}",
                f"the offset lies outside its text of {len(page.text)} characters",
                "Give an offset of page.text",
            )
    order = sorted(range(len(out)), key=out.__getitem__)  # tracing keeps the order; edits behind the last are not looked at
    for layer in reversed(list(layers(page.edits))):
        passed = shift = 0  # edits that begin at or before the offset, and how far they moved what follows
        for k in order:
            while passed < len(layer) and layer[passed].start + shift <= out[k]:
                shift += len(layer[passed].new) - len(layer[passed].old)
                passed += 1
            if not passed:
                continue
            _, start, old, new, _ = layer[passed - 1]
            begin = start + shift - len(new) + len(old)
            if out[k] < begin + len(new):  # inside what the edit wrote
                out[k] = start + min(out[k] - begin, max(len(old) - 1, 0))
            else:
                out[k] -= shift
    return out


def located(page: Page, offsets: Sequence[int]) -> list[int]:
    """Map offsets of page.raw to page.text, the inverse of `traced`; what was replaced maps to the start of its replacement."""
    out = list(offsets)
    for layer in layers(page.edits):
        starts = [edit.start for edit in layer]
        begins, shifts = written(layer)
        for k, offset in enumerate(out):
            i = bisect_right(starts, offset)
            if i and offset < starts[i - 1] + len(layer[i - 1].old):
                out[k] = begins[i - 1]
            else:
                out[k] = offset + shifts[i]
    return out


def first_strip(page: Page) -> int:
    """Return the number of the first edit of a strip rule, that of all edits where there is none: pages are repaired first."""
    return bisect_left(page.edits, True, key=lambda edit: edit.rule.startswith("strip."))


def rewound(page: Page, rules: str) -> Page:
    """Return the page as it was before the first rule whose name begins with `rules`: "strip." gives it repaired, not stripped."""
    first = next((i for i, edit in enumerate(page.edits) if edit.rule.startswith(rules)), len(page.edits))
    return with_edits(page, undo(with_edits(page, page.text, page.edits[first:])), page.edits[:first])
