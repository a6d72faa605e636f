"""HTML → lines of text and the tree of elements they stand in. White space folds as CSS folds it; no judgement yet.

Parsed with lexbor (selectolax), an HTML5 parser: broken markup comes out as a browser would show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def words(text: str) -> frozenset[str]:
    """The words of a list that is easier to read as one line."""
    return frozenset(text.split())


# Elements that begin and end a line: the block-level elements of the HTML standard, its old layout elements and controls.
BLOCK = words(
    "address article aside blockquote body button caption center col colgroup dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option p pre "
    "section select summary table tbody td template textarea tfoot th thead tr ul"
)
# What they hold is no text of the page: programs, style sheets, drawings, other documents.
SILENT = words("script style iframe noframes object embed applet svg math canvas audio video map title head meta link")
RUBY = frozenset(("rt", "rp"))  # readings printed above characters, and brackets for programs that can't print them there
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Where a line of chrome or content can be told by the element that holds it.
CONTROLS = frozenset(("nav", "footer", "aside", "button", "select", "option", "optgroup", "textarea", "dialog", "menu"))

# Names that content systems of government and news sites give to the element of the article.
CONTENT = re.compile(
    r"ucap-?content|pages?_content|trs_editor|trs_paper|\bo?zoom(?:con)?\b|article[-_]?(?:con|body|text|main|detail|content)|\bartical?e?[-_]?con"
    r"|(?:news|text|detail|info|main|con|art|doc|xl|xxgk|wz|nr|zw|bt)[-_]?(?:content|text|body|neirong|article|con)\b|\bj-fontcontent\b|js_content|rich_media_content"
    r"|\bcontent\b|\barticle\b|\bneirong\b|\bzhengwen\b|view\s*trs|\bcontentbox\b|\bmainbody\b|\bt_f\b|postmessage"
)

SPACE = re.compile("[ \t\n\r\f]+")
EDGE = " \t\n\r\f\xa0\u3000"  # indents of layout are no text
WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:left|top|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|color\s*:\s*transparent",
    re.IGNORECASE,
)
# Shown by a program when the page is there: WeChat writes `visibility: hidden; opacity: 0` on every article.
FADED = re.compile(r"visibility\s*:\s*hidden|(?<!-)\bopacity\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE)
CSS_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
CSS_MEDIA = re.compile(r"@media[^{}]{0,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,500}[^{}]{0,2000}\}")
CSS_NAME = re.compile(r"\w*([.#][\w-]+)")
# An element set as a title by its name, or by a size no body text has (18 pt is the 二号 of official titles).
TITLE_NAME = re.compile(
    r"(?:^|[\s_-])(?:(?:article|art|news|content|con|text|detail|main|page|doc|xl|info|wz|zw|xxgk)?[-_]?(?:title|tit|biaoti|headline)|wzbt|bt|h1)(?:$|[\s_-])"
)
TITLE_CHARACTERS = 120
LARGE = re.compile(
    r"font-size\s*:\s*(?:(?:1[89]|[2-4]\d)(?:\.\d+)?pt|(?:2[2-9]|[34]\d)(?:\.\d+)?px|x{1,3}-large)", re.IGNORECASE
)

# Names that forums and frameworks hide in style sheets which are not part of the page (Discuz scatters .jammer in copied text).
KNOWN_HIDDEN = frozenset((".jammer", ".sr-only", ".visually-hidden"))
SHOWN = frozenset(("active", "on", "in", "show", "current", "cur", "open"))

# Beyond this depth lexbor's search for open elements makes parsing quadratic; browsers stop at 512.
MAX_DEPTH = 500
# Its search for an attribute given twice does too; no honest tag is as long, but for images in it.
MAX_TAG = 20_000
# And its search for what a list offers, above all where each option is selected.
MAX_OPTIONS = 5_000
# What the parser takes for a tag: a quotation mark opens a value behind an equals sign alone. Comments, programs and style sheets
# hold none, whatever they look like: elem.innerHTML = '<a title="' + name + '">'.
TAG = re.compile(
    r"<!--(?!-?>)[^-]*+(?:-(?!->)[^-]*+)*|<(?i:script|style)\b[^>]*+>[^<]*+(?:<(?!/(?i:script|style)\b)[^<]*+)*"
    r"""|<(/?)([a-zA-Z][^\s/<>"'=]{0,30}+)((?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?|["'])*)>?"""
)
UNNESTED = words("area base br col embed hr img input link meta param source track wbr p li td tr th dt dd option") | {
    ""  # what is no tag
}


class Element(NamedTuple):
    """A block element: the index of the one around it (-1 at the top), its tag, its id and classes in lower case."""

    parent: int
    tag: str
    name: str


class Span(NamedTuple):
    """What markup said about text[start:end] of a line: kind hidden, link or heading."""

    kind: str
    start: int
    end: int
    value: str = ""


@dataclass(slots=True)
class Line:
    """One line of text, the element it stands in and, inside a table, its cell as (table, row, column)."""

    text: str
    element: int
    spans: list[Span] = field(default_factory=list)
    cell: tuple[int, int, int] | None = None

    def covered(self, kind: str) -> int:
        """How many characters of the line a kind of span covers."""
        return sum(span.end - span.start for span in self.spans if span.kind == kind)


@dataclass(slots=True)
class Outline:
    """All lines of a page, its block elements, and the tables that hold other tables (they only lay out)."""

    lines: list[Line]
    elements: list[Element]
    layout: set[int]


def outline(html: str) -> tuple[list[tuple[str, str]], Outline]:
    """Return the head of a page as (name, content) pairs, `title` among them, and its lines."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(flattened(html))
    if tree.root is None:
        return [], Outline([], [], set())
    walk = _Walk(frozenset(name for style in tree.css("style") for name in _invisible(style.text(deep=True))))
    walk.run(tree.root)
    _settle_titles(walk.lines)
    return walk.head, Outline(walk.lines, walk.elements, walk.layout)


def _settle_titles(lines: list[Line]) -> None:
    """Take back the title of elements that hold more than one title could: a whole article in large type."""
    sizes: dict[str, int] = {}
    for line in lines:
        for span in line.spans:
            if span.value.startswith("title "):
                sizes[span.value] = sizes.get(span.value, 0) + span.end - span.start
    for line in lines if sizes else ():
        line.spans = [
            span._replace(value="title") if span.value in sizes else span
            for span in line.spans
            if sizes.get(span.value, 0) <= TITLE_CHARACTERS
        ]


def flattened(html: str) -> str:
    """Drop tags nested deeper than MAX_DEPTH, options beyond MAX_OPTIONS and the attributes of tags longer than MAX_TAG.

    Other pages come back as they are. So the parser's time stays linear in the length of the page.
    """
    if html.count("<") < MAX_DEPTH and len(html) < MAX_TAG:
        return html
    depth = deepest = longest = options = 0
    for closing, name, attributes in TAG.findall(html):
        tag = name.lower()
        longest = max(longest, len(attributes))
        options += tag == "option" and not closing
        if tag not in UNNESTED:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    if deepest <= MAX_DEPTH and longest <= MAX_TAG and options <= MAX_OPTIONS:
        return html
    depth = options = 0

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, options
        closing, name, attributes = tag.groups("")
        if name.lower() == "option":
            options += not closing
            if options > MAX_OPTIONS:
                return " "
        if name.lower() not in UNNESTED:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth + bool(closing) > MAX_DEPTH:
                return " "
        return f"<{closing}{name}>" if len(attributes) > MAX_TAG else tag[0]

    return TAG.sub(keep, html)


class _Walk:
    """The state of one pass over the tree of a page: the line that grows, and what surrounds it."""

    def __init__(self, invisible: frozenset[str]) -> None:
        self.head: list[tuple[str, str]] = []
        self.lines: list[Line] = []
        self.elements: list[Element] = []
        self.layout: set[int] = set()
        self.invisible = KNOWN_HIDDEN | invisible
        self.text: list[str] = []
        self.length = 0
        self.gap = ""  # white space seen since the last character: "", " " or "\n"
        self.spans: list[Span] = []
        self.element = -1
        self.hidden = self.pre = 0
        self.link = self.heading = ""
        self.table = self.row = self.column = -1
        self.tables = self.titles = 0

    def run(self, root: LexborNode) -> None:
        """Visit every node once, in order, without recursion: depth costs no stack."""
        open_: list[tuple[LexborNode, object]] = []
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag
            child = None
            if tag == "-text":
                self.add(node.text_content or "")
            elif tag is not None and tag[0] not in "-!_":
                if tag == "br":
                    self.end_line()
                elif tag in SILENT:
                    self.note(node, tag)
                    child = node.child if tag == "head" else None
                elif (child := node.child) is not None:
                    open_.append((node, self.enter(node, tag)))
                    node = child
                    continue
                elif tag in BLOCK:  # <hr>, <p></p>
                    self.end_line()
            if tag == "head" and child is not None:
                open_.append((node, None))
                node = child
                continue
            following = node.next
            while following is None and open_:
                parent, state = open_.pop()
                self.leave(state)
                following = parent.next if parent is not root else None
            node = following
        self.end_line()

    def note(self, node: LexborNode, tag: str) -> None:
        """Remember what the head says."""
        if tag == "meta":
            attributes = node.attributes
            name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
            content = SPACE.sub(" ", attributes.get("content") or "").strip(EDGE)
            if name and content:
                self.head.append((name.strip(), content))
        elif tag == "title" and not any(name == "title" for name, _ in self.head):
            text = SPACE.sub(" ", node.text(deep=True)).strip(EDGE)
            if text:
                self.head.append(("title", text))

    def enter(self, node: LexborNode, tag: str) -> object:
        """Open an element; return what `leave` needs to close it."""
        attributes = node.attributes
        block = tag in BLOCK
        before = (block, self.element, self.hidden, self.pre, self.link, self.heading, self.table, self.row, self.column)
        name = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip() if attributes else ""
        if tag in RUBY or (attributes and self.unseen(tag, attributes, name)):
            self.hidden += 1
        if attributes and not self.heading and self.large(tag, attributes, name):
            self.titles += 1
            self.heading = f"title {self.titles}"
        if block:
            self.end_line()
            self.elements.append(Element(self.element, tag, name.lower()))
            self.element = len(self.elements) - 1
            self.block(tag)
        elif tag == "a":
            self.link = attributes.get("href") or "#" if attributes else "#"
        return before

    def block(self, tag: str) -> None:
        """Note what the tag of a block element says about its text. Rows and cells are numbered as elements."""
        if tag in HEADINGS:
            self.heading = tag
        elif tag in {"noscript", "template"}:
            self.hidden += 1
        elif tag in {"pre", "textarea"}:
            self.pre += 1
        elif tag == "table":
            self.layout.add(self.table)
            self.table, self.row, self.column = self.tables, -1, -1
            self.tables += 1
        elif tag == "tr":
            self.row, self.column = self.element, -1
        elif tag in {"td", "th"}:
            self.column = self.element

    def leave(self, state: object) -> None:
        """Close an element."""
        if not isinstance(state, tuple):
            return
        if state[0]:
            self.end_line()
        _, self.element, self.hidden, self.pre, self.link, self.heading, self.table, self.row, self.column = state

    def unseen(self, tag: str, attributes: dict[str, str | None], name: str) -> bool:
        """Whether an element is not shown. Pages that fade in hide their whole body or article at first: that does not count."""
        if tag in {"html", "body"}:
            return False
        style = attributes.get("style") or ""
        if "hidden" in attributes:
            return True
        if _styled(style)[0]:
            article = any(CONTENT.fullmatch(one) for one in name.lower().split())
            return not article or HIDDEN.search(FADED.sub("", style)) is not None
        if not name:
            return False
        classes = (attributes.get("class") or "").split()
        return f"#{attributes.get('id')}" in self.invisible or (
            any(f".{one}" in self.invisible for one in classes) and SHOWN.isdisjoint(classes)
        )

    def large(self, tag: str, attributes: dict[str, str | None], name: str) -> bool:
        """Whether an element is set as a title."""
        if tag == "font":
            return (attributes.get("size") or "") in {"5", "6", "7", "+2", "+3", "+4"}
        return bool((name and TITLE_NAME.search(name.lower())) or _styled(attributes.get("style") or "")[1])

    def add(self, text: str) -> None:
        """Add the text of one node to the line that grows."""
        if self.pre and "\n" in text:
            for part in text.split("\n"):
                self.word(part.strip("\r"))
                self.end_line()
            return
        at = 0
        for space in SPACE.finditer(text):
            if space.start() > at:
                self.word(text[at : space.start()])
            if self.gap != "\n":
                self.gap = "\n" if "\n" in space[0] else " "
            at = space.end()
        if at < len(text):
            self.word(text[at:] if at else text)

    def word(self, text: str) -> None:
        """Add text without foldable white space. A line feed between two wide characters is no space (CSS Text 3, 4.1.3)."""
        if not self.length:
            text = text.lstrip(EDGE)
            if not text:
                return
        elif self.gap and not (self.gap == "\n" and WIDE.match(self.text[-1][-1]) and WIDE.match(text)):
            text = f" {text}"
        self.gap = ""
        start, self.length = self.length, self.length + len(text)
        self.text.append(text)
        for kind, value in (
            ("hidden", "" if self.hidden else None),
            ("link", self.link or None),
            ("heading", self.heading or None),
        ):
            if value is not None:
                self.span(kind, start, value)

    def span(self, kind: str, start: int, value: str) -> None:
        """Mark the text from start to the end of the line so far, or let the same span before it grow."""
        for i in range(len(self.spans) - 1, max(len(self.spans) - 4, -1), -1):
            last = self.spans[i]
            if last.kind == kind and last.end == start and last.value == value:
                self.spans[i] = last._replace(end=self.length)
                return
        self.spans.append(Span(kind, start, self.length, value))

    def end_line(self) -> None:
        """Close the line that grows, if it holds anything."""
        self.gap = ""
        if not self.length:
            return
        text = "".join(self.text).rstrip(EDGE)
        spans = [span._replace(end=min(span.end, len(text))) for span in self.spans if span.start < len(text)]
        cell = (self.table, self.row, self.column) if self.column >= 0 else None
        self.lines.append(Line(text, self.element, spans, cell))
        self.text, self.spans, self.length = [], [], 0


@lru_cache(1024)  # a page repeats few styles on thousands of elements
def _styled(style: str) -> tuple[bool, bool]:
    """Whether a style attribute hides its element, and whether it sets it as large as a title."""
    if not style:
        return False, False
    return bool(HIDDEN.search(style) or FADED.search(style)), bool(LARGE.search(style))


def _invisible(css: str) -> Iterator[str]:
    """The classes and ids that plain rules of a style sheet hide on every screen."""
    if "none" not in css and "hidden" not in css and "-9" not in css and "font-size" not in css:
        return
    for rule in CSS_RULE.finditer(CSS_MEDIA.sub("", css[:200_000])):
        if HIDDEN.search(rule[2]):
            for selector in rule[1].split(","):
                if name := CSS_NAME.fullmatch(selector.strip()):
                    yield name[1]
