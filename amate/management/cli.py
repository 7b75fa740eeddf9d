"""The command `amate`: our commands, and only ours, in Spanish."""

from __future__ import annotations

import atexit
import difflib
import os
import pkgutil
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

import django
from django.core.management import load_command_class

USAGE = "uso: amate <orden> [opciones]"
COMMANDS = Path(__file__).parent / "commands"
WANTS_HELP = {"-h", "--help", "ayuda", "help"}
HOMELESS = {"inspect", "convert"}  # they look at files, and need no portal
LONG_LIVED = {"serve", "work", "demo"}  # their log says what goes on; the others say it themselves


def main(argv: list[str] | None = None) -> int:
    """Run `amate <orden> …`. Exit codes: 0 done, 1 refused or failed, 2 badly asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amate.config.settings")
    name, *rest = (sys.argv[1:] if argv is None else argv) or ["--help"]
    if name == "demo":
        settle_demo(rest)
    if name in HOMELESS:
        lend_home()
    if name not in LONG_LIVED:
        os.environ.setdefault("AMATE_LOG", "WARNING")
    if name not in WANTS_HELP and name not in names():
        print(unknown(name), file=sys.stderr)
        return 2
    try:
        django.setup()
        if name in WANTS_HELP:
            print(overview())
        else:
            load_command_class("amate", name).run_from_argv(["amate", name, *rest])
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("AMATE_DEBUG") == "1":
            raise
        print(f"No se pudo: {error or type(error).__name__}", file=sys.stderr)
        print("Con AMATE_DEBUG=1 se ve dónde ocurrió.", file=sys.stderr)
        return 1
    return 0


def settle_demo(rest: list[str]) -> None:
    """`--home` and `--port` of the demo decide settings, which are read once: say them before."""
    parser = ArgumentParser(add_help=False)
    parser.add_argument("--home")
    parser.add_argument("--port", default="8000")
    said, _others = parser.parse_known_args(rest)
    if said.home:
        os.environ["AMATE_HOME"] = str(Path(said.home).resolve())
    os.environ.setdefault("AMATE_URL", f"http://127.0.0.1:{said.port}")
    os.environ.setdefault("AMATE_LOG", "WARNING")  # a newcomer reads sentences, not requests


def lend_home() -> None:
    """A home for the time of one command, so that anyone may run it anywhere."""
    folder, owner = tempfile.mkdtemp(prefix="amate-home-"), os.getpid()
    os.environ["AMATE_HOME"] = folder

    @atexit.register
    def give_back() -> None:
        if os.getpid() == owner:  # not in a forked child
            shutil.rmtree(folder, ignore_errors=True)


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules([str(COMMANDS)]))


def overview() -> str:
    """Every command with its line of help."""
    width = max(map(len, names()))
    lines = [f"  {name:<{width}}  {load_command_class('amate', name).help}" for name in names()]
    return "\n".join([USAGE, "", *lines, "", "«amate <orden> --help» explica cada una."])


def unknown(name: str) -> str:
    close = difflib.get_close_matches(name, names(), n=1)
    hint = f" ¿Quisiste decir «{close[0]}»?" if close else ""
    return f"No hay ninguna orden «{name}».{hint} «amate --help» las enumera."


if __name__ == "__main__":
    sys.exit(main())
