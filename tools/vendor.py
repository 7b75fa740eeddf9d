"""Copy the browser files that pages need from node_modules into build/vendor, with their licences."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES, VENDOR = ROOT / "node_modules", ROOT / "build" / "vendor"
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
}
SOURCE_MAP = "sourceMappingURL="


def main() -> int:
    missing = [source for source in FILES if not (MODULES / source).is_file()]
    if missing:
        print(f"Faltan archivos de npm: {', '.join(missing)}. Ejecuta antes `npm ci`.", file=sys.stderr)
        return 1
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, name in FILES.items():
        shutil.copyfile(MODULES / source, VENDOR / name)
    for name in ("bootstrap.min.css", "tus.min.js"):
        _without_source_map(VENDOR / name)
    print(f"{len(FILES)} archivos en build/vendor")
    return 0


def _without_source_map(path: Path) -> None:
    """Drop the comment that names a file we do not serve: the manifest storage would look for it."""
    lines = [line for line in path.read_text().splitlines() if SOURCE_MAP not in line]
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
