"""Which of the lines in front of an article is its title."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from typing import NamedTuple

from govcorpus.model.lines import HAN, NUMBERED, TITLED, WRITTEN_DATE, Line, bare, is_closed, is_title_like
from govcorpus.model.part_headings import part_heading
from govcorpus.model.titles import plain
from govcorpus.strip.kinds import AT_EDGE, CHROME, KEPT, NEAR, OPEN, PROSE, SURELY, UNKNOWN, kind
from govcorpus.strip.words import LABEL

TRAILING = " \u3000>＞»›→/|｜-_:："  # what stands before the last member of a breadcrumb
# What the row of metadata under a title holds: a date, a time, a label, a counter.
BYLINE = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d\d|\d{1,2}:\d\d(?!\d)"
    r"|(?:来源|作者|发布|编辑|时间|日期|浏览|阅读|点击|字体|字号|上传|格式|页数|楼主|发表|更新|记者)[^。；]{0,12}[:：丨|\d]|\d+\s*(?:次|页|阅读|浏览|人)"
)
CRUMB = re.compile(r"位置\s*[:：]|首页\s*[>»›→＞/》]|[>»›→＞]\s*\S")
CONTENTS = re.compile(
    r"(?:本文|文章|内容|全文)?目\s*录|(?:本文|内容|标题|版面)导航|(?:标题|本[版期](?:新闻|文章|标题)?)(?:列表|目录)"
)
BULLETS = frozenset("-·•●○◆◇■□▪▶►→»›☆★※✦◎")
LEADERS = re.compile(r"[….·]{3,}\s*\d{1,3}$")  # of a table of contents
FEWEST_LINKS = 4  # titles one below the other; three may be the lines of one
FURTHEST = 1000  # lines in front of an article at most: the longest menus of portals have half as many
REACH = 3  # lines between a title and its metadata at most: an account's name, buttons
# A line that names who prints the page, or when: 云溪发布, 2024年3月5日 星期二 多云, zhangsan.
ACCOUNT = re.compile(
    r"(?:原创\s.*|.{0,12}(?:网站?|门户网站|客户端|频道|门户|平台|社区|论坛|文库|发布|日报|晚报|在线|之窗|融媒体?(?:中心)?|电视台|新闻|数字报|博客|日志|空间|专栏|范文(?:分享|大全|精选|推荐)|APP|App))$"
)
COLLECTED = re.compile(r"范文(?:大全|精选)$")
HOME = re.compile(r"(?:^|\s)\S{0,4}首页(?:\s|$)")  # 贴吧首页 公务员吧
LEAST_ROW, LONGEST_WORD = 3, 5
LEAST_MENU = 6  # words: of so many some are longer
LEAST_LIKE = 1.0  # a title is more than that
TO_READERS = re.compile(r"^[^（(《“]*[你您]")  # 从此你不会错过任何一篇好材料 is what an account says of itself
SHORTEST_ALONE = 8  # characters of a title that only its place tells
BARE_LABEL = re.compile(r"[^，。；]{1,4}[:：]")  # 分 类：, above its value
SHORTEST_TITLED = 3  # of one right above metadata: 计量法
CLOCK = re.compile(
    r"[（(][^（()）]*\d+\s*[次人页][^（()）]*[)）]$|星期[一二三四五六日天]|\d{1,2}:\d\d|^\W*(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?\W*$|^(?:19|20)\d\d年\s*\d{1,2}月\s*\d{1,2}日\s|℃|[·|｜].*[·|｜]"
)


class Front(NamedTuple):
    """The lines in front of the body: as they are and as titles, what kind each is, how often each is printed.

    `said` are the words of chrome by line, `crumb` is the line of the breadcrumb, `others` are titles of other articles.
    """

    rows: Sequence[Line]
    kinds: Sequence[str]
    heads: list[str]
    sorts: list[str]
    said: dict[int, str]
    printed: Counter[str]
    crumb: int
    others: frozenset[int]


def headline(rows: Sequence[Line], kinds: Sequence[str], first: int) -> int | None:
    """Return the line in front of the body that is most like its title, None where none is.

    A site repeats the title of a page in its breadcrumb, its 导语, its links: a line that is repeated there is the title.
    Right above a row of metadata any line of some length is likely to be one.
    """
    if not first:
        return None
    front = _front(rows, kinds, min(first, FURTHEST))
    end = next((i for i in range(len(front.heads)) if _begins(front, i)), len(front.heads))
    scores = {i: score for i in range(end) if (score := _likeness(front, i)) > LEAST_LIKE}
    if scores:
        return max(scores, key=scores.__getitem__)
    return _unlike_any(rows, kinds, front.heads[:end], front.sorts, front.crumb, front.others)


def _front(rows: Sequence[Line], kinds: Sequence[str], first: int) -> Front:
    heads = [plain(row.text) for row in rows[:first]]
    sorts = [k if text == row.text else kind(text) for text, row, k in zip(heads, rows, kinds, strict=False)]
    said = {i: bare(rows[i].text) for i, k in enumerate([*sorts, *kinds[first:]]) if k in CHROME}
    printed = Counter(text for text, k in zip(heads, sorts, strict=False) if k != SURELY)
    return Front(rows, kinds, heads, sorts, said, printed, breadcrumb(rows, kinds, first), links(rows, kinds, first))


def _is_sentence(front: Front, i: int) -> bool:
    text = front.heads[i]
    return is_closed(text) and not text.endswith(("!", "！")) and not (front.sorts[i] == UNKNOWN and BARE_LABEL.fullmatch(text))


def _begins(front: Front, i: int) -> bool:
    """Say whether the article has begun with a line."""
    return (_is_sentence(front, i) and front.sorts[i] not in CHROME) or LEADERS.search(front.heads[i]) is not None


def _likeness(front: Front, i: int) -> float:
    """Say how much a line is like the title, 0 where it cannot be."""
    text, sort, crumb = front.heads[i], front.sorts[i], front.crumb
    own = bare(text)
    listed = text != front.rows[i].text and front.kinds[i] == SURELY and OPEN in front.kinds[:i]  # 相似文档⏎…讲话.doc
    if (
        sort == SURELY
        or listed
        or _is_sentence(front, i)
        or not 3 <= len(own) <= 100
        or i in front.others
        or len(HAN.findall(text)) < 3
        or LABEL.match(text)
        or (front.printed[text] > 1 and len(own) < 6 and not TITLED.search(text))  # an account
    ):
        return 0
    account = is_account(text)
    look = (
        is_title_like(text)
        and not account
        and not TO_READERS.search(text)
        and (len(own) >= 6 or _byline(front.rows, front.kinds, i) == REACH)
    )
    # an account's name is printed twice as well, but it is short
    twice = len(own) >= 6 and front.printed[text] > 1
    again = twice or (
        (look or len(own) >= 8)
        and (any(own in other for k, other in front.said.items() if k != i) or _trails(text, front.heads))
    )
    # 无障碍环境建设条例: a title may use a site's words
    titled = TITLED.search(text) is not None and sort == AT_EDGE and len(own) >= 8 and i > crumb
    if (sort in CHROME and not (twice or (again and i > crumb) or titled)) or (sort in {KEPT, OPEN} and not (look or twice)):
        return 0
    score: float = 3 * again + 2 * look + (len(own) >= 8) - 3 * (account and not again)
    # below a breadcrumb stands another line's metadata
    near = _byline(front.rows, front.kinds, i) if (sort in {UNKNOWN, KEPT} and (look or i > crumb)) or again else 0
    score -= 2 * (i < crumb and not again)  # news on top of a portal
    score -= 2 * (i > 0 and part_heading(text) is not None)  # 模板一：…讲话 below the title of a page that holds several
    return score + ((0, 1, 1.5, 2)[near] if near == REACH or len(own) >= 8 else 0)


def links(rows: Sequence[Line], kinds: Sequence[str], first: int) -> frozenset[int]:
    """The titles of other articles above the title, as in a paper's 标题导航: a run of lines, then chrome, then one more title."""
    runs: list[list[int]] = []
    listed: list[int] = []  # of what runs
    for i in range(first):
        marked = (
            kinds[i] == AT_EDGE and rows[i].text[0] in BULLETS
        )  # ■ 在全县大会上的讲话, which others beside it show to be a link
        if (kinds[i] in {UNKNOWN, KEPT} or marked) and not is_closed(rows[i].text) and not CONTENTS.fullmatch(rows[i].text):
            if not runs or runs[-1][-1] + 1 < i:
                runs.append([])
                listed += [len(runs) - 1] * (
                    i > 0 and (kinds[i - 1] == OPEN or CONTENTS.fullmatch(rows[i - 1].text) is not None)
                )
            runs[-1].append(i)
    if len(runs) < 2:  # as nearly always
        return frozenset()
    titled = [any(is_title_like(rows[i].text) for i in run) for run in runs]
    out: set[int] = set()
    for n, run in enumerate(runs):
        below = kinds[run[-1] + 1] if run[-1] + 1 < first else PROSE
        known = n in listed and len(run) > 1 and below in {*CHROME, NEAR}  # an article's own contents stand above it
        looks = sum(is_title_like(rows[i].text) for i in run)
        many = n + 1 < len(runs) and len(run) >= FEWEST_LINKS and 3 * looks >= 2 * len(run) and any(titled[n + 1 :])
        if (many or known) and not is_dated(rows, kinds, run[-1]):
            out.update(run)
    return frozenset(out)


