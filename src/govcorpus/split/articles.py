"""Pages → articles: which pages belong together, in which order, what is missing, and how they meet."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from math import gcd
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from govcorpus.document import PAGE_FRAGMENT, Page, Piece, host_path_query
from govcorpus.model.lines import NUMBERED, SALUTATION, bare
from govcorpus.split.marked import marked_title, outer_title, window_title
from govcorpus.split.titles import Title, title_of

# …_2.html, …-2.htm, …_02.html, …-page-2.html, …,2.shtml, …p2.html, ….2.html, ….html&page=2
SUFFIX = re.compile(
    r"(?P<base>.*?[^/])(?:[_,-](?:p|page[_-]?)?|(?<=\d)p|\.(?=\d\d?\.[a-zA-Z])|(?<=l)&(?:p|page)=)(?P<number>0?[1-9]\d?)(?P<end>\.[a-zA-Z]{2,5})?$"
)
INDEX = re.compile(r"/index\.[a-zA-Z]{2,5}$")  # …/12345/index_2.html behind …/12345/
# A forum's threads: thread-1234-2-1.html is the second page of 1234, listed on the first page of its board.
THREAD = re.compile(r"(?P<base>.*/thread-\d+)-(?P<number>\d{1,3})-\d+(?P<end>\.html?)")
# …/12345/2.html behind …/12345.html or …/12345/, …/12345/page/2/ behind …/12345/: also how months and their articles are numbered.
FOLDER = re.compile(r"(?P<base>.*\d{3}[^/]{0,30})/(?:p|page[/_-]?)?(?P<number>[1-9]\d?)(?P<end>/|\.[a-zA-Z]{2,5})?")
PAGE_KEYS = {"page", "p", "pn", "pageno", "page_no", "curpage", "pageindex", "pagenum", "currentpage", "pg"}
OFFSET_KEYS = {"start", "offset"}  # ?start=100: how many lines or posts stand on the pages before
PAGING = dict.fromkeys(PAGE_KEYS, 3) | dict.fromkeys(OFFSET_KEYS, 4)  # how many figures their numbers have at most
OFFSET = re.compile(rf"[?&](?:{'|'.join(sorted(OFFSET_KEYS))})=\d", re.IGNORECASE)
SMALLEST_STEP = 5
OF = re.compile(
    r"(?:第\s*)?(?P<number>\d{1,3})\s*(?:[/／]|of)\s*(?P<total>\d{1,3})(?:\s*页)?|第\s*(?P<number2>\d{1,3})\s*页.{0,6}[共总]计?\s*(?P<total2>\d{1,3})\s*页|[共总分]计?\s*(?P<total3>\d{1,3})\s*页[^页]{0,8}第\s*(?P<number3>\d{1,3})\s*页(?!\s*第\s*\d)|[共总]计?\s*(?P<total4>\d{1,3})\s*页"
)
ROW = re.compile(r"(?<![\d/])\d{1,3}(?![\d/])")
LINKED = re.compile(r"[\[［【(（]\s*(\d{1,3})\s*[\]］】)）]")
CURRENT = re.compile(r"(?<![\d\[［【(（/])(?<!共)\b(\d{1,3})\b(?![\d\]］】)）/]|\s*页|年|月)")
ENDED = re.compile(r"[。！？；：…!?;:.][”’\"'）)】》」]*$|[”’）)】》」]$")
NUMBER_BEHIND = re.compile(r"\s*[（(【\[]\s*(\d{1,3})\s*[）)】\]]$")
SHORTEST_PARAGRAPH = 24  # characters; a shorter last line without a closing sign is a heading or a signature
SHORTEST_OVERLAP = 20  # characters; a salutation or heading may honestly stand on both sides


class Leaf(NamedTuple):
    """A page as a part of an article: its number and the total that url and pager state, its title."""

    page: Page
    key: str
    number: int | None
    total: int | None
    title: Title


class Article(NamedTuple):
    """Pages of one article in reading order, the spans of their text, and whether pages between them are missing."""

    leaves: tuple[Leaf, ...]
    pieces: tuple[Piece, ...]
    missing: bool


def articles(pages: Sequence[Page]) -> list[Article]:
    """Join pages into articles, in the order in which the first page of each was given."""
    groups: dict[str, list[Leaf]] = {}
    leaves = [_leaf(page) for page in pages]
    keys = {leaf.key for leaf in leaves}
    for leaf in leaves:
        first = _first_of(leaf, keys)
        groups.setdefault(first.key, []).append(first)
    found = [_article(same) for group in groups.values() for same in _of_one_title(group)]
    place = {page.id: i for i, page in enumerate(pages)}
    return sorted(found, key=lambda article: min(place[leaf.page.id] for leaf in article.leaves))


def _leaf(page: Page) -> Leaf:
    title = marked_title(page) or title_of(page)
    if not title.text:
        title = next((found for found in (window_title(page), outer_title(page)) if found.text), title)
    base, number = _numbered_url(page.url)
    said, total = _pager(page)
    title = _unnumbered(title, number or said or (1 if total else None))
    if not base:
        # without a url only a pager can tell that two pages belong together, and only under one title
        base = f"title:{bare(title.text)}" if (said or total) and title.text else f"page:{page.id}"
    elif number is None and said is not None and not _is_first(page.url):
        base = f"{urlsplit(page.url).netloc}:{bare(title.text)}" if title.text else base
    if number is None and (said != 1 or not page.url):  # index_1.html may be the second page
        number = said
    return Leaf(page, base, number, total, title)


def _unnumbered(title: Title, number: int | None) -> Title:
    """在全县大会上的讲话(2) → 在全县大会上的讲话, where the page is the second of its article."""
    found = NUMBER_BEHIND.search(title.text) if number else None
    return title._replace(text=title.text[: found.start()]) if found and int(found[1]) == number else title


def _first_of(leaf: Leaf, keys: Collection[str]) -> Leaf:
    """The leaf, and where others say that they continue its address, as their first page: `c_11.htm` before `c_11_2.htm`.

    `/11/2.htm` continues `/11.htm` or `/11/` where that is among the pages.
    """
    if not leaf.page.url:
        return leaf
    host, path, query = host_path_query(leaf.page.url)
    if found := FOLDER.fullmatch(path):
        for end in (found["end"] or "", "/"):
            if (key := f"{host}{found['base']}{end}?{query}") in keys:
                return leaf._replace(key=key, number=int(found["number"]))
    whole = f"{host}{path}?{query}"
    return leaf._replace(key=whole, number=None) if whole != leaf.key and whole in keys else leaf


def _is_first(url: str) -> bool:
    return not urlsplit(url).query


def _numbered_url(url: str) -> tuple[str, int | None]:
    """`…/10_2.html` → (`…/10.html`, 2), `…?id=7&page=3` and `…?id=7#p=3` → (`…?id=7`, 3), others → (themselves, None)."""
    if not url:
        return "", None
    host, path, rest = host_path_query(url)
    fragment = PAGE_FRAGMENT.fullmatch(url.partition("#")[2])
    number = int(fragment["number"]) if fragment else None
    if rest:
        query = parse_qsl(rest, keep_blank_values=True)
        number = next((int(v) for k, v in query if v.isdecimal() and len(v) <= PAGING.get(k.lower(), 0)), number)
        rest = "&".join(f"{k}={v}" for k, v in query if k.lower() not in PAGING)
    if number is None and (found := THREAD.fullmatch(path) or SUFFIX.fullmatch(path)):
        path, number = found["base"] + (found["end"] or ""), int(found["number"])
    return f"{host}{INDEX.sub('/', path)}?{rest}", number


def _pager(page: Page) -> tuple[int | None, int | None]:
    """What the page's stripped pager says: the number of this page and how many there are; None where it does not."""
    number = total = None
    for edit in page.edits:
        if edit.rule != "strip.pager":
            continue
        if found := OF.search(edit.old):
            values = found.groupdict()
            n = values["number"] or values["number2"] or values["number3"]
            t = values["total"] or values["total2"] or values["total3"] or values["total4"]
            number, total = int(n) if n else number, int(t) if t else total
        row = [int(n) for n in ROW.findall(edit.old)]
        if len(row) > 1 and row == list(range(1, len(row) + 1)):
            total = max(total or 0, len(row))
        elif linked := [int(n) for n in LINKED.findall(edit.old)]:
            total = max([total or 0, *linked])
            current = [int(n) for n in CURRENT.findall(edit.old)]
            if len(current) == 1 and current[0] not in linked:
                number, total = current[0], max(total, current[0])
    return number, total


