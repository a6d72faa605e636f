"""Hostile pages are repaired in linear time: whole pages of one sign, of random bytes, of bait for every rule."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

import govcorpus

HANT = "會議強調，各級領導幹部要堅持問題導向，統籌發展和安全，"


def noise(size: int, encoding: str) -> str:
    """Return random bytes as a reader of an encoding prints them."""
    return random.Random(1).randbytes(size).decode(encoding, "replace")


# The pages at their full size: what is rejected at a look, or decided in one pass.
WHOLE = {
    "200,000 question marks": "?" * 200_000,
    "100,000 brackets": "(" * 100_000,
    "100,000 marks with a comma": "?," * 100_000,
    "50,000 glosses of nothing": "(cè)" * 50_000,
    "50,000 half glosses": "?cè)" * 50_000,
    "random bytes": noise(200_000, "latin-1"),
    "random bytes as UTF-8": noise(200_000, "utf-8"),
    "pairs of bytes lost between figures": "ぁ" + "会议2023 year ??" * 300,
    "lines of them": ("ぁ" + "1?? 2?? 3?? 4??" * 60 + "\n") * 200,
    "misread text and digits": "浼氳" * 20 + "1" * 200_000,
    "traditional and brackets": (HANT + "(" * 40) * 3_000,
    "traditional and marks": (HANT + "?" * 40) * 3_000,
}
# Those that are decoded, and so take a tenth of a millisecond a character: pages of `size` characters, for the growth of time.
DECODED: dict[str, Callable[[int], str]] = {
    "random bytes as GBK": lambda size: noise(size, "gbk").replace("\ufffd", "?"),
    "random bytes as GB18030": lambda size: noise(size, "gb18030"),
    "lost bytes of UTF-8": lambda size: "浼?" * (size // 2),
    "euros and lost bytes": lambda size: "浠€?" * (size // 3),
    "pairs of bytes lost": lambda size: "鎴戜滑鍙?紑浼氳?" * (size // 8),
    "bytes lost without a sign": lambda size: "鍙寮浼氳" * (size // 4),
    "bytes of UTF-8 that end nowhere": lambda size: "|鍏" * (size // 2) + "。",
    "bytes lost of GBK read as Latin-1": lambda size: "ÔÆÏªÊÐÈËÃñÕþ¸®ÕÙ?³£Îñ»áÒé£¬" * (size // 24),
    "soft hyphens lost of Big5 read as Latin-1": lambda size: "¶³¬F¿ìµo¡e2023¡f¡A¥Ã" * (size // 20),
    "GBK read as Big5 without a sign for what is lost": lambda size: (
        "堁洈庈佸鵙葬欸羲都昢頗祜ㄛ姻歶郋臻褡藎笮宥莉馱釬﹝\n" * (size // 29)
    ),
    "Latin-1 that was mended": lambda size: "¸÷λ´ú±í£¬¹¤×÷µÄÈÎÎñÊǷdz£ÖصÄ" * (size // 28),
    "pairs of bytes gone": lambda size: "鍥戒骇鏁版嵁搴撲竴鐩存暟鎹鐞" * (size // 13),
    "cuts without an end": lambda size: "會?," * (size // 3),
    "cuts and glosses": lambda size: "會(huì)?," * (size // 7),
    "traditional and cuts": lambda size: (HANT + "?," * 10) * (size // 48),
    "traditional and half glosses": lambda size: (HANT + "?cè)") * (size // 32),
    "one spot again and again": lambda size: "會?cè)谌珖" * (size // 8),
    "traditional and glosses": lambda size: "冊(cè)" * (size // 5),
    "traditional and random bytes": lambda size: HANT.join(noise(size, "gbk").replace("\ufffd", "?").split("a")),
}


def seconds(text: str) -> float:
    start = time.process_time()
    govcorpus.repair(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", WHOLE)
def test_a_hostile_page_is_done_in_seconds(name: str) -> None:
    seconds(HANT)  # the model and the tables are loaded once
    assert seconds(WHOLE[name]) < 8


@pytest.mark.parametrize("name", DECODED)
def test_time_grows_as_the_page_does(name: str) -> None:
    make = DECODED[name]
    seconds(make(500))
    small, large = min(seconds(make(2_500)) for _ in range(2)), seconds(make(10_000))
    # Four times the text: linear is 4, quadratic 16. A floor keeps out the noise of a busy machine and of single lines.
    assert large < 8 * max(small, 0.2)


# Pages of `size` characters in short lines, each of which some rule compares with the others.
LINES: dict[str, Callable[[int], str]] = {
    "one line again and again": lambda size: "云溪市召开会议\n" * (size // 8),
    "labels of nothing": lambda size: "会议：\n" * (size // 4),
    "short articles of a law": lambda size: "".join(f"第{n}条　云溪市。\n" for n in range(size // 12)),
    "titles of articles": lambda size: "".join(f"云溪市召开第{n}次防汛工作会议\n" for n in range(size // 18)),
    "links": lambda size: "".join(f"首页 > 要闻 > 第{n}期\n" for n in range(size // 16)),
    "links and titles": lambda size: "".join(f"上一篇：青岚县第{n}期\n青岚县部署第{n}轮造林\n" for n in range(size // 26)),
    "parts": lambda size: "".join(f"篇{n}\n云溪市召开会议。\n" for n in range(size // 14)),
    "a pager without end": lambda size: "上一页 " + " ".join(f"[{n}]" for n in range(size // 7)),
    "pagers that are none": lambda size: ("上一页 " + " ".join(str(n) for n in range(1, 40)) + " 本\n") * (size // 120),
    "headings": lambda size: "".join(f"{n}、强化措施，做好准备\n" for n in range(size // 16)),
    "years looked back on": lambda size: "一、2021年工作回顾\n" * (size // 12),
    "headings and a text": lambda size: "".join(
        f"（{n}）强化措施。各乡镇要把水库检查一遍，落实到人头。\n" for n in range(size // 34)
    ),
    "dates": lambda size: "".join(f"云溪市人民政府\n2022年4月{n % 28 + 1}日\n" for n in range(size // 18)),
    "answers of readers": lambda size: "".join(
        f"发表于 2022-4-{n % 28 + 1} 12:00\n{n}楼\n要在四月底前把水库检查一遍，把责任落实到人头。\n回复\n"
        for n in range(size // 48)
    ),
    "posts of a thread": lambda size: (
        "青岚论坛\n"
        + "".join(
            f"{n}楼 网友{n} 发表于 2022-4-1 12:00\n" + "要在四月底前把水库检查一遍，把责任落实到人头。" * 10 + "\n回复\n"
            for n in range(size // 250)
        )
    ),
    "lines of one sign": lambda size: "在全市会议上的讲话\n" + ".\n" * (size // 2) + "今天开会。",
    "signs of a thread": lambda size: "青岚论坛\n2楼\n" + "·\n" * (size // 2) + "今天开会。\n返回顶部",
    "readers who say nothing": lambda size: "回复\n举报\n" * (size // 6) + "好的，谢谢。\n",
    "a title of bars": lambda size: "|" * size + "\n云溪市召开会议，部署防汛工作，落实责任。",
    "a title of blanks": lambda size: f"云溪市{' ' * size}通知\n云溪市召开会议，部署防汛工作，落实责任。",
    "what follows a link": lambda size: (
        "云溪市召开会议，部署防汛工作，落实责任。\n下一篇\n" + "附件：\n" * (size // 8) + "青岚\n" * (size // 8)
    ),
    "signatures": lambda size: "同志们：\n谢谢大家！\n" * (size // 11),
    "a list of links behind a text": lambda size: (
        "云溪市各乡镇要在四月底前把水库检查一遍，把责任落实到人头。\n相关文章\n"
        + "".join(f"青岚县召开第{n}次会议\n" for n in range(size // 12))
    ),
}


@pytest.mark.parametrize("name", LINES)
def test_time_for_documents_grows_as_the_page_does(name: str) -> None:
    def spent(size: int) -> float:
        page = govcorpus.Page.from_text(LINES[name](size), url="https://yunxi.example/1.html")
        start = time.process_time()
        list(govcorpus.documents([page]))
        return time.process_time() - start

    spent(500)
    assert spent(100_000) < 8 * max(spent(25_000), 0.2)


# Pages of HTML of `size` characters in one line.
MARKUP: dict[str, Callable[[int], str]] = {
    "paths that lead nowhere": lambda size: "首页 > " * (size // 5),
    "wide blanks": lambda size: "云" + "\u3000" * size + "溪",
    "digits": lambda size: "1" * size,
}


@pytest.mark.parametrize("name", MARKUP)
def test_time_to_read_grows_as_the_page_does(name: str) -> None:
    def spent(size: int) -> float:
        html = f"<p>{MARKUP[name](size)}</p>"
        start = time.process_time()
        govcorpus.Page.from_html(html)
        return time.process_time() - start

    spent(500)
    assert spent(200_000) < 8 * max(spent(50_000), 0.1)
