"""Serving files: an immutable SQLite copy of a big table beside its Parquet, for pages of rows by `_id`."""

from amate.engines.serving.building import build, is_worth
from amate.engines.serving.reading import ready, run

__all__ = ["build", "is_worth", "ready", "run"]
