"""Facts: title, kind, speaker, office, number, occasion, dates, year, region – each with its place in the raw page.

Precision goes first: a reading counts only in the place and the shape in which officials print it. Readings that
contradict one another are all kept; the first of a name won, the others say in their note what they lost against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from operator import itemgetter

from govcorpus.document import Document, Fact, Page, Source
from govcorpus.label.dates import dated, dates, years
from govcorpus.label.doctype import doc_type
from govcorpus.label.metadata import metadata
from govcorpus.label.offices import offices
from govcorpus.label.people import people
from govcorpus.label.printed import PART, Printed, Reading, facts_of, printed
from govcorpus.label.regions import regions

RANK = itemgetter(Reading._fields.index("rank"))


def facts(document: Document, pages: Mapping[str, Page]) -> tuple[Fact, ...]:
    """Read the facts of a document from its text, the chrome around it and the metadata of its pages.

    For each name the first fact is the one that holds; values of days are in ISO form.
    """
    view = printed(document, pages)
    if not (view.body or view.over or view.below):
        return ()
    title = None if _one_of_many(document, view) else _title(document, view)
    first = pages[document.pieces[0].page]
    tabled = metadata(first)
    named = next((fact.value for fact in tabled if fact.name == "title"), title.value if title else "")
    kind = doc_type(named, document.text)
    readings = [*_kind(kind, title, view), *dates(view, kind), *people(view, title, kind), *offices(view, title, kind)]
    readings += _of_source(view, first.source)
    if title:
        readings.insert(0, title)
    readings += list(years(view, title, readings, kind))
    readings += list(regions(view, title, readings, kind))
    found = facts_of(sorted(readings, key=RANK), view)
    return (*_settled([*tabled, *found, *_tabled_years(tabled)]), *_crawled(first))


def _one_of_many(document: Document, view: Printed) -> bool:
    """Say whether the document is one of several on its page, whose title then is that of the page and not its own."""
    near = view.title[-1:]
    return document.id.rpartition("-")[2] not in {"", "1"} or any(PART.search(line.text) for line in near)


def _title(document: Document, view: Printed) -> Reading | None:
    """The line the title was printed in, above the body or at its top: the last one that begins with it."""
    if not document.title:
        return None
    key = "".join(document.title.split())
    best = None
    for line in (*view.over, *view.head):
        at = line.text.find(document.title)
        if at >= 0 and (best is None or len(line.text) <= len(best.line.text)):
            best = Reading("title", document.title, line, at, at + len(document.title), 0)
        elif best is None and len(line.text) >= 4 and key.startswith("".join(line.text.split())):
            best = Reading("title", document.title, line, 0, len(line.text), 0, "the first line of it")
    return best


def _of_source(view: Printed, source: str | Source | None) -> Iterator[Reading]:
    """What the source's own expressions read in the lines around the text; they know the site best."""
    if not isinstance(source, Source):
        return
    for name, pattern in source.facts:
        for line in (*view.over, *view.head, *view.below):
            if (match := re.search(pattern, line.text)) and match[1] and (value := _value(name, match[1].strip())):
                yield Reading(name, value, line, *match.span(1), 0, f"as the source {source.name} prints it")
                break


def _value(name: str, printed: str) -> str:
    """二〇二二年四月十八日 → 2022-04-18: what is printed as a fact of that name, nothing where it is no day or year."""
    if name.endswith("_on"):
        day = next(dated(printed), None)
        return day.day.isoformat() if day else ""
    return printed if name != "year" or re.fullmatch("[12][0-9]{3}", printed) else ""


def _kind(kind: str | None, title: Reading | None, view: Printed) -> Iterator[Reading]:
    if kind and (title or view.head):
        line = title.line if title else view.head[0]
        start, end = (title.start, title.end) if title else (0, min(len(line.text), 60))
        yield Reading("doc_type", kind, line, start, end, 1)


def _settled(found: list[Fact]) -> Iterator[Fact]:
    """Yield the facts name by name, the winner first; a value said twice is one fact."""
    said: dict[str, dict[str, Fact]] = {}
    for fact in found:
        said.setdefault(fact.name, {}).setdefault(fact.value, fact)
    for values in said.values():
        winner, *others = values.values()
        yield winner
        for fact in others:
            yield replace(
                fact, note="; ".join(filter(None, (fact.note, f"lost against {winner.value}, which stands in a better place")))
            )


def _tabled_years(tabled: list[Fact]) -> Iterator[Fact]:
    for fact in tabled:
        if fact.name in {"document_number", "written_on"} and (year := re.search(r"(?:19|20)\d\d", fact.value)):
            yield replace(fact, name="year", value=year[0], note=f"the year of {fact.name}")


def _crawled(page: Page) -> list[Fact]:
    day = page.fetched_on
    return [Fact("crawled_on", day.isoformat(), page.id, 0, 0, "the day the page was fetched")] if day else []
