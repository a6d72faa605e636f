"""Commands for sites: source new, check, accept, list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Sites we know: what is peculiar to each, and cases that prove it.", no_args_is_help=True)

Folder = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="Folder of source folders; without it the one that comes with govcorpus."),
]
Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Sources; all of them where none is named.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and _, such as yunxi_gov.")],
    pages: Annotated[
        list[Path], typer.Argument(metavar="PAGE", help="Pages saved of the site; two or more show what repeats.")
    ],
    *,
    folder: Folder = None,
) -> None:
    """Make the folder of a source from saved pages, and propose the lines of chrome they share.

    Example:  govcorpus source new mysite sample/pages/news/401.html sample/pages/news/403.html --sources sites
    """
    from govcorpus import documents, sources

    place = sources.new(name, pages, folder or sources.PACKAGED, documents)
    there = f" --sources {folder}" if folder else ""
    typer.echo(f"{place / 'source.toml'} is written: delete what is no chrome, then run  govcorpus source accept {name}{there}")


@app.command()
def accept(names: Names = None, *, folder: Folder = None) -> None:
    """Write what comes out of the cases of sources as what must come out; review it with git diff.

    Example:  govcorpus source accept mysite --sources sites
    """
    from govcorpus import documents, sources

    changed = sources.accept(folder or sources.PACKAGED, documents, names or ())
    for path in changed:
        typer.echo(f"{path} is written: read it before you commit it")
    if not changed:
        typer.echo("nothing changed")


@app.command()
def check(names: Names = None, *, folder: Folder = None) -> None:
    """Compare what comes out of the cases of sources with what was accepted; exit code 1 where it differs.

    Example:  govcorpus source check mysite --sources sites
    """
    from govcorpus import documents, sources

    failures = sources.check(folder or sources.PACKAGED, documents, names or ())
    for failure in failures:
        typer.echo(str(failure), err=True)
    if failures:
        raise typer.Exit(1)
    typer.echo("every case comes out as accepted")


@app.command("list")
def list_(*, folder: Folder = None) -> None:
    """List the sources: name, kind, hosts, number of cases.

    Example:  govcorpus source list
    """
    from govcorpus import sources

    for row in sources.list_(folder or sources.PACKAGED):
        cases = "1 case" if row.cases == 1 else f"{row.cases} cases"
        typer.echo(f"{row.name}\t{row.kind}\t{', '.join(row.hosts)}\t{cases}")
