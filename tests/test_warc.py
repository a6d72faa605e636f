"""Archives: whole records become pages, broken ones are named, and what stands behind them is read."""

from __future__ import annotations

import bz2
import gzip
import lzma
import time
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from govcorpus import Page
from govcorpus.read.files import Unread, read

pytest.importorskip("fastwarc", reason="the extra `warc` is not installed")

HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"


def record(
    body: bytes, headers: bytes = HTTP, kind: bytes = b"response", length: int | None = None, url: str = "http://a.example/1"
) -> bytes:
    """A WARC record; `length` is the Content-Length it states, right where none is given."""
    block = headers + b"\r\n" + body if headers else body
    content = b"application/http; msgtype=response" if headers else b"text/plain"
    return (
        b"WARC/1.0\r\nWARC-Type: %b\r\nWARC-Target-URI: %b\r\nWARC-Date: 2024-05-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"Content-Type: %b\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (kind, url.encode(), content, length or len(block), block)
    )


def html(text: str) -> bytes:
    return f"<p>{text}</p>".encode()


def packed(data: bytes, codec: str) -> bytes:
    with pa.BufferOutputStream() as out, pa.CompressedOutputStream(out, codec) as stream:
        stream.write(data)
        stream.close()
        return out.getvalue().to_pybytes()


TEXT = "会议召开。" * 9999
ONE, TWO = record(html("会议召开。")), record(html("散会。"), url="http://a.example/2")


def found(tmp_path: Path, data: bytes, name: str = "a.warc") -> tuple[list[str], list[Unread]]:
    (tmp_path / name).write_bytes(data)
    both = list(read(tmp_path / name))
    return [one.raw for one in both if isinstance(one, Page)], [one for one in both if isinstance(one, Unread)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, None])
def test_an_archive_that_is_cut_anywhere_is_told_to_be(tmp_path: Path, pack: Callable[[bytes], bytes] | None) -> None:
    """In the head of a record, too, and in one that is no page; `None` packs all as one member."""
    parts = [record(b"", kind=b"request"), ONE, record(b"", kind=b"metadata"), TWO]
    if pack:
        parts = [pack(part) for part in parts]
    data = b"".join(parts) if pack else gzip.compress(b"".join(parts))
    ends = {sum(map(len, parts[:count])) for count in range(1, 5)} if pack else {len(data)}
    for size in range(3, len(data) + 1):
        _, told = found(tmp_path, data[:size], "a.warc.gz" if pack is not bytes else "a.warc")
        # what breaks off behind the empty line of a head that is no page's looks like an end
        assert bool(told) is (size not in ends) or (not told and data[:size].endswith(b"\r\n\r\n")), size


