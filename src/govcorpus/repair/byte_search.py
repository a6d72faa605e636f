"""Search the lattice of a stretch that reads one byte late for its likeliest readings, token by token.

Every token says which characters can follow which hypotheses. They are many, so the likeliest hypotheses are extended first,
each by its likeliest characters first, and only as long as the result may be among those that are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import heappushpop, heapreplace
from math import exp, log
from operator import itemgetter

from govcorpus import model
from govcorpus.model import beam, walk
from govcorpus.repair import page_words
from govcorpus.repair.byte_lattice import (
    ANY_LEAD,
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
from govcorpus.repair.page_words import Mixture, Words, commonest, mixture

CAP = 16  # hypotheses kept in all
WIDTH = 16  # of them for one pending byte
FAR = 9.0  # nats behind the best hypothesis: no later character makes up for them
FEW = 6  # hypotheses that are tried with vanished pairs
HOPELESS = -10.0  # nats: what is rarer than that in its context is no reading of two vanished bytes
FEW_TRIED = 3  # characters: as many are looked up one by one
MANY = 80  # characters: of more, only those that the model has met behind the last one are tried
NEVER = -1e9

Nodes = dict[bytes, list[beam.Hypothesis]]  # hypotheses by what is pending


def search(stream: list[Token], before: str, page: Evidence, states: list[Nodes], gaps: Container[int]) -> None:
    """Add to `states`, what is reached in front of each token, until all that is worth keeping is back in step.

    Up to two pairs may have vanished in front of the tokens whose numbers are in `gaps`. `before` is the character in front.
    """
    for at in range(len(states) - 1, len(stream)):
        previous = stream[at - 1] if at else Token(0, 0, before)
        around = previous, stream[at + 1].char if at + 1 < len(stream) else "\n"
        nodes = vanished(states[at], page) if at in gaps else states[at]
        ways = [
            (pending, found, hypotheses)
            for waiting, hypotheses in nodes.items()
            for pending, found in steps(stream[at], waiting, around, page)
            if at or pending
        ]
        states.append(written(ways, page))
        if not states[-1].keys() - {IN_STEP}:
            break


def vanished(nodes: Nodes, page: Evidence) -> Nodes:
    """Return the hypotheses and those behind vanished pairs."""
    late = {waiting: hypotheses for waiting, hypotheses in nodes.items() if 0 < len(waiting) < len(ANY_LEAD)}
    if not late:
        return nodes
    nodes = nodes.copy()
    late = worth_keeping(late, best_of(late), FEW)
    begun = vanishing()
    for _ in range(2):
        reached: Nodes = {}
        best, top = [NEVER] * CAP, NEVER
        paths = [
            (hypothesis, spelled(waiting, bytes(begun))) for waiting, hypotheses in late.items() for hypothesis in hypotheses
        ]
        paths.sort(key=itemgetter(0), reverse=True)
        for (score, context, text), table in paths:
            floor = max(best[0], top - FAR)
            if score < floor:
                break
            for known, value in likely(table, context, page.words, score, max(floor, score + HOPELESS), best):
                for char in table.chars[known]:
                    total = score + value + page.penalties.get(char, 0.0)
                    if total >= best[0]:
                        heapreplace(best, total)
                        top = max(top, total)
                        reached.setdefault(begun[octets(char)[1]], []).append((total, model.after(context, known), text + char))
        late = worth_keeping(reached, best, FEW)
        for waiting, hypotheses in late.items():
            nodes[waiting] = [*nodes.get(waiting, []), *hypotheses]
    return nodes


def written(ways: Sequence[tuple[bytes, Found, list[beam.Hypothesis]]], page: Evidence) -> Nodes:
    """Write each character that was found behind each hypothesis, the likeliest hypotheses first, and return those worth keeping."""
    nodes: Nodes = {}
    best = [NEVER] * CAP
    paths = []
    for pending, found, hypotheses in ways:
        if found is NOTHING:
            nodes.setdefault(pending, []).extend(hypotheses)
            for hypothesis in hypotheses:
                heappushpop(best, hypothesis[0])
        elif found.table.chars:
            paths += [(hypothesis[0] + found.cost, hypothesis, pending, found) for hypothesis in hypotheses]
    paths.sort(key=itemgetter(0), reverse=True)
    top = max(best)
    for score, (_, context, text), pending, (table, split, behind, _, printed) in paths:
        floor = max(best[0], top - FAR)
        if score < floor:
            break
        words = None if printed else page.words
        penalties = {} if split else page.penalties
        for known, value in likely(table, context, words, score, floor, best):
            same = table.chars[known]
            char = same[0] if len(same) == 1 or split else max(same, key=lambda char: penalties.get(char, 0.0))
            total = score + value + penalties.get(char, 0.0)
            if total >= best[0]:
                heapreplace(best, total)
                top = max(top, total)
                nodes.setdefault(pending, []).append((total, model.after(context, known), text + char + behind))
    return worth_keeping(nodes, best, WIDTH)


def likely(
    table: Table, context: int, words: Words | None, score: float, floor: float, best: list[float]
) -> Iterable[tuple[int, float]]:
    """Return the ids in a table that may be kept behind a context, by the model and by the page's own words.

    `score` is that of the context, `best` the heap of the best scores so far, which the caller adds to.
    """
    place = walk.behind(context)
    if words is None:
        return [(known, walk.step(place, known)[0]) for known in table.chars]
    page = mixture(words, context, exp(walk.followers(place)[0][-1].shared))
    if len(table.chars) > FEW_TRIED:
        return of_many(table, context & page_words.ONE, place, page, words, score, floor, best)
    return [(known, mixed(walk.step(place, known)[0], page, words.alone, known)) for known in table.chars]


def mixed(value: float, page: Mixture, alone: Mapping[int, float], known: int) -> float:
    """Return the log probability of an id by the model and by the page's own words."""
    return log(page.general * exp(value) + page.told.get(known, 0.0) + page.alone * alone.get(known, 0.0))


