"""What a script needs: packages and files that must be there, and rows of JSON packed with xz."""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any


def existing(name: str) -> Path:
    """Return the path of a file or folder; as the `type` of an argument it ends the script in one line where there is none."""
    path = Path(name)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {name}: check the path")
    return path


def need(*packages: str, install: str = "") -> None:
    """End the script in one line where a package cannot be imported; `install` says what holds it where that has another name."""
    missing = {}
    for name in packages:
        try:
            import_module(name)
        except ImportError as error:  # of itself or, broken, of what it needs
            missing[name] = " ".join(str(error).split()).rstrip(".")
    if missing:
        sys.exit(f"{'; '.join(missing.values())}. Run: pip install {install or ' '.join(missing)}")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines packed with xz."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
