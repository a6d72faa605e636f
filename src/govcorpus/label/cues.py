"""Words that show what a section does: 必须 tells of duties, 取得 of what was done."""

from __future__ import annotations

import re
from typing import NamedTuple


class Cue(NamedTuple):
    """The words of a cue; longer words that hold one and mean something else; and those that mean it nevertheless."""

    words: str
    but: str = ""
    still: str = ""


# A figure is counted by its last digit and its unit.
UNITS = ("%", "％", "亿", "万", "个百分点")
# 必须 is counted as 须 or 必须, 实现了 as 了, 指导思想 as 思想.
CUES = {
    "duty": Cue("要 须 应当 不得 务必", "要求 要素 要点"),
    "past": Cue("了 取得 完成 增长 比上年 同比 达到 累计 以来 去年 过去"),
    "plan": Cue("加强 推进 加快 完善 建立 健全 推动 促进 支持 鼓励 开展 实施 强化 深化"),
    "issue": Cue("问题 困难 不足 矛盾 不够 滞后 薄弱 突出 压力 短板 不平衡 风险"),
    "target": Cue("目标 力争 以上 左右 基本形成 基本建成 基本实现 达到"),
    "guard": Cue("负责 责任 领导 考核 督查 督促 监督 落实 保障 经费 协调 宣传 培训 评估"),
    "law": Cue("本法 本条例 本办法 本规定 处罚 罚款 予以 规定的 申请 批准 有权"),
    "idea": Cue("思想 精神 原则 意义 贯彻 坚持 方针 战略"),
    "close": Cue("同志们 各位代表 让我们 谢谢 而努力 奋斗"),
    "figure": Cue(" ".join(["百分之", *(digit + unit for digit in "0123456789." for unit in UNITS)])),
    "year": Cue("今年 明年 今后 下一步"),
}
# The tenses: what has been done, and what is to be done.
TENSES = {
    "done": Cue(
        "了 已 取得 完成 同比 比上年 全年 累计 共有 共计 获得 荣获 得到 先后 达到 分别为",
        "完成率 完成时限 完成任务",
        "共完成率 共完成时限 共完成任务",
    ),
    "ahead": Cue(
        "要 应 将 必须 力争 确保 务必 继续 加快 不得 进一步 今后 明年 下一步",
        "要求 要素 要点 要闻 要领 应急 应用 应对 应届 将军",
    ),
}
EVERY = (*CUES, *TENSES)
SINGLE = [(k, word) for k, cue in enumerate((*CUES.values(), *TENSES.values())) for word in cue.words.split() if len(word) == 1]
# What no list of words says: an expression, and what a text must hold for it. Each begins with a literal, so that the engine
# looks for that alone.
PATTERNS = (
    (EVERY.index("target"), "到20", re.compile(r"到(?<!达到)20[0-9]{2}年")),
    (EVERY.index("law"), "条", re.compile(r"第[一二三四五六七八九十]+条")),
    (EVERY.index("year"), "年", re.compile(r"年(?<=\d{4}年)")),
)
IDEA, GUIDED = (
    EVERY.index("idea"),
    re.compile(r"以.{2,12}为指导|思想|精神|原则|意义|贯彻|坚持|方针|战略"),
)  # 以…为指导 takes in much
