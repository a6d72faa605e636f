"""What must come out of each page of the bundled sample, and how what came out is compared with it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govcorpus import Document, Page

HEADING = re.compile(r"^(#+) (.*?)\[(.+?)\]")
SAMPLE = Path(__file__).resolve().parents[1] / "sample"
FACTS = (
    "doc_type",
    "speaker",
    "speaker_title",
    "organization",
    "document_number",
    "occasion",
    "delivered_on",
    "published_on",
    "year",
)


def read_truth() -> list[dict[str, Any]]:
    """Return the rows of sample/truth.jsonl: one an article, with its pages, its documents or why it is none."""
    return [json.loads(line) for line in (SAMPLE / "truth.jsonl").read_text("utf-8").splitlines()]


def written(path: Path) -> list[str]:
    """Return title and paragraphs of one of our texts, without the marks of its headings."""
    head, _, body = path.read_text("utf-8").partition("\n---\n")
    lines = [line for line in body.strip().split("\n") if line != "==="]
    return [tomllib.loads(head)["title"], *(HEADING.sub(r"\2\3", line) for line in lines)]


def pages_of(row: dict[str, Any]) -> Iterator[Page]:
    """Yield the pages of an article as a build would read them."""
    for page in row["pages"]:
        path = SAMPLE / "pages" / page["file"]
        if path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as rows:
                yield Page.from_text(next(r["text"] for r in map(json.loads, rows) if r["url"] == page["url"]), page["url"])
        else:
            yield Page.from_bytes(path.read_bytes(), page["url"])


def named(row: dict[str, Any]) -> str:
    """Return a short name of an article: its site, its damage, the end of its address."""
    page = row["pages"][0]
    return f"{row['site']}-{row['damage'] or 'clean'}-{(page['url'] or page['file']).rsplit('/', 1)[-1]}"


def folded(text: str) -> str:
    """Ａ“甲 乙” → A"甲乙": take widths, curled quotes and white space out of a comparison, as the public scorer does."""
    text = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in text)
    return re.sub(r"\s", "", text.translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}))


def facts_of(document: Document) -> dict[str, str]:
    """Return the facts that were found, as the truth writes them."""
    return {name: str(value) for name in FACTS if (value := getattr(document, name)) is not None}


def outline_of(document: Document) -> list[tuple[int, str]]:
    """Return level and words of each heading."""
    return [(section.level, folded(section.heading)) for section in document.sections]
