"""README.md of a dataset: its card, a template with hand-written sections and numbers counted from the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from govcorpus.label.filters import REASONS
from govcorpus.label.flags import FLAGS
from govcorpus.publish import manifest, parquet
from govcorpus.publish.counts import Counts, count
from govcorpus.publish.manifest import Manifest
from govcorpus.publish.schema import CONFIGS, STRUCTS
from govcorpus.publish.vocabularies import SIZES

HERE = Path(__file__).parents[1]
# Beside the package in a wheel, at the root of a checkout.
TEMPLATES = HERE / "cards" if (HERE / "cards").is_dir() else HERE.parents[1] / "cards"
LICENCE = "LICENSE.md"  # of the corpus, whose texts are not the program's to license; the Hub looks for this name
PRETTY_NAME = "govcorpus: texts of Chinese governments"
LOADED = re.compile(r'load_dataset\("([^"]+)"')
EXAMPLE = re.compile(r"(?<=before and after:\n\n).*?(?=\n\n## )", re.DOTALL)
# The rules whose work an example shows.
EXEMPLARY = frozenset({"repair.pinyin", "repair.byteshift", "repair.mojibake", "repair.script"})
# Longer tables are cut, and what is left out is summed.
LONGEST = 40
MASKED = "Letters and digits of personal data were masked with `*` when the pages were read; the originals stand nowhere in it"
NOT_MASKED = "Nothing was masked in this version (`govcorpus build --mask-personal` does)"
OWN_REASONS = {
    "superseded": "a newer copy of the same address is kept",
    "unread": "the file, row or record could not be read",
    "poisoned": "twice no worker came through it; kept as it was read",
    "taken_down": "somebody asked for it to be taken out; nothing of its text is here",
    "no_document": "no text was left after chrome was stripped",
}
METHODS = {
    "same_page": "the same address with the same text, twice in the input",
    "exact": "the same text but for spacing and punctuation",
    "near": "at least 65 % of all shingles in common",
    "contained": "at least 80 % of it stands in a longer document",
    "published": "an earlier version of the corpus holds it",
}


def text(folder: Path, made: Manifest, repository: str = "./corpus") -> str:
    """Return the card of a corpus. `repository` is what its users load."""
    counts = count(folder)
    template = Template((TEMPLATES / "dataset_card.md").read_text("utf-8"))
    unread = counts.removed.get("unread", 0)
    return template.substitute(
        yaml=_yaml(made, counts),
        pretty_name=PRETTY_NAME,
        repository=repository,
        version=made.version,
        content_hash=made.content_hash[:16],
        n_documents=_number(counts.rows["documents"]),
        n_characters=_number(counts.characters),
        n_pages=_number(made.rows["pages"]),
        n_sources=_number(sum(map(bool, counts.values["source"]))),
        known_errors=(TEMPLATES / "known_errors.md").read_text("utf-8").rstrip("\n"),
        n_unsure=_number(sum(unsure for _, unsure in made.edits.values())),
        example=_example(folder, made),
        accounts=_table(
            ("", "number"),
            [
                ("input files", len(made.inputs)),
                ("different pages read", made.rows["pages"]),
                ("files, rows and records not read", unread),
                ("pages in documents", counts.pages_published),
                *((f"rows of `{config}`{absent(made, config)}", number) for config, number in made.rows.items()),
            ],
        ),
        removed=_explained("reason", counts.removed, {**REASONS, **OWN_REASONS}),
        duplicates=_explained("method", counts.duplicates, METHODS),
        edits=_table(("rule", "edits", "unsure"), [(f"`{rule}`", *pair) for rule, pair in made.edits.items()]),
        sources=_sources(folder, counts),
        doc_types=_explained("doc_type", counts.values["doc_type"], {}),
        filled=_table(("column", "documents"), [(f"`{name}`", number) for name, number in counts.filled.items()]),
        lengths=_lengths(counts.lengths),
        plots="\n\n".join(f"![{path.stem}](assets/{path.name})" for path in sorted((folder / "assets").glob("*.png"))),
        columns="\n\n".join(
            f"**{config}**\n\n{_columns(config)}" for config in CONFIGS if made.rows[config] and not absent(made, config)
        ),
        n_personal=_number(counts.values["flags"].get("personal_data", 0)),
        masked=MASKED if made.parameters.get("mask_personal") == "yes" else NOT_MASKED,
        n_taken_down=_number(counts.removed.get("taken_down", 0)),
        flags=_table(
            ("flag", "meaning", "documents"),
            [(f"`{flag}`", meaning, counts.values["flags"].get(flag, 0)) for flag, meaning in FLAGS.items()],
        ),
    )


def licence() -> str:
    """Return the licence of a corpus, the text of LICENSE.md."""
    return (TEMPLATES / "licence.md").read_text("utf-8")


def absent(made: Manifest, config: str) -> str:
    """What is said of a config whose rows were left out of a push."""
    return ", not in this repository" if made.rows[config] and all(file.config != config for file in made.files) else ""


def renew(folder: Path) -> None:
    """Draw the plots of a corpus, write its card again, and bring its digests up to date.

    Raises InputError where the folder holds no corpus or matplotlib is not installed.
    """
    from govcorpus.publish.plots import draw

    made = manifest.read(folder)
    draw(folder, count(folder))
    card = folder / "README.md"
    name = repository(card.read_text("utf-8", "replace")) if card.is_file() else ""
    _write(folder / LICENCE, licence())
    _write(card, text(folder, made, name or "./corpus"))
    # with the digests the manifest has of the data: a byte that flipped since the build must not become right
    _write(folder / "SHA256SUMS", manifest.sums(folder, made.files))


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, however full the disk is."""
    part = path.with_name(f".{path.name}.part")  # hidden: no file of the corpus
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def repository(card: str) -> str:
    """Return what a card tells its readers to load: a folder, or a name on the Hub; empty where it tells nothing."""
    found = LOADED.search(card)
    return found[1] if found else ""


