"""Commands for a page: clean, explain, undo, outline, diagnose."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govcorpus.cli.options import Json, Quiet, Sources
from govcorpus.errors import InputError

if TYPE_CHECKING:
    from govcorpus.document import Document, Page

FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="A page or a file of pages (text, HTML, JSONL, Parquet, WARC); - for a page or JSONL from standard input.",
    ),
]
Diff = Annotated[bool, typer.Option("--diff", help="Show each line that changes, before and after, instead of the documents.")]


def clean(file: FileArgument, *, json: Json = False, diff: Diff = False, sources: Sources = None, quiet: Quiet = False) -> None:
    """Print the clean text of the documents in a file.

    Example:  govcorpus clean sample/pages/mobile/903.txt

    Example:  cat sample/pages/fanwen.jsonl | govcorpus clean - --json --quiet > documents.jsonl
    """
    from govcorpus.cli import show
    from govcorpus.publish import rows

    if diff and json:
        raise InputError("clean", "--diff and --json were both given", "`explain --json` tells each change as JSON")
    if diff:
        show.diff(_cleaned(file, sources, quiet=quiet))
        return
    for document, pages in _documents(file, sources, quiet=quiet):
        if json:
            own = [rows.page_line(pages[key]) for key in rows.page_ids(document) if key in pages]
            row = rows.named(rows.document_row(document, pages))
            _out(rows.dumps(row | {"dropped": document.dropped, "pages": own}) + "\n")
        elif document.dropped:
            why = f"{document.dropped} ({'; '.join(document.notes)})" if document.notes else document.dropped
            if not quiet:
                typer.echo(f"left out {', '.join(document.urls) or document.id}: {why}", err=True)
        else:
            _out(f"{document.title}\n{document.text}\n\n" if document.title else f"{document.text}\n\n")


def explain(
    file: FileArgument,
    *,
    at: Annotated[
        int | None, typer.Option(min=0, help="Only edits that touch this character of the page as read, counted from 0.")
    ] = None,
    json: Json = False,
    sources: Sources = None,
    quiet: Quiet = False,
) -> None:
    """Say which rule changed what on a page, where, and how sure it is.

    Example:  govcorpus explain sample/pages/wenku/803.txt

    Example:  govcorpus explain sample/pages/wenku/803.txt --at 57
    """
    from govcorpus.cli import show
    from govcorpus.publish import rows
    from govcorpus.publish.explain import explained

    behind = True
    for name, page in _cleaned(file, sources, quiet=quiet):
        behind = behind and at is not None and at >= len(page.raw)
        found = [one for one in explained(page) if at is None or one.start <= at < max(one.end, one.start + 1)]
        if json:
            _out("".join(rows.dumps({"page": page.id, **one._asdict()}) + "\n" for one in found))
        else:
            show.explanations(name, found)
    if behind:
        raise InputError(f"{file} at {at}", "no page has so many characters", "Give an offset as `explain` prints it")


def undo(
    place: Annotated[
        str, typer.Argument(metavar="FILE|DIR", help="Lines of `clean --json` (- for standard input), or a corpus folder.")
    ],
    *,
    page: Annotated[str, typer.Option(metavar="ID", help="The page to rebuild; needed for a corpus folder.")] = "",
    json: Json = False,
) -> None:
    """Print a page exactly as it was read, rebuilt from its clean text and its edits.

    Several pages come one behind the other with nothing between them, for a byte more would be none of theirs: `--json` tells them apart.

    Example:  govcorpus undo documents.jsonl

    Example:  govcorpus clean sample/pages/mobile/903.txt --json | govcorpus undo -

    Example:  govcorpus undo corpus --page 265d869225fead18
    """
    from govcorpus.publish import rows
    from govcorpus.publish.original import from_corpus, from_lines, from_stream

    if place == "-":
        found = from_stream("standard input", sys.stdin.buffer, page)
    elif Path(place).is_dir():
        found = iter([(page, from_corpus(Path(place), page))])
    else:
        found = from_lines(Path(place), page)
    for key, raw in found:
        _out(rows.dumps({"page": key, "raw": raw}) + "\n" if json else raw)


def outline(file: FileArgument, *, json: Json = False, sources: Sources = None, quiet: Quiet = False) -> None:
    """Print the sections of the documents in a file: level, heading, role, topic.

    Example:  govcorpus outline sample/pages/linxi_old/702.html
    """
    from govcorpus.cli import show
    from govcorpus.publish import rows

    for document, pages in _documents(file, sources, quiet=quiet):
        if json:
            row = rows.named(rows.document_row(document, pages))
            _out(rows.dumps({name: row[name] for name in ("id", "title", "sections")}) + "\n")
        elif not document.dropped:
            show.outline(document)


def diagnose(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE",
            help="Pages or files of pages (text, HTML, JSONL, Parquet, WARC); - for a page or JSONL from standard input.",
        ),
    ],
    *,
    json: Json = False,
    sources: Sources = None,
    quiet: Quiet = False,
) -> None:
    """Say what kinds of damage pages show, without changing anything. Exit code 1 where a file holds no page; the others are told of.

    Example:  govcorpus diagnose sample/pages/mobile/*.txt
    """
    from dataclasses import asdict

    from govcorpus.cli import show
    from govcorpus.label.damage import diagnose as findings
    from govcorpus.publish import rows

    sound = True
    for file in files:
        try:
            for name, page in _cleaned(file, sources, quiet=quiet):
                found = findings(page)
                if json:
                    _out(rows.dumps({"file": file, "page": page.id, "damage": [asdict(finding) for finding in found]}) + "\n")
                else:
                    show.damage(name, found)
        except InputError as error:
            typer.echo(f"govcorpus: {error}", err=True)
            sound = False
    if not sound:
        raise typer.Exit(1)


def _pages(file: str, *, quiet: bool) -> Iterator[tuple[str, Page]]:
    """Yield the pages of a file, each with the place it stands in; say on standard error what could not be read.

    Raises InputError where that was all.
    """
    from govcorpus.read import files

    place = "standard input" if file == "-" else file
    found = (
        ((place, one) for one in files.standard(sys.stdin.buffer.read()))
        if file == "-"
        else ((str(path), one) for path in files.inputs([file]) for one in files.read(path))
    )
    pages, unread = 0, ""
    for where, one in found:
        if isinstance(one, files.Unread):
            unread = str(one)
            if not quiet:
                typer.echo(unread, err=True)
        else:
            pages += 1
            yield where, one
    if not pages:
        raise InputError(place, "no page came of it", unread if quiet else "See the line above")


def _cleaned(file: str, sources: Path | None, *, quiet: bool) -> Iterator[tuple[str, Page]]:
    """Yield the cleaned pages of a file, each with what a reader knows it by: its address, else its place and id.

    Of several with one address, or of one text without any, it is one; the others are told on standard error.
    """
    from govcorpus import clean as cleaned
    from govcorpus import sources as sites
    from govcorpus.pipeline import newest

    extra = sites.load(sources) if sources else ()
    places: dict[str, str] = {}

    def noted() -> Iterator[Page]:
        for place, page in _pages(file, quiet=quiet):
            places[page.id] = place
            yield page

    kept, others = newest(noted())
    for page, why in others if not quiet else ():
        typer.echo(f"left out {page.url or page.id}: {why}", err=True)
    for page in kept:
        yield page.url or f"{places[page.id]} ({page.id})", cleaned(page, sites.of(page, extra))


def _documents(file: str, sources: Path | None, *, quiet: bool) -> Iterator[tuple[Document, Mapping[str, Page]]]:
    """Yield the documents of a file with its cleaned pages."""
    from govcorpus.pipeline import labelled

    pages = {page.id: page for _, page in _cleaned(file, sources, quiet=quiet)}
    return ((document, pages) for document in labelled(pages))


def _out(text: str) -> None:
    """Write text exactly as it is: in UTF-8, with no translation of line ends."""
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
