"""What a section of level 1 or 2 does: review, tasks, safeguards …, with a probability; nothing where the model is unsure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from govcorpus.document import Section
from govcorpus.label.cues import CUES, EVERY
from govcorpus.label.outline_headings import is_news
from govcorpus.label.outline_markers import marker
from govcorpus.label.spoken import NOTHING, Outline, Span, Spoken, Verdict, look
from govcorpus.label.tallies import tallies
from govcorpus.model.linear import UNKNOWN, Linear, Table, load, scores, softmax
from govcorpus.model.words import Numbers

DEEPEST = 2
# Legal texts are provisions throughout; `law` may err about what is legal.
LEGAL = 0.97
OWN_TEXT = 800  # characters of a section's own text that are looked at: what it does shows in its first sentences
# Below this probability the model abstains: of ten classes none stands out. scripts/measure_sections counts what that costs.
SURE = 0.3
# Headings that say what they do, in the words official texts use for it; what each word counts is learnt.
NAMES = {
    "review": r"回顾|过去.{0,4}(?:工作|[一二三四五]年)|工作(?:总结|成效|情况)|(?<!基本)情况$|(?<!目)前一?(?:段|阶段)|(?<!预)决算$|取得.{0,12}成[绩就效]|成[绩就效]$|基本总结|历史性(?:成就|变革)|(?:基本|主要)经验|特色亮点|做法|新(?:进展|突破|成效|提升|变化|气象)|成效(?:明显|显著)|(?:明显|稳步|显著|有效)(?:提升|增强|改善|提高|改进|加快)|不断(?:深化|增强|提升|完善)$|得到",
    "issues": r"^(?!关于|.*(?:解决|防范|化解|克服|破解|处理)).*(?:问题$|困难|不足$|存在的|面临的|形势(?:分析|判断)?$|突出矛盾|原因|成因|趋势|差距|形势.{0,4}(?:严峻|不容乐观))",
    "requirements": r"总体要求|指导思想|原则$|意义$|必要性|认识$|充分认识|深刻认识|提高认识|认识(?:上|再)|提高.{0,4}站位|统一思想|认清|增强.{2,14}(?:责任感|紧迫感|使命感|自觉性)|高度重视|指导方针|总?体?思路$|基本要求|工作要求|有关要求|总要求|出发点|总体(?:部署|把握)|基本方略|基本路线|历史使命|方针$|主线$|动力$",
    "targets": r"目标(?!.{0,8}任务|责任)|指标$|愿景",
    "safeguards": r"(?<!安全|社会|医疗|住房|生活)保障(?:措施|力度|机制|体系)?$|组织(?:领导|实施|保障)|落实责任|责任(?!感)|(?:工作|严明|严肃)(?:工作)?纪律|(?:形成|凝聚).{0,8}合力|狠抓落实|监督(?:检查|管理|考核)?$|督[促查导]|考核|加强领导|加强党?对.{1,30}领导|政策支持|(?:资金|经费|人员)(?:支持|保障)|投入机制|抓好落实|协调(?!发展|推进)|职责$",
    "governance": r"自身建设|依法行政|型政府|(?:法治|廉洁|廉政|效能|忠诚|务实|满意)的?政府|政府(?:治理|效能|执行力|公信力|职能转变)|廉政|廉洁|管党治党|从严治党|党的建设|党风|党内|民主集中制|党组织|领导班子|作风|政风|官僚主义|形式主义",
    "tasks": r"任务|安排$|打算$|工作重点|重点工作|措施$|步骤|进度|下一步|意见$|建议$|内容$|对策",
    "provisions": r"编制(?:目的|依据)|总\s*则|附\s*则|罚\s*则|法律责任|职能|成员单位|(?:机构|单位|主要|体系).{0,4}职责|规则|范围$|程序$|权限$|划分|(?<!基础)(?<!设施)条件$|资格|编码|规格|[计折]算$|式样|标准$|机构$|组成(?:人员)?$|名单|清单|定义|适用",
    "closing": r"结束语|结语|团结起来|号召",
}
NAMED = {role: re.compile(words) for role, words in NAMES.items()}
# How much such a word counts before learning: roles that few sections have need it to be heard beside the place, which says tasks.
# scripts/measure_sections finds fewer roles right with 2 or 3, and with 8.
NAME = 5.0
# What the paragraph in front of a list announces.
ANNOUNCED = {
    "review": re.compile(r"(?:做了|完成了|开展了|取得了?|主要工作|成[就绩效]|体会|经验)[^。]{0,20}[。：:]\s*$|的实践"),
    "issues": re.compile(
        r"(?:存在|看到|认识到|面临|遇到|还有|仍有|不少|表现)(?:(?!解决|这些)[^。]){0,40}(?:(?<!个)问题|困难|矛盾|不足|差距|短板|挑战)[^。]{0,24}[。：:]\s*$"
    ),
    "targets": re.compile(r"目标[^。]{0,12}[。：:]\s*$"),
    "tasks": re.compile(r"(?:抓好|做好|重点|着力|推进|落实)[^。]{0,24}(?:工作|任务|方面|环节)[。：:]\s*$|工作[：:]\s*$"),
    "requirements": re.compile(r"(?:原则|要求|方针|坚持|把握)[^。]{0,12}[。：:]\s*$"),
}
TENSE_TEXT = 1200  # characters of a section, its subsections among them, whose tense is weighed
CLEAR = 0.4  # a balance this far from even is one of seven marks to three
# A section whose heading says nothing of what it does mostly does what the one around it does, so 培训 among tasks is one. The
# model learns most of that by itself: between 0 and 5 scripts/measure_sections prints the same figures.
LIKE_ABOVE = 1.5
ISSUES = 0.9  # how probable it is that a list announced as one of problems is one
FAINT = 0.05  # what a parent does with less than this probability says nothing about its children
INTRODUCTION = 80  # characters in front of a list that may announce it
HAN = re.compile(r"[\u4e00-\u9fff]+")
YEAR = re.compile(
    r"\d{4}年|[一二]九[〇○零一二三四五六七八九]{2}年|去年|过去|[一二三四五]年来|[“”]?[六七八九十][一二三四]?五[”“]"
)


# What is counted in the text of a section.
FIGURES = (*(f"cue {name}" for name in CUES), "silent", "tense", "tense done", "tense ahead")


class Place(NamedTuple):
    """Where a section stands: in what shape and level, how far down its siblings, among what markers, announced as what."""

    kind: str
    level: int
    share: str  # 0.0 the first of its siblings, 1.0 the last
    first: bool
    last: bool
    system: str
    outermost: str  # the system of the document's first section, "none" where no section has a marker
    announced: tuple[str, ...]


class Seen(NamedTuple):
    """What shows the role of sections: the numbers of each one's outline and of itself there, its place, its FIGURES."""

    numbers: list[tuple[int, int]]
    places: list[Place]
    figures: Table


