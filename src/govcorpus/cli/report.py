"""The command for people who would rather look: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A corpus folder.")],
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the pages go; open its index.html.")],
    previous: Annotated[
        str | None, typer.Option(metavar="DIR|hub:NAME@TAG", help="The corpus before this one; adds a page of changes.")
    ] = None,
    documents: Annotated[int, typer.Option(min=1, help="Repaired documents to show.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed draws others.")] = 0,
) -> None:
    """Write pages to look at: what came in and out, each repair and its reason, what was removed (extra `report`).

    Example:  govcorpus report corpus --out report

    Example:  govcorpus report corpus-new --out report --previous corpus
    """
    from inspect import getdoc

    from govcorpus.publish.hub import corpus
    from govcorpus.publish.report import write
    from govcorpus.repair import RULES as REPAIR
    from govcorpus.strip import RULES as STRIP

    rules = {name: (getdoc(rule) or "").partition("\n")[0] for name, rule in {**REPAIR, **STRIP}.items()}
    write(folder, out, rules, previous=corpus(previous) if previous else None, number=documents, seed=seed)
    typer.echo(f"{out / 'index.html'} is written: open it in a browser")
