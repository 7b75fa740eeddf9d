"""A home of its own for the tests, set before Django reads its settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("AMATE_HOME", tempfile.mkdtemp(prefix="amate-tests-"))
SHARED = Path(os.environ.get("AMATE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
