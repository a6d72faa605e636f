"""Commands for sites: source list."""

from __future__ import annotations

import typer

app = typer.Typer(help="Sites we know: what is peculiar to each, and cases that prove it.", no_args_is_help=True)
