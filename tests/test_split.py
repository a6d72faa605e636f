"""Joining pages, cutting parts, finding titles: documents are spans of cleaned pages and nothing else."""

from __future__ import annotations

import re
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import Document, Page, documents
from govcorpus.model.lines import lines, one_by_one
from govcorpus.model.part_headings import HEADINGS, part_heading
from govcorpus.model.titles import plain
from govcorpus.split.parts import PART_NUMBER, _alike, _are_speeches, _could_be_speeches, _series, _speeches, parts

TITLE = "青岚县政府工作报告"
FIRST = "各位代表：\n过去一年，全县完成造林3.2万亩，新修公路86公里，城镇新增就业4100人，一年来我们坚持项目为王，开工项目14个，"
SECOND = "全部按期推进，完成投资37亿元。\n今年要改造老旧小区18个，惠及居民2600户，办好群众身边的每一件小事。"
THIRD = "让我们团结一心、埋头苦干，奋力谱写青岚高质量发展新篇章，以实干实绩回报全县人民的期待！"
PAGER = "上一页  [1] [2] [3]  下一页"


def page(text: str, url: str = "", pager: str = PAGER) -> Page:
    return Page.from_text(f"{TITLE}\n发布时间：2023-02-01 浏览次数：12\n{text}\n{pager}\n返回顶部", url=url)


def found(*pages: Page) -> list[Document]:
    return list(documents(pages))


THREE = [
    page(text, f"https://qinglan.example/12{suffix}.html") for text, suffix in ((FIRST, ""), (SECOND, "_2"), (THIRD, "_3"))
]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_pages_join_in_reading_order_whatever_the_input_order(order: tuple[int, ...]) -> None:
    (document,) = found(*(THREE[i] for i in order))
    assert document.text == f"{FIRST}{SECOND}\n{THIRD}"  # the sentence broken at the border is whole again
    assert document.id == f"{THREE[0].id}-1"
    assert document.urls == tuple(one.url for one in THREE)
    assert "missing_pages" not in document.flags


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_which_page_was_given_first_does_not_tell_which_belong_together(order: tuple[int, ...]) -> None:
    titles = (f"2023年{TITLE}", TITLE, f"{TITLE}摘要")  # the second is part of both others
    raws = (one.raw.replace(TITLE, title).replace(PAGER, "") for one, title in zip(THREE, titles, strict=True))
    pages = [Page.from_text(raw, one.url) for one, raw in zip(THREE, raws, strict=True)]
    assert sorted(len(document.urls) for document in found(*(pages[i] for i in order))) == [1, 2]
    assert {document.title for document in found(*(pages[i] for i in order))} == {titles[0], titles[2]}


@pytest.mark.parametrize("number", ["%C2%B2", "①", "²", "٣", "9" * 5000])
def test_a_page_number_is_read_from_figures_only(number: str) -> None:
    assert [d.title for d in found(page(FIRST, f"https://qinglan.example/12.html?page={number}"))] == [TITLE]


@pytest.mark.parametrize("missing", range(3))
def test_a_missing_page_is_flagged(missing: int) -> None:
    (document,) = found(*(one for i, one in enumerate(THREE) if i != missing))
    assert "missing_pages" in document.flags


