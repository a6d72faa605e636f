"""Reading files: what becomes a page, and what is named with place, cause and fix instead."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import quopri
import random
import resource
import tarfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from govcorpus import InputError, Page
from govcorpus.read import files
from govcorpus.read.files import Unread, fetched, inputs, read

SPEECH = "青岚县人民政府工作报告\n各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。\n"


def write(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def pages(path: Path) -> list[Page]:
    found = list(read(path))
    assert [one for one in found if isinstance(one, Unread)] == []
    return [one for one in found if isinstance(one, Page)]


def unread(path: Path) -> Unread:
    """The one thing that was not read, which says where, why and what to do."""
    (found,) = [one for one in read(path) if isinstance(one, Unread)]
    assert found.place.startswith(str(path))
    assert found.reason
    assert found.fix
    assert "\n" not in str(found)
    return found


def row(**columns: object) -> str:
    return json.dumps(columns, ensure_ascii=False) + "\n"


def test_a_text_file_is_one_page_of_its_text(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path / "a.txt", SPEECH))
    assert (page.raw, page.url, page.marks) == (SPEECH, "", ())


def test_gbk_bytes_are_read_as_what_they_are(tmp_path: Path) -> None:
    assert pages(write(tmp_path / "a.txt", SPEECH.encode("gbk")))[0].raw == SPEECH


def test_a_saved_page_knows_its_address(tmp_path: Path) -> None:
    markup = (
        "<html><head><link rel='canonical' href='http://qinglan.example/1.html'></head><body><p>各位代表：</p></body></html>"
    )
    (page,) = pages(write(tmp_path / "a.html", markup))
    assert (page.url, page.raw) == ("http://qinglan.example/1.html", "各位代表：")


def test_pages_whose_template_names_the_front_page_are_no_versions_of_it(tmp_path: Path) -> None:
    """All but one of them were left out as superseded."""
    head = "<html><head><link rel='canonical' href='http://qinglan.example/'></head><body>"
    for number in range(3):
        write(tmp_path / f"{number}.html", f"{head}<p>第{number}次会议召开。</p></body></html>")
    assert len({page.id for number in range(3) for page in pages(tmp_path / f"{number}.html")}) == 3


@pytest.mark.parametrize(
    ("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress), (".zst", None)]
)
def test_rows_are_read_packed_or_not(tmp_path: Path, suffix: str, pack: object) -> None:
    data = (
        row(url="http://a.example/1", text="会议召开。", fetched_on="2024-05-01", source="a")
        + "\n"
        + row(url="http://a.example/2", html="<p>会议</p><p>召开。</p>", date="2024-05-02T08:00:00Z")
    ).encode()
    if pack is None:
        import pyarrow as pa

        packed = pa.compress(data, codec="zstd", asbytes=True)
    else:
        packed = pack(data)  # type: ignore[operator]
    one, two = pages(write(tmp_path / f"a.jsonl{suffix}", packed))
    assert (one.url, one.raw, one.fetched_on, one.source) == ("http://a.example/1", "会议召开。", date(2024, 5, 1), "a")
    assert (two.raw, two.fetched_on) == ("会议\n召开。", date(2024, 5, 2))


def test_columns_of_a_table_are_read_by_name(tmp_path: Path) -> None:
    columns = {
        "id": [1, 2],
        "url": ["http://a.example/1", None],
        "content": ["会议召开。", "散会。"],
        "date": [date(2024, 5, 1), None],
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    one, two = pages(tmp_path / "a.parquet")
    assert (one.url, one.raw, one.fetched_on) == ("http://a.example/1", "会议召开。", date(2024, 5, 1))
    assert (two.url, two.raw, two.fetched_on) == ("", "散会。", None)


def test_a_table_of_bytes_is_decoded(tmp_path: Path) -> None:
    pq.write_table(
        pa.table({"url": ["https://a.example/1"], "html": [f"<p>{SPEECH}</p>".encode("gbk")], "source": ["yunxi"]}),
        tmp_path / "a.parquet",
    )
    (page,) = pages(tmp_path / "a.parquet")
    assert (page.raw[:11], page.url, page.source) == ("青岚县人民政府工作报告", "https://a.example/1", "yunxi")


def test_a_table_of_strings_that_are_no_utf8_is_read(tmp_path: Path) -> None:
    """As writers that never look at what they write make them."""

    def unlooked(data: bytes) -> pa.Array:
        places = pa.py_buffer(np.array([0, len(data)], "<i4").tobytes())
        return pa.Array.from_buffers(pa.string(), 1, [None, places, pa.py_buffer(data)])

    columns = {"url": unlooked(b"https://a.example/\xff"), "text": unlooked(SPEECH.encode("gbk"))}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    (page,) = pages(tmp_path / "a.parquet")
    assert (page.raw, page.url) == (SPEECH, "https://a.example/\ufffd")


def test_a_table_whose_columns_have_names_that_are_no_utf8_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"name": ["会议"], "text": [SPEECH]}), tmp_path / "a.parquet")
    table = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(table.replace(b"name", "标题".encode("gbk")))
    assert "the Parquet file is damaged" in unread(tmp_path / "a.parquet").reason


def test_days_of_no_calendar_and_addresses_in_bytes_are_read(tmp_path: Path) -> None:
    columns = {
        "url": pa.array([b"https://a.example/1", b"https://a.example/\xff"]),
        "text": pa.array([SPEECH, "会议召开。"]).dictionary_encode(),
        "date": pa.array([2**30, 18993], pa.date32()),
        "fetched_on": pa.array([2**62, None], pa.timestamp("us")),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    one, two = pages(tmp_path / "a.parquet")
    assert (one.url, one.raw, one.fetched_on) == ("https://a.example/1", SPEECH, None)
    assert (two.url, two.raw, two.fetched_on) == ("https://a.example/\ufffd", "会议召开。", date(2022, 1, 1))


@pytest.mark.parametrize("day", ["2024-05-01T08:00:00Z", "20240501080000", "2024/5/1 8:00:00", "2024-5-1", "2024年5月1日"])
def test_a_day_is_read_as_programs_and_people_write_it(tmp_path: Path, day: str) -> None:
    """Of two copies of a page the newer one is kept: without days, whichever sorts last."""
    table = write(tmp_path / "a.jsonl", row(text="会议召开。", date=day))
    assert [page.fetched_on for page in pages(table)] == [date(2024, 5, 1)]
    assert fetched("2024/5/111") is fetched("2024-13-1") is fetched("2024-5") is None


def test_days_in_a_time_zone_that_nobody_knows_lose_no_page(tmp_path: Path) -> None:
    columns = {"text": ["会议召开。"], "date": pa.array([0], pa.timestamp("us", "Mars/Olympus"))}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert [(page.raw, page.fetched_on) for page in pages(tmp_path / "a.parquet")] == [("会议召开。", None)]


def test_a_name_that_is_no_utf8_is_read(tmp_path: Path) -> None:
    place = tmp_path / os.fsdecode("会议".encode("gbk"))
    place.mkdir()
    pq.write_table(pa.table({"text": [SPEECH]}), tmp_path / "a.parquet")
    (tmp_path / "a.parquet").rename(place / "a.parquet")
    (place / "a.txt.zst").write_bytes(pa.compress(SPEECH.encode(), "zstd", asbytes=True))
    assert [page.raw for name in ("a.parquet", "a.txt.zst") for page in pages(place / name)] == [SPEECH, SPEECH]


def test_a_table_without_rows_is_named(tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    assert "empty" in unread(tmp_path / "a.parquet").reason


@pytest.mark.parametrize(
    ("text", "encoding"), [(SPEECH, "gbk"), (SPEECH, "gb18030"), ("臨江省人民政府工作報告\n許多代表提出建議。\n", "big5")]
)
def test_rows_that_are_no_utf8_are_read_as_pages_are(tmp_path: Path, text: str, encoding: str) -> None:
    lines = row(url="http://a.example/1", text=text) + row(text=text, source="yunxi")
    one, two = pages(write(tmp_path / "a.jsonl", lines.encode(encoding)))
    assert (one.raw, one.url, two.raw, two.source) == (text, "http://a.example/1", text, "yunxi")


def test_a_character_that_is_cut_loses_no_row(tmp_path: Path) -> None:
    """As crawlers leave it that keep so many bytes of a page."""
    cut = row(text=SPEECH * 99 + "会").encode().replace('会"}'.encode(), "会".encode()[:2] + b'"}')
    one, two = pages(write(tmp_path / "a.jsonl", cut + row(text="散会。").encode()))
    assert (one.raw, two.raw) == (SPEECH * 99 + "\ufffd", "散会。")


def test_a_number_of_thousands_of_digits_loses_no_page(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path / "a.jsonl", f'{{"text": "会议召开。", "size": -{"9" * 9999}}}'.encode()))
    assert page.raw == "会议召开。"


@pytest.mark.parametrize("key", ["text", "content"])
def test_markup_in_a_column_of_text_is_read_as_such(tmp_path: Path, key: str) -> None:
    markup = "\n<!DOCTYPE html><html><body><p>会议召开。</p><p>散会。</p></body></html>"
    (page,) = pages(write(tmp_path / "a.jsonl", row(**{key: markup})))
    assert page.raw == "会议召开。\n散会。"
    text = "<关于召开会议的通知>已经印发。"
    assert pages(write(tmp_path / "a.jsonl", row(**{key: text})))[0].raw == text


@pytest.mark.parametrize(
    "body", ["", "<div id=app></div>", "<noscript>请启用脚本</noscript>", "<p style='display:none'>散会。</p><p>&nbsp;</p>"]
)
@pytest.mark.parametrize("head", ["", "<title>会议</title>", "<meta name=keywords content=会议><title>会议</title>"])
def test_of_html_that_scripts_fill_in_the_text_beside_it_is_read(tmp_path: Path, head: str, body: str) -> None:
    empty = f"<html><head>{head}</head><body>{body}</body></html>"
    for beside in ("text", "content"):
        (page,) = pages(write(tmp_path / "a.jsonl", row(html=empty, source="yunxi", **{beside: "会议召开。"})))
        assert (page.raw, page.source, page.marks) == ("会议召开。", "yunxi", ())
    for alone in (row(html=empty), row(html=empty, text=" ")):
        assert pages(write(tmp_path / "a.jsonl", alone)) == [Page.from_html(empty)]
    (page,) = pages(write(tmp_path / "a.jsonl", row(html=f"<head>{head}</head>{body}<p>散会。</p>", text="会议召开。")))
    assert page.raw.endswith("散会。")


def test_of_html_that_is_no_text_the_text_beside_it_is_read(tmp_path: Path) -> None:
    columns = {"html": [b"%PDF-1.7\n", b"<title>\xbb\xe1\xd2\xe9</title>"], "text": [b"\xbb\xe1\xd2\xe9", b"%PDF-1.7\n"]}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    assert [page.raw for page in pages(tmp_path / "a.parquet")] == ["会议", "会议"]


def test_control_characters_in_a_row_lose_no_page(tmp_path: Path) -> None:
    (page,) = pages(write(tmp_path / "a.jsonl", b'{"text": "\xe4\xbc\x9a\x1f\xe8\xae\xae\t"}\n'))
    assert page.raw == "会\x1f议\t"


def test_names_of_columns_are_read_in_any_case(tmp_path: Path) -> None:
    told = {"URL": "https://a.example/1", "Date": "2020-03-01", "Source": "yunxi", "Content": "会议召开。"}
    given = Page.from_text("会议召开。", "https://a.example/1", "yunxi", date(2020, 3, 1))
    assert pages(write(tmp_path / "a.jsonl", row(**told))) == [given]
    pq.write_table(pa.table({name: [value] for name, value in told.items()}), tmp_path / "a.parquet")
    assert pages(tmp_path / "a.parquet") == [given]
    assert pages(write(tmp_path / "b.jsonl", row(TEXT="散会。", text="会议召开。")))[0].raw == "会议召开。"
    (missed,) = read(write(tmp_path / "c.jsonl", row(Titel="会议召开。")))
    assert str(missed).endswith("the row has: Titel")


def test_what_is_no_text_is_no_address(tmp_path: Path) -> None:
    both = pages(write(tmp_path / "a.jsonl", row(url=["http://a.example/1"], text="一") + row(url={"a.b": 1}, text="二")))
    assert [page.url for page in both] == ["", ""]


def test_half_a_surrogate_pair_is_no_character(tmp_path: Path) -> None:
    broken = '{"url": "https://a.example/\\ud800", "text": "会议\\udc00召开", "source": "\\udfff"}\n{"\\ud800": 1}\n'
    page, missed = read(write(tmp_path / "a.jsonl", broken))
    assert isinstance(page, Page)
    assert (page.url, page.raw, page.source) == ("https://a.example/\ufffd", "会议\ufffd召开", "\ufffd")
    assert page == Page.from_text(page.raw, page.url, page.source)  # with the id of what was read
    assert str(missed).endswith("the row has: \ufffd")
    whole = write(tmp_path / "b.jsonl", '{"text": "\\ud842\\udfb7野家"}\n')
    assert pages(whole)[0].raw == "\U00020bb7野家"


@pytest.mark.parametrize(("suffix", "pack"), [("gz", gzip.compress), ("xz", lzma.compress)])
def test_every_whole_row_before_a_break_is_read(tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]) -> None:
    rng = random.Random(1)
    rows = [
        row(url=f"https://a.example/{n}", text="".join(map(chr, rng.choices(range(0x4E00, 0x9000), k=400)))) for n in range(99)
    ]
    data = pack("".join(rows).encode())[:-100]
    found = list(read(write(tmp_path / f"a.jsonl.{suffix}", data)))
    assert len(found) >= 98
    assert [one.reason[:20] for one in found if isinstance(one, Unread)] == ["the file breaks off "]


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [("gz", gzip.compress), ("xz", lzma.compress), ("zst", partial(pa.compress, codec="zstd", asbytes=True))],
)
def test_of_a_page_that_breaks_off_what_there_is_is_read_and_it_is_told(
    tmp_path: Path, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    """As of an answer in an archive."""
    text = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9000), k=400_000)))
    packed = pack(text.encode())
    *told, page = read(write(tmp_path / f"a.txt.{suffix}", packed[: len(packed) // 2]))
    assert isinstance(page, Page)
    assert page.raw[:100_000] == text[:100_000]
    assert [one.lost for one in told if isinstance(one, Unread)] == [False] * len(told) != []
    assert unread(write(tmp_path / f"b.txt.{suffix}", packed[:5])).lost


def test_a_table_without_a_column_of_text_says_what_it_has(tmp_path: Path) -> None:
    pq.write_table(pa.table({"url": ["http://a.example/1"], "body": ["会议召开。"]}), tmp_path / "a.parquet")
    assert "body" in unread(tmp_path / "a.parquet").reason


def test_invalid_json_is_named_by_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", row(text="一") + row(text="二") + '{"text": "三\n' + row(text="四"))
    assert [one.raw for one in read(path) if isinstance(one, Page)] == ["一", "二", "四"]
    found = unread(path)
    assert found.place == f"{path} line 3"
    assert "invalid JSON" in found.reason
    assert found.excerpt == '{"text": "三'


def test_pieces_of_a_file_of_rows_hold_each_row_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "\xe4\xba\x91"}\n\n{broken\n{"text": "b"}\r\n{"text": "c"}')
    whole = list(read(path))
    texts = [one.raw for one in whole if isinstance(one, Page)]
    size = path.stat().st_size
    for cut in range(1, size):
        found = [*read(path, 0, cut), *read(path, cut, size, path.read_bytes()[: cut - 1].count(b"\n"))]
        assert [one.raw for one in found if isinstance(one, Page)] == texts
        assert [one.place for one in found if isinstance(one, Unread)] == [f"{path} line 3"]


@pytest.mark.parametrize("line", ["[1]", '"text"', "{}", row(url="http://a.example/1", text=" "), row(text=7), "[" * 100_000])
def test_a_row_without_text_is_named(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "a.jsonl", row(text="一") + line.strip() + "\n" + row(text="三"))
    assert unread(path).place == f"{path} line 2"
    assert len(list(read(path))) == 3


@pytest.mark.parametrize("url", ["N/A", "null", "http://[bad/x", "-", ""])
def test_what_is_no_address_makes_no_two_pages_one(tmp_path: Path, url: str) -> None:
    one, two = pages(write(tmp_path / "a.jsonl", row(url=url, text="会议召开。") + row(url=url, text="散会。")))
    assert one.id != two.id


def archive(text: str) -> bytes:
    with io.BytesIO() as out:
        with tarfile.open(fileobj=out, mode="w") as tar:
            about = tarfile.TarInfo("a.txt")
            about.size = len(text.encode())
            tar.addfile(about, io.BytesIO(text.encode()))
        return out.getvalue()


# As Chrome writes it, with the kind, the packing and the text of the first part left open.
MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: http://a.example/1.html
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----MultipartBoundary--7----"


------MultipartBoundary--7----
Content-Type: %b
Content-Transfer-Encoding: %b
Content-Location: http://a.example/1.html

%b

------MultipartBoundary--7----
Content-Type: image/png
Content-Transfer-Encoding: base64
Content-Location: http://a.example/1.png

iVBORw0KGgo=

------MultipartBoundary--7------
"""


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.jsonl", b"", "empty"),
        ("a.warc", b"", "empty"),
        ("a.jsonl", b"\n \r\n", "empty"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0), "empty"),
        ("a.jsonl.zst", pa.compress(b"", "zstd", asbytes=True), "empty"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.docx", b"PK\x03\x04\x14\x00", "Office"),
        ("a.txt", bytes(range(256)) * 40, "binary"),
        ("a.parquet", b"PAR1 no table", "damaged"),
        ("a.jsonl.gz", gzip.compress(row(text="会议召开。").encode() * 99, mtime=0)[:-12], "breaks off"),
        ("a.jsonl.xz", b"no xz at all", "damaged"),
        ("a.doc", rb"{\rtf1\ansi\ansicpg936 \'bb\'e1\'d2\'e9}", "RTF"),
        ("a", gzip.compress(b"text", mtime=0), "gzip"),
        ("a.tar", archive("会议召开。\n" * 9999), "tar"),
        ("a.tar.gz", gzip.compress(archive("会议召开。\n" * 9999), mtime=0), "tar"),
        ("a.mhtml", MHTML % (b"image/png", b"base64", b"iVBORw0KGgo="), "empty"),
        ("a.csv", b"url,text\nhttp://a.example/1,\xe4\xbc\x9a\n", "table"),
        ("a.json", b'[{"url": "http://a.example/1"}]', "JSON"),
        ("a.json", b'{\n "url": "http://a.example/1"\n}\n', "JSON"),
        ("a.txt", b"http://a.example/1\n\nhttps://a.example/2\n", "addresses"),
    ],
)
def test_a_file_that_is_no_page_is_named(tmp_path: Path, name: str, data: bytes, word: str) -> None:
    found = unread(write(tmp_path / name, data))
    assert word in found.reason
    assert found.lost


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html", "a"])
@pytest.mark.parametrize(
    ("way", "pack"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes), ("8bit", bytes)]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_page_that_was_saved_as_one_file_is_read(
    tmp_path: Path, name: str, way: str, pack: Callable[[bytes], bytes], ends: str
) -> None:
    body = pack("<html><body><p>会议召开。</p><p>散会。</p></body></html>".encode("gbk"))
    data = MHTML % (b"text/html; charset=gbk", way.encode(), body)
    (page,) = pages(write(tmp_path / name, data.replace(b"\n", ends.encode())))
    assert (page.raw, page.url) == ("会议召开。\n散会。", "http://a.example/1.html")
    assert Page.from_bytes((tmp_path / name).read_bytes()) == page


