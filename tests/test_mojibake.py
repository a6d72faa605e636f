"""What misread a page, which lines are searched for lost bytes, and what is sure then."""

from __future__ import annotations

from pathlib import Path

import govcorpus
from govcorpus.repair import mojibake_bytes, mojibake_double, mojibake_lost

TEXTS = Path(__file__).parents[1] / "sample" / "texts"
NAME = "鹮鳇獴麂齐聚湖畔，是否再来?"  # names of rare neighbours, and a question mark that is one


def misread(text: str, encoding: str) -> str:
    """Return a text whose bytes were read as Latin-1."""
    return text.encode(encoding).decode("latin-1")


def test_what_reads_as_utf8_has_lost_nothing() -> None:
    assert mojibake_double.torn(NAME)
    assert not mojibake_double.incomplete(misread(NAME, "utf-8"), NAME)


def test_what_reads_as_gbk_may_have_lost_bytes() -> None:
    plain = "会议由市长主持"
    assert not mojibake_double.incomplete(misread(plain, "gbk"), plain)
    assert mojibake_double.incomplete(misread(plain + "?", "gbk"), plain + "?")
    assert mojibake_double.incomplete(misread(NAME[:-1], "gbk"), NAME[:-1])


def test_a_character_that_lost_a_byte_and_does_not_fit_is_not_sure() -> None:
    """One byte in the middle of each line is gone without a sign: what comes back as another character says so, all but two of 64."""
    wrong = sure = 0
    for path in sorted(TEXTS.glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            octets = line.encode("gbk", "ignore")
            if not 40 < len(octets) < 200 or octets.decode("gbk") != line:
                continue
            page = govcorpus.repair((octets[: len(octets) // 2] + octets[len(octets) // 2 + 1 :]).decode("latin-1"))
            lost = [edit for edit in page.edits if edit.rule == "repair.mojibake" and len(edit.new) == 1]
            if len(page.text) == len(line) and page.text != line and len(lost) == 1:
                wrong += 1
                sure += lost[0].sure
    assert wrong > 10
    assert 20 * sure < wrong


def test_nothing_is_sure_where_bytes_were_lost_without_a_sign() -> None:
    """全面 and 三 leave nothing of themselves: a line that reads well may lack characters as well."""
    lines = ["云溪市人民政府召开常务会议，全面研究部署安全生产工作。", "要坚持以人民为中心的发展思想，不断增进民生福祉。"]
    for errors in ("ignore", "replace"):
        page = govcorpus.repair("\n".join(line.encode("gbk").decode("big5hkscs", errors) for line in lines))
        edits = [edit for edit in page.edits if edit.rule == "repair.mojibake"]
        assert page.text == "\n".join(lines)
        assert len(edits) == len(lines)
        assert any(edit.sure for edit in edits) == (errors == "replace")


def test_what_misread_a_page_is_told_by_how_its_characters_end() -> None:
    text = "自8月1日至10月31日，全市进入森林防火期。"
    for codec, errors, told in (
        ("gbk", "ignore", mojibake_lost.SILENT_GBK),
        ("gbk", "replace", mojibake_lost.GBK),
        ("gb18030", "ignore", mojibake_lost.SILENT_GB18030),
        ("gb18030", "replace", mojibake_lost.GB18030),
    ):
        page = text.encode().decode(codec, errors)
        assert mojibake_bytes.misread_by(page, [page]) == told
