"""The Hub: push a corpus as one commit and a tag, and fetch one that was pushed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from govcorpus.errors import InputError
from govcorpus.publish import card, manifest, parquet
from govcorpus.publish.front import mistakes
from govcorpus.publish.manifest import Manifest
from govcorpus.publish.verify import problems

if TYPE_CHECKING:
    from huggingface_hub import HfApi

REMOTE = re.compile(r"hub:(?P<name>[^@\s]+)@(?P<tag>\S+)")
KIND = "dataset"
# The Hub's own; everything else that is not of this version is deleted.
THEIRS = frozenset({".gitattributes"})

Release = dict[str, bytes | Path]


def corpus(place: str | os.PathLike[str]) -> Path:
    """Return the folder of a corpus: a folder, or `hub:NAME@TAG`, which is fetched. Raises InputError where there is none."""
    remote = REMOTE.fullmatch(os.fspath(place))
    if remote is None and os.fspath(place).startswith("hub:"):
        raise InputError(os.fspath(place), "it names no version on the Hub", "Write hub:NAME@TAG, as hub:owner/dataset@v0.1.0")
    if remote is None:
        return parquet.existing(place)
    from huggingface_hub import snapshot_download

    with _answers(remote["name"]):
        return parquet.existing(snapshot_download(remote["name"], repo_type=KIND, revision=remote["tag"]))


def publish(
    folder: Path, name: str, *, private: bool = False, with_pages: bool = False, dry_run: bool = False
) -> Iterator[str]:
    """Push a corpus as one commit on top of what is there, then tag it with its version; say what is done.

    Nothing is pushed twice: after a crash at any step a rerun does what is missing. Raises InputError for a corpus that is not
    whole, a version that exists with other contents or is older than one there, a dataset somebody else pushed to meanwhile, and
    missing rights.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # public, but not told to mypy

    with _answers(name):
        validate_repo_id(name)
    found = list(problems(folder))
    if found:
        raise InputError(str(folder), f"the corpus is not whole: {found[0]}", "Build it again, or see `govcorpus verify`")
    if not dry_run:
        yield from _drawn(folder)
    made = manifest.read(folder)
    files = release(folder, made, name, with_pages=with_pages)
    readme = files["README.md"]
    wrong = mistakes(
        readme.decode() if isinstance(readme, bytes) else "",
        {file.path: file.bytes for file in _kept(made, with_pages=with_pages)},
    )
    for mistake in wrong:
        raise InputError(f"{folder / 'README.md'}", f"the Hub would not take the card: {mistake}", "Mend cards/dataset_card.md")
    tag = f"v{made.version}"
    size = sum(_size(content) for content in files.values()) / 1e6
    yield f"{'would push' if dry_run else 'pushing'} {len(files)} files, {size:.1f} MB, as {tag} of {name}"
    if not dry_run:
        api = HfApi()
        with _answers(name, lambda: _last(api, name)):
            yield from _pushed(api, name, files, tag, private=private)


def _drawn(folder: Path) -> Iterator[str]:
    """Give the card of a corpus its plots where it has none; without matplotlib, or where nothing may be written, it stays as it is."""
    if any((folder / "assets").glob("*.png")):
        return
    try:
        card.renew(folder)
    except (InputError, PermissionError) as error:
        yield f"the card has no plots ({error})"
    else:
        yield "plots are drawn for the card"


def release(folder: Path, made: Manifest, name: str, *, with_pages: bool) -> Release:
    """Return what is pushed, by path: the corpus, its card for this name; without `pages`, unless asked for."""
    kept = _kept(made, with_pages=with_pages)
    pushed = replace(made, files=kept)
    files: Release = {file.path: folder / file.path for file in kept}
    files |= {path.relative_to(folder).as_posix(): path for path in sorted((folder / "assets").glob("*.png"))}
    if (folder / "takedown.toml").is_file():  # the next build against this version applies it again
        files["takedown.toml"] = folder / "takedown.toml"
    files["CHANGELOG.md"] = folder / "CHANGELOG.md"
    files[card.LICENCE] = card.licence().encode()
    files["manifest.json"] = manifest.dumps(pushed).encode()
    files["README.md"] = card.text(folder, pushed, name).encode()
    known = {file.path: file.sha256 for file in kept}  # most of the bytes, which were digested when the corpus was checked
    sums = (f"{known.get(path) or _sha256(content)}  {path}\n" for path, content in sorted(files.items()))
    files["SHA256SUMS"] = "".join(sums).encode()
    return files


def _kept(made: Manifest, *, with_pages: bool) -> tuple[manifest.DataFile, ...]:
    return tuple(file for file in made.files if with_pages or file.config != "pages")


