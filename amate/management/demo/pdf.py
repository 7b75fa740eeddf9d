"""A one-page PDF of plain paragraphs, for what offices only have on paper."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

A4 = (595, 842)
MARGIN, LEADING, COLUMNS = 60, 16, 82


def page(title: str, paragraphs: Sequence[str]) -> bytes:
    """One page: a title and paragraphs, in Helvetica with the letters of Windows-1252."""
    lines = [line for text in paragraphs for line in (*textwrap.wrap(text, COLUMNS), "")]
    heading = textwrap.wrap(title, COLUMNS * 12 // 18)
    drawn = ["BT", f"{LEADING} TL", f"{MARGIN} {A4[1] - MARGIN} Td", "/F1 16 Tf", "20 TL"]
    drawn += [f"({_escaped(line)}) Tj T*" for line in heading]
    drawn += ["/F1 11 Tf", f"{LEADING} TL", "T*", *(f"({_escaped(line)}) Tj T*" for line in lines), "ET"]
    stream = "\n".join(drawn).encode("cp1252")
    return _file(
        b"<< /Type /Catalog /Pages 2 0 R /Lang (es-MX) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R" % A4
        + b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(*objects: bytes) -> bytes:
    """Numbered objects, then the table that says at which byte each begins."""
    made = b"%PDF-1.4\n"
    starts = []
    for n, content in enumerate(objects, 1):
        starts.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (n, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + trailer
