"""Outlines: which paragraphs carry headings, how they nest, what is only listed; and what the parser holds for any text."""

from __future__ import annotations

import time
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus.document import Section
from govcorpus.label.items import items
from govcorpus.label.judged import judged
from govcorpus.label.outline_markers import marker
from govcorpus.label.sections import sections
from govcorpus.label.spoken import outlined
from govcorpus.label.topics import vocabulary

judging = import_module("govcorpus.label.judged")  # `label` binds a function of this name
CASES: dict[str, list[dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "cases/sections.toml").read_text("utf-8"))
BODY = "对照清单逐项梳理，明确时限和责任人，每月汇总一次进展情况，及时研究解决遇到的具体事项，确保按时完成。"
WORDS = "一二三四五六七八九十廿、（）().．1234567890①⒈第章节条，。；：是要首先其次附件总则加强工作目标　 \n——“”《》"
LINES = st.lists(
    st.sampled_from([
        "一、总体要求", "二、主要任务", "三、四线城市", "（一）加强领导。各单位要配合。", "(二)明确责任。", "1.摸清底数。逐项登记。", "2、建账",
        "第一章 总则", "第一条 为了规范管理，制定本办法。", "一是抓学习。", "二是抓作风。", "要做到：一是抓学习；二是抓作风。", "——经济向好。", "附件1", "名单", "主要目标",
        "第一，", "各位代表：", "、丢了数字", "①路面", "1.1 目的", "1 总则", BODY, "",
    ]),
    max_size=40,
).map("\n".join)  # fmt: skip


def shown(section: Section) -> str:
    return f"{section.level} {section.marker}{section.heading}{'…' if section.kind == 'run_in' else ''}"


def told(text: str, title: str = "") -> tuple[Section, ...]:
    (found,) = judged([outlined(text, title, sections(text, title))])
    return found


@pytest.mark.parametrize("case", CASES["outline"], ids=lambda case: case["name"])
def test_outlines(case: dict[str, Any]) -> None:
    """Every heading is found with its level, and nothing else is."""
    text = case["text"].replace("{b}", BODY)
    assert [shown(section) for section in sections(text)] == case["want"]


@pytest.mark.parametrize("case", CASES["items"], ids=lambda case: case["name"])
def test_items(case: dict[str, Any]) -> None:
    """Members of an enumeration inside a paragraph are items with marker, number and lead words."""
    text = case["text"].replace("{b}", BODY)
    found = items(text, sections(text))
    assert [f"{item.number} {item.marker} {item.lead}" for item in found] == case["want"]
    assert all(text[item.start :].startswith(item.marker) for item in found)
    if "last" in case:
        assert text[found[-1].start : found[-1].end] == case["last"]
    if "section" in case:
        assert {item.section for item in found} == {case["section"]}


@given(st.one_of(LINES, st.text(WORDS, max_size=400)))
def test_spans_nest(text: str) -> None:
    """Sections lie in order inside their parents, start at their marker, and a section ends where the next of its level starts."""
    found = sections(text)
    assert [section.start for section in found] == sorted(section.start for section in found)
    for i, section in enumerate(found):
        assert 0 <= section.start < section.end <= len(text)
        assert text[section.start :].startswith(section.marker)
        assert section.heading in text[section.start : section.end]
        after = [other for other in found[i + 1 :] if other.level <= section.level]
        assert section.end == (after[0].start if after else len(text))
        if section.parent is not None:
            parent = found[section.parent]
            assert parent.level < section.level
            assert parent.start < section.start
            assert section.end <= parent.end
    for item in items(text, found):
        assert 0 <= item.start < item.end <= len(text)
        assert item.section is None or found[item.section].start <= item.start < found[item.section].end


@given(LINES)
def test_labels_leave_the_outline_alone(text: str) -> None:
    """Roles and topics fill their own fields, with probabilities, the same every time."""
    found = sections(text)
    after_all = told(text)
    assert after_all == told(text)
    for before, after in zip(found, after_all, strict=True):
        assert shown(before) == shown(after)
        assert (after.role is None) == (after.role_probability is None)
        assert (after.topic is None) == (after.topic_probability is None)
        assert after.role is None or after.level <= 2


@given(st.lists(LINES, max_size=8), st.integers(0, 200))
def test_documents_are_judged_together_as_if_alone(texts: list[str], together: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "TOGETHER", together)
        assert judging.judged([outlined(text, "", sections(text)) for text in texts]) == [told(text) for text in texts]


