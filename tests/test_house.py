"""The rules of the house that no other tool holds: read as text or as a syntax tree, nothing is run."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.coaching.aims import AIMS
from bot.coaching.choice import Reason
from bot.coaching.holds import Phase
from bot.coaching.pain import Advice
from bot.coaching.stages import Reason as StageReason
from bot.coaching.trends import Kind, Way
from bot.commands.snoozing import SOON, TOMORROW, TONIGHT
from bot.commands.table import COMMANDS
from bot.commands.wishes import MARKS
from bot.members import Side, Standing
from bot.model import Fault
from bot.on_terminal.prompt import OWN_WORDS
from bot.roles import ACTS
from bot.settings import NAMES, PLATFORMS, Settings, read_settings
from content.charts import Mark
from content.editions import STATES
from content.model import Area, Equipment, HowSoon, Layer, Spot, Track

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "content", "scheduler")
CODE = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LONGEST_FILE = 400


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), named(path))


each_file = pytest.mark.parametrize("path", CODE, ids=named)


# --- one clock ---

CLOCK_READS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today",
    "time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter",
    "time.localtime", "time.gmtime", "time.strftime", "time.ctime", "loop.time", "get_running_loop.time",
}  # fmt: skip
CLOCK_IS_READ_IN = {
    "scheduler/clock.py": {"datetime.now"},
    # Seconds that no wall clock shifts; what is due when never depends on them.
    "bot/running.py": {"get_running_loop.time"},  # the pace of the outboxes
    "bot/on_terminal/live.py": {"loop.time"},  # moves the terminal's own clock on while somebody looks at it
}


def clock_reads(tree: ast.Module) -> set[str]:
    """What of CLOCK_READS a file uses, called or handed on: `datetime.datetime.now` is `datetime.now`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = node.value.func if isinstance(node.value, ast.Call) else node.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            found.add(f"{name}.{node.attr}")
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            found |= {f"time.{alias.name}" for alias in node.names}
    return found & CLOCK_READS


@each_file
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    assert clock_reads(tree_of(path)) <= CLOCK_IS_READ_IN.get(named(path), set())


@pytest.mark.parametrize(
    "line",
    [
        "at = datetime.now(UTC)",
        "at = datetime.datetime.now()",
        "at = dt.date.today()",
        "at = time.monotonic()",
        "from time import time",
        "App(datetime.utcnow)",
        "asyncio.get_running_loop().time()",
    ],
)
def test_a_clock_read_is_noticed_in_every_dress(line: str) -> None:
    assert clock_reads(ast.parse(line))


# --- a sentence for people stands in content ---


