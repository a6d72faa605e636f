"""Pages to build a corpus of, and all that a build leaves."""

import json
from pathlib import Path

TEXT = "青岚县{0}工作会议召开\n会议听取了{0}工作汇报，要求各镇压实责任，抓好{0}第{1}项任务。\n一、关于{0}\n要投入{2}万元，在{3}个村推开，年底前全部完成，不得拖延。\n"


def pages(folder: Path, number: int = 12) -> Path:
    """Write files with a page each, of a fictional county, into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(number):
        work = ["防汛", "供水", "教育", "养老"][n % 4]
        text = TEXT.format(work, n, n * 37 + 5, n * n + 3) + "".join(
            f"第{k * n + k}村{work}完成{k * 7 + n}处，投资{n * k + 11}万元，受益{k * 31 + n}户。\n" for k in range(9)
        )
        row = {"url": f"https://qinglan.example/{n}.html", "text": text}
        (folder / f"{n:02d}.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    return folder


def held(out: Path) -> dict[str, bytes | None]:
    """Every file and folder of a folder, hidden ones too."""
    return {path.relative_to(out).as_posix(): path.read_bytes() if path.is_file() else None for path in sorted(out.rglob("*"))}
