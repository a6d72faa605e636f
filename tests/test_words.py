"""Words found all at once are those found one by one, and cues counted by words are those that expressions count."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from govcorpus.label.cues import CUES, EVERY, TENSES
from govcorpus.label.spoken import look, outlined
from govcorpus.label.tallies import tallies
from govcorpus.model.words import found, within, words

KNOWN = ("应急", "应急响应", "响应", "高速", "高速公路", "公路", "社会主义核心价值观", "社会主义", "GDP", "急响")
TEXTS = st.text(alphabet="应急响高速公路社会主义核心价值观GDP，\n\ue000𠮷\ud800", max_size=60)
# What the cues were learnt with.
EXPRESSIONS = {
    "duty": r"必须|应当|要(?!求|素|点)|须|不得|务必",
    "past": r"了|取得|完成|实现了|增长|比上年|同比|达到|累计|以来|去年|过去",
    "plan": r"加强|推进|加快|完善|建立|健全|推动|促进|支持|鼓励|开展|实施|强化|深化",
    "issue": r"问题|困难|不足|矛盾|不够|滞后|薄弱|突出|压力|短板|不平衡|风险",
    "target": r"目标|到20[0-9]{2}年|力争|以上|左右|基本(?:形成|建成|实现)|达到",
    "guard": r"负责|责任|领导|考核|督查|督促|监督|落实|保障|经费|协调|宣传|培训|评估",
    "law": r"本法|本条例|本办法|本规定|处罚|罚款|第[一二三四五六七八九十]+条|予以|规定的|申请|批准|有权",
    "idea": r"指导思想|以.{2,12}为指导|思想|精神|原则|意义|贯彻|坚持|方针|战略",
    "close": r"同志们|各位代表|让我们|谢谢|而努力|奋斗",
    "figure": r"[0-9.]+(?:%|％|亿|万|个百分点)|百分之",
    "year": r"今年|明年|今后|下一步|\d{4}年",
    "done": r"了|已|取得|完成(?!率|时限|任务)|同比|比上年|全年|累计|共(?:有|计|完成)|获得|荣获|得到|先后|达到|分别为|实现了",
    "ahead": (r"要(?!求|素|点|闻|领)|必须|应当?(?!急|用|对|届)|力争|确保|务必|将(?!军)|继续|加快|不得|进一步|今后|明年|下一步"),
}
PARTS = [
    "，",
    "。",
    "\n",
    "的",
    "12",
    ".5",
    "2023",
    "20",
    "率",
    "时限",
    "任务",
    "急",
    "用",
    "军",
    "素",
    "闻",
    "共",
    "负责任",
    "监督促进",
]
PARTS += [
    *re.findall(r"[\u4e00-\u9fff]+", " ".join(EXPRESSIONS.values())),
    "2025年",
    "以新理念为指导",
    "达到2030年",
    "共完成任务",
]
SPOKEN = st.lists(st.sampled_from(sorted(set(PARTS))), max_size=30).map("".join)


@given(TEXTS)
def test_words_are_found_wherever_they_stand(text: str) -> None:
    known = words(KNOWN)
    got = found(known, text)
    want = sorted((at, at + len(word), word) for word in KNOWN for at in range(len(text)) if text.startswith(word, at))
    assert sorted((s, e, known.words[k]) for s, e, k in zip(*(a.tolist() for a in got), strict=True)) == want
    assert got.starts.tolist() == sorted(got.starts.tolist())


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=5))
def test_words_within_spans_are_those_of_the_spans_texts(text: str, places: list[tuple[int, int]]) -> None:
    known = words(KNOWN)
    spans = [(start, start + size) for start, size in places]
    got = sorted(zip(*(numbers.tolist() for numbers in within(found(known, text), spans)), strict=True))
    alone = [(k, word) for k, (start, end) in enumerate(spans) for word in found(known, text[start:end]).words.tolist()]
    assert got == sorted(alone)


@given(st.lists(SPOKEN, min_size=1, max_size=4))
def test_cues_are_counted_as_the_expressions_count_them(parts: list[str]) -> None:
    """Parts of a text are counted as if each stood alone; where more than two words share characters one may differ."""
    starts = [sum(len(part) + 1 for part in parts[:k]) for k in range(len(parts))]
    spans = [(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]
    spoken = look([outlined("\n".join(parts), "", ())])
    for part, row in zip(parts, tallies(spoken, spans, spans, parts).tolist(), strict=True):
        assert dict(zip(EVERY, row, strict=True)) == {name: len(re.findall(shape, part)) for name, shape in EXPRESSIONS.items()}
    assert {*CUES, *TENSES} == EXPRESSIONS.keys()
