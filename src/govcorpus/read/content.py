"""Which lines of a page are its main content, told from the tree they stand in.

Own block scoring in the spirit of text density (Sun, Song and Liao, SIGIR 2011): a line counts with its characters where it
reads like a sentence and is no link; the content is the deepest element that still holds nearly all of what counts.
"""

from __future__ import annotations

import re

from govcorpus.read.blocks import CONTENT, CONTROLS, Element, Line, words

# Names of chrome. They count only as whole words of an id or class, and never around or against the content.
CHROME = re.compile(
    r"(?<![a-z])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|location|dqwz|weizhi|footer|foot|sidebar|aside|sidenav|share|bdshare\w*|jiathis|qrcode|qr|ewm|erweima"
    r"|print|dayin|fontsize|zihao|related|relate|xiangguan|xgyd|recommend|tuijian|hot|rank|ranking|toplist|tags?|tagcloud|comments?|pinglun|login|search|copyright|friendlink"
    r"|youqing|links|banner|ads?|advert|guanggao|toolbar|tools|gotop|totop|backtop|qr_container|app-?download|subscribe|widget)(?![a-z])"
)
SENTENCE = re.compile("[。；！？，]|(?<=[\u3400-\u9fff）)”])[.;!?,]|[.;!?,](?= |$)")  # some sites fold “，” to “,”
# Sentences of every site's foot and of the line under a title: they do not count, wherever they stand.
FURNITURE = re.compile(
    r"版权|copyright|©|icp备|公安备|网站标识码|主办|承办|技术支持|邮编|免责声明|转载|侵权|责任编辑|点击|浏览|阅读|扫一扫|关注|登录|注册|下载|客户端|浏览器|分辨率|欢迎访问|祝您",
    re.IGNORECASE,
)
FOOT = re.compile(
    FURNITURE.pattern + "|地址|电话|传真|备案|当前位置|发布时间|发布日期|来源|作者|记者|编辑|分享|打印|[|>›»]", re.IGNORECASE
)
# How a text is signed: 云溪市人民政府⏎2023年3月14日.
SIGNED = re.compile(
    r"[〇○零一二三四五六七八九十\d]{2,4}\s*年\s*[一二三四五六七八九十\d]{1,3}\s*月\s*[一二三四五六七八九十\d]{1,3}\s*日$"
    r"|\S{2,20}(?:政府|办公厅|办公室|委员会|局|厅|部|院)$"
)
# Lines that belong to a text even where a template puts them outside the element of the article.
KEPT = re.compile(rf"附件(?!下载)|附[:：]|[（(]此件|此件公开|抄送|主送|联系人|[（(]?(?:联系|咨询)电话|{SIGNED.pattern}")
ANNEX = re.compile("附件(?!下载)|附[:：]|附录|附表")
PAGER = re.compile(
    "[上下前后]一[页頁篇]|(?<!\\d)\\d+\\s*/\\s*\\d+\\s*[页頁]?|共\\s*\\d+\\s*[页頁]|^[\\[［【(（]?\\d{1,3}[\\]］】)）]?(?:\\s*[\\[［【(（]?\\d{1,3}[\\]］】)）]?)*$|首页(?:(?!首页).)*尾页"
)
PARAGRAPHS = words("p h1 h2 h3 h4 h5 h6 li dt dd blockquote pre tr tbody thead tfoot ul ol dl caption center hr")

# The content holds nearly all that counts: 5 % is the lead of a box or a notice. An element named as content may hold less.
SHARE, NAMED_SHARE = 0.95, 0.7
# Below this many characters of sentences a page has no main content we could tell from the rest.
LEAST = 30
# An element named as chrome that holds more than this share of all sentences is no chrome (id="print" around the article).
CHROME_SHARE = 0.3


def outside(lines: list[Line], elements: list[Element], known: set[int]) -> list[str]:
    """Say for each line why it is not content: `outside` the main element, the name of its chrome, or nothing.

    `known` are the numbers of the lines that hold metadata: they neither count nor get a reason.
    """
    weights = [0 if i in known else _weight(line) for i, line in enumerate(lines)]
    chrome = _chrome(elements, _sums(lines, elements, weights))
    weights = [0 if chrome[line.element] else weight for line, weight in zip(lines, weights, strict=True)]
    main = -1
    if sum(weights) >= LEAST:
        main = _main(lines, elements, _sums(lines, elements, weights))
    inside = [main < 0]
    for number, element in enumerate(elements):
        inside.append(number == main or inside[element.parent + 1])
    within = [inside[line.element + 1] for line in lines]
    last = max((i for i, there in enumerate(within) if there), default=-1)
    end = _tail(lines, elements, chrome, weights, main, last)
    out: list[str] = []
    for i, line in enumerate(lines):
        name = chrome[line.element]
        kept = name and within[i] and KEPT.match(line.text)
        # an office among links is the account that posted them
        if i in known or PAGER.search(line.text) or (kept and not (out and out[-1] and SIGNED.match(line.text))):
            out.append("")
        else:
            out.append(name or ("" if within[i] or last < i <= end else "outside"))
    return out