def test_a_page_has_the_address_and_the_day_of_its_record(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(TWO)
    (page,) = read(tmp_path / "a.warc")
    assert isinstance(page, Page)
    assert (page.url, page.fetched_on, page.raw) == ("http://a.example/2", date(2024, 5, 1), "散会。")


@pytest.mark.parametrize("data", [ONE + TWO, gzip.compress(ONE) + gzip.compress(TWO)], ids=["plain", "gzip"])
def test_records_are_read_in_order(tmp_path: Path, data: bytes) -> None:
    assert found(tmp_path, data, "a.warc.gz") == (["会议召开。", "散会。"], [])


def test_a_text_archive_holds_text(tmp_path: Path) -> None:
    assert found(tmp_path, record("会议召开。\n".encode(), b"", b"conversion"), "a.wet") == (["会议召开。\n"], [])


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(html("会议召开。")), b"Content-Encoding: gzip\r\n"),
        (html("会议召开。"), b"Content-Encoding: gzip\r\n"),  # stored unpacked under the old header, as many crawlers do
        (html("会议召开。"), b"Content-Encoding: deflate\r\n"),
        (html("会议召开。"), b"Content-Encoding: br\r\n"),
        (gzip.compress(html("会议")[:-4]) + gzip.compress(html("召开。")[3:]), b"Content-Encoding: gzip\r\n"),
        (zlib.compress(html("会议召开。")), b"Content-Encoding: deflate\r\n"),
        (zlib.compress(html("会议召开。"), wbits=-15), b"Content-Encoding: deflate\r\n"),
        (packed(html("会议召开。"), "brotli"), b"Content-Encoding: br\r\n"),
        (packed(html("会议召开。"), "zstd"), b"Content-Encoding: zstd\r\n"),
        (
            b"10\r\n" + html("会议召开。")[:16] + b"\r\n6\r\n" + html("会议召开。")[16:] + b"\r\n0\r\n\r\n",
            b"Transfer-Encoding: chunked\r\n",
        ),
        (html("会议召开。"), b"Transfer-Encoding: chunked\r\n"),
    ],
    ids=[
        *(
            "gzip",
            "unpacked",
            "unpacked, deflate",
            "unpacked, br",
            "gzip in two members",
            "deflate",
            "bare deflate",
            "br",
            "zstd",
        ),
        *("chunked", "joined"),
    ],
)
def test_a_packed_answer_is_unpacked(tmp_path: Path, body: bytes, header: bytes) -> None:
    assert found(tmp_path, record(body, HTTP + header)) == (["会议召开。"], [])


@pytest.mark.parametrize("first", ["2023\r\n", "2023年\r\n", "ad\r\n"])
def test_a_text_that_was_stored_joined_is_not_taken_for_chunks(tmp_path: Path, first: str) -> None:
    text = first + "会议召开。\n" * 999
    headers = HTTP.replace(b"html", b"plain") + b"Transfer-Encoding: chunked\r\n"
    assert found(tmp_path, record(text.encode(), headers)) == ([text], [])


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(html(TEXT), 0)[:-900], b"Content-Encoding: gzip\r\n"),
        (zlib.compress(html(TEXT), 0)[:-900], b"Content-Encoding: deflate\r\n"),
        (b"%x\r\n" % len(html(TEXT)) + html(TEXT)[:-900], b"Transfer-Encoding: chunked\r\n"),
        (b"f" * 16 + b"\r\n" + html(TEXT)[:-900], b"Transfer-Encoding: chunked\r\n"),
    ],
    ids=["gzip", "deflate", "chunked", "a chunk without end"],
)
def test_of_an_answer_that_breaks_off_what_there_is_is_read_and_it_is_told(tmp_path: Path, body: bytes, header: bytes) -> None:
    (text,), (cut, *_) = found(tmp_path, record(body, HTTP + header))
    assert len(TEXT) - 2000 < len(text) < len(TEXT)
    assert not cut.lost
    assert "the answer breaks off" in cut.reason


def test_an_answer_that_the_crawler_cut_is_told(tmp_path: Path) -> None:
    texts, (cut,) = found(tmp_path, ONE.replace(b"WARC-Date", b"WARC-Truncated: length\r\nWARC-Date") + TWO)
    assert texts == ["会议召开。", "散会。"]
    assert not cut.lost
    assert "(length)" in cut.reason


def test_an_answer_that_does_not_say_what_it_is_is_read(tmp_path: Path) -> None:
    assert found(tmp_path, record(html("会议召开。"), b"HTTP/1.1 200 OK\r\nContent-Type: \r\n")) == (["会议召开。"], [])
    assert found(tmp_path, record("会议召开。\n散会。".encode(), b"HTTP/1.1 200 OK\r\n")) == (["会议召开。\n散会。"], [])
    assert found(tmp_path, record(html("散会。"), HTTP.replace(b"html;", b"html, text/html;"))) == (["散会。"], [])


def test_answers_that_are_no_pages_are_passed_over(tmp_path: Path) -> None:
    missing = record(html("找不到"), HTTP.replace(b"200 OK", b"404 Not Found"))
    image = record(b"\x89PNG", HTTP.replace(b"text/html", b"image/png"))
    assert found(tmp_path, missing + image + TWO) == (["散会。"], [])


