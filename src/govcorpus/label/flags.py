"""The closed list of flags, and the pure functions that set them: signs of loss, of masking, of what is missing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter

from govcorpus.document import Document, Edit, Page, Piece
from govcorpus.edits import first_strip, layers, written
from govcorpus.label.gaps import is_gapped
from govcorpus.label.numbering import numbering
from govcorpus.label.personal import personal
from govcorpus.model.scan import scanner
from govcorpus.model.unreadable import signs as unreadable_signs
from govcorpus.model.unreadable import unreadable

FLAGS = {
    "damaged": "the text was damaged by byte shifts, pinyin glosses or a wrong encoding, and repaired",
    "unsure_repair": "at least one repair in the text is not certain",
    "unreadable": "a stretch could not be decoded and was kept as it is",
    "lost_characters": "something is gone for good: a digit, a %, a +, a name",
    "placeholders": "names or figures are masked: xx市, XX, ××, *年, 202x",
    "partial_start": "the text begins in the middle",
    "partial_end": "the text ends in the middle",
    "missing_pages": "the article has pages that were not crawled",
    "length_mismatch": "the page says how long its text is, and under 95 % of that is here",
    "renumbered": "the numbering of headings skips or repeats: 三 follows 一",
    "private_use": "characters of the private use area, which only the site's own font could show",
    "personal_data": "a mobile phone, ID card, bank card or e-mail address stands in the text",
}

HAN = "[\u4e00-\u9fff]"
# ---- masks -----------------------------------------------------------------------------------------------------------
MASKS = "xX×ⅹ＊*✕某"  # every mask holds one of them
MASK_SIGN = re.compile(f"[{MASKS}]")
MASKED = re.compile(
    rf"(?<![A-Za-z0-9×xX])(?:[xX]{{2,6}}|[×✕ⅹ]{{2,6}}|[＊*]{{1,4}})(?:省|市|县|区|镇|乡|村|街道|州|旗|局|委|办|公司|学校|大学|学院|书记|市长|县长|区长|同志|年|月|日|号|名|个|户|所|家|人|元|亿|万|公里|平方|项|亩|%|％)"
    rf"|{HAN}(?:[xX]{{2,6}}|[×✕ⅹ]{{2,6}}|[＊*]{{2,4}})(?={HAN}|[，。、；,.;]|%|％)|(?<![\d.])(?:19|20)(?:\d[xX×*＊]|[xX×*＊]{{2}})(?![\w])|(?:19|20)(?:\d[xX×*＊]|[xX×*＊]{{2}})年"
    r"|某某(?:省|市|县|区|镇|乡|村|局|公司|同志|单位)|[＊*](?:市|县|区|镇|乡|年)"
)
# ---- losses ----------------------------------------------------------------------------------------------------------
KEPT_MARK = re.compile(rf"\?(?<={HAN}.)(?=[{HAN[1:-1]}\d])")
ASKED = re.compile(r"[吗呢么什怎何哪谁几多否不嘛吧]")
REPLACED = "\ufffd"
# ---- lengths, beginnings and ends --------------------------------------------------------------------------------------
STATED = re.compile(r"共计?\s?(\d{2,6})\s?个?字")
# A quotation or a bracket that closes before one opens was opened on a page that is not here.
CLOSERS = frozenset("，。、；：！？）》」』”’,;!?)%％")
OPENS = re.compile(r"[^“”]{1,60}”|[^（）()\s]{4,40}[）)]")
ENDS = re.compile(r"[。！？…；：!?;:.)）》”\"'’」』】〕\]\d日]$")
PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")

# The flags that `text_flags` can set.
OF_TEXT = frozenset({"lost_characters", "private_use", "unreadable", "personal_data", "placeholders"})
RULE, SURE = (itemgetter(Edit._fields.index(name)) for name in ("rule", "sure"))
DAMAGE_RULES = ("repair.byteshift", "repair.pinyin", "repair.mojibake")


def page_flags(page: Page) -> frozenset[str]:
    """Return the flags of a page: those of its text, those of its edits, and whether it is as long as it says."""
    flags = set(repair_flags(page) | _wording_flags(page.text))
    # One page of an article states the length of the whole article.
    if _is_short(page, page.text) and "下一页" not in page.raw:
        flags.add("length_mismatch")
    return frozenset(flags)


def repair_flags(page: Page) -> frozenset[str]:
    """Return the flags that repair alone can tell: what was repaired, what nobody can read, what was kept as lost.

    Masks and losses that show in the wording (优良率达100。) are left to `page_flags`: to read for them costs more than to
    repair a clean text.
    """
    flags = _character_flags(page.text)
    if not page.edits:
        return flags
    of_edits = _edit_flags(page.edits[: first_strip(page)])
    if "damaged" in of_edits and _kept_mark(page.text):
        flags |= {"lost_characters"}
    return flags | of_edits


def document_flags(document: Document, pages: Mapping[str, Page], repairs: Sequence[Edit]) -> frozenset[str]:
    """Return the flags of a document: read off its own text, its repairs, its outline and its ends.

    `pages` are its pages as `clean` returns them, with their own flags; `repairs` are the edits of `repairs_within`.
    """
    of_edits = _edit_flags(repairs)
    flags = document.flags | _own_text_flags(document, pages) | of_edits | frozenset(_ends(document))
    if "damaged" in of_edits and _kept_mark(document.text):
        flags |= {"lost_characters"}
    if (
        document.pieces
        and _is_short(pages[document.pieces[0].page], document.title + document.text)
        and _covers(document, pages)
    ):
        flags |= {"length_mismatch"}
    # Where pages are missing, so are their headings.
    return frozenset(flags - {"renumbered"} if "missing_pages" in flags else flags)


def _own_text_flags(document: Document, pages: Mapping[str, Page]) -> frozenset[str]:
    """The flags of a document's text; one that is whole lines of one page shows no sign that the page does not show."""
    if len(document.pieces) == 1:
        piece = document.pieces[0]
        text, flags = pages[piece.page].text, pages[piece.page].flags
        if flags.isdisjoint(OF_TEXT) and _ends_line(text, piece.start) and _ends_line(text, piece.end):
            return frozenset()
    return text_flags(document.text)


