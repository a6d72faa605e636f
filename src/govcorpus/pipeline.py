"""The path of a page: repair, strip, split, label. Pure: pages in, documents out, nothing read or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from os import PathLike

from govcorpus import edits, label
from govcorpus import sources as sites
from govcorpus.document import Document, Mark, Page, Source
from govcorpus.errors import InputError, RuleError
from govcorpus.label.flags import page_flags, repair_flags
from govcorpus.repair import RULES as REPAIR
from govcorpus.repair.signs import idle
from govcorpus.split import split
from govcorpus.strip import OF_MARKS
from govcorpus.strip import RULES as STRIP
from govcorpus.strip.kinds import is_furniture

# Articles that are cleaned together, and documents that are labelled together: of 16, 64, 256 and 1,024 a build of 8 MB takes 1.04,
# 1, 0.96 and 0.96 of the time.
TOGETHER = 256
SCRIPT_RULE = "repair.script"


def repair(text: str, *, script: str = "hans") -> Page:
    """會(huì)議召開(kāi)。 → 会议召开。: run the repair rules on a text and return it as a page with its edits.

    `script="keep"` leaves traditional text traditional; "hans" (the default) makes everything simplified.
    The flags are those that repair can tell; masks and losses of wording are looked for by `clean`.
    Raises InputError for any other script and for what is no text.
    """
    if not isinstance(text, str):
        raise InputError(
            "repair", f"a text is wanted and {type(text).__name__} was given", "Give a str: Page.from_bytes(data).raw, page.raw"
        )
    if script not in ("hans", "keep"):
        raise InputError(
            "repair", f"script is {script!r}", "Give 'hans' to simplify or 'keep' to leave traditional text as it is"
        )
    page = Page.from_text(text)
    if len(idle(text)) < len(REPAIR):  # nearly always not, and then a sixth of what a short page costs is saved
        (page,) = _repaired([page], script)
    return _flagged(page, repair_flags(page))


def clean(page: Page | str, source: str | Source | None = None) -> Page:
    """返回首页 > 正文⏎會(huì)議召開(kāi)。 → 会议召开。: repair a page and strip its chrome. A text is a page without address.

    A page that was repaired or cleaned before is cleaned as it was read, so that nothing is read twice.
    `source` says what is peculiar to the site, by name or as a Source; without it the page's own source is used, then its host.
    Raises InputError for what is neither a page nor a text.
    """
    page = _page(page, "clean")
    page = replace(page, source=source) if source else page
    return cleaned([replace(page, source=sites.of(page))])[0]


def cleaned(pages: Sequence[Page]) -> list[Page]:
    """Clean pages that have their Source, as `clean` does.

    Each repair rule goes through all pages before the next one begins, so that its tables are still in the processor's cache: that
    saves a tenth of the time from page to document, and more where other programs use the cache too. Strip rules share the lines
    of a page, so they go page by page.
    """
    stripped = [_stripped(page, sites.of(page)) for page in _repaired(pages, "hans")]
    return [_flagged(page, page_flags(page)) for page in stripped]


def documents(pages: Page | str | Iterable[Page | str], sources: Sequence[Source] | None = None) -> Iterator[Document]:
    """Run the whole path for the pages given: clean, join, cut, label; yield every article, dropped ones included.

    `sources` are extra sources, asked before the ones that come with govcorpus. Documents come in the order of the first
    page of each; nothing is deduplicated and no statistics of other pages are used. Raises InputError for what is no page.
    """
    given = pages if isinstance(pages, Iterable) and not isinstance(pages, str | bytes) else (pages,)
    if isinstance(sources, str | PathLike):
        raise InputError("documents", f"sources is a path, {sources}", "Give what govcorpus.sources.load reads there")
    if isinstance(sources, Source):
        raise InputError("documents", "sources is one Source", "Give a list of them, [source]")
    extra = tuple(sources or ())
    for source in extra:
        sites.examine(source)
    kept, repeated = newest(_page(page, "documents") for page in given)
    known = {page.id: page for page in cleaned([replace(page, source=sites.of(page, extra)) for page in kept])}
    yield from labelled(known)
    for page, reason in repeated:
        yield Document(f"{page.id}-0", "", "", (), urls=(page.url,) if page.url else (), dropped=reason)


def labelled(known: Mapping[str, Page]) -> Iterator[Document]:
    """Join and cut cleaned pages, given by id in reading order, and label the documents."""
    found = split(list(known.values()), is_furniture)
    while batch := list(islice(found, TOGETHER)):
        yield from label.labelled(label.read(batch, known))


def cut(articles: Sequence[Sequence[Page]]) -> list[list[Document]]:
    """Join and cut the cleaned pages of each article, in reading order, and read off the documents what can be told of each alone."""
    parts = [list(split(pages, is_furniture)) for pages in articles]
    known = {page.id: page for pages in articles for page in pages}
    read = iter(label.read([document for documents in parts for document in documents], known))
    return [list(islice(read, len(documents))) for documents in parts]


def newest(pages: Iterable[Page]) -> tuple[list[Page], list[tuple[Page, str]]]:
    """Return one page for each id, in the order given, and the others with the reason why they are not needed.

    The newest `fetched_on` wins, then the text that sorts last, so that the order of the input does not matter. A copy with the
    same raw text is a `duplicate`, one with another text is `superseded`.
    """
    best: dict[str, Page] = {}
    others: list[Page] = []
    for page in pages:
        held = best.get(page.id)
        if held is None:
            best[page.id] = page
        elif _age(page) > _age(held):
            others.append(held)
            best[page.id] = page
        else:
            others.append(page)
    return list(best.values()), [(page, "duplicate" if page.raw == best[page.id].raw else "superseded") for page in others]


def _page(given: object, place: str) -> Page:
    """The page that was given; of a text, a page without address."""
    if isinstance(given, Page):
        if given.text is not given.raw and edits.undo(given) != given.raw:
            cause = "its edits do not lead from its text to its raw text"
            raise RuleError(f"page {given.id}", cause, "Make it with Page.from_text or Page.from_html, and change nothing")
        return _afresh(given) if given.edits else given
    if isinstance(given, str):
        return Page.from_text(given)
    cause = f"a page is wanted and {type(given).__name__} was given"
    raise InputError(place, cause, "Make one with Page.from_text, Page.from_html or Page.from_bytes")


def _afresh(page: Page) -> Page:
    """The page as it was before our rules went over it: over what they wrote they might read something else."""
    ours = REPAIR.keys() | STRIP.keys()
    first = next((i for i in range(len(page.edits), 0, -1) if page.edits[i - 1].rule not in ours), 0)
    text = edits.undo(edits.with_edits(page, page.text, page.edits[first:]))
    return edits.with_edits(page, text, page.edits[:first])


def _age(page: Page) -> tuple[date, str, bool, str, str, tuple[Mark, ...]]:
    """Sort key of pages with one id. What else may differ comes last: whether a day is known, how the address and the site are written, marks."""
    return page.fetched_on or date.min, page.raw, page.fetched_on is not None, page.url, str(page.source), page.marks


def _repaired(pages: Sequence[Page], script: str) -> list[Page]:
    out, nothing = list(pages), [idle(page.text) for page in pages]
    damaged = [i for i, names in enumerate(nothing) if len(names) < len(REPAIR)]
    for name, rule in REPAIR.items():
        if script == "keep" and name == SCRIPT_RULE:
            continue
        for i in damaged:
            if name in nothing[i]:
                continue
            text = out[i].text
            out[i] = edits.edited(out[i], name, rule(text))
            if out[i].text is not text:  # what one rule uncovers another may treat: entities hide mojibake
                nothing[i] = idle(out[i].text)
    return out


def _stripped(page: Page, source: Source) -> Page:
    for name, rule in STRIP.items():
        if page.marks or name not in OF_MARKS:
            page = edits.edited(page, name, rule(page, source))
    return page


def _flagged(page: Page, flags: frozenset[str]) -> Page:
    return page if flags == page.flags else replace(page, flags=flags)
