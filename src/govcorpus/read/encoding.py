"""Bytes → text: find the encoding of a page, whatever its headers say.

In order: a byte order mark; UTF-8 where the bytes are UTF-8; else GB18030, Big5-HKSCS or what the page declares, whichever the
character model finds likeliest; piece by piece where a file mixes encodings. Bad bytes become U+FFFD; nothing here raises.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from govcorpus.model import walk

MARKS = (  # longer ones first: the mark of UTF-32 starts like that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
# Pages declare subsets of what they use: GB 2312 names stand for GB 18030, Big5 for its Hong Kong superset (WHATWG Encoding).
SUPERSETS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "hz"), "gb18030"),
    **dict.fromkeys(("big5", "cp950", "big5hkscs"), "big5hkscs"),
    **dict.fromkeys(("ascii", "iso8859-1", "cp1252"), "cp1252"),
}
NAMES = {"x-gbk": "gbk", "gb_2312-80": "gb2312", "x-x-big5": "big5", "utf8mb4": "utf-8"}  # that Python does not know
# What a page may be in besides UTF-8, as Python spells it; UTF-16 shows by itself.
LEGACY = re.compile(r"gb|hz|big5|cp\d|euc_|shift_jis|iso8859|koi8|ascii|tis_620|mac_cyrillic")
HIGH = re.compile(rb"[\x80-\xff]")
HIGH_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
# What may be in another encoding than the rest: a line, the text between tags. No character has `>` or a line feed for a byte.
PIECE = re.compile(rb"[^\r\n>]*[\r\n>]|[^\r\n>]+")
THREE_BYTES = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")
TEXT = re.compile("[\t\n\r -~\u00b7\u2010-\u203f\u3000-\u303f\u3400-\u9fff\uff00-\uff5e]")
CHINESE = ("gb18030", "big5hkscs")
SAMPLE = 6000  # bytes that decide: the model reads them once for each encoding
# Nats a character under which a reading is no Chinese: below any official text, above any wrong reading.
POOR = -8.0
MARGIN = 8.0  # nats that what is declared, or what the rest of the file is in, has ahead


def decode(data: bytes, headers: Mapping[str, str] | None = None) -> str:
    """D5 FE B8 AE → 政府: return the text of a page's bytes, without its byte order mark.

    `headers` are those of the HTTP answer (names in any case). Their charset and the one in the page are hints: bytes that are
    UTF-8 are read as UTF-8 whatever is declared. A character torn at either end of the data becomes one U+FFFD.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], encoding)
    if encoding := _two_bytes(data[:SAMPLE]):
        return _whole(data, encoding)
    try:
        text = _strict(data, "utf-8")
    except UnicodeDecodeError:
        return _legacy(data, _declared(data, headers))
    # A short text in GBK may pass for two-byte UTF-8 by chance (联通, 通知); Chinese UTF-8 has three bytes a character.
    if len(data) <= SAMPLE and not text.isascii() and not THREE_BYTES.search(data):
        return _whole(data, _likeliest(data, "utf-8"))
    return text


def torn_at(data: bytes) -> int:
    """Return at which byte a character of UTF-8 or GB18030 begins that the end cuts in half; the number of bytes where none is cut."""
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.reason in {"unexpected end of data", "incomplete multibyte sequence"}:
                return error.start
        else:
            break
    return len(data)


def _declared(data: bytes, headers: Mapping[str, str] | None) -> str:
    """Return the encoding that the headers or the page name, in Python's spelling, or nothing."""
    named = [value.encode("latin-1", "replace") for name, value in (headers or {}).items() if name.lower() == "content-type"]
    for place in (*named, data[:4096]):
        for match in CHARSET.finditer(place):
            name = match[1].decode("ascii").lower()
            try:
                found = codecs.lookup(NAMES.get(name, name))
            except LookupError:
                continue
            if LEGACY.match(found.name):
                return SUPERSETS.get(found.name, found.name)
    return ""


def _two_bytes(sample: bytes) -> str:
    """Return the kind of UTF-16 that the bytes are without saying so, or nothing."""
    if b"\x00" not in sample or len(sample) < 8:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
        if len(TEXT.findall(text)) > 0.95 * len(text):
            return encoding
    return ""


def _strict(data: bytes, encoding: str) -> str:
    """Decode; a character torn at the very end becomes one U+FFFD, any other fault raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)()
    text = decoder.decode(data)
    return text + ("\ufffd" if decoder.getstate()[0] else "")


def _whole(data: bytes, encoding: str) -> str:
    try:
        return _strict(data, encoding)
    except UnicodeDecodeError:
        return data.decode(encoding, EURO if encoding == "gb18030" else "replace")


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Read a lone 80 in GB18030 as the euro sign, as browsers do (WHATWG Encoding, 10.2.1), any other fault as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "€" if error.object[error.start] == 0x80 else "\ufffd", error.end


EURO = "govcorpus.euro"
codecs.register_error(EURO, _euro)


def _legacy(data: bytes, declared: str) -> str:
    """Decode bytes that are not UTF-8 throughout: in the likeliest encoding, pieces that are sound in another one in that."""
    main = _likeliest(_sample(data), declared)
    if main not in (*CHINESE, "utf-8"):
        return _whole(data, main)
    torn = "\ufffd" if _torn(data, main) else ""
    data = data[len(torn) :]
    pieces = PIECE.findall(data)
    if not _sound(data, main) or any(map(_is_utf8, pieces)):
        return torn + "".join(_piece(piece, main) for piece in pieces)
    return torn + _whole(data, main)


def _torn(data: bytes, encoding: str) -> bool:
    """Tell whether the data begin with the second byte of a character: the first line says more without it."""
    if data[:1] < b"\x80":
        return False
    first = PIECE.match(data)
    line = first[0][:SAMPLE] if first else b""
    if _is_utf8(line):
        return False
    whole, rest = (walk.log_probability(each.decode(encoding, "replace")) for each in (line, line[1:]))
    return rest > whole + MARGIN


def _is_utf8(piece: bytes) -> bool:
    return THREE_BYTES.search(piece) is not None and _sound(piece, "utf-8")


def _sound(data: bytes, encoding: str) -> bool:
    try:
        _strict(data, encoding)
    except UnicodeDecodeError:
        return False
    return True


def _sample(data: bytes) -> bytes:
    """Return the bytes that decide: lines with high bytes, or what follows the first high byte of one long line."""
    taken: list[bytes] = []
    size = 0
    for match in HIGH_LINE.finditer(data):
        line = match[0]
        if len(line) > SAMPLE:
            start = HIGH.search(line)
            line = line[start.start() if start else 0 :][:SAMPLE]
        taken.append(line)
        size += len(line)
        if size >= SAMPLE:
            break
    return b"\n".join(taken)


def _likeliest(sample: bytes, declared: str) -> str:
    """Return the encoding under which the sample is the likeliest Chinese; the declared one where it is none."""
    best, score, length = "", 0.0, 0
    for encoding in dict.fromkeys((declared or "gb18030", *CHINESE, "utf-8")):
        text = sample.decode(encoding, "replace")
        now = walk.log_probability(text) + (MARGIN if encoding == declared else 0.0)
        if not best or now > score:
            best, score, length = encoding, now, len(text)
    return best if score > POOR * length else declared or "gb18030"


def _piece(piece: bytes, main: str) -> str:
    """Decode a piece of a file that mixes encodings: as UTF-8 where it is that, else in the likeliest encoding."""
    if piece.isascii():
        return piece.decode("ascii")
    if _is_utf8(piece):
        return _strict(piece, "utf-8")
    return _whole(piece, _likeliest(piece[:SAMPLE], main))