def _unlike_any(
    rows: Sequence[Line], kinds: Sequence[str], heads: Sequence[str], sorts: Sequence[str], crumb: int, others: Container[int]
) -> int | None:
    """Return the line that only its place shows to be the title: it has neither a title's words nor a second printing."""
    rest = [
        i
        for i, text in enumerate(heads)
        if sorts[i] == UNKNOWN
        and i not in others
        and len(bare(text)) >= (SHORTEST_TITLED if TITLED.search(text) and _byline(rows, kinds, i) else 6)
        and not is_closed(text)
        and not is_account(text)
    ]
    # it may hold a site's words, or end like the name of an office, but metadata stands right below it
    placed = next((i for i, text in enumerate(heads) if i > crumb and _above_byline(rows, kinds, i, text)), None)
    if placed is not None and all(i < crumb for i in rest):  # what stands above a breadcrumb may be a motto: 公正司法 司法为民
        return placed
    rest = [i for i in rest if i > crumb] or rest
    dated = (i for i in rest if i + 1 < len(rows) and (kinds[i + 1] in CHROME or WRITTEN_DATE.search(rows[i + 1].text)))
    return next(dated, rest[0] if rest else None)


def is_account(text: str) -> bool:
    """Say whether a short line names an account, a site or a moment, as no title does."""
    text = text.strip("《》")
    if TITLED.search(collected := COLLECTED.sub("", text)) and collected != text:
        return False  # 春耕讲话范文大全; 公文范文大全 is a site
    words = text.split()
    if len(words) >= LEAST_ROW and max(map(len, words)) <= LONGEST_WORD:
        return True  # 看贴 图片 吧主推荐: a row of links
    if len(words) >= LEAST_MENU and sum(map(len, words)) <= LONGEST_WORD * len(words):
        return True  # 写作网 公文 党建 总结 方案 热搜：述职报告
    return (
        CLOCK.search(text) is not None
        or HOME.search(text) is not None
        or len(HAN.findall(text)) < 3
        or (len(text) <= 16 and ACCOUNT.fullmatch(text) is not None)
    )


