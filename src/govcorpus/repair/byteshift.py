"""Put text back in step that was read one byte late: 規(guī)?;瘧?yīng)用 → 規(guī)模化應(yīng)用.

Glosses and marks that were put between bytes cut characters in half; from the cut on every character is read across two
(see byte_lattice). Each such spot is decoded on its own: all readings its bytes allow, the likeliest one in its context.
"""

from __future__ import annotations

import re
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from govcorpus import model
from govcorpus.document import Change
from govcorpus.model import beam
from govcorpus.repair.byte_lattice import ANY_LEAD, IN_STEP, NOTHING, VANISHING, Evidence, Option, Token, options, penalties, steps, tokens
from govcorpus.repair.glosses import GLOSS, GLOSS_LETTERS

CUT = re.compile(rf"\?(?=[{GLOSS_LETTERS}]+\)|[，。！？；、,;!?])")
TRADITIONAL = re.compile("[們國會學時實對發開這進過為與點產業務長書機關現無說還]")
FULL_WIDTH = re.compile("[\uff01-\uff5e]")
STOPS = re.compile("(?<=[\n，。；、！：？,;!:（《“])[，。；、！？：,;!》]|(?<=《)”|[《“](?=[\n”])")
CLOSING = "》”’）"

OWN = 0.05
MANY = 2000  # characters to try at once
LIMIT = 160  # tokens; a stretch without ASCII trail bytes this long does not occur in traditional text
WIDTH = 16
FAR = 9.0  # nats behind the best hypothesis: no later character makes up for them
FLUENT = -5.5  # nats: where no character of a reading is less likely, none is missing either
WON = 4.0  # nats by which a reading must beat the text as printed
SURE = 4.0  # nats by which it must beat the next reading
IMPOSSIBLE = 4.0  # nats that punctuation costs where it cannot stand


Nodes = dict[bytes, list[beam.Hypothesis]]  # hypotheses by what is pending


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
    CACHE.clear()
    if OWN:
        build_cache(text)
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


CACHE = {}
def build_cache(text):
    for line in GLOSS.sub('', text).split("\n"):
        a=b=0
        for c in model.ids(line):
            if b:
                k=a<<13|b
                row=CACHE.get(k)
                if row is None: row=CACHE[k]=[{},0]
                row[0][c]=row[0].get(c,0)+1; row[1]+=1
            a,b=b,c


def evidence(text: str) -> Evidence:
    """Return what the page tells about how it was damaged."""
    glossed = {match["char"] for match in GLOSS.finditer(text)}
    bare = set(GLOSS.sub("", text))
    only = frozenset(glossed - bare)
    return Evidence(not FULL_WIDTH.search(text), penalties(bare, only), {})


def decode(text: str, start: int, before: str, page: Evidence) -> Reading | None:
    """Return the likeliest reading of the spot that begins with the cut at `start`, None where nothing beats the text as it is.

    `before` is the line in front of it, repaired and without glosses. Vanished pairs are looked for only where the reading
    without them is not fluent.
    """
    stream = tokens(text, start, LIMIT)
    found = None
    for vanished in range(3):
        found = best(text, stream, before, page, vanished) or found
        if found is not None and found.worst > FLUENT and found.margin >= SURE:
            break
    return found


def best(text: str, stream: list[Token], before: str, page: Evidence, vanished: int) -> Reading | None:
    """Return the best reading of a stretch where it wins against the text as printed."""
    hypotheses, taken = search(stream, before, page, vanished)
    if not hypotheses:
        return None
    after = following(text, stream[taken - 1].end)
    ranked = paired(beam.ranked(hypotheses, after, WIDTH), before, after)
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
    return Reading(was, stream[taken - 1].end, worst, margin)


