"""What keeps the project readable: sizes, names, documentation that is complete and true."""

from __future__ import annotations

import ast
import inspect
import re
import runpy
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from command import run

import govcorpus

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "govcorpus"
MODULES = sorted(PACKAGE.rglob("*.py"))
SCRIPTS = [path for path in sorted((ROOT / "scripts").iterdir()) if path.is_file()]
README = (ROOT / "README.md").read_text("utf-8")
HEAVY = {
    "datasets",
    "pandas",
    "pyarrow",
    "opencc",
    "ftfy",
    "langdetect",
    "selectolax",
    "huggingface_hub",
    "duckdb",
    "matplotlib",
}
# What a few scripts compare with.
RIVALS = ("trafilatura", "resiliparse", "datatrove", "datasketch", "rensa", "charset_mnbvc")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def commands() -> list[list[str]]:
    """Every command of the command line, subcommands included."""
    import typer.main

    from govcorpus.cli import app

    found = []
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [[name, sub] for sub in inner] if inner else [[name]]
    return found


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_has_fewer_than_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 400


def test_no_file_has_a_name_that_says_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "common", "base", "misc", "manager", "core"}
    assert [named(path) for path in MODULES if path.stem in nothing] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_expression_matches_a_group_possessively(path: Path) -> None:
    """Python 3.11.0 to 3.11.4, which Debian 12 has, takes half of a group so: https://github.com/python/cpython/issues/106052."""
    texts = (node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant))
    assert [text for text in texts if isinstance(text, str) and re.search(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+", text)] == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_leaves_work_undone_or_swallows_errors(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    broad = [
        n.lineno
        for n in ast.walk(tree)
        if isinstance(n, ast.ExceptHandler) and (n.type is None or ast.unparse(n.type) in {"Exception", "BaseException"})
    ]
    unfinished = re.findall(r"\b(?:TODO|FIXME|NotImplementedError)\b|pragma: no cover", path.read_text("utf-8"))
    assert (broad, unfinished) == ([], [])


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=named)
def test_no_file_names_a_place_on_one_machine(path: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:work|farm|home|Users)/\S*", path.read_text("utf-8")) == []


@pytest.mark.parametrize("name", [name for name in govcorpus.__all__ if not name.startswith("_")])
def test_every_public_name_says_what_it_is(name: str) -> None:
    assert len(inspect.getdoc(getattr(govcorpus, name)) or "") > 20
    assert name in dir(govcorpus)


def test_no_name_of_a_module_is_left_over() -> None:
    words = Counter(
        w for path in (*MODULES, *SCRIPTS, *ROOT.glob("tests/*.py")) for w in re.findall(r"\w+", path.read_text("utf-8"))
    )
    shape = r"(?m)^(?:def |class )?([A-Za-z]\w+)(?: = |: .* = |\(|\[)"
    assert [name for path in MODULES for name in re.findall(shape, path.read_text("utf-8")) if words[name] == 1] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_every_script_is_in_the_guide_for_contributors(path: Path) -> None:
    assert f"scripts/{path.name}" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def started(path: Path, *words: str) -> object:
    """What a program ends with when it is started with these words, without what only those who compare it install."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [str(path), *words])
        patch.setenv("COLUMNS", "999")
        for name in RIVALS:
            patch.setitem(sys.modules, name, None)
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(path), run_name="__main__")
    return ended.value.code


@pytest.mark.parametrize(
    "path", [one for one in SCRIPTS if re.search("^#!.*python|__main__", one.read_text("utf-8"))], ids=named
)
def test_a_program_says_what_it_does_before_it_does_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several write over tables of the project: --help must not."""
    assert started(path, "--help") == 0
    first, *_ = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()
    assert first
    assert first in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "package"), [("measure_html", "trafilatura"), ("datatrove_pipeline.py", r"'datatrove\[io\]'")]
)
def test_a_program_says_in_one_line_what_it_needs(name: str, package: str) -> None:
    words = [str(ROOT / "README.md"), "nowhere"] if name.startswith("datatrove") else []
    assert re.fullmatch(f".*Run: pip install .*{package}.*", str(started(ROOT / "scripts" / name, *words)))


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_a_script_is_given_only_files_that_are_there(path: Path) -> None:
    """A path that is not an option, or an option's that is read, goes through `inputs.existing`."""
    assert re.findall(r"""add_argument\("\w+"[^)]*type=(?:pathlib\.)?Path""", path.read_text("utf-8")) == []


def test_a_script_says_in_one_line_that_its_input_is_missing() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts/stages.py", "nowhere"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.endswith("argument pages: there is no file or folder nowhere: check the path\n")


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_is_documented_and_explains_itself(command: list[str]) -> None:
    assert f"govcorpus {' '.join(command)}" in README
    done = run(*command, "--help")
    assert done.returncode == 0
    assert b"Example" in done.stdout


def test_the_readme_names_only_what_exists() -> None:
    known = {" ".join(command) for command in commands()}
    words = re.findall(r"(?m)(?:^\$ |`|\| )govcorpus ([a-z]+(?: (?:new|check|accept|list))?)", README)
    assert words
    assert set(words) <= known
    assert [script for script in re.findall(r"\./(scripts/\w+)", README) if not (ROOT / script).is_file()] == []
    linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert linked
    assert [link for link in linked if not (ROOT / link).exists()] == []


def test_the_readme_opens_with_a_line_that_is_really_repaired() -> None:
    """The damaged line is made by the simulator from the clean one, and comes back to the letter."""
    from damage import shifted

    damaged, clean = re.findall(r"(?m)^```text\n(.+)\n```$", README)
    readings = dict(re.findall(r"(\w)\((\w+)\)", damaged))
    readings |= {"經": "jīng", "冊": "cè"}  # read one byte late; 冊 is none, its first byte is the last of 們
    assert shifted(clean, readings, share=1.0, folded=False) == damaged
    assert govcorpus.repair(damaged).text == clean


def test_python_in_the_readme_runs_as_shown() -> None:
    import doctest

    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried > 0
    assert failed == 0


def test_flags_and_columns_of_the_readme_are_all_there_are() -> None:
    from govcorpus.label.flags import FLAGS

    assert [flag for flag in FLAGS if f"`{flag}`" not in README] == []


def test_starting_the_command_line_loads_nothing_heavy() -> None:
    """`govcorpus --help` answers at once because everything heavy is imported where it is used."""
    code = "import sys, govcorpus.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY & set(loaded) == set()


def test_versions_and_licence_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["license"] == "Apache-2.0"
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")
    assert f"## [{govcorpus.__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[\[<>=!~ ]", one)[0].lower().replace("_", "-") for one in asked} - {"govcorpus"}
    pins = {
        line.partition("==")[0].lower().replace("_", "-") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }
    assert names - pins == set()
