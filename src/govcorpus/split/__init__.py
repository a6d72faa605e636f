"""Cleaned pages → documents: join the pages of an article, cut pages that hold several articles, find the title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from govcorpus.document import Document, Fact, Page, Piece, Source
from govcorpus.edits import traced
from govcorpus.model.lines import bare, is_title_like, one_by_one
from govcorpus.model.titles import plain
from govcorpus.split.announced import announced
from govcorpus.split.articles import Article, articles
from govcorpus.split.parts import Part, cut_at, is_separator, parts
from govcorpus.split.posts import posts

# What articles that share a page are: an official document in such a page may open with a line of its title that must stay.
SPOKEN = re.compile(
    r"(?:讲话|发言|致辞|致词|演讲|主持词|报告|汇报|总结|体会|心得|党课|要点|计划|感悟|材料|表态)稿?(?:[（(].{0,30}[)）]|\d{1,2})?$"
)


def split(pages: Sequence[Page], furniture: Callable[[str], bool] = is_separator) -> Iterator[Document]:
    """Yield the documents of the pages, in the order of their first pages.

    `furniture` says of a line between two articles of a page whether it is the site's: those are in neither.
    `Document.text` holds no title line; flag `missing_pages` says that pages of the article were not among those given.
    """
    known = {page.id: page for page in pages}
    for article in articles(pages):
        text = joined(article.pieces, known)
        source = article.leaves[0].page.source
        title = _title(article)
        counts = announced(title, article.leaves[0].page.raw)
        cuts = parts(text, source.part_heading if isinstance(source, Source) else "", counts, furniture, title)
        if not cuts and len(article.leaves) == 1:
            cuts = cut_at(text, posts(article.leaves[0].page, article.pieces, text), furniture)
        if not cuts:
            yield _document(article, article.pieces, 1, title, known)
        for cut in cuts:
            own, start = _own_title(text, cut)
            yield _document(article, _span(article.pieces, start, cut.end), cut.number, own or plain(cut.title) or title, known)


def joined(pieces: Sequence[Piece], pages: dict[str, Page]) -> str:
    """Return the text that pieces of pages make."""
    return "".join(pages[piece.page].text[piece.start : piece.end] + piece.after for piece in pieces)


def _title(article: Article) -> str:
    return next((leaf.title.text for leaf in article.leaves if leaf.title.text), "")


def _own_title(text: str, cut: Part) -> tuple[str, int]:
    """The title that stands in the first line of a part, and where the text behind it starts."""
    first = next(one_by_one(text[cut.start : cut.end]), None)
    if first is not None and is_title_like(first.text) and SPOKEN.search(first.text) and len(bare(first.text)) >= 8:
        return plain(first.text), cut.start + first.end
    return "", cut.start


def _span(pieces: Sequence[Piece], start: int, end: int) -> tuple[Piece, ...]:
    """The pieces of text[start:end], the line feed before `end` left out."""
    out: list[Piece] = []
    at = 0
    for piece in pieces:
        length = piece.end - piece.start
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            out.append(Piece(piece.page, piece.start + first, piece.start + last, piece.after if end > at + length else ""))
        at += length + len(piece.after)
    return tuple(out)


def _document(article: Article, pieces: tuple[Piece, ...], number: int, title: str, known: dict[str, Page]) -> Document:
    if pieces:
        last = pieces[-1]
        text = known[last.page].text
        end = last.end
        while end > last.start and text[end - 1] == "\n":
            end -= 1
        pieces = (*pieces[:-1], Piece(last.page, last.start, end))
    first = article.leaves[0].page
    source = first.source.name if isinstance(first.source, Source) else first.source or ""
    urls = tuple(leaf.page.url for leaf in article.leaves if leaf.page.url)
    return Document(
        f"{first.id}-{number}",
        title,
        joined(pieces, known),
        pieces,
        source,
        urls,
        facts=tuple(_title_fact(article, title)),
        flags=frozenset({"missing_pages"} if article.missing else ()),
    )


def _title_fact(article: Article, title: str) -> Iterator[Fact]:
    for leaf in article.leaves:
        if title and leaf.title.text == title and leaf.title.lines:
            start, end = traced(leaf.page, (leaf.title.start, leaf.title.end))
            yield Fact("title", title, leaf.page.id, start, end)
            return