def sentences(tree: ast.Module) -> Iterator[str]:
    """Literals of two words or more, but no docstring, name, typed command, error or reason for the log."""
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Raise() | ast.Expr(value=ast.Constant()) | ast.Call(func=ast.Name(id="Skip")):
                skipped |= set(ast.walk(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            words = node.value
            if re.search(r"[A-Za-z]{2,}[,;:.]? +[a-z]{2,}", words) and not words.startswith("/"):
                yield words


@pytest.mark.parametrize("path", [path for path in CODE if path.parent.name == "commands"], ids=named)
def test_a_command_holds_no_sentence_for_people(path: Path) -> None:
    assert list(sentences(tree_of(path))) == []


def test_a_sentence_in_code_is_noticed() -> None:
    code = (
        'def f():\n    """Not this one."""\n    raise ValueError("nor this")\nReply(f"You did {n} of them")'
    )
    assert " ".join(sentences(ast.parse(code))) == "You did   of them"


# --- every phrase is said, and every phrase that is said exists ---

PHRASES = tomllib.loads((ROOT / "content/phrases.toml").read_text(encoding="utf-8"))
SAID_BY_VALUE = {
    "weekday.": {str(day) for day in range(1, 8)},
    "month.": {str(month) for month in range(1, 13)},
    "command.": {command.name for command in COMMANDS if command.is_typed},
    "signs.": set(get_args(HowSoon)),
    "topics.area.": set(get_args(Area)),
    "topics.layer.": set(get_args(Layer)),
    "topics.role.": set(get_args(Layer)),
    "track.": set(get_args(Track)),
    "equipment.": set(get_args(Equipment)),
    "what.": {"before", "article", "after"},
    "wish.": set(MARKS),
    "wish.track.": set(get_args(Track)),
    "wish.spot.": set(get_args(Spot)),
    "wish.equipment.": set(get_args(Equipment)),
    "choice.reason.": set(get_args(Reason)) - {"focus"},
    "choice.side.": set(get_args(Side)),
    "plan.": set(get_args(Reason)) - {"focus"},
    "plan.because.": set(get_args(Reason)),
    "plan.stage.": set(get_args(StageReason)),
    "note.photo.": set(get_args(Fault)) - {""},
    "pain.": set(get_args(Advice)),
    "aim.": set(AIMS),
    "aim.why.": set(AIMS),
    "platform.": set(PLATFORMS),
    "export.side.": set(get_args(Side)),
    "export.standing.": set(get_args(Standing)),
    "progress.mark.": set(get_args(Mark)) - {"ahead"},
    "progress.pain.": set(get_args(Way)),
    "progress.suggest.": set(get_args(Kind)),
    "note.standing.": set(STATES) - {"cancelled"},
    "note.replaced.": set(STATES) - {"cancelled"},
    "note.state.": set(STATES),
    "quote.": {"named", "anonymous", "no"},
    "tell.part.": {"all", "missed"},
    "timer.phase.": set(get_args(Phase)),
    "timer.side.": set(get_args(Side)),
    "snooze.for.": {*SOON, TONIGHT, TOMORROW},
    "coach.": {
        "reserve",
        "silence",
        "reserve_unquoted",
        "silence_unquoted",
        "late",
        "torn",
        "added",
        "approver",
        "unposted",
    },
    "course.": {"blocked", "refused"},
    "overdue.": {"send", "drop"},
    "audit.act.": {*ACTS, *(f"note_{state}" for state in STATES)},
    "terminal.command.": set(OWN_WORDS),
}
"""Keys put together at run time: how they begin in the code, and every end that they can have."""
NOT_PHRASES = {"terminal.jsonl"}
"""Names of files that look like keys."""


def keys_of(table: dict[str, object], above: str = "") -> Iterator[str]:
    """Dotted keys; `one` and `other` are two forms of the same."""
    for name, value in table.items():
        if isinstance(value, dict) and not set(value) <= {"one", "other"}:
            yield from keys_of(value, f"{above}{name}.")
        else:
            yield above + name


def test_every_phrase_is_said_and_every_said_phrase_exists() -> None:
    said, begun = said_keys()
    assert begun == set(SAID_BY_VALUE), "declare in SAID_BY_VALUE what can stand behind these beginnings"
    said |= {start + end for start, ends in SAID_BY_VALUE.items() for end in ends}
    there = set(keys_of(PHRASES))
    assert said - there == set(), "said, but not in content/phrases.toml"
    assert there - said == set(), "in content/phrases.toml, but never said"


def said_keys() -> tuple[set[str], set[str]]:
    """Whole keys in the code, and the beginnings of those that are put together there."""
    whole, begun = set(), set()
    key = re.compile(rf"(?:{'|'.join(PHRASES)})(?:\.\w+)+")
    beginning = re.compile(rf"(?:{'|'.join(PHRASES)})\.(?:\w+\.)*")
    of_terminal = re.compile(r"(?:as|at|bye)\.\w+")
    for node in (
        node
        for path in CODE
        if named(path).startswith(("bot/", "content/gallery"))
        for node in ast.walk(tree_of(path))
    ):
        match node:
            case ast.Constant(value=str(text)) if key.fullmatch(text):
                whole.add(text)
            case ast.Constant(value=str(text)) if of_terminal.fullmatch(text):
                whole.add(f"terminal.{text}")
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), _]) if beginning.fullmatch(text):
                begun.add(text)
            case ast.Call(func=ast.Name(id="button"), args=[_, label, *_]):
                whole |= {f"button.{word}" for word in literals(label)}
            case ast.Call(func=ast.Attribute(attr="tell"), args=[said, *_]):
                whole |= {f"terminal.{word}" for word in literals(said)}
    return whole - NOT_PHRASES, begun - {"button.", "terminal."}


