"""Lines without a sign of furniture are not shown to the costly expressions: proof that all these match has such a sign."""

from __future__ import annotations

import re
from pathlib import Path
from re import _constants as code  # only the parser of expressions knows what must stand in all that they match
from re import _parser as parser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Page, Source
from govcorpus.model.lines import BLANK, OFFICE, OFFICES, Line, lines
from govcorpus.model.part_headings import ADORNING, BRACKETS, COUNTED, HEADINGS, WORD
from govcorpus.model.titles import BRACKET, ORNAMENTS, SHORTEST, WHOLE, plain
from govcorpus.strip import kinds
from govcorpus.strip import signs as sign
from govcorpus.strip.extent import LEAD_IN, LEAST_WEIGHT, _furniture_from, _shares, _weight
from govcorpus.strip.kinds import AT_EDGE, CHROME, KEPT, NEAR, OPEN, PROSE, SEPARATOR, SURELY, UNKNOWN, kind, speaks_of_site
from govcorpus.strip.layout import blank
from govcorpus.strip.pager import PAGER, pager
from govcorpus.strip.pager import SIGN as PAGED
from govcorpus.strip.pairs import CLASSES, EITHER, LINE_END, finder, pairs
from govcorpus.strip.sentences import EDGE, OPENER, OWN_CUE, SURE, TWICE
from govcorpus.strip.tokens import LISTS, counted, labels, strong
from govcorpus.strip.words import LABEL

SAMPLE = Path(__file__).parent.parent / "sample"
SPACE = re.compile(r"[\s\u200b\ufeff]+")
OTHER = "□"  # stands for all characters that are in no pair
CLASS = {code.CATEGORY_SPACE: r"\s", code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_DIGIT: r"\d", code.CATEGORY_WORD: r"\w"}


class Search:
    """Looks for a line that an expression matches and that holds none of the pairs."""

    def __init__(self, wanted) -> None:
        self.alone = {first for first, second in wanted if second == EITHER}
        self.before: dict[str, set[str]] = {}
        for first, second in wanted:
            self.before.setdefault(second, set()).add(first)
        self.chars = {char for pair in wanted for char in pair} - {EITHER, LINE_END}

    def found(self, expression: str) -> list[str]:
        """Return such lines, one for each last character."""
        return list(self._walk(parser.parse(expression), {LINE_END: ""}).values())

    def _walk(self, nodes, ends):
        """Lengthen the beginnings of such lines, one for each last character, by what the nodes match."""
        for operation, value in nodes:
            ends = self._step(operation, value, ends)
        return ends

    def _step(self, operation, value, ends):
        if operation is code.BRANCH:
            return {end: line for branch in value[1] for end, line in self._walk(branch, ends).items()}
        if operation is code.SUBPATTERN:
            return self._walk(value[-1], ends)
        if operation is code.ASSERT:
            return ends  # as if nothing were asked: finds more lines, never fewer
        if operation is code.GROUPREF:
            return self._repeated(0, 100, [(code.ANY, None)], ends)  # anything: finds more lines, never fewer
        if operation in {code.MAX_REPEAT, code.MIN_REPEAT}:
            return self._repeated(*value, ends)
        return self._behind({LINE_END} if operation is code.AT else self._matched(operation, value), ends)

    def _repeated(self, least, most, nodes, ends):
        for _ in range(least):
            ends = self._walk(nodes, ends)
        for _ in range(least, min(most, 1000)):
            more = self._walk(nodes, ends)
            if more.keys() <= ends.keys():
                break
            ends = more | ends
        return ends

    def _behind(self, chars, ends):
        """Lengthen the beginnings by a character that makes no pair with their last one."""
        out = {}
        for char in chars - self.alone:
            free = ends.keys() - self.before.get(char, set())
            if free:
                out[char] = ends[min(free)] + char
        return out

    def _matched(self, operation, value):
        """The characters that one element of an expression matches."""
        every = self.chars | {OTHER}
        if operation is code.LITERAL:
            return {chr(value)} & self.chars or {OTHER}
        if operation in {code.ANY, code.NOT_LITERAL}:
            return every
        assert operation is code.IN, operation
        known = [self._members(*item) for item in value if item[0] is not code.NEGATE]
        found = set().union(*known)
        return every - found | {OTHER} if value[0][0] is code.NEGATE else found

    def _members(self, sort, what):
        if sort is code.LITERAL:
            return {chr(what)} & self.chars or {OTHER}
        if sort is code.RANGE and what[0] > 0xFFFF:
            return set()  # a line with such a character is told to have every sign
        if sort is code.RANGE:
            return {char for char in self.chars if what[0] <= ord(char) <= what[1]} | {OTHER}
        inside = {char for char in self.chars if re.match(CLASS[what], char)}
        return inside if inside.issuperset(CLASSES.get(CLASS[what], OTHER)) else inside | {OTHER}


