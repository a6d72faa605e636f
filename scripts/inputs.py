"""What a script is told to read: files and folders that must be there, and rows of JSON packed with xz."""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def existing(name: str) -> Path:
    """Return the path of a file or folder; as the `type` of an argument it ends the script in one line where there is none."""
    path = Path(name)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder {name}: check the path")
    return path


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines packed with xz."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
