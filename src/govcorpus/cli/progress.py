"""How far a build is, for people who wait: a bar on a terminal, lines elsewhere. Rich is imported where something is drawn."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from govcorpus.engine.run import Progress

# One line every so many seconds where there is no terminal.
INTERVAL = 5.0


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
        from govcorpus.cli.show import console

        console(error=True).print(f"Built in {_clock(last.seconds)}: {last.came}")


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
    from rich.table import Column

    from govcorpus.cli.show import console

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
