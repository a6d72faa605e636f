"""Commands for sites: source new, check, accept, list."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from govcorpus.cli.options import Json, Quiet, say

app = typer.Typer(help="Sites we know: what is peculiar to each, and cases that prove it.", no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Option(
        "--sources",
        metavar="DIR",
        help="Folder of source folders; without it the one that comes with govcorpus.",
        readable=False,
    ),
]
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Sources; all of them where none is named.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and _, such as yunxi_gov.")],
    pages: Annotated[
        list[Path],
        typer.Argument(metavar="PAGE", help="Pages saved of the site; two or more show what repeats.", readable=False),
    ],
    *,
    folder: Folder = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Make the folder of a source from saved pages, and propose the lines of chrome they share.

    Example:  govcorpus source new mysite sample/pages/news/401.html sample/pages/news/403.html --sources sites
    """
    from govcorpus import documents, sources

    place = sources.new(name, pages, folder or sources.PACKAGED, documents)
    there = f" --sources {shlex.quote(str(folder))}" if folder else ""
    file = place / "source.toml"
    told = f"{file} is written: delete what is no chrome, then run  govcorpus source accept {name}{there}"
    say(told, {"source": str(file)}, quiet=quiet, json=json)


@app.command()
def accept(names: Names = None, *, folder: Folder = None, quiet: Quiet = False, json: Json = False) -> None:
    """Write what comes out of the cases of sources as what must come out; review it with git diff.

    Example:  govcorpus source accept mysite --sources sites
    """
    from govcorpus import documents, sources

    changed = sources.accept(folder or sources.PACKAGED, documents, names or ())
    told = [f"{path} is written: read it before you commit it" for path in changed] or ["nothing changed"]
    say("\n".join(told), {"written": list(map(str, changed))}, quiet=quiet, json=json)


@app.command()
def check(names: Names = None, *, folder: Folder = None, quiet: Quiet = False, json: Json = False) -> None:
    """Compare what comes out of the cases of sources with what was accepted; exit code 1 where it differs.

    Example:  govcorpus source check mysite --sources sites
    """
    from govcorpus import documents, sources

    failures = sources.check(folder or sources.PACKAGED, documents, names or ())
    for failure in failures:
        typer.echo(str(failure), err=True)
    told = "" if failures else "every case comes out as accepted"
    say(told, {"failures": [failure._asdict() for failure in failures]}, quiet=quiet, json=json)
    if failures:
        raise typer.Exit(1)


@app.command("list")
def list_(*, folder: Folder = None, json: Json = False) -> None:
    """List the sources: name, kind, hosts, number of cases.

    Example:  govcorpus source list
    """
    from govcorpus import sources

    for row in sources.list_(folder or sources.PACKAGED):
        cases = "1 case" if row.cases == 1 else f"{row.cases} cases"
        told = f"{row.name}\t{row.kind}\t{', '.join(row.hosts)}\t{cases}"
        say(told, row._asdict(), quiet=False, json=json)
