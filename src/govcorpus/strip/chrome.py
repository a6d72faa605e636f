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
    ANSWERING,
    NOTE,
    NUMBERED,
    WRITTEN_DATE,
    Line,
    bare,
    is_closed,
    is_office,
    is_prose,
    is_title_like,
    lines,
)
from govcorpus.model.titles import plain
from govcorpus.strip.extent import FILES, body
from govcorpus.strip.headline import CONTENTS, TO_READERS, breadcrumb, headline, is_account, is_dated, links
from govcorpus.strip.kinds import AT_EDGE, CHROME, KEPT, NEAR, OPEN, PROSE, SURELY, UNKNOWN, is_cued, kind, speaks_of_site
from govcorpus.strip.narrow import narrow
from govcorpus.strip.posts import posted
from govcorpus.strip.sentences import OWN_CUE
from govcorpus.strip.signs import CUED, signs
from govcorpus.strip.surroundings import (
    BUTTONS,
    NAME,
    cells,
    contacts,
    is_scrap,
    listed,
    minutes,
    notices,
    outside,
    roster,
    table,
    tabled,
    unheaded,
    values,
)
from govcorpus.strip.words import LABEL, SHARED_LABELS

LONGEST_INSIDE = 120  # of the lines of chrome that were seen between paragraphs
FEW = 2  # lines of bait between the last sentences of a document
FEWEST_SENTENCES = 2  # behind such bait
LONGEST_BAIT = 30  # of a line between lines of chrome in the middle of an article
# ▼, ◆ ◆ ◆, ————————, 广告, 欢迎下载: what sites set between paragraphs and no text of these kinds holds; *** and ××× mask a name.
INSERTED = re.compile(
    r"[▼▽◆◇↓⇓⬇👇\s]+|[—–─━=＝~～_-]{4,}|[（(【\[—\s-]*广\s*告[\s×）)】\]—-]*|图集|×|\[(?:图片|视频)\]"
    r"|[（(]?可编辑版?[）)]?|(?:[★☆✦❖※●○•◆◇■□]\s*){3,}|学习资料|精品(?:文档|资料)|欢迎(?:下载|共阅|阅读|借鉴)|[（(]?\w{0,4}滑动?查看(?:更多|全部)[）)]?"
    # [NextPage], #p#分页标题#e#, where a CMS breaks an article into pages; 此处隐藏1280字，登录后查看
    r"|\W{1,4}/?(?:[Nn]ext[Pp]age|[Pp]age[Bb]reak|page|分页)\W{1,4}|#p#.{0,30}#e#"
    r"|[*＊…\s]*(?:此处|以下|下文|本[段节部]|剩余)[^。]{0,16}(?:登[录陆]|会员|VIP|付费|购买|关注|回复)[^，。]{0,6}(?:查看|可见|阅读|显示)[*＊…\s]*"
)
WIDE = re.compile(r"\S{1,6}(?:[ \u3000]\S)?[ \u3000]{2,}\S{2,30}")  # 李　文　　云溪市水利局副局长
LONGEST_NAME = 12  # of a user, an account, a rank
# What is left of …讲话之二 and …讲话二 without the title of the page, where it holds several.
COUNTED_TITLE = re.compile(r"之?[一二三四五六七八九十]{1,3}")
LONGEST_LINK = 60  # to another article
LONGEST_MOTTO = 30
LONGEST_CREDIT = 40  # with its brackets
OPENS_TITLE = re.compile(r"关于(?!我.{0,2}$|本.{0,2}$)|印发|转发")  # 关于我局 is a link
SHORTEST_TITLE = 6  # characters of a line above the title that could be its first
# WeChat names the account that wrote an article, and what that says of itself, in two lines.
REPRINTED = "以下文章来源于"
ORIGINALS = re.compile(r"\d+\s*篇原创内容")  # below what an account says of itself
SHORTEST_SENTENCE = 4  # 支持！, of a reader
LEAD = 4  # lines at most between the top of a body and a row of metadata: an editor's note, a table of contents
DAY = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\d{1,2}:\d\d")
# Who edited, behind the last sentence of a paragraph: …落实。（责任编辑：张三）
CREDIT = re.compile(r"(?<=[。！？”])\s*[（(【\[](?:责任编辑|责\s*编|编辑)\s*[:：][^（()）【】\[\]。]{1,30}[)）】\]]$")
CONTACT = re.compile(r"联系(?:人|电话|单位)|附件\s*[（(]\s*\d*\s*[)）]$")  # of a footer
LONGEST_HEADING = 8  # of links: 资源描述：; …包括以下几种： goes on on the next page
LONGEST_LEFTOVER = 120  # a comment, a name, a link behind the article; longer lines are somebody's text


