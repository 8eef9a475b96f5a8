"""What the tools that draw a table from a specification share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def print_drawn(name: str, arguments: list[str], draw: Callable[[Any], str], chosen: str) -> int:
    """Print what is drawn from the JSON description at the given path; 2 when it cannot be read.

    `chosen` names the lists of the tool that choose from the description.
    """
    if len(arguments) != 1:
        print(f"give the path of {name}", file=sys.stderr)
        return 2
    try:
        drawn = draw(json.loads(Path(arguments[0]).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        print(f"{arguments[0]} cannot be read: {error}", file=sys.stderr)
        return 2
    except KeyError as error:
        print(f"{arguments[0]} does not describe {error}: mend {chosen}", file=sys.stderr)
        return 2
    sys.stdout.write(drawn)
    return 0
