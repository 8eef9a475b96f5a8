"""The chat at a terminal and in a pipe, against a small network with lists in it."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.easel import Drawn
from bot.model import Button, Reply
from bot.on_terminal import live, look, prompt
from bot.on_terminal.network import Network, NotPossible, Shown
from bot.on_terminal.prompt import LONGEST_LINE, Talk, by_number, has_colour, readable, run_plain
from content.library import read_library

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
"""06:30 in Berlin."""
say = read_library().say


class FakeNetwork:
    """Answers everything with its own words and two buttons; what is due comes when the clock passes it."""

    def __init__(self) -> None:
        self.at = SATURDAY
        self.listener: Callable[[Shown], None] = lambda shown: None
        self.said: list[tuple[str, str]] = []
        self.pressed: list[tuple[str, str]] = []
        self.due: list[tuple[datetime, str, Reply]] = []
        self.completions = (("/elbowpain", "Chins or curls hurt the elbow"), ("/start", "begin"))
        self.labels: tuple[str, ...] = ()

    def now(self) -> datetime:
        return self.at

    async def zone_of(self, who: str) -> str:
        return "UTC" if who == "coach" else BERLIN.key

    async def start(self) -> None:
        await self.move_to(self.at)

    async def say(self, who: str, text: str) -> None:
        self.said.append((who, text))
        self.show(
            who, Reply(f"heard **{text[:20]}**", buttons=((Button("✅ Done", "/d"), Button("Later", "/l")),))
        )

    async def press(self, who: str, label: str) -> None:
        if not any(bare(label) == bare(seen) for seen in self.labels):
            raise NotPossible("there is no such button")
        self.pressed.append((who, label))
        self.show(who, Reply("pressed"))

    async def move_to(self, at: datetime) -> None:
        for due in [due for due in self.due if due[0] <= at]:
            self.due.remove(due)
            self.at = due[0]
            self.show(due[1], due[2])
        self.at = at

    def buttons(self, who: str) -> tuple[str, ...]:
        return self.labels

    def show(self, who: str, reply: Reply) -> None:
        self.labels = tuple(button.label for row in reply.buttons for button in row) or self.labels
        self.listener(Shown(self.at.astimezone(BERLIN), who, who, reply))


def bare(label: str) -> str:
    """A label as networks compare it: without leading signs, in lower case."""
    return re.sub(r"^[\W_]+", "", label).casefold()


@pytest.fixture
def network() -> FakeNetwork:
    return FakeNetwork()


def drill(minutes: int, who: str = "you") -> tuple[datetime, str, Reply]:
    reply = Reply("Rise.", kind="drill", title="Calf raise", buttons=((Button("Done", "/d"),),))
    return SATURDAY + timedelta(minutes=minutes), who, reply


def words(key: str, **values: object) -> str:
    """A phrase of the terminal as it is shown."""
    return say(f"terminal.{key}", **values).replace("`", "").replace("**", "")


# in a pipe


def piped(network: FakeNetwork, *lines: str | bytes) -> str:
    source = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    out = io.StringIO()
    asyncio.run(run_plain(cast(Network, network), say, io.BytesIO(source), out))
    return out.getvalue()


ANSWER = "heard hi\n\n[1] ✅ Done  [2] Later\n"


def test_a_pipe_gets_plain_messages_with_an_empty_line_between_them(network: FakeNetwork) -> None:
    assert piped(network, "hi", "", "hi") == f"{ANSWER}\n{ANSWER}"
    assert network.said == [("you", "hi"), ("you", "hi")]


def test_the_end_of_input_or_quit_ends_without_a_word(network: FakeNetwork) -> None:
    assert piped(network) == ""
    assert piped(network, "/QUIT", "hi") == ""


def test_a_picture_is_told_by_an_address_that_terminals_open(network: FakeNetwork, tmp_path: Path) -> None:
    shown: list[str] = []
    talk = Talk(cast(Network, network), say, lambda lines: shown.append(look.plain(lines)), lambda: 20)
    drawn = Drawn("A body on its toes.", "calf.png", b"PNG", tmp_path / "calf_raise *1*.png")
    network.listener(Shown(SATURDAY, "you", "you", Reply("Rise.", title="Calf raise"), drawn))
    talk.show()
    address = f"{tmp_path.as_uri()}/calf_raise%20%2A1%2A.png"
    assert shown == [f"Calf raise\nPicture:\n{address}\n\nRise.\n"]


@pytest.mark.parametrize("line", ["1", "done", "Done"])
def test_a_button_is_pressed_by_its_number_or_its_label(network: FakeNetwork, line: str) -> None:
    assert piped(network, "hi", line) == f"{ANSWER}\npressed\n"
    assert len(network.pressed) == 1


def test_what_is_no_button_is_said_to_the_bot(network: FakeNetwork) -> None:
    piped(network, "hi", "3", "0", "/done", "9" * 5000)
    assert [text for _, text in network.said] == ["hi", "3", "0", "/done", "9" * 5000]
    assert network.pressed == []


def test_a_label_that_is_a_number_wins_over_the_position() -> None:
    assert by_number("1", ("0", "1", "2")) == ""
    assert by_number("2", ("Done", "Later")) == "Later"
    assert by_number("٢", ("Done", "Later")) == "Later"


def test_the_clock_moves_and_what_is_due_comes_on_the_way(network: FakeNetwork) -> None:
    network.due = [drill(30)]
    then = words("when", weekday="Saturday", day=21, month="November", time="07:00")
    now = words("at.now", weekday="Sunday", day=22, month="November", time="10:00", zone=BERLIN.key)
    assert piped(network, "/at sunday 10:00") == f"{then}\nCalf raise\n\nRise.\n\n[1] Done\n\n{now}\n"
    assert network.at == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_only_the_newest_buttons_have_numbers(network: FakeNetwork) -> None:
    network.due = [drill(30), drill(60)]
    out = piped(network, "/at +2h")
    assert out.index("\n[Done]\n") < out.index("\n[1] Done\n")


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("/at", "at.help"),
        ("/at whenever", "at.unclear"),
        ("/at today 06:00", "at.past"),
        ("/at 2030-01-01", "at.far"),
    ],
)
def test_a_clock_that_cannot_be_moved_so_says_it_in_a_sentence(
    network: FakeNetwork, line: str, outcome: str
) -> None:
    values = {"weekday": "Saturday", "day": 21, "month": "November", "time": "06:30", "zone": BERLIN.key}
    assert piped(network, line) == words(outcome, **values) + "\n"
    assert network.at == SATURDAY


def test_somebody_else_can_speak(network: FakeNetwork) -> None:
    network.due = [drill(30)]
    out = piped(network, "/as coach", "hi", "/at +1h", "/as YOU", "hi")
    assert network.said == [("coach", "hi"), ("you", "hi")]
    assert words("when_to", weekday="Saturday", day=21, month="November", time="07:00", who="you") in out
    assert words("as.now", who="coach") in out


@pytest.mark.parametrize("name", ["", "#gym", "*", "/x", "x" * 41, "\u202e"])
def test_a_name_that_is_none_is_refused(network: FakeNetwork, name: str) -> None:
    assert piped(network, f"/as {name}", "hi").startswith(words("as.unclear", who="you"))
    assert network.said == [("you", "hi")]


@pytest.mark.parametrize("name", ["سامر", "漢字 👨‍👩‍👧", "a_b*c"])
def test_any_other_name_is_taken_and_shown_as_it_is(network: FakeNetwork, name: str) -> None:
    assert piped(network, f"/as  {name} ", "hi").startswith(words("as.now", who="\0").replace("\0", name))
    assert network.said == [(name, "hi")]


@pytest.mark.parametrize("binary", [b"\xff\xfe", b"a\x00b", b"\x1b[2J", b"x" * (LONGEST_LINE + 1)])
def test_what_is_no_text_gets_one_sentence_and_the_chat_goes_on(network: FakeNetwork, binary: bytes) -> None:
    assert piped(network, binary, binary, b"hi") == f"{words('unreadable')}\n\n{ANSWER}"


def test_a_long_message_and_windows_line_ends_are_taken(network: FakeNetwork) -> None:
    piped(network, "\ufeffhi\r", "y" * 5000 + "\r")
    assert [text for _, text in network.said] == ["hi", "y" * 5000]


def test_half_a_character_is_no_text(network: FakeNetwork) -> None:
    shown: list[object] = []
    talk = Talk(cast(Network, network), say, shown.append, lambda: None)
    assert asyncio.run(talk.take("\ud800"))
    assert (network.said, len(shown)) == ([], 1)
    assert readable("a\tb\nc é 🦶")


def test_what_fell_due_before_the_first_line_is_shown(network: FakeNetwork) -> None:
    network.due = [drill(0)]
    assert "Calf raise" in piped(network)


# on a terminal


class Recorder(DummyOutput):
    """A terminal of 80 columns that keeps what was written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, data: str) -> None:
        self.text += data

    def write_raw(self, data: str) -> None:
        self.text += data

    def get_size(self) -> Size:
        return Size(rows=40, columns=80)