@pytest.mark.parametrize(
    ("urls", "pagers"),
    [
        (("/12.html", "/12.html?page=2", "/12.html?page=3"), (PAGER,) * 3),
        (("/show.asp?id=7", "/show.asp?id=7&page=2", "/show.asp?id=7&page=3"), (PAGER,) * 3),
        (("/12_1.html", "/12_2.html", "/12_3.html"), ("首页 上一页 1 2 3 下一页 尾页",) * 3),
        (("/n_12.html", "/n_12_2.html", "/n_12_3.html"), ("【1】 【2】 【3】",) * 3),
        (("", "", ""), ("第1/3页", "第2/3页", "第3/3页")),
        (("", "", ""), ("« 前页 | 1 of 3 | 后页 »", "« 前页 | 2 of 3 | 后页 »", "« 前页 | 3 of 3 | 后页 »")),
        (("", "", ""), ("本文共3页，这是第1页", "本文共3页，这是第2页", "本文共3页，这是第3页")),
        (("/12_1.html", "/12_2.html", "/12_3.html"), ("分页：1 | 2 | 3 | 单页阅读",) * 3),
        (("/12_1.html", "/12_2.html", "/12_3.html"), ("第一页 第二页 第三页",) * 3),
        (("/12_1.html", "/12_2.html", "/12_3.html"), ("‹ 1 2 3 ›",) * 3),
        (("/12.html", "/12_1.html", "/12_2.html"), ("共 3 页",) * 3),  # from 0 on
        (("/12.html", "/12_1.html", "/12_2.html"), ("第1/3页", "第2/3页", "第3/3页")),
        (("/thread-1234-1-1.html", "/thread-1234-2-1.html", "/thread-1234-3-1.html"), ("1 2 3 / 3 页 下一页",) * 3),
        (("/news/1234.html", "/news/1234/2.html", "/news/1234/3.html"), (PAGER,) * 3),
        (("/news/1234/", "/news/1234/2/", "/news/1234/3/"), (PAGER,) * 3),
        (("/p/a1234", "/p/a1234/2", "/p/a1234/3"), ("",) * 3),
        (("/news/1234/", "/news/1234/2.html", "/news/1234/3.html"), ("",) * 3),
        (("/news/1234/", "/news/1234/index_2.html", "/news/1234/index_3.html"), ("[上一页] [1] [2] [3] [下一页]",) * 3),
        (("/a12.html", "/a12_p2.html", "/a12_p3.html"), ("本主题贴数 3，分页: [1] [2] [3]",) * 3),
        (("/tid-12.html", "/tid-12-page-2.html", "/tid-12-page-3.html"), ("1 2 3 下一页 尾页 2回复贴，共3页",) * 3),
        (("/s?biz=7&idx=1", "/s?biz=7&idx=1&page=2", "/s?biz=7&idx=1&page=3"), ("（1/3）", "（2/3）", "（3/3）")),
        (("/a.html", "/a_2.html", "/a_3.html"), ("Previous 1 of 3 Next", "Previous 2 of 3 Next", "Previous 3 of 3 Next")),
        (("/a.html", "/a_2.html", "/a_3.html"), ("第一页 上一页 下一页 最后一页 1/3",) * 3),
        (("/12.html", "/12_02.html", "/12_03.html"), ("（未完待续）", "（未完待续）", "")),
        (("/12,1.html", "/12,2.html", "/12,3.html"), ("单页浏览 1 2 3",) * 3),
        (("/12.html", "/12.2.html", "/12.3.html"), ("Page 1 of 3", "Page 2 of 3", "Page 3 of 3")),
        (("/12.html", "/12p2.html", "/12p3.html"), ("跳至 页 GO",) * 3),
        (("/1234.html", "/1234/p2.html", "/1234/p3.html"), ("下一页",) * 3),
        (("/1234/", "/1234/page/2/", "/1234/page/3/"), ("◄ 1 2 3 ►",) * 3),
        (("/12.html", "/12.html&p=2", "/12.html&p=3"), ("上一页 下一页",) * 3),
        (("", "", ""), ("共3页 第1页 下一页", "共3页 第2页 上一页 下一页", "共3页 第3页 上一页")),
        (("/read?tid=7", "/read?tid=7&page=2", "/read?tid=7&page=3"), ("«1 2 3 »  Pages: ( 1/3 total )",) * 3),
        (("/12.html", "/12.html?pn=2", "/12.html?pn=3"), ("到第 页 跳转",) * 3),
        (("/doc/12.html", "/doc/12.html#p=2", "/doc/12.html#p=3"), ("",) * 3),
        (("/doc/12.html#p=1", "/doc/12.html#p=2", "/doc/12.html#p=3"), ("",) * 3),
        (("/#/doc?id=7", "/#/doc?id=7&page=2", "/#/doc?id=7&page=3"), ("",) * 3),
        (("/#!/doc/12.html", "/#!/doc/12_2.html", "/#!/doc/12_3.html"), ("",) * 3),
        (("/12.html", "/12_2.html", "/12_3.html"), ("① ② ③",) * 3),
        (("/12.html", "/12_2.html", "/12_3.html"), ("文章分页导航 1 2 3 后页>",) * 3),
        (("", "", ""), ("本文分3页，这是第1页", "本文分3页，这是第2页", "本文分3页，这是第3页")),
        (("/p/a1234", "/p/a1234/2", "/p/a1234/3"), ("页面： 1 2 3",) * 3),
        (("/12.html", "/12-2.html", "/12-3.html"), ("全文共3页 第1页 第2页 第3页",) * 3),
        (("/12.html", "/12_2.html", "/12_3.html"), ("◀ 1 / 3 ▶", "◀ 2 / 3 ▶", "◀ 3 / 3 ▶")),
        (("/a/12", "/a/12?start=100", "/a/12?start=200"), ("",) * 3),
        (("/a/12?start=0", "/a/12?start=20", "/a/12?start=40"), ("",) * 3),
    ],
)
def test_all_kinds_of_pagers_join(urls: tuple[str, ...], pagers: tuple[str, ...]) -> None:
    texts = (FIRST, SECOND, THIRD)
    pages = [page(t, f"https://qinglan.example{u}" if u else "", p) for t, u, p in zip(texts, urls, pagers, strict=True)]
    (document,) = found(*reversed(pages))
    assert document.text == f"{FIRST}{SECOND}\n{THIRD}"
    assert "missing_pages" not in document.flags


