"""Build a corpus: files and folders of pages in, a dataset on disk out."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path

from govcorpus import __version__
from govcorpus.document import Source
from govcorpus.engine import copies, learned, parts, shards, state, tasks, withdrawn
from govcorpus.engine import takedown as takedowns
from govcorpus.engine.run import Pool, Progress, pool_of, refuse, run
from govcorpus.errors import InputError
from govcorpus.publish import card, changelog, counts, diff, hub, manifest, parquet
from govcorpus.publish.schema import CONFIGS, SCHEMA_VERSION
from govcorpus.sources import examine

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
FIRST_VERSION = "0.1.0"
# What each stage depends on beside the engine; a change there redoes the stage and all after it.
READ = ("read", "label/personal.py")
COUNT = ("read", "label/personal.py", "strip", "sources", "model")
CLEAN = (
    *("read", "repair", "strip", "split", "label", "model", "sources", "pipeline.py"),
    *("publish/rows.py", "publish/packing.py", "publish/ways.py", "publish/forms.txt", "publish/schema.py"),
)
MATCH = (*CLEAN, "dedup.py")
WRITE = (*MATCH, "publish/parquet.py")


def build(
    inputs: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    version: str | None = None,
    previous: str | os.PathLike[str] | None = None,
    executor: Executor | None = None,
    workers: int = 1,
    fresh: bool = False,
    strict: bool = False,
    sources: Sequence[Source] | str | os.PathLike[str] | None = None,
    takedown: str | os.PathLike[str] | None = None,
    mask_personal: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> manifest.Manifest:
    """Build a corpus from files and folders of pages, or one of them, and return its manifest.

    `version` is X.Y.Z, later than that of `previous` (the folder of an earlier corpus): where none is given, what the changes
    since then ask for, or 0.1.0. Work goes to `executor`, else to `workers` processes; the bytes are the same in any case. A
    build that was broken off is resumed; `fresh` starts over. `sources` are further sites (records, or a folder of source
    folders). `strict` makes a site without any document an error. `takedown` is a list of what must not be in the corpus (see
    engine/takedown.py); those beside the inputs and in `previous` hold too. `mask_personal` reads the pages without the
    personal data in them.
    Raises InputError for inputs that do not exist and places that cannot be written, SourceError for a broken source folder.
    """
    if version is not None and not (isinstance(version, str) and VERSION.fullmatch(version)):
        raise InputError("build", f"the version {version!r} is not of the form X.Y.Z", "Give three numbers such as 0.2.0")
    if not hasattr(workers, "__index__") or workers < 1:
        raise InputError("build", f"{workers!r} workers do no work", "Give one or more")
    refuse(workers, executor)
    folder = Path(out)
    ended = state.ended(folder)
    before = hub.corpus(previous) if previous is not None else None
    extra = _sources(sources)
    inputs = [inputs] if isinstance(inputs, str | os.PathLike) else list(inputs)
    plan = shards.plan(inputs, folder if (folder / "manifest.json").is_file() else None)
    if ended and before is not None and before.samefile(folder) and manifest.read(folder).inputs == _inputs(plan):
        return manifest.read(folder)  # the corpus before is gone: what took its place is what was to be built
    if version is not None and before is not None:
        _must_follow(version, manifest.read(before).version)
    taken = takedowns.collected(takedown, inputs, before)
    with state.opened(folder, fresh=fresh) as place:
        published = len(copies.groups(before)) if before else 0
        planned = _planned(plan, published, asks=takedowns.asking(taken))
        state.write_text(place / "plan.json", json.dumps(list(planned.items())))
        with pool_of(workers, executor, planned, progress) as pool:
            made_parts, found = _parts(plan, place, extra, before, taken, pool, masks=mask_personal)
        taken = taken._replace(ids=tuple(sorted({*taken.ids, *found})))
        new = place / "new"
        made = _assemble(new, plan, made_parts, version, before, extra, taken, masks=mask_personal)
        if strict and made.silent_sources:
            raise InputError(
                str(folder),
                f"no document came of {', '.join(made.silent_sources)}",
                "Mend the source, or build without --strict",
            )
        state.exchange(place, new, folder)
    return made


def _must_follow(version: str, old: str) -> None:
    if tuple(map(int, version.split("."))) <= tuple(map(int, old.split("."))):
        cause = f"the version {version} does not come after {old}, that of the corpus before"
        raise InputError("build", cause, "Give a later one, or none: what changed says which")


def _sources(given: Sequence[Source] | str | os.PathLike[str] | None) -> tuple[Source, ...]:
    if given is None:
        return ()
    if isinstance(given, str | os.PathLike):
        from govcorpus.sources import load

        return tuple(load(Path(given)))
    if isinstance(given, Source):
        raise InputError("build", "sources is one Source", "Give a list of them, [source]")
    extra = tuple(given)
    for source in extra:
        examine(source)
    return extra


def _planned(plan: shards.Plan, published: int, *, asks: bool) -> dict[str, int]:
    """Return how many tasks each stage has; `published` are the row groups of the corpus before, `asks`: for copies to withdraw."""
    found = {
        "read": len(plan.chunks),
        "count": plan.shards,
        "learn": plan.buckets,
        "clean": plan.shards,
        "asked": int(asks),
        "withdraw": plan.shards if asks else 0,
        "earlier": published,
        "prints": plan.shards + published,
        "order": 1,
        "pairs": plan.buckets,
        "compare": plan.buckets,
        "match": 1,
        "settle": plan.shards,
        "outline": plan.shards,
        "part": len(CONFIGS) * plan.slices,
    }
    return {stage: number for stage, number in found.items() if number}


def _parts(
    plan: shards.Plan,
    place: Path,
    extra: tuple[Source, ...],
    before: Path | None,
    taken: takedowns.Takedown,
    pool: Pool,
    *,
    masks: bool,
) -> tuple[dict[str, list[Path]], set[str]]:
    """Run the stages; return the folders with the files of each config, and the copies of what was taken down."""

    def stage(make: Callable[..., None], code: str, works: Iterable[tuple[object, ...]]) -> tuple[Path, ...]:
        all_works = [state.task(place, make, code, number, *args) for number, args in enumerate(works)]
        run(all_works, pool)
        return tuple(work.target for work in all_works)

    every, buckets = range(plan.shards), range(plan.buckets)
    ranges = plan.slices * plan.ranges
    read, count, clean, match, write = (state.code(*parts) for parts in (READ, COUNT, CLEAN, MATCH, WRITE))
    chunks = (tuple((file.path, file.name, file.sha256, start, end) for file, start, end in chunk) for chunk in plan.chunks)
    pages = stage(tasks.read, read, ((chunk, plan.shards, masks) for chunk in chunks))
    counted = stage(learned.count, count, ((pages, number, extra, plan.buckets) for number in every))
    learnt = stage(learned.learn, clean, ((counted, number) for number in buckets))
    cleaned = stage(
        tasks.clean, clean, ((pages, number, ranges, extra, counted[number], learnt, taken, masks) for number in every)
    )
    found: set[str] = set()
    if takedowns.asking(taken):
        (asked,) = stage(withdrawn.asked, match, [(cleaned,)])
        cleaned = stage(withdrawn.withdraw, match, ((one, asked, ranges) for one in cleaned))
        found = withdrawn.found(cleaned)
    published: tuple[Path, ...] = ()
    if before is not None:
        old = manifest.read(before)
        about = (ranges, taken, masks != (old.parameters["mask_personal"] == "yes"), old.content_hash)
        published = stage(copies.earlier, match, ((before, group, *about) for group in copies.groups(before)))
    laid = cleaned + published
    printed = stage(copies.prints, match, ((one, plan.buckets, one in published) for one in laid))
    (ordered,) = stage(copies.order, match, [(printed, plan.shards)])
    paired = stage(copies.pairs, match, ((printed, ordered, number, plan.buckets) for number in buckets))
    compared = stage(copies.compare, match, ((paired, ordered, laid, number) for number in buckets))
    (matched,) = stage(copies.match, match, [(compared, ordered, laid, plan.shards)])
    settled = stage(parts.settle, match, ((cleaned[number], printed[number], matched, number, ranges) for number in every))
    outlined = stage(parts.outline, match, ((cleaned[number], settled[number], ranges) for number in every))
    configs = sorted(CONFIGS, key="pages".__ne__)  # the largest first: begun last it keeps all other workers waiting
    works = [
        (
            config,
            tuple(range(number * plan.ranges, (number + 1) * plan.ranges)),
            settled if config in parts.SETTLED else outlined if config in parts.OUTLINED else cleaned,
        )
        for config in configs
        for number in range(plan.slices)
    ]
    made = stage(parts.part, write, works)
    first = {config: number * plan.slices for number, config in enumerate(configs)}
    return {config: list(made[first[config] : first[config] + plan.slices]) for config in CONFIGS}, found


def _assemble(
    new: Path,
    plan: shards.Plan,
    made_parts: dict[str, list[Path]],
    version: str | None,
    before: Path | None,
    extra: tuple[Source, ...],
    taken: takedowns.Takedown,
    *,
    masks: bool,
) -> manifest.Manifest:
    """Lay out the finished corpus in a folder of its own."""
    if new.is_dir():
        shutil.rmtree(new)
    new.mkdir()
    files, rows, content = _data(new, made_parts)
    made = manifest.Manifest(
        version=version or FIRST_VERSION,
        schema_version=SCHEMA_VERSION,
        govcorpus=__version__,
        code=state.code(*WRITE),
        libraries=manifest.libraries(),
        parameters={
            "sources": ", ".join(source.name for source in extra),
            "previous": manifest.read(before).version if before else "",
            "mask_personal": "yes" if masks else "no",
        },
        inputs=_inputs(plan),
        rows=rows,
        files=tuple(files),
        edits=counts.edits(new),
        content=content,
        content_hash=manifest.content_hash(content, rows),
        silent_sources=tuple(_silent(new)),
        warnings=tuple(tasks.warnings(new.parent / "read")),
    )
    if version is None and before is not None:
        old = manifest.read(before)
        bump = diff.bump_of(old, made)
        same = {"previous": old.parameters["previous"]} if bump == "none" else {}  # nothing changed: the same corpus
        made = replace(made, version=diff.raised(old.version, bump), parameters=made.parameters | same)
    if any(taken):
        (new / takedowns.NAME).write_text(takedowns.dumps(taken), "utf-8")
    (new / "manifest.json").write_text(manifest.dumps(made), "utf-8")
    (new / "CHANGELOG.md").write_text(changelog.text(new, made, before), "utf-8")
    (new / card.LICENCE).write_text(card.licence(), "utf-8")
    (new / "README.md").write_text(card.text(new, made), "utf-8")
    (new / "SHA256SUMS").write_text(manifest.sums(new, made.files), "utf-8")
    return made


def _data(new: Path, made_parts: dict[str, list[Path]]) -> tuple[list[manifest.DataFile], dict[str, int], dict[str, str]]:
    """Put the files of the dataset into its folder; return them, and of each config how many rows it has and their digest."""
    files: list[manifest.DataFile] = []
    rows: dict[str, int] = {}
    content: dict[str, str] = {}
    for config, folders in made_parts.items():
        about = [state.read_json(folder / "part.json") for folder in folders]
        rows[config] = sum(part["rows"] for part in about)
        content[config] = f"{sum(int(part['content'], 16) for part in about) % (1 << 256):064x}"
        full = [(folder, part) for folder, part in zip(folders, about, strict=True) if part["rows"]]
        for number, (folder, part) in enumerate(full):
            path = f"data/{config}/train-{number:05d}-of-{len(full):05d}.parquet"
            (new / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(folder / "part.parquet", new / path)
            files.append(manifest.DataFile(path, config, part["rows"], part["bytes"], part["sha256"]))
    return files, rows, content


def _inputs(plan: shards.Plan) -> tuple[manifest.InputFile, ...]:
    return tuple(manifest.InputFile(name=file.name, bytes=file.bytes, sha256=file.sha256) for file in plan.inputs)


def _silent(folder: Path) -> list[str]:
    """Return the sites of which there are pages, but no document and no copy of one."""
    sites = {
        config: {site for batch in parquet.batches(folder, config, ["source"]) for site in batch["source"].unique().to_pylist()}
        for config in ("pages", "documents", "duplicates")
    }
    return sorted(sites["pages"] - sites["documents"] - sites["duplicates"])