def _of_one_title(group: Sequence[Leaf]) -> list[list[Leaf]]:
    """Part the pages of one address by their titles: `list_1.html` and `list_2.html` may hold different articles."""
    out: list[list[Leaf]] = []
    for leaf in sorted(group, key=_place):  # each is compared with a first page, so which one that is must not be chance
        for same in out:
            if _same(same[0], leaf) and all(other.page.id != leaf.page.id for other in same):
                same.append(leaf)
                break
        else:
            out.append([leaf])
    return out


def _place(leaf: Leaf) -> int:
    return leaf.number if leaf.number is not None else 1


def _same(one: Leaf, other: Leaf) -> bool:
    a, b = bare(one.title.text), bare(other.title.text)
    if one.number == other.number:
        return False
    if a and b and (a == b or a in b or b in a):
        return True
    if a and not b and one.number is None and one.page.url:
        return True  # 12.html and 12_2.html, which prints no title
    # Pages that show a pager may print a title that was not found; two titles that are sure and differ are two articles.
    return bool(one.total and other.total) and not (a and b and one.title.sure and other.title.sure)


def _article(leaves: list[Leaf]) -> Article:
    leaves = _stepped(leaves)
    if any(leaf.number is None for leaf in leaves) and any(leaf.number == 1 for leaf in leaves):  # index.html, index_1.html
        leaves = [leaf._replace(number=(leaf.number or 0) + 1) for leaf in leaves]
    order = sorted(leaves, key=_place)
    if len(order) > 1:  # …讲话(1), where others say that it is the first of several
        order = [leaf._replace(title=_unnumbered(leaf.title, _place(leaf))) for leaf in order]
    total = max(leaf.total or 0 for leaf in order)
    if len(order) == 1:  # a number in its url (`20230221_12.html`) may be any number: only a pager says that there are others
        missing = total > 1
    else:
        numbers = set(map(_place, order))
        missing = numbers != set(range(1, max(total, *numbers) + 1))
    return Article(tuple(order), tuple(_pieces(order)), missing)


