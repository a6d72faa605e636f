"""Edits ↔ the records of `pages`. What follows from the text is not stored, so that text and edits take less space than raw text.

A record stands for one edit, or for a stretch of text in which a rule did the same to every sign that is alike: a folded page
whose commas all became ，, a traditional page, a page with the same gloss behind every 業. What a record tells is compared with
the edits when it is made, so unpacking gives the very edits back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby
from operator import add, attrgetter, sub
from typing import NamedTuple

from govcorpus.document import Edit, Page
from govcorpus.edits import layers, undo, with_edits
from govcorpus.errors import RuleError
from govcorpus.publish import ways

MOJIBAKE = "repair.mojibake"
# Rules that do to a sign what they do to the others like it.
ALIKE = {
    "repair.script": "traditional",
    "repair.punctuation": "signs",
    "repair.pinyin": "signs",
    "repair.radicals": "signs",
}
UNITS = {"traditional": ways.traditional, "signs": ways.signs}
# Bytes that a record of one edit, a record of a stretch and a sign of its list take in a file (measured, compressed).
EDIT, STRETCH, SIGN = 2, 4, 4
# The number of the unit that an edit is, where it is none: it goes on from no other, and none goes on from it.
ALONE = -2


class Record(NamedTuple):
    """What `pages` hold of one edit or of `number` edits in a stretch; the fields are told with the columns of the dataset."""

    rule: str
    gap: int
    old: str | None
    length: int
    sure: bool
    way: str | None = None
    number: int = 1


_RECORD = partial(tuple.__new__, Record)  # takes a third of the time of calling Record


class Stretch(NamedTuple):
    """Edits, up to the one numbered `stop`, that follow from text[start:end]."""

    stop: int
    start: int
    end: int
    old: str | None
    way: str


def packed(page: Page) -> list[Record]:
    """Return the edits of a page as they are stored: gaps instead of starts, and of what was written its length.

    What was written stands in the text. The last rule removes indents and blank lines, and a gap to the end of a line of its text is
    stored as the number of line feeds up to there, negative: nearly all are -1 and take no space.
    """
    every = list(layers(page.edits))
    first = next((i for i, layer in enumerate(every) if layer[0].rule in ALIKE), len(every))
    out: list[list[Record]] = []
    text = page.text
    for number in reversed(range(len(every))):
        layer = every[number]
        stretches = _stretches(layer, text) if layer[0].rule in ALIKE else {}
        out.append(list(_records(layer, stretches, page.text if number == len(every) - 1 else "")))
        if number > first:  # nobody asks for the texts before it
            text = undo(with_edits(page, text, layer))
    return [record for records in reversed(out) for record in records]


def _records(layer: Sequence[Edit], stretches: Mapping[int, Stretch], lines: str) -> Iterator[Record]:
    """Yield the records of a layer; `lines` is the text it left, where its gaps count lines."""
    at = here = number = 0  # in the text before the rule, and in the text after it
    while number < len(layer):
        rule, start, old, new, sure = layer[number]
        if stretch := stretches.get(number):
            stop, begin, end, told, way = stretch
            yield _RECORD((rule, _gap(lines, here, begin), told, end - begin, sure, way, stop - number))
            at, here, number = layer[stop - 1].start + len(layer[stop - 1].old), end, stop
        else:
            begin = here + start - at
            misread = ways.misread(old, new) if rule == MOJIBAKE else None
            gap = _gap(lines, here, begin) if lines else begin - here
            yield _RECORD((rule, gap, None if misread else old, len(new), sure, misread, 1))
            at, here, number = start + len(old), begin + len(new), number + 1


def _gap(text: str, start: int, end: int) -> int:
    return -text.count("\n", start, end + 1) if text[end : end + 1] == "\n" else end - start


def _stop(text: str, start: int, gap: int) -> int:
    """Return where a gap that begins at `start` ends: the inverse of `_gap`."""
    if gap >= 0:
        return start + gap
    for _ in range(-gap):
        start = text.find("\n", start) + 1
    return start - 1


def _stretches(layer: Sequence[Edit], text: str) -> dict[int, Stretch]:
    """Return the stretches of a layer by the number of their first edit, none where they save no space; `text` is what it left.

    Columns instead of edits, and units that are looked up instead of compared: a traditional page has hundreds.
    """
    import numpy as np

    way = ALIKE[layer[0].rule]
    _, befores, olds, news, sures = zip(*layer, strict=True)
    grown = accumulate(map(sub, map(len, news), map(len, olds)), initial=0)
    starts = list(map(add, befores, grown))
    low = max(0, starts[0] - 1)
    around = text[low : starts[-1] + len(news[-1])]
    near = [start - low for start in starts]
    before = _before_signs if way == "signs" else _before_forms
    stood, alone = before(olds, news, near, around)
    if EDIT * len(layer) <= STRETCH + SIGN * len(stood):
        return {}
    told: str | None = "\n".join(now + old for now, old in sorted(stood.items()))
    if alone and all(sures):  # four pages of five
        return {0: Stretch(len(layer), starts[0] - (not news[0]), starts[-1] + len(news[-1]), told, way)}
    units = list(UNITS[way](around, stood))
    if not units:
        return {}
    begins, ends, *edits = zip(*units, strict=True)
    # the unit that each edit is; in a stretch they go up one by one
    numbers = {edit: number for number, edit in enumerate(zip(*edits, strict=True))}
    found_as = map(numbers.get, zip(near, olds, news, strict=True))
    told_as = np.array([number if sure and number is not None else ALONE for number, sure in zip(found_as, sures, strict=True)])
    found: dict[int, Stretch] = {}
    saved = -SIGN * len(stood)
    breaks = (np.flatnonzero(np.diff(told_as) != 1) + 1).tolist()
    for first, stop in zip([0, *breaks], [*breaks, len(layer)], strict=True):
        if told_as[first] == ALONE:
            continue
        begin, end = low + begins[told_as[first]], low + ends[told_as[stop - 1]]
        if first and begin < starts[first - 1] + len(news[first - 1]):
            continue  # its first sign was written by the edit before it
        found[first] = Stretch(stop, begin, end, told, way)
        saved += EDIT * (stop - first) - STRETCH
        told = None
    return found if saved > 0 else {}


def _before_signs(olds: Sequence[str], news: Sequence[str], starts: Sequence[int], text: str) -> tuple[dict[str, str], bool]:
    """Return what stood in the place of signs, most of the times they occur, and whether the edits are all there is of these signs."""
    met: Counter[tuple[str, str]] = Counter()
    single = True
    for (new, old), number in Counter(zip(news, olds, strict=True)).items():  # of hundreds of edits, a dozen differ
        single &= not new or len(new) == len(old) == 1
        for pair in zip(new, old, strict=False):
            met[pair] += number
    if "" in news:  # what was taken away, stood behind a sign
        behind = Counter(
            (text[start - 1], old) for start, old, new in zip(starts, olds, news, strict=True) if start and not new
        )
        met.update({(sign, sign + gloss): number for (sign, gloss), number in behind.items()})
    stood = {now: old for (now, old), number in met.items() if 2 * number > text.count(now) and "\n" not in now + old}
    return stood, single and len(olds) == sum(map(met.__getitem__, stood.items())) == sum(map(text.count, stood))


def _before_forms(olds: Sequence[str], news: Sequence[str], starts: Sequence[int], text: str) -> tuple[dict[str, str], bool]:
    """Return the forms that stood in the place of characters most of the times they occur, where those are not the usual ones.

    And whether the edits are all there is of these and the usual forms.
    """
    import numpy as np

    lengths = np.fromiter(map(len, news), dtype=np.int64, count=len(news))
    if lengths.tolist() != list(map(len, olds)):
        return {}, False  # a form is one character in the place of one
    now = ways.points(text)
    then = now.copy()
    places = np.arange(lengths.sum()) + np.repeat(np.array(starts) - lengths.cumsum() + lengths, lengths)
    then[places] = ways.points("".join(olds))
    pairs, numbers = np.unique(now.astype(np.int64) << 32 | then, return_counts=True)
    pairs = pairs[np.lexsort((pairs, numbers, pairs >> 32))]
    mostly = pairs[np.append(np.diff(pairs >> 32) != 0, True)]
    new, old = (mostly >> 32).astype(np.uint32), (mostly & 0xFFFFFFFF).astype(np.uint32)
    told = zip(*(ways.spelled(found[ways.usual(new) != old]) for found in (new, old)), strict=True)
    stood = {sign: form for sign, form in told if "\n" not in sign + form}
    different = np.flatnonzero(now != then)
    runs = np.count_nonzero(np.diff(different) > 1) + 1
    return stood, len(news) == runs and np.array_equal(places, different) and np.array_equal(then, ways.earlier(now, stood))


def unpacked(text: str, records: Iterable[Record]) -> tuple[Edit, ...]:
    """Return the edits of a page, which lead to `text`: the inverse of `packed`. The last rule is taken back first."""
    out: list[list[Edit]] = []
    for _, layer in reversed([(rule, list(same)) for rule, same in groupby(records, attrgetter("rule"))]):
        before: list[str] = []
        found: list[Edit] = []
        start = here = 0  # in the text before the rule, and in the text after it
        stood: dict[str, str] = {}
        for record in layer:
            begin = _stop(text, here, record.gap)
            if record.way in UNITS and record.old is not None:
                stood = {entry[0]: entry[1:] for entry in record.old.split("\n") if entry}
            for _, _, at, old, new in _units(text[begin : begin + record.length], record, stood):
                stop = begin + at
                start += stop - here
                found.append(Edit(record.rule, start, old, new, record.sure))
                before += text[here:stop], old
                start += len(old)
                here = stop + len(new)
        text = "".join([*before, text[here:]])
        out.append(found)
    return tuple(edit for layer in reversed(out) for edit in layer)


def _units(new: str, record: Record, stood: Mapping[str, str]) -> Iterable[ways.Unit]:
    """Return the edits that a record tells of the text it left. Raises RuleError where it tells none."""
    if record.way in UNITS:
        return UNITS[record.way](new, stood)
    old = ways.read(new, record.way) if record.way in ways.MISREAD else record.old
    if old is None or record.way not in {None, *ways.MISREAD}:
        raise RuleError(
            f"{record.rule}, way {record.way}",
            f"nothing tells what stood where {new[:20]!r} stands",
            "Read the page with the version of govcorpus that wrote it; else its text or its edits were changed by other means",
        )
    return [(0, len(new), 0, old, new)]
