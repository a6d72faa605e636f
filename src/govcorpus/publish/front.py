"""The YAML in front of a card: whether the Hub and `datasets` will understand it, told without the network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from govcorpus.publish.vocabularies import LANGUAGES, LICENCES, SIZES, TASKS

FRONT = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
LISTS = {"language": LANGUAGES, "task_categories": TASKS, "size_categories": frozenset(SIZES)}
# What the Hub asks of the name of a licence of one's own.
LICENCE_NAME = re.compile(r"[a-z0-9-.]+")
CONFIG_NAME = re.compile(r"[\w.-]+")


def mistakes(card: str, files: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with the YAML of a card, one line each. `files` are those of the dataset with their sizes in bytes."""
    import yaml

    found = FRONT.match(card)
    try:
        head = yaml.safe_load(found[1]) if found else None
    except yaml.YAMLError as error:
        yield f"the YAML cannot be read: {str(error).splitlines()[0]}"
        return
    if not isinstance(head, dict):
        yield "it does not begin with YAML between two lines of ---"
        return
    yield from _words(head)
    yield from _configs(head, files)


def _words(head: dict[str, Any]) -> Iterator[str]:
    for key, known in LISTS.items():
        values = head.get(key)
        if not isinstance(values, list) or not values:
            yield f"{key} is no list with something in it"
            continue
        yield from (f"{key}: the Hub does not know {value!r}" for value in values if value not in known)
    for key in ("pretty_name", "license"):
        if not isinstance(head.get(key), str):
            yield f"{key} is missing"
    licence = head.get("license")
    if licence not in LICENCES:
        yield f"license: the Hub does not know {licence!r}"
    if licence == "other":
        if not LICENCE_NAME.fullmatch(str(head.get("license_name", ""))):
            yield "license_name is missing, or has other characters than small letters, digits, - and ."
        if not str(head.get("license_link", "")).startswith(("https://", "LICENSE")):
            yield "license_link is missing, or no address"
    tags = head.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        yield "tags is no list of words"


def _configs(head: dict[str, Any], files: dict[str, int]) -> Iterator[str]:
    configs = [config for config in head.get("configs") or [] if isinstance(config, dict)]
    names = [str(config.get("config_name")) for config in configs]
    if not names or len(set(names)) < len(names) or not all(map(CONFIG_NAME.fullmatch, names)):
        yield "configs: each needs a config_name of its own"
    if sum(config.get("default") is True for config in configs) != 1:
        yield "configs: one of them, and only one, is the default"
    taken: set[str] = set()
    for name, config in zip(names, configs, strict=True):
        patterns = [part["path"] for part in config.get("data_files") or []]
        own = {path for path in files for pattern in patterns if fnmatchcase(path, pattern)}
        if not own:
            yield f"configs: no file of {name} is there"
        if own & taken:
            yield f"configs: {name} has files of another config"
        taken |= own
        yield from _info(name, head.get("dataset_info") or [], sum(files[path] for path in own))
    yield from (f"configs: {path} belongs to none" for path in sorted(files.keys() - taken))


def _info(name: str, infos: list[dict[str, Any]], size: int) -> Iterator[str]:
    own = [info for info in infos if info.get("config_name") == name]
    if len(own) != 1:
        yield f"dataset_info: {len(own)} entries for {name}, one is needed"
    elif own[0].get("download_size") != size:
        yield f"dataset_info: {name} has {size} bytes, not {own[0].get('download_size')}"
