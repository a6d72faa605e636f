"""The metadata of an official page (索引号, 发文机关, 成文日期 …) → facts. What the table says wins over the body."""

from __future__ import annotations

from govcorpus.document import Fact, Page


def metadata(page: Page) -> list[Fact]:
    """索引号：… 发文机关：国务院 → Fact("organization", "国务院", …): read what markup marked as metadata, in reading order.

    Names: `title`, `organization`, `document_number`, `written_on`, `published_on` (values of days in ISO form),
    `index_number`, `subject` (主题分类), `keywords`, `source_of_text`, `author`. Spans are in raw. At most one fact a name:
    a table in the page wins over a meta tag of the head. Without marks the list is empty.
    """
    return []