def chrome(page: Page, _source: Source) -> Iterator[Change]:
    """当前位置:首页 > 正文⏎各位代表:…⏎返回顶部 → 各位代表:…: delete the lines that are a site's, not a document's.

    Works on any site: needs neither marks nor what is known of the source. Yields whole lines, line feeds included.
    """
    rows = lines(page.text)
    credited = "编" in page.text
    whole = all(edit.rule != "strip.pager" for edit in page.edits)
    for row, gone in zip(rows, judged(rows, whole=whole), strict=True):
        if gone:
            yield Change(row.start, row.end, "")
        elif (
            credited
            and "编" in row.text[-LONGEST_CREDIT:]
            and (credit := CREDIT.search(row.text, max(0, len(row.text) - LONGEST_CREDIT)))
        ):
            start = page.text.rindex(credit[0], row.start, row.end)
            yield Change(start, start + len(credit[0]), "")


def judged(rows: Sequence[Line], *, whole: bool = True) -> list[bool]:
    """Say for each line of a page whether it is chrome; `whole` says that the page holds its article to the end."""
    found = signs([row.text for row in rows])
    kinds = _kinds(rows, found)
    narrow(rows, kinds)
    if not CHROME.isdisjoint(kinds):
        notices(rows, kinds, found)
        cells(rows, kinds)
        values(rows, kinds)
    minutes(rows, kinds)
    roster(rows, kinds)
    first, last = body(rows, kinds, found)
    posted(rows, kinds, first, last)
    contacts(rows, kinds, last)
    listed(rows, kinds, first, last)
    gone = [k == SURELY for k in kinds]
    table(rows, gone, range(min(first, len(rows))))
    table(rows, gone, range(last + 1, len(rows)))
    title = headline(rows, [SURELY if out else k for k, out in zip(kinds, gone, strict=True)], first)
    outside(rows, kinds, found, title, first, last)
    if title is not None:
        tabled(rows, kinds, title, first)
    own = bare(plain(rows[title].text)) if title is not None else ""
    _head(rows, kinds, gone, min(first, len(rows)), title, own)
    if whole and last >= 0 and not CHROME.isdisjoint(kinds[last + 1 :]):
        unheaded(rows, kinds, last)
    _tail(rows, kinds, gone, last, own)
    if CHROME.isdisjoint(kinds):
        return gone
    for i in range(first, last + 1):
        # inside the body an edge line goes only where it clings to a sure one, and never a crumb such as `2.5`
        if (
            kinds[i] in {AT_EDGE, OPEN}
            and not rows[i].text.isascii()
            and not _is_paragraph(rows[i].text)
            and not (rows[i].text[0] in "（(" and not is_cued(rows[i].text))  # （新华社北京5月18日电）
            and (gone[i - 1 : i] == [True] or gone[i + 1 : i + 2] == [True] or (i <= first + LEAD and _is_byline(rows[i].text)))
        ):
            gone[i] = True
    for i in range(first + 1, last):  # AI智能写作，一键生成公文 between 广告 and 立即体验
        if kinds[i] == UNKNOWN and gone[i - 1] and kinds[i + 1] == SURELY and len(rows[i].text) <= LONGEST_BAIT:
            gone[i] = not is_closed(rows[i].text) and not is_title_like(rows[i].text)
    # by themselves: beside them stands what the document says
    return [out or (first <= i <= last and _is_inserted(rows[i].text, kinds[i])) for i, out in enumerate(gone)]