def literals(node: ast.AST) -> Iterator[str]:
    """The texts that an expression may come to: `"one" if short else "other"` has two."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


# --- settings ---


def test_the_example_names_every_setting_and_explains_it() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    set_at = [number for number, line in enumerate(lines) if re.match(r"[A-Z]", line)]
    assert tuple(lines[number].partition("=")[0] for number in set_at) == NAMES
    assert all(lines[number - 1].startswith("# ") for number in set_at)


def test_the_example_as_it_stands_is_what_holds_without_it() -> None:
    assert read_settings({}, ROOT / ".env.example") == Settings() == read_settings({}, ROOT / "no such file")


# --- files ---


@each_file
def test_a_file_has_one_subject(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_FILE


def test_every_package_is_named_in_pyproject() -> None:
    folders = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in CODE}
    assert sorted(folders) == sorted(PROJECT["tool"]["setuptools"]["packages"])


def test_what_the_code_reads_is_shipped_with_it() -> None:
    shipped = PROJECT["tool"]["setuptools"]["package-data"]
    for package, patterns in shipped.items():
        folder = ROOT / package.replace(".", "/")
        assert all(any(folder.glob(pattern)) for pattern in patterns), package
    for path in own_files():
        package = path.relative_to(ROOT).parts[0]
        if package in PACKAGES and path.suffix not in {".py", ".pyc"}:
            assert any(
                path in (ROOT / one.replace(".", "/")).glob(pattern)
                for one, patterns in shipped.items()
                for pattern in patterns
            ), f"{named(path)} is in no package-data"


def own_files() -> list[Path]:
    """What git would track; without git, all but what .gitignore names."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        ask = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(ask, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        ignored = {
            line.strip("/*") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
        }
        paths = [path for path in ROOT.rglob("*") if not ignored & set(path.relative_to(ROOT).parts)]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    hosts = "py[p]i[.]org|python[h]osted[.]org|registry[.]npm[j]s|deb[.]deb[i]an"
    places = "work|farm|root|home/[a-z]+|Users|opt/py[p]i"
    refused = re.compile(rf"(?i:{hosts})|(?<![\w.-])/(?:{places})/")
    found = []
    for path in own_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{named(path)}: {match[0]}" for match in refused.finditer(text)]
    assert found == []


# --- lock files ---


def locked(name: str) -> dict[str, str]:
    """Each entry ("aiohttp==3.14.5") with all that stands below it."""
    blocks = re.split(r"\n(?! )", (ROOT / name).read_text(encoding="utf-8").strip())
    lines = (block.partition("\n") for block in blocks)
    return {first.partition(" ")[0]: below.replace("\n", "") for first, _, below in lines}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_pins_and_hashes_every_entry_and_names_no_address(name: str) -> None:
    for entry, below in locked(name).items():
        assert re.fullmatch(r"[a-z0-9-]+==[\w.]+", entry), entry
        assert re.fullmatch(r"( +--hash=sha256:[0-9a-f]{64}( \\)?)+", below), entry
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


def test_the_development_set_holds_all_of_the_other() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def test_every_dependency_says_what_it_is_for_and_is_locked() -> None:
    page = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = PROJECT["project"]["optional-dependencies"]
    pinned = {entry.partition("==")[0] for entry in locked("requirements-dev.lock")}
    for wanted in (*PROJECT["project"]["dependencies"], *extras["build"], *extras["dev"]):
        assert re.search(rf'"{re.escape(wanted)}"\]?,? +# \w', page), f"{wanted}: a comment says what for"
        name = re.sub(r"[._]", "-", re.split(r"[\[<>=]", wanted)[0])
        assert name in pinned, f"{wanted}: run make lock"
