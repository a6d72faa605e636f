"""Put text back in step that was read one byte late: 規(guī)?;瘧?yīng)用 → 規(guī)模化應(yīng)用.

Glosses and marks that were put between bytes cut characters in half; from the cut on every character is read across two
(see byte_lattice). Each such spot is decoded on its own: all readings its bytes allow, the likeliest one in its context.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govcorpus import model
from govcorpus.document import Change
from govcorpus.model import beam
from govcorpus.repair.byte_lattice import ANY_LEAD, IN_STEP, LOST, VANISHING, Evidence, Token, penalties, spelled, steps, tokens
from govcorpus.repair.glosses import GLOSS, GLOSS_LETTERS

CUT = re.compile(rf"\?(?=[{GLOSS_LETTERS}]+\)|[，。！？；、,;!?])")
TRADITIONAL = re.compile("[們國會學時實對發開這進過為與點產業務長書機關現無說還]")
FULL_WIDTH = re.compile("[\uff01-\uff5e]")
CLOSING = "》”’）"

LIMIT = 160  # tokens; a stretch without ASCII trail bytes this long does not occur in traditional text
WIDTH = 16
FAR = 14.0  # nats behind the best hypothesis: no later character makes up for them
FLUENT = -5.5  # nats: where no character of a reading is less likely, none is missing either
WON = 4.0  # nats by which a reading must beat the text as printed
SURE = 4.0  # nats by which it must beat the next reading
UNPAIRED = 4.0  # nats that a quotation mark costs which closes nothing, or opens inside an open one


class Reading(NamedTuple):
    """What a spot was: the text, where the spot ends, and by how many nats it wins."""

    text: str
    end: int
    worst: float  # the log probability of its least likely character
    margin: float


def byteshift(text: str) -> Iterator[Change]:
    """規(guī)?;瘧?yīng)用 → 規(guī)模化應(yīng)用: one change for each stretch that was read out of step.

    Glosses inside a stretch go with it, those outside stay for the pinyin rule. A change is unsure where the second
    reading comes close. A swallowed digit or letter is not guessed: its `?` stays.
    """
    if "?" not in text or not TRADITIONAL.search(text):
        return
    page = evidence(text)
    end, done = 0, ""
    for cut in CUT.finditer(text):
        start = cut.start()
        if start < end:
            continue
        line = text.rfind("\n", 0, start) + 1
        before = done + text[end:start] if line < end else text[line:start]
        found = decode(text, start, GLOSS.sub("", before), page)
        if found is not None:
            yield Change(start, found.end, found.text, found.margin >= SURE)
            end, done = found.end, (before + found.text)


def evidence(text: str) -> Evidence:
    """Return what the page tells about how it was damaged."""
    glossed = {match["char"] for match in GLOSS.finditer(text)}
    bare = set(GLOSS.sub("", text))
    only = frozenset(glossed - bare)
    return Evidence(not FULL_WIDTH.search(text), penalties(bare, only), only)


def decode(text: str, start: int, before: str, page: Evidence) -> Reading | None:
    """Return the likeliest reading of the spot that begins with the cut at `start`, None where nothing beats the text as it is.

    `before` is the line in front of it, repaired and without glosses.
    """
    stream = tokens(text, start, LIMIT)
    found = best(text, stream, before, page, vanished=False)
    if found is not None and found.worst > FLUENT and found.margin >= SURE:
        return found
    return best(text, stream, before, page, vanished=True) or found


def best(text: str, stream: list[Token], before: str, page: Evidence, *, vanished: bool) -> Reading | None:
    """Return the best reading of a stretch where it wins against the text as printed."""
    hypotheses, taken = search(stream, before, page, vanished=vanished)
    if not hypotheses:
        return None
    after = following(text, stream[taken - 1].end)
    ranked = paired(beam.ranked(hypotheses, after, WIDTH), before)
    score, was = ranked[0]
    first = model.ids(was)
    margin = next((score - other for other, rival in ranked[1:] if model.ids(rival) != first), 20.0)
    if not stream[0].half:
        printed = "?" + "".join(token.char for token in stream[1:taken])
        margin = min(margin, score - beam.scored(0.0, model.past(before), model.ids(printed + after))[0] - WON)
        if margin < 0:
            return None
    while was and was[-1] == stream[taken - 1].char:
        was, taken = was[:-1], taken - 1
    worst = min(model.log_probabilities(ranked[0][1] + after, before))
    return Reading(was.replace(LOST, "?"), stream[taken - 1].end, worst, margin)


def search(stream: list[Token], before: str, page: Evidence, *, vanished: bool) -> tuple[list[beam.Hypothesis], int]:
    """Return the hypotheses that are back in step where all worth keeping are, and how many tokens that takes."""
    nodes: dict[bytes, list[beam.Hypothesis]] = {IN_STEP: [(0.0, model.past(before), "")]}
    previous = Token(0, 0, before[-1:])
    for at, token in enumerate(stream):
        around = previous, stream[at + 1].char if at + 1 < len(stream) else "\n"
        if vanished:
            vanish(nodes, page)
        reached: defaultdict[bytes, list[beam.Hypothesis]] = defaultdict(list)
        for waiting, hypotheses in nodes.items():
            options = steps(token, waiting, around, page)
            beam.extend(reached, hypotheses, ((pending, was, penalty) for was, pending, penalty in options))
        if not at:
            reached.pop(IN_STEP, None)
        nodes = worth_keeping(reached)
        if not nodes.keys() - {IN_STEP}:
            break
        previous = token
    return nodes.get(IN_STEP, []), at + 1


def vanish(nodes: dict[bytes, list[beam.Hypothesis]], page: Evidence) -> None:
    """Add the hypotheses behind one and two vanished pairs."""
    late = {waiting: hypotheses for waiting, hypotheses in nodes.items() if 0 < len(waiting) < len(ANY_LEAD)}
    for _ in range(2):
        reached: defaultdict[bytes, list[beam.Hypothesis]] = defaultdict(list)
        for waiting, hypotheses in late.items():
            options = ((leads, was, page.penalties.get(was, 0.0)) for trails, leads in VANISHING for was in spelled(waiting, trails))
            beam.extend(reached, hypotheses, options)
        late = worth_keeping(reached)
        for waiting, hypotheses in late.items():
            nodes[waiting] = [*nodes.get(waiting, []), *hypotheses]


def worth_keeping(nodes: Mapping[bytes, list[beam.Hypothesis]]) -> dict[bytes, list[beam.Hypothesis]]:
    """Return the best hypotheses of each kind, without those far behind the best of all."""
    if not nodes:
        return {}
    floor = max(max(hypotheses)[0] for hypotheses in nodes.values()) - FAR
    good = {waiting: [hypothesis for hypothesis in hypotheses if hypothesis[0] > floor] for waiting, hypotheses in nodes.items()}
    return {waiting: beam.kept(hypotheses, WIDTH) for waiting, hypotheses in good.items() if hypotheses}


def following(text: str, end: int) -> str:
    """Return up to three sound characters behind a spot; a line end counts, unless what follows it closes something."""
    after = GLOSS.sub("", text[end : end + 40]).partition("?")[0]
    if after[:1] == "\n" and after[1:2] in CLOSING:
        after = after[1:]
    return after[:3] if after or end < len(text) else "\n"


def paired(ranked: list[tuple[float, str]], before: str) -> list[tuple[float, str]]:
    """Rank readings again by whether their quotation marks pair with those before them in the line."""
    is_open = before.rfind("“") > before.rfind("”")
    return sorted(((score - UNPAIRED * unpaired(text, is_open=is_open), text) for score, text in ranked), reverse=True)


def unpaired(text: str, *, is_open: bool) -> int:
    """Count the quotation marks of a text that cannot stand where they stand."""
    wrong = 0
    for mark in text:
        if mark in "“”":
            wrong += (mark == "“") == is_open
            is_open = mark == "“"
    return wrong
