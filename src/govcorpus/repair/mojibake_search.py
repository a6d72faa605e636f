"""Search bytes of an encoding with two bytes a character for what they said before some were lost.

Behind a lost byte all that follows is cut in the wrong places and often reads as characters still, but unlikely ones. So what reads
as likely text is read off, and only around the rest is it searched for what is missing: a beam over the bytes, each step a
character that may start there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

from govcorpus import model
from govcorpus.model import beam, walk
from govcorpus.model.beam import Edge
from govcorpus.repair.mojibake_lost import LOST
from govcorpus.repair.mojibake_utf8 import WIDTH

LIMIT = 20_000  # bytes of a line; longer ones are no text
LOOK = 16  # characters of the worst kind with which a reading may start
# Mean log probability a character below which nothing is Chinese: in random bytes the best reading of 32 lies under -8.7, in
# text read crosswise above -8.4 (measured).
HOPELESS = -9.0
# Log probability of three characters: one paragraph of 200 of our own has as unlikely ones, of those that lost soft hyphens and read
# as characters still nearly all.
UNLIKELY = -31.0
ODD = -15.0  # of two, in a line that is known to have lost bytes
# What is left of a character: a letter that was its second byte, a sign of the code page at the end.
LEFT = re.compile("[\u3400-\u9fff][@-~][\u3400-\u9fff]|[\x80-\xff]$")
BACK = 4  # characters in front of unlikely ones, among which a byte may be missing
WINDOW = 16  # bytes from there on, in which it is looked for
QUESTION = -12.0  # nats of a question mark that is one
AHEAD = 256  # bytes that are read off at a time
BEHIND = 20.0  # nats behind the best, at whichever byte: no later character makes up for them


Edges = Callable[[int], Iterable[Edge]]  # the characters that may start at a byte


def search(symbols: str, encoding: str, seen: Edges, near: Edges, most: tuple[int, int]) -> list[tuple[float, str]]:
    """Return the two likeliest readings of bytes with their scores; none where they are hopeless.

    `symbols` has one character a byte, LOST where a sign stands for one. `seen` says what may start at a byte, `near` the same in a
    window, where bytes may be missing that left no trace; `most` how many bytes of windows the line may have: with more it is
    hopeless too.
    """
    nodes: defaultdict[int, list[beam.Hypothesis]] = defaultdict(list, {0: [(0.0, model.past(""), "")]})
    at = until = looked = 0
    while at < len(symbols):
        reached = beam.kept(nodes.pop(at, []), WIDTH)
        if reached and max(reached)[0] < HOPELESS * (LOOK + len(reached[0][2])):
            return []
        if reached and not nodes and at >= until:
            if text := _sound(symbols, at, encoding, reached[0][2]):
                at += len(text.encode(encoding))
                ids = model.ids(text)
                nodes[at] = [(*beam.scored(score, context, ids), so_far + text) for score, context, so_far in reached]
                continue
            until = at + WINDOW
            looked += WINDOW * (LOST not in symbols[at:until])
            if looked > most[0] + at // most[1]:
                return []
        if reached:
            beam.extend(nodes, reached, list(near(at) if at < until else seen(at)))
        at += 1
        best = max((score for here in nodes.values() for score, _, _ in here), default=0.0)
        for node in [node for node, here in nodes.items() if max(here)[0] < best - BEHIND]:
            del nodes[node]
    return beam.ranked(nodes[len(symbols)], "\n", 2)


def _sound(symbols: str, start: int, encoding: str, before: str) -> str:
    """Return the text from a byte on as long as it is likely, without its last characters where it is not likely any more."""
    stop = symbols.find(LOST, start, start + AHEAD)
    octets = symbols[start : stop if stop >= 0 else start + AHEAD].encode("latin-1")
    try:
        text = octets.decode(encoding)
    except UnicodeDecodeError as error:
        text = octets[: error.start].decode(encoding)
    end = odd(text, before)
    if end == len(text) and start + len(text.encode(encoding)) == len(symbols):
        return text
    return text[: max(0, end - BACK)]


def odd(text: str, before: str) -> int:
    """Return where the first neighbours stand that are unlikely together, the length of the text where none do."""
    likely = walk.log_probabilities(text, before)
    unlikely = (at for at, pair in enumerate(pairwise(likely)) if sum(pair) < ODD)
    left = LEFT.search(text)
    return min(next(unlikely, len(text)), left.start() if left else len(text))


def fluent(text: str) -> bool:
    """Say whether no characters are as unlikely together as those of bytes that are cut in the wrong places."""
    likely = walk.log_probabilities(text)
    return all(sum(three) >= UNLIKELY for three in zip(likely, likely[1:], likely[2:], strict=False))


@cache
def characters(encoding: str) -> dict[str, list[tuple[str, str]]]:
    """Map each pair of bytes, and each pair with one of them lost, to the characters it may be, each behind its bytes."""
    found: dict[str, list[tuple[str, str]]] = {}
    known = (chr(code) for code, number in enumerate(model.load().codes) if code > 0x7F and number != model.UNKNOWN)
    for sign in known:
        octets = sign.encode(encoding, "ignore").decode("latin-1")
        if len(octets) == 2:
            read = octets, sign  # one for all three: of their own they take 3 MB more
            for pattern in (octets, LOST + octets[1], octets[0] + LOST):
                found.setdefault(pattern, []).append(read)
    return found
