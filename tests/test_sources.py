"""Sources are folders: found by looking, checked by their cases, made in minutes. The ten steps of CONTRIBUTING.md are done here."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from random import Random
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from govcorpus import Page, Source, SourceError, clean, documents, sources
from govcorpus.document import CANONICAL, address, canonical_url, host_path_query
from govcorpus.errors import InputError
from govcorpus.label import TYPES
from govcorpus.label.metadata import NAMES
from govcorpus.sources.folder import FACTS, KEYS, _form, is_sound

PACKAGED = Path(sources.__file__).parent

MINIMAL = 'hosts = ["www.qinglan.example"]\nkind = "official"\nlicence = "none stated"\n'

BODY = (
    "同志们：\n今天召开全县春耕备耕现场会，主要任务是把种子、农资、机具调运到位，确保不误农时、不落一户。\n谢谢大家！",
    "6月2日，青岚县召开夏粮收购工作会议。会议要求，各粮库要备足资金和仓容，让农民卖明白粮、舒心粮。",
)
SITE = """<html><head><meta charset="utf-8"><title>{title}_青岚之窗</title><link rel="canonical" href="https://www.qinglan.example/{n}.html"></head>
<body><p>青岚之窗</p><h1>{title}</h1><div class="content">{paragraphs}<p>青岚山水甲天下第{n}辑欢迎品鉴收看</p></div></body></html>"""


def saved(folder: Path) -> list[Path]:
    """Two pages as a browser saves them."""
    out = []
    for n, (title, body) in enumerate(zip(("在全县春耕现场会上的讲话", "青岚县召开夏粮收购工作会议"), BODY, strict=True), 1):
        path = folder / f"saved{n}.html"
        paragraphs = "".join(f"<p>{line}</p>" for line in body.split("\n"))
        path.write_text(SITE.format(title=title, n=n, paragraphs=paragraphs), encoding="utf-8")
        out.append(path)
    return out


def source_folder(place: Path, text: str = MINIMAL) -> Path:
    place.mkdir(parents=True)
    (place / "source.toml").write_text(text, encoding="utf-8")
    return place


SOUND = {"hosts": ["www.qinglan.example"], "kind": "official", "licence": "none stated"}


@pytest.mark.parametrize(
    "change",
    [
        *(
            {key: value}
            for key in sorted(KEYS)
            for value in ("青岚", "portal", 7, [], ["青岚"], [7], {}, {"a": "b"}, {"a": 7}, None)
        ),
        {"host": "www.qinglan.example"},
        {},
    ],
    ids=repr,
)
def test_what_is_sound_is_what_the_form_accepts(change) -> None:
    for values in (SOUND | change, {key: value for key, value in SOUND.items() if key not in change}):
        try:
            _form().model_validate(values)
        except ValidationError:
            assert not is_sound(values)
        else:
            assert is_sound(values)


def test_the_packaged_sources_keep_their_promises() -> None:
    assert sources.check(PACKAGED, documents) == []


def test_every_packaged_source_has_a_case_and_there_are_eight() -> None:
    rows = sources.list_(PACKAGED)
    assert len(rows) >= 8
    assert all(row.cases for row in rows)
    assert {row.kind for row in rows} <= {"official", "portal", "essay_mill", "unknown"}


def test_the_ten_steps_of_a_contribution(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    pages = saved(tmp_path)  # 1, 2: look at the site, save two of its pages
    place = sources.new("qinglan", pages, folder, documents)  # 3: make the folder
    text = (place / "source.toml").read_text("utf-8")
    assert "www.qinglan.example" in text
    assert r"青岚山水甲天下第\d+辑欢迎品鉴收看" in text  # 4: read what is proposed
    text = text.replace('kind = "unknown"', 'kind = "official"').replace('licence = "unknown"', 'licence = "none stated"')
    (place / "source.toml").write_text(text, encoding="utf-8")  # 5: say what the site is
    (failure, *_) = sources.check(folder, documents, ["qinglan"])  # 6: nothing was accepted yet
    assert "nothing was accepted" in str(failure)
    assert len(sources.accept(folder, documents, ["qinglan"])) == len(pages)  # 7: accept
    want = json.loads((place / "cases/page_1/want.json").read_text("utf-8"))  # 8: review
    assert want["documents"][0]["title"] == "在全县春耕现场会上的讲话"
    assert want["documents"][0]["paragraphs"] == BODY[0].split("\n")
    assert sources.check(folder, documents) == []  # 9: check again
    (row,) = sources.list_(folder)  # 10: it stands in the list, and is used
    assert (row.name, row.kind, row.cases) == ("qinglan", "official", 2)
    (loaded,) = sources.load(folder)
    (document,) = documents([Page.from_bytes(pages[1].read_bytes(), "https://www.qinglan.example/9.html")], [loaded])
    assert (document.source, document.kind_of_source, document.text) == ("qinglan", "official", BODY[1])


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- saved from url=(0036)https://www.qinglan.example/1.html -->",
        "<link href=https://www.qinglan.example/1.html rel=canonical>",
        '<meta property="og:url" content="https://www.qinglan.example/1.html">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_new_source_has_the_host_that_its_pages_were_saved_from(tmp_path: Path, mark: str, encoding: str) -> None:
    (tmp_path / "1.html").write_text(f"<title>青岚</title>{mark}<p>{BODY[1]}</p>", encoding)
    place = sources.new("qinglan", [tmp_path / "1.html"], tmp_path / "sites", documents)
    assert 'hosts = ["www.qinglan.example"]' in (place / "source.toml").read_text("utf-8")


def test_a_case_that_comes_out_otherwise_fails_and_says_how(tmp_path: Path) -> None:
    place = source_folder(tmp_path / "qinglan")
    case = place / "cases" / "one"
    case.mkdir(parents=True)
    (case / "page.txt").write_text("在全县大会上的讲话\n" + BODY[0], encoding="utf-8")
    sources.accept(tmp_path, documents)
    want = json.loads((case / "want.json").read_text("utf-8"))
    want["documents"][0]["title"] = "别的题目"
    (case / "want.json").write_text(json.dumps(want, ensure_ascii=False), encoding="utf-8")
    (failure,) = sources.check(tmp_path, documents)
    assert '-   "title": "别的题目"' in failure.cause
    assert '+   "title": "在全县大会上的讲话"' in failure.cause


def test_two_sources_of_one_host_fail_whichever_is_checked(tmp_path: Path) -> None:
    for name, hosts in (("one", ["a.example", "a.example"]), ("two", ["b.example", "a.example"]), ("worse", [7])):
        source_folder(tmp_path / name, MINIMAL.replace('["www.qinglan.example"]', f"{hosts}".replace("'", '"')))
        case = tmp_path / name / "cases" / "one"
        case.mkdir(parents=True)
        (case / "page.txt").write_text(BODY[0], encoding="utf-8")
    sources.accept(tmp_path, documents, ["one", "two"])
    for name in ("one", "two"):
        (failure,) = sources.check(tmp_path, documents, [name])
        assert (Path(failure.place), failure.cause) == (
            tmp_path / "two" / "source.toml",
            "host a.example is also claimed by one",
        )


@pytest.mark.parametrize(
    ("names", "wrong", "cause"),
    [
        (["page.html", "page.txt"], "page.txt", "page.html is the same page of the case"),
        (["page.html", "page_2.html", "page_02.txt"], "page_2.html", "page_02.txt is the same page"),
        (["page.html", "page2.html"], "page2.html", "has such a name"),
        (["page.html", "Page_2.HTML"], "Page_2.HTML", "has such a name"),
        (["page.txt", "notes.md", "want.json.orig"], "", ""),
    ],
)
def test_no_page_of_a_case_is_passed_over(tmp_path: Path, names: list[str], wrong: str, cause: str) -> None:
    case = source_folder(tmp_path / "qinglan") / "cases" / "one"
    case.mkdir(parents=True)
    for name in names:
        (case / name).write_text(BODY[0], encoding="utf-8")
    (failure,) = sources.check(tmp_path, documents)
    assert failure.place == str(case / wrong if wrong else case)
    assert (cause or "nothing was accepted") in failure.cause


def test_what_stands_behind_the_facts_is_told_to_stand_in_front(tmp_path: Path) -> None:
    for lines in ("[facts]\npager = '(.*)'\n", "[facts]\nchrome = ['首页']\n", "[facts]\nlicence = 7\n"):
        source_folder(tmp_path / "qinglan", MINIMAL.replace('licence = "none stated"', 'licence = ""') + lines)
        with pytest.raises(SourceError) as caught:
            sources.load(tmp_path)
        assert caught.value.fix.startswith("Put it in front of the line [facts]")
        (tmp_path / "qinglan" / "source.toml").unlink()
        (tmp_path / "qinglan").rmdir()


def test_a_folder_without_a_case_fails(tmp_path: Path) -> None:
    source_folder(tmp_path / "qinglan")
    (failure,) = sources.check(tmp_path, documents)
    assert "no case" in failure.cause
    with pytest.raises(SourceError, match="the source has no case"):
        sources.accept(tmp_path, documents)


@pytest.mark.parametrize(
    ("text", "place", "cause"),
    [
        (MINIMAL + 'colour = "red"\n', "source.toml:4", "unknown key colour"),
        ("hosts = [\n", "source.toml", "not TOML"),
        ('hosts = ["a.example"]\nkind = "shop"\nlicence = ""\n', "source.toml:2", "kind is 'shop'"),
        (MINIMAL + "chrome = ['(']\n", "source.toml:4", "no regular expression"),
        (MINIMAL + "part_heading = '['\n", "source.toml:4", "no regular expression"),
        (MINIMAL + 'chrome = [\n  "首页",\n  "\\"\\\\d("]\n', "source.toml:6", "no regular expression"),
        (MINIMAL + "pager = 'a{99999999999}'\n", "source.toml:4", "no regular expression"),
        (MINIMAL + f"pager = '{'(' * 9999}{')' * 9999}'\n", "source.toml:4", "no regular expression"),
        (f"hosts = {'[' * 9999}{']' * 9999}\n", "source.toml", "not TOML"),
        (MINIMAL + "[facts]\npublished_on = '时间'\n", "source.toml:5", "one group"),
        (MINIMAL + "[facts]\npublish_on = '时间(.*)'\n", "source.toml:5", "unknown fact publish_on"),
        (MINIMAL + "[facts]\nyear = '(.*)年'\n'发布日期' = '时间(.*)'\n", "source.toml:6", "unknown fact 发布日期"),
        ('kind = "official"\nlicence = ""\n', "source.toml:1", "the key hosts is missing"),
        *(
            (MINIMAL + f"chrome = ['{pattern}']\n", "source.toml:4", "takes for ever")
            for pattern in ("(a+)+$", "(.*)*x", "首页(?:[^<]+)+", r"来源：(\s*\S+)+$", "(a|a)*b", "(a{1,65000}){1,65000}")
        ),
        *(
            (MINIMAL + f"chrome = ['{pattern}']\n", "source.toml:4", "takes for ever")
            for pattern in ("(首页|首|页)*>", r".*.*.*>", r"来源：\s*\s+>", "a+?a*", r"\d+\d*年")
        ),
        (MINIMAL + "[facts]\noccasion = '(?:a+)+(b)'\n", "source.toml:5", "takes for ever"),
        *(
            (MINIMAL.replace("www.qinglan.example", host), "source.toml:1", "is no host")
            for host in ("", " a.example", "https://a.example/", "*.a.example", ".", "a.example.", ".example", "a..example")
        ),
        ('hosts = []\nkind = "portal"\nlicense = ""\n', "source.toml:3", "unknown key license"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path: Path, text: str, place: str, cause: str) -> None:
    source_folder(tmp_path / "qinglan", text)
    with pytest.raises(SourceError) as caught:
        sources.load(tmp_path)
    assert caught.value.place.endswith(place)
    assert cause in caught.value.cause
    assert caught.value.fix


def test_a_source_may_print_every_fact_that_is_read_and_not_reckoned() -> None:
    assert set(FACTS) == {*NAMES, *TYPES, "crawled_on"} - {"title", "doc_type", "region_code"}


def test_expressions_that_repeat_groups_one_way_are_taken(tmp_path: Path) -> None:
    chrome = [
        r"(?:首页\s*>\s*)+",
        r"(?:\d+,)+\d+",
        r"(第\d+期)*",
        r"(?:[^<]+<)*",
        r"(\w\s)+结束",
        r"(?:上一篇|下一篇)+：.*",
        r"\d+d+a\w+\d*一*二+",
    ]
    source_folder(tmp_path / "qinglan", f"{MINIMAL}chrome = {chrome!r}\n".replace("\\\\", "\\"))
    assert sources.load(tmp_path)[0].chrome == tuple(chrome)


def test_a_byte_order_mark_is_no_statement(tmp_path: Path) -> None:
    source_folder(tmp_path / "qinglan", f"\ufeff{MINIMAL}")
    assert [source.name for source in sources.load(tmp_path)] == ["qinglan"]


def test_a_folder_named_as_a_page_is_none(tmp_path: Path) -> None:
    case = source_folder(tmp_path / "qinglan") / "cases" / "one"
    (case / "page_2.html").mkdir(parents=True)
    (case / "page.txt").write_text(BODY[0], encoding="utf-8")
    assert [failure.cause for failure in sources.check(tmp_path, documents)] == ["nothing was accepted for this case yet"]


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "云溪", "A", "-x"])
def test_a_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(SourceError, match="small letters"):
        sources.new(name, saved(tmp_path), inside, documents)
    assert list(inside.iterdir()) == []


@pytest.mark.parametrize("want", ["[1]", "5", "{", "null", "\udcb2"])
def test_a_want_that_is_no_object_fails_its_source_alone(tmp_path: Path, want: str) -> None:
    source_folder(tmp_path / "qinglan")
    case = tmp_path / "qinglan" / "cases" / "one"
    case.mkdir(parents=True)
    (case / "page.txt").write_text("青岚县召开防汛工作会议", "utf-8")
    (case / "want.json").write_text(want, "utf-8", "surrogateescape")
    (failure,) = sources.check(tmp_path, documents)
    assert failure.place == str(case / "want.json")
    assert "JSON" in failure.cause
    assert sources.accept(tmp_path, documents) == [case / "want.json"]  # as it says
    text = (case / "want.json").read_text("utf-8")
    (case / "want.json").write_text(text, "utf-8-sig", newline="\r\n")  # as an editor on Windows saves it
    assert sources.check(tmp_path, documents) == []


def test_a_case_without_text_is_refused(tmp_path: Path) -> None:
    case = source_folder(tmp_path / "qinglan") / "cases" / "one"
    case.mkdir(parents=True)
    (case / "page.html").write_text("<html><body> </body></html>", "utf-8")
    with pytest.raises(SourceError, match=r"page\.html: there is no text on it"):
        sources.accept(tmp_path, documents)


def test_what_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.html").touch()
    with pytest.raises(InputError, match=r"empty.html: there is no text on it"):
        sources.new("qinglan", [tmp_path / "empty.html"], tmp_path / "sites", documents)
    assert not (tmp_path / "sites").exists()
    for packed in (gzip.compress(BODY[0].encode() * 99), Random(7).randbytes(9999)):
        (tmp_path / "packed.html").write_bytes(packed)
        with pytest.raises(InputError, match=r"packed.html: it is no text"):
            sources.new("qinglan", [tmp_path / "packed.html"], tmp_path / "sites", documents)
    with pytest.raises(InputError, match=r"saved1.html: it is the same page as .*saved1.html"):
        sources.new("qinglan", [*saved(tmp_path), tmp_path / "saved1.html"], tmp_path / "sites", documents)
    (tmp_path / "rows.jsonl").write_text(json.dumps({"text": BODY[0]}), "utf-8")
    with pytest.raises(InputError, match=r"rows.jsonl: it holds rows"):
        sources.new("qinglan", [tmp_path / "rows.jsonl"], tmp_path / "sites", documents)
    with pytest.raises(InputError, match="no saved page"):
        sources.new("qinglan", [], tmp_path, documents)
    with pytest.raises(InputError, match="cannot be read"):
        sources.new("qinglan", [tmp_path / "none.html"], tmp_path, documents)
    with pytest.raises(SourceError, match="no such folder"):
        sources.load(tmp_path / "none")
    for look in (sources.load, sources.list_, lambda folder: sources.check(folder, documents)):
        with pytest.raises(SourceError, match="no folder in it holds"):
            look(tmp_path)
    source_folder(tmp_path / "one")
    with pytest.raises(SourceError, match="no such source"):
        sources.check(tmp_path, documents, ["qinglan"])
    source_folder(tmp_path / "two")
    with pytest.raises(SourceError, match="also claimed by one"):
        sources.load(tmp_path)


def test_a_page_finds_its_source_by_record_name_or_host() -> None:
    own = Source("own")
    assert sources.of(Page.from_text("甲", source=own)) is own
    assert sources.of(Page.from_text("甲", source="wenmi")).kind == "essay_mill"
    assert sources.of(Page.from_text("甲", url="https://WWW.yunxi.gov.example/1.html")).name == "yunxi_gov"
    assert (
        sources.of(Page.from_text("甲", url="http://www.yunxi.gov.example:80/1.html")).name == "yunxi_gov"
    )  # as links of old sites
    assert sources.of(Page.from_text("甲", url="https://other.example/1.html")) == Source("other.example")
    extra = Source("mine", hosts=("www.yunxi.gov.example",))
    assert sources.of(Page.from_text("甲", url="https://www.yunxi.gov.example/1.html"), [extra]) is extra


@pytest.mark.parametrize("scheme", ["https://", "http://", "HTTPS://", "ftp://", "//", "", "https:/", " https://"])
@given(rest=st.text("aB.:/?#[]@ \t\n１甲-"))
def test_a_host_is_looked_up_by_the_front_of_an_address(scheme: str, rest: str) -> None:
    url = address(scheme + rest)
    if front := sources.FRONT.match(url):
        assert urlsplit(canonical_url(front[0])).netloc == urlsplit(canonical_url(url)).netloc


@given(st.from_regex(CANONICAL, fullmatch=True) | st.text("htps:/aB.-:80/?#=&;[]@ \t\n１甲"))
@example("http:////]x.y")
def test_an_address_that_identifies_itself_is_not_put_together_again(url: str) -> None:
    quick = address(url), url and canonical_url(address(url)), url and host_path_query(address(url))
    with patch("govcorpus.document.CANONICAL", re.compile("(?!)")):
        assert quick == (address(url), url and canonical_url(address(url)), url and host_path_query(address(url)))


BROKEN = [
    (Source("mine", chrome=("(",)), "'[(]' is no regular expression"),
    (Source("mine", pager="["), "is no regular expression"),
    (Source("mine", part_heading="*"), "is no regular expression"),
    (Source("mine", facts=(("speaker", "(同志"),)), "is no regular expression"),
    (Source("mine", facts=(("speaker", "同志"),)), "fact speaker needs one group"),
    (Source("mine", facts=(("publish_on", "(同志)"),)), "unknown fact publish_on"),
    (Source("mine", chrome="云溪文秘网"), "is no tuple"),  # type: ignore[arg-type]
    (Source("mine", chrome=["云溪文秘网"]), "of another type"),  # type: ignore[arg-type]
    (Source("mine", chrome=(b"7",)), "of another type"),  # type: ignore[arg-type]
    (Source("mine", pager=None), "of another type"),  # type: ignore[arg-type]
    (Source("mine", facts=(("speaker",),)), "of another type"),  # type: ignore[arg-type]
    (Source("mine", hosts=("",)), "is no host"),
    (Source("mine", hosts=("WWW.qinglan.example",)), "is no host"),
    (Source("mine", chrome=("(a+)+$",)), "takes for ever"),
]


@pytest.mark.parametrize(("source", "cause"), BROKEN)
def test_a_source_made_by_hand_is_refused_as_its_folder_would_be(source: Source, cause: str) -> None:
    page = Page.from_text(BODY[0])
    for path in (
        lambda: clean(page, source),
        lambda: list(documents([page], [source])),
        lambda: list(documents([page], iter([source]))),
    ):
        with pytest.raises(SourceError, match=cause) as refused:
            path()
        assert refused.value.place == "source mine"


def test_extra_sources_serve_every_page_that_is_given() -> None:
    pages = [Page.from_text(body, f"https://www.qinglan.example/{n}.html") for n, body in enumerate(BODY)]
    extra = (Source(name, hosts=("www.qinglan.example",)) for name in ("qinglan", "other"))
    assert [document.source for document in documents(pages, extra)] == ["qinglan", "qinglan"]  # type: ignore[arg-type]
    with pytest.raises(InputError, match="sources is one Source"):
        list(documents(pages, Source("qinglan")))  # type: ignore[arg-type]


def test_each_expression_of_a_list_stands_for_itself() -> None:
    chrome = (
        r"第(\d)辑",
        r"(?P<sign>.)(?P=sign){3}",
        r"(?P<sign>★).*",
        r"(.)云\1",
        r"(?i)copyright .*",
        "青岚|云溪",
        "(?u)云江",
    )
    text = "第1辑\n＊＊＊＊\n★推荐★\n乙云乙\nCopyRight 2022\n云溪\n云江\n甲云乙\n"
    assert clean(Page.from_text(text + BODY[0]), Source("mine", chrome=chrome)).text == "甲云乙\n" + BODY[0]


def test_a_fact_of_a_source_that_is_no_year_or_day_is_none() -> None:
    facts = (("year", "全县(.{4})"), ("published_on", "(现场会)"), ("occasion", "全县(春耕|)"), ("speaker", "今天( *)"))
    text = "在全县春耕备耕现场会上的讲话\n" + BODY[0]
    (document,) = documents([Page.from_text(text, source=Source("mine", facts=facts))])
    assert (document.published_on, document.speaker, document.occasion) == (None, None, "春耕")
    assert document.year is None
    assert all(fact.value for fact in document.facts)
