"""Tags that stand in text: 成效。</p> → 成效。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govcorpus.document import Change, Page, Source

# Names and form of HTML tags that text extracts carry along; a page about HTML would spell others, and attributes stay short.
TAG = re.compile(
    r"</?(?:p|br|div|span|strong|em|b|i|u|font|center|a|img|ul|ol|li|table|tbody|tr|td|th|h[1-6])(?:\s[^<>\n]{0,300})?\s?/?>",
    re.IGNORECASE,
)


def tags(page: Page, _source: Source) -> Iterator[Change]:
    """成效。</p> → 成效。: delete the tags that an extract of HTML left in its text."""
    if "<" in page.text:
        for tag in TAG.finditer(page.text):
            yield Change(tag.start(), tag.end(), "")
