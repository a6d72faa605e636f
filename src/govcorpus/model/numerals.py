"""Numerals as documents write them: 二十一, 廿一, 贰拾壹, 二〇二三, 21 and ２１."""

from __future__ import annotations

from functools import lru_cache

# Small and large forms (GB/T 15835-2011, 4.2).
DIGITS = {
    **{char: value for value, char in enumerate("〇一二三四五六七八九")},
    **{char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    **dict.fromkeys("○ＯOoОΟ", 0),  # what pages have for 〇: signs and letters, Cyrillic and Greek ones too
    "两": 2,
    **{chr(0xFF10 + value): value for value in range(10)},
    **{str(value): value for value in range(10)},
}
ONES = "一二三四五六七八九"
UNITS = {"十": 10, "拾": 10, "百": 100}
SCORES = {"廿": 20, "卅": 30}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@lru_cache(maxsize=1024)  # they come again
def numeral(text: str) -> int | None:
    """二十一 → 21, 廿一 → 21, 二〇二三 → 2023, ２１ → 21: return the value of a numeral, None where it is none."""
    total = digits = 0
    for char in text:
        if char in UNITS:
            total += (digits or 1) * UNITS[char]
            digits = 0
        elif char in SCORES:
            total += SCORES[char]
        elif char in DIGITS:
            digits = 10 * digits + DIGITS[char]
        else:
            return None
    return total + digits if text else None


def spelled(value: int) -> str:
    """21 → 二十一: how a number below a hundred is written in a marker."""
    tens, ones = divmod(value, 10)
    return ("" if not tens else "十" if tens == 1 else f"{ONES[tens - 1]}十") + (ONES[ones - 1] if ones else "")