@pytest.mark.parametrize("printed", ["({})", "（{}/3）", " 第{}页", "（第{}页）", "[{}]"])
def test_a_title_that_counts_the_pages_is_the_title_without_their_numbers(printed: str) -> None:
    title = "在全县防汛工作会议上的讲话"
    pages = [
        Page.from_text(
            f"{title}{printed.format(n)}\n发布时间：2023-03-14 10:20:30\n{text}\n{PAGER}",
            f"https://qinglan.example/a{suffix}.html",
        )
        for n, (text, suffix) in enumerate(((FIRST, ""), (SECOND, "_2"), (THIRD, "_3")), 1)
    ]
    (document,) = found(*pages)
    assert (document.title, document.text) == (title, f"{FIRST}{SECOND}\n{THIRD}")


def test_a_title_with_the_number_of_its_page_is_left_out_each_time_it_is_printed() -> None:
    title = "在全县防汛工作会议上的讲话"
    second = Page.from_text(
        f"云溪文库\n文档分类 > 办公文档\n{title}(2).docx\n上传人：小白 上传时间：2023-03-14\n{title}(2)\n{SECOND}",
        "https://qinglan.example/a_2.html",
    )
    first = Page.from_text(
        f"{title}.docx\n上传人：小白 上传时间：2023-03-14\n{title}\n{FIRST}", "https://qinglan.example/a.html"
    )
    (document,) = found(second, first)
    assert (document.title, document.text) == (title, f"{FIRST}{SECOND}")


def test_the_first_of_several_pages_is_told_by_the_others() -> None:
    title = "在全县防汛工作会议上的讲话"
    pages = [
        Page.from_text(f"{title}({n})\n发布时间：2023-03-14 10:20:30\n{text}", f"https://qinglan.example/a{suffix}.html")
        for n, (text, suffix) in enumerate(((FIRST, ""), (SECOND, "_2")), 1)
    ]
    assert [d.title for d in found(*pages)] == [title]


def test_a_number_that_is_not_the_page_s_stays_in_the_title() -> None:
    text = "关于防汛工作的问答（3）\n发布时间：2023-03-14 10:20:30\n会议要求，各乡镇压实责任，抓好值守，确保群众生命财产安全。"
    assert [d.title for d in found(Page.from_text(text, "https://qinglan.example/a.html"))] == ["关于防汛工作的问答（3）"]


def test_an_overlap_between_pages_is_left_out() -> None:
    again = page("开工项目14个，全部按期推进，完成投资37亿元。" + SECOND, "https://qinglan.example/12_2.html", "[1] [2]")
    first = page(
        FIRST + "全部按期推进，完成投资37亿元。\n开工项目14个，全部按期推进，完成投资37亿元。",
        "https://qinglan.example/12.html",
        "[1] [2]",
    )
    (document,) = found(first, again)
    assert document.text.count("开工项目14个，全部按期推进") == 2


def test_different_articles_of_one_list_stay_apart() -> None:
    one = Page.from_text(
        "在全县大会上的讲话\n同志们：\n会议要求，各乡镇压实责任，抓好值守。", url="https://qinglan.example/202303_1.html"
    )
    two = Page.from_text(
        "在全县春耕会上的讲话\n同志们：\n会议要求，各乡镇备足种子，抢抓农时。", url="https://qinglan.example/202303_2.html"
    )
    first, second = found(one, two)
    assert (first.title, second.title) == ("在全县大会上的讲话", "在全县春耕会上的讲话")
    assert not (first.flags | second.flags) & {"missing_pages"}


def test_a_page_that_prints_no_title_goes_with_the_first_page_of_its_address() -> None:
    second = Page.from_text(f"第2页：{TITLE}\n发布时间：2023-02-01\n{SECOND}", "https://qinglan.example/12_2.html")
    first = Page.from_text(f"{TITLE}\n发布时间：2023-02-01\n{FIRST}", "https://qinglan.example/12.html")
    (document,) = found(second, first)
    assert (document.title, document.text) == (TITLE, f"{FIRST}{SECOND}")


def test_articles_of_one_month_are_no_pages_of_one() -> None:
    texts = {n: Page.from_text(f"{title}\n{FIRST}", url=f"https://qinglan.example/{n}") for n, title in (
        ("202303.html", "在全县大会上的讲话"), ("202303/2.html", "在全县春耕会上的讲话"), ("202304/3.html", "在全县防汛会上的讲话")
    )}  # fmt: skip
    assert len(found(*texts.values())) == 3
    assert not any(d.flags & {"missing_pages"} for d in found(*texts.values()))


PART = "同志们：\n石门乡三年栽种油茶8600亩，带动1200户农民增收，群众的日子越过越红火。"


