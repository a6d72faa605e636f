"""MHTML, a page that a browser saved as one file with its pictures (RFC 2557) → the part that is markup."""

from __future__ import annotations

import re
from email.parser import BytesHeaderParser
from typing import NamedTuple

HEAD = 4096  # bytes in which the lines at the top of such a file end
PARTS = 100  # the page comes first; what follows are its frames and pictures
HEADERS = re.compile(rb"\s*(?P<all>[A-Za-z][A-Za-z-]*:.*?)\r?\n\r?\n", re.DOTALL)
BOUNDARY = re.compile(
    rb"^Content-Type:\s*multipart/(?:related|alternative|mixed)\b[^\0]*?\bboundary=\"?([^\"\r\n;]+)",
    re.IGNORECASE | re.MULTILINE,
)
MARKUP = frozenset({"text/html", "application/xhtml+xml"})


class Saved(NamedTuple):
    """The part of a file that is the page: its bytes, empty where there is none, their headers and its address."""

    data: bytes
    headers: dict[str, str]
    url: str


def saved(data: bytes) -> Saved | None:
    """Return the page that MHTML holds, None for other data."""
    head = HEADERS.match(data, 0, HEAD)
    boundary = BOUNDARY.search(head["all"]) if head else None
    if not boundary:
        return None
    for part in data.split(b"--" + boundary[1], PARTS)[1:]:
        found = BytesHeaderParser().parsebytes(part.lstrip(b"\r\n"))
        if found.get_content_type() in MARKUP and (body := found.get_payload(decode=True)):
            return Saved(bytes(body), {"content-type": str(found["Content-Type"])}, str(found["Content-Location"] or ""))
    return Saved(b"", {}, "")
