"""What a character of UTF-8 may be that lost a byte or two: 浼? is 会 or one of 63 others, its neighbours leave one or two.

The three bytes of a character with LOST among them are its pattern. What misread them loses a byte for a reason: where no pair
of GBK starts with it. So the byte behind the pattern tells which candidates explain the loss; others are tried too, the
frequent ones only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from govcorpus import model
from govcorpus.model import bigrams
from govcorpus.repair.line_ends import ending
from govcorpus.repair.script import traditional

LOST = "\uffff"  # a lost byte, among characters that stand for one byte each
# What misread the bytes: GB18030 by two kinds of programs, GBK by six, see mojibake_bytes.
GB18030, GBK, WESTERN = "gb18030", "gbk", "windows-1252"
SILENT = SILENT_GB18030, SILENT_GBK = "gb18030, no signs", "gbk, no signs"
IN_PAIRS, JAVA = "gbk, two bytes a sign", "gbk, two bytes a sign or one"
CLEANED, ICONV = VANISHING = "gbk, no signs for two bytes", "gbk, no signs for two bytes or for 80"
TWO_BYTES = (IN_PAIRS, JAVA, *VANISHING)
GONE = [0x81, 0x8D, 0x8F, 0x90, 0x9D]  # bytes that it has no character for
SOME_LEAD = 0xE5  # all lead bytes of UTF-8 make pairs of GBK with the same bytes in front of them
UNEXPLAINED = -6.0  # nats of a candidate whose loss the code page does not explain
TRIED = 6  # such candidates, the frequent ones
RARE = 8.0  # nats behind the likeliest candidate, from which on none is asked for: 7 lost none of 45,600 characters, 5 did
MOST = 120  # candidates in all: where two bytes are lost there may be hundreds
# Nats of a character that GB 2312 has not, or that is traditional; the model gives all forms of a character one id.
UNUSUAL = -4.0
WIDE = -12.0  # nats of a full-width letter or digit: the model gives all of them one id
# Nats behind the best candidate, by the pairs with its neighbours, that no longer context makes up for: 5.5 threw out 18 right ones of
# 45,600 lost characters (平 in 习近平28日, for 近年28 is commoner), and more than 6 won nothing. Farther where only one neighbour is known.
NEAR, FAR = 6.0, 8.0
HOPELESS = 8.0  # nats behind by one neighbour, from which on a lost one on the other side is not asked: 14 changed nothing
# Signs may be farther behind, for open brackets and the end of the line speak for them too.
SIGNS, SIGN = "。，、；：！？…—“”‘’《》（）【】〔〕", 4.5
UNSEEN = 0xFFFF  # stands for the characters beyond the basic plane

Option = tuple[str, int, float]  # a character, its id, its penalty
Scores = NDArray[np.float32] | NDArray[np.float64]


class Candidates(NamedTuple):
    """What a pattern may be: code points, ids, penalties."""

    codes: NDArray[np.int64]
    ids: NDArray[np.uint32]
    costs: NDArray[np.float32]


class Slot(NamedTuple):
    """A character to be found: where its bytes stand, the bytes, the one behind them, the characters beside it (empty: not known).

    `codec` is what misread them, `end` the kind of line that ends with it, empty where it stands elsewhere.
    """

    at: int
    pattern: str
    following: str
    left: str
    right: str
    codec: str
    end: str = ""


def narrowed(slots: Sequence[Slot]) -> list[list[Option]]:
    """Return for each slot the characters that its neighbours leave, frequent ones first; none where nothing fits its bytes.

    All slots of a page are looked at together: one look costs as much for a hundred as for one.
    """
    options: list[list[Option]] = [[] for _ in slots]
    found = [candidates(slot.pattern, slot.following, slot.codec) for slot in slots]
    bounds = np.array([0, *accumulate(len(each.codes) for each in found)])
    if not bounds[-1]:
        return options
    of = np.arange(len(slots)).repeat(np.diff(bounds))
    codes, ids, costs = map(np.concatenate, zip(*found, strict=True))
    scores: Scores = costs + _beside(slots, ids, of)
    for i, slot in enumerate(slots):
        if slot.end:
            scores[bounds[i] : bounds[i + 1]] += _endings(slot.end)[codes[bounds[i] : bounds[i + 1]]]
    near = np.array([NEAR if slot.right else FAR for slot in slots])
    couples = [
        i for i, (slot, behind) in enumerate(pairwise(slots)) if not slot.right and not behind.left and behind.at == slot.at + 3
    ]
    if couples:
        near[couples] = NEAR
        scores = scores + _coupled(np.array(couples), bounds, of, ids, scores)
    best = _bests(bounds, scores)
    kept = np.flatnonzero(scores + _slack()[codes] >= (best - near)[of])
    for i, code, known, cost in zip(*(each[kept].tolist() for each in (of, codes, ids, costs)), strict=True):
        options[i].append((chr(code), known, cost))
    return options


def _bests(bounds: NDArray[np.intp], scores: Scores) -> NDArray[np.float64]:
    """Return the best score of each slot, minus infinity where it has no candidate."""
    best = np.full(len(bounds) - 1, -np.inf)
    some = np.flatnonzero(np.diff(bounds))
    best[some] = np.maximum.reduceat(scores, bounds[some])
    return best


def _coupled(
    couples: NDArray[np.intp], bounds: NDArray[np.intp], of: NDArray[np.intp], ids: NDArray[np.uint32], scores: Scores
) -> NDArray[np.float64]:
    """Return how well each candidate goes with the best of the slot beside it, of slots that stand in couples; else nothing."""
    alive = np.flatnonzero(scores >= (_bests(bounds, scores) - HOPELESS)[of])
    first, second, end = (alive.searchsorted(bounds[couples + k]) for k in range(3))
    sizes = second - first, end - second
    # Each candidate of the one with each of the other, couple behind couple.
    both = sizes[0] * sizes[1]
    pairs = np.arange(both.sum()) - (both.cumsum() - both).repeat(both)
    width = sizes[1].repeat(both)
    one = alive[first.repeat(both) + pairs // width]
    two = alive[second.repeat(both) + pairs % width]
    logs = bigrams.log_probabilities(ids[one], ids[two])
    onward = np.full((2, len(ids)), -np.inf)
    np.maximum.at(onward[0], one, logs + scores[two])
    np.maximum.at(onward[1], two, logs + scores[one])
    gains: NDArray[np.float64] = np.where(np.isfinite(onward), onward, 0).sum(0)
    dead = np.ones(len(ids), bool)
    dead[alive] = False
    gains[dead] = -np.inf
    return gains


def _beside(slots: Sequence[Slot], ids: NDArray[np.uint32], of: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return how well each candidate goes with the characters beside its slot; `of` says which slot that is."""
    left = _ids("".join([slot.left or "\n" for slot in slots]))[of]
    right = _ids("".join([slot.right or "\n" for slot in slots]))[of]
    logs = bigrams.log_probabilities(np.concatenate([left, ids]), np.concatenate([ids, right]))
    said = np.array([slot.left != "" for slot in slots])[of]
    # How lines end the model does not say.
    beside: NDArray[np.float32] = logs[: len(ids)] * said + logs[len(ids) :] * (right > model.BOUNDARY)
    return beside


