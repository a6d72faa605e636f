"""manifest.json: what a corpus holds and what it was made from and with."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

from govcorpus.errors import InputError
from govcorpus.publish.parquet import existing
from govcorpus.publish.schema import CONFIGS, SCHEMA_VERSION

# What decides bytes or text beside our own code.
LIBRARIES = ("pyarrow", "opencc", "ftfy", "langdetect", "selectolax")
NUMBER = r"(?:0|[1-9][0-9]{0,8})"
VERSION = re.compile(rf"{NUMBER}\.{NUMBER}\.{NUMBER}")
STRICT = {"extra": "forbid"}  # a key that none of the records here has is an error


@dataclass(frozen=True)
class InputFile:
    """A file that was read."""

    __pydantic_config__: ClassVar = STRICT

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DataFile:
    """A file of the dataset."""

    __pydantic_config__: ClassVar = STRICT

    path: str
    config: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a corpus holds; `rows` names every config, `content` is the same for the same rows in any order, layout or file format.

    `edits` has the number of edits of each rule, all and unsure ones. `silent_sources` are sites of which there are pages but
    no documents, `warnings` tell of files that were read, but not to their end, and of entries of a take-down list that name nothing.
    """

    __pydantic_config__: ClassVar = STRICT

    version: str
    schema_version: int
    govcorpus: str
    code: str
    libraries: dict[str, str]
    parameters: dict[str, str]
    inputs: tuple[InputFile, ...]
    rows: dict[str, int]
    files: tuple[DataFile, ...]
    edits: dict[str, tuple[int, int]]
    content: dict[str, str]
    content_hash: str
    silent_sources: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that decide bytes."""
    from importlib.metadata import version

    return {name: version(name) for name in LIBRARIES}


def content_hash(content: dict[str, str], rows: dict[str, int]) -> str:
    """Return one digest for the contents of all configs."""
    lines = "".join(f"{config} {rows[config]} {content[config]}\n" for config in CONFIGS)
    return hashlib.sha256(f"schema {SCHEMA_VERSION}\n{lines}".encode()).hexdigest()


def numbers(version: str) -> tuple[int, int, int]:
    """1.2.3 → (1, 2, 3): return a version as versions are compared."""
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def dumps(manifest: Manifest) -> str:
    """Return the text of manifest.json."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"


def read(folder: Path) -> Manifest:
    """Return the manifest of a corpus folder. Raises InputError where there is none or it does not say what it must."""
    from pydantic import TypeAdapter, ValidationError  # slow to import: a worker, and a first build, read none

    path = existing(folder) / "manifest.json"
    fix = "Build the corpus again or fetch the file again"
    try:
        made = TypeAdapter(Manifest).validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(str(path), f"{place or 'the file'}: {first['msg']}", fix) from error
    if not VERSION.fullmatch(made.version):
        raise InputError(str(path), f"the version {made.version!r} is not of the form X.Y.Z", fix)
    return made


def sums(folder: Path, known: Iterable[DataFile] = ()) -> str:
    """Return the text of SHA256SUMS for all files of a corpus folder but itself, in the format of sha256sum.

    Hidden files are those of a build, of git or of the Hub's client (.cache, .gitattributes), none of the corpus.
    Files that are `known` are not read again: those of a large corpus were digested by the workers that wrote them.
    """
    digests = {file.path: file.sha256 for file in known}
    lines = []
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != "SHA256SUMS" and not name.startswith(".") and "/." not in name:
            lines.append(f"{digests.get(name) or digest(path)}  {name}\n")
    return "".join(lines)


def digest(path: Path) -> str:
    """Return the sha256 of a file in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