def _stepped(leaves: list[Leaf]) -> list[Leaf]:
    """?start=100, ?start=200 behind the first page → 2, 3: numbers that all hold one step count what stands on the pages before."""
    counting = [leaf for leaf in leaves if leaf.number and OFFSET.search(leaf.page.url)]
    step = gcd(*(leaf.number or 0 for leaf in counting))
    if step < SMALLEST_STEP or len(counting) < sum(bool(leaf.number) for leaf in leaves):
        return leaves
    return [leaf._replace(number=(leaf.number or 0) // step + 1) for leaf in leaves]


def _pieces(order: Sequence[Leaf]) -> list[Piece]:
    """The spans of the pages' texts: without the lines of titles, without what stood on the page before."""
    pieces: list[Piece] = []
    before = ""
    for leaf in order:
        text = leaf.page.text
        at = 0
        spans = []
        for start, end in sorted(leaf.title.lines):
            spans.append((at, start))
            at = end
        spans.append((at + _overlap(before, text[at:]), len(text)))
        fresh = [Piece(leaf.page.id, start, end) for start, end in spans if start < end]
        if fresh and pieces:
            pieces[-1] = pieces[-1]._replace(after="" if _broken(before, text[fresh[0].start :]) else "\n")
        pieces += fresh
        before = text
    return pieces


def _overlap(before: str, after: str) -> int:
    """How many characters at the start of a page stood at the end of the page before."""
    head = after[:SHORTEST_OVERLAP]
    if len(head) < SHORTEST_OVERLAP:
        return 0
    at = before.rfind(head)
    if at < 0 or not after.startswith(before[at:]):
        return 0
    length = len(before) - at
    return length + (after[length : length + 1] == "\n")


def _broken(before: str, after: str) -> bool:
    """Say whether a sentence runs on from one page to the next: no closing sign there, no opening of a paragraph here."""
    last = before.rstrip("\n").rpartition("\n")[2]
    first = after.partition("\n")[0]
    return (
        (len(last) >= SHORTEST_PARAGRAPH or last.endswith(("，", "、", ",")))
        and not ENDED.search(last)
        and not NUMBERED.match(first)
        and not SALUTATION.match(first)
    )
