"""Pages that say how many articles they hold, or list them: headings count then that would number sections elsewhere."""

from __future__ import annotations

import pytest

from govcorpus import Document, Page, documents
from govcorpus.split.announced import ANY, announced

TITLES = ["关于春耕情况的汇报", "云溪市防汛工作总结", "驻村心得体会", "乡村振兴专题党课讲稿"]
BODY = "石门乡三年栽种油茶8600亩，带动1200户农民增收，群众的日子越过越红火。"


def found(text: str) -> list[Document]:
    return [one for one in documents(Page.from_text(text)) if not one.dropped]


def many(heading: str, between: str = "", top: str = "驻村材料（精选4篇）") -> str:
    parts = [
        f"{heading.format(i=i, c=c, p=title)}\n{BODY}第{i}年再上台阶。"
        for i, (c, title) in enumerate(zip("一二三四", TITLES, strict=True), 1)
    ]
    return f"{top}\n发布时间：2023-03-14 10:20:30\n" + f"\n{between}\n".join(parts)


@pytest.mark.parametrize(
    "heading",
    [
        "（{c}）{p}",
        "({i}) {p}",
        "{i}、{p}",
        "{i}. {p}",
        "✦ {c}、{p} ✦",
        "▍0{i} {p}",
        "Part {i}",
        "0{i}",
        "{c}",
        "驻村材料（{i}/4）",
        "驻村材料{i}",
        "版本{c}（{p}）",
        "★驻村材料4篇（{i}）★",
        "{p}（范文{c}）",
        "驻村材料例文{c}",
        "范本{c}",
        "<{c}>{p}",
    ],
)
def test_as_many_headings_as_the_page_announces_part_articles(heading: str) -> None:
    assert [one.text for one in found(many(heading))] == [f"{BODY}第{i}年再上台阶。" for i in (1, 2, 3, 4)]


@pytest.mark.parametrize("heading", ["（{c}）{p}", "PART.0{i}", "{p}（{i}）"])
def test_a_collection_needs_no_count(heading: str) -> None:
    assert len(found(many(heading, top="驻村心得体会合集"))) == len(TITLES)


@pytest.mark.parametrize("between", ["------------", "◆◆◆◆◆", "🔥 点击查看更多发言稿", "下载驻村材料（精选4篇）", "[下一节]"])
def test_what_a_site_sets_between_articles_is_in_none(between: str) -> None:
    assert [one.text for one in found(many("篇{i}", between))] == [f"{BODY}第{i}年再上台阶。" for i in (1, 2, 3, 4)]


@pytest.mark.parametrize("closing", ["谢谢大家！", "云溪市人民政府", "张三", "2023年 月 日", "……"])
def test_what_articles_close_with_is_their_own(closing: str) -> None:
    assert [one.text.endswith(closing) for one in found(many("篇{i}", closing))] == [True, True, True, False]


@pytest.mark.parametrize("index", ["{i}、{p}", "{p}…………{i}"])
@pytest.mark.parametrize("heading", ["{p}", "{i}、{p}"])
def test_what_a_table_of_contents_lists_parts_articles(index: str, heading: str) -> None:
    contents = "\n".join(index.format(i=i, p=title) for i, title in enumerate(TITLES, 1))
    text = "\n".join(f"{heading.format(i=i, p=title)}\n{BODY * 2}" for i, title in enumerate(TITLES, 1))
    assert len(found(f"驻村材料\n发布时间：2023-03-14 10:20:30\n目录\n{contents}\n{text}")) == len(TITLES)


@pytest.mark.parametrize(
    "text",
    [
        # sections of one speech
        f"驻村讲话（精选3篇）\n同志们：\n{BODY}\n一、产业\n{BODY}\n二、生态\n{BODY}\n三、人才\n{BODY}",
        f"驻村体会（精选3篇）\n一、产业\n{BODY}\n二、生态\n{BODY}\n三、人才\n{BODY}",
        # sections that a report lists on top
        f"驻村报告\n目录\n一、工作回顾\n二、工作计划\n三、意见建议\n一、工作回顾\n{BODY}\n二、工作计划\n{BODY}\n三、意见建议\n{BODY}",
        # not as many as announced, and behind an article's text
        f"驻村体会（精选5篇）\n01\n{BODY}\n02\n{BODY}\n03\n{BODY}",
        f"驻村体会（精选3篇）\n{BODY * 12}\n01\n{BODY}\n02\n{BODY}\n03\n{BODY}",
    ],
)
def test_sections_of_one_article_stay_together(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("驻村心得体会（精选10篇）", {10}),
        ("驻村发言稿五篇", {5}),
        ("驻村体会3则", {3}),
        ("驻村体会（3个范本）", {3}),
        ("驻村心得体会合集", ANY),
        ("做好金融五篇大文章", set()),
        ("2023年10月份工作总结", set()),
        ("城市规则汇编制度", set()),
    ],
)
def test_what_a_title_announces(title: str, counts: set[int]) -> None:
    assert announced(title, "") == counts


OWN = ["在全县春耕会议上的讲话", "关于防汛情况的汇报", "云溪市安全生产工作总结", "乡村振兴专题党课讲稿"]
DEEDS = [f"{BODY * 4}第{i}年再上台阶，收成比上一年多了两成。\n谢谢大家！" for i in range(1, 5)]


def untold(heading: str, first: int = 0, top: str = "驻村材料（精选4篇）") -> str:
    parts = [
        f"{heading.format(p=title)}\n{deeds}" if i >= first else deeds
        for i, (title, deeds) in enumerate(zip(OWN, DEEDS, strict=True))
    ]
    return f"{top}\n发布时间：2023-03-14 10:20:30\n" + "\n".join(parts)


