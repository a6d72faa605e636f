"""The path of a page: what goes in comes out, once, and the same page twice is no riddle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import permutations
from pathlib import Path

import pytest

from govcorpus import InputError, Page, RuleError, Source, clean, documents, repair, trace, undo
from govcorpus.document import Change, Mark
from govcorpus.edits import edited
from govcorpus.pipeline import cleaned, newest
from govcorpus.sources import of

SAMPLE = Path(__file__).parents[1] / "sample" / "pages"
PAGE = Page.from_text("云溪市召开防汛工作会议\n会议要求，各县区压实责任，抓好值守。", url="https://yunxi.gov.example/1.html")


def test_repair_refuses_an_unknown_script() -> None:
    with pytest.raises(InputError, match="'hans' to simplify or 'keep'"):
        repair("会议", script="hant")


def test_the_newest_copy_wins_in_any_order() -> None:
    old = replace(PAGE, raw="旧稿", fetched_on=date(2020, 1, 1))
    new = replace(PAGE, raw="新稿", fetched_on=date(2021, 1, 1))
    undated = replace(PAGE, raw="无日期")
    for order in permutations([old, new, undated]):
        kept, others = newest(order)
        assert kept == [new]
        assert sorted(reason for _, reason in others) == ["superseded", "superseded"]


@pytest.mark.parametrize(
    "other",
    [
        {"url": "HTTPS://yunxi.gov.example/1.html#top"},
        {"source": "yunxi_gov"},
        {"marks": (Mark("nav", 0, 11, "share"),)},
        {"fetched_on": date.min},
    ],
    ids=lambda other: next(iter(other)),
)
def test_of_copies_that_differ_in_what_is_said_of_them_the_same_one_wins_in_any_order(other: dict[str, object]) -> None:
    copy = replace(PAGE, **other)
    assert newest([PAGE, copy])[0] == newest([copy, PAGE])[0]


def test_the_same_page_twice_is_a_duplicate() -> None:
    kept, others = newest([PAGE, PAGE])
    assert (kept, others) == ([PAGE], [(PAGE, "duplicate")])


def test_every_page_given_to_documents_is_accounted_for() -> None:
    other = Page.from_text("云溪市召开防汛工作会议\n会议要求，修订后再发。", url=PAGE.url, fetched_on=date(2024, 5, 1))
    found = list(documents([PAGE, other, other]))
    assert sorted(d.dropped for d in found) == ["", "duplicate", "superseded"]


def test_clean_and_repair_can_be_undone() -> None:
    assert undo(clean(PAGE)) == PAGE.raw
    assert undo(repair(PAGE.raw)) == PAGE.raw


@pytest.mark.parametrize("text", ["會議\ud800強調，\udfff各級領導幹部", "\ud800\n會議強調"])
def test_half_a_surrogate_pair_stays_as_it_is(text: str) -> None:
    page = clean(text)
    assert undo(page) == repair(text).raw == text
    assert [sign for sign in page.text if "\ud800" <= sign <= "\udfff"] == [
        sign for sign in text if "\ud800" <= sign <= "\udfff"
    ]
    assert "會" not in page.text
    assert list(documents(text))


def test_a_text_is_a_page_without_address() -> None:
    assert clean(PAGE.raw) == clean(Page.from_text(PAGE.raw))
    assert list(documents(PAGE.raw)) == list(documents([PAGE.raw])) == list(documents(Page.from_text(PAGE.raw)))
    assert list(documents(PAGE)) == list(documents([PAGE]))


@pytest.mark.parametrize("url", ["http://[bad/x", "https://yunxi.gov\u2100.example/", "N/A", None, float("nan")])
def test_a_url_that_is_no_address_is_none(url: str) -> None:
    assert Page.from_text(PAGE.raw, url) == Page.from_text(PAGE.raw)
    assert Page.from_html(f"<p>{PAGE.raw}", url) == Page.from_html(f"<p>{PAGE.raw}")


@pytest.mark.parametrize("url", ["https://a.example/#/doc?id={}", "https://a.example/app#!/doc/{}.html"])
def test_pages_of_a_site_that_is_one_program_are_no_versions_of_one_page(url: str) -> None:
    """It names them behind the #; all but one were left out as superseded."""
    pages = [Page.from_text(f"{PAGE.raw}第{number}号。", url.format(number)) for number in (7, 8)]
    assert [document.urls for document in documents(pages)] == [(page.url,) for page in pages]
    front = ("https://a.example", "https://a.example/", "https://a.example/#/", "https://a.example/#top")
    assert len({Page.from_text("云溪", address).id for address in front}) == 1


def test_the_time_a_page_was_fetched_at_is_its_day() -> None:
    now = datetime(2022, 4, 20, 8, 30)  # noqa: DTZ001
    pages = [Page.from_text(PAGE.raw + end, PAGE.url, None, day) for end, day in (("甲", now), ("乙", now.date()), ("", None))]
    assert [page.fetched_on for page in pages] == [date(2022, 4, 20), date(2022, 4, 20), None]
    assert len(list(documents(pages))) == 3
    assert Page.from_html("<p>会议", fetched_on=now).fetched_on == date(2022, 4, 20)
    assert Page.from_text("会议", fetched_on=float("nan")).fetched_on is None  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "云溪市"])