def test_a_text_that_begins_like_a_letter_is_a_page(tmp_path: Path) -> None:
    text = "Subject: 会议\n\nContent-Type: multipart/related; boundary=a\n--a\n"
    assert pages(write(tmp_path / "a.txt", text))[0].raw == text


def test_a_json_file_of_one_object_a_line_is_rows(tmp_path: Path) -> None:
    assert [page.raw for page in pages(write(tmp_path / "a.json", row(text="一") + row(text="二")))] == ["一", "二"]
    marked = "\ufeff" + row(text="一") + row(text="二")
    assert [page.raw for page in pages(write(tmp_path / "b.json", marked))] == ["一", "二"]
    assert "JSON" in unread(write(tmp_path / "b.txt", marked)).reason


@pytest.mark.parametrize("text", ["http://a.example/1 见附件。\n", "{会议}召开。\n", "http://" * 50_000 + " 会议"])
def test_a_text_with_an_address_or_a_brace_is_a_page(tmp_path: Path, text: str) -> None:
    assert pages(write(tmp_path / "a.txt", text))[0].raw.strip() == text.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_half_a_character_at_the_end_is_told_and_the_rest_read(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", SPEECH.strip().encode(encoding)[:-1])
    told, page = read(path)
    assert isinstance(told, Unread)
    assert "half a character" in told.reason
    assert not told.lost
    assert isinstance(page, Page)
    assert page.raw.startswith(SPEECH.strip()[:-1])


def test_utf_16_is_no_binary_data(tmp_path: Path) -> None:
    assert pages(write(tmp_path / "a.txt", SPEECH.encode("utf-16")))[0].raw == SPEECH


def test_a_line_of_50_megabytes_is_named_and_never_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as out:
        out.write(row(text="一").encode())
        for _ in range(50):
            out.write(b"a" * (1 << 20))
        out.write(b"\n" + row(text="三").encode())
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "longer than 16 MB" in unread(path).reason
    assert time.perf_counter() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 48 << 10  # kilobytes
    assert [one.raw for one in read(path) if isinstance(one, Page)] == ["一", "三"]


def test_a_text_larger_than_any_page_is_named(tmp_path: Path) -> None:
    assert "16 MB" in unread(write(tmp_path / "a.txt", b"a" * (files.MAX_BYTES + 1))).reason


def test_a_folder_is_read_in_order_without_what_browsers_save_beside_a_page(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/c.jsonl", "a_files/style.css", "a_files/logo.png", ".hidden/x.txt", ".DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path / name, SPEECH)
    names = ["a.html", "b.txt", "sub/c.jsonl"]
    assert [path.relative_to(tmp_path).as_posix() for path in inputs([tmp_path])] == names
    assert inputs([tmp_path / "b.txt", tmp_path, tmp_path / "b.txt"]) == inputs([tmp_path])


def test_links_are_followed_once_and_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    write(tmp_path / "site" / "a.txt", SPEECH)
    (folder / "site").symlink_to(tmp_path / "site")
    (folder / "again").symlink_to(tmp_path / "site")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")
    assert inputs([folder]) == [folder / "again" / "a.txt"]
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"gone.txt: it is a link to a file that is not there"):
        inputs([folder])


