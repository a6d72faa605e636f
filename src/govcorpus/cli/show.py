"""What commands print for people: tables and diffs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from govcorpus.document import Document, Page
    from govcorpus.label.damage import Finding
    from govcorpus.publish.explain import Explained

# Longer stretches are cut in the middle when they are shown.
SHOWN = 60
# What a terminal would obey or does not show is shown as a picture: ␛ for ESC. Web pages hold it.
PICTURES = {code: chr(0x2400 + code) for code in range(32)} | dict.fromkeys(range(128, 160), "�")
PICTURES |= {ord("\n"): "⏎", ord("\t"): "\t", 0x7F: "␡"}


def console(*, error: bool = False) -> Console:
    """Return a console that prints text as it is ([/b] and :x: are no markup there), and breaks no lines where its output is a file."""
    make = partial(Console, stderr=error, markup=False, emoji=False, highlight=False, soft_wrap=True)
    made = make()
    return made if made.is_terminal else make(width=200)


def seen(text: str) -> str:
    """␛[2J for what clears a screen: a text as it may go to a terminal, character for character."""
    return text.translate(PICTURES)


def diff(pages: Iterable[tuple[str, Page]]) -> None:
    """Print the lines of pages, each with its name, that change, before (what goes in red) and after."""
    from govcorpus.edits import traced
    from govcorpus.publish.explain import explained

    out = console()
    for name, page in pages:
        out.print(f"@@ {seen(name)} @@", style="cyan")
        origin = traced(page, range(len(page.text) + 1))
        hurt = [(one.start, one.end) for one in explained(page)]
        starts = [start for start, _ in hurt]
        at = 0
        for line in page.raw.split("\n"):
            end = at + len(line) + 1
            after = page.text[bisect_left(origin, at) : bisect_left(origin, end)]
            if after != page.raw[at:end]:
                before = Text("- " + seen(line))
                for start, stop in hurt[max(0, bisect_left(starts, at) - 1) :]:
                    if start >= end:
                        break
                    before.stylize("bold red", max(start, at) - at + 2, max(min(stop, end) - at + 2, 0))
                out.print(before)
                if after.strip():
                    out.print(Text("+ " + seen(after.rstrip("\n")), style="green"))
            at = end


def explanations(name: str, found: Sequence[Explained]) -> None:
    """Print the edits of a page, one a line."""
    out = console()
    edits = "1 edit" if len(found) == 1 else f"{len(found)} edits"
    out.print(f"{seen(name)}: {edits}, {sum(not one.sure for one in found)} unsure", style="bold")
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
    return f"“{seen(shown)}”" if shown else "nothing"


def outline(document: Document) -> None:
    """Print the sections of a document."""
    out = console()
    out.print(Text(seen(document.title) or document.id, style="bold"))
    for section in document.sections:
        labels = ", ".join(filter(None, [section.role, section.topic]))
        out.print(
            Text.assemble(
                "  " * section.level,
                (section.marker, "cyan"),
                seen(section.heading),
                (f"  [{labels}]" if labels else "", "dim"),
            )
        )


def damage(name: str, found: Sequence[Finding]) -> None:
    """Print the damage of a page."""
    if found:
        rows = [(one.family, one.count, one.unsure, "" if one.example_start is None else one.example_start) for one in found]
        table(name, ("damage", "repairs", "unsure", "first at"), rows)
    else:
        console().print(f"{seen(name)}: no damage")


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table whose columns behind the first are numbers; its title may be longer than the table is wide."""
    made = Table()
    for number, head in enumerate(heads):
        made.add_column(head, justify="right" if number else "left")
    for row in rows:
        made.add_row(*(f"{cell:,}" if isinstance(cell, int) else seen(str(cell)) for cell in row))
    if made.row_count:
        console().print(seen(title), style="bold")
        console().print(made)