def test_a_page_whose_parts_contradict_one_another_is_refused(text: str) -> None:
    """Its raw text would be lost without a word."""
    page = replace(PAGE, text=text)
    for path in (lambda: clean(page), lambda: list(documents([page]))):
        with pytest.raises(RuleError, match="its edits do not lead from its text to its raw text"):
            path()


def test_a_page_that_was_cleaned_is_cleaned_from_its_raw_text_again() -> None:
    """What one reading uncovers another would read: of two layers of one rule nobody could tell which is which."""
    for raw in (PAGE.raw, f"{PAGE.raw}\n返回首页", "宸ヤ笟鑸鍏鍏遍勭畻鏀靉澧為�"):
        page = clean(raw)
        assert clean(page) == page
        assert list(documents(page)) == list(documents(raw))
    own = edited(clean(PAGE), "mine", [Change(0, 1, "")])
    assert [edit.rule for edit in clean(own).edits][: len(own.edits)] == [edit.rule for edit in own.edits]


def test_a_source_may_be_given_by_its_name() -> None:
    page = clean(PAGE, "fanwen")
    assert isinstance(page.source, Source)
    assert page.source.kind == "essay_mill"
    assert page == clean(Page.from_text(PAGE.raw, PAGE.url, "fanwen")) == clean(PAGE, page.source)
    assert clean(page).source is page.source


@pytest.mark.parametrize("given", [None, b"\xd4\xc6", 5, ["a"], object()])
def test_what_is_no_page_is_named_with_a_way_out(given: object) -> None:
    kind = type(given[0] if isinstance(given, list) else given).__name__
    with pytest.raises(InputError, match=f"clean: a page is wanted and {type(given).__name__} was given. Make one with Page"):
        clean(given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=f"repair: a text is wanted and {type(given).__name__} was given. Give a str"):
        repair(given)  # type: ignore[arg-type]
    if kind != "str":
        with pytest.raises(InputError, match=f"documents: a page is wanted and {kind} was given. Make one with Page"):
            list(documents(given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (lambda: Page.from_text(b"7"), "a str is wanted and bytes was given. Decode it, or let Page.from_bytes do so"),
        (lambda: Page.from_text(None), "a str is wanted and NoneType was given"),
        (lambda: Page.from_html(b"<p>7"), "a str is wanted and bytes was given"),
        (lambda: Page.from_bytes("7"), "bytes is wanted and str was given. Of text make a page with Page.from_text"),
        (lambda: Page.from_text("7", fetched_on="2022-04-20"), "a date is wanted and str was given. Read it with date.from"),
        (lambda: clean("7", ["fanwen"]), "a source is wanted and list was given. Give the name of a site, or a Source"),
        (lambda: undo("7"), "undo: a page is wanted and str was given. Give what repair or clean returned"),
        (lambda: trace("7", 0), "trace: a page is wanted and str was given"),
        (lambda: trace(PAGE, "7"), "trace: an offset is wanted and str was given. Give one of page.text"),
    ],
)
def test_what_is_of_another_type_is_named_with_a_way_out(path: Callable[[], object], said: str) -> None:
    with pytest.raises(InputError) as told:
        path()
    assert said in str(told.value)


def test_sources_of_a_folder_are_read_before_documents_are_asked_for() -> None:
    with pytest.raises(InputError, match=r"sources is a path, sites. Give what govcorpus.sources.load reads there"):
        list(documents([PAGE], "sites"))  # type: ignore[arg-type]


def test_pages_are_cleaned_together_as_they_are_alone() -> None:
    texts = [path.read_text("utf-8", "replace") for path in sorted(SAMPLE.rglob("*.txt"))]
    pages = [Page.from_text(text, f"https://yunxi.gov.example/{n}.html") for n, text in enumerate(texts)]
    assert cleaned([replace(page, source=of(page)) for page in pages]) == [clean(page) for page in pages]
    assert cleaned([]) == []


CYCLES = """
import gc, sys
from pathlib import Path
from govcorpus import Page, documents
from govcorpus.read import files

def run():
    for path in sorted(path for path in Path(sys.argv[1]).rglob("*") if path.is_file()):
        list(documents(page for page in files.read(path) if isinstance(page, Page)))

run()  # what is made once may have some
gc.collect()
gc.disable()
run()
print(gc.collect())
"""


def test_pages_leave_no_cycles_behind() -> None:
    """A build hardly ever looks for them (`engine.state.ROUNDS`): those of a page would stay until a worker has no memory left.

    In a process of its own: what other tests left running makes some.
    """
    done = subprocess.run([sys.executable, "-c", CYCLES, SAMPLE], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"