def agrees(written: str, recount: str, *, same_program: bool) -> bool:
    """Whether a card says what a recount gives. Of a card that another version wrote only the numbers of its tables are compared.

    The example is left aside: it is from `pages`, without which most corpora are fetched.
    """
    if same_program:
        return EXAMPLE.sub("", written) == EXAMPLE.sub("", recount)
    right = _figures(recount)
    labels = {label for label, _ in right}
    return all(label not in labels or (label, numbers) in right for label, numbers in _figures(written))


def _figures(card: str) -> set[tuple[str, tuple[str, ...]]]:
    """The rows of tables that count: what and how many. Rates of known errors count nothing of the corpus."""
    found = set()
    for line in card.splitlines():
        label, *cells = line.strip("| ").split(" | ")
        numbers = tuple(cell for cell in cells if cell.replace(",", "").isdigit())
        if line.startswith("|") and numbers and not cells[-1].endswith("%"):
            found.add((label, numbers))
    return found


def _yaml(made: Manifest, counts: Counts) -> str:
    import yaml

    configs: list[dict[str, Any]] = []
    info: list[dict[str, Any]] = []
    for config in CONFIGS:
        files = [file for file in made.files if file.config == config]
        if files:
            size = sum(file.bytes for file in files)
            first = {} if configs else {"default": True}  # documents, unless there are none
            configs.append(
                {"config_name": config, **first, "data_files": [{"split": "train", "path": f"data/{config}/train-*.parquet"}]}
            )
            # no `splits`: datasets compares their numbers with what is left after `filters`, and fails
            info.append({"config_name": config, "download_size": size})
    scripts = ["zh"]
    head = {
        "pretty_name": PRETTY_NAME,
        "language": scripts,
        "license": "other",
        "license_name": "govcorpus-compilation",
        "license_link": LICENCE,
        "task_categories": ["text-generation", "text-classification", "token-classification"],
        "size_categories": [size_category(counts.rows["documents"])],
        "tags": ["government", "chinese", "speeches", "political-science"],
        "configs": configs,
        "dataset_info": info,
    }
    return str(yaml.safe_dump(head, sort_keys=False, allow_unicode=True)).rstrip("\n")


def size_category(rows: int) -> str:
    """999 → n<1K, 1000 → 1K<n<10K: return the Hub's word for a number of rows."""
    return SIZES[max(0, len(str(rows)) - 3)]


def _example(folder: Path, made: Manifest) -> str:
    """A line of a document as it was read and as it is, if possible with glosses and lost bytes; nothing where nothing was repaired."""
    from govcorpus.edits import rewound, undo
    from govcorpus.publish.rows import page_of

    for row in () if EXEMPLARY.isdisjoint(made.edits) else parquet.rows(folder, "pages"):
        if not EXEMPLARY.isdisjoint(edit["rule"] for edit in row["edits"]):
            page = page_of(row)
            kept = {line.strip() for line in page.text.split("\n")}
            lines = zip(
                undo(page).split("\n"), rewound(page, "strip.").text.split("\n"), strict=True
            )  # repair keeps line breaks
            pairs = [(raw, clean) for raw, clean in lines if raw != clean and clean.strip() in kept]
            if pairs:
                before, after = max(pairs, key=lambda pair: (len(set(pair[0]) & set("(?)")) > 1, -abs(len(pair[0]) - 80)))
                return f"> {before[:200]}\n\n> {after[:200]}"
    return "(nothing was repaired)"


def _sources(folder: Path, counts: Counts) -> str:
    notes = {
        row["source"]: (row["kind_of_source"], row["licence"])
        for row in parquet.rows(folder, "documents", ["source", "kind_of_source", "licence"])
    }
    rows = [
        (site or "(no address)", notes[site][0], number, notes[site][1] or "unknown")
        for site, number in counts.values["source"].items()
    ]
    more = [(f"… {len(rows) - LONGEST} more", "", sum(row[2] for row in rows[LONGEST:]), "")] if len(rows) > LONGEST else []
    return _table(("site", "kind", "documents", "rights"), [*rows[:LONGEST], *more])


def _explained(head: str, found: Mapping[str, int], meanings: Mapping[str, str]) -> str:
    if not meanings:
        return _table((head, "rows"), [(f"`{name}`" if name else "unknown", number) for name, number in found.items()])
    return _table((head, "meaning", "rows"), [(f"`{name}`", meanings.get(name, ""), number) for name, number in found.items()])


def _columns(config: str) -> str:
    rows = []
    for column in CONFIGS[config]:
        inner = column.type.strip("[]")
        rows.append((f"`{column.name}`", f"list of {inner}" if inner != column.type else inner, column.meaning))
        rows += [(f"`{column.name}.{field.name}`", field.type, field.meaning) for field in STRUCTS.get(inner, ())]
    return _table(("column", "type", "meaning"), rows)


def _lengths(lengths: Sequence[int]) -> str:
    if not lengths:
        return "none"
    return ", ".join(
        f"{name} {_number(lengths[int(share * (len(lengths) - 1))])}"
        for name, share in (("shortest", 0), ("median", 0.5), ("90 %", 0.9), ("longest", 1))
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    body = [[_cell(cell) for cell in row] for row in rows]
    if not body:
        return "None."
    rule = ["---" for _ in heads]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rule, *body))


def _cell(value: object) -> str:
    # names of sites are the crawl's: whatever ends a line there would end the row
    return _number(value) if isinstance(value, int) else " ".join(str(value).split()).replace("|", "\\|")


def _number(value: int) -> str:
    return f"{value:,}"