@pytest.mark.parametrize(
    "headings",
    [
        ("篇1", "篇2", "篇3"),
        ("第一篇", "第二篇", "第三篇"),
        ("范文1", "范文2", "范文3"),
        ("【篇一】", "【篇二】", "【篇三】"),
        ("篇一：", "篇二：", "篇三："),
        ("表态发言材料(一)", "表态发言材料(二)", "表态发言材料(三)"),
        ("表态发言材料第1篇", "表态发言材料第2篇", "表态发言材料第3篇"),
        ("★篇一★", "★篇二★", "★篇三★"),
        ("【篇一】表态发言材料", "【篇二】表态发言材料", "【篇三】表态发言材料"),
        ("发言稿（1）：表态发言材料", "发言稿（2）：表态发言材料", "发言稿（3）：表态发言材料"),
        ("**表态发言材料 篇1**", "**表态发言材料 篇2**", "**表态发言材料 篇3**"),
        ("＊＊＊ 第一篇 ＊＊＊", "＊＊＊ 第二篇 ＊＊＊", "＊＊＊ 第三篇 ＊＊＊"),
        ("发言材料之一", "发言材料之二", "发言材料之三"),
        ("材料之一", "材料之二", "材料之三"),
        ("交流发言1", "交流发言2", "交流发言3"),
        ("讲稿一", "讲稿二", "讲稿三"),
        ("写作范例1", "写作范例2", "写作范例3"),
        ("通知范文一", "通知范文二", "通知范文三"),
        (">>第1篇", ">>第2篇", ">>第3篇"),
        ("第1篇·表态发言材料", "第2篇·表态发言材料", "第3篇·表态发言材料"),
        ("☆篇一☆ 表态发言材料", "☆篇二☆ 表态发言材料", "☆篇三☆ 表态发言材料"),
        ("===驻村讲话稿1===", "===驻村讲话稿2===", "===驻村讲话稿3==="),
    ],
)
def test_a_page_of_several_articles_is_cut(headings: tuple[str, ...]) -> None:
    text = "\n".join(f"{heading}\n{PART}第{n}年再上台阶。" for n, heading in enumerate(headings, 1))
    many = Page.from_text(f"表态发言材料范文\n时间：2023-03-14 10:20:30\n{text}\n相关文章\n1驻村工作总结")
    got = found(many)
    assert [d.id for d in got] == [f"{many.id}-{n}" for n in (1, 2, 3)]
    assert [d.text for d in got] == [f"{PART}第{n}年再上台阶。" for n in (1, 2, 3)]
    assert {d.title for d in got} == {"表态发言材料"}


@pytest.mark.parametrize(
    "lines_",
    [
        ["云溪市人民政府办公室对市十届人大", "四次会议第264号建议的答复"],
        ["云溪市人民政府办公室对政协青岚县十届三次会议", "第41号提案的答复"],
        ["云溪市人民政府关于同意以青岚县名义", "申办第二十四届沿江城市青年", "冬季运动会的批复"],
        ["云溪市人民政府关于召开全市教育工作会议", "有关事项的通知"],
        ["云溪市人民政府办公室转发市水务局", "关于水库布局的确定和", "加强水库检查工作意见的通知"],
        ["云溪市人民政府关于暂时调整实施《云溪市水库管理办法", "实施细则》有关规定的决定"],
        ["云溪市人民政府关于棉粮挂钩奖售粮", "几 个 问 题 的 通 知"],
    ],
)
def test_a_title_is_taken_from_all_the_lines_it_is_set_in(lines_: list[str]) -> None:
    text = "\n".join([*lines_, "云政函〔2016〕20号", "青岚县人民政府：", SECOND, "云溪市人民政府办公室", "2016年9月7日"])
    (document,) = found(Page.from_text(text))
    assert document.title == "".join(lines_).replace(" ", "")
    assert document.text.startswith("云政函〔2016〕20号\n")


@pytest.mark.parametrize("first", ["云溪市人民政府对外合作", "云溪市教育局对口支援"])
def test_a_link_that_names_an_office_begins_no_title(first: str) -> None:
    (document,) = found(Page.from_text(f"{first}\n{TITLE}\n{FIRST}"))
    assert document.title == TITLE


def test_a_part_has_the_title_of_its_heading_or_of_its_first_line() -> None:
    text = f"篇1：在全县春耕现场会上的讲话\n{PART}\n篇2\n在全县秋收现场会上的讲话\n{PART}"
    got = found(Page.from_text(f"讲话材料范文\n{text}"))
    assert [d.title for d in got] == ["在全县秋收现场会上的讲话" if n else "在全县春耕现场会上的讲话" for n in (0, 1)]
    assert [d.text for d in got] == [PART, PART]


THREAD = (
    "石门乡三年栽种油茶8600亩，带动1200户农民增收，群众的日子越过越红火。"
    "全乡干部挨家挨户走访，把技术送到田间，把订单签到地头，把工厂办到村口，老人们也在家门口有了活干，有了一份稳定的收入。"
    "去年又修通了进山的公路，建起三座冷库、两个集散中心，山货当天就能送进城里的市场，卖出好价钱，留住了年轻人。"
    "明年要再扩种2000亩，办好油茶学校，请专家常年驻点指导，让更多的乡亲学会修剪、施肥和防病，把这片山变成全县最富的山。"
)


