"""The terminal: a platform like any other, on a clock that can be moved."""