def _byline(rows: Sequence[Line], kinds: Sequence[str], at: int) -> int:
    """Say how near a row of metadata stands below a line: 3 right below, 0 beyond reach or behind something else."""
    for k in range(at + 1, min(at + 1 + REACH, len(rows))):
        if kinds[k] in CHROME and BYLINE.search(rows[k].text):
            return REACH + at + 1 - k
        if kinds[k] not in CHROME and len(rows[k].text) > 16:
            return 0
    return 0


def is_dated(rows: Sequence[Line], kinds: Sequence[str], title: int) -> bool:
    """Say whether a row of metadata stands below a title with little between."""
    return _byline(rows, kinds, title) > 0


def _above_byline(rows: Sequence[Line], kinds: Sequence[str], at: int, text: str) -> bool:
    """Say whether a line that is like furniture, or like the name of an office, stands where a title does."""
    return (
        kinds[at] in {AT_EDGE, NEAR, KEPT}
        and len(bare(text)) >= SHORTEST_ALONE
        and not (LABEL.match(text) or BYLINE.search(text) or NUMBERED.match(text) or is_closed(text) or is_account(text))
        and len(text.split()) < LEAST_ROW
        and _byline(rows, kinds, at) == REACH
    )


def breadcrumb(rows: Sequence[Line], kinds: Sequence[str], end: int) -> int:
    """Return the last breadcrumb in front of a line, -1 where there is none: what stands above it is the site's menu."""
    return max((i for i in range(min(end, len(rows))) if kinds[i] in CHROME and CRUMB.search(rows[i].text)), default=-1)


def _trails(text: str, heads: Sequence[str]) -> bool:
    """Say whether a line ends in the text behind a blank or a separator, as a breadcrumb does."""
    return any(len(head) > len(text) and head.endswith(text) and head[-len(text) - 1] in TRAILING for head in heads)
