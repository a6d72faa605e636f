"""Lines that stand on many pages of a site are chrome, also when no rule knows them.

A build counts the lines of a source's pages in its first pass, shard by shard; the counts add up in any order. What they
teach reaches `clean` as `Source.learned`. A single page, or `documents`, learns nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from govcorpus.document import Change, Page, Source
from govcorpus.model.lines import BLANK, DIGITS, SALUTATION, bare, is_kept, lines

LONGEST = 120  # characters: a longer line that repeats is a paragraph that pages of an article, or copies of it, share
FEWEST_PAGES = 5  # of a site: below that a line on two pages may be two copies of one speech
# What share of a site's pages must show a line. Small sites need more: three copies of a speech are much of twelve pages.
SHARES = ((20, 0.5), (100, 0.2), (1000, 0.1))
LEAST_SHARE = 0.05
LEAST = 4  # pages, whatever the share
# A line that ends so is text and not even counted; of the short lines of crawled pages it is a third.
SENTENCE_END = ("。", "；", "：")


def template(line: str) -> str:
    """`浏览：293 次` → `浏览：0 次`: what the printings of one line of chrome share."""
    return DIGITS.sub("0", line)


def count(page: Page) -> Counter[str]:
    """Count the lines of a page that repetition could show to be chrome: each template once, whatever number of times it stands.

    Give the page as it was read, or repaired: counting is of what the text of `repeated` will be.
    """
    texts = (line.strip(BLANK) for line in page.text.split("\n"))
    return Counter({template(text) for text in texts if text and len(text) <= LONGEST and not text.endswith(SENTENCE_END)})


def learned(counts: Mapping[str, int], pages: int) -> frozenset[str]:
    """Return the templates that stand on so many of a site's pages that they are its own.

    `counts` is the sum of `count` over the `pages` pages of the site. The share asked for falls with the number of pages.
    Shapes that every document has (各位代表：, 同志们：, 附件, 特此通知, headings, dates) are never learned.
    """
    if pages < FEWEST_PAGES:
        return frozenset()
    share = next((share for size, share in SHARES if pages <= size), LEAST_SHARE)
    least = max(LEAST, share * pages)
    return frozenset(line for line, seen in counts.items() if seen >= least and not _is_common(line))


def repeated(page: Page, source: Source) -> Iterator[Change]:
    """云溪发布 云溪人自己的网⏎各位代表：… → 各位代表：…: delete the lines that were learned from the site's other pages."""
    if not source.learned:
        return
    for line in lines(page.text):
        if len(line.text) <= LONGEST and template(line.text) in source.learned:
            yield Change(line.start, line.end, "")


def _is_common(line: str) -> bool:
    """Say whether a line repeats because documents are alike, not because a site prints it."""
    return len(bare(line)) < 2 or SALUTATION.match(line) is not None or is_kept(line) or line.endswith(SENTENCE_END)
