"""Chrome of any site: 返回首页 > 正文⏎會议召开。⏎微信扫码分享 → 会议召开。

Every line is judged by its words and shape; where it stands decides what the judgement is worth. The body runs from the first
to the last line of running text. In front of it and behind it much counts as chrome that would be a document's own words inside.
Where the evidence is thin the line stays: body lost is worse than chrome left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import (
    CLOSED,
    NOTE,
    NUMBERED,
    OFFICE,
    SALUTATION,
    TITLED,
    WRITTEN_DATE,
    Line,
    bare,
    is_title_like,
    lines,
)
from govcorpus.model.titles import plain
from govcorpus.strip.kinds import AT_EDGE, CHROME, KEPT, NEAR, OPEN, PROSE, SURELY, UNKNOWN, kind, speaks_of_site
from govcorpus.strip.words import LABEL_ALONE

TRAILING = " \u3000>＞»›→/|｜-_:："  # what stands before the last member of a breadcrumb
LONGEST_INSIDE = 120  # of the lines of chrome that were seen between paragraphs
SHORTEST_BLOCK = 3  # lines of chrome in a row: an article is not broken by so many and then only speaks of the site
LONGEST_VALUE = 40  # of a cell: a document number, an office, a date
# A speaker below the title: 李　强, or two or three characters of which the first is one of the hundred commonest surnames.
NAME = re.compile(
    r"[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]{1,2}|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常][\u4e00-\u9fff]{1,2}"
)
LONGEST_NAME = 12  # of a user, an account, a rank
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
    kinds = _kinds(rows)
    first, last = _body(rows, kinds)
    gone = [k == SURELY for k in kinds]
    _table(rows, gone, first)
    title = title_line(rows, [SURELY if out else k for k, out in zip(kinds, gone, strict=True)], first)
    _head(rows, kinds, gone, first, title)
    _tail(rows, kinds, gone, last, bare(plain(rows[title].text)) if title is not None else "")
    for i in range(first, last + 1):
        # inside the body an edge line goes only where it clings to a sure one, and never a crumb such as `2.5`
        if (
            kinds[i] in {AT_EDGE, OPEN}
            and not rows[i].text.isascii()
            and (gone[i - 1 : i] == [True] or gone[i + 1 : i + 2] == [True])
        ):
            gone[i] = True
    return gone


def _kinds(rows: Sequence[Line]) -> list[str]:
    """Say what each line is. Long lines between others of running text are not looked at: most of a page is such lines."""
    out = [PROSE] * len(rows)
    first, last = 0, len(rows) - 1
    while first < len(rows):
        out[first] = kind(rows[first].text)
        first += 1
        if out[first - 1] == PROSE:
            break
    while last >= first:
        out[last] = kind(rows[last].text)
        last -= 1
        if out[last + 1] == PROSE and not speaks_of_site(rows[last + 1].text, fewest=1):
            break
    for i in range(first, last + 1):
        if len(rows[i].text) <= LONGEST_INSIDE:
            out[i] = kind(rows[i].text)
    return out


def _body(rows: Sequence[Line], kinds: Sequence[str]) -> tuple[int, int]:
    """Return the first and last line of running text; of lesser signs where a page has none; (0, -1) where there is nothing."""
    end = min(
        next((i for i, k in enumerate(kinds) if k == OPEN and _closes(rows, kinds, i)), len(rows)), _furniture_from(rows, kinds)
    )
    body = [i for i in range(end) if kinds[i] == PROSE]
    if not body:
        body = [i for i in range(end) if kinds[i] == KEPT or (kinds[i] == UNKNOWN and CLOSED.search(rows[i].text))]
        # such lines stand among the chrome as well: the first of them that are not parted by chrome are the body
        body = [i for i in body if not any(kinds[k] in CHROME for k in range(body[0], i))]
    if not body:
        title = title_line(rows, kinds, end)
        return (title + 1, title) if title is not None else (0, -1)
    # a salutation or a heading opens the text, whatever the sentence behind it speaks of
    opening = [
        i for i in range(body[0]) if kinds[i] == KEPT and (SALUTATION.match(rows[i].text) or NUMBERED.match(rows[i].text))
    ]
    return min(opening[:1] + body[:1]), body[-1]


def _furniture_from(rows: Sequence[Line], kinds: Sequence[str]) -> int:
    """Return where a block of chrome begins behind which every sentence speaks of the site, len(rows) where none does."""
    found = run = 0
    start = len(rows)
    for i in reversed(range(len(rows))):
        if kinds[i] == PROSE and not speaks_of_site(rows[i].text, fewest=1):
            break
        run = run + 1 if kinds[i] in CHROME else 0
        if run >= SHORTEST_BLOCK:
            start = i
        found += kinds[i] == PROSE
    return start if found else len(rows)


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
    heads = [plain(row.text) for row in rows[:first]]
    sorts = [k if text == row.text else kind(text) for text, row, k in zip(heads, rows, kinds, strict=False)]
    said = [bare(row.text) if k in CHROME else "" for row, k in zip(rows, [*sorts, *kinds[first:]], strict=True)]
    best, most = None, 1
    for i, text in enumerate(heads):
        own = bare(text)
        sort = sorts[i]
        closed = CLOSED.search(text) and not text.endswith(("!", "！"))
        if closed and sort not in CHROME:
            heads = heads[:i]
            break  # the article has begun
        if sort == SURELY or closed or not 4 <= len(own) <= 100:
            continue
        look = is_title_like(text) and len(own) >= 6
        # an account's name is printed twice as well, but it is short
        twice = len(own) >= 6 and sum(other == text and k != SURELY for other, k in zip(heads, sorts, strict=False)) > 1
        again = twice or (
            (look or len(own) >= 8) and (any(own in other for k, other in enumerate(said) if k != i) or _trails(text, heads))
        )
        titled = (
            TITLED.search(text) is not None and sort == AT_EDGE and len(own) >= 8
        )  # 无障碍环境建设条例: a title may use a site's words
        if (sort in CHROME and not (again or titled)) or (sort in {KEPT, OPEN} and not (look or twice)):
            continue
        score = 3 * again + 2 * look + (len(own) >= 8)
        score += i + 1 < len(kinds) and kinds[i + 1] in {SURELY, AT_EDGE}
        if score > most:
            best, most = i, score
    if best is None:
        rest = [i for i, text in enumerate(heads) if sorts[i] == UNKNOWN and len(bare(text)) >= 6 and not CLOSED.search(text)]
        best = rest[0] if rest else None
    return best


def _trails(text: str, heads: Sequence[str]) -> bool:
    """Say whether a line ends in the text behind a blank or a separator, as a breadcrumb does."""
    return any(len(head) > len(text) and head.endswith(text) and head[-len(text) - 1] in TRAILING for head in heads)


def _head(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], first: int, title: int | None) -> None:
    """Judge the lines in front of the body: site name, breadcrumb, title, metadata, subtitle."""
    own = bare(plain(rows[title].text)) if title is not None else ""
    head = range(min(first, len(rows)))
    for i in head:
        text = rows[i].text
        if i == title or (own and bare(plain(text)) == own):
            gone[i] = False
        elif kinds[i] in {AT_EDGE, OPEN} or _says(rows[i], kinds[i], own):
            gone[i] = True
        elif kinds[i] == UNKNOWN and title is not None and i < title:
            gone[i] = len(text) <= 30 and not is_title_like(text)
        elif kinds[i] == KEPT and title is not None and i < title and OFFICE.match(text):
            # the first line of a title stays: 云溪市人民政府⏎关于…的通知
            gone[i] = not rows[i + 1].text.startswith(("关于", "印发", "转发")) and len(rows) > first
    ending = max((i for i in head if gone[i]), default=-1)
    for i in head:
        if gone[i] or i == title:
            continue
        above = gone[i - 1] or i - 1 == title if i else title is not None
        below = i + 1 < len(rows) and gone[i + 1]
        if kinds[i] == NEAR:
            gone[i] = above or below
        elif kinds[i] == UNKNOWN and i < ending and bare(plain(rows[i].text)) != own:
            # user, rank and account stand among the metadata; a speaker's name has a blank inside (李　强) or a title before it
            gone[i] = len(rows[i].text) <= LONGEST_NAME and not is_title_like(rows[i].text) and not NAME.fullmatch(rows[i].text)


def _says(row: Line, sort: str, own: str) -> bool:
    """Say whether a line outside the body is built around the title: 下载《…讲话》.doc."""
    return sort != KEPT and len(own) >= 8 and own in bare(row.text) and len(row.text) <= 2 * len(own) + 40


def _table(rows: Sequence[Line], gone: list[bool], first: int) -> None:
    """发文字号⏎云政发〔2023〕1号⏎主题分类⏎农业: a table of metadata read cell by cell goes if two labels stand in it."""
    labels = [i for i in range(min(first, len(rows))) if LABEL_ALONE.fullmatch(rows[i].text)]
    if len(labels) < 2:
        return
    for i in labels:
        gone[i] = True
        if i + 1 < first and len(rows[i + 1].text) <= LONGEST_VALUE:
            gone[i + 1] = True


def _tail(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], last: int, title: str) -> None:
    """Judge the lines behind the body: signature and date stay, and from the first chrome on little else does."""
    started = 0
    opened = False
    for i in range(last + 1, len(rows)):
        text = rows[i].text
        if kinds[i] == OPEN:
            opened = True
        if opened or kinds[i] in CHROME or _says(rows[i], kinds[i], title):
            gone[i] = True
            started += 1
        elif kinds[i] == NEAR:
            gone[i] = started > 0 or (i + 1 < len(rows) and kinds[i + 1] in CHROME)
        elif started and kinds[i] != PROSE:
            own = NOTE.match(text) or WRITTEN_DATE.fullmatch(text) or (kinds[i] == KEPT and started <= 2)
            gone[i] = not own and (started >= 2 or not CLOSED.search(text)) and len(text) <= LONGEST_LEFTOVER
        elif started:
            gone[i] = speaks_of_site(text, fewest=1)
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
