"""Put text back in step that was read one byte late: 規(guī)?;瘧?yīng)用 → 規(guī)模化應(yīng)用.

Glosses and marks that were put between bytes cut characters in half; from the cut on every character is read across two
(see byte_lattice). Each such spot is decoded on its own: all readings its bytes allow, the likeliest one in its context.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice, pairwise
from operator import attrgetter
from typing import NamedTuple

from govcorpus import model
from govcorpus.document import Change
from govcorpus.model import beam, clauses, walk
from govcorpus.repair import byte_lattice, byte_search, page_words
from govcorpus.repair.byte_lattice import CUTTING, IN_STEP, TAG, Evidence, Token, penalties, tokens
from govcorpus.repair.byte_search import State, search
from govcorpus.repair.glosses import GLOSS, SYLLABLE, has_reading
from govcorpus.repair.page_words import words
from govcorpus.repair.pinyin import is_common
from govcorpus.repair.script import is_japanese

# a lost byte, `?`, before a half gloss or before punctuation that a mark was put in front of; a run of three is no sign, nor one in code
CUT = re.compile(rf"\?(?<!\?\?\?)(?<![` ]\?)(?!\?\?)(?={SYLLABLE}\)|[，。！？；、,;!?])")
# the same on a host that prints no `?`: a half gloss, or any punctuation. A half gloss follows a character, a mark or a gloss
SILENT_HALF = rf"(?<=[),;!?\u2000-\uffff]){SYLLABLE}\)"
SILENT_CUT = re.compile(rf"{SILENT_HALF}|[，。！？；、,;!?]")
HALF = re.compile(rf"{SILENT_HALF}|\?{SYLLABLE}\)")
# a small letter alone, or any with a gloss, behind punctuation: the trail byte of a character whose lead byte that took
TRAIL = rf"[a-z][^\x00-\u2e7f]|[A-Za-z]\({SYLLABLE}\)"
# two stops in a row: what stood between them is gone
ROW = "[，。！？；、,;!?][，。；、：,;:]"
# what 。 and 。” leave at a line end behind a character that ends in A3, or behind any: their A3A1 is the pair of ！
LAST = "[！!](?:[\r\n]|$)"
# a mark in front of which a byte was lost, though no `?` is printed
BETRAYED = re.compile(rf"(?s:.)(?:{HALF.pattern}|{TRAIL})|{ROW}|{LAST}")
# the same where browsers read the bytes, or a program that swallows nothing either: U+FFFD or `?` for the lost one alone
KEPT_CUT = re.compile(rf"\?(?<!\?\?\?)(?!\?\?)(?=\({SYLLABLE}\)|[，。！？；、,;!?])")
KEPT = re.compile(rf"\ufffd(?=\({SYLLABLE}\)|[，。！？；、,;!?])|\?\({SYLLABLE}\)")
FULL_WIDTH = re.compile("[\uff01-\uff5e]")
FOLDED = re.compile("[,;:](?=[\u4e00-\u9fff])")
STOPS = re.compile("(?<=[\n，。；、！：？,;!:（《“])[，。；、！？：,;!]|(?<=“)》|(?<=《)”|[《“](?=[\n”])")
LEADING = re.compile("\n[，。；、！：？,;!]")
QUOTATION = re.compile("[“”\n]")
TITLE = re.compile(r"[《》\n]")
CLOSING = "》”’）"
SCORE = attrgetter("score")
TORN = ("/p>", "/P>")  # a tag whose < was swallowed
FOLD = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in "，；！？：（）"}

LIMIT = 32  # tokens; a stretch without ASCII trail bytes this long does not occur in traditional text
WIDTH = 32
CLOSE = 3.0  # nats: where the next reading is closer, pairs may have vanished
NEAR = (-1, 0, 1, 2)  # tokens around strange neighbours where pairs may have vanished (measured: further ones add nothing)
# Nats: where no two neighbours are less likely together, nothing is missing between them (with -13, 4 of 2,973 paragraphs are lost).
FLUENT = -11.0
STRANGE = -6.5  # nats a character: below it what follows punctuation is hardly Chinese
# Nats: a Chinese character that is likelier behind a mark stood there (eight of ten in sound text; from -4 to -7 no spot is lost).
FITTING = -6.0
RANDOM = -9.0  # nats a character: below it nothing is Chinese (from -8 to -11 nothing changes)
REACH = 200  # characters in front of a spot that are looked at
TOLD = 0.8  # of what the lengths of clauses tell: the n-grams know some of it (from 0.6 to 1.2 nothing changes)
CLAUSE = 80  # characters behind a spot in which the end of its clause is looked for
QUOTED = 1000  # characters behind a spot in which the end of a quotation is looked for
LIKELY = -4.0  # nats: nothing is missing in front of a mark that is likelier (nine of ten marks)
MISSED = 3.0  # nats that a character must bring in front of a mark where nothing else shows a loss (in sound text 2.5 at most)
TRIED = 8  # of them, the likeliest (of 32 no other is taken)
LEARNT = 1.0  # nats by which a reading must win for the words of the page to take it up
LONG = 1 << 16  # characters: to take up each reading of a longer page would cost more than to find it
WON = 4.0  # nats by which a reading must beat the text as printed
SURE = 5.0  # nats by which it must beat the next reading (scripts/measure_repair shows what that gives)
VANISHED_SURE = 7.5  # the same where pairs vanished: many more readings are possible
SILENT_SURE = 7.0  # the same where no `?` says that there was a cut
IMPOSSIBLE = 4.0  # nats that punctuation costs where it cannot stand


class Reading(NamedTuple):
    """What a spot was: the text, where the spot ends, and by how many nats it wins."""

    text: str
    end: int
    odd: tuple[int, ...]  # where neighbours in it are too unlikely
    score: float  # its log probability with the text behind it
    margin: float
    vanished: bool = False  # pairs that printed nothing were looked for


class Around(NamedTuple):
    """What stands around a spot: the line in front, the next character, the rest of the clause.

    And whether the next quotation mark closes one, and the next title mark.
    """

    before: str
    after: str
    rest: str
    closes: bool
    titled: bool


def byteshift(text: str) -> Iterator[Change]:
    """規(guī)?;瘧?yīng)用 → 規(guī)模化應(yīng)用: one change for each stretch that was read out of step.

    Glosses inside a stretch go with it, those outside stay for the pinyin rule. A change is unsure where the second
    reading comes close. A swallowed digit or letter is not guessed: its `?` stays. What browsers read, not PHP, has U+FFFD for a
    lost byte and lost nothing else (WHATWG Encoding, 10.2.1). Where no `?` is printed, a character that left no trace is put in front
    of a mark that needs one, never for sure.
    """
    kept = keeps(text)
    if not kept and not CUT.search(text) and not GLOSS.search(text):
        return
    text = text.replace("\ufffd", "?") if kept else text
    if not byte_lattice.traditional().search(text) or is_japanese(text):
        return
    silent = not kept and is_silent(text)
    page = evidence(text, silent=silent, kept=kept)
    whole = page.folded
    folded = whole and len(list(islice(FOLDED.finditer(text), 3))) == 3
    fold, stop = False, -1
    end, before = 0, ""
    for cut in (SILENT_CUT if silent else KEPT_CUT if kept else CUT).finditer(text):
        start = cut.start()
        if start < end:
            continue
        if start > stop:  # pages are folded as a whole or paragraph by paragraph
            first, stop = text.rfind("\n", 0, start) + 1, text.find("\n", start)
            stop = len(text) if stop < 0 else stop
            fold = not FULL_WIDTH.search(text, first, stop) and (folded or bool(FOLDED.search(text, first, stop)))
            page = page._replace(folded=fold or whole)
        line = text.rfind("\n", end, start) + 1
        before = GLOSS.sub("", text[line:start] if line else before[-REACH:] + text[end:start])
        end = start
        if silent and cut[0] in CUTTING and (lost := dropped(text, start, before, page)) is not None:
            if lost:
                yield Change(start, start, lost, sure=False)
                before += lost
            continue
        found = decode(text, start, before, page)
        if found is not None and found.margin >= LEARNT and page.words.size <= LONG:
            page_words.learn(page.words, before[-2:] + found.text)
        if found is not None:
            # what is folded around it is folded here too, so that the paragraph is still of one kind
            new = found.text.translate(FOLD) if fold else found.text
            yield Change(
                start, found.end, new, found.margin >= (SILENT_SURE if silent else VANISHED_SURE if found.vanished else SURE)
            )
            end, before = found.end, before + found.text


def keeps(text: str) -> bool:
    """Say whether what read the page kept the byte behind a lost one: whole glosses behind lost bytes, and no half ones."""
    return KEPT.search(text) is not None and not any(match[0][0] == "?" for match in islice(HALF.finditer(text), 8))


def is_silent(text: str) -> bool:
    """Say whether the host printed no `?`: glosses, and half ones without it, or none at all and no `?` where one would stand."""
    if not any(is_common(gloss["char"]) and has_reading(*gloss.group("char", "reading")) for gloss in GLOSS.finditer(text)):
        return False  # 應用程式(app)
    halves = [match[0][0] == "?" for match in islice(HALF.finditer(text), 8)]
    return not any(halves) if halves else not CUT.search(text)


def suspicious(text: str, start: int, beyond: walk.Place, most: float = STRANGE) -> bool:
    """Say whether what stands behind a punctuation mark is so unlikely, in nats a character, that a silent cut may stand in front of it.

    `beyond` is the place behind the mark in the model.
    """
    if BETRAYED.match(text, start):
        return True
    here = text[start + 1 : start + 4]
    if "(" in here:
        here = GLOSS.sub("", text[start : start + 40])[1:4]
    here = here.partition("\n")[0]
    if not here or here[0] in "！？!?":
        return False
    first, *others = model.ids(here)
    nats, place = walk.step(beyond, first)
    if nats > FITTING and "\u4e00" <= here[0] <= "\u9fff":
        return False
    return walk.scored(nats, place, others) < most * len(here)


def dropped(text: str, start: int, before: str, page: Evidence) -> str | None:
    """規、 → 模: return what a mark needs in front of it, nothing where it does without, None where what stands behind it may be a spot.

    A mark before it and one that cut that character, with which it spells another mark, took both bytes (see twice_cut).
    """
    place = walk.enter(before)
    likely, beyond = walk.step(place, *model.ids(text[start]))
    if suspicious(text, start, beyond):
        return None
    if likely > LIKELY:
        return ""
    after = model.ids(text[start] + following(text, start + 1)[:2])
    without = walk.scored(0.0, place, after)
    table = byte_lattice.spelled(byte_lattice.ANY_LEAD, byte_lattice.twice_cut(text[start]))
    past = page_words.past(page.words, model.past(before), place)
    score, char = without + MISSED, ""
    for value, known in byte_search.likely(table, past, page.words, score, TRIED)[:TRIED]:
        if value < score:  # what stands behind it makes none likelier
            break
        printed, loss = byte_search.spelling(table.chars[known], page, split=False)
        if printed.isalpha():  # no mark stands in front of another one
            score, char = max((score, char), (walk.scored(value + loss, walk.step(place, known)[1], after), printed))
    return char


def evidence(text: str, *, silent: bool, kept: bool = False) -> Evidence:
    """Return what the page tells about how it was damaged."""
    bare = GLOSS.sub("", text)
    return Evidence(not FULL_WIDTH.search(text), silent, penalties(bare), words(bare), kept)


def decode(text: str, start: int, before: str, page: Evidence) -> Reading | None:
    """Return the likeliest reading of the spot that begins with the cut at `start`, None where nothing beats the text as it is.

    `before` is the line in front of it, repaired and without glosses. Vanished pairs are looked for only where the reading
    without them is not fluent.
    """
    stream = tokens(text, start, LIMIT, page)
    entry = State({IN_STEP: [(0.0, model.past(before), "", walk.enter(before))]}, [])
    states = search(stream, before[-1:], page, entry)
    found = best(text, stream, before, states)
    near: Collection[int] = range(len(stream))
    if found is not None and found.odd:
        near = {max(at + step, 0) for at in found.odd for step in NEAR}
    elif found is not None and found.margin >= CLOSE:
        return found
    elif (
        page.silent
        and found is None
        and not any(token.half for token in stream)
        and not suspicious(text, start, walk.enter(before[-2:] + text[start]), RANDOM)
    ):
        return None  # sound text nearly always: of 2,861 damaged paragraphs none is lost by it
    late = search(stream, before[-1:], page, entry, near, states)
    if late == states:
        return found and found._replace(vanished=True)
    second = best(text, stream, before, late, vanished=True)
    if found is None or second is None:
        return second or found
    if len(states) == len(late):  # where many more readings are kept, the best of the first search may not have been among them
        return max(second, found, key=SCORE)
    return second


def best(text: str, stream: list[Token], before: str, states: list[State], *, vanished: bool = False) -> Reading | None:
    """Return the best reading of a stretch where it wins against the text as printed; `states` are those of `search`."""
    hypotheses, taken = states[-1].nodes.get(IN_STEP, []), len(states) - 1
    if not hypotheses:
        return None
    end = stream[taken - 1].end
    after = following(text, end)
    around = Around(before, after[:1], rest(text, end), closing(QUOTATION, text, end), closing(TITLE, text, end))
    ranked = paired(beam.ranked([hypothesis[:3] for hypothesis in hypotheses], after, WIDTH), around)
    score, was = ranked[0]
    first = model.ids(was)
    margin = next((score - other for other, rival in ranked[1:] if model.ids(rival) != first), 20.0)
    if not stream[0].half:
        printed = "".join(token.char for token in stream[:taken]).rstrip("\n")
        as_printed = walk.scored(0.0, walk.enter(before), model.ids(printed + after))
        (as_printed, _), *_ = paired([(as_printed, printed)], around)
        margin = min(margin, score - as_printed - WON)
        if margin < 0:
            return None
    likely = walk.log_probabilities(was + after[:1], before)
    odd = tuple(at for at, pair in enumerate(pairwise(likely)) if sum(pair) < FLUENT)
    if stream[taken - 1].char == "?" and text.startswith(TORN, stream[taken - 1].end):
        was += "<"
    while was and was[-1] == stream[taken - 1].char:
        was, taken = was[:-1], taken - 1
    return Reading(was, stream[taken - 1].end, odd, score, margin, vanished)


def following(text: str, end: int) -> str:
    """Return up to three sound characters behind a spot; a line end counts, unless what follows it closes something."""
    after = GLOSS.sub("", text[end : end + 40]).partition("?")[0].replace("\r\n", "\n")
    if after.startswith(TAG):
        return "\n"
    if after[:1] == "\n" and after[1:2] in CLOSING:
        after = after[1:]
    return after[:3] if after or end < len(text) else "\n"


def closing(marks: re.Pattern[str], text: str, end: int) -> bool:
    """Say whether the next of some marks behind a spot, in its line, is a closing one."""
    mark = marks.search(text, end, end + QUOTED)
    return mark is not None and mark[0] in CLOSING


def rest(text: str, end: int) -> str:
    """Return the sound text behind a spot up to the next stop, nothing where another spot may come first."""
    after = GLOSS.sub("", text[end : end + CLAUSE]).partition("?")[0]
    stop = clauses.STOP.search(after)
    return after[: stop.end()] if stop else ""


def paired(ranked: list[tuple[float, str]], around: Around) -> list[tuple[float, str]]:
    """Rank readings again by whether their punctuation can stand where it stands, and how likely it is there."""
    begun = clauses.begun(around.before)
    return sorted(
        (
            (score + TOLD * clauses.likelier(*begun, text + around.rest) - IMPOSSIBLE * impossible(text, around), text)
            for score, text in ranked
        ),
        reverse=True,
    )


def impossible(text: str, around: Around) -> int:
    """Count the punctuation of a text that cannot stand where it stands: unpaired quotation and title marks, two stops in a row."""
    whole = (around.before[-1:] or "\n") + text + around.after
    wrong = len(STOPS.findall(whole)) + 2 * len(LEADING.findall(whole))
    wrong += 2 * whole.endswith(("《\n", "“\n", "\u3000\n")) - 2 * whole.endswith("《》")
    wrong += unpaired("“”", text, around.before, closes=around.closes)
    return wrong + unpaired("《》", text, around.before, closes=around.titled)


def unpaired(marks: str, text: str, before: str, *, closes: bool) -> int:
    """Count the marks of a text that open what is open or close what is not, and one more where the next behind it then does."""
    opening, closing = marks[0], marks[1]
    is_open, wrong = before.rfind(opening) > before.rfind(closing), 0
    for mark in text:
        if mark in marks:
            wrong += (mark == opening) == is_open
            is_open = mark == opening
    return wrong + (is_open != closes)
