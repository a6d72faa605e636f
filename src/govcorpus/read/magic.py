"""What bytes are that are no page, told by how they begin: PDF, archives, packed or binary data, JSON."""

from __future__ import annotations

import re
from collections.abc import Callable

MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"Rar!", "a rar archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "gzip data"),
    (b"\xfd7zXZ", "xz data"),
    (b"(\xb5/\xfd", "zstd data"),
    (b"PAR1", "Parquet data"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
TAR = 257  # bytes in front of what says that a file is a tar archive
EMPTY = "it is empty", "Fetch it again or leave it out"
UNPACK = "Unpack it, or name the file by what it is: .gz, .xz, .zst, .parquet"
# {"url": …, or a list of such: an export or an answer of a server, not a page.
JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*+\[?+\s*+\{\s*+"[^"\n]{1,99}"\s*+:')
HEAD = 1 << 16  # bytes that tell text from binary data
# Bytes that no text in any encoding we read holds in number, UTF-16 aside (ESC is part of ISO-2022).
CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))


def no_text(data: bytes, decode: Callable[[bytes], str]) -> tuple[str, str]:
    """Return why these bytes cannot be a page and what to do, or nothing. `decode` tells UTF-16 from binary data."""
    if not data.strip():
        return EMPTY
    if JSON.match(data):
        return "it is JSON, not a page", "Write one object a line into a file named .jsonl: url, and text or html"
    for magic, kind in MAGIC:
        if data.startswith(magic):
            return f"it is {kind}, not text", UNPACK if kind.endswith(" data") else "Leave it out or convert it to text"
    if data.startswith(b"ustar", TAR):
        return "it is a tar archive, not text", "Unpack it and give the folder"
    if _controls(data) and _controls(decode(data[:HEAD]).encode()):
        return "it is binary data, not text", "Leave it out or convert it to text"
    return "", ""


def _controls(data: bytes) -> bool:
    """Whether more than one byte in twenty is a control character: random bytes have one in ten."""
    head = data[:HEAD]
    return len(head) - len(head.translate(None, CONTROL)) > len(head) / 20
