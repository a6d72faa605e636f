"""What a section of level 1 or 2 does: review, tasks, safeguards …, with a probability; nothing where the model is unsure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from govcorpus.document import Section
from govcorpus.label.outline_law import law
from govcorpus.label.outline_markers import marker
from govcorpus.model.linear import Linear, load, probabilities

DEEPEST = 2
# Legal texts are provisions throughout; the share is that of the sections of annotated texts that `law` calls legal.
LEGAL = 0.97
OWN_TEXT = 800  # characters of a section's own text that are looked at: what it does shows in its first sentences
# Below this probability the model abstains: of ten classes none stands out. scripts/measure_sections counts what that costs.
SURE = 0.3
CUES = {
    "duty": re.compile(r"必须|应当|要(?!求|素|点)|须|不得|务必"),
    "past": re.compile(r"了|取得|完成|实现了|增长|比上年|同比|达到|累计|以来|去年|过去"),
    "plan": re.compile(r"加强|推进|加快|完善|建立|健全|推动|促进|支持|鼓励|开展|实施|强化|深化"),
    "issue": re.compile(r"问题|困难|不足|矛盾|不够|滞后|薄弱|突出|压力|短板|不平衡|风险"),
    "target": re.compile(r"目标|到20[0-9]{2}年|力争|以上|左右|基本(?:形成|建成|实现)|达到"),
    "guard": re.compile(r"负责|责任|领导|考核|督查|督促|监督|落实|保障|经费|协调|宣传|培训|评估"),
    "law": re.compile(r"本法|本条例|本办法|本规定|处罚|罚款|第[一二三四五六七八九十]+条|予以|规定的|申请|批准|有权"),
    "idea": re.compile(r"指导思想|以.{2,12}为指导|思想|精神|原则|意义|贯彻|坚持|方针|战略"),
    "close": re.compile(r"同志们|各位代表|让我们|谢谢|而努力|奋斗"),
    "figure": re.compile(r"[0-9.]+(?:%|％|亿|万|个百分点)|百分之"),
    "year": re.compile(r"今年|明年|今后|下一步|\d{4}年"),
}
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
DONE = re.compile(
    r"了|已|取得|完成(?!率|时限|任务)|同比|比上年|全年|累计|共(?:有|计|完成)|获得|荣获|得到|先后|达到|分别为|实现了"
)
AHEAD = re.compile(
    r"要(?!求|素|点|闻|领)|必须|应当?(?!急|用|对|届)|力争|确保|务必|将(?!军)|继续|加快|不得|进一步|今后|明年|下一步"
)
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
    if law(text, title):
        return tuple(replace(s, role="provisions", role_probability=LEGAL) if s.level <= DEEPEST else s for s in sections)
    model = model or load("roles")
    where = places(sections)
    guesses: dict[int | None, Mapping[str, float]] = {None: {}}
    out = list(sections)
    for i, section in enumerate(sections):
        if section.level > DEEPEST:
            continue
        found = probabilities(model, features(text, sections, i, where[i], guesses.get(section.parent, {})))
        guesses[i] = dict(zip(model.classes, found, strict=True))
        best = max(range(len(found)), key=found.__getitem__)
        if found[best] >= SURE:
            out[i] = replace(section, role=model.classes[best], role_probability=round(found[best], 3))
    return tuple(out)


def places(sections: Sequence[Section]) -> list[Place]:
    """Return where each section stands among its siblings."""
    systems = [_system(section) for section in sections]
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


def features(text: str, sections: Sequence[Section], i: int, place: Place, parent: Mapping[str, float]) -> dict[str, float]:
    """Return what the model looks at: heading, place in the tree, what the parent does, and cues of the section's own text.

    `parent` gives the probability of each role of the enclosing section; it is empty where there is none.
    """
    section = sections[i]
    out = {"1": 1.0, f"level {section.level}": 1.0, f"{section.kind} {section.level}": 1.0}
    out.update((f"parent {role}", 2 * share) for role, share in parent.items() if share > 0.05)
    out.update((gram, 1.0) for gram in _grams(section.heading))
    if section.parent is not None:
        out.update((f"^{gram}", 0.5) for gram in _grams(sections[section.parent].heading))
    out.update(_placed(place, section.level))
    if YEAR.search(section.heading):
        out["heading year"] = 1.0
    out.update(_cues(own_text(text, sections, i)))
    balance = tense(text[section.start : min(section.end, section.start + TENSE_TEXT)])
    out["tense"] = 3 * balance
    if abs(balance) > CLEAR:
        out["tense done" if balance > 0 else "tense ahead"] = 1.0
    opening = sections[place.opener].start
    introduction = text[max(0, opening - INTRODUCTION) : opening]
    out.update((f"announced {role}", 2.0) for role, words in ANNOUNCED.items() if words.search(introduction))
    out.update((f"named {role}", 2.0) for role, words in NAMED.items() if words.search(section.heading))
    return out


def own_text(text: str, sections: Sequence[Section], i: int) -> str:
    """Return the beginning of what a section says itself, before its first subsection, without its heading."""
    start, end = sections[i].start, sections[i].end
    if i + 1 < len(sections):
        end = min(end, sections[i + 1].start)
    head = len(sections[i].marker) + len(sections[i].heading)
    return text[start + head : min(end, start + head + OWN_TEXT)]


def _system(section: Section) -> str:
    read = marker(section.marker + "某") if section.marker else None
    return read.system if read else section.marker


def _grams(heading: str) -> Iterator[str]:
    for word in HAN.findall(heading[:40]):
        for size in (2, 3):
            yield from (word[k : k + size] for k in range(len(word) - size + 1))
    yield f"{heading[:2]}<"
    yield f">{heading[-2:]}"


def _placed(place: Place, level: int) -> dict[str, float]:
    out = {f"place {level} {place.at / max(1, place.of - 1):.1f}": 0.5}
    if place.at == 0:
        out[f"first {level}"] = 1.0
    if place.at == place.of - 1:
        out[f"last {level}"] = 1.0
    out[f"marker {place.system}"] = 1.0
    out[f"document {place.outermost}"] = 1.0
    return out


def tense(span: str) -> float:
    """Has it been done (1), or is it to be done (-1)? The balance of the marks of either."""
    done, ahead = len(DONE.findall(span)), len(AHEAD.findall(span))
    return (done - ahead) / (done + ahead + 2)


def _cues(own: str) -> dict[str, float]:
    if not own:
        return {"silent": 1.0}
    scale = 100 / max(60, len(own))
    out = {}
    for name, cue in CUES.items():
        count = len(cue.findall(own))
        if count:
            out[f"cue {name}"] = min(2.0, count * scale)
    return out
