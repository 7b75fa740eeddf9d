"""Copy what pages need from node_modules to build/vendor, with its licences, and letters for charts to build/fonts."""

from __future__ import annotations

import re
import shutil
import struct
import sys
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES, VENDOR, FONTS = ROOT / "node_modules", ROOT / "build" / "vendor", ROOT / "build" / "fonts"
SANS, SERIF = "@fontsource/source-sans-3", "@fontsource/source-serif-4"
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap.LICENSE.txt",
    f"{SANS}/files/source-sans-3-latin-400-normal.woff2": "sans-400.woff2",
    f"{SANS}/files/source-sans-3-latin-600-normal.woff2": "sans-600.woff2",
    f"{SANS}/LICENSE": "sans.LICENSE.txt",
    f"{SERIF}/files/source-serif-4-latin-600-normal.woff2": "serif-600.woff2",
    f"{SERIF}/LICENSE": "serif.LICENSE.txt",
    "tus-js-client/dist/tus.min.js": "tus.min.js",
    "tus-js-client/LICENSE": "tus.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
    "vega/build/vega.min.js": "vega.min.js",
    "vega/LICENSE": "vega.LICENSE.txt",
    "vega-interpreter/build/vega-interpreter.js": "vega-interpreter.js",
    "vega-lite/build/vega-lite.min.js": "vega-lite.min.js",
    "vega-lite/LICENSE": "vega-lite.LICENSE.txt",
    "vega-interpreter/LICENSE": "vega-interpreter.LICENSE.txt",
}
# The same letters for drawings, which are made outside browsers.
DRAWN = {
    f"{SANS}/files/source-sans-3-latin-400-normal.woff": "sans-400.ttf",
    f"{SANS}/files/source-sans-3-latin-600-normal.woff": "sans-600.ttf",
    f"{SERIF}/files/source-serif-4-latin-600-normal.woff": "serif-600.ttf",
}
SOURCE_MAP = "sourceMappingURL="
IMPORT = re.compile(r"^import \{(.*)\} from 'vega-util';$", re.MULTILINE)


def main() -> int:
    missing = [source for source in (*FILES, *DRAWN) if not (MODULES / source).is_file()]
    if missing:
        print(f"Faltan archivos de npm: {', '.join(missing)}. Ejecuta antes `npm ci`.", file=sys.stderr)
        return 1
    for folder in (VENDOR, FONTS):
        folder.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
        if name.endswith((".css", ".js")):
            _without_source_map(VENDOR / name)
    _on_globals(VENDOR / "vega-interpreter.js")
    for source, name in DRAWN.items():
        (FONTS / name).write_bytes(unwrapped((MODULES / source).read_bytes()))
    print(f"{len(FILES)} archivos en build/vendor, {len(DRAWN)} letras en build/fonts")
    return 0


def _without_source_map(path: Path) -> None:
    """Drop the comment that names a file we do not serve: the manifest storage would look for it."""
    lines = [line for line in path.read_text().splitlines() if SOURCE_MAP not in line]
    path.write_text("\n".join(lines) + "\n")


def _on_globals(path: Path) -> None:
    """Let a module take from Vega, loaded before it, what it would import by a name that browsers do not know."""
    path.write_text(IMPORT.sub(r"const {\1} = globalThis.vega;", path.read_text()))


def unwrapped(woff: bytes) -> bytes:
    """The TrueType font inside a WOFF 1 file, whose tables are compressed one by one (W3C WOFF, 4 and 5)."""
    flavour, _length, tables = struct.unpack(">4xIIH", woff[:14])
    entries = [struct.unpack(">4sIIII", woff[44 + 20 * at : 64 + 20 * at]) for at in range(tables)]
    power = tables.bit_length() - 1
    head = struct.pack(">IHHHH", flavour, tables, 16 << power, power, 16 * tables - (16 << power))
    folder, body = b"", b""
    for tag, offset, packed, size, checksum in entries:
        table = woff[offset : offset + packed]
        folder += struct.pack(">4sIII", tag, checksum, len(head) + 16 * tables + len(body), size)
        body += (zlib.decompress(table) if packed < size else table) + bytes(-size % 4)
    return head + folder + body


if __name__ == "__main__":
    raise SystemExit(main())
