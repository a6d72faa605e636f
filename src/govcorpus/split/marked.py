"""The title a page's markup names: in its metadata table, its meta tags, its headings or its `<title>`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Mark, Page
from govcorpus.edits import located, rewound, traced
from govcorpus.model.lines import Line, bare, is_closed, is_prose, is_title_like, lines
from govcorpus.model.titles import plain
from govcorpus.split.titles import Title

TABLE = ("标题", "articletitle", "weibo:article:title")
HEADINGS = ("h1", "title", "h2", "h3", "h4", "h5", "h6")
# 关于…的通知_政务公开_云溪市人民政府: what a site adds to a title stands behind one of these.
ADDED = re.compile(r"\s*[_|｜丨]\s*|\s+[-–—]+\s+|\s*[-–—]{2,}\s*|-(?=[^-]{2,24}$)")
# What a logo says, which many templates set as the first heading.
SITE = re.compile(r"(?:网|网站|门户|平台|论坛|文库|频道|人民政府|政务公开)$")
BLANK = re.compile(r"\s+")
DAY = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]")
CRUMB = re.compile(r"[>»›→＞|｜]|[:：]\s*首页")
ROW = 3  # words of a row of links or counters
REACH = 3  # lines between a title and the row of metadata below it
SHORTEST_OUTSIDE = 6  # characters of a title that only its place tells
SHORTEST_BEGUN = 8  # characters of one that `<title>` begins with; the name of a column is shorter
TOP_LINES = 12  # no page that was seen prints its title lower, chrome gone
TITLE_LINES = 6  # a title of the State Council is set in up to five lines


def marked_title(page: Page) -> Title | None:
    """Return the title that markup names, None where it names none for sure. A table wins over the body.

    A heading counts if the top of the text prints it, if `<title>` says the same or begins with it, or if it stands right in front
    of the text; `<title>` alone if the text or a line around it prints it.
    """
    if not page.marks:
        return None
    named = _named(page)
    for text, _ in named["table"]:
        return _title(page.text, text, *_printed(page.text, text))
    titles = [bare(text) for text, _ in named["title"]]
    around = {bare(edit.old) for edit in page.edits if edit.rule == "strip.outside"}  # lines around the main content
    sure = [BLANK.sub(" ", page.raw[mark.start : mark.end]) for mark in page.marks if mark.value == "h1"]
    for text, _ in named["heading"]:
        start, end = _printed(page.text, text)
        begins = len(bare(text)) >= SHORTEST_BEGUN and any(title.startswith(bare(text)) for title in titles)
        if begins or (end and text in sure) or (is_title_like(text) and (end or any(bare(text) in title for title in titles))):
            return _title(page.text, text, start, end)
    for title, _ in named["title"]:
        for text in _parts(title):
            start, end = _printed(page.text, text)
            if end or (bare(text) in around and len(text) > 5 and not SITE.search(text)):
                return _title(page.text, text, start, end)
    first = traced(page, [0])[0]
    before = [(start, text) for text, start in named["heading"] if start < first and is_title_like(text)]
    return Title(max(before)[1], sure=True) if before else None


def outer_title(page: Page) -> Title:
    """Return the title that stands around the main content with no mark: above the last row with a day in front of the text."""
    if not page.marks:
        return Title()
    first = traced(page, [0])[0]
    around = [(mark.start, mark.end) for mark in page.marks if mark.value == "outside" and mark.end <= first]
    repaired = rewound(page, "strip.")
    places = located(repaired, [offset for span in around for offset in span])
    above = [repaired.text[start:end].strip() for start, end in zip(places[::2], places[1::2], strict=True)]
    dated = max((i for i, text in enumerate(above) if DAY.search(text)), default=0)
    for text in reversed(above[max(dated - REACH, 0) : dated]):
        if (
            len(bare(text)) >= SHORTEST_OUTSIDE
            and len(text.split()) < ROW
            and not (is_closed(text) or SITE.search(text) or CRUMB.search(text))
        ):
            return Title(plain(text))
    return Title()


def window_title(page: Page) -> Title:
    """Return the first part of `<title>` where it could be the title of an article: the last resort, empty where it could not."""
    for title, _ in _named(page)["title"] if page.marks else ():
        text = plain(ADDED.split(title)[0])
        if is_title_like(text) and len(bare(text)) >= 8:
            return Title(text)
    return Title()


def _title(page: str, text: str, start: int, end: int) -> Title:
    return Title(text, start, end - (page[end - 1] == "\n"), ((start, end),), sure=True) if end else Title(text, sure=True)


def _named(page: Page) -> dict[str, list[tuple[str, int]]]:
    """The titles of a page by who names them, repaired as its text is, with their places in raw, the best of each kind first."""
    wanted = [(rank, kind, mark.start, mark.end) for mark in page.marks for rank, kind in [_rank(mark)] if kind]
    out: dict[str, list[tuple[str, int]]] = {"table": [], "heading": [], "title": []}
    if not wanted:
        return out
    wanted += _runs(wanted)
    repaired = rewound(page, "strip.")
    spans = located(repaired, [offset for _, _, *span in wanted for offset in span])
    for (_, kind, at, _), start, end in sorted(
        zip(wanted, spans[::2], spans[1::2], strict=True), key=lambda found: (found[0][0], -found[0][3] + found[0][2])
    ):
        text = BLANK.sub("" if "\n" in repaired.text[start:end] else " ", repaired.text[start:end]).strip()
        if len(bare(text)) >= 4 and len(text) <= 150 and not (kind == "heading" and SITE.search(text)):
            out[kind].append((text, at))
    return out


def _runs(found: list[tuple[int, str, int, int]]) -> Iterator[tuple[int, str, int, int]]:
    """Headings of one rank in lines that follow one another are one heading: yield it whole."""
    at = 0
    while at < len(found):
        rank, kind, start, end = found[at]
        at += 1
        alone = end
        while at < len(found) and kind == "heading" and found[at][:3] == (rank, kind, end + 1):
            end = found[at][3]
            at += 1
        if end > alone:
            yield rank, kind, start, end


def _rank(mark: Mark) -> tuple[int, str]:
    """How good a mark is among those of its kind, and its kind; no kind where it names no title."""
    if mark.kind == "meta" and mark.value.lower() in TABLE:
        return TABLE.index(mark.value.lower()), "table"
    if mark.kind == "heading":
        return HEADINGS.index(mark.value), "heading"
    return 0, "title" if mark.kind == "title" or mark.value == "og:title" else ""


def _parts(title: str) -> Iterator[str]:
    """关于…的通知_政务公开_云溪市 → 关于…的通知_政务公开_云溪市, 关于…的通知_政务公开, 关于…的通知; then 政务公开_云溪市, 云溪市."""
    yield title
    added, blanks = list(ADDED.finditer(title)), list(BLANK.finditer(title))
    for found in (*reversed(added), *reversed(blanks)):
        yield title[: found.start()]
    for found in (*added, *blanks):  # some sites name themselves first: 云溪市水利局 通知公告 关于…的通知
        if not SITE.search(rest := title[found.end() :]):
            yield rest


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
            if so_far == wanted or (top[j].text.startswith("关于") and wanted.endswith(so_far) and len(so_far) > 5):
                return top[i].start, top[j].end
            if not wanted.startswith(so_far) and not top[i].text.startswith("关于"):
                break
    return 0, 0
