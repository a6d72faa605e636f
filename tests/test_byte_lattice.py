"""The lattice of a spot holds what was written there, whatever was glossed, marked, lost or vanished."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from govcorpus import model
from govcorpus.repair import byte_lattice
from govcorpus.repair.byte_lattice import CUT_LEAD, IN_STEP, NOTHING, Evidence, Token
from govcorpus.repair.byte_search import OVER
from govcorpus.repair.byteshift import CUT, LIMIT, evidence
from govcorpus.repair.glosses import GLOSS

SCRIPTS = Path(__file__).parents[1] / "scripts"
TEXTS = [
    path for path in sorted((SCRIPTS.parent / "sample" / "texts").glob("*.txt")) if path.stem not in {"russian", "mongolian"}
]
SEEDS = 25
FEW = "業產會議設區縣開發對"
MANY = (
    "會議實現規經營導們調級責產進領專項驅資學機務開關長應對爲與業東車門問間聯環廣覺辦處設計認識論證評說讀課談請謝護變讓區縣鄉鎮書記過還這連遠"
    "適達運選邊復動發國個來時點張報種當轉強總結組織給統繼續維綱緊線縮災優冊點劃據隊勞廠歷農備儲價億傳兩幹幾擴擔"
)

LETTER = re.compile("[@-~]")

State = tuple[bytes, int]  # what is pending, how much of what was written is read


def load(name: str) -> ModuleType:
    """Load a module of scripts/."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


damage = load("damage")


def vanished(state: State, written: str) -> Iterator[State]:
    """A state, and those behind as many characters as may have vanished."""
    waiting, at = state
    yield state
    for _ in OVER:
        pair = byte_lattice.octets(written[at : at + 1])
        if waiting == CUT_LEAD or len(pair) < 2 or pair[0] not in waiting or pair[1] not in byte_lattice.vanishing():
            return
        waiting, at = byte_lattice.vanishing()[pair[1]], at + 1
        yield waiting, at


def behind(token: Token, state: State, written: str, around: tuple[Token, str], page: Evidence) -> Iterator[State]:
    """The states behind a token in which it was what was written; a swallowed letter or figure may have been any."""
    waiting, at = state
    known = model.ids(written[at : at + 1])
    for pending, found in byte_lattice.steps(token, waiting, around, page):
        if found is NOTHING:
            yield pending, at
        elif known and known[0] in found.table.chars:
            end = at + 1 + len(found.behind)
            if found.behind in {"", "?", written[at + 1 : end]}:
                yield pending, end


def is_held(text: str, start: int, written: str, page: Evidence) -> bool:
    """Say whether the lattice of the spot at `start` holds what was written from there on, up to where the text is sound again."""
    stream = byte_lattice.tokens(text, start, LIMIT, page)
    states: set[State] = {(IN_STEP, 0)}
    before = Token(0, 0, text[start - 1 : start] or "\n")
    for number, token in enumerate(stream):
        around = before, stream[number + 1].char if number + 1 < len(stream) else "\n"
        entered = states if number == 0 else {late for state in states for late in vanished(state, written)}
        states = {new for state in entered for new in behind(token, state, written, around, page) if number or new[0]}
        sound = GLOSS.sub("", text[token.end : token.end + 40])[:4]
        if any(waiting == IN_STEP and written.startswith(sound, at) for waiting, at in states):
            return True
        before = token
    return False


@pytest.mark.parametrize("glossed", ["", FEW, MANY], ids=["none", "few", "many"])
def test_a_lattice_holds_what_was_written(glossed):
    spots, readings = 0, damage.first_readings(glossed)
    for path in TEXTS:
        # a letter or bracket right behind a character may be read as half of another one, or is lost
        for line in (line for line in path.read_text("utf-8").splitlines() if not LETTER.search(line)):
            written = damage.traditional(line)
            for seed in range(SEEDS):
                text = damage.shifted(line, readings, seed=seed, folded=False)
                cut = CUT.search(text)
                before = GLOSS.sub("", text[: cut.start()]) if cut else "?"
                if cut and written.startswith(before):
                    assert is_held(text, cut.start(), written[len(before) :], evidence(text, silent=False)), text
                    spots += 1
    assert spots >= 100
