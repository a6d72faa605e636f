"""The YAML of a card: the Hub's own words, each mistake told, without the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from govcorpus.publish import card
from govcorpus.publish.front import mistakes
from govcorpus.publish.vocabularies import SIZES

FILES = {"data/documents/train-00000-of-00001.parquet": 10, "data/pages/train-00000-of-00001.parquet": 20}
HEAD = {
    "pretty_name": "Texts of Yunxi",
    "language": ["zh"],
    "license": "other",
    "license_name": "yunxi-1.0",
    "license_link": "https://yunxi.example/licence",
    "task_categories": ["text-generation"],
    "size_categories": ["n<1K"],
    "tags": ["government"],
    "configs": [
        {
            "config_name": "documents",
            "default": True,
            "data_files": [{"split": "train", "path": "data/documents/train-*.parquet"}],
        },
        {"config_name": "pages", "data_files": [{"split": "train", "path": "data/pages/train-*.parquet"}]},
    ],
    "dataset_info": [
        {"config_name": "documents", "download_size": 10},
        {"config_name": "pages", "download_size": 20},
    ],
}


def told(head: object) -> list[str]:
    return list(mistakes(f"---\n{yaml.safe_dump(head)}---\n# Texts\n", FILES))


def test_a_complete_head_has_no_mistakes() -> None:
    assert told(HEAD) == []


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"language": ["chinese"]}, "chinese"),
        ({"language": "zh"}, "language"),
        ({"license": "Apache"}, "Apache"),
        ({"license": None}, "license"),
        ({"license_name": "Our Licence"}, "license_name"),
        ({"license_link": ""}, "license_link"),
        ({"task_categories": ["cleaning"]}, "cleaning"),
        ({"size_categories": ["1000"]}, "1000"),
        ({"size_categories": []}, "size_categories"),
        ({"pretty_name": None}, "pretty_name"),
        ({"tags": [1]}, "tags"),
        ({"configs": []}, "configs"),
        ({"configs": HEAD["configs"][:1]}, "belongs to none"),
        ({"configs": [HEAD["configs"][0], HEAD["configs"][0] | {"default": False}]}, "of its own"),
        ({"configs": [config | {"default": True} for config in HEAD["configs"]]}, "only one"),
        (
            {"configs": [*HEAD["configs"], {"config_name": "removed", "data_files": [{"path": "data/removed/*"}]}]},
            "no file of removed",
        ),
        ({"dataset_info": HEAD["dataset_info"][:1]}, "entries for pages"),
        ({"dataset_info": [info | {"download_size": 1} for info in HEAD["dataset_info"]]}, "20 bytes"),
    ],
)
def test_each_mistake_is_told(change: dict[str, object], word: str) -> None:
    assert any(word in mistake for mistake in told(HEAD | change))


@pytest.mark.parametrize("text", ["# No YAML\n", "---\na: [\n---\n", "---\n- a\n---\n"])
def test_what_is_no_head_is_told(text: str) -> None:
    assert len(list(mistakes(text, FILES))) == 1


@pytest.mark.parametrize(
    ("rows", "size"), [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (99_999, "10K<n<100K"), (10**9, "1B<n<10B")]
)
def test_the_size_of_a_number_of_rows(rows: int, size: str) -> None:
    assert card.size_category(rows) == size
    assert size in SIZES


def test_known_errors_have_a_rate_and_a_sample_each() -> None:
    rows = (Path(card.TEMPLATES) / "known_errors.md").read_text("utf-8").splitlines()[2:]
    assert len(rows) > 20
    assert all(re.fullmatch(r"\| [^|]+ \| [\d,]+ \| \d{1,3}\.\d\d% \|", row) for row in rows)