@pytest.mark.parametrize(
    "head",
    [
        "{w}\n发表于 2023-03-14 10:2{i} | 只看该作者\n{i}#",
        "{i}楼\n{w}\n中级会员\n发表于 2023-03-14 10:20",
        "{w} | 2023-03-14 10:20 | {i}楼",
        "【{i}楼】 {w} 发表于2023-03-14 10:20",
        "[{i} 楼] | Posted: 2023-03-14 10:20",
        "回 {i}楼({w}) 的帖子",
        "其他回答 {w}\n2023-03-14 10:20",
        "回答者：{w} - 二级  2023-03-14 10:20",
        "热心网友 2023-03-14",
        "{w} | 2023-03-14 10:20",
        "作者：{w} 回复日期：2023-03-14 10:20",
        "第{i}个回答：\n{w} 2023-03-14",
        "{i}F {w} 2023-03-14",
        "{w}\n活跃吧友\n{i}楼2023-03-14 10:20回复",
        "#{i} {w} 2023-03-14 10:20",
        "第{i}楼：{w}",
        "网友采纳 {w}",
        "{w}\n级别: 骑士\n发帖: 5579\n[{i} 楼] | Posted: 2023-03-14 10:20",
    ],
)
def test_posts_of_different_writers_are_articles_of_their_own(head: str) -> None:
    posts = [
        f"{head.format(w=writer, i=i)}\n{THREAD}这是第{i}份。\n回复 支持 反对 举报\n赞同12 评论(25)\n有用(18) 没用(6)"
        for i, writer in enumerate(("山里人", "lvyuan", "风清扬"), 1)
    ]
    text = "\n".join(
        ("论坛首页 › 公文交流 › 求一份油茶产业发展情况汇报", "求一份油茶产业发展情况汇报", *posts, "返回列表", "发表回复")
    )
    assert [one.text for one in found(Page.from_text(text))] == [f"{THREAD}这是第{i}份。" for i in (1, 2, 3)]


def test_a_row_of_metadata_below_an_editor_s_note_begins_no_article() -> None:
    text = f"油茶产业发展情况汇报\n{THREAD}\n云溪日报 2023-03-14 10:20\n{THREAD}这是第2份。\n返回列表\n发表评论"
    assert len(found(Page.from_text(text))) == 1


@pytest.mark.parametrize("between", ["广告 地址：云溪市人民路12号3楼 电话：12345", "回复单位：县林业局\n回复日期：2023-03-16"])
def test_an_address_and_the_reply_to_a_letter_begin_no_article(between: str) -> None:
    text = f"油茶产业发展情况汇报\n云溪日报 2023-03-14 10:20\n{THREAD}\n{between}\n{THREAD}这是第2份。\n返回列表\n发表评论"
    assert len(found(Page.from_text(text))) == 1


@pytest.mark.parametrize(
    ("writer", "post"),
    [("山里人", f"{THREAD}这是第2份。"), ("楼主", f"{THREAD}这是第2份。"), ("风清扬", "写得好，学习了，谢谢分享。")],
)
def test_a_post_that_goes_on_and_a_comment_are_no_articles(writer: str, post: str) -> None:
    text = f"油茶产业发展情况汇报\n山里人 发表于 2023-03-14 10:20\n{THREAD}\n{writer} 发表于 2023-03-15 08:30\n{post}\n返回列表"
    assert len(found(Page.from_text(text))) == 1


@pytest.mark.parametrize(
    "headings",
    [
        ("（一）在全县春耕现场会上的讲话", "（二）在全县秋收现场会上的讲话"),
        ("一、在全县春耕现场会上的讲话", "二、在全县秋收现场会上的讲话"),
        ("1、在全县春耕现场会上的讲话", "2、在全县秋收现场会上的讲话"),
        ("#1 在全县春耕现场会上的讲话", "#2 在全县秋收现场会上的讲话"),
        ("第一部分 在全县春耕现场会上的讲话", "第二部分 在全县秋收现场会上的讲话"),
        ("例一：在全县春耕现场会上的讲话", "例二：在全县秋收现场会上的讲话"),
        ("★在全县春耕现场会上的讲话（一）", "★在全县秋收现场会上的讲话（二）"),
        ("No.1 在全县春耕现场会上的讲话", "No.2 在全县秋收现场会上的讲话"),
        ("◇ 稿一 ◇ 在全县春耕现场会上的讲话", "◇ 稿二 ◇ 在全县秋收现场会上的讲话"),
        ("在全县春耕现场会上的讲话（样稿一）", "在全县秋收现场会上的讲话（样稿二）"),
        ("在全县春耕现场会上的讲话 第一篇", "在全县秋收现场会上的讲话 第二篇"),
        ("《在全县春耕现场会上的讲话》（第1稿）", "《在全县秋收现场会上的讲话》（第2稿）"),
    ],
)
def test_speeches_under_numbers_that_sections_have_too_are_told_by_their_salutations(headings: tuple[str, str]) -> None:
    text = f"{headings[0]}\n（2023年3月6日）\n同志们：\n{PART}\n{headings[1]}\n各位乡亲：\n{PART}"
    got = found(Page.from_text(f"县委办公室材料汇编\n发布时间：2023-10-20 09:30:00\n{text}"))
    assert [d.title for d in got] == ["在全县春耕现场会上的讲话", "在全县秋收现场会上的讲话"]
    assert [d.text for d in got] == [f"（2023年3月6日）\n同志们：\n{PART}", f"各位乡亲：\n{PART}"]


