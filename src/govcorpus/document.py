"""The records of the corpus. Frozen, plain, without behaviour: what a page, an edit, a section and a document are.

Every offset is a half-open range of Unicode code points. Texts of a page stand in two coordinate systems: `raw` (as read)
and `text` (after edits); each field says which one it uses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from html import unescape
from itertools import repeat
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from govcorpus.errors import InputError


class Change(NamedTuple):
    """What a rule yields: replace text[start:end] of the text it was given by `new`."""

    start: int
    end: int
    new: str
    sure: bool = True


_CHANGE = partial(tuple.__new__, Change)  # as Change(*columns), which takes twice as long


def changes(starts: Iterable[int], ends: Iterable[int], news: Iterable[str]) -> Iterator[Change]:
    """Return sure changes from their columns, for rules that make hundreds on a page."""
    return map(_CHANGE, zip(starts, ends, news, repeat(True)))


class Edit(NamedTuple):
    """A change that was kept: `old` stood at `start` in the text that `rule` was given, `new` stands there now."""

    rule: str
    start: int
    old: str
    new: str
    sure: bool = True


class Mark(NamedTuple):
    """What markup said about raw[start:end]: `kind` is title, heading, meta, nav, link, hidden or table.

    `value` is the tag level of a heading, the key of a metadata pair, the target of a link, or empty.
    """

    kind: str
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A site: what is peculiar to it, on top of what holds for every site.

    `chrome` are regular expressions a whole line must match to be chrome; `learned` are exact lines (or templates, digits
    written 0) that repetition across the pages of the site has shown to be chrome.
    """

    name: str
    kind: str = "unknown"  # official, portal, essay_mill or unknown
    hosts: tuple[str, ...] = ()
    chrome: tuple[str, ...] = ()
    pager: str = ""
    part_heading: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # (fact name, regular expression with one group)
    licence: str = ""
    learned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Page:
    """A crawled page: the text as read, what markup said about it, and the edits that lead from `raw` to `text`."""

    id: str
    url: str
    source: str | Source | None
    fetched_on: date | None
    raw: str
    marks: tuple[Mark, ...] = ()
    text: str = ""
    edits: tuple[Edit, ...] = ()
    flags: frozenset[str] = frozenset()

    @classmethod
    def from_text(cls, text: str, url: str = "", source: str | Source | None = None, fetched_on: date | None = None) -> Page:
        """Make a page of plain text: `raw` and `text` are the text itself.

        Line ends are kept as they are; `url` may be empty, then the id comes from the text, and so it does where the url is no address.
        Raises InputError for what is no text, and for a day of another type.
        """
        if not isinstance(text, str):
            raise _other("Page.from_text", "a str", text, "Decode it, or let Page.from_bytes do so")
        url = address(url)
        return cls(page_id(url, text), url, source, _day(fetched_on), text, (), text)

    @classmethod
    def from_html(cls, html: str, url: str = "", source: str | Source | None = None, fetched_on: date | None = None) -> Page:
        """Make a page of HTML: `raw` is every text block, chrome and hidden ones included, one a line. Raises as `from_text` does."""
        from govcorpus.read.html import read_html

        if not isinstance(html, str):
            raise _other("Page.from_html", "a str", html, "Decode it, or let Page.from_bytes do so")
        raw, marks = read_html(html)
        url = address(url)
        return cls(page_id(url, raw), url, source, _day(fetched_on), raw, marks, raw)

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        url: str = "",
        headers: Mapping[str, str] | None = None,
        source: str | Source | None = None,
        fetched_on: date | None = None,
    ) -> Page:
        """Make a page of undecoded bytes: finds the encoding, then reads text, HTML or MHTML by what it sees.

        `headers` are those of the HTTP answer (any case); their charset is a hint, not an order. Raises as `from_text` does.
        """
        from govcorpus.read.encoding import decode
        from govcorpus.read.html import looks_like_html
        from govcorpus.read.mhtml import saved

        if not isinstance(data, bytes | bytearray):
            raise _other("Page.from_bytes", "bytes", data, "Of text make a page with Page.from_text or Page.from_html")
        if one := saved(data):
            data, headers, url = one.data, one.headers, url or one.url
        text = decode(data, headers)
        make = cls.from_html if looks_like_html(text) else cls.from_text
        return make(text, url, source, fetched_on)


class Piece(NamedTuple):
    """A span of a cleaned page that a document is made of: page.text[start:end], then `after` ("" or a line feed)."""

    page: str
    start: int
    end: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A span of Document.text that a heading opens: from the start of its paragraph to the next section of its level or above."""

    kind: str  # heading: the paragraph is the heading; run_in: text follows in the same paragraph
    level: int
    marker: str
    number: int | None
    heading: str
    start: int
    end: int
    parent: int | None = None  # index of the enclosing section in Document.sections
    role: str | None = None
    role_probability: float | None = None
    topic: str | None = None
    topic_probability: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One member of an enumeration inside a paragraph (一是…；二是…): a span of Document.text."""

    marker: str
    number: int
    lead: str
    start: int
    end: int
    section: int | None = None  # index of the section it stands in


@dataclass(frozen=True, slots=True)
class Fact:
    """A value read from a page, with the span of its *raw* text where it stands."""

    name: str
    value: str
    page: str
    start: int
    end: int
    note: str = ""  # why a value lost against another one, or how it was inferred


