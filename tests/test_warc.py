"""Archives: whole records become pages, broken ones are named, and what stands behind them is read."""

from __future__ import annotations

import gzip
import time
from datetime import date
from pathlib import Path

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


ONE, TWO = record(html("会议召开。")), record(html("散会。"), url="http://a.example/2")


def found(tmp_path: Path, data: bytes, name: str = "a.warc") -> tuple[list[str], list[Unread]]:
    (tmp_path / name).write_bytes(data)
    both = list(read(tmp_path / name))
    return [one.raw for one in both if isinstance(one, Page)], [one for one in both if isinstance(one, Unread)]


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
        (
            b"9\r\n" + html("会议召开。")[:9] + b"\r\nd\r\n" + html("会议召开。")[9:] + b"\r\n0\r\n\r\n",
            b"Transfer-Encoding: chunked\r\n",
        ),
    ],
    ids=["gzip", "unpacked", "chunked"],
)
def test_a_packed_answer_is_unpacked(tmp_path: Path, body: bytes, header: bytes) -> None:
    assert found(tmp_path, record(body, HTTP + header)) == (["会议召开。"], [])


def test_an_answer_that_does_not_say_what_it_is_is_read(tmp_path: Path) -> None:
    assert found(tmp_path, record(html("会议召开。"), b"HTTP/1.1 200 OK\r\nContent-Type: \r\n")) == (["会议召开。"], [])


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


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    texts, (unread,) = found(tmp_path, b"hello world\r\n" * 99)
    assert texts == []
    assert unread.lost