def _is_inserted(text: str, sort: str) -> bool:
    """Say whether a line between paragraphs is a site's with no other beside it: 广告, >>>点击查看：…, 喜欢本文请转发到朋友圈."""
    if INSERTED.fullmatch(text):
        return True
    return sort == AT_EDGE and not is_closed(text) and OWN_CUE.search(text) is not None and not is_title_like(text)


def _is_paragraph(text: str) -> bool:
    """Say whether a line between a document's own is one of them, though it names an account: 欢迎乡亲们关注“柳河就业”公众号，到镇里登记。"""
    return is_prose(text) and is_closed(text) and not speaks_of_site(text)


def _is_byline(text: str) -> bool:
    """Say whether a line of metadata names a day or a time: 2023-03-14 来源：云溪日报, which sites also print below an editor's note."""
    return DAY.search(text) is not None and LABEL.search(text) is not None and not SHARED_LABELS.match(text)


def _kinds(rows: Sequence[Line], found: Sequence[int]) -> list[str]:
    """Say what each line is. Long lines between others of running text are not looked at: most of a page is such lines."""
    out = [PROSE] * len(rows)
    first, last = 0, len(rows) - 1
    while first < len(rows):
        out[first] = kind(rows[first].text, found[first])
        first += 1
        if out[first - 1] == PROSE:
            break
    while last >= first:
        out[last] = kind(rows[last].text, found[last])
        last -= 1
        if out[last + 1] == PROSE and not (found[last + 1] & CUED and speaks_of_site(rows[last + 1].text, fewest=1)):
            break
    for i in range(first, last + 1):
        if len(rows[i].text) <= LONGEST_INSIDE:
            out[i] = kind(rows[i].text, found[i])
    return out


def _head(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], first: int, title: int | None, own: str) -> None:
    """Judge the lines in front of the body: site name, breadcrumb, title (`own` are its words), metadata, subtitle."""
    # what stands above a breadcrumb is the site's menu: 政府信息公开制度, 汇报材料
    crumb = breadcrumb(rows, kinds, first if title is None else title)
    # a list of contents or of other articles above the title is the site's
    menu = next((i for i in range(title or 0) if kinds[i] == OPEN or CONTENTS.fullmatch(rows[i].text)), len(rows))
    # and so is what chrome parts from a title that metadata stands below
    parted = max((i for i in range(title or 0) if kinds[i] in CHROME), default=-1)
    dated = parted >= 0 and title is not None and is_dated(rows, kinds, title)
    others = links(rows, kinds, first)
    above = max(crumb, -1 if title is None else title)
    for i in range(first):
        text = rows[i].text
        if i in others:
            gone[i] = True
        elif i == title or (own and bare(plain(text)) == own):
            gone[i] = False
        elif kinds[i] in {AT_EDGE, OPEN} or _says(rows[i], kinds[i], own):
            gone[i] = True
        elif title is not None and menu <= i < title:
            gone[i] = len(text) <= LONGEST_LINK
        elif kinds[i] == UNKNOWN and i < above and not (i + 1 == title and ANSWERING.search(text)):
            titled = len(text) >= SHORTEST_TITLE and is_title_like(text) and not TO_READERS.search(text)
            gone[i] = (len(text) <= LONGEST_MOTTO and (i < crumb or not titled)) or (
                dated and i < parted and len(text) <= LONGEST_LINK
            )
        elif kinds[i] == KEPT and i < above:
            gone[i] = gone[i] or _is_of_site(text, rows[i + 1].text, alone=len(rows) == first)
    if first:
        _beside(rows, kinds, gone, first, title, own)


def _is_of_site(text: str, below: str, *, alone: bool) -> bool:
    """Say whether a line above the title says whose site it is, or the day: —— 中共云溪市委组织部主办, 云溪晨报　2023年5月6日."""
    if text.startswith("—"):  # a second title stands below the first
        return len(text) <= LONGEST_MOTTO
    if is_office(text):  # the first line of a title stays: 云溪市人民政府⏎关于…的通知
        return not OPENS_TITLE.match(below) and not alone
    return text.endswith(("日", "月")) and WRITTEN_DATE.search(text) is not None and not NOTE.match(text)


