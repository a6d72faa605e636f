"""Share of a build's CPU time by stage: every stage is clocked where it is called, what it calls itself is taken off."""

from __future__ import annotations

import importlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from functools import wraps
from pathlib import Path
from typing import Any

import govcorpus

# Where the functions of a stage are called from: the name as that module knows it.
CLOCKED = {
    "govcorpus.engine.tasks": ("read", "clean"),
    "govcorpus.engine.learned": ("count", "learn"),
    "govcorpus.engine.parts": ("write", "settle", "outline", "part"),
    "govcorpus.engine.tables": ("articles",),
    "govcorpus.engine": ("_assemble",),
    "govcorpus.engine.copies": ("prints", "order", "pairs", "compare", "match"),
    "govcorpus.pipeline": ("idle", "page_flags", "split"),
    "govcorpus.label": (
        "read",
        "facts",
        "damage",
        "document_flags",
        "script",
        "dropped",
        "quality",
        "kind_of_source",
        "sections",
        "outlined",
        "judged",
        "items",
    ),
    "govcorpus.label.judged": ("look", "roles", "topics"),
    "govcorpus.publish.rows": ("document_row", "section_rows", "page_row"),
}


class Here(Executor):
    """Does the work at once, in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401  any work
        """Do a piece of work and return what came of it; an error ends the measurement, which is for input that builds."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def stages(path: Path) -> dict[str, float]:
    """Build a corpus of a file and return the CPU seconds of each stage, the costliest first."""
    spent: dict[str, float] = defaultdict(float)
    inside: list[float] = []

    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  any work
            start = time.process_time()
            inside.append(0.0)
            try:
                found = work(*args, **kwargs)
                return list(found) if isinstance(found, Iterator) else found
            finally:
                took = time.process_time() - start
                spent[name] += took - inside.pop()
                if inside:
                    inside[-1] += took

        return timed

    from govcorpus.repair import RULES as REPAIR
    from govcorpus.strip import RULES as STRIP

    for module, names in CLOCKED.items():
        place = importlib.import_module(module)
        for name in names:
            setattr(place, name, clocked(f"{module.removeprefix('govcorpus.')}.{name}", getattr(place, name)))
    for rules in (REPAIR, STRIP):
        for name, rule in rules.items():
            rules[name] = clocked(name, rule)
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        govcorpus.build([path], Path(folder, "corpus"), executor=Here())
        spent["everything else"] = time.process_time() - start - sum(spent.values())
    return dict(sorted(spent.items(), key=lambda item: -item[1]))


if __name__ == "__main__":
    import argparse

    import inputs

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=inputs.existing, help="a file or folder of pages, as `govcorpus build` reads it")
    found = stages(parser.parse_args().pages)
    for name, seconds in found.items():
        print(f"{name:40}{seconds:9.2f} s{seconds / sum(found.values()):9.1%}")
    print(f"{'':40}{sum(found.values()):9.2f} s")