def roles(outlines: Sequence[Outline], spoken: Spoken, model: Linear | None = None) -> list[Verdict]:
    """Return for each section of the documents its role and how probable that is; both None where the model is unsure.

    `spoken` are the words of the documents. Levels 1 and 2 are judged, a child knowing what its parent does. `model` stands in for
    model/roles.tsv where a model is measured on texts it has not seen.
    """
    firsts = list(accumulate((len(outline.sections) for outline in outlines), initial=0))
    out = [NOTHING] * firsts[-1]
    for first, outline in zip(firsts, outlines, strict=False):
        for i, section in enumerate(outline.sections if outline.legal else ()):
            if section.level <= DEEPEST:
                out[first + i] = ("provisions", LEGAL)
    model = model or load("roles")
    seen = looked_at(outlines, spoken)
    if not seen.numbers:
        return out
    sections = [outlines[k].sections[i] for k, i in seen.numbers]
    said = (seen.figures[:, :, None] * model.weights[[model.rows.get(name, UNKNOWN) for name in FIGURES]]).sum(1)
    said += np.array([_said_by_place(model, place) for place in seen.places])
    headings = [of_heading(section.heading) for section in sections]
    said += scores(model, headings)
    shares = softmax(said)
    row = {number: at for at, number in enumerate(seen.numbers)}
    inner = {at: row[k, above] for (k, i), at in row.items() if (above := outlines[k].sections[i].parent) is not None}
    if inner:
        children, over = list(inner), list(inner.values())
        said[children] += np.array([_said_by_heading_above(model, sections[above].heading) for above in over])
        told = np.where(shares[over] > FAINT, 2 * shares[over], 0.0)
        said[children] += (
            told[:, :, None] * model.weights[[model.rows.get(f"parent {role}", UNKNOWN) for role in model.classes]]
        ).sum(1)
        silent = [child for child in children if not (_names(headings[child]) or seen.places[child].announced)]
        said[silent] += LIKE_ABOVE * shares[[inner[child] for child in silent]]
        shares[children] = softmax(said[children])
    told_of = [at for at, place in enumerate(seen.places) if "issues" in place.announced and place.system]
    if told_of:  # 还存在不少困难和问题：一是…
        shares[told_of] = ISSUES * (np.array(model.classes) == "issues")
    for (k, i), role, share in zip(seen.numbers, shares.argmax(1).tolist(), shares.max(1).tolist(), strict=True):
        if share >= SURE:
            out[firsts[k] + i] = (model.classes[role], round(share, 3))
    return out


