"""Tables about a corpus: what came in, what came out, what was repaired and what was removed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govcorpus.cli.show import console, seen, table

if TYPE_CHECKING:
    from govcorpus.engine.progress import Stage
    from govcorpus.publish.diff import Diff
    from govcorpus.publish.manifest import Manifest

# Longer tables are cut: a summary fits a screen or two.
LONGEST = 15


def built(folder: Path, made: Manifest) -> None:
    """Print what a build came to and how its corpus is loaded."""
    from govcorpus.publish import parquet

    info(folder, made)
    out = console()
    unread = sorted(row["detail"] for row in parquet.rows(folder, "removed", ["reason", "detail"]) if row["reason"] == "unread")
    for told in [*unread[:LONGEST], *made.warnings[:LONGEST]]:
        out.print(seen(told), style="yellow")
    if len(unread) > LONGEST:
        out.print(f"… {len(unread) - LONGEST} more stand in the config `removed` with the reason unread.", style="yellow")
    for site in made.silent_sources:
        out.print(
            f"No document came of {seen(site) or 'the pages without an address'}: look at its pages in the config `removed`.",
            style="yellow",
        )
    if made.rows["documents"]:
        more = f'  or  datasets.load_dataset("{folder}", "sections")' if made.rows["sections"] else ""
        out.print(f'Load it:  datasets.load_dataset("{folder}"){more}')
    else:
        out.print("No document came of it: the configs `removed` and `duplicates` say why.", style="yellow")


def info(folder: Path, made: Manifest) -> None:
    """Print what a corpus holds."""
    from govcorpus.publish.card import absent
    from govcorpus.publish.counts import count

    counts = count(folder)
    rows: list[tuple[str, object]] = [
        ("input files", len(made.inputs)),
        ("different pages read", made.rows["pages"]),
        ("files and rows not read", counts.removed.get("unread", 0)),
        ("pages in documents", counts.pages_published),
        ("characters", counts.characters),
        *((f"rows of {config}{absent(made, config)}", number) for config, number in made.rows.items()),
    ]
    console().print(f"{folder}: version {made.version}, {sum(counts.bytes.values()) / 1e6:.1f} MB", style="bold")
    table("What came in and out", ("", "number"), rows)
    rules = [(rule, *numbers) for rule, numbers in made.edits.items()]
    table("Edits", ("rule", "edits", "unsure"), rules[: 2 * LONGEST])
    _counted("Removed", "reason", counts.removed)
    _counted("Duplicates", "method", counts.duplicates)
    _counted("Flags of documents", "flag", counts.values["flags"])
    _counted("Sites", "site", counts.values["source"])


def _counted(title: str, head: str, found: Mapping[str, int]) -> None:
    rows = [(name or "(none)", number) for name, number in found.items()]
    more = [(f"… {len(rows) - LONGEST} more", sum(number for _, number in rows[LONGEST:]))] if len(rows) > LONGEST else []
    table(title, (head, "rows"), [*rows[:LONGEST], *more])


def as_json(folder: Path, made: Manifest) -> None:
    """Print what a corpus holds as one JSON object."""
    from govcorpus.publish.counts import count

    counts = count(folder)
    found: dict[str, Any] = counts._asdict()
    found["region_years"] = [[*pair, number] for pair, number in counts.region_years.items()]
    found |= {"rows": made.rows, "edits": made.edits}  # also of `pages`, where they were not fetched
    del found["lengths"]
    told = {name: getattr(made, name) for name in ("version", "content_hash", "silent_sources", "warnings")}
    print(json.dumps(told | found, ensure_ascii=False))  # noqa: T201


def status(folder: Path, stages: Sequence[Stage], *, as_json: bool) -> None:
    """Print how far a build is that is not finished."""
    if as_json:
        told = [stage._asdict() for stage in stages]
        print(json.dumps({"finished": False, "version": None, "rows": {}, "stages": told}, ensure_ascii=False))  # noqa: T201
        return
    rows = [
        (stage.name, stage.done, stage.running, stage.total - stage.done - stage.running, len(stage.failed)) for stage in stages
    ]
    table(
        f"{folder}: a build is running or was broken off; run it again to go on",
        ("stage", "done", "running", "left", "failed"),
        rows,
    )
    for stage in stages:
        for reason in stage.failed:
            console().print(f"{stage.name}: {reason}")


def finished(folder: Path, made: Manifest, *, as_json: bool) -> None:
    """Print that a corpus is finished, which leaves no stages, and what it holds."""
    if as_json:
        print(json.dumps({"finished": True, "version": made.version, "rows": made.rows, "stages": []}))  # noqa: T201
    else:
        rows = ", ".join(f"{config} {number:,}" for config, number in made.rows.items())
        console().print(f"{folder}: the corpus is finished: version {made.version}; rows of {rows}")


def changes(found: Diff, *, as_json: bool) -> None:
    """Print what changed between two corpora."""
    if as_json:
        shown = found._asdict() | {"sample": [change._asdict() for change in found.sample]}
        print(json.dumps(shown, ensure_ascii=False))  # noqa: T201
        return
    console().print(f"{found.before} → {found.after}; the changes ask for {found.version} ({found.bump})", style="bold")
    numbers = [(name, getattr(found, name)) for name in ("added", "removed", "changed", "relabelled")]
    table("Documents", ("", "number"), [*numbers, ("characters more", found.characters)])
    table(
        "Documents by site",
        ("site", "added", "removed", "changed"),
        [(site or "(none)", *parts) for site, parts in found.documents_by_source.items()][:LONGEST],
    )
    table(
        "Characters by site",
        ("site", "went", "came"),
        [(site or "(none)", *pair) for site, pair in found.characters_by_source.items()][:LONGEST],
    )
    table(
        "Characters by rule, of pages in both",
        ("rule", "changed only before", "changed only after"),
        [(rule, *pair) for rule, pair in found.characters_by_rule.items()],
    )
    table("Edits by rule", ("rule", "before", "after"), [(rule, *pair) for rule, pair in found.edits_by_rule.items()])
    for change in found.sample:
        console().print(seen(f"{change.id} {change.title}"), style="cyan")
        console().print(seen(f"- {change.before}"), style="red")
        console().print(seen(f"+ {change.after}"), style="green")