@contextmanager
def terminal(output: DummyOutput | Vt100_Output) -> Iterator[PipeInput]:
    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        yield keys


def typed(
    network: FakeNetwork,
    *keys: str,
    folder: Path | None = None,
    output: Recorder | Vt100_Output | None = None,
) -> str:
    """What the terminal showed after these keys, sent one lot after the other; they have to end the chat."""
    recorder = output or Recorder()

    async def talk(pipe: PipeInput) -> None:
        chat = asyncio.ensure_future(live.run(cast(Network, network), say, folder, has_colour=True, tick=60))
        for key in keys:
            await asyncio.sleep(0.05)
            pipe.send_text(key)
        await asyncio.wait_for(chat, 20)

    with terminal(recorder) as pipe:
        asyncio.run(talk(pipe))
    return recorder.text if isinstance(recorder, Recorder) else ""


def test_the_first_screen_fits_six_lines_of_eighty_columns() -> None:
    lines = words("welcome").strip().splitlines()
    assert len(lines) <= 6
    assert max(map(len, lines)) <= 77


def test_a_terminal_greets_answers_and_says_goodbye(network: FakeNetwork) -> None:
    shown = typed(network, "/start\r", "1\r", "\x04")
    assert words("welcome").splitlines()[0] in shown
    assert "Sat 06:30 you> " in shown
    assert "heard /start" in shown
    assert network.pressed == [("you", "✅ Done")]
    assert words("bye.fresh").split(";")[0].split()[-1] in shown