def test_the_search_finds_what_lacks_a_pair() -> None:
    assert Search(pairs("下载|上传")).found(r"(?:点击)?下载.{0,4}|上传$") == []
    assert Search(pairs("下载")).found(r"[上下]载") == ["□载"]
    assert Search(pairs(r"完\n")).found(r"未?完$") == []
    assert Search(pairs(r"完\n")).found(r"未?完.*$") != []
    assert Search(pairs(sign.SENTENCES.replace("小编|", ""))).found(SURE.pattern) != []


@pytest.mark.parametrize(
    ("words", "expression"),
    [
        (sign.SENTENCES, SURE.pattern),
        (r"\s", TWICE.pattern),
        (OWN_CUE.pattern, OWN_CUE.pattern),
        (sign.EDGES, EDGE.pattern),
        (sign.PAIRING, SEPARATOR.pattern),
        (sign.LEADS, LEAD_IN.pattern),
        (sign.OPENINGS, OPENER.pattern),
        (rf"[{''.join(OFFICES)}]\n", OFFICE.pattern),
        *((sign.PARTS, rf"{heading.pattern}$") for heading in HEADINGS),
    ],
    ids=[
        "SURE",
        "TWICE",
        "OWN_CUE",
        "EDGE",
        "SEPARATOR",
        "LEAD_IN",
        "OPENER",
        "OFFICE",
        *(f"HEADINGS {n}" for n in range(len(HEADINGS))),
    ],
)
def test_nothing_matches_without_a_sign(words: str, expression: str) -> None:
    assert Search(pairs(words)).found(expression) == []


AHEAD = re.compile(r"\(\?=[^()]*\)")
AHEAD_PIECES = st.sampled_from([*"共【 1页到这此，。讲就先一会>→；", "文档", "介绍", "结束", "各位代表" * 14])


@given(st.lists(AHEAD_PIECES, max_size=12).map("".join))
def test_sentences_are_found_alike_with_and_without_looking_ahead(text: str) -> None:
    without = re.compile(AHEAD.sub("", SURE.pattern))
    assert len(AHEAD.findall(SURE.pattern)) == 3
    assert (without.match(text) is None) == (SURE.match(text) is None)


def test_no_label_and_no_strong_word_is_without_a_sign() -> None:
    assert Search(labels()).found(LABEL.pattern) == []
    search = Search(strong())
    assert [word for word in LISTS["strong"] if search.found(word)] == []


def test_a_line_is_named_for_what_it_holds() -> None:
    find = finder([pairs("下载|转载"), pairs(r"完\n"), pairs(r"\s")])
    assert find(["点击下载", "载下", "未完", "完成", "转 载"]) == [1, 0, 2, 0, 4]
    assert finder([pairs(r"\n下")])(["下载", "载下", "下"]) == [1, 0, 1]
    assert find(["完成", "载"]) == [0, 0]
    assert find(["\U00020000", "载", "完\U00020000成", "下载"]) == [7, 0, 7, 1]
    assert find([]) == []


def test_every_figure_is_one() -> None:
    figures = re.findall(r"\d", "".join(map(chr, range(1 << 16))))
    find = finder([pairs(r"第\d"), pairs(r"[人第]")])
    assert find([f"第{figure}" for figure in figures]) == [3] * len(figures)
    assert {counted(f"{figure}人已学习", 9) for figure in figures} == {counted("1人已学习", 9)}


def unguarded(text: str) -> str:
    return kind(text, sign.EVERY)


def test_the_lines_of_the_sample_are_judged_alike_with_and_without_signs() -> None:
    for path in sorted(SAMPLE.rglob("*")):
        if path.suffix in {".txt", ".html", ".jsonl"}:
            texts = [line.text for line in lines(path.read_text("utf-8", "replace"))]
            assert [kind(*row) for row in zip(texts, sign.signs(texts), strict=True)] == [unguarded(text) for text in texts]


PIECES = st.sampled_from(
    [
        *"各位代表：，。|｜ 　【】（）>第一条完年3-网号称页",
        "2023-03-14",
        "10:20",
        "首页",
        "下载",
        "来源：",
        "作者",
        "大",
        "中",
        "小编整理的",
        "本站",
        "您好，",
        "侵权",
        "责任编辑：",
        "会议要求",
        "关于",
    ]
    + [re.sub(r"\W", "", word) for word in LISTS["strong"][::40] + LISTS["label"][::25]]
)


@given(st.lists(PIECES, min_size=1, max_size=14).map("".join).map(str.strip).filter(bool))
def test_any_line_is_judged_alike_with_and_without_signs(text: str) -> None:
    (signs,) = sign.signs([text])
    assert kind(text, signs) == unguarded(text)
    assert signs & sign.CUED or not speaks_of_site(text, fewest=1)