def _beside(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], first: int, title: int | None, own: str) -> None:
    """Judge the lines in front of the body that count only for what stands around them: user, rank, account, a notice."""
    ending = max((i for i in range(first) if gone[i]), default=-1)
    for i in range(first):
        if gone[i] or i == title:
            continue
        above = gone[i - 1] or i - 1 == title if i else title is not None
        below = i + 1 < len(rows) and gone[i + 1]
        if kinds[i] == NEAR and title is not None and i < title:
            gone[i] = True
        elif kinds[i] == NEAR or (kinds[i] == UNKNOWN and len(rows[i].text) == 1):
            gone[i] = above or below
        elif (kinds[i] == UNKNOWN and i and gone[i - 1] and _is_value(rows[i - 1].text, rows[i].text)) or (
            kinds[i] == UNKNOWN and _presents(rows, i)
        ):
            gone[i] = True
        elif kinds[i] == UNKNOWN and above and i > ending and is_cued(rows[i].text, 2) and not is_title_like(rows[i].text):
            # 阅读前请仔细阅读以下声明, the last line in front of the body
            own_words = not rows[i].text.endswith("。") or OWN_CUE.search(rows[i].text) is not None
            gone[i] = title is not None and i > title and own_words
        elif kinds[i] == UNKNOWN and i < ending and bare(plain(rows[i].text)) != own:
            # user, rank and account stand among the metadata; a speaker's name has a blank inside (李　强) or a title before it
            text = rows[i].text
            among = title is not None and any(gone[k] for k in range(title + 1, i))
            gone[i] = not (text.endswith("。") and not is_cued(text)) and (
                among
                or is_account(plain(text))
                or (len(text) <= LONGEST_NAME and not is_title_like(text) and not NAME.fullmatch(text))
            )


def _presents(rows: Sequence[Line], i: int) -> bool:
    """Say whether a line is an account's name, or what it says of itself: 以下文章来源于云溪发布 ，作者云溪发布⏎云溪发布.⏎权威信息平台.

    Or 每天为您发布权威信息。⏎360篇原创内容.
    """
    if i + 1 < len(rows) and ORIGINALS.fullmatch(rows[i + 1].text):
        return True
    named = next((k for k in (i, i - 1) if k > 0 and rows[k - 1].text.startswith(REPRINTED)), 0)
    return named > 0 and bare(rows[named].text) in bare(rows[named - 1].text)


def _is_value(label: str, text: str) -> bool:
    """Say whether a line is what the label above it announces: 标签：⏎杂谈."""
    return (
        label.endswith(("：", ":"))
        and not label.startswith(BUTTONS)
        and LABEL.fullmatch(label) is not None
        and len(text) <= LONGEST_NAME
        and not is_closed(text)
    )


def _says(row: Line, sort: str, own: str) -> bool:
    """Say whether a line outside the body is built around the title, and does not only number it: 下载《…讲话》.doc, not …讲话二."""
    return (
        sort != KEPT
        and len(own) >= 8
        and own in (text := bare(row.text))
        and len(row.text) <= (2 + (row.text.count("《") > 1)) * len(own) + 40
        and not COUNTED_TITLE.fullmatch(text.removeprefix(own))
    )