@lru_cache(maxsize=1024)  # a few hundred places are common
def _said_by_place(model: Linear, place: Place) -> Table:
    return scores(model, [of_place(place)]).ravel()


@lru_cache(maxsize=1024)  # children ask for the same heading one after another
def _said_by_heading_above(model: Linear, heading: str) -> Table:
    return scores(model, [of_heading_above(heading)]).ravel()


def looked_at(outlines: Sequence[Outline], spoken: Spoken) -> Seen:
    """Return what shows the roles of the sections of levels 1 and 2; legal texts are told by rule, so nothing from them."""
    numbers: list[tuple[int, int]] = []
    where: list[Place] = []
    own: list[Span] = []
    whole: list[Span] = []
    texts: list[str] = []
    for k, (outline, first) in enumerate(zip(outlines, spoken.texts, strict=True)):
        judged = [] if outline.legal else [i for i, section in enumerate(outline.sections) if section.level <= DEEPEST]
        numbers += [(k, i) for i in judged]
        where += places(outline, judged)
        for i in judged:
            start, end = own_text(outline.sections, i)
            begin = outline.sections[i].start
            stop = min(outline.sections[i].end, begin + TENSE_TEXT)
            own.append((first + start, first + end))
            whole.append((first + begin, first + stop))
            texts.append(outline.text[start:end])
    if not numbers:
        return Seen([], [], np.zeros((0, len(FIGURES))))
    sizes = np.array([len(text) for text in texts])
    return Seen(numbers, where, figures(tallies(spoken, own, whole, texts), sizes))


def figures(counted: Numbers, sizes: Numbers) -> Table:
    """Return the FIGURES of sections from their tallies and from how many characters of their own were looked at.

    The tense is the balance of its marks: 1 where all has been done, -1 where all is to be done.
    """
    cues = np.minimum(2.0, counted[:, : len(CUES)] * (100 / np.maximum(60, sizes))[:, None]) * (sizes > 0)[:, None]
    done, ahead = counted[:, EVERY.index("done")], counted[:, EVERY.index("ahead")]
    balance = (done - ahead) / (done + ahead + 2)
    return np.column_stack((cues, sizes == 0, 3 * balance, balance > CLEAR, balance < -CLEAR))


