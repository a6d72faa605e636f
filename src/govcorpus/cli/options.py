"""What commands share: options, and how they say that something was done."""

from __future__ import annotations

import json as notation
from pathlib import Path
from typing import Annotated

import typer

# What may not be read or written is said by what reads or writes it, in one line; typer would say it in a box of its own.
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A corpus folder.", readable=False)]
Sources = Annotated[Path | None, typer.Option(metavar="DIR", help="A folder of further source folders.", readable=False)]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors and what was asked for.")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]


def say(text: str, found: object, *, quiet: bool, json: bool) -> None:
    """Say what was done: as JSON where that was asked for, else in words, else not at all."""
    if json:
        typer.echo(notation.dumps(found, ensure_ascii=False))
    elif not quiet and text:
        typer.echo(text)
