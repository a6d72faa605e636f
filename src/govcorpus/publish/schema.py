"""The columns of the dataset: the name, type and meaning of each, in the order in which they stand in the files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

# The version of what the columns are and mean; a change here is a new major version of every corpus built afterwards.
SCHEMA_VERSION = 2


class Column(NamedTuple):
    """A column: `type` is a name of SCALARS or STRUCTS, in brackets where the column holds a list."""

    name: str
    type: str
    meaning: str


STRUCTS: dict[str, tuple[Column, ...]] = {
    "piece": (
        Column("page", "string", "id of the page"),
        Column("start", "int32", "where the span starts in the page's text, in code points"),
        Column("end", "int32", "the first code point behind it"),
        Column("after", "string", "what joins it to the next span: nothing or a line feed"),
    ),
    "section": (
        Column("kind", "string", "heading (a paragraph of its own) or run_in (text follows in the same paragraph)"),
        Column("level", "int32", "depth, 1 at the top"),
        Column("marker", "string", "marker as printed: 一、"),
        Column("number", "int32", "value of the marker"),
        Column("heading", "string", "heading without its marker"),
        Column("start", "int32", "where it starts in the document's text, in code points"),
        Column("end", "int32", "the first code point behind it and its subsections"),
        Column("parent", "int32", "index of the section around it in the list"),
        Column("role", "string", "what the section does: review, tasks, …"),
        Column("role_probability", "float", "how sure the role is"),
        Column("topic", "string", "policy field, 国务院公文主题分类"),
        Column("topic_probability", "float", "how sure the topic is"),
    ),
    "item": (
        Column("marker", "string", "marker as printed: 一是"),
        Column("number", "int32", "value of the marker"),
        Column("lead", "string", "words behind the marker up to the first punctuation"),
        Column("start", "int32", "where it starts in the document's text, in code points"),
        Column("end", "int32", "the first code point behind it"),
        Column("section", "int32", "index of the section it stands in"),
    ),
    "fact": (
        Column("name", "string", "what it says: speaker, delivered_on, …"),
        Column("value", "string", "the value"),
        Column("page", "string", "id of the page it was read from"),
        Column("start", "int32", "where it starts in the page's raw text, in code points"),
        Column("end", "int32", "the first code point behind it"),
        Column("note", "string", "why it lost against another value, or how it was inferred"),
    ),
    "edit": (
        Column("rule", "string", "the rule that changed the text"),
        Column(
            "gap",
            "int32",
            "characters between the edit before it of the same rule, as that left it, and this one; of the last rule, where negative: line feeds",
        ),
        Column(
            "old",
            "string",
            "what stood there; of a stretch (see way) what its signs stood for, one a line: the sign, then what stood in its place; null if as in the stretch before it",
        ),
        Column("length", "int32", "how many characters stand there now"),
        Column("sure", "bool", "whether the change is certain"),
        Column(
            "way",
            "string",
            "null where `old` says it; else how to tell what stood there from what stands there: the codecs it was misread with (gb18030>latin-1: written as GB18030, read as Latin-1; with ? a question mark for what cannot be read), `signs` (put back what each sign of `old` stood for), `traditional` (put back the traditional forms, those of `old`, else the usual ones, [forms.txt](https://github.com/govcorpus/govcorpus/blob/main/src/govcorpus/publish/forms.txt))",
        ),
        Column("number", "int32", "how many edits the record stands for"),
    ),
}

DOCUMENTS = (
    Column("id", "string", "id of the document: id of its first page and the number of the part"),
    Column("title", "string", "title, without copy number, date or speaker; not repeated in the text"),
    Column("text", "string", "the cleaned text, one paragraph a line"),
    Column("doc_type", "string", "speech, work_report, meeting_news, notice, plan, regulation, article or other"),
    Column("speaker", "string", "who speaks, as the page names the person"),
    Column("speaker_title", "string", "office of the speaker"),
    Column("organization", "string", "office that issued the text or held the meeting"),
    Column("document_number", "string", "document number such as 云政发〔2023〕5号"),
    Column("occasion", "string", "meeting or event the text belongs to"),
    Column("region", "string", "region the text speaks about"),
    Column("region_code", "string", "code of the region in GB/T 2260"),
    Column("delivered_on", "date", "day on which it was delivered or signed"),
    Column("published_on", "date", "day on which the page says it was published"),
    Column("year", "int32", "year the text speaks in"),
    Column("script", "string", "hans, hant or mixed: what the page was written in before repair"),
    Column("quality", "float", "0 (noise) to 1 (clean running text)"),
    Column("damage", "[string]", "families of damage that were found, sorted"),
    Column("flags", "[string]", "what a reader should know, sorted; see the table of flags"),
    Column("n_chars", "int32", "length of the text in code points"),
    Column("repaired_share", "float", "share of the characters of its raw pages that repair rules changed or took away"),
    Column("unsure_edits", "int32", "edits on its pages that are not certain"),
    Column("source", "string", "site"),
    Column("kind_of_source", "string", "official, portal, essay_mill or unknown"),
    Column("licence", "string", "what is known about the rights of the site's texts"),
    Column("urls", "[string]", "addresses of its pages"),
    Column("page_ids", "[string]", "ids of its pages, in reading order"),
    Column("sections", "[section]", "spans of the text that a heading opens"),
    Column("items", "[item]", "members of enumerations inside a paragraph (一是…；二是…)"),
    Column("facts", "[fact]", "values that were read, with the span of the raw page where they stand"),
    Column("pieces", "[piece]", "spans of cleaned pages the text is made of"),
    Column("notes", "[string]", "evidence for decisions between contradicting facts"),
)
SECTIONS = (
    Column("document_id", "string", "id of the document"),
    Column("index", "int32", "place in the document's list of sections, from 0"),
    Column("title", "string", "title of the document"),
    Column("path", "[string]", "headings from the top level down to this section's own"),
    Column("kind", "string", "heading or run_in"),
    Column("level", "int32", "depth, 1 at the top"),
    Column("marker", "string", "marker as printed: 一、"),
    Column("number", "int32", "value of the marker"),
    Column("heading", "string", "heading without its marker"),
    Column("role", "string", "what the section does: review, tasks, …"),
    Column("role_probability", "float", "how sure the role is"),
    Column("topic", "string", "policy field, 国务院公文主题分类"),
    Column("topic_probability", "float", "how sure the topic is"),
    Column("start", "int32", "where it starts in the document's text, code points"),
    Column("end", "int32", "the first code point behind it"),
    Column("text", "string", "the whole span, subsections included"),
)
DUPLICATES = (
    Column("id", "string", "id of the document or page that was left out"),
    Column("kept_id", "string", "id of the document that stands for it"),
    Column("similarity", "float", "share of shingles in common (near) or contained in the kept document (contained)"),
    Column("method", "string", "same_page, exact, near, contained or published (an earlier version of the corpus holds it)"),
    Column("title", "string", "its title"),
    Column("source", "string", "site"),
    Column("urls", "[string]", "addresses of its pages"),
    Column("page_ids", "[string]", "input pages that stand nowhere else"),
)
REMOVED = (
    Column("id", "string", "id of the document or page"),
    Column("reason", "string", "why it was removed"),
    Column("detail", "string", "evidence for the reason"),
    Column("title", "string", "its title"),
    Column("source", "string", "site"),
    Column("urls", "[string]", "addresses of its pages"),
    Column("page_ids", "[string]", "input pages that stand nowhere else"),
    Column("text", "string", "the cleaned text; of a superseded page its raw text"),
)
PAGES = (
    Column(
        "id", "string", "id of the page: 16 hexadecimal digits of the sha256 of its address, of its raw text where it has none"
    ),
    Column("url", "string", "address"),
    Column("source", "string", "site"),
    Column("fetched_on", "date", "day of the crawl"),
    Column("raw_sha256", "string", "first 16 hexadecimal digits of the sha256 of the raw text in UTF-8"),
    Column("flags", "[string]", "flags of the page, sorted"),
    Column("text", "string", "the text after all edits"),
    Column(
        "edits",
        "[edit]",
        "edits in the order in which they were made, from which `govcorpus undo` rebuilds the raw text; what follows from the text is not stored",
    ),
)
CONFIGS: dict[str, tuple[Column, ...]] = {
    "documents": DOCUMENTS,
    "sections": SECTIONS,
    "duplicates": DUPLICATES,
    "removed": REMOVED,
    "pages": PAGES,
}
# What rows are sorted by; the first column is the one that decides which file a row goes to.
ORDER: dict[str, tuple[str, ...]] = {
    "documents": ("id",),
    "sections": ("document_id", "index"),
    "duplicates": ("id", "kept_id", "method"),
    "removed": ("id", "reason", "detail"),
    "pages": ("id",),
}


@cache
def schema(config: str) -> pa.Schema:
    """Return the Arrow schema of a config: plain types only, nothing that datasets 3 cannot read."""
    import pyarrow as pa

    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in CONFIGS[config]])


@cache
def arrow_type(name: str) -> pa.DataType:
    """Return the Arrow type of a type name: `string`, `[string]`, `[section]`, …"""
    import pyarrow as pa

    if name.startswith("["):
        return pa.list_(arrow_type(name[1:-1]))
    if name in STRUCTS:
        return pa.struct([pa.field(field.name, arrow_type(field.type)) for field in STRUCTS[name]])
    return {"string": pa.string(), "int32": pa.int32(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}[name]