def _ids(text: str) -> NDArray[np.uint32]:
    """Return the ids of the characters of a text; line ends have that of a boundary."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _characters()[0][np.minimum(codes, UNSEEN)]


def candidates(pattern: str, following: str, codec: str) -> Candidates:
    """Return what three bytes with lost ones may be, `following` the byte behind them; frequent ones first.

    A pattern of fewer bytes lacks those for which nothing was printed.
    """
    behind = SOME_LEAD if following == LOST and codec in TWO_BYTES else min(ord(following), 0xFF)
    return _candidates(pattern, _alike(codec)[behind] if pattern[-1] == LOST and codec != WESTERN else 0, codec)


@lru_cache(maxsize=1 << 14)
def _candidates(pattern: str, following: int, codec: str) -> Candidates:
    if codec in SILENT:  # which byte is lost is not known
        pattern, codec = pattern.rstrip(LOST) or pattern, codec.partition(",")[0]
    if len(pattern) < 3:
        # Only where the lead byte is there may others lack.
        places = range(1, len(pattern) + 1) if pattern[0] >= "\xc0" else (0,)
        spelled = sorted({pattern[:i] + LOST * (3 - len(pattern)) + pattern[i:] for i in places})
        codes, ids, costs = map(np.concatenate, zip(*(_candidates(each, following, codec) for each in spelled), strict=True))
        first = np.unique(codes, return_index=True)[1]
        return Candidates(codes[first], ids[first], costs[first])
    codes, ids, costs, octets = _fitting(pattern)
    reads = _reads(codec)
    behind: list[NDArray[np.int64] | int] = [*octets[1:], following]
    whole = np.zeros(len(codes), bool)
    for i, symbol in enumerate(pattern):
        # Of a pair that was lost the second byte is not asked: it stands at the start of a character, or behind another lost one.
        if symbol == LOST and (codec not in TWO_BYTES or (i and pattern[1:i] != LOST)):
            whole |= reads[octets[i], behind[i]]
    costs = costs + np.where(whole, np.float32(UNEXPLAINED), np.float32(0))
    tried = np.flatnonzero(~whole | (whole.cumsum() <= TRIED))[:MOST]
    likely = (_unigrams()[ids] + costs)[tried]
    kept = tried[likely >= likely.max(initial=-np.inf) - RARE]
    return Candidates(codes[kept], ids[kept], costs[kept])


@cache
def _unigrams() -> NDArray[np.float32]:
    return np.array(model.load().unigrams, np.float32)


@cache
def _alike(codec: str) -> list[int]:
    """Give each byte the first one that makes characters of the same bytes in front of it."""
    columns = [column.tobytes() for column in _reads(codec)[0x80:0xC0].T]
    return [columns.index(column) for column in columns]


class _Fitting(NamedTuple):
    """Characters, frequent ones first: code points, ids, penalties, and the three bytes of each."""

    codes: NDArray[np.int64]
    ids: NDArray[np.uint32]
    costs: NDArray[np.float32]
    octets: NDArray[np.uint8]


@cache
def _fitting(pattern: str) -> _Fitting:
    """Return the characters that have the known bytes."""
    last = max((i for i, symbol in enumerate(pattern) if symbol != LOST), default=-1)
    if last < 0:
        return _all()
    # From those that have the known bytes but the last one.
    codes, ids, costs, octets = _fitting(pattern[:last] + LOST * (3 - last))
    at = np.flatnonzero(octets[last] == ord(pattern[last]))
    return _Fitting(codes[at], ids[at], costs[at], octets[:, at])


@cache
def _all() -> _Fitting:
    """Return the characters that may be looked for."""
    known, costs, ranks = _characters()
    codes = np.flatnonzero(costs > -np.inf)
    codes = codes[np.argsort(-ranks[codes], kind="stable")]
    octets = np.stack([0xE0 | codes >> 12, 0x80 | codes >> 6 & 63, 0x80 | codes & 63]).astype(np.uint8)
    return _Fitting(codes, known[codes], costs[codes], octets)


@cache
def _characters() -> tuple[NDArray[np.uint32], NDArray[np.float32], NDArray[np.float32]]:
    """Return by code point the id, the penalty (minus infinity: none to be looked for) and the rank among candidates."""
    tables = model.load()
    known = np.array(tables.codes, np.uint32)
    costs = np.full(0x10000, -np.inf, np.float32)
    usable = np.array([*range(0x2010, 0xD800), *range(0xFF01, 0xFF5F)])
    costs[usable[known[usable] != model.UNKNOWN]] = UNUSUAL
    octets = "".join(map(chr, usable)).encode("gbk", "ignore")
    pairs_of_bytes = np.frombuffer(octets, np.uint8).reshape(-1, 2)
    standard = (pairs_of_bytes[:, 0] >= 0xA1) & (pairs_of_bytes[:, 0] <= 0xF7) & (pairs_of_bytes[:, 1] >= 0xA1)
    codes = np.frombuffer(octets.decode("gbk").encode("utf-16-le"), "<u2")[standard]
    costs[codes] = [UNUSUAL if traditional().match(chr(code)) else 0.0 for code in codes.tolist()]
    costs[[code for code in range(0xFF01, 0xFF5F) if chr(code).isalnum()]] = WIDE
    return known, costs, _unigrams()[known] + costs


@cache
def _endings(kind: str) -> NDArray[np.float32]:
    nats = np.full(0x10000, ending("", kind, closes=False), np.float32)
    nats[[ord(sign) for sign in SIGNS]] = [ending(sign, kind, closes=False) for sign in SIGNS]
    return nats


@cache
def _slack() -> NDArray[np.float32]:
    slack = np.zeros(0x10000, np.float32)
    slack[[ord(sign) for sign in SIGNS]] = SIGN
    return slack


@cache
def _reads(codec: str) -> NDArray[np.bool_]:
    """Say of each first and second byte whether GBK or GB18030 reads them as a character, or a western code page the first one."""
    if codec == WESTERN:
        reads = np.ones((256, 256), bool)
        reads[GONE] = False
        return reads
    octets = [bytes((a, b)) for a in range(0x81, 0xFF) for b in (*range(0x40, 0x7F), *range(0x80, 0xFF))]
    signs = b"\n".join(octets).decode(codec.partition(",")[0], "replace").split("\n")
    table = np.zeros((256, 256), bool)
    for (a, b), sign in zip(octets, signs, strict=True):
        table[a, b] = len(sign) == 1
    table[0x80] = codec in TWO_BYTES  # of a pair it is never the first byte for them
    return table
