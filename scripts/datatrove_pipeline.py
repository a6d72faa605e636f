#!/usr/bin/env python3
"""Clean pages with datatrove, as one would write it: the steps of the afternoon script, for scripts/bench.

    scripts/datatrove_pipeline.py IN.jsonl OUT             one task, one worker
    scripts/datatrove_pipeline.py IN.jsonl OUT --exact     near-duplicates stay

Reads JSON lines, repairs encodings with datatrove's ftfy step, simplifies and strips as ../shared/tools/baseline.py does, asks
langdetect for the language, leaves out exact copies, writes Parquet; then leaves out near-duplicates with datatrove's MinHash in
its four steps, with its own parameters. A word is one character, which is what its tokenizer for Chinese comes to (spaCy's blank
"zh") and far cheaper. Needs `pip install 'datatrove[io]'`.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import inputs

BASELINE = Path(__file__).resolve().parents[2] / "shared" / "tools" / "baseline.py"


@cache
def baseline() -> ModuleType:
    """Return the afternoon script, whose expressions are used."""
    spec = importlib.util.spec_from_file_location("baseline", BASELINE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cleaned(data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ANN401, ARG001  datatrove's own interface
    """Take pinyin and chrome away, simplify, find sections, date and language; leave out texts that came before."""
    import langdetect

    langdetect.DetectorFactory.seed = 0
    with_what = baseline()
    seen = set()
    for document in data:
        text = with_what._convert(with_what.PINYIN.sub("", document.text))  # noqa: SLF001  its steps, without its ftfy
        for chrome in with_what.CHROME:
            text = chrome.sub("", text)
        text = "\n".join(line for line in text.split("\n") if line).strip()
        digest = hashlib.sha256(text.encode()).digest()
        if not text or digest in seen:
            continue
        seen.add(digest)
        document.text = text
        day, speaker = with_what.DATE.search(text), with_what.SPEAKER.search(text)
        document.metadata |= {
            "title": text.split("\n", 1)[0],
            "date": "-".join(day.groups()) if day else "",
            "speaker": speaker[0] if speaker else "",
            "lang": langdetect.detect(text),
            "sections": " ".join(str(found.start()) for found in with_what.SECTION.finditer(text)),
        }
        yield document


def main() -> None:
    """Run the pipeline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=inputs.existing)
    parser.add_argument("out")
    parser.add_argument("--exact", action="store_true", help="leave near-duplicates in")
    given = parser.parse_args()
    inputs.need("datatrove", "orjson", install="'datatrove[io]'")
    if not BASELINE.is_file():
        sys.exit(f"{BASELINE} is missing: its steps are those of this pipeline")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.formatters import FTFYFormatter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import ParquetWriter

    source, out = given.source.resolve(), given.out
    steps = [
        JsonlReader(str(source.parent), glob_pattern=source.name, id_key="url"),
        FTFYFormatter(),
        cleaned,
        ParquetWriter(out if given.exact else f"{out}/cleaned"),
    ]
    for number, (pipeline, tasks) in enumerate([(steps, 1), *([] if given.exact else near_duplicates(out))]):
        LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=1, logging_dir=f"{out}/logs/{number}").run()


def near_duplicates(out: str) -> list[tuple[list[Any], int]]:
    """Return datatrove's four steps from cleaned documents to those without near-duplicates, and of how many tasks each is.

    They are put together as in its examples/minhash_deduplication.py.
    """
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.readers import ParquetReader
    from datatrove.pipeline.writers import ParquetWriter
    from datatrove.utils.word_tokenizers import WordTokenizer

    class Characters(WordTokenizer):  # type: ignore[misc]  # datatrove has no types
        """A character a word."""

        def word_tokenize(self, text: str) -> list[str]:
            return [sign for sign in text if not sign.isspace()]

        def sent_tokenize(self, text: str) -> list[str]:
            return text.splitlines()

        def span_tokenize(self, text: str) -> list[tuple[int, int]]:
            return [(at, at + 1) for at in range(len(text))]

    config = MinhashConfig()
    cleaned, signatures, buckets, removed = (f"{out}/{name}" for name in ("cleaned", "signatures", "buckets", "removed"))
    return [
        ([ParquetReader(cleaned), MinhashDedupSignature(signatures, config, language=Characters())], 1),
        ([MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets),
        ([MinhashDedupCluster(buckets, removed, config=config)], 1),
        ([ParquetReader(cleaned), MinhashDedupFilter(removed), ParquetWriter(f"{out}/documents")], 1),
    ]


if __name__ == "__main__":
    main()