def _tail(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], last: int, title: str) -> None:
    """Judge the lines behind the body: signature and date stay, and from the first chrome on little else does."""
    started = 0
    opened = ended = False
    resumed = _resumed(rows, kinds, last)
    annexed = any(rows[i].text.startswith("附") for i in range(last + 1, len(rows)))
    own_words = max((i for i in range(last + 1, len(rows)) if kinds[i] in {UNKNOWN, KEPT, PROSE}), default=-1)
    for i in range(last + 1, len(rows)):
        text = rows[i].text
        if kinds[i] == OPEN:
            opened = True
        if kinds[i] == KEPT and WRITTEN_DATE.fullmatch(text):
            behind = next((k for k in range(i + 1, len(rows)) if not is_scrap(rows[k].text)), len(rows))
            ended = behind == len(rows) or kinds[behind] in CHROME
        if i <= resumed:  # a line of chrome between the last sentences of a document ends nothing
            gone[i] = gone[i] or kinds[i] == SURELY or (kinds[i] in CHROME and not _is_paragraph(text))
        elif (
            opened
            or kinds[i] in CHROME
            or _says(rows[i], kinds[i], title)
            or (kinds[i] == UNKNOWN and ((title and title[:2] in text and bare(text) == title) or (ended and is_scrap(text))))
            or (kinds[i] == KEPT and started and gone[i - 1] and _is_of_footer(rows, kinds, i))
        ):
            gone[i] = True
            started += 1
        elif kinds[i] == NEAR:
            row = i > last + 1 and kinds[i - 1] == NEAR  # of a table that ends the document
            gone[i] = started > 0 or (not row and i + 1 < len(rows) and kinds[i + 1] in CHROME)
        elif (
            not started
            and kinds[i] == UNKNOWN
            and len(text) <= LONGEST_HEADING
            and text.endswith(("：", ":"))
            and kinds[i + 1 : i + 2] in ([SURELY], [AT_EDGE])
        ) or (text in FILES and own_words <= i < len(rows) - 1):
            gone[i] = True  # 资源描述： 附件：⏎方案.pdf, a link
        elif started and kinds[i] != PROSE:
            # numbered links, and 谢谢，收藏了 of a reader
            listed = (NUMBERED.match(text) and not annexed) or text.startswith(("谢谢，", "谢谢,", "感谢"))
            own = NOTE.match(text) or WRITTEN_DATE.fullmatch(text) or (kinds[i] == KEPT and started <= 2 and not listed)
            gone[i] = (
                not own
                and (started >= 2 or not is_closed(text) or len(text) <= SHORTEST_SENTENCE)
                and len(text) <= LONGEST_LEFTOVER
            )
        elif started:
            gone[i] = True  # such a sentence is behind the body only if it stands among furniture
    _lists(rows, kinds, gone, last)


def _is_of_footer(rows: Sequence[Line], kinds: Sequence[str], i: int) -> bool:
    """Say whether an office or a number to call is the site's: chrome stands above it and below, and no day as under a signature."""
    text = rows[i].text
    below = next((k for k in range(i + 1, len(rows)) if not (kinds[k] == KEPT and is_office(rows[k].text))), len(rows))
    if below == len(rows) or kinds[below] in {KEPT, PROSE}:
        return False
    if WRITTEN_DATE.search(text) or NOTE.match(text):
        return False
    return CONTACT.match(text) is not None or is_office(text)


def _resumed(rows: Sequence[Line], kinds: Sequence[str], last: int) -> int:
    """Return the last line that is the document's for sure behind little bait, -1 without such.

    It is a day under a signature, a sentence, or one more row of a list of names.
    """
    out, said, baits = -1, 0, 0
    if CHROME.isdisjoint(kinds[last + 1 :]):
        return out
    for i in range(last + 1, len(rows)):
        text = rows[i].text
        baits += kinds[i] in CHROME
        if kinds[i] == OPEN or baits > FEW:
            break
        signed = kinds[i] == kinds[i - 1] == KEPT and WRITTEN_DATE.fullmatch(text) and is_office(rows[i - 1].text)
        sentence = kinds[i] == UNKNOWN and text.endswith("。") and not is_cued(text)
        above = next((rows[k].text for k in range(i - 1, last, -1) if kinds[k] not in CHROME), "")
        if WIDE.fullmatch(text) and WIDE.fullmatch(above) and kinds[i] not in CHROME:
            out = i
        said += sentence and baits > 0
        if signed or (sentence and said >= FEWEST_SENTENCES):
            out = i
    return out


def _lists(rows: Sequence[Line], kinds: Sequence[str], gone: list[bool], last: int) -> None:
    """Behind the body, three titles of articles one after another are a list of links even under no heading."""
    run: list[int] = []
    annex = next((k for k in range(last + 1, len(rows)) if rows[k].text.startswith("附")), len(rows))
    for i in range(last + 1, len(rows) + 1):
        if i < len(rows) and i <= annex and kinds[i] == UNKNOWN and is_title_like(rows[i].text):
            run.append(i)
            continue
        if len(run) >= 3:
            for k in run:
                gone[k] = True
        run = []
