"""Which misread lines are searched for lost bytes."""

from __future__ import annotations

from govcorpus.repair import mojibake_double

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