def test_quit_leaves(network: FakeNetwork) -> None:
    assert words("bye.fresh").split()[0] in typed(network, "/quit\r")


def test_ctrl_c_clears_the_line_and_twice_leaves(network: FakeNetwork) -> None:
    shown = typed(network, "nonsense", "\x03", "hi\r", "more", "\x03", "\x03")
    assert network.said == [("you", "hi")]
    assert words("again")[:-1] in shown


def test_two_ctrl_c_with_words_between_do_not_leave(network: FakeNetwork) -> None:
    typed(network, "\x03", "x", "\x03", "hi\r", "\x04")
    assert network.said == [("you", "hi")]


def test_history_is_kept_in_the_data_folder_for_the_next_time(network: FakeNetwork, tmp_path: Path) -> None:
    typed(network, "first\r", "\x04", folder=tmp_path)
    typed(network, "\x1b[A", "\r", "\x04", folder=tmp_path)
    assert network.said == [("you", "first"), ("you", "first")]
    assert words("bye.kept").split()[0] in typed(network, "\x04", folder=tmp_path)


def test_half_characters_do_not_disturb_the_history(network: FakeNetwork, tmp_path: Path) -> None:
    live.Typed(str(tmp_path / "typed.txt")).store_string("a\udce9b")
    assert "a\ufffdb" in (tmp_path / "typed.txt").read_text("utf-8")


