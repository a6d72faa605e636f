"""Check a corpus: nothing was altered, nothing is lost, and what it says about itself is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from govcorpus.edits import undo
from govcorpus.errors import GovcorpusError, RuleError
from govcorpus.publish import card, manifest, parquet, rows
from govcorpus.publish.counts import edits
from govcorpus.publish.front import mistakes
from govcorpus.publish.schema import CONFIGS, SCHEMA_VERSION, schema

# What was removed for these reasons has no row in pages.
WITHOUT_PAGE = frozenset({"unread", "taken_down"})
# What tells about a corpus, beside the manifest.
TOLD = ("CHANGELOG.md", card.LICENCE, "README.md")
# One page in so many is rebuilt; all of them where there are few.
SAMPLED = 20
FEW = 2000


def problems(folder: Path) -> Iterator[str]:
    """Yield what is wrong with a corpus, one line each; nothing where it is whole. Raises InputError where there is none."""
    made = manifest.read(folder)
    altered = list(_altered(folder))
    yield from altered
    if altered:  # what follows would only say the same again
        return
    try:
        yield from _contents(folder, made)
    except GovcorpusError as error:
        yield str(error)


def _altered(folder: Path) -> Iterator[str]:
    """Compare the files with SHA256SUMS."""
    path = folder / "SHA256SUMS"
    if not path.is_file():
        yield f"{path}: it is missing"
        return
    said, right = path.read_bytes(), manifest.sums(folder)
    if said == right.encode():
        return
    known: dict[str, str] = {}
    for line in said.decode("utf-8", "replace").split("\n"):
        digest, _, name = line.partition("  ")
        known[name] = digest
    told = []
    for line in right.splitlines():
        digest, _, name = line.partition("  ")
        if name not in known:
            told.append(f"{folder / name}: no line of SHA256SUMS names it")
        elif known.pop(name) != digest:
            told.append(f"{folder / name}: its content is not what SHA256SUMS says")
    told += [f"{folder / name}: it is missing, or its line in SHA256SUMS was altered" for name in known if name]
    yield from told or [f"{path}: it was altered"]


def _contents(folder: Path, made: manifest.Manifest) -> Iterator[str]:
    if made.schema_version != SCHEMA_VERSION:
        yield f"{folder}: schema version {made.schema_version}, this program reads {SCHEMA_VERSION}; take the program it was built with"
        return
    absent = [name for name in TOLD if not (folder / name).is_file()]
    yield from (f"{folder / name}: it is missing" for name in absent)
    yield from _files(folder, made)
    content, numbers = _content(folder)
    for config in CONFIGS:
        if config == "pages" and not parquet.files(folder, config) and not any(file.config == config for file in made.files):
            continue  # left out of a push
        if numbers[config] != made.rows.get(config):
            yield f"{folder}: config {config} holds {numbers[config]} rows, the manifest says {made.rows.get(config)}"
        if content[config] != made.content.get(config):
            yield f"{folder}: the rows of config {config} are not those the manifest was written for"
    if manifest.content_hash(made.content, made.rows) != made.content_hash:
        yield f"{folder / 'manifest.json'}: content_hash does not follow from content and rows"
    if parquet.files(folder, "pages") and edits(folder) != made.edits:
        yield f"{folder}: the pages hold other edits than the manifest says"
    yield from _accounts(folder)
    yield from _undone(folder)
    if "README.md" not in absent:
        yield from _card(folder, made)


def _card(folder: Path, made: manifest.Manifest) -> Iterator[str]:
    written = (folder / "README.md").read_text("utf-8", "replace")
    sizes = {file.path: file.bytes for file in made.files}
    yield from (f"{folder / 'README.md'}: {mistake}" for mistake in mistakes(written, sizes))
    recount = card.text(folder, made, card.repository(written))
    if not card.agrees(written, recount, same_program=made.govcorpus == version("govcorpus")):
        yield f"{folder / 'README.md'}: the card is not the one that a recount gives; write it again with `govcorpus card`"


def _files(folder: Path, made: manifest.Manifest) -> Iterator[str]:
    found = {path.relative_to(folder).as_posix() for config in CONFIGS for path in parquet.files(folder, config)}
    for name in sorted(found ^ {file.path for file in made.files}):
        yield f"{folder / name}: it stands in only one of manifest and folder"
    for file in made.files:
        path = folder / file.path
        if not path.is_file():
            continue
        with parquet.opened(path) as opened:
            if not opened.schema_arrow.equals(schema(file.config)):
                yield f"{path}: its columns are not those of config {file.config}"


def _content(folder: Path) -> tuple[dict[str, str], dict[str, int]]:
    content, numbers = {}, {}
    for config in CONFIGS:
        total = number = 0
        digest = rows.digester(sorted(column.name for column in CONFIGS[config]))
        for row in parquet.rows(folder, config):
            total += int.from_bytes(digest(row))
            number += 1
        content[config], numbers[config] = f"{total % (1 << 256):064x}", number
    return content, numbers


def _accounts(folder: Path) -> Iterator[str]:
    """Every page stands in exactly one place: published documents, duplicates or removed."""
    published = {page for row in parquet.rows(folder, "documents", ["page_ids"]) for page in row["page_ids"]}
    others = Counter(
        page
        for config in ("duplicates", "removed")
        for row in parquet.rows(folder, config, ["page_ids"])
        for page in row["page_ids"]
    )
    for page in sorted(published & others.keys()):
        yield f"{folder}: page {page} is published and left out at the same time"
    for page in sorted(page for page, number in others.items() if number > 1):
        yield f"{folder}: page {page} was left out twice"
    if parquet.files(folder, "pages"):
        known = {row["id"] for row in parquet.rows(folder, "pages", ["id"])}
        absent = {row["id"] for row in parquet.rows(folder, "removed", ["id", "reason"]) if row["reason"] in WITHOUT_PAGE}
        for page in sorted(known & absent):
            yield f"{folder}: page {page} was not read or taken down, and stands in pages"
        for page in sorted((published | others.keys()) ^ (known | absent)):
            yield f"{folder}: page {page} stands only in {'pages' if page in known else 'documents, duplicates or removed'}"


def _undone(folder: Path) -> Iterator[str]:
    """Rebuild pages from text and edits."""
    total = sum(1 for _ in parquet.rows(folder, "pages", ["id"]))
    step = 1 if total <= FEW else SAMPLED
    for number, row in enumerate(parquet.rows(folder, "pages")):
        if number % step == 0:
            try:
                raw = undo(rows.page_of(row))
            except RuleError as error:
                yield str(error)
                continue
            if rows.raw_digest(raw) != row["raw_sha256"]:
                yield f"{folder}: page {row['id']} cannot be rebuilt: its raw text has another sha256"