def search(stream: list[Token], before: str, page: Evidence, vanished: int) -> tuple[list[beam.Hypothesis], int]:
    """Return the hypotheses that are back in step where all worth keeping are, and how many tokens that takes.

    Up to `vanished` pairs may have vanished between any two tokens.
    """
    nodes: Nodes = {IN_STEP: [(0.0, model.past(before), "")]}
    previous = Token(0, 0, before[-1:])
    for at, token in enumerate(stream):
        around = previous, stream[at + 1].char if at + 1 < len(stream) else "\n"
        if vanished:
            vanish(nodes, page, vanished)
        reached: Nodes = {}
        for waiting, hypotheses in nodes.items():
            for pending, found in steps(token, waiting, around, page):
                if at or pending:
                    write(reached.setdefault(pending, []), hypotheses, found)
        nodes = worth_keeping(reached)
        if not nodes.keys() - {IN_STEP}:
            break
        previous = token
    return nodes.get(IN_STEP, []), at + 1


def vanish(nodes: Nodes, page: Evidence, times: int) -> None:
    """Add the hypotheses behind vanished pairs."""
    late = {waiting: hypotheses for waiting, hypotheses in nodes.items() if 0 < len(waiting) < len(ANY_LEAD)}
    for _ in range(times):
        reached: Nodes = {}
        for waiting, hypotheses in late.items():
            for trails, leads in VANISHING:
                write(reached.setdefault(leads, []), hypotheses, options(waiting, trails, page))
        late = worth_keeping(reached)
        for waiting, hypotheses in late.items():
            nodes[waiting] = [*nodes.get(waiting, []), *hypotheses]


def write(into: list[beam.Hypothesis], hypotheses: Sequence[beam.Hypothesis], found: Mapping[int, Option]) -> None:
    """Write each character that was found behind each hypothesis; where they are many, those that the model has met there."""
    if NOTHING.known in found:
        into += hypotheses
        return
    unigrams = model.load().unigrams
    many = len(found) * len(hypotheses) > MANY
    for score, context, text in hypotheses:
        quads, left3, triples, left2, pairs, left1, likely = model.row(context)
        own = CACHE.get(context & ((1<<26)-1))
        tried = found.keys() & quads.keys() | found.keys() & triples.keys() | found.keys() & likely.keys() if many else found
        for known in tried:
            value = quads.get(known)
            if value is None:
                value = triples.get(known)
                if value is None:
                    value = pairs.get(known)
                    value = left1 + unigrams[known] if value is None else left2 + value
                else:
                    value += left3
            _, char, penalty = found[known]
            if own is not None and known in own[0]:
                value = math.log((1 - OWN) * math.exp(value) + OWN * own[0][known] / own[1])
            into.append((score + penalty + value, (context << model.BITS | known) & model.PAST if known else 0, text + char))


def worth_keeping(nodes: Nodes) -> Nodes:
    """Return the best hypotheses of each kind, without those far behind the best of all."""
    floor = max((max(hypotheses)[0] for hypotheses in nodes.values() if hypotheses), default=0.0) - FAR
    good = {waiting: [hypothesis for hypothesis in hypotheses if hypothesis[0] > floor] for waiting, hypotheses in nodes.items()}
    return {waiting: list(beam.kept(hypotheses, WIDTH)) for waiting, hypotheses in good.items() if hypotheses}


def following(text: str, end: int) -> str:
    """Return up to three sound characters behind a spot; a line end counts, unless what follows it closes something."""
    after = GLOSS.sub("", text[end : end + 40]).partition("?")[0]
    if after[:1] == "\n" and after[1:2] in CLOSING:
        after = after[1:]
    return after[:3] if after or end < len(text) else "\n"


def paired(ranked: list[tuple[float, str]], before: str, after: str) -> list[tuple[float, str]]:
    """Rank readings again by whether their punctuation can stand where it stands."""
    is_open = before.rfind("“") > before.rfind("”")
    left, right = before[-1:] or "\n", after[:1]
    return sorted(((score - IMPOSSIBLE * impossible(text, left + text + right, is_open=is_open), text) for score, text in ranked), reverse=True)


def impossible(text: str, around: str, *, is_open: bool) -> int:
    """Count the punctuation of a text that cannot stand where it stands: unpaired quotation marks, two stops in a row."""
    wrong = len(STOPS.findall(around))
    for mark in text:
        if mark in "“”":
            wrong += (mark == "“") == is_open
            is_open = mark == "“"
    return wrong
