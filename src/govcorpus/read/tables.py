"""Tables: rows of data become one line each, cells divided by a tab; pairs of metadata (索引号：…) are found.

Key names follow the open-government catalogues of the State Council (国务院办公厅, 政府信息公开目录) and the variants of
provinces and cities; a page is believed only where several of them stand together.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from govcorpus.read.blocks import Element, Line, Outline, Span

KEYS = {
    name: key
    for key, names in {
        "索引号": "索引号 索引编号 信息索引号 信息索引 索取号",
        "发文机关": "发文机关 发文单位 发文机构 制发机关 发文部门 制定机关 印发机关",
        "发布机构": "发布机构 发布单位 发布机关 公布机关 公布机构 公开责任部门 责任部门 信息发布机构",
        "成文日期": "成文日期 生成日期 形成日期 制发日期 发文日期 印发日期 成文时间 生成时间 发文时间",
        "标题": "标题 名称 信息名称 文件名称 文件标题 信息标题 公文标题",
        "发文字号": "发文字号 文号 文件编号 发文文号 文件字号 公文文号 发文号 文件文号",
        "发布日期": "发布日期 公布日期 公开日期 发布时间 公开时间 公布时间 信息发布日期",
        "主题分类": "主题分类 信息分类 主题类别 主题分类名称 分类 所属主题 信息类别",
        "主题词": "主题词 关键词 关键字",
        "来源": "来源 信息来源 稿源 文章来源",
        "作者": "作者",
        "其他": "有效性 时效性 效力状态 公文时效 有效期 公开方式 公开范围 公开时限 公开程序 公开形式 公开类别 公开属性 组配分类 体裁分类 体裁 服务对象 服务对象分类 "
        "废止日期 失效日期 生效日期 施行日期 实施日期 失效时间 生效时间 签发日期 载体类型 记录形式 语种 统一编号 统一登记号 公文种类 文种 内容概述 信息编号 规范性文件编号 "
        "信息格式 信息语种 主体分类 机构分类 目录分类",
    }.items()
    for name in names.split()
}
PAIR = re.compile(
    r"(?:^|(?<=[\s\u3000\xa0【\[|]))[【\[]?("
    + "|".join("[\\s\u3000\xa0]*".join(name) for name in sorted(KEYS, key=lambda name: (-len(name), name)))
    + r")[】\]]?[\s\u3000\xa0]*[：:][】\]]?"
)
BLANK = re.compile(r"[\s\u3000\xa0]+")
LABEL = re.compile(r"[\s\u3000\xa0：:【】\[\]]+")

# A cell of data is short. Beyond these sizes, in the longest tables of annexes we saw, a cell holds an article.
CELL_CHARACTERS = 1500
CELL_LINES = 8


class Pair(NamedTuple):
    """A metadata pair: the key normalised, and the span of its value in the line of that number."""

    line: int
    key: str
    start: int
    end: int


def rows(page: Outline) -> list[Line]:
    """序号⏎名称 → 序号⇥名称: join the cells of each row of data; tables that only lay out stay lines."""
    out: list[Line] = []
    data = _data_tables(page)
    for row, group in groupby(page.lines, lambda line: line.cell and line.cell[:2]):
        lines = list(group)
        if row is None or row[0] not in data or len({line.cell for line in lines}) < 2:
            out += lines
        else:
            out.append(_joined(lines))
    return out


def _data_tables(page: Outline) -> set[int]:
    tables: dict[int, list[list[Line]]] = {}
    for cell, group in groupby(page.lines, attrgetter("cell")):
        if cell is not None and cell[0] not in page.layout:
            tables.setdefault(cell[0], []).append(list(group))
    return {table for table, cells in tables.items() if _is_data(cells)}


def _is_data(cells: list[list[Line]]) -> bool:
    """Whether the cells of a table are data: small, and more than one row of several, or one line each."""
    if any(len(lines) > CELL_LINES or sum(len(line.text) for line in lines) > CELL_CHARACTERS for lines in cells):
        return False
    wide: dict[object, int] = {}
    for lines in cells:
        row = lines[0].cell and lines[0].cell[1]
        wide[row] = wide.get(row, 0) + 1
    several = sum(count > 1 for count in wide.values())
    return several > 1 or (several == 1 and all(len(lines) == 1 for lines in cells))


def _joined(lines: list[Line]) -> Line:
    """Join the lines of a row: a tab between cells, a space between the lines of one cell."""
    texts: list[str] = []
    spans: list[Span] = []
    at = 0
    before = None
    for line in lines:
        if texts:
            texts.append(" " if line.cell == before else "\t")
            at += 1
        spans += [span._replace(start=span.start + at, end=span.end + at) for span in line.spans if span.kind != "heading"]
        texts.append(line.text.replace("\t", " "))
        at += len(line.text)
        before = line.cell
    return Line("".join(texts), lines[0].element, spans, lines[0].cell)


def metadata(lines: list[Line], elements: list[Element]) -> list[Pair]:
    """索引号：000014349/2019-00004 → the pairs of the page's metadata, where several keys stand together."""
    found: list[list[Pair]] = []
    for i, line in enumerate(lines):
        pairs = _cells(i, line.text) if "\t" in line.text else _pairs(i, line.text)
        if pairs and pairs[-1].start == pairs[-1].end and i + 1 < len(lines) and _beside(line, lines[i + 1], elements):
            pairs.append(Pair(i + 1, pairs[-1].key, 0, len(lines[i + 1].text)))
        if not pairs:
            continue
        # An empty pair or a row we do not know may stand between two pairs.
        if found and i - found[-1][-1].line <= 3:
            found[-1] += pairs
        else:
            found.append(pairs)
    return [pair for group in found if _believed({pair.key for pair in group}) for pair in group]


