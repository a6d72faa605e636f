"""Build a corpus: files and folders of pages in, a dataset on disk out."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from govcorpus import __version__
from govcorpus.document import Source
from govcorpus.engine import copies, learned, parts, shards, state, tasks, withdrawn
from govcorpus.engine import takedown as takedowns
from govcorpus.engine.run import Pool, Progress, pool_of, refuse, run
from govcorpus.errors import InputError
from govcorpus.publish import card, changelog, counts, diff, hub, manifest, parquet
from govcorpus.publish.schema import CONFIGS, SCHEMA_VERSION
from govcorpus.sources import examine
from govcorpus.sources.folder import found as source_files

FIRST_VERSION = "0.1.0"
# What each stage depends on beside the engine; a change there redoes the stage and all after it.
READ = ("read", "model", "label/personal.py", "split/articles.py")
COUNT = (*READ, "strip", "sources", "pipeline.py")
CLEAN = (
    *("read", "repair", "strip", "split", "label", "model", "sources", "pipeline.py"),
    *("publish/rows.py", "publish/packing.py", "publish/ways.py", "publish/forms.txt", "publish/schema.py"),
)
MATCH = (*CLEAN, "dedup.py")
WRITE = (*MATCH, "publish/parquet.py")


class Wanted(NamedTuple):
    """What a corpus is to be, beside its input: its version, the corpus before it, further sites, what is left out, is it masked.

    `listed` is what is to be left out now, `taken` that with what the corpus before left out and knows of it.
    """

    version: str | None
    before: Path | None
    sources: tuple[Source, ...]
    listed: takedowns.Takedown
    taken: takedowns.Takedown
    masks: bool


# Does the tasks of a stage, given by their function, what their code depends on and their arguments; returns their folders.
Stage = Callable[[Callable[..., None], Sequence[str], Iterable[tuple[object, ...]]], tuple[Path, ...]]


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
    engine/takedown.py); those beside the inputs, in their folders and in `previous` hold too. `mask_personal` reads the pages
    without the personal data in them.
    Raises InputError for inputs that do not exist and places that cannot be written, SourceError for a broken source folder.
    """
    if version is not None and not (isinstance(version, str) and manifest.VERSION.fullmatch(version)):
        raise InputError("build", f"the version {version!r} is not of the form X.Y.Z", "Give three numbers such as 0.2.0")
    refuse(workers, executor)
    given = [inputs] if isinstance(inputs, str | bytes | os.PathLike) or not isinstance(inputs, Iterable) else list(inputs)
    _must_be_paths(inputs=given, out=[out], previous=[previous or ""], takedown=[takedown or ""])
    folder = Path(out)
    ended = state.ended(folder)
    before = hub.corpus(previous) if previous is not None else None
    extra = _sources(sources)
    plan = shards.plan(given, _apart(folder, before, sources, takedown))
    if ended and before is not None and before.samefile(folder) and manifest.read(folder).inputs == _inputs(plan):
        return manifest.read(folder)  # the corpus before is gone: what took its place is what was to be built
    if version is not None and before is not None:
        _must_follow(version, manifest.read(before).version)
    listed = takedowns.listed(takedown, plan.lists)
    wanted = Wanted(version, before, extra, listed, takedowns.collected(listed, before), mask_personal)
    with state.opened(folder, fresh=fresh) as place:
        planned = _planned(plan, wanted)
        state.write_text(place / "plan.json", json.dumps(list(planned.items())))
        with pool_of(workers, executor, planned, progress) as pool:
            laid, found = _parts(partial(_stage, place, pool), plan, wanted)
        taken = wanted.taken._replace(ids=tuple(sorted({*wanted.taken.ids, *found})))
        made = _assemble(place / "new", plan, laid, wanted._replace(taken=taken))
        if strict and made.silent_sources:
            cause = f"no document came of {', '.join(site or 'the pages without an address' for site in made.silent_sources)}"
            raise InputError(str(folder), cause, "Mend the source, or build without --strict")
        state.exchange(place, place / "new", folder)
    return made


def _must_be_paths(**given: Iterable[object]) -> None:
    for name, places in given.items():
        for place in places:
            if not isinstance(place, str | os.PathLike):
                raise InputError("build", f"{name} is or holds {place!r}, which is no path", "Give a str or a Path")


def _apart(out: Path, before: Path | None, sources: object, takedown: str | os.PathLike[str] | None) -> Iterator[Path]:
    """Yield what the build has for other ends than to read pages in it; it may lie in a folder of the input."""
    if (out / "manifest.json").is_file():
        yield out
    if before is not None:
        yield before
    if takedown is not None and Path(takedown).is_file():
        yield Path(takedown)
    if isinstance(sources, str | os.PathLike):
        yield from (path.parent for path in source_files(Path(sources)))


def _must_follow(version: str, old: str) -> None:
    if manifest.numbers(version) <= manifest.numbers(old):
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


def _planned(plan: shards.Plan, wanted: Wanted) -> dict[str, int]:
    """Return how many tasks each stage has."""
    asks = takedowns.asking(wanted.taken)
    published = len(copies.groups(wanted.before)) if wanted.before else 0
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


def _stage(
    place: Path, pool: Pool, make: Callable[..., None], code: Sequence[str], works: Iterable[tuple[object, ...]]
) -> tuple[Path, ...]:
    all_works = [state.task(place, make, state.code(*code), number, *args) for number, args in enumerate(works)]
    run(all_works, pool)
    return tuple(work.target for work in all_works)


