"""Benchmark for copies: our own reports, copies of them as the web makes them, and different reports that share half their phrases."""

from __future__ import annotations

import random
from typing import NamedTuple

PLACES = ["云溪市", "青岚县", "临江省", "白杨镇", "松原乡", "望海区", "石桥县", "清河市", "竹山县", "柳林区"]
SUBJECTS = [
    "乡村振兴",
    "防汛抗旱",
    "义务教育",
    "养老服务",
    "春耕备耕",
    "国土绿化",
    "道路养护",
    "老旧小区改造",
    "稳岗就业",
    "医疗保障",
    "安全生产",
    "河湖治理",
    "招商引资",
    "政务服务",
]
VERBS = ["扎实推进", "全面落实", "统筹抓好", "持续深化", "着力加强", "稳步实施", "切实保障", "加快建设", "大力发展", "不断优化"]
TAILS = [
    "取得明显成效",
    "迈出坚实步伐",
    "呈现良好态势",
    "得到群众认可",
    "任务按期完成",
    "走在全省前列",
    "基础更加牢固",
    "短板逐步补齐",
]
CHROME = [
    "返回首页 > 政务公开 > 正文",
    "微信扫一扫分享到朋友圈",
    "上一篇：没有了 下一篇：关于召开会议的通知",
    "版权所有 云溪市人民政府办公室",
    "责任编辑：小溪",
    "浏览次数：1024",
]
SWAPPED = "的一是在不了有和人这中大为上个国"


class Pair(NamedTuple):
    """Two documents that are copies; `kind` says how the second was made."""

    one: str
    other: str
    kind: str


def sentence(rng: random.Random, year: int) -> str:
    """A sentence of officialese: a few stock phrases, and figures of its own."""
    first = f"{rng.choice(VERBS)}{rng.choice(SUBJECTS)}，{rng.choice(TAILS)}"
    middle = f"完成投资{rng.randrange(100, 99999)}万元，惠及{rng.choice(PLACES)}{rng.randrange(2, 400)}个村组{rng.randrange(100, 9999)}户"
    last = rng.choice(
        [
            f"比{year - 1}年增长百分之{rng.randrange(2, 90)}",
            f"{rng.choice(VERBS)}{rng.choice(SUBJECTS)}",
            f"新增{rng.choice(SUBJECTS)}项目{rng.randrange(2, 300)}个",
        ]
    )
    return f"{first}，{middle}，{last}。"


def report(seed: int, year: int, stock: list[str]) -> list[str]:
    """A report of 12 to 30 paragraphs, half of them the office's stock, repeated each year word for word."""
    rng = random.Random(f"{seed} {year}")
    fresh = ["".join(sentence(rng, year) for _ in range(rng.randrange(2, 5))) for _ in range(len(stock))]
    parts = [*rng.sample(stock, len(stock) * 9 // 10), *fresh]
    rng.shuffle(parts)
    return [f"各位代表：现在我代表市政府向大会报告{year}年工作", *parts]


def benchmark(offices: int = 60) -> tuple[dict[str, str], list[Pair]]:
    """Return texts by id, and the pairs of them that are copies; all other pairs are different documents."""
    texts: dict[str, str] = {}
    truth: list[Pair] = []
    for office in range(offices):
        rng = random.Random(office)
        stock = ["".join(sentence(rng, 2020) for _ in range(3)) for _ in range(rng.randrange(6, 15))]
        for year in (2021, 2022):
            parts = report(office, year, stock)
            key = f"{office:03d}-{year}"
            texts[key] = "\n".join(parts)
            for kind, copied in copies(parts, rng).items():
                texts[f"{key}-{kind}"] = copied
                truth.append(Pair(key, f"{key}-{kind}", kind))
    return texts, truth


def copies(parts: list[str], rng: random.Random) -> dict[str, str]:
    """Return what the web makes of a text: each kind of copy once."""
    shuffled = rng.sample(parts, len(parts))
    cut = parts[: len(parts) * 7 // 10]
    second = parts[len(parts) // 2 :]
    text = "\n".join(parts)
    hurt = "".join(rng.choice(SWAPPED) if rng.random() < 0.015 else letter for letter in text)
    others = ["".join(sentence(rng, 2019) for _ in range(40)) for _ in range(3)]
    return {
        "chrome": "\n".join([*rng.sample(CHROME, 3), *parts, *rng.sample(CHROME, 3)]),
        "shuffled": "\n".join(shuffled),
        "cut": "\n".join(cut),
        "part2": "\n".join(["（第二页）", *second]),
        "repaired": hurt,
        "inside": "\n".join([others[0], *parts, *others[1:]]),
    }
