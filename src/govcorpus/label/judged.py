"""Sections with what each of them does and which field it is about: roles and topics of many documents at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from govcorpus.document import Section
from govcorpus.label.roles import roles
from govcorpus.label.spoken import Outline, Verdict, look
from govcorpus.label.topics import topics
from govcorpus.model.linear import Linear

# Characters that are looked at together, which takes some 10 MB of memory: more at once is no faster.
TOGETHER = 200_000


def judged(
    outlines: Sequence[Outline], role_model: Linear | None = None, topic_model: Linear | None = None
) -> list[tuple[Section, ...]]:
    """Return for each document its sections with role, topic and their probabilities; None where a model is unsure.

    The models stand in for those of the package where they are measured on texts they have not seen.
    """
    verdicts = chain.from_iterable(_verdicts(batch, role_model, topic_model) for batch in _batches(outlines))
    # dataclasses.replace takes three times as long
    return [
        tuple(
            Section(s.kind, s.level, s.marker, s.number, s.heading, s.start, s.end, s.parent, *role, *topic)
            for s, (role, topic) in zip(outline.sections, verdicts, strict=False)
        )
        for outline in outlines
    ]


def _batches(outlines: Sequence[Outline]) -> Iterator[list[Outline]]:
    batch: list[Outline] = []
    size = 0
    for outline in outlines:
        if outline.sections:
            batch.append(outline)
            size += len(outline.text)
        if size > TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _verdicts(
    outlines: Sequence[Outline], role_model: Linear | None, topic_model: Linear | None
) -> Iterator[tuple[Verdict, Verdict]]:
    spoken = look(outlines)
    return zip(roles(outlines, spoken, role_model), topics(outlines, spoken, topic_model), strict=True)
