"""Chrome of any site: 返回首页 > 正文⏎會议召开。⏎微信扫码分享 → 会议召开。

Every line is judged by its words and shape; where it stands decides what the judgement is worth. The body runs from the first
to the last line of running text. In front of it and behind it much counts as chrome that would be a document's own words inside.
Where the evidence is thin the line stays: body lost is worse than chrome left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import CLOSED, NOTE, WRITTEN_DATE, Line, bare, is_kept, is_prose, is_title_like, lines
from govcorpus.model.part_headings import part_heading
from govcorpus.model.titles import plain
from govcorpus.strip.sentences import EDGE, OPENER, SURE
from govcorpus.strip.words import LABEL, SHARED_LABELS, TOKEN

# What a line is by itself. OPEN also says that what follows it is not the article.
SURELY, AT_EDGE, NEAR, OPEN, KEPT, PROSE, UNKNOWN = "surely", "at edge", "near", "open", "kept", "prose", "unknown"
CHROME = {SURELY, AT_EDGE, OPEN}
LONGEST_FURNITURE = 160  # no row of links or buttons that was seen is longer; running text is judged by its sentences

LONGEST_SENTENCE = 600  # the longest disclaimer that was seen has 420 characters
LONGEST_EDGE = 80  # a longer sentence that names a site or an editor is the article's
LONGEST_LEFTOVER = 60  # a comment, a name, a link behind the article; longer lines are somebody's text


def chrome(page: Page, _source: Source) -> Iterator[Change]:
    """当前位置:首页 > 正文⏎各位代表:…⏎返回顶部 → 各位代表:…: delete the lines that are a site's, not a document's.

    Works on any site: needs neither marks nor what is known of the source. Yields whole lines, line feeds included.
    """
    rows = list(lines(page.text))
    for row, gone in zip(rows, judged(rows), strict=True):
        if gone:
            yield Change(row.start, row.end, "")


def judged(rows: Sequence[Line]) -> list[bool]:
    """Say for each line of a page whether it is chrome."""
    kinds = [kind(row.text) for row in rows]
    first, last = _body(rows, kinds)
    gone = [k == SURELY for k in kinds]
    _head(rows, kinds, gone, first)
    _tail(rows, kinds, gone, last)
    for i in range(first, last + 1):
        # inside the body an edge line goes only where it clings to a sure one, and never a crumb such as `2.5`
        if (
            kinds[i] in {AT_EDGE, OPEN}
            and not rows[i].text.isascii()
            and (gone[i - 1 : i] == [True] or gone[i + 1 : i + 2] == [True])
        ):
            gone[i] = True
    return gone


def kind(text: str) -> str:
    """Say what a line is by its words and shape alone."""
    if len(text) < LONGEST_SENTENCE and SURE.match(text):
        return SURELY
    if len(text) <= 40 and OPENER.match(text):
        return OPEN
    if part_heading(text):
        return KEPT
    if len(text) > LONGEST_FURNITURE:
        return PROSE
    own = PROSE if is_prose(text) else KEPT if is_kept(text) else UNKNOWN
    by_words = _furniture(text)
    if by_words == SURELY or (by_words == AT_EDGE and LABEL.match(text) and not SHARED_LABELS.match(text)):
        return by_words
    if own == UNKNOWN or (own == PROSE and len(text) < LONGEST_EDGE and not is_kept(text)):
        own = by_words if by_words != UNKNOWN else AT_EDGE if EDGE.match(text) else own
    return own


def _furniture(text: str) -> str:
    """Judge a line by how much of it is made of the words, labels and values of page furniture."""
    count = dict.fromkeys(("label", "strong", "weak", "value", "gap"), 0)
    shared, rest = 0, len(text)
    for token in TOKEN.finditer(text):
        group = token.lastgroup or "gap"
        count[group] += 1
        rest -= len(token[0])
        shared += group == "label" and SHARED_LABELS.match(token[0]) is not None
    labels = count["label"] - shared
    closed = CLOSED.search(text) is not None
    if (count["strong"] and rest == 0) or (labels >= 2 and rest <= len(text) // 4):
        return SURELY
    if rest == 0 and (labels or shared >= 2 or (not shared and not WRITTEN_DATE.fullmatch(text))):
        return AT_EDGE
    if (count["strong"] or labels) and rest <= len(text) // 3 and not closed:
        return AT_EDGE
    if is_title_like(text):
        return UNKNOWN
    if (shared and rest <= len(text) // 3) or (count["weak"] + count["strong"] >= 3 and rest <= len(text) // 2 and not closed):
        return NEAR
    return UNKNOWN


def _body(rows: Sequence[Line], kinds: Sequence[str]) -> tuple[int, int]:
    """Return the first and last line of running text; of lesser signs where a page has none; (0, -1) where there is nothing."""
    opened = next((i for i, k in enumerate(kinds) if k == OPEN and _closes(rows, kinds, i)), len(rows))
    body = [i for i in range(opened) if kinds[i] == PROSE]
    if not body:
        body = [i for i in range(opened) if kinds[i] == KEPT or (kinds[i] == UNKNOWN and CLOSED.search(rows[i].text))]
    if not body:
        title = title_line(rows, kinds, opened)
        return (title + 1, title) if title is not None else (0, -1)
    return body[0], body[-1]


def _closes(rows: Sequence[Line], kinds: Sequence[str], opener: int) -> bool:
    """Say whether the article is over where a list of links or comments opens: text before it, and no article behind it.

    Comments are short and single; an article goes on with a long paragraph, or with several.
    """
    behind = [len(rows[i].text) for i in range(opener + 1, len(rows)) if kinds[i] == PROSE]
    if max(behind, default=0) >= 90 or len(behind) >= 3:
        return False
    return not behind or any(
        kinds[i] in {PROSE, KEPT} or (kinds[i] == UNKNOWN and CLOSED.search(rows[i].text)) for i in range(opener)
    )


def title_line(rows: Sequence[Line], kinds: Sequence[str], first: int) -> int | None:
    """Return the line in front of the body that is most like its title, None where none is.

    A site repeats the title of a page in its breadcrumb, its 导语, its links: a line that is repeated there is the title.
    """
    said = [bare(row.text) if k in CHROME else "" for row, k in zip(rows, kinds, strict=True)]
    heads = [plain(row.text) for row in rows[:first]]
    best, most = None, 1
    for i, text in enumerate(heads):
        own = bare(text)
        sort = kinds[i] if text == rows[i].text else kind(text)
        closed = CLOSED.search(text) and not text.endswith(("!", "！"))
        if closed and sort not in CHROME:
            break  # the article has begun
        if sort == SURELY or closed or not 4 <= len(own) <= 100:
            continue
        again = len(own) >= 6 and (
            any(own in other for k, other in enumerate(said) if k != i) or heads.count(text) > 1 or _trails(text, heads)
        )
        if sort in CHROME and not again:
            continue
        look = is_title_like(text)
        score = 3 * again + 2 * look + (len(own) >= 8) - 3 * (sort in {KEPT, OPEN} and not look)
        score += i + 1 < len(kinds) and kinds[i + 1] in {SURELY, AT_EDGE}
        if score > most:
            best, most = i, score
    return best


def _trails(text: str, heads: Sequence[str]) -> bool:
    """Say whether a line ends in the text behind a blank or a separator, as a breadcrumb does."""
    return any(len(head) > len(text) and head.endswith(text) and not head[-len(text) - 1].isalnum() for head in heads)


def _head(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], first: int) -> None:
    """Judge the lines in front of the body: site name, breadcrumb, title, metadata, subtitle."""
    title = title_line(rows, kinds, first)
    own = bare(plain(rows[title].text)) if title is not None else ""
    for i in range(min(first, len(rows))):
        text = rows[i].text
        if i == title or (own and bare(plain(text)) == own):
            gone[i] = False
        elif kinds[i] in {AT_EDGE, OPEN} or (
            kinds[i] != KEPT and len(own) >= 8 and len(text) <= len(own) + 40 and own in bare(text)
        ):
            gone[i] = True
        elif kinds[i] == UNKNOWN and title is not None and i < title:
            gone[i] = len(text) <= 30 and not is_title_like(text)
    for i in range(min(first, len(rows))):
        if gone[i] or i == title:
            continue
        above = i == 0 or gone[i - 1] or i - 1 == title
        below = i + 1 < len(rows) and gone[i + 1]
        if kinds[i] == NEAR:
            gone[i] = above or below
        elif kinds[i] == UNKNOWN and len(rows[i].text) <= 8 and not is_title_like(rows[i].text):
            gone[i] = above and below


def _tail(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], last: int) -> None:
    """Judge the lines behind the body: signature and date stay, and from the first chrome on little else does."""
    started = 0
    opened = False
    for i in range(last + 1, len(rows)):
        text = rows[i].text
        if kinds[i] == OPEN:
            opened = True
        if opened or kinds[i] in CHROME:
            gone[i] = True
            started += 1
        elif kinds[i] == NEAR:
            gone[i] = started > 0 or (i + 1 < len(rows) and kinds[i + 1] in CHROME)
        elif started and kinds[i] != PROSE:
            own = NOTE.match(text) or WRITTEN_DATE.fullmatch(text) or (kinds[i] == KEPT and started <= 2)
            gone[i] = not own and (started >= 2 or not CLOSED.search(text)) and len(text) <= LONGEST_LEFTOVER
    _lists(rows, kinds, gone, last)


def _lists(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], last: int) -> None:
    """Behind the body, three titles of articles one after another are a list of links even under no heading."""
    run: list[int] = []
    for i in range(last + 1, len(rows) + 1):
        if (
            i < len(rows)
            and kinds[i] == UNKNOWN
            and is_title_like(rows[i].text)
            and not any(rows[k].text.startswith("附") for k in range(last + 1, i))
        ):
            run.append(i)
            continue
        if len(run) >= 3:
            for k in run:
                gone[k] = True
        run = []
