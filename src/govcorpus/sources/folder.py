"""Read a source's folder: source.toml → Source, cases/ → the pages and what must come out of them."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise, product
from pathlib import Path
from time import thread_time
from typing import TYPE_CHECKING, Any, NamedTuple

from govcorpus.document import Page, Source
from govcorpus.errors import SourceError

if TYPE_CHECKING:
    from pydantic import BaseModel

PAGE = re.compile(r"page(?:_(?P<number>\d{1,2}))?\.(?:html?|txt)")
SUFFIXES = frozenset({".html", ".htm", ".txt"})
NAME = re.compile(r"[a-z0-9][a-z0-9_]*")
WANT = "want.json"
KINDS = ("official", "portal", "essay_mill", "unknown")
KEYS = frozenset({"hosts", "kind", "licence", "chrome", "pager", "part_heading", "facts"})
# What a page can print of itself; its kind and the code of its region are reckoned, its title is the one the text was cut by.
FACTS = (
    *("speaker", "speaker_title", "occasion", "delivered_on", "written_on", "published_on", "crawled_on", "year"),
    *("organization", "document_number", "index_number", "region", "subject", "keywords", "source_of_text", "author"),
)
HOW = "Write text, and tuples of it such as ('…',), also of a single one"
EXAMPLES = {"hosts": 'hosts = ["www.yunxi.example"]', "kind": f'kind = "{KINDS[0]}"', "licence": 'licence = "unknown"'}
FRONT = "Put it in front of the line [facts]: what stands behind that line are facts"
GROUPS = 1  # the value of a fact is what its one group holds
HOST = re.compile(r"[^\s/:@*.]+(?:\.[^\s/:@*.]+)*(?::\d+)?")
# What matches a run of a sign in one way looks through it at once; what splits it in every way, as (a+)+ does, takes twice as long
# for every sign more, and for ever for a line.
REPEATED = re.compile(r"\)[*+{]")
# The same sign repeated without end twice, one behind the other: .*.*
DOUBLED = re.compile(r"(?<!\\)(\.|\\[dswDSW]|[^\W_])[*+]\??\1[*+]")
LITERAL = re.compile(r"[^\\.^$*+?{}\[\]|()]*")
RUNS = range(8, 33, 4)
SLOW = 0.01


class Case(NamedTuple):
    """One case of a source: its folder, and its pages in reading order."""

    folder: Path
    pages: tuple[Page, ...]


def found(folder: Path) -> list[Path]:
    """Return the source.toml of each source in a folder of source folders, by name. Raises SourceError where there is none."""
    files = sorted(folder.glob("*/source.toml"))
    if not files:
        cause = "no folder in it holds a source.toml" if folder.is_dir() else "there is no such folder"
        if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
            cause = "the folder may not be read"
        raise SourceError(str(folder), cause, "Give the folder that holds one folder for each source")
    return files


def read(folder: Path) -> Source:
    """Return the source that a folder describes.

    Raises SourceError naming file and line for text that is no TOML, unknown keys, and values of the wrong kind.
    """
    file = folder / "source.toml"
    if not NAME.fullmatch(folder.name):
        raise SourceError(str(folder), "a source is named by its folder: small letters, digits and _", "Rename the folder")
    try:
        text = file.read_text(encoding="utf-8-sig")  # as Notepad writes it, too
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else error
        raise SourceError(str(file), f"it cannot be read ({cause})", "Write source.toml as UTF-8 text") from error
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(str(file), f"it is not TOML: {error}", "Mend the line that is named") from error
    if not is_sound(values):
        _refuse(values, file, text)
    facts = tuple((name, pattern) for name, pattern in sorted(values.get("facts", {}).items()))
    source = Source(
        folder.name,
        values["kind"],
        tuple(host.lower() for host in values["hosts"]),
        tuple(values.get("chrome", ())),
        values.get("pager", ""),
        values.get("part_heading", ""),
        facts,
        values.get("licence", ""),
    )
    _refuse_parts(source, lambda sign: f"{file}:{_line(text, sign)}")
    return source


def claims(folder: Path, sources: Iterable[Source]) -> Iterator[SourceError]:
    """Yield what is wrong where sources of a folder claim one host: each page must have one source."""
    owners: dict[str, str] = {}
    for source in sources:
        for host in dict.fromkeys(source.hosts):
            if host in owners:
                cause = f"host {host} is also claimed by {owners[host]}"
                yield SourceError(str(folder / source.name / "source.toml"), cause, "Name each host in one source")
            owners[host] = source.name


def examine(source: Source) -> None:
    """Raise SourceError for what is no source, and where one made by hand holds what `read` would refuse in a source.toml."""
    if not isinstance(source, Source):
        raise SourceError("sources", f"a Source is wanted and {type(source).__name__} was given", "Make one, Source('mine', …)")
    try:
        _examine(source)
    except (TypeError, ValueError) as error:  # lists cannot be looked up, numbers are no expressions
        raise SourceError(f"source {source.name}", f"a part of it is of another type ({error})", HOW) from error


@lru_cache(maxsize=1 << 10)  # asked for every page
def _examine(source: Source) -> None:
    if not all(isinstance(part, tuple) for part in (source.hosts, source.chrome, source.facts)):
        raise SourceError(f"source {source.name}", "hosts, chrome or facts is no tuple", HOW)
    _refuse_parts(source, lambda _: f"source {source.name}")


def cases(folder: Path, source: Source) -> list[Case]:
    """Return the cases of a source, by name.

    A case is cases/<slug>/ with page.html or page.txt (page_2.html … for more pages of one article) and want.json. Raises
    SourceError for a case without a page, with a page that would be passed over, or one that holds no text.
    """
    out = []
    for place in sorted(path for path in (folder / "cases").glob("*") if path.is_dir()):
        files = _files(place)
        if not files:
            raise SourceError(
                str(place), "the case has no page", "Add page.html or page.txt, and page_2.html … for further pages"
            )
        out.append(Case(place, tuple(_page(path, number, source) for number, path in sorted(files.items()))))
    return out


def _files(case: Path) -> dict[int, Path]:
    """The pages of a case by number. Raises SourceError for one that would be passed over: for its name, or beside its like."""
    out: dict[int, Path] = {}
    for path in sorted(path for path in case.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()):
        named = PAGE.fullmatch(path.name)
        if not named:
            raise SourceError(str(path), "no page of a case has such a name", "Name it page.html, or page_2.html … behind it")
        other = out.setdefault(int(named["number"] or 1), path)
        if other != path:
            raise SourceError(str(path), f"{other.name} is the same page of the case", "Delete one, or number them")
    return out


def _page(path: Path, number: int, source: Source) -> Page:
    host = source.hosts[0] if source.hosts else f"{source.name}.invalid"
    suffix = f"_{number}" if number > 1 else ""
    page = Page.from_bytes(path.read_bytes(), f"https://{host}/{path.parent.name}{suffix}.html", source=source)
    if not page.raw.strip():
        raise SourceError(str(path), "there is no text on it", "Save the page again, once it is shown whole")
    return page


def want(case: Case) -> dict[str, Any] | None:
    """Return what must come out of a case, None where nothing was accepted yet. Raises SourceError for what is no JSON object."""
    file = case.folder / WANT
    if not file.exists():
        return None
    try:
        return {**json.loads(file.read_text(encoding="utf-8-sig"))}
    except (ValueError, TypeError) as error:
        cause = "it is no JSON object" if isinstance(error, TypeError) else f"it is not JSON: {error}"
        raise SourceError(str(file), cause, "Write it anew with: govcorpus source accept") from error


def is_sound(values: Mapping[str, Any]) -> bool:
    """Say whether the values of a source.toml are of the kinds they must be. pydantic, slow to import, tells what is wrong if not."""
    strings = [values.get("pager", ""), values.get("part_heading", ""), values.get("licence")]
    many = [values.get("hosts"), values.get("chrome", [])]
    facts = values.get("facts", {})
    return (
        values.keys() <= KEYS
        and values.get("kind") in KINDS
        and all(type(one) is list for one in many)
        and type(facts) is dict
        and all(type(one) is str for one in (*strings, *facts, *facts.values(), *(one for ones in many for one in ones)))
    )


def _refuse(values: dict[str, Any], file: Path, text: str) -> None:
    from pydantic import ValidationError

    try:
        _form().model_validate(values)
    except ValidationError as error:
        # an unknown key first: where one is missing as well, it is most likely the same, misspelt
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        key = str(first["loc"][0])
        match first["type"]:
            case "extra_forbidden":
                cause, fix = f"unknown key {key}", f"Known keys: {', '.join(_form().model_fields)}"
            case _ if len(first["loc"]) > 1 and first["loc"][1] in KEYS:
                key = str(first["loc"][1])
                cause, fix = f"{key} is no fact", FRONT
            case "string_pattern_mismatch":
                cause, fix = f"{key} is {values[key]!r}", f"Known kinds: {', '.join(KINDS)}"
            case "missing":
                cause, fix = f"the key {key} is missing", f"Add it: {EXAMPLES[key]}"
            case _:
                cause, fix = f"{'.'.join(map(str, first['loc']))}: {first['msg']}", "Mend the value"
        raise SourceError(f"{file}:{_line(text, key)}", cause, fix) from error


def _form() -> type[BaseModel]:
    """The keys of a source.toml. Made when asked for: pydantic is slow to import."""
    from pydantic import ConfigDict, Field, create_model

    return create_model(
        "SourceFile",
        __config__=ConfigDict(extra="forbid", strict=True),
        hosts=(list[str], ...),
        kind=(str, Field(pattern=f"^({'|'.join(KINDS)})$")),
        licence=(str, ...),
        chrome=(list[str], []),
        pager=(str, ""),
        part_heading=(str, ""),
        facts=(dict[str, str], {}),
    )


def _refuse_parts(source: Source, place: Callable[[str], str]) -> None:
    for host in source.hosts:
        if not HOST.fullmatch(host) or host != host.lower():
            fix = "Write in small letters what stands in its addresses between // and the next /"
            raise SourceError(place("hosts"), f"{host!r} is no host", fix)
    facts = dict(source.facts)
    for pattern in (*source.chrome, source.pager, source.part_heading, *facts.values()):
        try:
            known: re.Pattern[str] = re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise SourceError(place(pattern), f"{pattern!r} is no regular expression: {error}", "Mend or escape it") from error
        if _is_endless(known, searches=pattern in facts.values()):
            cause = f"{pattern!r} takes for ever on a line that it nearly matches"
            raise SourceError(place(pattern), cause, "Repeat once what is repeated twice: a+, not (a+)+ or a+a*")
    for name, pattern in source.facts:
        if name not in FACTS:
            fix = FRONT if name in KEYS else f"Known facts: {', '.join(FACTS)}"
            raise SourceError(place(name), f"unknown fact {name}", fix)
        if re.compile(pattern).groups != GROUPS:
            cause = f"fact {name} needs one group, the value"
            raise SourceError(place(name), cause, "Put ( ) around the value and (?: ) around the rest")


def _is_endless(known: re.Pattern[str], *, searches: bool) -> bool:
    """(a+)+$ → True: say whether a run of a sign or two behind what the expression begins with is split in every way."""
    begins = LITERAL.match(known.pattern)
    if DOUBLED.search(known.pattern):
        return True
    if not REPEATED.search(known.pattern) or not begins:
        return False
    look, signs = known.search if searches else known.fullmatch, sorted({*known.pattern, *"\0a1一 "})
    pairs = sorted({one + other for one, other in pairwise(known.pattern) if (one + other).isalnum()})
    for sign, end, length in product([*signs, *pairs], signs, RUNS):
        begun = thread_time()
        look(f"{begins[0]}{sign * length}\0{end}{end}")
        if thread_time() - begun > SLOW:
            return True
    return False


def _line(text: str, sign: str) -> int:
    """The first line that holds a key or value, 1 where none does (a key that is missing)."""
    at = re.search(rf"^\s*\[?\"?{re.escape(sign)}\b", text, re.MULTILINE)
    written = (text.find(one) for one in (f"'{sign}'", json.dumps(sign, ensure_ascii=False), sign))
    start = at.start() if at else next((found for found in written if found >= 0), 0)
    return text.count("\n", 0, start + (len(at[0]) - len(at[0].lstrip()) if at else 0)) + 1