@pytest.mark.parametrize("heading", ["第{}则", "—— {} ——", "版本{}", "【 {} 】", "Part {}"])
def test_numbers_without_a_title_part_speeches_that_salutations_open(heading: str) -> None:
    text = "\n".join(f"{heading.format(number)}\n同志们：\n{PART}" for number in "一二三")
    got = found(Page.from_text(f"在全县春耕现场会上的讲话\n发布时间：2023-10-20 09:30:00\n{text}"))
    assert [d.text for d in got] == [f"同志们：\n{PART}"] * 3


@pytest.mark.parametrize(
    "heading",
    [
        "★{title}（{n}）",
        "（{n}）{title}",
        "※ {n} ※ {title}",
        "之{n} {title}",
        "【推荐{n}】{title}",
        "〖{title}·{n}〗",
        "{title}{n}",
    ],
)
def test_three_numbered_titles_of_speeches_part_them_without_salutations(heading: str) -> None:
    titles = ["在全县春耕现场会上的讲话", "在防汛动员会上的发言", "在秋收现场会上的讲话稿"]
    text = "\n".join(f"{heading.format(n=n, title=title)}\n{PART * 2}" for n, title in zip("一二三", titles, strict=True))
    got = found(Page.from_text(f"县委办公室材料汇编\n发布时间：2023-10-20 09:30:00\n{text}"))
    assert [(d.title, d.text) for d in got] == [(title, PART * 2) for title in titles]


@pytest.mark.parametrize("heading", ["=第{n}篇=", "〖第{n}篇〗", "【范例{n}】", "1.{title} 篇{n}", "第{n}篇: {title}"])
def test_numbers_of_parts_stand_between_any_signs_and_behind_an_item_s_number(heading: str) -> None:
    title = "在全县春耕现场会上的讲话"
    text = "\n".join(f"{heading.format(n=n, title=title)}\n{PART}" for n in "一二三")
    got = found(Page.from_text(f"{title}\n发布时间：2023-10-20 09:30:00\n{text}"))
    assert [(d.title, d.text) for d in got] == [(title, PART)] * 3


@pytest.mark.parametrize("between", ["", "之"])
def test_a_title_repeated_with_numbers_numbers_articles(between: str) -> None:
    title = "在全县春耕现场会上的讲话"
    text = "\n".join(f"{title}{between}{number}\n{PART}" for number in "一二三")
    got = found(Page.from_text(f"{title}\n发布时间：2023-03-14 10:20:30\n{text}"))
    assert [(d.title, d.text) for d in got] == [(title, PART)] * 3


def test_a_table_of_contents_is_no_row_of_articles() -> None:
    series = [f"篇{number}：{title}" for number, title in zip("一二三", ("春耕讲话", "防汛讲话", "秋收讲话"), strict=True)]
    text = "\n".join([*series, *(line for heading in series for line in (heading, PART))])
    assert [(p.number, p.title, text[p.start : p.end].strip()) for p in parts(text)] == [
        (number, title, PART) for number, title in enumerate(("春耕讲话", "防汛讲话", "秋收讲话"), 1)
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "同志们：",
                "各位代表:",
                "甲。",
                "讲话二",
                "讲话2",
                "在会上的讲话一",
                "在会上的讲话二",
                "一、在会上的讲话",
                "二、在会上的讲话",
                "三、在大会上的讲话",
                "会议要求，抓好落实。" * 8,
            ]
        )
    ).map("\n".join)
)
def test_speeches_are_found_alike_with_and_without_the_look_for_their_signs(text: str) -> None:
    rows = lines(text)
    runs = [_series(same) for same in _alike(_speeches(rows))]
    assert _could_be_speeches(text) or not any(len(run) > 1 and _are_speeches(rows, run) for run in runs)


def test_the_books_of_a_plan_are_no_articles() -> None:
    """Chapters that count on from one 篇 to the next are those of one document; where they begin anew each 篇 is one."""
    plan = f"第一篇 发展环境\n第一章 成就\n{FIRST}\n第二篇 主要任务\n第二章 产业\n{SECOND}"
    assert parts(plan) == []
    assert len(parts(plan.replace("第二章", "第一章"))) == 2
    assert len(parts(f"范文1\n{FIRST}\n范文2\n第五章 附则\n{SECOND}")) == 2  # a rule begins in its middle


