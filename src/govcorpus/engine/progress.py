"""How far the build of a folder is, read from its state."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from govcorpus.engine.state import STATE, read_json
from govcorpus.errors import InputError

NO_ROOM = "its reason could not be written; is the disk full?"


class Stage(NamedTuple):
    """A stage of a build in numbers of tasks; `running` counts those begun, by workers alive or killed, `failed` names tasks that failed and articles set aside, each with the reason."""

    name: str
    done: int
    running: int
    total: int
    failed: tuple[str, ...] = ()


def status(folder: Path) -> list[Stage]:
    """Return the stages of a build that is running or was broken off, one after another; none where the corpus is finished.

    Raises InputError where neither a build nor a corpus is there.
    """
    plan = folder / STATE / "plan.json"
    if not plan.is_file():
        if (folder / "manifest.json").is_file():
            return []
        raise InputError(str(folder), "there is neither a corpus nor a build", "Give the --out folder of a build")
    return [_stage(folder / STATE / name, total) for name, total in read_json(plan)]


def _stage(folder: Path, total: int) -> Stage:
    names = [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    running = sum(name.endswith(".part") for name in names)
    # on a full disk the file is made, and stays empty
    failed = [f"task {path.stem}: {path.read_text('utf-8') or NO_ROOM}" for path in sorted(folder.glob("*.failed"))]
    failed += [f"{article}: {reason}" for path in sorted(folder.glob("*.poison")) for article, reason in read_json(path)]
    return Stage(folder.name, len(names) - running, running, total, tuple(failed))