@pytest.mark.parametrize(("line", "number"), [("二﹑加强值守", 2), ("三､严格值守", 3), ("4﹑严格值守", 4)])
def test_a_narrow_comma_counts_as_the_wide_one(line: str, number: int) -> None:
    found = marker(line)
    assert found is not None
    assert found.number == number


@pytest.mark.parametrize(
    "line", ["三、四线城市", "一、二、三产业", "1.5万吨", "2019年", "第一次会议", "第三条 规定", "一二三产业", "十八大以来"]
)
def test_what_is_no_marker(line: str) -> None:
    assert marker(line) is None


def test_the_title_printed_again_is_no_heading() -> None:
    title = "云溪市夏季防汛工作安排"
    text = f"{title}\n{BODY}\n水库调度\n{BODY}\n河道巡查\n{BODY}\n物资储备\n{BODY}"
    assert [section.heading for section in sections(text, title)] == ["水库调度", "河道巡查", "物资储备"]


def test_roles_and_topics_of_a_plain_plan() -> None:
    """Headings that say what they do are labelled so, and each field is told by its own words."""
    text = (
        "一、2022年工作回顾\n一年来，我们取得了明显成效，粮食产量比上年增长3%。\n"
        "二、2023年工作目标\n到2023年底，力争建成高标准农田十万亩。\n"
        "三、重点任务\n（一）办好人民满意的教育。加快义务教育学校建设，加强教师队伍，提高教学质量，扩大学位供给。\n"
        "（二）提升医疗服务。推进医联体建设，加强基层卫生院和疾病预防控制。\n"
        "四、保障措施\n（一）加强组织领导。成立领导小组，落实责任，定期督查考核。"
    )
    found = told(text)
    assert [section.role for section in found] == ["review", "targets", "tasks", "tasks", "tasks", "safeguards", "safeguards"]
    assert [found[3].topic, found[4].topic] == ["科技、教育", "卫生、体育"]
    assert all(section.role_probability is not None and 0 < section.role_probability <= 1 for section in found)


def test_a_section_mostly_does_what_the_one_around_it_does() -> None:
    """Of children only those whose heading says otherwise do something else; what a list is announced as holds for all of it."""
    text = (
        f"一、基本原则\n（一）坚持深化改革，简政放权。{BODY}\n（二）坚持创新驱动，转型升级。{BODY}\n"
        "二、主要任务\n着力解决与群众切身利益相关的突出问题，维护社会稳定。\n"
        f"（一）大力发展社会事业。{BODY}\n（二）切实做好就业工作。{BODY}\n"
        "三、2021年工作回顾\n全县粮食总产量比上年增长3%，城乡居民收入达到两万元，取得了明显成效。\n"
        "我们也清醒地看到，经济社会发展中仍然存在不少困难和问题。\n"
        f"一是结构不优。{BODY}\n二是动能不足。{BODY}"
    )
    roles = [section.role for section in told(text)]
    assert roles == ["requirements"] * 3 + ["tasks"] * 3 + ["review"] + ["issues"] * 2


def test_the_governments_own_conduct_is_governance_and_training_among_tasks_a_task() -> None:
    """政府治理, 人民满意政府 in a heading are governance, whatever list they close; 培训 or 宣传 alone ensure nothing."""
    text = (
        f"一、过去一年工作回顾\n全县粮食总产量比上年增长3%，取得了明显成效。\n二、今年重点工作\n（一）突出项目建设，夯实发展根基\n{BODY}\n"
        f"（二）全力提高政府治理能力和水平\n{BODY}\n三、建设人民满意政府\n{BODY}"
    )
    assert [section.role for section in told(text)] == ["review", "tasks", "tasks", "governance", "governance"]
    text = (
        "一、重点工作\n（一）摸底调查。以村为单位开展摸底，建立培育对象库。\n（二）分类培训。分专业开展教学和实训，每人不少于十五天。\n"
        "（三）宣传推介。讲好学员创业故事，吸引更多青年投身农业。\n二、保障措施\n要加强组织领导，落实责任，强化督查考核。"
    )
    assert [section.role for section in told(text)] == ["tasks"] * 4 + ["safeguards"]


def test_how_something_is_reckoned_and_who_sits_on_a_body_are_provisions_in_a_notice_too() -> None:
    text = "一、工作时间的计算\n全年工作日为365天减去休息日和节假日，除以12个月。\n二、组成人员\n主任由副市长担任，副主任由市水务局局长担任。"
    assert [section.role for section in told(text, "关于工作时间计算问题的通知")] == ["provisions"] * 2