def _tail(lines: list[Line], elements: list[Element], chrome: list[str], weights: list[int], main: int, last: int) -> int:
    """The number of the last line behind the content that still belongs to it.

    That is what runs on beside its element (one stray `</div>` in a pasted text closes it too early), an annex, and lines such
    as a signature; the first line of chrome ends it.
    """
    end, annex = last, False
    parent = elements[main].parent if main >= 0 and elements[main].tag != "td" else len(elements)
    for i in range(last + 1, len(lines)):
        line = lines[i]
        furniture = len(line.text) < 80 and FURNITURE.search(line.text)
        if chrome[line.element] or furniture or line.covered("link") * 2 > len(line.text):
            break
        annex = annex or bool(ANNEX.match(line.text))
        beside = parent in {line.element, elements[line.element].parent}
        if annex or KEPT.match(line.text) or (beside and (weights[i] or line.text.endswith("。") or _is_plain(line, elements))):
            end = i
        elif not beside:
            break
    return end


def _weight(line: Line) -> int:
    """The characters of a line that count as content."""
    shown = len(line.text) - line.covered("hidden")
    if shown < 12 or line.covered("link") * 2 > shown or not SENTENCE.search(line.text):
        return 0
    return 0 if shown < 80 and FURNITURE.search(line.text) else shown


def _sums(lines: list[Line], elements: list[Element], weights: list[int]) -> list[int]:
    """The weight of each element with all that stands in it; the last one is that of the page."""
    sums = [0] * (len(elements) + 1)  # sums[-1], the parent of what stands at the top, is the page
    for line, weight in zip(lines, weights, strict=True):
        sums[line.element] += weight
    for number in range(len(elements) - 1, -1, -1):  # an element comes after the one around it
        sums[elements[number].parent] += sums[number]
    return sums


def _chrome(elements: list[Element], sums: list[int]) -> list[str]:
    """For each element the tag or word that names it, or one around it, as chrome; the last one is the page."""
    out = [""] * (len(elements) + 1)
    for number, (parent, tag, name) in enumerate(elements):
        own = ""
        if sums[number] <= sums[-1] * CHROME_SHARE and tag not in {"body", "html"}:
            if tag in CONTROLS:
                own = tag
            elif name and not CONTENT.search(name) and (found := CHROME.search(name)):
                own = found[0]
        out[number] = out[parent] or own
    return out


def _main(lines: list[Line], elements: list[Element], sums: list[int]) -> int:
    """Return the number of the element that holds the content, -1 for the page.

    That is the innermost one whose name says so, if it holds most of what counts; else one goes down from the page while one
    container holds nearly all of it.
    """
    main = -1
    twins = _twins(elements, sums)
    for number, (_, tag, name) in enumerate(elements):
        if sums[number] < sums[main] * (NAMED_SHARE if main < 0 else SHARE):
            continue
        if (tag in {"article", "main"} or CONTENT.search(name)) and number not in twins:
            main = number
    if main >= 0:
        return main
    heaviest = [-1] * (len(elements) + 1)
    for number, element in enumerate(elements):
        if sums[number] and (heaviest[element.parent] < 0 or sums[number] > sums[heaviest[element.parent]]):
            heaviest[element.parent] = number
    spans = _spans(lines, elements)
    at = -1
    while (child := heaviest[at]) >= 0 and sums[child] >= sums[at] * SHARE:
        (first, last), (start, end) = spans[at], spans[child]
        beside = [line for line in lines[first:start] + lines[end:last] if _is_plain(line, elements)]
        if beside or any(KEPT.match(line.text) for line in lines[end : min(last, end + 4)]):
            break
        if elements[child].tag not in PARAGRAPHS:
            main = child
        at = child
    return main


def _is_plain(line: Line, elements: list[Element]) -> bool:
    """Whether a line is a paragraph and nothing else: chrome is seldom set in a `<p>` without a name."""
    _, tag, name = elements[line.element]
    return tag == "p" and not name and line.covered("link") * 2 <= len(line.text) and not FOOT.search(line.text)


def _twins(elements: list[Element], sums: list[int]) -> set[int]:
    """The elements beside which another one of the same name holds text too: articles in several containers."""
    last = list(range(len(elements)))  # for each element the last one inside it
    for number in range(len(elements) - 1, -1, -1):
        parent = elements[number].parent
        if parent >= 0:
            last[parent] = max(last[parent], last[number])
    named: dict[tuple[str, str], list[int]] = {}
    for number, (_, tag, name) in enumerate(elements):
        if sums[number]:
            named.setdefault((tag, name), []).append(number)
    out: set[int] = set()
    for same in named.values():
        first_end = min(last[number] for number in same)
        out.update(number for number in same if first_end < number or last[number] < same[-1])
    return out


def _spans(lines: list[Line], elements: list[Element]) -> list[tuple[int, int]]:
    """For each element the numbers of its first line and of the one behind its last; the last pair is that of the page."""
    starts, ends = [len(lines)] * (len(elements) + 1), [0] * (len(elements) + 1)
    for i, line in enumerate(lines):
        starts[line.element] = min(starts[line.element], i)
        ends[line.element] = i + 1
    for number in range(len(elements) - 1, -1, -1):
        parent = elements[number].parent
        starts[parent] = min(starts[parent], starts[number])
        ends[parent] = max(ends[parent], ends[number])
    return list(zip(starts, ends, strict=True))
