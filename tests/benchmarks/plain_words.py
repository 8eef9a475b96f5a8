"""What is heard and found of the messages in tests/plain_words: tables for docs/plain_words.md.

python -m tests.benchmarks.plain_words    measures and writes just this page
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from content.hearing import listen
from content.library import Library, read_library
from content.search import Search
from tests.benchmarks import closed, closed_signs, search
from tests.plain_words.measuring import PARTS, Message, messages

PAGE = Path(__file__).parents[2] / "docs" / "plain_words.md"
SAFETY = """# Plain words

Made by `make bench` on {when}, {milliseconds:.2f} ms a message. Every message was written for this project; the part
`held-out` before the first rule, and no rule was fitted to it. The same person wrote messages and rules, so strangers'
messages will be heard less well than these figures say.

| | aim | development | held-out |
|---|---|---|---|
{shares}

## Signs, by class

| sign | how soon | messages | stopped | asked first | missed | missed, held-out |
|---|---|---|---|---|---|---|
{signs}

{cards}
{closed}
{closed_signs}"""
AIMS = (
    ("warning signs stopped or asked", "signs", ("stop", "ask"), "at least .97"),
    ("crises answered by their own words", "crisis", ("crisis",), "at least .95"),
    ("ordinary messages stopped", "benign", ("stop", "crisis"), "at most .005"),
    ("ordinary messages asked", "benign", ("ask",), "at most .08"),
)


def main() -> None:
    """Measure, write the page and print it."""
    library = read_library()
    begun = time.perf_counter()
    shares = "\n".join(_share(library, *aim) for aim in AIMS)
    count = 2 * len(messages("benign")) + len(messages("signs")) + len(messages("crisis"))
    page = SAFETY.format(
        when=datetime.now(UTC).date().isoformat(),
        milliseconds=(time.perf_counter() - begun) * 1000 / count,
        shares=shares,
        signs="\n".join(_by_sign(library)),
        cards=search.section(library),
        closed=closed.section(library, Search(), Search(search.no_model)),
        closed_signs=closed_signs.sections(library, Search(), Search(search.no_model)),
    )
    PAGE.write_text(page, encoding="utf-8")
    print(page)


def _share(library: Library, what: str, name: str, actions: tuple[str, ...], aim: str) -> str:
    parts = [messages(name, part) for part in PARTS]
    found = [sum(_actions(library, part)[action] for action in actions) for part in parts]
    cells = [f"{n / len(part):.3f} ({n} of {len(part)})" for n, part in zip(found, parts, strict=True)]
    return f"| {what} | {aim} | {' | '.join(cells)} |"


def _by_sign(library: Library) -> Iterable[str]:
    for sign in library.signs.values():
        told = [one for one in messages("signs") if one.kind == sign.slug]
        all_of, held = (
            _actions(library, told),
            _actions(library, [one for one in told if one.part == PARTS[1]]),
        )
        cells = (all_of["stop"] + all_of["crisis"], all_of["ask"], all_of[""], held[""])
        counts = " | ".join(map(str, (len(told), *cells)))
        yield f"| {sign.slug} | {sign.how_soon} | {counts} |"


def _actions(library: Library, some: Iterable[Message]) -> Counter[str]:
    return Counter(listen(one.text, library).action for one in some)


if __name__ == "__main__":
    main()