def _ends_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1 : at] == "\n" or text[at : at + 1] in {"", "\n"}


def text_flags(text: str) -> frozenset[str]:
    """优良率达100。 → lost_characters, xx市 → placeholders: the flags that can be read off a text alone."""
    return _character_flags(text) | _wording_flags(text)


def _character_flags(text: str) -> frozenset[str]:
    """The flags that single characters give away."""
    signs = _scan()(text)
    if not signs:  # as in most texts
        return frozenset()
    flags = set()
    if REPLACED in text:
        flags.add("lost_characters")
    if "private" in signs and PRIVATE.search(text):
        flags.add("private_use")
    if "unreadable" in signs and unreadable(text):
        flags.add("unreadable")
    return frozenset(flags)


def _wording_flags(text: str) -> frozenset[str]:
    """The flags that the sentences around a gap or a mask give away, and that of personal data."""
    flags, signs = set(), _scan()(text)
    if next(personal(text), None) is not None:
        flags.add("personal_data")
    if "masked" in signs and _masked(text):
        flags.add("placeholders")
    if is_gapped(text, wide_blank="wide blank" in signs):
        flags.add("lost_characters")
    return frozenset(flags)


def _masked(text: str) -> bool:
    """Tell whether a line holds a mask; only lines with a sign of one are looked at."""
    end = 0
    for match in MASK_SIGN.finditer(text):
        if match.start() >= end:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end()) + 1 or len(text)
            if MASKED.search(text, start, end):
                return True
    return False


@cache
def _scan() -> Callable[[str], frozenset[str]]:
    """One look for the characters of which each kind of flag needs one; most texts have none of them."""
    private = "".join(map(chr, (*range(0xE000, 0xF900), 0xF0000)))
    return scanner({"masked": MASKS, "private": private, "unreadable": unreadable_signs(), "wide blank": "\u3000"})


def repairs_within(document: Document, pages: Mapping[str, Page]) -> list[Edit]:
    """Return the repairs whose outcome lies in a document: piece by piece, from the last rule to the first."""
    return [edit for piece in document.pieces for edit in _repairs(pages[piece.page], piece)]


def _repairs(page: Page, piece: Piece) -> Iterator[Edit]:
    if not page.edits or not page.edits[0].rule.startswith("repair."):  # as on most pages; pages are repaired first
        return
    start, end = piece.start, piece.end
    for layer in reversed(list(layers(page.edits))):
        begins, shifts = written(layer)
        stop = bisect_left(begins, end)
        first = bisect_right(
            range(stop), start, key=lambda i: begins[i] + len(layer[i].new)
        )  # those before it end before the span
        if layer[0].rule.startswith("repair."):
            yield from layer[first:stop]
        start, end = start - shifts[first], end - shifts[stop]


def _edit_flags(repairs: Sequence[Edit]) -> frozenset[str]:
    flags = set()
    if not all(map(SURE, repairs)):
        flags.add("unsure_repair")
    if any(rule.startswith(DAMAGE_RULES) for rule in set(map(RULE, repairs))):
        flags.add("damaged")
    return frozenset(flags)


def _kept_mark(text: str) -> bool:
    """A `?` between characters that asks nothing is what a swallowed byte left behind."""
    return any(not ASKED.search(text, max(0, mark.start() - 20), mark.start()) for mark in KEPT_MARK.finditer(text))


def _is_short(page: Page, text: str) -> bool:
    """共计2476个字 over a text of 2300: a page says how long its article is, and less than 95 % of that is here."""
    stated = STATED.search(page.raw, 0, 2000) if "字" in page.raw else None
    return stated is not None and len("".join(text.split())) < 0.95 * int(stated[1])


def _covers(document: Document, pages: Mapping[str, Page]) -> bool:
    """The document is all that its page holds, so what the page says about its length is said about it."""
    return all(piece.end - piece.start > 0.8 * len(pages[piece.page].text) for piece in document.pieces[:1])


def _ends(document: Document) -> Iterator[str]:
    """partial_start, partial_end and renumbered, as the text itself shows."""
    text = document.text.strip()
    if not text:
        return
    first, last = text.split("\n", 1)[0].rstrip(), text.rsplit("\n", 1)[-1].lstrip()
    if _opens_within(first[:80]):
        yield "partial_start"
    # A line this long with a comma in it is a sentence; headings, signatures, captions and tables close without a stop.
    if len(last) > 40 and ("，" in last or "。" in last) and not ENDS.search(last) and _closes(document.text):
        yield "partial_end"
    yield from numbering(document.text)


def _opens_within(opening: str) -> bool:
    if opening[0] in CLOSERS:
        return True
    closed = "”" in opening or "）" in opening or ")" in opening
    return closed and OPENS.match(opening) is not None


def _closes(text: str) -> bool:
    """Do the sentences of a text close as sentences do, all but the last line?"""
    rows = [line for line in text.split("\n") if line.strip()]
    sentences = [line for line in rows[:-1] if len(line) > 40]
    return sum(ENDS.search(line.rstrip()) is not None for line in sentences) >= 0.8 * len(sentences)
