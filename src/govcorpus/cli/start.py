"""The start of a build, which needs the whole library at once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any


@contextmanager
def importing() -> Iterator[None]:
    """Have what is imported meanwhile take two thirds of the time, 0.15 s less.

    Cycles are not looked for, and each class of characters is compiled once. Python goes through 一-鿿 character by character
    wherever it stands in an expression, which is in 150 places; up to 3.13 it does, and a later one that has no such function is
    left alone.
    """
    compiler = import_module("re._compiler")
    usual = getattr(compiler, "_optimize_charset", None)
    gc.disable()
    try:
        if usual:
            compiler._optimize_charset = _once(usual)  # type: ignore[attr-defined]  # noqa: SLF001
        yield
    finally:
        if usual:
            compiler._optimize_charset = usual  # type: ignore[attr-defined]  # noqa: SLF001
        gc.enable()


def _once(compiled: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that compiles each class as `compiled` does, but once; those that ignore case are left to it."""
    known: dict[tuple[Any, ...], Any] = {}

    def found(charset: list[Any], *how: object) -> Any:  # noqa: ANN401  Python's own
        if any(how):
            return compiled(charset, *how)
        key = tuple(charset)
        if key not in known:
            known[key] = compiled(charset)
        return known[key]

    return found