@pytest.mark.parametrize(
    "text",
    [
        "一、书记讲话\n甲。\n二、县长讲话\n乙。\n三、部门发言\n丙。",
        "（一）在全县大会上的讲话\n甲。\n（二）在全市大会上的讲话\n乙。\n（三）在全省大会上的讲话\n丙。",
        "（一）关于在全县大会上的讲话\n会议传达了讲话精神。\n（二）关于在全市大会上的讲话\n会议传达了讲话精神。",
        "一、做好讲话\n各位代表！\n甲。\n二、做好发言\n各位代表！\n乙。",
        "一、过去五年工作回顾\n各位代表：\n甲。\n二、今后五年工作安排\n各位代表：\n乙。",
        "附件：\n材料1：申请表\n材料2：身份证明\n以上材料一式三份。",
        "申报材料一：申请表\n甲。\n申报材料二：身份证明\n乙。",
        "填写示例一\n甲。\n填写示例二\n乙。",
        "讲话稿 01-12\n甲。\n讲话稿 02-12\n乙。",
        "专家发言一：水利\n甲。\n专家发言二：林业\n乙。",
        "例1：某企业二月开业。\n应当在三月申报。\n例2：某企业三月开业。\n应当在四月申报。",
        "在全县大会上的讲话（五篇）\n甲。",
        "（一）加强领导\n甲。\n（二）压实责任\n乙。",
        "第一部分 回顾\n甲。\n第二部分 安排\n乙。",
        "篇1\n只有一篇。",
        "第一章 总则\n甲。\n第二章 附则\n乙。",
    ],
)
def test_a_document_s_own_numbering_is_no_cut(text: str) -> None:
    assert parts(text) == []


@given(
    st.lists(st.sampled_from([*"篇一1第（）】】 \u3000\n\n会。", "在全县大会上", "讲话", "\u200b"]), max_size=40).map("".join)
)
def test_every_heading_of_a_part_has_its_number_beside_its_word_or_a_bracket(text: str) -> None:
    headings = [line for line in lines(text) if part_heading(line.text)]
    assert len(PART_NUMBER.findall(text)) >= len(headings)


@pytest.mark.parametrize("heading", HEADINGS)
@given(st.data())
def test_every_heading_of_a_part_is_found_by_its_number(heading: re.Pattern[str], data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.from_regex(heading, fullmatch=True), max_size=3))
    headings = [line for line in lines("\n".join(texts)) if part_heading(line.text)]
    assert len(PART_NUMBER.findall("\n".join(texts))) >= len(headings)


@given(st.text(st.sampled_from("甲乙。 \n\n\u3000\r\x85\u200b"), max_size=40))
def test_lines_one_by_one_are_those_of_the_whole(text: str) -> None:
    assert tuple(one_by_one(text)) == lines(text)


def test_numbers_of_parts_are_read_in_characters_too() -> None:
    assert part_heading("篇十二：在大会上的讲话") == (1, "篇", 12, "在大会上的讲话")
    assert part_heading("各位代表：") is None


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("副市长在全市大会上的讲话1", "副市长在全市大会上的讲话"),
        ("云溪市政府工作报告(2023年2月9日沈若谷)", "云溪市政府工作报告"),
        ("关于春季造林的通知范文", "关于春季造林的通知"),
        ("在全县大会上的讲话.docx - 云溪文库", "在全县大会上的讲话"),
        ("[讲话稿] 在全县大会上的讲话 [复制链接]", "在全县大会上的讲话"),
        ("表态发言材料（精选5篇）", "表态发言材料"),
        ("云溪市城市公园条例(2021-04-29)", "云溪市城市公园条例"),
        ("〖 在全县大会上的讲话 〗", "在全县大会上的讲话"),
        ("[求助/分享] 在全县大会上的讲话", "在全县大会上的讲话"),
        ("在全县大会上的讲话（范文）", "在全县大会上的讲话"),
        ("在全县大会上的讲话-公文阁", "在全县大会上的讲话"),
        ("在全县大会上的讲话_图文", "在全县大会上的讲话"),
        ("在全县大会上的讲话_文库", "在全县大会上的讲话"),
        ("在全县大会上的讲话（word版）", "在全县大会上的讲话"),
        ("讲话稿频道：在全县大会上的讲话", "在全县大会上的讲话"),
        ("在全县大会上的讲话（第2页）", "在全县大会上的讲话"),
        ("信息名称：在全县大会上的讲话", "在全县大会上的讲话"),
        ("Title: 在全县大会上的讲话", "在全县大会上的讲话"),
        ("## 在全县大会上的讲话", "在全县大会上的讲话"),
        ("☆ 在全县大会上的讲话 ☆", "在全县大会上的讲话"),
        ("【在全县大会上的讲话】", "在全县大会上的讲话"),
        ("《在全县大会上的讲话》", "在全县大会上的讲话"),
        ("《讲话》和《报告》", "《讲话》和《报告》"),
        ("【云溪】在全县大会上的讲话", "【云溪】在全县大会上的讲话"),
        ("云溪市“十四五”规划", "云溪市“十四五”规划"),
        ("关于推进一站式服务的首页", "关于推进一站式服务的首页"),
    ],
)
def test_titles_are_made_plain(printed: str, title: str) -> None:
    assert plain(printed) == title


