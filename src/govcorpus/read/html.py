"""HTML → raw and its marks: every block of text one a line, chrome and hidden ones included.

The first lines of raw are what the head says: the `<title>` (mark `title`), then the meta tags that describe the page (marks
`meta`, value = the name of the tag). Then come the lines of the body in document order. Marks cover parts of a line, never a
line feed:

- `heading` (value h1 … h6, or `title` for what is set as a title by name or size), `link` (value = target), `hidden` (not shown on screen), `table` (a row of data, cells divided by
  a tab; value `metadata` for lines of a metadata table or list), `meta` (the value of a metadata pair; value = its key);
- `nav`: the whole line is chrome by where it stands; value = the name of the element (`footer`, `share`) or `outside` for
  what stands outside the main content.
"""

from __future__ import annotations

import re

from govcorpus.document import Mark
from govcorpus.read import blocks, content, tables

# What a page of a government or news site says about itself (国务院办公厅《政府网站发展指引》附件, Open Graph, Weibo).
META = blocks.words(
    "articletitle pubdate contentsource keywords author description columnname columntype sitename source publishdate "
    "og:title og:description og:site_name og:release_date article:published_time article:author weibo:article:create_at "
    "weibo:article:title weibo:webpage:title firstpublishedtime datepublished others subject"
)
# A meta tag longer than this is no description: search-engine bait.
META_CHARACTERS = 1000

MARKUP = re.compile(
    r"</?(?:html|head|body|div|p|table|tr|td|span|a|br|meta|title|ul|li|h[1-6]|script|style|link)\b[^<>]*/?>", re.IGNORECASE
)
DOCUMENT = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Whether a text is markup: it begins like an HTML document, or begins with a tag and holds several known ones, closing ones counted.

    A text extract with a stray `<p>` or `/p>` is no HTML.
    """
    head = text[:65536].lstrip("\ufeff \t\r\n")
    if DOCUMENT.match(head):
        return True
    return head.startswith("<") and len(MARKUP.findall(head, 0, 65536)) > 3


def read_html(html: str) -> tuple[str, tuple[Mark, ...]]:
    """<p>2017年<b>8</b>月</p> → "2017年8月": return raw, one block of text a line, and what markup said about its spans.

    Marks are in code points of raw, half-open, sorted by start; the module's docstring says which there are. Programs and
    style sheets are no text. Never raises for broken markup.
    """
    head, page = blocks.outline(html)
    lines = tables.rows(page)
    pairs = tables.spans(tables.metadata(lines, page.elements))
    reasons = content.outside(lines, page.elements, set(pairs))

    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for name, value in _head(head):
        texts.append(value)
        marks.append(Mark("title" if name == "title" else "meta", at, at + len(value), "" if name == "title" else name))
        at += len(value) + 1
    for i, (line, reason) in enumerate(zip(lines, reasons, strict=True)):
        end = at + len(line.text)
        if reason:
            marks.append(Mark("nav", at, end, reason))
        if i in pairs:
            marks.append(Mark("table", at, end, "metadata"))
        elif "\t" in line.text:
            marks.append(Mark("table", at, end))
        marks += [
            Mark(kind, at + start, at + stop, value)
            for kind, start, stop, value in sorted([*line.spans, *pairs.get(i, ())], key=lambda span: span[1:])
        ]
        texts.append(line.text)
        at = end + 1
    return "\n".join(texts), tuple(marks)


def _head(head: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The title and the meta tags that describe the page, each once, the title first."""
    named: dict[str, str] = {}
    for name, value in head:
        if name == "title" or name.lower() in META:
            named.setdefault(name, value[:META_CHARACTERS])
    return sorted(named.items(), key=lambda pair: pair[0] != "title")