@dataclass(frozen=True, slots=True)
class Document:
    """An article: spans of cleaned pages, its sections, and what is known about it. Unknown is None, never a guess."""

    id: str
    title: str
    text: str
    pieces: tuple[Piece, ...]
    source: str = ""
    urls: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    facts: tuple[Fact, ...] = ()
    flags: frozenset[str] = frozenset()
    dropped: str = ""
    doc_type: str | None = None
    speaker: str | None = None
    speaker_title: str | None = None
    organization: str | None = None
    document_number: str | None = None
    occasion: str | None = None
    region: str | None = None
    region_code: str | None = None
    delivered_on: date | None = None
    published_on: date | None = None
    year: int | None = None
    script: str | None = None  # hans, hant or mixed: what the page was written in before repair
    damage: tuple[str, ...] = ()  # families of damage that were found, sorted
    quality: float | None = None
    kind_of_source: str = "unknown"
    notes: tuple[str, ...] = field(default=())  # evidence for `dropped` and for decisions between contradicting facts


# An address as nearly all are: identified by itself, so that it need not be cut into parts and put together again, ten times the time.
CANONICAL = re.compile(r'https?://(?P<host>[a-z0-9][a-z0-9.-]*)(?P<path>/[!"$->@-~]*)(?:\?(?P<query>[!"$-~]+))?')
# A reader that loads pages by script names them so; each was read by itself, and the first is the address without it.
PAGE_FRAGMENT = re.compile(r"(?:(?:p|pn|pg)=|page[=-]?)(?P<number>[2-9]|[1-9]\d{1,2})")  # #p2 is the second paragraph
# A site that is one program names its pages behind the sign: #/detail?id=7, #!/news/7.html
ROUTE = re.compile(r"!?/.+")


def address(url: str) -> str:
    """Return an address without white space around it; nothing where it is none (N/A, null, [bad), for all such would be one page."""
    if not isinstance(url, str):  # None, or a number, in a table where it is missing
        return ""
    if CANONICAL.fullmatch(url):
        return url
    url = url.strip()
    try:
        urlsplit(canonical_url(url))  # put together, http:////]x.y is none any more
    except ValueError:
        return ""
    return url if re.search(r"://\w|\w\.\w", url) else ""


SAVED_FROM = re.compile(
    r"<!--\s*saved from url=\(\d+\)(?P<saved>\S+)"
    r"|<link\b(?=[^<>]*\brel\s*=\s*[\"']?canonical\b)[^<>]*?\bhref\s*=\s*[\"']?(?P<canonical>[^\"'\s<>]+)"
    r"|<meta\b(?=[^<>]*\bproperty\s*=\s*[\"']?og:url\b)[^<>]*?\bcontent\s*=\s*[\"']?(?P<og>[^\"'\s<>]+)",
    re.IGNORECASE,
)


# What a template that names the site gives for the address of every page on it.
FRONT_PAGE = re.compile(r"https?://[^/?#]*/?(?:(?:index|default)\.\w{2,5})?", re.IGNORECASE)


def saved_from(html: str) -> str:
    """Return the address a saved page gives for itself: its canonical link, the browser's comment, og:url, or nothing.

    The front page is what the browser says only: pages of one address would be taken for versions of one page.
    """
    found = {match.lastgroup: match for match in reversed(list(SAVED_FROM.finditer(html, 0, 65536)))}
    for kind in ("canonical", "saved", "og"):
        if kind in found:
            url = unescape(found[kind][kind])
            if url.startswith(("http://", "https://")) and (kind == "saved" or not FRONT_PAGE.fullmatch(url)):
                return url
    return ""


def _day(fetched_on: date | None) -> date | None:
    if fetched_on is None or fetched_on != fetched_on:  # noqa: PLR0124 - NaT and NaN, as tables hold them where none is known
        return None
    if not isinstance(fetched_on, date):
        raise _other("fetched_on", "a date", fetched_on, "Read it with date.fromisoformat")
    return fetched_on.date() if isinstance(fetched_on, datetime) else fetched_on  # a time and a day cannot be compared


def _other(place: str, wanted: str, given: object, fix: str) -> InputError:
    return InputError(place, f"{wanted} is wanted and {type(given).__name__} was given", fix)


def canonical_url(url: str) -> str:
    """Return the url that identifies a page: host and scheme in lower case, no default port, no fragment but `#p=2` and `#/detail/7`."""
    if CANONICAL.fullmatch(url):
        return url
    parts = urlsplit(url.strip())
    host = parts.netloc.lower().removesuffix(":80" if parts.scheme.lower() == "http" else ":443")
    fragment = parts.fragment if PAGE_FRAGMENT.fullmatch(parts.fragment) or ROUTE.fullmatch(parts.fragment) else ""
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, fragment))


def host_path_query(url: str) -> tuple[str, str, str]:
    """Return these three of the url that identifies a page; what a route names is path and query too."""
    if found := CANONICAL.fullmatch(url):
        return found["host"], found["path"], found["query"] or ""
    parts = urlsplit(canonical_url(url))
    if not ROUTE.fullmatch(parts.fragment):
        return parts.netloc, parts.path, parts.query
    route, _, query = parts.fragment.partition("?")
    return parts.netloc, f"{parts.path}#{route}", "&".join(filter(None, (parts.query, query)))


def page_id(url: str, raw: str) -> str:
    """Return the first 16 hexadecimal digits of the sha256 of the canonical url, of `raw` where there is no url."""
    key = canonical_url(url) if url else raw
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
