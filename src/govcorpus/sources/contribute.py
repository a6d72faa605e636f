"""Teach a site in minutes: `new` makes its folder from saved pages, `check` compares its cases, `accept` writes what came out.

The path from pages to documents is handed in as `run`: sources lie below the pipeline and do not know it.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from difflib import unified_diff
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from govcorpus.document import Document, Page, Source, canonical_url, saved_from
from govcorpus.errors import InputError, SourceError
from govcorpus.sources.folder import NAME, WANT, cases, claims, found, read, want

Run = Callable[[Sequence[Page]], Iterable[Document]]  # pages of one article, or of several → documents

DIGITS = re.compile(r"\d+")
CONTROL = re.compile("[\0-\x08\x0e-\x1a\x1c-\x1f]")
BINARY = 0.05  # control characters a character from which on it is none; random bytes have twice as many
LONGEST_CHROME = 120  # a longer line that two pages share is a paragraph that both quote
NO_CASE, A_CASE = "the source has no case", "cases/<slug>/page.html"
MOST_LINES = 200  # of a difference; more than that nobody reads


class Failure(NamedTuple):
    """What is wrong with a source: the place, what was found there, and what to do."""

    place: str
    cause: str
    fix: str

    def __str__(self) -> str:
        return f"{self.place}: {self.cause}. {self.fix}"


class Row(NamedTuple):
    """A source in a list: its name, kind, hosts, and how many cases it has."""

    name: str
    kind: str
    hosts: tuple[str, ...]
    cases: int


def new(name: str, saved: Sequence[Path], folder: Path, run: Run) -> Path:
    """Make the folder of a source from pages saved of the site, and propose the lines of chrome that they share.

    `saved` are HTML or text files (two or more show what repeats), `folder` is where folders of sources lie. What stands on
    more than one page, and what `run` leaves of it, is proposed; a person deletes what is wrong. Returns the new folder.
    Raises InputError for a page that cannot be read or is given twice, SourceError for a bad name or a folder that exists.
    """
    place = folder / name
    if not NAME.fullmatch(name):
        raise SourceError(name, "a source is named with small letters, digits and _", "Choose another name, e.g. yunxi_gov")
    if place.exists():
        raise SourceError(str(place), "the source exists", "Choose another name, or add a case to it by hand")
    if not saved:
        raise InputError(name, "no saved page was given", "Save one or two pages of the site and name their files")
    pages = [_saved(path, name) for path in saved]
    raws = [page.raw for page in pages]
    for number, raw in enumerate(raws):
        if (first := raws.index(raw)) < number:
            cause = f"it is the same page as {saved[first]}"
            raise InputError(str(saved[number]), cause, "Give different pages: what they share is chrome")
    hosts = sorted({host for page in pages if (host := urlsplit(canonical_url(page.url)).netloc)})
    place.mkdir(parents=True)
    (place / "source.toml").write_text(_proposal(name, hosts, shared(pages, run)), encoding="utf-8")
    for number, path in enumerate(saved, 1):
        case = place / "cases" / f"page_{number}"
        case.mkdir(parents=True)
        shutil.copyfile(path, case / f"page{'.txt' if path.suffix == '.txt' else '.html'}")
    return place


def check(folder: Path, run: Run, names: Sequence[str] = ()) -> list[Failure]:
    """Run the cases of the sources in `folder` (of all, or of those named) and say what differs from what was accepted.

    Hosts that two sources claim are told whichever was named: no page can be read with such a folder.
    """
    return [*(failure for place in _places(folder, names) for failure in _checked(place, run)), *_claimed(folder)]


def accept(folder: Path, run: Run, names: Sequence[str] = ()) -> list[Path]:
    """Write what comes out of the cases as what must come out, for review; return the files that changed.

    Raises SourceError for a source without a case.
    """
    changed = []
    for place in _places(folder, names):
        source = read(place)
        kept = cases(place, source)
        if not kept:
            raise SourceError(str(place), NO_CASE, f"Add {A_CASE}")
        for case in kept:
            text = json.dumps(outcome(source, run(case.pages)), ensure_ascii=False, indent=1) + "\n"
            file = case.folder / WANT
            if not file.exists() or file.read_bytes() != text.encode():
                file.write_text(text, encoding="utf-8")
                changed.append(file)
    return changed


def list_(folder: Path) -> list[Row]:
    """Return the sources whose folders lie in `folder`, by name."""
    out = []
    for place in _places(folder, ()):
        source = read(place)
        out.append(Row(source.name, source.kind, source.hosts, len(cases(place, source))))
    return out


def outcome(source: Source, documents: Iterable[Document]) -> dict[str, Any]:
    """What a case pins: titles, paragraphs, why one was dropped, and the facts that the source says how to read."""
    names = [name for name, _ in source.facts]
    return {
        "documents": [
            {
                "title": document.title,
                "dropped": document.dropped,
                "facts": {name: next((fact.value for fact in document.facts if fact.name == name), None) for name in names},
                "paragraphs": document.text.split("\n"),
            }
            for document in documents
        ]
    }


def shared(pages: Sequence[Page], run: Run) -> list[str]:
    """Return regular expressions for the lines that stand on more than one page and that cleaning leaves in the documents."""
    left = [set(_lines(document.text)) for page in pages for document in run([page])]
    counts = Counter(template for kept in left for template in {DIGITS.sub("0", line) for line in kept})
    seen: dict[str, None] = {}
    for page in pages:
        for line in _lines(page.raw):
            template = DIGITS.sub("0", line)
            if counts[template] > 1 and len(line) <= LONGEST_CHROME:
                seen.setdefault(r"\d+".join(re.escape(part).replace(r"\ ", " ") for part in DIGITS.split(line)))
    return list(seen)


def _checked(place: Path, run: Run) -> Iterator[Failure]:
    try:
        source = read(place)
        found = [(case, want(case)) for case in cases(place, source)]
    except SourceError as error:
        yield Failure(error.place, error.cause, error.fix)
        return
    if not found:
        yield Failure(str(place), NO_CASE, f"Add {A_CASE}, then run: {_accept(place)}")
    for case, wanted in found:
        if wanted is None:
            yield Failure(
                str(case.folder), "nothing was accepted for this case yet", f"Review what comes out: {_accept(place)}"
            )
            continue
        got = outcome(source, run(case.pages))
        if got != wanted:
            yield Failure(
                str(case.folder),
                _difference(wanted, got),
                f"Mend source.toml, or accept what comes out: {_accept(place)}",
            )


def _claimed(folder: Path) -> Iterator[Failure]:
    sources = []
    for path in found(folder):
        with suppress(SourceError):  # a broken one is told when it is checked itself
            sources.append(read(path.parent))
    for claim in claims(folder, sources):
        yield Failure(claim.place, claim.cause, claim.fix)


def _accept(place: Path) -> str:
    return f"govcorpus source accept {place.name} --sources {shlex.quote(str(place.parent))}"


def _difference(wanted: dict[str, Any], got: dict[str, Any]) -> str:
    old, now = (json.dumps(side, ensure_ascii=False, indent=1).split("\n") for side in (wanted, got))
    return (
        "what comes out differs\n"
        + "\n".join(islice(unified_diff(old, now, "accepted", "now", lineterm="", n=1), MOST_LINES))
        + "\n"
    )


def _places(folder: Path, names: Sequence[str]) -> list[Path]:
    known = {path.parent.name: path.parent for path in found(folder)}
    for name in names:
        if name not in known:
            raise SourceError(str(folder / name), "there is no such source", f"Known here: {', '.join(known) or 'none'}")
    return [place for name, place in known.items() if not names or name in names]


def _saved(path: Path, name: str) -> Page:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            str(path), f"it cannot be read ({error.strerror})", "Name a page that was saved as HTML or text"
        ) from error
    page = Page.from_bytes(data, saved_from(data.decode("utf-8", "replace")), source=Source(name))
    if not page.raw.strip():
        raise InputError(str(path), "there is no text on it", "Save the page again, once it is shown whole")
    if path.suffix.lower().startswith(".json"):
        raise InputError(str(path), "it holds rows, not a page", "Save a page of the site as HTML or text")
    if len(CONTROL.findall(page.raw)) > len(page.raw) * BINARY:
        raise InputError(str(path), "it is no text", "Save the page as HTML or text, and do not pack it")
    return page


def _proposal(name: str, hosts: Sequence[str], chrome: Sequence[str]) -> str:
    lines = [
        f"# {name}: what is peculiar to this site, on top of what holds for every site.",
        f"hosts = {json.dumps(list(hosts) or [f'{name}.example'], ensure_ascii=False)}  # as in its urls, small letters",
        'kind = "unknown"  # official, portal, essay_mill or unknown',
        'licence = "unknown"  # what the site says about using its texts',
        "",
        "# Regular expressions that a whole line must match to be chrome. Proposed: lines that more than one page shows.",
        "chrome = [",
        *(f"  '{pattern}'," if "'" not in pattern else f"  {json.dumps(pattern, ensure_ascii=False)}," for pattern in chrome),
        "]",
    ]
    return "\n".join(lines) + "\n"


def _lines(text: str) -> list[str]:
    return [line for raw in text.split("\n") if (line := raw.strip())]