def _pushed(api: HfApi, name: str, files: Mapping[str, bytes | Path], tag: str, *, private: bool) -> Iterator[str]:
    api.create_repo(name, repo_type=KIND, private=private, exist_ok=True)
    sums = files["SHA256SUMS"]
    tags = {ref.name: ref.target_commit for ref in api.list_repo_refs(name, repo_type=KIND).tags}
    if tag in tags:
        if _remote(api, name, tags[tag]) != sums:
            raise InputError(name, f"the version {tag} exists with other contents", "Build with a higher --version")
        yield f"{tag} is there already"
        return
    versions = [tag[1:], *(one[1:] for one in tags if one[:1] == "v" and manifest.VERSION.fullmatch(one[1:]))]
    if (last := max(versions, key=manifest.numbers)) != tag[1:]:  # what is pushed is what everybody gets who names no version
        raise InputError(name, f"it is at v{last} already, and {tag} is older", "Build with a higher --version")
    head = api.repo_info(name, repo_type=KIND).sha
    if _remote(api, name, head) == sums:  # an earlier run was broken off between commit and tag
        yield "the commit is there already"
    else:
        head = _committed(api, name, files, tag, head)
        yield f"committed {head}"
    api.create_tag(name, tag=tag, revision=head, repo_type=KIND)
    yield f'tagged {tag}: load_dataset("{name}", revision="{tag}")'


def _committed(api: HfApi, name: str, files: Mapping[str, bytes | Path], tag: str, head: str | None) -> str:
    """Make one commit of all files, the ones of earlier versions that are no more deleted in it."""
    from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete

    stale = sorted(set(api.list_repo_files(name, repo_type=KIND, revision=head)) - files.keys() - THEIRS)
    operations: list[CommitOperationAdd | CommitOperationCopy | CommitOperationDelete] = [
        *(CommitOperationAdd(path, content) for path, content in sorted(files.items())),
        *(CommitOperationDelete(path) for path in stale),
    ]
    made = api.create_commit(
        name, operations, commit_message=f"Version {tag.removeprefix('v')}", repo_type=KIND, parent_commit=head
    )
    return str(made.oid)


def _remote(api: HfApi, name: str, revision: str | None) -> bytes | None:
    """Return SHA256SUMS as it stands at a commit, None where there is none."""
    from huggingface_hub.errors import EntryNotFoundError

    try:
        return Path(api.hf_hub_download(name, "SHA256SUMS", repo_type=KIND, revision=revision)).read_bytes()
    except EntryNotFoundError:
        return None


def _last(api: HfApi, name: str) -> str:
    """Return who made the last commit of a dataset, and which."""
    with _answers(name):
        last = api.list_repo_commits(name, repo_type=KIND)[0]
    return f"{', '.join(last.authors) or 'somebody'} pushed “{last.title}” ({last.commit_id[:8]})"


@contextmanager
def _answers(name: str, last: Callable[[], str] = lambda: "somebody else pushed") -> Iterator[None]:
    """Turn what the Hub refuses into one line that says what to do; `last` tells who pushed last."""
    from huggingface_hub.errors import (  # type: ignore[attr-defined]  # HTTPError is that of the client below, which changes
        HfHubHTTPError,
        HFValidationError,
        HTTPError,
        LocalTokenNotFoundError,
        RepositoryNotFoundError,
    )

    try:
        yield
    except HFValidationError as error:
        raise InputError(name, f"it is no name of a dataset ({str(error).splitlines()[0]})", "Give owner/dataset") from error
    except (LocalTokenNotFoundError, RepositoryNotFoundError) as error:
        raise InputError(
            name, "there is no such dataset, or you may not see it", "Check the name, and log in with: hf auth login"
        ) from error
    except HfHubHTTPError as error:
        raise _refusal(name, error.response.status_code if error.response is not None else 0, str(error), last) from error
    except (HTTPError, OSError) as error:
        raise InputError(
            name, f"the Hub does not answer ({error})", "Check the network and run again: what is done is kept"
        ) from error
    except RuntimeError as error:  # what the client makes of an upload that failed
        if not isinstance(error.__cause__, HTTPError | OSError):
            raise
        raise InputError(name, str(error).splitlines()[0], "Run again: what is done is kept") from error


def _refusal(name: str, status: int, said: str, last: Callable[[], str]) -> InputError:
    match status:
        case 401 | 403:
            return InputError(name, "you have no right to write there", "Log in with a token that may write: hf auth login")
        case 404:
            return InputError(name, "there is no such version or file", "Check the tag behind @")
        case 409 | 412:
            return InputError(name, f"{last()} while this was being pushed", "Look at what came in, then run again")
        case _:
            return InputError(
                name, f"the Hub refused ({status}: {said.splitlines()[0][:200]})", "Run again: what is done is kept"
            )


def _size(content: bytes | Path) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size


def _sha256(content: bytes | Path) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else manifest.digest(content)
