"""Search the lattice of a stretch that reads one byte late for its likeliest readings, token by token.

Every token says which characters can follow which hypotheses. They are many, so the likeliest hypotheses are extended first,
each by its likeliest characters first, and only as long as the result may be among those that are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Container, Mapping, Sequence
from functools import lru_cache
from heapq import heapreplace, nlargest
from math import exp
from operator import itemgetter
from typing import NamedTuple

from govcorpus import model
from govcorpus.model import walk
from govcorpus.repair import page_words
from govcorpus.repair.byte_lattice import (
    CUT_LEAD,
    IN_STEP,
    NOTHING,
    Evidence,
    Found,
    Table,
    Token,
    octets,
    spelled,
    steps,
    vanishing,
)
from govcorpus.repair.page_words import Mixture, Past, Words, commonest

CAP = 32  # hypotheses kept in all
WIDTH = 32  # of them for one pending byte
FAR = 9.0  # nats behind the best hypothesis: no later character makes up for them
BEHIND = 3.5  # the same behind vanished pairs, before what is cut is written (with 2.5, 3 of 2,973 paragraphs are lost)
FEW = 9  # hypotheses that are tried with vanished pairs (with six, 5 paragraphs of 1,055 are lost: scripts/bench_repair --rounds 12)
# Hypotheses kept behind the first, second and third pair that vanished in a row: 政府正在 (of 2,973 paragraphs (10, 6, 3) loses 3).
OVER = (10, 8, 4)
HOPELESS = -10.0  # nats: what is rarer than that in its context is no reading of two vanished bytes
FEW_TRIED = 3  # characters: as many are written behind every hypothesis
FEW_MET = 8  # characters: as many are looked up one by one
FAR_ALONE = 4.0  # nats behind as many as are kept: what only the page's characters speak for is not tried
MANY = 80  # characters: of more, only those that the model has met behind the last one are tried
NEVER = -1e9
DASH = "—".encode("gbk")

Hypothesis = tuple[float, int, str, walk.Place]  # score, context for the model, text, place of the context in the model
Nodes = dict[bytes, list[Hypothesis]]  # hypotheses by what is pending
Way = tuple[bytes, Found, list[Hypothesis]]  # what is pending then, what a token can have been, behind which hypotheses


class State(NamedTuple):
    """What is reached in front of a token: the hypotheses worth keeping, and the best scores, the worst of them first."""

    nodes: Nodes
    best: list[float]


NOWHERE = State({}, [NEVER] * CAP)


def search(
    stream: list[Token], before: str, page: Evidence, start: State, gaps: Container[int] = (), known: Sequence[State] = ()
) -> list[State]:
    """Return what is reached in front of each token, until all that is worth keeping is back in step.

    Pairs may have vanished in front of the tokens whose numbers are in `gaps`. `before` is the character in front.
    `known` is what a search without gaps found: it is taken over as long as nothing behind a gap was worth keeping.
    """
    states = [start]
    for at, token in enumerate(stream):
        around = stream[at - 1] if at else Token(0, 0, before), stream[at + 1].char if at + 1 < len(stream) else "\n"
        nodes = states[at].nodes
        if at + 1 < len(known) and nodes == known[at].nodes:
            reached = known[at + 1]
        else:
            reached = written(ways(nodes, token, around, page, first=not at), page, NOWHERE)
        if at in gaps and (late := vanished(nodes, page, max(reached.best[0], max(reached.best) - BEHIND))):
            reached = written(ways(late, token, around, page), page, reached)
        states.append(reached)
        if not reached.nodes.keys() - {IN_STEP}:
            break
    return states


def ways(nodes: Nodes, token: Token, around: tuple[Token, str], page: Evidence, *, first: bool = False) -> list[Way]:
    """Return what a token can have been behind the hypotheses; the first one is a cut."""
    return [
        (pending, found, hypotheses)
        for waiting, hypotheses in nodes.items()
        for pending, found in steps(token, waiting, around, page)
        if pending or not first
    ]


def vanished(nodes: Nodes, page: Evidence, least: float) -> Nodes:
    """Return the hypotheses behind vanished pairs, as many as may stand in a row, without those below `least`."""
    late = {waiting: hypotheses for waiting, hypotheses in nodes.items() if waiting and waiting != CUT_LEAD}
    if not late:
        return {}
    late = worth_keeping(late, best_of(scores(late)), FEW)
    begun = vanishing()
    found = dashed(late, page.words, least)
    trails = bytes(begun)
    for over in OVER:
        reached: Nodes = {}
        best, top = [least] * over, least
        paths = [(hypothesis, spelled(waiting, trails)) for waiting, hypotheses in late.items() for hypothesis in hypotheses]
        paths.sort(key=itemgetter(0), reverse=True)
        for (score, context, text, place), table in paths:
            floor = max(best[0], top - FAR)
            if score < floor:
                break
            past = page_words.past(page.words, context, place)
            for value, known in likely(table, past, page.words, max(floor - score, HOPELESS), over):
                if score + value < best[0]:
                    break
                for char in table.chars[known]:
                    total = score + value + page.penalties.get(char, 0.0)
                    if total >= best[0]:
                        heapreplace(best, total)
                        top = max(top, total)
                        longer = total, model.after(context, known), text + char, walk.step(place, known)[1]
                        reached.setdefault(begun[octets(char)[1]], []).append(longer)
        late = worth_keeping(reached, best, over)
        for waiting, hypotheses in late.items():
            found[waiting] = [*found.get(waiting, []), *hypotheses]
    return found


def dashed(nodes: Nodes, words: Words, least: float) -> Nodes:
    """Return the hypotheses behind —— of which both pairs vanished: its first half alone is too unlikely, but the second is sure to come."""
    found: list[Hypothesis] = []
    known = model.ids("—")[0]
    for hypothesis in nodes.get(DASH[:1], ()):
        score, context, text, place = hypothesis
        for _ in range(2):
            score += page_words.value(words, page_words.past(words, context, place), known)
            context, place = model.after(context, known), walk.step(place, known)[1]
        found.append((score, context, f"{text}——", place))
    return {vanishing()[DASH[1]]: [hypothesis for hypothesis in found if hypothesis[0] >= least]}


def written(ways: Sequence[Way], page: Evidence, reached: State) -> State:
    """Write each character that was found behind each hypothesis; return what is worth keeping then of all that is reached."""
    nodes = {pending: hypotheses.copy() for pending, hypotheses in reached.nodes.items()}
    totals = reached.best.copy()
    many: list[Way] = []
    floor = max(totals) - FAR
    for way in ways:
        pending, (table, split, behind, cost, printed), hypotheses = way
        if way[1] is NOTHING:
            nodes.setdefault(pending, []).extend(hypotheses)
            totals += [hypothesis[0] for hypothesis in hypotheses]
        elif len(table.chars) > FEW_TRIED:
            many.append(way)
        else:
            into = nodes.setdefault(pending, [])
            for known, same in table.chars.items():
                char, loss = spelling(same, page, split=split)
                for score, context, text, place in hypotheses:
                    total = score + cost + loss
                    if total < floor:
                        break
                    chance, beyond = walk.step(place, known)
                    if printed:
                        total += chance
                    elif total + chance < floor and total + page_words.at_most(page.words, context, known, chance) < floor:
                        continue
                    else:
                        total += page_words.value(page.words, page_words.past(page.words, context, place), known)
                    if total >= floor:
                        floor = max(floor, total - FAR)
                        totals.append(total)
                        hypothesis = total, model.after(context, known), text + char + behind, beyond
                        into.append(opened(hypothesis, page.words) if behind == "(" else hypothesis)
    best = written_first(many, nodes, totals, page) if many else best_of(totals)
    return State(worth_keeping(nodes, best, WIDTH), best)


def written_first(many: Sequence[Way], nodes: Nodes, totals: Sequence[float], page: Evidence) -> list[float]:
    """Write the characters of large tables into the nodes, behind the likeliest hypotheses first; return the best scores then."""
    best = best_of(totals)
    top = best[-1]
    paths = [(hypothesis[0] + found.cost, hypothesis, pending, found) for pending, found, some in many for hypothesis in some]
    paths.sort(key=itemgetter(0), reverse=True)
    for score, (_, context, text, place), pending, (table, split, behind, _, _) in paths:
        floor = max(best[0], top - FAR)
        if score < floor:
            break
        past = page_words.past(page.words, context, place)
        for value, known in likely(table, past, page.words, floor - score, CAP):
            if score + value < best[0]:
                break
            char, loss = spelling(table.chars[known], page, split=split)
            total = score + value + loss
            if total >= best[0]:
                heapreplace(best, total)
                top = max(top, total)
                hypothesis = total, model.after(context, known), text + char + behind, walk.step(place, known)[1]
                nodes.setdefault(pending, []).append(opened(hypothesis, page.words) if behind == "(" else hypothesis)
    return best


def opened(hypothesis: Hypothesis, words: Words) -> Hypothesis:
    """Return a hypothesis that ends in a bracket which was swallowed, with what that bracket costs and does to the context."""
    score, context, text, place = hypothesis
    bracket = model.ids("(")[0]
    cost = page_words.value(words, page_words.past(words, context, place), bracket)
    return score + cost, model.after(context, bracket), text, walk.step(place, bracket)[1]


def spelling(same: tuple[str, ...], page: Evidence, *, split: bool) -> tuple[str, float]:
    """Return which of the characters that share an id a page would have printed, and what that costs."""
    if split:
        return same[0], 0.0
    char = same[0] if len(same) == 1 else max(same, key=lambda char: page.penalties.get(char, 0.0))
    return char, page.penalties.get(char, 0.0)


def likely(table: Table, past: Past, words: Words, least: float, most: int) -> list[tuple[float, int]]:
    """Return the ids in a large table that are likely enough behind a context, each behind its log probability, the likeliest first.

    Those of the page are mixed with it; of all others the model alone is asked. Where it has met few of the table behind the
    last id, which is nearly always so behind vanished pairs, they are looked up one by one. Of the page's characters, those
    are left out that `most` others leave far behind.
    """
    chars, known_last = table.chars.keys(), behind_last(table, past.place[2])
    if len(known_last) <= FEW_MET:
        near = {known: page_words.value(words, past, known) for known in known_last}
    else:
        near = met_behind_more(table, past.place, past.general)
    enough = max(least, nlargest(most, near.values())[-1] - FAR_ALONE) if len(near) >= most else least
    for known in on_page(table, past.mixture, words, enough):
        near[known] = page_words.value(words, past, known)
    found = [(value, known) for known, value in near.items() if value >= least]
    others: list[tuple[Collection[int], Mapping[int, float] | Sequence[float], float]] = []
    if len(known_last) > FEW_MET:
        others.append((known_last, walk.followers(past.place)[0][-1].logs, past.left))
    if len(chars) <= MANY:
        others.append((chars, model.load().unigrams, past.nothing))
    for ids, chances, weight in others:
        for known in ids:  # the likeliest first, so that few are looked at
            value = chances[known] + weight
            if value < least:
                break
            if known not in near and (ids is known_last or known not in known_last):
                found.append((value, known))
    found.sort(reverse=True)
    return found


def on_page(table: Table, page: Mixture, words: Words, least: float) -> set[int]:
    """Return the ids in a table that a page makes likelier: those it prints behind the context, and those common enough on it."""
    found = table.chars.keys() & page.one.counts.keys()
    enough = exp(least)
    if page.alone * words.most >= enough:
        chars = commonest(words, table, table.chars.keys())
        found |= {known for _, known in chars[: bisect_right(chars, -enough / page.alone, key=itemgetter(0))]}
    return found


def met_behind_more(table: Table, place: walk.Place, general: float) -> dict[int, float]:
    """Return the ids in a table that the model knows behind more than the last id, each with its log probability."""
    rows, _ = walk.followers(place)
    return {
        known: logs[known] + shared + general for logs, shared in rows[-2::-1] for known in table.chars.keys() & logs.keys()
    }


@lru_cache(maxsize=1 << 12)
def behind_last(table: Table, last: int) -> tuple[int, ...]:
    """Return the ids in a table that the model has met behind one id, the likeliest first."""
    logs = walk.followers((-1, -1, last))[0][0].logs
    return tuple(sorted(table.chars.keys() & logs.keys(), key=logs.__getitem__, reverse=True))


def worth_keeping(nodes: Nodes, best: Sequence[float], width: int) -> Nodes:
    """Return the best hypotheses of each kind, best first, without those far behind the best of all.

    At most two are kept of those that the rest of the text cannot tell apart. `best` are the best scores, the worst of them first.
    """
    floor = max(best[0], max(best) - FAR)
    kept: Nodes = {}
    for waiting, hypotheses in nodes.items():
        seen: dict[int, int] = {}
        some: list[Hypothesis] = []
        for hypothesis in sorted(hypotheses, reverse=True):
            score, context, _, _ = hypothesis
            if score < floor or len(some) == width:
                break
            seen[context] = seen.get(context, 0) + 1
            if seen[context] <= 2:
                some.append(hypothesis)
        if some:
            kept[waiting] = some
    return kept


def scores(nodes: Nodes) -> list[float]:
    """Return the scores of all hypotheses."""
    return [hypothesis[0] for hypotheses in nodes.values() for hypothesis in hypotheses]


def best_of(totals: Sequence[float]) -> list[float]:
    """Return the best scores, as many as are kept, as a heap: the worst of them first, the best last."""
    return [NEVER] * (CAP - len(totals)) + sorted(totals)[-CAP:]
