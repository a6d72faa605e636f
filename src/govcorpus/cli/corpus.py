"""Commands for a corpus: build, info, status, verify, diff."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from govcorpus.cli.options import Folder, Json, Quiet, Sources, say
from govcorpus.errors import InputError


def build(
    inputs: Annotated[
        list[Path],
        typer.Argument(
            metavar="INPUT",
            help="Files or folders of pages: text, HTML, JSONL, Parquet, WARC, WET; plain or compressed.",
            readable=False,
        ),
    ],
    *,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the corpus goes.", readable=False)],
    version: Annotated[
        str | None,
        typer.Option(metavar="X.Y.Z", help="Version of the corpus; else the one that --previous asks for, else 0.1.0."),
    ] = None,
    previous: Annotated[str | None, typer.Option(metavar="DIR|hub:NAME@TAG", help="The corpus before this one.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Tasks at work at a time, each by a worker of its own.")] = 1,
    engine: Annotated[
        str, typer.Option(metavar="ENGINE", help="Where workers are: processes, dask[://ADDRESS] or ray[://ADDRESS].")
    ] = "processes",
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over instead of resuming.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A site without any document is an error.")] = False,
    sources: Sources = None,
    takedown: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="List of ids, urls and hosts to leave out, beside takedown.toml of input and previous.",
            readable=False,
        ),
    ] = None,
    mask_personal: Annotated[
        bool, typer.Option("--mask-personal", help="Mask phone, ID card, bank card numbers and e-mail addresses.")
    ] = False,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Build a corpus from pages; a build that was broken off goes on where it stopped.

    Example:  govcorpus build sample/pages --out corpus

    Example:  govcorpus build sample/pages/*.jsonl --out corpus-new --previous corpus --workers 2
    """
    if workers > 1 and engine == "processes":
        _start_forkserver()
    gc.disable()  # to look for cycles among what is being imported takes a twentieth of the start
    from govcorpus.cli.progress import progress
    from govcorpus.engine import build as make
    from govcorpus.engine import executors, tables

    gc.enable()
    tables.spare()
    try:
        with executors.engine(engine, workers) as there, progress(quiet=quiet) as told:
            made = make(
                inputs,
                out,
                version=version,
                previous=previous,
                executor=there.executor,
                workers=there.workers,
                fresh=fresh,
                strict=strict,
                sources=sources,
                takedown=takedown,
                mask_personal=mask_personal,
                progress=told,
            )
    except KeyboardInterrupt:
        typer.echo(f"{out}: broken off; run it again to go on where it stopped", err=True)
        raise
    if json or not quiet:
        from govcorpus.cli import summary

        (summary.as_json if json else summary.built)(out, made)


def _start_forkserver() -> None:
    """Start the process that workers are forked from: it imports what they need, once for all of them, while this one does."""
    import multiprocessing
    import signal
    from multiprocessing import forkserver

    multiprocessing.set_forkserver_preload(["govcorpus.engine"])
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for this process: that one would print where it was
    try:
        forkserver.ensure_running()
    except OSError as error:  # it is asked through a socket in the folder for temporary files, whose path holds 107 bytes
        cause = f"no worker can be started ({error.strerror or error})"
        raise InputError("TMPDIR", cause, "Name a folder that can be written and has a short path there") from error
    finally:
        signal.signal(signal.SIGINT, heard)


def info(folder: Folder, *, json: Json = False) -> None:
    """Say what is in a corpus.

    Example:  govcorpus info corpus
    """
    from govcorpus.cli import summary
    from govcorpus.publish import manifest

    made = manifest.read(folder)
    if json:
        summary.as_json(folder, made)
    else:
        summary.info(folder, made)


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The --out folder of a build.", readable=False)],
    *,
    json: Json = False,
) -> None:
    """Say how far a build is: done, running and left, by stage; of a finished corpus its version and rows.

    Example:  govcorpus status corpus
    """
    from govcorpus.cli import summary
    from govcorpus.engine.progress import status as read

    stages = read(folder)
    if stages:
        summary.status(folder, stages, as_json=json)
    else:
        from govcorpus.publish import manifest

        summary.finished(folder, manifest.read(folder), as_json=json)


def verify(folder: Folder, *, quiet: Quiet = False, json: Json = False) -> None:
    """Check a corpus: digests, schema, counts, the card's numbers, and that pages can be rebuilt. Exit code 1 where it is not whole.

    Example:  govcorpus verify corpus
    """
    from govcorpus.publish.verify import problems

    found = list(problems(folder))
    for problem in found:
        typer.echo(problem, err=True)
    say("" if found else f"{folder}: whole", {"whole": not found, "problems": found}, quiet=quiet, json=json)
    if found:
        raise typer.Exit(1)


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="The earlier corpus, a folder or hub:NAME@TAG.")],
    after: Annotated[str, typer.Argument(metavar="B", help="The later corpus, a folder or hub:NAME@TAG.")],
    *,
    json: Json = False,
) -> None:
    """Say what changed between two corpora, by rule and by source, and which version that asks for.

    Example:  govcorpus diff corpus corpus-new
    """
    from govcorpus.cli import summary
    from govcorpus.publish.diff import diff as compare
    from govcorpus.publish.hub import corpus

    summary.changes(compare(corpus(before), corpus(after)), as_json=json)
