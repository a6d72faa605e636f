"""Commands for a release: card, publish."""

from __future__ import annotations

from typing import Annotated

import typer

from govcorpus.cli.options import Folder, Json, Quiet, say


def card(folder: Folder, *, quiet: Quiet = False, json: Json = False) -> None:
    """Write the card of a corpus again, with plots (extra `report`), and bring its digests up to date.

    Example:  govcorpus card corpus
    """
    from govcorpus.publish.card import renew

    renew(folder)
    say(f"{folder / 'README.md'} is written", {"card": str(folder / "README.md")}, quiet=quiet, json=json)


def publish(
    folder: Folder,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name on the Hub: owner/dataset.")],
    *,
    private: Annotated[bool, typer.Option("--private", help="Make the dataset private if it does not exist.")] = False,
    with_pages: Annotated[
        bool, typer.Option("--with-pages", help="Push the config `pages`, from which raw pages can be rebuilt, too.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Push a corpus to the Hub as one commit with a tag for its version.

    Example:  govcorpus publish corpus yunxi/speeches --private --dry-run
    """
    from govcorpus.publish.hub import publish as push

    for line in push(folder, name, private=private, with_pages=with_pages, dry_run=dry_run):
        say(line, {"name": name, "dry_run": dry_run, "step": line}, quiet=quiet, json=json)
