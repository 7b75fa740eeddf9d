"""Imported once by the zygote, so that its children find loaded what each would otherwise load for itself."""

import duckdb
import python_calamine

from amate.ingest import reading
from amate.places import inegi

inegi.municipalities_named("méxico")
__all__ = ["duckdb", "inegi", "python_calamine", "reading"]