@pytest.mark.parametrize("top", ["驻村材料（精选4篇）", "2023年云溪市讲话稿汇编"])
@pytest.mark.parametrize(
    ("heading", "kept"),
    [("{p}", ""), ("{p}\n{p}", ""), ("{p}\n市长 林致远\n（2023年3月14日）", "市长 林致远\n（2023年3月14日）\n")],
)
def test_titles_without_numbers_part_as_many_articles_as_the_page_announces(heading: str, kept: str, top: str) -> None:
    parts = found(untold(heading, top=top))
    assert [(one.title, one.text) for one in parts] == [(title, kept + deeds) for title, deeds in zip(OWN, DEEDS, strict=True)]


def test_the_first_of_them_may_stand_under_the_title_of_the_page() -> None:
    assert [one.text for one in found(untold("{p}", first=1))] == DEEDS


@pytest.mark.parametrize(
    "text",
    [
        untold("{p}", top="驻村材料（精选5篇）"),  # not as many
        untold("{p}", top="驻村材料"),  # none announced
        untold("附件：{p}"),
        untold("图1 {p}"),
        untold("{p}").replace("\n谢谢大家！", "《"),  # links in a sentence
    ],
)
def test_lines_like_titles_part_nothing_else(text: str) -> None:
    assert len(found(text)) == 1


def test_lines_that_are_no_titles_by_their_words_part_articles_where_they_are_as_many_from_the_first_on() -> None:
    names = ["聚焦春耕 服务大局", "石门油茶漫山红遍", "云溪水清鱼儿更肥", "林间小路通到家门"]
    text = "驻村材料（精选4篇）\n发布时间：2023-03-14 10:20:30\n" + "\n".join(
        f"{n}\n{d}" for n, d in zip(names, DEEDS, strict=True)
    )
    assert [one.text for one in found(text)] == DEEDS
    assert len(found(text.replace("4篇", "5篇"))) == len(found(text.replace("（精选4篇）", "汇编"))) == 1


@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize("heading", ["{p}", "{i}、{p}"])
def test_a_table_of_contents_is_no_title_and_in_no_article(heading: str, number: int) -> None:
    names = [heading.format(p=title, i=i) for i, title in enumerate(OWN[:number], 1)]
    text = "\n".join(f"{name}\n{deeds}" for name, deeds in zip(names, DEEDS, strict=False))
    parts = found("\n".join(["驻村工作材料", "作者：未知 2023-06-23", "目 录", *names, text, "打赏支持"]))
    assert [(one.title, one.text) for one in parts] == list(zip(OWN[:number], DEEDS, strict=False))


def test_a_title_may_open_with_the_number_of_articles() -> None:
    assert [one.text for one in found(untold("{p}", top="4篇驻村工作汇报"))] == DEEDS
    assert announced("三篇乡村振兴讲话稿", "") == {3}
    assert announced("做好三篇文章", "") == announced("三篇文章里的大民生", "") == frozenset()


def test_sections_under_numbers_of_another_script_are_no_articles() -> None:
    sections = "\n一、提高认识\n二、下步打算\n三、工作建议\n"
    text = "\n".join(f"{i}、{title}\n{BODY}{sections}{BODY}" for i, title in enumerate(OWN, 1))
    assert [one.title for one in found(f"驻村材料（精选4篇）\n发布时间：2023-03-14 10:20:30\n{text}")] == OWN


def test_more_text_than_an_introduction_in_front_of_the_first_heading_is_an_article() -> None:
    guide = "\n".join(f"{BODY}{BODY}{BODY}{BODY}写好第{i}部分。" for i in range(1, 5))
    parts = found(
        f"驻村材料怎么写\n发布时间：2023-03-14 10:20:30\n{guide}\n篇一：{OWN[0]}\n{DEEDS[0]}\n篇二：{OWN[1]}\n{DEEDS[1]}"
    )
    assert [(one.title, one.text) for one in parts] == [("驻村材料怎么写", guide), (OWN[0], DEEDS[0]), (OWN[1], DEEDS[1])]
    assert [one.id[-2:] for one in parts] == ["-1", "-2", "-3"]
    short = guide.partition("\n")[0]
    assert len(found(f"驻村材料怎么写\n发布时间：2023-03-14 10:20:30\n{short}\n篇一\n{DEEDS[0]}\n篇二\n{DEEDS[1]}")) == 2


@pytest.mark.parametrize("top", ["驻村心得体会", "驻村心得体会范文", "驻村心得体会多篇", "驻村心得体会范文大全"])
@pytest.mark.parametrize(
    "heading",
    [
        "驻村心得体会{i}",
        "驻村心得体会 {i}",
        "驻村心得体会{c}",
        "驻村心得体会-{i}",
        "驻村心得体会·{i}",
        "{i}、驻村心得体会",
        "【驻村心得体会{i}】",
        "★驻村心得体会{c}",
        "精选范文{i}",
    ],
)
def test_the_title_of_a_page_with_a_number_parts_its_articles(heading: str, top: str) -> None:
    text = "\n".join(
        f"{heading.format(i=i, c=c)}\n{deeds}" for i, (c, deeds) in enumerate(zip("一二三四", DEEDS, strict=True), 1)
    )
    assert [one.text for one in found(f"{top}\n发布时间：2023-03-14 10:20:30\n{text}")] == DEEDS


def test_the_title_of_a_page_with_numbers_out_of_turn_parts_nothing() -> None:
    text = "\n".join(f"驻村心得体会{i}\n{deeds}" for i, deeds in zip((1, 2, 4, 5), DEEDS, strict=True))
    assert len(found(f"驻村心得体会\n发布时间：2023-03-14 10:20:30\n{text}")) == 1