def test_the_clock_runs_and_a_drill_arrives_while_somebody_types(network: FakeNetwork) -> None:
    network.due = [(SATURDAY + timedelta(seconds=0.1), "you", Reply("Now!", kind="drill"))]

    async def wait(pipe: PipeInput) -> None:
        chat = asyncio.ensure_future(live.run(cast(Network, network), say, None, has_colour=True, tick=0.02))
        pipe.send_text("half a ")
        await shows("Now!")
        pipe.send_text("line\r")
        await shows("heard half a line")
        pipe.send_text("\x04")
        await asyncio.wait_for(chat, 20)

    async def shows(words: str) -> None:
        async with asyncio.timeout(20):
            while words not in recorder.text:  # noqa: ASYNC110 - a screen sets no event
                await asyncio.sleep(0.01)

    recorder = Recorder()
    with terminal(recorder) as pipe:
        asyncio.run(wait(pipe))
    assert recorder.text.index("Now!") < recorder.text.index("heard half a line")
    assert network.at - SATURDAY >= timedelta(seconds=0.1)


def test_a_fault_of_the_clock_ends_the_chat_and_is_not_swallowed(network: FakeNetwork) -> None:
    async def broken(at: datetime) -> None:
        raise RuntimeError("the plan is torn")

    async def nothing() -> None:
        pass

    network.move_to = broken  # type: ignore[method-assign]
    network.start = nothing  # type: ignore[method-assign]
    chat: Awaitable[None] = live.run(cast(Network, network), say, None, has_colour=True, tick=0.01)
    with terminal(Recorder()), pytest.raises(RuntimeError, match="torn"):
        asyncio.run(asyncio.wait_for(chat, 5))


@pytest.mark.parametrize(
    ("typed_so_far", "offered"),
    [
        ("/e", ["/elbowpain"]),
        ("/pain", ["/elbowpain"]),
        ("/A", ["/at", "/as"]),
        ("/start", []),
        ("/at s", ["sunday 10:00"]),
        ("/as ", ["coach", "you"]),
        ("not", ["Not today"]),
        ("", []),
        ("hello ", []),
    ],
)
def test_commands_arguments_and_buttons_are_completed(
    network: FakeNetwork, typed_so_far: str, offered: list[str]
) -> None:
    network.labels = ("Done", "Not today")
    talk = Talk(cast(Network, network), say, lambda lines: None, lambda: None)
    completer = live.Words(talk, cast(Network, network))
    found = completer.get_completions(Document(typed_so_far), CompleteEvent())
    assert [completion.text for completion in found] == offered


def test_completions_say_what_a_command_does(network: FakeNetwork) -> None:
    talk = Talk(cast(Network, network), say, lambda lines: None, lambda: None)
    (found,) = live.Words(talk, cast(Network, network)).get_completions(Document("/el"), CompleteEvent())
    assert found.display_meta_text == "Chins or curls hurt the elbow"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_follows_the_environment(environment: dict[str, str], wanted: bool) -> None:
    assert has_colour(environment.get) is wanted


@pytest.mark.parametrize("has_styles", [True, False])
def test_bold_and_colour_are_shown_only_where_they_are_wanted(network: FakeNetwork, has_styles: bool) -> None:
    written = io.StringIO()
    output = Vt100_Output(written, lambda: Size(rows=40, columns=80), term="xterm", enable_cpr=False)

    async def talk(pipe: PipeInput) -> None:
        pipe.send_text("hi\r")
        chat = asyncio.ensure_future(
            live.run(cast(Network, network), say, None, has_colour=has_styles, tick=60)
        )
        await asyncio.sleep(0.2)
        pipe.send_text("\x04")
        await asyncio.wait_for(chat, 20)

    with terminal(output) as pipe:
        asyncio.run(talk(pipe))
    codes = {
        code for codes in re.findall(r"\x1b\[([\d;]*)m", written.getvalue()) for code in codes.split(";")
    }
    assert ("1" in codes) is has_styles
    assert bool(codes & {"32", "36"}) is has_styles
    assert has_styles or codes <= {"", "0"}


def test_a_pipe_is_met_without_prompt_toolkit(
    network: FakeNetwork, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"hi\n")))
    monkeypatch.setattr(live, "run", None)
    asyncio.run(prompt.run(cast(Network, network), say, None))
    assert capsys.readouterr().out == ANSWER