def test_no_title_line_stands_in_the_text_and_the_fact_says_where_it_was_read() -> None:
    one = Page.from_text(
        "在全县大会上的讲话1\n时间：2023-03-14 10:20:30 来源：云溪文秘网\n在全县大会上的讲话\n同志们：\n会议要求，各乡镇压实责任，抓好值守。"
    )
    (document,) = found(one)
    assert (document.title, document.text) == ("在全县大会上的讲话", "同志们：\n会议要求，各乡镇压实责任，抓好值守。")
    fact = next(fact for fact in document.facts if fact.name == "title")
    assert plain(one.raw[fact.start : fact.end]) == document.title


def test_the_office_right_above_a_title_is_part_of_it_and_no_line_above_that() -> None:
    text = f"县内要闻选登\n青岚县人民政府\n关于做好2023年防汛工作的通知\n各乡镇人民政府：\n{FIRST}{SECOND}"
    (document,) = found(Page.from_text(text))
    assert document.title == "青岚县人民政府关于做好2023年防汛工作的通知"


def test_a_page_without_a_title_has_an_empty_one() -> None:
    (document,) = found(Page.from_text("会议要求，各乡镇压实责任，抓好值守，确保群众生命财产安全。"))
    assert document.title == ""


def test_a_title_printed_again_with_a_colon_is_the_title_and_one_behind_its_label_wins_over_a_speaker() -> None:
    text = "会议要求，各乡镇压实责任，抓好值守，确保群众生命财产安全。"
    title = "在全县大会上的讲话"
    again = f"{title}-云溪范文网\n{title}\n发表时间：2023-08-02 10:20\n{title}：\n{text}"
    labelled = f"文章标题：{title}\n发布人：李文　发布时间：2023-08-02\n青岚县人民政府副县长　沈若谷\n{text}"
    (document,) = found(Page.from_text(again))
    assert (document.title, document.text) == (title, text)
    (document,) = found(Page.from_text(labelled))
    assert (document.title, document.text) == (title, f"青岚县人民政府副县长　沈若谷\n{text}")


def test_the_file_that_a_site_offers_names_the_title_and_a_day_does_not() -> None:
    text = "柳溪村的老屋修好了，来看的人从早到晚不断，村里人都说这钱花得值。"
    (document,) = found(
        Page.from_text(f"我的文库 成为会员\n柳溪村的三本账.docx 免费预览 第1-5页\n大小 32KB 上传 2023-05-06\n{text}")
    )
    assert (document.title, document.text) == ("柳溪村的三本账", text)
    (document,) = found(Page.from_text(f"青岚县供水改造推进会议召开 | 云溪市融媒体中心\n2023-05-06\n{text}"))
    assert (document.title, document.text) == ("青岚县供水改造推进会议召开", text)
    (document,) = found(Page.from_text(f"返回首页 | 打印\n青岚县供水改造推进\n2023年5月6日\n{text}"))
    assert document.title == "青岚县供水改造推进"


@pytest.mark.parametrize("crumb", ["公文论坛 › 交流区 › {}", "您正在浏览：{}"])
def test_a_breadcrumb_names_the_title_that_nothing_else_prints(crumb: str) -> None:
    text = "柳溪村的老屋修好了，来看的人从早到晚不断，村里人都说这钱花得值。"
    title = "在柳溪村老屋修缮会上的讲话"
    (document,) = found(Page.from_text(f"{crumb.format(title)}\n手机浏览\n作者：秋水 时间：2023-05-06 点击：75\n{text}"))
    assert (document.title, document.text) == (title, text)


def test_a_title_that_ends_like_the_name_of_an_office_is_one_above_metadata() -> None:
    text = "青岚县田径队结束冬训，将派出十二名运动员，参加今年秋天在云溪市举行的全民运动会。"
    title = "青岚田径队可代表全县参加运动会"
    (document,) = found(Page.from_text(f"首页 > 新闻\n{title}\n发布时间：2023-08-02 10:20:30\n{text}"))
    assert (document.title, document.text) == (title, text)
    (document,) = found(Page.from_text(f"青岚县人民政府\n发布时间：2023-08-02 10:20:30\n{text}"))
    assert document.text.endswith(text)


def test_a_title_the_page_only_quotes_is_its_title() -> None:
    text = "导语：如何才能写好一篇在全县大会上的讲话，这就需要搜集整理更多的资料和文献，供你借鉴。\n同志们：\n会议要求，各乡镇压实责任，抓好值守。"
    (document,) = found(Page.from_text(text))
    assert document.title == "在全县大会上的讲话"
