"""Archives that come out the same, byte for byte, whenever they are made."""

from __future__ import annotations

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable, Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can tell
READABLE = 0o644 << 16


def zipped(members: Mapping[str, bytes], plain: str = "") -> bytes:
    """A zip of `members` in their order; the one called `plain` is stored uncompressed."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, LONG_AGO)
            member.external_attr = READABLE
            archive.writestr(member, content, zipfile.ZIP_STORED if name == plain else zipfile.ZIP_DEFLATED)
    return held.getvalue()


# How a file is wrapped, by the last part of its name; each takes the inner name and its bytes.
WRAPS: dict[str, Callable[[str, bytes], bytes]] = {
    ".zip": lambda name, content: zipped({name: content}),
    ".gz": lambda _, content: gzip.compress(content, mtime=0),
    ".bz2": lambda _, content: bz2.compress(content),
}
