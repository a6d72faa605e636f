"""What commands print for people: tables, diffs, progress."""

from __future__ import annotations

import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

if TYPE_CHECKING:
    from govcorpus.document import Document, Page
    from govcorpus.engine.run import Progress
    from govcorpus.label.damage import Finding
    from govcorpus.publish.explain import Explained

# Longer stretches are cut in the middle when they are shown.
SHOWN = 60
# One line every so many seconds where there is no terminal.
INTERVAL = 5.0


def console(*, error: bool = False) -> Console:
    """Return a console that breaks no lines where its output is a file."""
    made = Console(stderr=error, highlight=False, soft_wrap=True)
    return made if made.is_terminal else Console(stderr=error, highlight=False, soft_wrap=True, width=200)


def diff(pages: Iterable[tuple[str, Page]]) -> None:
    """Print the lines of pages, each with its name, that change, before (what goes in red) and after."""
    from govcorpus.edits import traced
    from govcorpus.publish.explain import explained

    out = console()
    for name, page in pages:
        out.print(f"@@ {name} @@", style="cyan", markup=False)
        origin = traced(page, range(len(page.text) + 1))
        hurt = [(one.start, one.end) for one in explained(page)]
        starts = [start for start, _ in hurt]
        at = 0
        for line in page.raw.splitlines(keepends=True):
            end = at + len(line)
            after = page.text[bisect_left(origin, at) : bisect_left(origin, end)]
            if after != line:
                before = Text("- " + line.rstrip("\n"))
                for start, stop in hurt[max(0, bisect_left(starts, at) - 1) :]:
                    if start >= end:
                        break
                    before.stylize("bold red", max(start, at) - at + 2, max(min(stop, end) - at + 2, 0))
                out.print(before)
                if after.strip():
                    out.print(Text("+ " + after.rstrip("\n"), style="green"))
            at = end


def explanations(name: str, found: Sequence[Explained]) -> None:
    """Print the edits of a page, one a line."""
    out = console()
    edits = "1 edit" if len(found) == 1 else f"{len(found)} edits"
    out.print(f"{name}: {edits}, {sum(not one.sure for one in found)} unsure", style="bold", markup=False)
    for one in found:
        line = Text.assemble(
            (f"{one.line}:{one.column}", "cyan"),
            f" (at {one.start}) ",
            (one.rule, "magenta"),
            " ",
            (_short(one.old), "red"),
            " → ",
            (_short(one.new), "green"),
        )
        line.append("" if one.sure else "  unsure", "yellow")
        out.print(line)


def _short(text: str) -> str:
    shown = text if len(text) <= SHOWN else f"{text[: SHOWN // 2]}…{text[-SHOWN // 2 :]}"
    return f"“{shown}”".replace("\n", "⏎") if shown else "nothing"


def outline(document: Document) -> None:
    """Print the sections of a document."""
    out = console()
    out.print(Text(document.title or document.id, style="bold"))
    for section in document.sections:
        labels = ", ".join(filter(None, [section.role, section.topic]))
        out.print(
            Text.assemble(
                "  " * section.level, (section.marker, "cyan"), section.heading, (f"  [{labels}]" if labels else "", "dim")
            )
        )


def damage(name: str, found: Sequence[Finding]) -> None:
    """Print the damage of a page."""
    if found:
        rows = [(one.family, one.count, one.unsure, "" if one.example_start is None else one.example_start) for one in found]
        table(name, ("damage", "repairs", "unsure", "first at"), rows)
    else:
        console().print(f"{name}: no damage", markup=False)


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table whose columns behind the first are numbers; its title may be longer than the table is wide."""
    made = Table()
    for number, head in enumerate(heads):
        made.add_column(head, justify="right" if number else "left")
    for row in rows:
        made.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    if made.row_count:
        console().print(title, style="bold", markup=False)
        console().print(made)


class Said(NamedTuple):
    """What is said of a build: seconds since it began, what the pages so far came to and how many a second, how long the rest takes."""

    seconds: float
    came: str
    left: str


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Yield what a build tells how far it is: a bar on a terminal, a line every few seconds elsewhere, nothing if quiet."""
    if quiet:
        yield lambda _: None
        return
    said, last = _pace(), Said(0.0, "", "")
    with (_bar if sys.stderr.isatty() else _lines)() as show:

        def told(step: Progress) -> None:
            nonlocal last
            last = said(step)
            show(step, last)

        yield told
    if last.seconds >= INTERVAL:
        console(error=True).print(f"Built in {_clock(last.seconds)}: {last.came}", markup=False)


def _pace() -> Callable[[Progress], Said]:
    """Return what says how fast a build is; what an earlier run had done took this one no time."""
    begun = time.monotonic()
    share, pages, size = 0.0, 0, 0
    found = (share, pages, size)

    def said(step: Progress) -> Said:
        nonlocal share, pages, size, found
        if not step.here:
            found = (found[0] + step.share - share, found[1] + step.pages - pages, found[2] + step.bytes - size)
        share, pages, size = step.share, step.pages, step.bytes
        seconds = max(time.monotonic() - begun, 0.001)
        came = (
            f"{pages:,} pages ({(pages - found[1]) / seconds:,.0f}/s), "
            f"{size / 1e6:,.1f} MB ({(size - found[2]) / 1e6 / seconds:.2f} MB/s), "
            f"{step.repaired:,} repaired, {step.removed:,} removed"
        )
        done = share - found[0]
        # nobody knows in the first hundredth
        return Said(seconds, came, f"{_clock(seconds * (1 - share) / done) if done > 0.01 else '?:??:??'} left")

    return said


def _clock(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


@contextmanager
def _bar() -> Iterator[Callable[[Progress, Said], None]]:
    from rich import progress as bars

    columns = (
        bars.BarColumn(bar_width=20),
        bars.TaskProgressColumn(),
        bars.TextColumn("{task.description}", table_column=Column(no_wrap=False)),  # a narrow terminal takes two lines
    )
    with bars.Progress(*columns, console=console(error=True), transient=True) as bar:
        row = bar.add_task("", total=1)
        yield lambda step, said: bar.update(row, completed=step.share, description=f"{step.stage}: {said.left}, {said.came}")


@contextmanager
def _lines() -> Iterator[Callable[[Progress, Said], None]]:
    told = 0.0

    def say(step: Progress, said: Said) -> None:
        nonlocal told
        if said.seconds - told >= INTERVAL:
            told = said.seconds
            print(f"{step.stage} {step.share:.0%}: {said.came}, {said.left}", file=sys.stderr, flush=True)  # noqa: T201  this is what the function is for

    yield say
