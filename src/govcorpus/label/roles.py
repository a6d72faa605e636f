"""What a section of level 1 or 2 does: review, tasks, safeguards …, with a probability; nothing where the model is unsure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from govcorpus.document import Section
from govcorpus.label.cues import CUES, Span, counts
from govcorpus.label.outline_law import law
from govcorpus.label.outline_markers import marker
from govcorpus.model.linear import Linear, Table, load, scores, softmax

DEEPEST = 2
# Legal texts are provisions throughout; the share is that of the sections of annotated texts that `law` calls legal.
LEGAL = 0.97
OWN_TEXT = 800  # characters of a section's own text that are looked at: what it does shows in its first sentences
# Below this probability the model abstains: of ten classes none stands out. scripts/measure_sections counts what that costs.
SURE = 0.3
# Headings that say what they do, in the words official texts use for it; what each word counts is learnt.
NAMES = {
    "review": r"回顾|过去.{0,4}(?:工作|[一二三四五]年)|工作(?:总结|成效|情况)|执行情况|取得.{0,12}成[绩就效]|主要成[绩就效]|基本总结|历史性(?:成就|变革)|(?:基本|主要)经验|处理情况|进展情况|特色亮点|做法|新(?:进展|突破|成效|提升|变化|气象)|成效(?:明显|显著)|(?:明显|稳步|显著|有效)(?:提升|增强|改善|提高|改进|加快)|不断(?:深化|增强|提升|完善)$|得到",
    "issues": r"^(?!关于|.*(?:解决|防范|化解|克服|破解|处理)).*(?:问题$|困难|不足$|存在的|面临的|形势(?:分析|判断)?$|突出矛盾|原因|成因|基本情况|趋势|差距)",
    "requirements": r"总体要求|指导思想|原则$|意义$|必要性|认识$|充分认识|提高认识|高度重视|指导方针|总?体?思路$|基本要求|工作要求|有关要求|总要求|出发点|总体(?:部署|把握)|基本方略|历史使命|方针$|主线$|动力$",
    "targets": r"目标|指标$|愿景",
    "safeguards": r"保障(?:措施|力度|机制|体系)?$|组织(?:领导|实施|保障)|落实责任|责任|监督(?:检查|管理|考核)?$|督[促查导]|考核|宣传(?:引导|推介|教育)|培训$|加强领导|政策支持|(?:资金|经费|人员)(?:支持|保障)|投入机制|抓好落实|协调|职责$",
    "governance": r"自身建设|依法行政|服务型政府|法治政府|廉政|廉洁|管党治党|从严治党|党的建设|作风|政风",
    "tasks": r"任务|安排$|打算$|工作重点|重点工作|措施$|步骤|进度|下一步|意见$|建议$|内容$|对策",
    "provisions": r"总\s*则|附\s*则|罚\s*则|法律责任|职能|成员单位|规则|范围$|程序$|权限|划分|条件|资格|编码|规格|式样|标准$|机构$|名单|清单|定义|适用",
    "closing": r"结束语|结语|团结起来|号召",
}
NAMED = {role: re.compile(words) for role, words in NAMES.items()}
# What the paragraph in front of a list announces.
ANNOUNCED = {
    "review": re.compile(r"(?:做了|完成了|开展了|取得了?|主要工作|成[就绩效]|体会|经验)[^。]{0,20}[。：:]\s*$|的实践"),
    "issues": re.compile(r"(?:(?<!个)问题|困难|矛盾|不足|差距|短板|挑战)[^。]{0,24}[。：:]\s*$"),
    "targets": re.compile(r"目标[^。]{0,12}[。：:]\s*$"),
    "tasks": re.compile(r"(?:抓好|做好|重点|着力|推进|落实)[^。]{0,24}(?:工作|任务|方面|环节)[。：:]\s*$|工作[：:]\s*$"),
    "requirements": re.compile(r"(?:原则|要求|方针|坚持|把握)[^。]{0,12}[。：:]\s*$"),
}
TENSE_TEXT = 1200  # characters of a section, its subsections among them, whose tense is weighed
CLEAR = 0.4  # a balance this far from even is one of seven marks to three
FAINT = 0.05  # what a parent does with less than this probability says nothing about its children
INTRODUCTION = 80  # characters in front of a list that may announce it
HAN = re.compile(r"[\u4e00-\u9fff]+")
YEAR = re.compile(
    r"\d{4}年|[一二]九[〇○零一二三四五六七八九]{2}年|去年|过去|[一二三四五]年来|[“”]?[六七八九十][一二三四]?五[”“]"
)


class Place(NamedTuple):
    """Where a section stands: the how manieth of how many siblings, which section opens its list, and the markers used."""

    at: int
    of: int
    opener: int  # index of the first section of the list it belongs to; what stands in front of that announces them all
    system: str
    outermost: str  # the system of the document's first section, "none" where no section has a marker


def roles(text: str, sections: Sequence[Section], title: str = "", model: Linear | None = None) -> tuple[Section, ...]:
    """Return the sections with `role` and `role_probability` for levels 1 and 2; both None where the model is unsure.

    `text` is Document.text, whose spans the sections are; `title` helps to tell a legal text. A child is judged knowing what
    its parent does. `model` stands in for model/roles.tsv where a model is measured on texts it has not seen.
    """
    if not sections:
        return ()
    if law(text, title):
        return tuple(_with_role(s, "provisions", LEGAL) if s.level <= DEEPEST else s for s in sections)
    model = model or load("roles")
    looked_at = features(text, sections)
    if not looked_at:
        return tuple(sections)
    said = scores(model, [*looked_at.values()]) + [_said_by_headings(model, sections, i) for i in looked_at]
    order = {i: k for k, i in enumerate(looked_at)}
    shares = softmax(said)
    inner = {k: order[parent] for i, k in order.items() if (parent := sections[i].parent) is not None}
    if inner:
        above = [of_parent(dict(zip(model.classes, row, strict=True))) for row in shares[[*inner.values()]].tolist()]
        shares[[*inner]] = softmax(said[[*inner]] + scores(model, above))
    out = list(sections)
    for i, k, share in zip(looked_at, shares.argmax(1).tolist(), shares.max(1).tolist(), strict=True):
        if share >= SURE:
            out[i] = _with_role(sections[i], model.classes[k], round(share, 3))
    return tuple(out)


def _with_role(s: Section, role: str, share: float) -> Section:
    # dataclasses.replace takes three times as long
    return Section(s.kind, s.level, s.marker, s.number, s.heading, s.start, s.end, s.parent, role, share)


def _said_by_headings(model: Linear, sections: Sequence[Section], i: int) -> Table:
    said, parent = _said_by_heading(model, sections[i].heading), sections[i].parent
    return said if parent is None else said + _said_by_heading_above(model, sections[parent].heading)


@lru_cache(maxsize=4096)  # 总体要求, 保障措施: headings come again, in copies and in other documents
def _said_by_heading(model: Linear, heading: str) -> Table:
    return scores(model, [of_heading(heading)]).ravel()


@lru_cache(maxsize=1024)  # children ask for the same heading one after another
def _said_by_heading_above(model: Linear, heading: str) -> Table:
    return scores(model, [of_heading_above(heading)]).ravel()


def places(sections: Sequence[Section]) -> list[Place]:
    """Return where each section stands among its siblings."""
    systems = [_system(section.marker) for section in sections]
    outermost = systems[0] if any(section.marker for section in sections) else "none"
    families: dict[int | None, list[int]] = {}
    for i, section in enumerate(sections):
        families.setdefault(section.parent, []).append(i)
    out: dict[int, Place] = {}
    for family in families.values():
        opener = family[0]
        for at, i in enumerate(family):
            opener = opener if systems[i] == systems[opener] else i
            out[i] = Place(at, len(family), opener, systems[i], outermost)
    return [out[i] for i in range(len(sections))]


def features(text: str, sections: Sequence[Section]) -> dict[int, dict[str, float]]:
    """Return by number of section, for levels 1 and 2, its place in the tree and cues of its own text, as features.

    The model also looks at `of_heading`, `of_heading_above` and `of_parent`.
    """
    judged = [i for i, section in enumerate(sections) if section.level <= DEEPEST]
    own = [own_text(sections, i) for i in judged]
    spans = [(sections[i].start, min(sections[i].end, sections[i].start + TENSE_TEXT)) for i in judged]
    where = places(sections)
    announced = {opener: _announced(text, sections[opener].start) for opener in {where[i].opener for i in judged}}
    out = {}
    for i, (start, end), tallies in zip(judged, own, counts(text, own, spans), strict=True):
        level = sections[i].level
        out[i] = {"1": 1.0, f"level {level}": 1.0, f"{sections[i].kind} {level}": 1.0}
        out[i] |= _placed(where[i], level) | _cues(tallies, end - start) | _tense(tallies) | announced[where[i].opener]
    return out


def of_heading(heading: str) -> dict[str, float]:
    """Return as features the pairs and triples of characters of a heading, and what it says of itself."""
    out = dict.fromkeys(_grams(heading), 1.0)
    if YEAR.search(heading):
        out["heading year"] = 1.0
    return out | {f"named {role}": 2.0 for role, words in NAMED.items() if words.search(heading)}


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


def _grams(heading: str) -> tuple[str, ...]:
    """加快发展 → 加快, 快发, 发展, 加快发, 快发展, 加快<, >发展: pairs and triples of characters, the first and the last pair."""
    runs = HAN.findall(heading[:40])
    return (
        *(run[k : k + size] for run in runs for size in (2, 3) for k in range(len(run) - size + 1)),
        f"{heading[:2]}<",
        f">{heading[-2:]}",
    )


def _announced(text: str, opening: int) -> dict[str, float]:
    introduction = text[max(0, opening - INTRODUCTION) : opening]
    if not introduction.rstrip().endswith(("。", "：", ":")) and "的实践" not in introduction:
        return {}
    return {f"announced {role}": 2.0 for role, words in ANNOUNCED.items() if words.search(introduction)}


def _placed(place: Place, level: int) -> dict[str, float]:
    out = {f"place {level} {place.at / max(1, place.of - 1):.1f}": 0.5}
    if place.at == 0:
        out[f"first {level}"] = 1.0
    if place.at == place.of - 1:
        out[f"last {level}"] = 1.0
    out[f"marker {place.system}"] = 1.0
    out[f"document {place.outermost}"] = 1.0
    return out


def _tense(tallies: Mapping[str, int]) -> dict[str, float]:
    """Has it been done (1), or is it to be done (-1)? The balance of the marks of either."""
    done, ahead = tallies["done"], tallies["ahead"]
    balance = (done - ahead) / (done + ahead + 2)
    out = {"tense": 3 * balance}
    if abs(balance) > CLEAR:
        out["tense done" if balance > 0 else "tense ahead"] = 1.0
    return out


def _cues(tallies: Mapping[str, int], size: int) -> dict[str, float]:
    if not size:
        return {"silent": 1.0}
    scale = 100 / max(60, size)
    return {f"cue {name}": min(2.0, tallies[name] * scale) for name in CUES if tallies[name]}