def places(outline: Outline, judged: Sequence[int]) -> list[Place]:
    """Return where the sections of these numbers stand among their siblings."""
    sections = outline.sections
    bare = "news" if is_news(outline.text) else ""
    systems = [_system(section.marker) or bare for section in sections]
    outermost = systems[0] if any(section.marker for section in sections) else bare or "none"
    families: dict[int | None, list[int]] = {}
    for i, section in enumerate(sections):
        families.setdefault(section.parent, []).append(i)
    wanted = set(judged)
    announced: dict[int, tuple[str, ...]] = {}
    out: dict[int, Place] = {}
    for family in families.values():
        opener, last = family[0], len(family) - 1
        for at, i in enumerate(family):
            if systems[i] != systems[opener]:
                opener = i
            if i not in wanted:
                continue
            if opener not in announced:  # what stands in front of the first of a list announces them all
                begins = sections[opener].number in {1, None}
                announced[opener] = _announced(outline.text, sections[opener].start) if begins else ()
            shape = sections[i].kind, sections[i].level, f"{at / max(1, last):.1f}", at == 0, at == last
            out[i] = Place(*shape, systems[i], outermost, announced[opener])
    return [out[i] for i in judged]


def features(outline: Outline) -> dict[int, dict[str, float]]:
    """Return by number of section, for levels 1 and 2, its place in the tree and figures of its text, as features.

    The model also looks at `of_heading`, `of_heading_above` and `of_parent`.
    """
    numbers, where, counted = looked_at([outline], look([outline]))
    told = ({name: value for name, value in zip(FIGURES, row, strict=True) if value} for row in counted.tolist())
    return {i: of_place(place) | row for (_, i), place, row in zip(numbers, where, told, strict=True)}


def of_place(place: Place) -> dict[str, float]:
    """Return as features where a section stands."""
    kind, level, share, first, last, system, outermost, announced = place
    out = {"1": 1.0, f"level {level}": 1.0, f"{kind} {level}": 1.0, f"place {level} {share}": 0.5}
    out |= {f"{end} {level}": 1.0 for end, there in (("first", first), ("last", last)) if there}
    weight = 3.0 if system == "news" else 1.0  # or half of what is peculiar to news is learnt of all bare headings
    return out | {f"marker {system}": weight, f"document {outermost}": 1.0} | {f"announced {role}": 2.0 for role in announced}


def of_heading(heading: str) -> dict[str, float]:
    """Return as features the pairs and triples of characters of a heading, and what it says of itself."""
    out = dict.fromkeys(_grams(heading), 1.0)
    if YEAR.search(heading):
        out["heading year"] = 1.0
    return out | {f"named {role}": NAME for role, words in NAMED.items() if words.search(heading)}


def of_heading_above(heading: str) -> dict[str, float]:
    """Return as features the pairs and triples of characters of the heading that a section stands under."""
    return {f"^{gram}": 0.5 for gram in _grams(heading)}


def of_parent(shares: Mapping[str, float]) -> dict[str, float]:
    """Return as features what the enclosing section does, from the probability of each of its roles."""
    return {f"parent {role}": 2 * share for role, share in shares.items() if share > FAINT}


def own_text(sections: Sequence[Section], i: int) -> Span:
    """Return where the beginning of what a section says itself stands: before its first subsection, without its heading."""
    start, end = sections[i].start, sections[i].end
    if i + 1 < len(sections):
        end = min(end, sections[i + 1].start)
    start += len(sections[i].marker) + len(sections[i].heading)
    return start, max(start, min(end, start + OWN_TEXT))


@lru_cache(maxsize=1024)  # markers are few
def _system(printed: str) -> str:
    read = marker(printed + "某") if printed else None
    return read.system if read else printed


def _names(heading: Mapping[str, float]) -> bool:
    """Say whether a heading with these features says what its section does."""
    return any(name.startswith("named ") for name in heading)


def _grams(heading: str) -> tuple[str, ...]:
    """加快发展 → 加快, 快发, 发展, 加快发, 快发展, 加快<, >发展: pairs and triples of characters, the first and the last pair."""
    runs = HAN.findall(heading[:40])
    return (
        *(run[k : k + size] for run in runs for size in (2, 3) for k in range(len(run) - size + 1)),
        f"{heading[:2]}<",
        f">{heading[-2:]}",
    )


def _announced(text: str, opening: int) -> tuple[str, ...]:
    introduction = text[max(0, opening - INTRODUCTION) : opening]
    if not introduction.rstrip().endswith(("。", "：", ":")) and "的实践" not in introduction:
        return ()
    return tuple(role for role, words in ANNOUNCED.items() if words.search(introduction))