def test_the_partys_lead_ensures_and_the_conduct_of_a_government_among_tasks_is_governance() -> None:
    text = (
        f"一、前一阶段工作情况\n全市新建口袋公园12个，取得了明显成效。\n二、今后五年的目标和任务\n（一）加快城市更新。{BODY}\n"
        f"（二）建设人民满意的服务型政府。{BODY}\n三、加强党对城市工作的领导\n各级党委要落实责任，强化督查考核。"
    )
    assert [section.role for section in told(text)] == ["review", "tasks", "tasks", "governance", "safeguards"]


def test_bare_headings_are_news_only_in_news() -> None:
    plan = f"工作目标\n到2023年底，力争清洁取暖率达到80%以上。{BODY}\n重点任务\n{BODY}\n保障措施\n要加强组织领导，落实责任，强化督查考核。{BODY}"
    assert [section.role for section in told(plan)] == ["targets", "tasks", "safeguards"]
    news = f"云溪广播消息：\n全市春灌工作全面启动\n{BODY}\n青岚县新增两条公交线路\n{BODY}"
    assert [section.role for section in told(news)] == ["other", "other"]


def test_law_is_provisions_throughout() -> None:
    text = "第一章 总则\n第一条 为了规范采砂，制定本办法。\n第二条 采砂应当取得许可。\n第二章 附则\n第三条 本办法自公布之日起施行。"
    assert {section.role for section in told(text)} == {"provisions"}


def test_a_look_back_over_many_fields_is_about_none() -> None:
    """A section whose own sections are about three fields or more, none of which stands out in it, has no topic."""
    text = (
        "一、2022年工作回顾\n过去一年，教育、医疗、农业、交通都有新的起色。\n（一）办好教育。新建公办幼儿园12所，加强教师队伍建设，扩大学位供给。\n"
        "（二）守护健康。改造乡镇卫生院8所，提升疾病预防控制能力。\n（三）发展农业。建成高标准农田11万亩，粮食总产量达到95万吨。\n"
        "（四）畅通道路。新修农村公路120公里，铁路货运站开工。"
    )
    found = told(text)
    assert [section.topic for section in found] == [None, "科技、教育", "卫生、体育", "农业、林业、水利", "工业、交通"]
    assert found[0].topic_probability is None


def test_the_last_chapter_of_a_law_is_about_what_the_law_is() -> None:
    """附则 holds no word of a field, 罚则 one of another; both are about what the chapters around them are about."""
    text = (
        "第一章 总则\n第一条 为了保护水产资源，规范渔业捕捞，制定本条例。\n第二章 捕捞\n第二条 捕捞应当取得捕捞许可证，渔船不得在禁渔区作业。\n"
        "第三章 罚则\n第三条 构成犯罪的，由公安机关处理。\n第四章 附则\n第四条 本条例自公布之日起施行。"
    )
    assert [section.topic for section in told(text)] == ["农业、林业、水利"] * 4


def test_the_words_of_contingency_plans_name_no_field() -> None:
    """应急响应 and 预警 stand in the plan for grain as in that for floods."""
    text = "云溪市粮食应急预案\n一、预警监测\n市粮食局监测粮食市场供求和粮食库存，及时发布预警。\n二、应急响应\n启动应急响应后，应急指挥部按预案组织粮食调运，做好应急处置。"
    assert [section.topic for section in told(text)] == ["农业、林业、水利"] * 2


def test_topics_are_the_theme_classes() -> None:
    """The classes are the twenty-one of the State Council, and each but 其他 has words."""
    classes = vocabulary().classes
    assert len(classes) == 21
    known = set(vocabulary().said_for.tolist())
    assert [name for k, name in enumerate(classes) if k not in known] == ["其他"]


@pytest.mark.parametrize(
    "text",
    [
        "（" * 100_000,
        "一、" * 60_000,
        "一、甲\n" * 8_000,
        "（一）甲。乙\n一、丙\n" * 5_000,
        "主要目标\n" + BODY * 2_000,
        "1.一" * 50_000,
        "一是甲；二是乙。" * 10_000,
        "　　" * 100_000,
    ],
    ids=["brackets", "markers", "lines", "nested", "body", "decimals", "items", "indents"],
)
def test_hostile_input_takes_linear_time(text: str) -> None:
    started = time.perf_counter()
    found = sections(text)
    told(text)
    items(text, found)
    assert time.perf_counter() - started < 6