@given(st.lists(PIECES, min_size=1, max_size=14).map("".join).map(str.strip).filter(bool))
def test_words_are_judged_alike_when_all_of_a_line_is_counted(text: str) -> None:
    (signs,) = sign.signs([text])
    judged = [kinds._of_words(text, known) for known in (signs, sign.EVERY)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kinds, "counted", lambda text, _most: counted(text, len(text)))
        assert [kinds._of_words(text, known) for known in (signs, sign.EVERY)] == judged


def test_blanks_are_what_an_expression_takes_for_one() -> None:
    assert sorted(BLANK) == [char for char in map(chr, range(1 << 16)) if SPACE.match(char)]


@given(st.text(st.sampled_from("各位。 \n\u3000\u200b\ufeff\x85\r\t"), max_size=40))
def test_blanks_go_alike_with_and_without_the_look_at_line_ends(text: str) -> None:
    spans = [(found.start(), found.end(), found[0]) for found in SPACE.finditer(text)]
    wanted = [(start, end, "") for start, end, _ in spans if start == 0 or end == len(text)]
    wanted += [(start, end, "\n") for start, end, old in spans if start > 0 and end < len(text) and "\n" in old and old != "\n"]
    assert sorted(change[:3] for change in blank(Page.from_text(text), Source("plain"))) == sorted(wanted)


PAGER_PIECES = st.sampled_from([*"123１/[]［］ \n页第共：，|-条Go", "上一页", "下页", "余下全文", "每页", "Next", "会议"])


@given(st.lists(PAGER_PIECES, max_size=16).map("".join))
def test_pagers_are_found_alike_with_and_without_the_look_at_their_characters(text: str) -> None:
    wanted = [(line.start, line.end) for line in lines(text) if PAGED.search(line.text) and PAGER.fullmatch(line.text)]
    assert [change[:2] for change in pager(Page.from_text(text), Source("plain"))] == wanted


KINDS = st.lists(
    st.tuples(
        st.sampled_from([SURELY, AT_EDGE, NEAR, OPEN, KEPT, PROSE, UNKNOWN]),
        st.sampled_from(["会议要求，抓好落实。", "会议要求" * 30, "本站资料供您下载。", "扎实推进，" * 41]),
    ),
    max_size=12,
)


@given(KINDS)
def test_furniture_begins_at_the_same_line_when_all_lines_are_weighed(drawn: list[tuple[str, str]]) -> None:
    kinds, texts = [sort for sort, _ in drawn], [text for _, text in drawn]
    rows = [Line(0, 0, text) for text in texts]
    first = next(
        (i for i, (sort, text) in enumerate(drawn) if sort == PROSE and not speaks_of_site(text, fewest=1)), len(drawn)
    )
    most, start, weight = LEAST_WEIGHT, len(drawn), 0.0
    for i in range(len(drawn) - 1, first, -1):
        weight += _shares(kinds).get(i, 1.0) * _weight(texts[i], kinds[i], sign.EVERY)
        if weight >= most and kinds[i] in CHROME:
            most, start = weight, i
    assert _furniture_from(rows, kinds, sign.signs(texts) if texts else []) == start


@pytest.mark.parametrize("heading", HEADINGS)
@given(st.data())
def test_every_heading_of_a_part_has_a_number_beside_its_word(heading: re.Pattern[str], data: st.DataObject) -> None:
    line = data.draw(st.from_regex(heading, fullmatch=True).map(str.strip))
    if heading.fullmatch(line):
        assert COUNTED.search(line)
        assert WORD.search(line) or line.rstrip(ADORNING).endswith(BRACKETS)


TITLE_PIECES = st.sampled_from(
    [
        *"在全县上的会讲话１2 -_—|».:：（(【[）)】]共页篇",
        "通知",
        "原标题",
        "云溪网",
        ".docx",
        "2023年",
        "三篇",
        "范文",
        "模板",
        "转载",
    ]
)


@given(st.lists(TITLE_PIECES, max_size=12).map("".join))
def test_titles_are_made_plain_alike_with_and_without_the_look_for_ornaments(title: str) -> None:
    wanted = re.sub(r"\s+", " ", title).strip()
    if len(wanted) > SHORTEST + 2 and wanted[0] + wanted[-1] in WHOLE and not BRACKET.search(wanted, 1, len(wanted) - 1):
        wanted = wanted[1:-1].strip()
    for ornament in ORNAMENTS:
        cut = ornament.sub("", wanted).strip()
        wanted = cut if len(cut) >= SHORTEST else wanted
    assert plain(title) == wanted
