"""What is no document is dropped with a reason and its evidence; what is only poor says so in its quality."""

from __future__ import annotations

from dataclasses import replace

import pytest

from govcorpus import Document, Page, Source, documents
from govcorpus.label.filters import LOSSES, REASONS, dropped, language, quality
from govcorpus.model.unreadable import unreadable

SPEECH = (
    "同志们：\n今年以来，全县上下克服困难，经济运行稳中有进，群众收入持续增长。下一步，要把防汛作为头等大事，压实责任，抓好值守。\n"
    * 4
)

NOVEL = """第十七章 夜谈
“你真的想好了？”老赵苦笑着摇了摇头，他看着窗外的雨，半晌没有说话。
“想好了。”沈秋低声说，她的眼神里没有一丝犹豫。“这件事，我管到底。”
他愣了一下，随即冷笑一声：“你知道你在跟谁作对吗？”
她站起身，把一沓照片放在桌上。“看看吧，这就是他们的账本！”
老赵的脸色变了，他心里一沉，暗想这个女人不简单。
未完待续"""

INJECTED = (
    "澳门百家乐官网注册送88彩金，真人娱乐老虎机、时时彩、体育投注一应俱全，首存返水，棋牌游戏平台开户送礼，快来下注。" * 3
)

LIST = "\n".join(f"青岚县召开第{n}次常务会议 [03-{n:02}]" for n in range(1, 9))


def reason(text: str, title: str = "") -> str:
    return dropped(Document("x-1", title, text, ()))[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("404 Not Found", "stub"),
        ("您访问的页面不存在", "stub"),
        ("锟斤拷" * 200, "unreadable"),
        ("Чинлань хошуунд үерийн аюулаас урьдчилан сэргийлэх хурал боллоо. " * 3, "foreign_language"),
        ("今日は県で防災会議が開かれ、知事が出席しました。会議では、河川の改修について話し合われました。", "foreign_language"),
        ("The county held a meeting on flood control today and all departments took part. " * 3, "foreign_language"),
        (NOVEL, "novel"),
        (INJECTED, "gambling"),
        (LIST, "list_page"),
        (SPEECH, ""),
        ("各位代表：", ""),
        ("县公安局打掉一个利用百家乐、老虎机聚众赌博的团伙，抓获嫌疑人12名。" + SPEECH, ""),
        ("“老支书走了多少趟，我们都记得。”村民老李说。他点了点头，眼里含着泪。" + SPEECH, ""),
        ("根据国办发〔2023〕7号文件，GDP增长6.2%，PM2.5下降，WTO规则……" + SPEECH, ""),
    ],
)
def test_reasons(text: str, why: str) -> None:
    assert reason(text) == why
    assert not why or why in REASONS


def test_chinese_with_many_foreign_names_is_chinese() -> None:
    text = "县里的软件园发布了新版政务平台，核心组件有扫描引擎 Wmap、Xmap 和 Lucifer，数据由 Elastic 存放，运行由 Kubernetes 负责。"
    assert reason(text * 3) == ""


def test_a_page_of_what_nobody_can_read_is_dropped() -> None:
    (document,) = documents("閿熸枻鎷" * 80)
    assert document.dropped == "unreadable"


def test_what_nobody_can_read_is_counted_once() -> None:
    speech = SPEECH * 2
    text = "閿熸枻鎷烽敓鏂ゆ嫹" * 12  # signs that were lost and read twice, which look like UTF-8 read as GBK too
    assert unreadable(speech + text) == [(len(speech), len(speech + text))]
    (document,) = documents(speech + text)
    assert 0.15 * len(document.text) < len(text) < 0.3 * len(document.text)
    assert "unreadable" in document.flags
    assert not document.dropped


def test_the_evidence_stands_in_the_notes() -> None:
    (document,) = documents(
        [Page.from_text("\n".join(f"Чинлань хошуунд үерийн аюулаас {n} урьдчилан сэргийлэх хурал боллоо." for n in range(5)))]
    )
    assert document.dropped == "foreign_language"
    assert any("Chinese characters" in note for note in document.notes)


def test_language_is_asked_with_four_profiles_and_one_seed() -> None:
    assert {language("会议要求各县区压实责任抓好值守") for _ in range(5)} == {"zh-cn"}
    assert language("") == "unknown"


@pytest.mark.parametrize("worse", ["short", "lost", "flag", "bare"])
def test_quality_rises_with_each_kind_of_evidence(worse: str) -> None:
    good = Document("x-1", "", SPEECH, ())
    changes = {
        "short": replace(good, text=SPEECH[:60]),
        "lost": replace(good, text=SPEECH + "锟斤拷" * 20),
        "flag": replace(good, flags=frozenset({LOSSES[0]})),
        "bare": replace(good, text=SPEECH + "一个没有标点的短行\n" * 30),
    }
    assert 0 <= quality(changes[worse].text, changes[worse].flags) < quality(good.text, good.flags) <= 1
    assert quality("", frozenset()) == 0


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (Page.from_text(SPEECH, url="https://www.yunxi.gov.cn/1.html"), "official"),
        (Page.from_text("在大会上的讲话\n下面是小编为大家整理的在大会上的讲话，供大家参考。\n" + SPEECH), "essay_mill"),
        (Page.from_text("在大会上的讲话\n" + SPEECH + "网友评论：(只显示最新10条。评论内容只代表网友观点!)"), "portal"),
        (Page.from_text(SPEECH, url="https://www.yunxi.gov.cn/1.html", source=Source("x", kind="portal")), "portal"),
        (Page.from_text(SPEECH), "unknown"),
    ],
)
def test_kinds_of_source(page: Page, kind: str) -> None:
    (document,) = documents([page])
    assert document.kind_of_source == kind