@pytest.mark.parametrize(
    "data",
    [
        record(html("会议召开。" * 99), length=9999) + TWO,
        record(html("会议召开。"))[:-4] + b"garbage" * 99 + b"\r\n" + TWO,
        gzip.compress(ONE)[:-20] + gzip.compress(TWO),
        gzip.compress(ONE)[:9] + b"garbage" * 99 + gzip.compress(TWO),
    ],
    ids=["states too much", "garbage", "cut gzip", "garbage in gzip"],
)
def test_what_stands_behind_a_broken_record_is_read(tmp_path: Path, data: bytes) -> None:
    texts, unread = found(tmp_path, data)
    assert texts[-1] == "散会。"
    assert unread
    assert all(one.lost and one.fix and "a.warc" in one.place for one in unread)


@pytest.mark.parametrize("beyond", [0, 3, 260])
def test_a_record_that_states_too_much_takes_nothing_of_the_next_one(tmp_path: Path, beyond: int) -> None:
    """It swallows the next one whole, its first line, or some of its text."""
    length = len(ONE.partition(b"\r\n\r\n")[2]) + (len(TWO) if not beyond else 12 + beyond)
    texts, unread = found(tmp_path, record(html("会议召开。"), length=length) + TWO + TWO)
    assert texts[0] == "会议召开。" if beyond != 3 else "会议召开。" in texts[0]
    assert texts[1:] == ["散会。", "散会。"]
    assert unread


def test_an_archive_whose_line_ends_were_altered_is_named(tmp_path: Path) -> None:
    texts, unread = found(tmp_path, (ONE + TWO).replace(b"\r\n", b"\n"))
    assert texts == []
    assert [one.lost for one in unread] == [True, True]


def test_a_record_of_a_kind_of_its_own_is_passed_over(tmp_path: Path) -> None:
    assert found(tmp_path, record(b"x", b"", b"screenshot") + TWO) == (["散会。"], [])


@pytest.mark.parametrize(("suffix", "pack"), [(".xz", lzma.compress), (".bz2", bz2.compress)])
def test_a_packed_archive_is_read(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    broken = record(html("会议召开。"))[:-4] + b"garbage" * 99 + b"\r\n"
    texts, unread = found(tmp_path, pack(ONE + broken + TWO), f"a.warc{suffix}")
    assert texts == ["会议召开。", "会议召开。", "散会。"]
    assert len(unread) == 1


def test_a_record_cut_at_the_end_says_how_much_is_missing(tmp_path: Path) -> None:
    cut = record(html("会议召开。" * 99))
    texts, (unread,) = found(tmp_path, ONE + cut[: len(cut) - 304])
    assert texts == ["会议召开。"]
    assert "1,192 of the 1,492 bytes" in unread.reason
    assert f"byte {len(ONE)}" in unread.place


def test_a_bomb_is_unpacked_no_further_than_a_page_may_be(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(60 << 20), 9)
    start = time.perf_counter()
    texts, (unread,) = found(tmp_path, record(bomb, HTTP + b"Content-Encoding: gzip\r\n") + TWO)
    assert texts == ["散会。"]
    assert "16 MB" in unread.reason
    assert time.perf_counter() - start < 5


def test_a_record_that_holds_more_than_a_page_may_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, longer = ("会议召开。" * number for number in (1 << 12, (1 << 12) + 1))
    monkeypatch.setattr("govcorpus.read.files.MAX_BYTES", len(whole.encode()))
    both = b"".join(record(text.encode(), b"", b"conversion") for text in (longer, whole))
    texts, (unread,) = found(tmp_path, both, "a.wet")
    assert texts == [whole]
    assert "more than any page" in unread.reason


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    texts, (unread,) = found(tmp_path, b"hello world\r\n" * 99)
    assert texts == []
    assert unread.lost