def test_a_missing_or_empty_folder_is_a_persons_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        inputs([tmp_path / "nowhere"])
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="neither a file nor a folder"):
        inputs([tmp_path / "pipe"])
    (tmp_path / "pipe").unlink()
    with pytest.raises(InputError, match="holds no files"):
        inputs([tmp_path])
    with pytest.raises(InputError, match="no such file"):
        list(read(tmp_path / "gone.txt"))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_named(data: bytes) -> None:
    found = list(files.page("x.txt", data))
    assert found
    assert sum(isinstance(one, Page) or one.lost for one in found) == 1


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.parquet", "a.warc"])
def test_what_ended_a_worker_twice_is_passed_over_and_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.parquet":
        pq.write_table(pa.table({"text": [SPEECH]}), path)
    elif name == "a.warc":
        pytest.importorskip("fastwarc", reason="the extra `warc` is not installed")
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {len(SPEECH.encode())}\r\n\r\n"
        )
        write(path, f"{head}{SPEECH}\r\n\r\n")
    else:
        write(path, json.dumps({"text": SPEECH}) if name == "a.jsonl" else SPEECH)
    assert [isinstance(one, Page) for one in read(path)] == [True]
    asked: list[str] = []

    def passed(place: str) -> str:
        asked.append(place)
        return "the worker was lost"

    (told,) = read(path, passed=passed)
    assert isinstance(told, Unread)
    assert (asked, told.lost) == ([told.place], True)
    assert "failed twice (the worker was lost)" in told.reason