def _parts(stage: Stage, plan: shards.Plan, wanted: Wanted) -> tuple[dict[str, list[Path]], set[str]]:
    """Run the stages; return the folders with the files of each config, and the copies of what was taken down."""
    cleaned = _cleaned(stage, plan, wanted)
    found: set[str] = set()
    if takedowns.asking(wanted.taken):
        (asked,) = stage(withdrawn.asked, MATCH, [(cleaned,)])
        cleaned = stage(withdrawn.withdraw, MATCH, ((one, asked, plan.slices * plan.ranges) for one in cleaned))
        found = withdrawn.found(cleaned)
    printed, matched = _matched(stage, plan, wanted, cleaned)
    return _laid_out(stage, plan, cleaned, printed, matched), found


def _cleaned(stage: Stage, plan: shards.Plan, wanted: Wanted) -> tuple[Path, ...]:
    """Read the input and clean it; return the folders of the shards."""
    every, extra, masks = range(plan.shards), wanted.sources, wanted.masks
    chunks = (tuple((file.path, file.name, file.sha256, *piece) for file, *piece in chunk) for chunk in plan.chunks)
    pages = stage(tasks.read, READ, ((chunk, plan.shards, masks) for chunk in chunks))
    counted = stage(learned.count, COUNT, ((pages, number, extra, plan.buckets) for number in every))
    learnt = stage(learned.learn, CLEAN, ((counted, number) for number in range(plan.buckets)))
    about = (plan.slices * plan.ranges, extra)
    return stage(
        tasks.clean, CLEAN, ((pages, number, *about, counted[number], learnt, wanted.taken, masks) for number in every)
    )


def _matched(stage: Stage, plan: shards.Plan, wanted: Wanted, cleaned: tuple[Path, ...]) -> tuple[tuple[Path, ...], Path]:
    """Look for copies; return the folders with the prints of the shards, and that with the copies."""
    published: tuple[Path, ...] = ()
    if wanted.before is not None:
        old = manifest.read(wanted.before)
        renamed = wanted.masks != (old.parameters.get("mask_personal") == "yes")
        about = (plan.slices * plan.ranges, wanted.taken, renamed, old.content_hash)
        published = stage(copies.earlier, MATCH, ((wanted.before, group, *about) for group in copies.groups(wanted.before)))
    buckets, laid = range(plan.buckets), cleaned + published
    printed = stage(copies.prints, MATCH, ((one, plan.buckets, one in published) for one in laid))
    (ordered,) = stage(copies.order, MATCH, [(printed, plan.shards)])
    paired = stage(copies.pairs, MATCH, ((printed, ordered, number, plan.buckets) for number in buckets))
    compared = stage(copies.compare, MATCH, ((paired, ordered, laid, number) for number in buckets))
    (matched,) = stage(copies.match, MATCH, [(compared, ordered, laid, plan.shards)])
    return printed, matched


def _laid_out(
    stage: Stage, plan: shards.Plan, cleaned: Sequence[Path], printed: Sequence[Path], matched: Path
) -> dict[str, list[Path]]:
    """Give every page its place; return the folders with the files of each config."""
    every, ranges = range(plan.shards), plan.slices * plan.ranges
    settled = stage(parts.settle, MATCH, ((cleaned[number], printed[number], matched, number, ranges) for number in every))
    outlined = stage(parts.outline, MATCH, ((cleaned[number], settled[number], ranges) for number in every))
    laid = dict.fromkeys(CONFIGS, cleaned) | dict.fromkeys(parts.SETTLED, settled) | dict.fromkeys(parts.OUTLINED, outlined)
    slices = [tuple(range(number * plan.ranges, (number + 1) * plan.ranges)) for number in range(plan.slices)]
    configs = sorted(CONFIGS, key="pages".__ne__)  # the largest first: begun last it keeps all other workers waiting
    made = iter(stage(parts.part, WRITE, ((config, one, laid[config]) for config in configs for one in slices)))
    found = {config: list(islice(made, plan.slices)) for config in configs}
    return {config: found[config] for config in CONFIGS}


def _assemble(new: Path, plan: shards.Plan, made_parts: dict[str, list[Path]], wanted: Wanted) -> manifest.Manifest:
    """Lay out the finished corpus in a folder of its own."""
    if new.is_dir():
        shutil.rmtree(new)
    new.mkdir()
    before = manifest.read(wanted.before) if wanted.before else None
    files, rows, content = _data(new, made_parts)
    made = manifest.Manifest(
        version=wanted.version or FIRST_VERSION,
        schema_version=SCHEMA_VERSION,
        govcorpus=__version__,
        code=state.code(*WRITE),
        libraries=manifest.libraries(),
        parameters={
            "sources": ", ".join(source.name for source in wanted.sources),
            "previous": before.version if before else "",
            "mask_personal": "yes" if wanted.masks else "no",
            "takedown": takedowns.digest(wanted.taken),
        },
        inputs=_inputs(plan),
        rows=rows,
        files=tuple(files),
        edits=counts.edits(new),
        content=content,
        content_hash=manifest.content_hash(content, rows),
        silent_sources=tuple(_silent(new)),
        warnings=(*tasks.warnings(new.parent / "read"), *takedowns.unmet(wanted.listed, wanted.before, new)),
    )
    if wanted.version is None and before:
        bump = diff.bump_of(before, made)
        same = {"previous": before.parameters.get("previous", "")} if bump == "none" else {}  # nothing changed: the same corpus
        made = replace(made, version=diff.raised(before.version, bump), parameters=made.parameters | same)
    if any(wanted.taken):
        (new / takedowns.NAME).write_text(takedowns.dumps(wanted.taken), "utf-8")
    (new / "manifest.json").write_text(manifest.dumps(made), "utf-8")
    (new / "CHANGELOG.md").write_text(changelog.text(new, made, wanted.before), "utf-8")
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
