"""How hard the sampled tests try: once in `make test`, many times over in `make prove`."""

from __future__ import annotations

import os

EFFORT = int(os.environ.get("TRIPOD_EFFORT", "1"))
"""Factor on the number of examples."""
