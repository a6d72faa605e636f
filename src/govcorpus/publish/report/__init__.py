"""A corpus → a folder of pages to look at: no server, no network, and nothing that a crawled text says is ever run."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from govcorpus import sources
from govcorpus.document import Edit
from govcorpus.errors import InputError
from govcorpus.label.filters import REASONS
from govcorpus.label.flags import FLAGS
from govcorpus.publish import manifest, parquet
from govcorpus.publish.card import METHODS, OWN_REASONS
from govcorpus.publish.counts import Counts, count
from govcorpus.publish.diff import Diff, diff
from govcorpus.publish.report.sample import drawn, repaired
from govcorpus.publish.report.sides import Row, Span, rows
from govcorpus.publish.rows import page_of

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
PAGES = ("index", "sources", "documents", "removed", "changes")
# What a report may consist of: a folder that holds anything else is somebody's.
FILES = frozenset([*(f"{name}.html" for name in PAGES), "assets/lengths.png", "assets/regions.png"])
# What is shown at most, so that a page of the report opens at once on a phone: rows for each reason of removal, lines and
# edits of a page, characters of an edit and of a stretch that was kept, sites.
EACH = 20
LINES = 300
EDITS = 1500
EDIT = 400
KEPT = 2000
SITES = 1000
# As many colours as the style sheet has for repair rules.
COLOURS = 9


class Shown(NamedTuple):
    """A document of the sample: its row, the rules that changed it, and its pages."""

    row: Mapping[str, Any]
    rules: Sequence[str]
    pages: Sequence[ShownPage]


class ShownPage(NamedTuple):
    """A page: its address, runs of lines that edits changed or left alone, and the number of lines left out at the end."""

    url: str
    runs: Sequence[tuple[bool, Sequence[Row]]]
    more: int


def write(
    folder: Path, out: Path, rules: Mapping[str, str], *, previous: Path | None = None, number: int = 50, seed: int = 0
) -> None:
    """Write the report of a corpus into the folder `out`.

    `rules` goes from each rule, in the order in which they run, to one line that says what it does. `number` repaired documents
    are drawn by `seed`. The same corpora and arguments give the same bytes. Raises InputError where jinja2 or matplotlib is not
    installed, a folder holds no corpus, or `out` holds what no report has.
    """
    made = manifest.read(folder)
    rules = {name: visible(reason) for name, reason in rules.items()}
    templates = _templates(rules)
    _clear(out, folder)
    counts = count(folder)
    changes = diff(previous, folder) if previous else None
    sample, repairs = repaired(folder, number, seed)
    told: dict[str, Any] = {"made": made, "counts": counts, "changes": changes, "rules": rules, "seed": seed}
    pages: dict[str, dict[str, Any]] = {
        "index": {"flags": FLAGS, "reasons": _reasons(), "methods": METHODS, "repaired": repairs, "plots": _plots(out, counts)},
        "sources": {"sites": _sites(folder, counts), "longest": SITES},
        "documents": {"documents": _shown(folder, sample, list(rules)), "repaired": repairs},
        "removed": {
            "removed": drawn(folder, "removed", "reason", EACH, seed),
            "duplicates": drawn(folder, "duplicates", "method", EACH, seed),
            "reasons": _reasons(),
            "methods": METHODS,
            "each": EACH,
        },
        "changes": {"sample": _differing(changes) if changes else (), "longest": SITES},
    }
    for name, own in pages.items():
        if name != "changes" or changes:
            text = templates.get_template(f"{name}.html").render(**told, **own, page=name)
            (out / f"{name}.html").write_text(text, "utf-8", newline="\n")


def _templates(rules: Mapping[str, str]) -> Environment:
    try:
        import jinja2
    except ImportError as error:
        raise InputError("report", "it needs jinja2, which is not installed", "Run: pip install 'govcorpus[report]'") from error
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    order = list(rules)
    made.globals |= {"style": _inline("style.css"), "script": _inline("script.js"), "kept": KEPT, "colours": COLOURS}
    made.filters |= {
        "visible": visible,
        "cut": cut,
        "colour": lambda edits: _colour(edits, order),
        "why": lambda edits: _why(edits, rules, order),
        "names": lambda edits: sorted({edit.rule for edit in edits}),
        "link": lambda url: url if url.startswith(("http://", "https://")) else "",
        "number": lambda value: f"{value:,}",
    }
    return made


def _inline(name: str) -> tuple[str, str]:
    """A file that is written into every page, and the digest that tells a browser to trust it and nothing else."""
    text = (TEMPLATES / name).read_text("utf-8")
    return text, "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _clear(out: Path, corpus: Path) -> None:
    """Make the folder and take an earlier report out of it."""
    if out.resolve().is_relative_to(corpus.resolve()):
        raise InputError(str(out), "it stands inside the corpus, whose digests would no longer hold", "Give another folder")
    try:
        held = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if not path.is_dir()}
        for name in sorted(held.keys() - FILES)[:1]:
            raise InputError(str(out), f"the folder holds {name}, which no report has", "Give a new folder")
        for path in held.values():
            path.unlink()
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(str(out), f"it cannot be written ({error.strerror})", "Give a folder that can be written") from error


def _plots(out: Path, counts: Counts) -> list[str]:
    from govcorpus.publish.plots import draw

    draw(out, counts)
    return sorted(path.relative_to(out).as_posix() for path in (out / "assets").glob("*.png"))


def _reasons() -> dict[str, str]:
    return {**REASONS, **OWN_REASONS}


def _sites(folder: Path, counts: Counts) -> list[dict[str, Any]]:
    """What is known of each site and what came of it, the largest first."""
    sites: defaultdict[str, Counter[str]] = defaultdict(Counter)
    known = {source.name: (source.kind, source.licence) for source in sources.known()}
    columns = ["source", "kind_of_source", "licence", "n_chars", "damage", "unsure_edits"]
    for row in parquet.rows(folder, "documents", columns):
        known[row["source"]] = row["kind_of_source"], row["licence"]
        sites[row["source"]].update(
            documents=1, characters=row["n_chars"], damaged=bool(row["damage"]), unsure=row["unsure_edits"]
        )
    for config in ("removed", "duplicates"):
        for row in parquet.rows(folder, config, ["source"]):
            sites[row["source"]][config] += 1
    for site, pages in counts.pages_by_source.items():
        sites[site]["pages"] = pages
    ranked = sorted(sites, key=lambda site: (-sites[site]["documents"], -sites[site]["pages"], site))
    return [{"site": site, "known": known.get(site, ("", "")), "numbers": sites[site]} for site in ranked]


def _shown(folder: Path, documents: Sequence[Mapping[str, Any]], order: Sequence[str]) -> list[Shown]:
    found = {row["id"]: row for row in parquet.by_id(folder, "pages", {key for row in documents for key in row["page_ids"]})}
    shown = []
    for document in documents:
        pages = [_shown_page(found[key], document) for key in document["page_ids"] if key in found]
        rules = {edit.rule for page in pages for _, run in page.runs for row in run for edit in row.edits}
        shown.append(Shown(document, sorted(rules, key=lambda rule: _rank(rule, order)), pages))
    return shown


def _shown_page(row: Mapping[str, Any], document: Mapping[str, Any]) -> ShownPage:
    page = page_of(dict(row))
    lines = list(rows(page))
    own = [piece for piece in document["pieces"] if piece["page"] == page.id]
    if own and not document["id"].endswith("-1"):  # a later part of a page: nobody looks for it behind the others
        start, end = min(piece["start"] for piece in own), max(piece["end"] for piece in own)
        lines = [line for line in lines if line.end > start and line.start < end]
    runs: list[tuple[bool, list[Row]]] = []
    edits = shown = 0
    for line in lines[:LINES]:
        if edits > EDITS:
            break
        edits, shown = edits + len(line.edits), shown + 1
        if not runs or runs[-1][0] != bool(line.edits):
            runs.append((bool(line.edits), []))
        runs[-1][1].append(line if len(line.spans) <= EDITS else line._replace(spans=(*line.spans[:EDITS], Span("…", "…"))))
    return ShownPage(page.url, runs, len(lines) - shown)


def _differing(found: Diff) -> list[dict[str, Any]]:
    """The changes of a diff, both texts cut into what is common in front, what differs, and what is common behind."""
    shown = []
    for change in found.sample:
        a, b = change.before, change.after
        same = min(len(a), len(b))
        head = next((i for i in range(same) if a[i] != b[i]), same)
        tail = next((i for i in range(same - head) if a[-1 - i] != b[-1 - i]), same - head)
        sides = [(text[:head], text[head : len(text) - tail], text[len(text) - tail :]) for text in (a, b)]
        shown.append({"change": change, "sides": sides})
    return shown


def visible(text: str) -> str:
    """Show what would not be seen or would disturb the page: U+200B, direction marks and controls by their code points."""
    return text if text.isprintable() else "".join(map(_visible, text))


@cache
def _visible(character: str) -> str:
    if character in "\n\t\u3000\xa0 ":
        return {"\n": "⏎", "\t": "⇥"}.get(character, character)
    return f"⟨{ord(character):04X}⟩" if unicodedata.category(character)[0] in "CZ" else character


def cut(text: str, longest: int = EDIT) -> str:
    """Cut a long text in the middle and say how much is left out."""
    half = longest // 2
    return text if len(text) <= longest else f"{text[:half]} … {len(text) - 2 * half:,} characters … {text[-half:]}"


def _rank(rule: str, order: Sequence[str]) -> int:
    return order.index(rule) if rule in order else len(order)


def _colour(edits: Collection[Edit], order: Sequence[str]) -> str:
    """The classes of a patch: of the rule that took it away, else of the one that ran first and saw the page as it was."""
    rules = sorted({edit.rule for edit in edits}, key=lambda rule: _rank(rule, order))
    rule = rules[-1] if rules[-1].startswith("strip.") else rules[0]
    repairs = [name for name in order if name.startswith("repair.")]
    name = f"r{repairs.index(rule) % COLOURS}" if rule in repairs else rule.partition(".")[0]
    # what was unsure in a line that is gone need not be looked at
    sure = all(edit.sure for edit in edits if name != "strip" or edit.rule == rule)
    return name if sure else f"{name} unsure"


def _why(edits: Collection[Edit], rules: Mapping[str, str], order: Sequence[str]) -> str:
    """What was done in a patch and why, rule by rule in the order in which they ran."""
    lines = []
    for rule, group in groupby(sorted(edits, key=lambda edit: (_rank(edit.rule, order), edit.rule)), lambda edit: edit.rule):
        own = list(dict.fromkeys(group))
        old, new = (visible(cut(text, 60)) or "nothing" for text in (own[0].old, own[0].new))
        done = f"{old} → {new}" if len(own) == 1 else f"{len(own):,} edits"
        doubt = "" if all(edit.sure for edit in own) else " (unsure)"
        lines.append(f"{rule}{doubt}: {done}\n{rules.get(rule, '')}".rstrip())
    return "\n".join(lines)
