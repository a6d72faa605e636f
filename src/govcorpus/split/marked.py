"""The title a page's markup names: in its metadata table, its meta tags, its headings or its `<title>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Mark, Page
from govcorpus.edits import located, rewound
from govcorpus.model.lines import Line, bare, is_prose, is_title_like, lines
from govcorpus.split.titles import Title

TABLE = ("标题", "articletitle", "weibo:article:title")
# 关于…的通知_政务公开_云溪市人民政府: what a site adds to a title stands behind one of these.
ADDED = re.compile(r"\s*[_|｜丨]\s*|\s+[-–—]+\s+|\s*[-–—]{2,}\s*|-(?=[^-]{2,24}$)")
BLANK = re.compile(r"\s+")
TOP_LINES = 12  # no page that was seen prints its title lower, chrome gone
TITLE_LINES = 6  # a title of the State Council is set in up to five lines


def marked_title(page: Page) -> Title | None:
    """Return the title that markup names, None where it names none. A table wins over the body.

    A heading or `<title>` counts only if the top of the text prints it, or if heading and `<title>` agree.
    """
    if not page.marks:
        return None
    named = _named(page)
    for text in named["table"]:
        return _title(page.text, text, *_printed(page.text, text))
    titles = [bare(text) for text in named["title"]]
    for text in (*named["heading"], *(part for title in named["title"] for part in _parts(title))):
        start, end = _printed(page.text, text)
        if end or (text in named["heading"] and is_title_like(text) and any(bare(text) in title for title in titles)):
            return _title(page.text, text, start, end)
    return None


def _title(page: str, text: str, start: int, end: int) -> Title:
    return Title(text, start, end - (page[end - 1] == "\n"), ((start, end),), sure=True) if end else Title(text, sure=True)


def _named(page: Page) -> dict[str, list[str]]:
    """The titles of a page by who names them, repaired as its text is, the best of each kind first."""
    wanted = [(rank, kind, mark) for mark in page.marks for rank, kind in [_rank(mark)] if kind]
    out: dict[str, list[str]] = {"table": [], "heading": [], "title": []}
    if not wanted:
        return out
    repaired = rewound(page, "strip.")
    spans = located(repaired, [offset for _, _, mark in wanted for offset in (mark.start, mark.end)])
    for (_, kind, _), start, end in sorted(zip(wanted, spans[::2], spans[1::2], strict=True), key=lambda found: found[0][0]):
        text = BLANK.sub(" ", repaired.text[start:end]).strip()
        if len(bare(text)) >= 4:
            out[kind].append(text)
    return out


def _rank(mark: Mark) -> tuple[int, str]:
    """How good a mark is among those of its kind, and its kind; no kind where it names no title."""
    if mark.kind == "meta" and mark.value.lower() in TABLE:
        return TABLE.index(mark.value.lower()), "table"
    if mark.kind == "heading":
        return int(mark.value[1:]), "heading"
    return 0, "title" if mark.kind == "title" else ""


def _parts(title: str) -> Iterator[str]:
    """关于…的通知_政务公开_云溪市 → 关于…的通知_政务公开_云溪市, 关于…的通知_政务公开, 关于…的通知."""
    yield title
    for added in reversed(list(ADDED.finditer(title))):
        yield title[: added.start()]


def _printed(text: str, title: str) -> tuple[int, int]:
    """Where the lines at the top of a text print a title, in one line or several, the issuing office left out or not."""
    top: list[Line] = []
    for line in lines(text):
        if len(top) == TOP_LINES or (is_prose(line.text) and bare(line.text) not in bare(title)):
            break
        top.append(line)
    wanted = bare(title)
    for i in range(len(top)):
        so_far = ""
        for j in range(i, min(i + TITLE_LINES, len(top))):
            so_far += bare(top[j].text)
            if so_far == wanted or (
                top[j].text.startswith("关于") and wanted.endswith(so_far) and len(so_far) * 2 > len(wanted)
            ):
                return top[i].start, top[j].end
            if not wanted.startswith(so_far) and not top[i].text.startswith("关于"):
                break
    return 0, 0