def of_many(
    table: Table,
    last: int,
    place: walk.Place,
    page: Mixture,
    words: Words,
    score: float,
    floor: float,
    best: list[float],
) -> Iterator[tuple[int, float]]:
    """Yield the likely ids of a large table: those that the page or the model knows behind more than the last id, then all others.

    The others come likeliest first, so that few of them are looked at.
    """
    least = floor - score
    rows, left = walk.followers(place)
    general = log(page.general)
    near = nearby(table, place, page, words, least)
    for known, value in near.items():
        if value >= least:
            yield known, value
    met, unmet = behind_last(table, last)
    logs, shared = rows[-1]
    others: list[tuple[list[int], Mapping[int, float] | Sequence[float], float]] = [(met, logs, shared)]
    if len(table.chars) <= MANY:
        others.append((unmet, model.load().unigrams, left))
    for ids, chances, weight in others:
        for known in ids:
            value = chances[known] + weight + general
            if value < least or score + value < best[0]:
                break
            if known not in near:
                yield known, value


def nearby(table: Table, place: walk.Place, page: Mixture, words: Words, least: float) -> dict[int, float]:
    """Return the ids in a table that the model knows behind more than the last id, or that the page makes likelier."""
    rows, _ = walk.followers(place)
    general = log(page.general)
    near = {
        known: logs[known] + shared + general for logs, shared in rows[-2::-1] for known in table.chars.keys() & logs.keys()
    }
    told = table.chars.keys() & page.told.keys()
    if page.alone:
        enough = -exp(least) / page.alone
        chars = commonest(words, table, table.chars)
        told |= {known for _, known in chars[: bisect_right(chars, enough, key=itemgetter(0))]}
    return near | {known: mixed(walk.step(place, known)[0], page, words.alone, known) for known in told}


@lru_cache(maxsize=1 << 11)
def behind_last(table: Table, last: int) -> tuple[list[int], list[int]]:
    """Return the ids in a table that the model has met behind one id, and the others, the likeliest first."""
    logs = walk.followers((-1, -1, last))[0][0].logs
    met = sorted(table.chars.keys() & logs.keys(), key=logs.__getitem__, reverse=True)
    return met, [known for known in table.chars if known not in logs]


def worth_keeping(nodes: Nodes, best: list[float], width: int) -> Nodes:
    """Return the best hypotheses of each kind, best first, without those far behind the best of all.

    At most two are kept of those that the rest of the text cannot tell apart.
    """
    floor = max(best[0], max(best) - FAR)
    kept: Nodes = {}
    for waiting, hypotheses in nodes.items():
        seen: dict[int, int] = {}
        some: list[beam.Hypothesis] = []
        for hypothesis in sorted(hypotheses, reverse=True):
            score, context, _ = hypothesis
            if score < floor or len(some) == width:
                break
            seen[context] = seen.get(context, 0) + 1
            if seen[context] <= 2:
                some.append(hypothesis)
        if some:
            kept[waiting] = some
    return kept


def best_of(nodes: Nodes) -> list[float]:
    """Return a heap of the best scores, as many as are kept."""
    scores = [hypothesis[0] for hypotheses in nodes.values() for hypothesis in hypotheses]
    return sorted(scores + [NEVER] * CAP)[-CAP:]