def _believed(keys: set[str]) -> bool:
    return len(keys) > 2 or ("索引号" in keys and len(keys) > 1)


def _cells(number: int, text: str) -> list[Pair]:
    """The pairs of a row: a cell that is a key and the cell after it, or both in one cell."""
    out: list[Pair] = []
    at = 0
    key = ""
    for cell in text.split("\t"):
        name = KEYS.get(LABEL.sub("", cell)) if len(cell) < 20 else None
        if name:
            if key:
                out.append(Pair(number, key, at, at))
            key = name
        elif key:
            out.append(_stripped(number, key, text, at, at + len(cell)))
            key = ""
        else:
            out += [Pair(number, pair.key, pair.start + at, pair.end + at) for pair in _pairs(number, cell)]
        at += len(cell) + 1
    return out


def _pairs(number: int, text: str) -> list[Pair]:
    """The pairs printed in one line, each value up to the next key."""
    # No line of metadata is longer; a longer one is a paragraph that speaks of 来源：.
    if len(text) > 400 or ("：" not in text and ":" not in text):
        return []
    keys = list(PAIR.finditer(text))
    if not keys or keys[0].start() > 0:
        return []
    ends = [key.start() for key in keys[1:]] + [len(text)]
    return [_stripped(number, KEYS[BLANK.sub("", key[1])], text, key.end(), end) for key, end in zip(keys, ends, strict=True)]


def _beside(key: Line, value: Line, elements: list[Element]) -> bool:
    """Whether a line is the value of the key that stands alone in the line before: in the same row or the same parent, short."""
    if len(value.text) > 200 or PAIR.match(value.text) or "\t" in key.text + value.text:
        return False
    if key.cell or value.cell:
        return key.cell is not None and value.cell is not None and key.cell[:2] == value.cell[:2]
    return key.element == value.element or elements[key.element].parent == elements[value.element].parent


def _stripped(number: int, key: str, text: str, start: int, end: int) -> Pair:
    """A pair whose value has no white space around it and no separator behind it."""
    value = text[start:end]
    start += len(value) - len(value.lstrip())
    return Pair(number, key, start, max(start, start + len(value.strip().rstrip("|｜；;").rstrip())))


def spans(pairs: list[Pair]) -> dict[int, list[Span]]:
    """The meta spans of each line that holds a pair; a pair without a value gives an empty list."""
    out: dict[int, list[Span]] = {}
    for pair in pairs:
        there = out.setdefault(pair.line, [])
        if pair.end > pair.start:
            there.append(Span("meta", pair.start, pair.end, pair.key))
    return out
