"""The command for people who would rather look: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govcorpus.cli.options import Folder, Json, Quiet, say


def report(
    folder: Folder,
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the pages go; open its index.html.", readable=False)],
    previous: Annotated[
        str | None, typer.Option(metavar="DIR|hub:NAME@TAG", help="The corpus before this one; adds a page of changes.")
    ] = None,
    documents: Annotated[int, typer.Option(min=1, help="Repaired documents to show.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed draws others.")] = 0,
    quiet: Quiet = False,
    json: Json = False,
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
    index = out / "index.html"
    say(f"{index} is written: open it in a browser", {"index": str(index)}, quiet=quiet, json=json)
