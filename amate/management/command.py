"""The base of our commands: help in Spanish, and errors as sentences."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from amate.base.errors import AmateError
from amate.management.spanish import speak_spanish


class Command(BaseCommand):
    """`help` is one Spanish line. `handle` does the work through a verb, and lets AmateError pass."""

    requires_system_checks = ()
    # They still work; they are not our words.
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
    }

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        speak_spanish()
        return super().create_parser(prog_name, subcommand, **kwargs)

    def run_from_argv(self, argv: list[str]) -> None:
        try:
            super().run_from_argv(argv)
        except AmateError as error:
            if settings.DEBUG:
                raise
            self.stderr.write(error.message)
            sys.exit(1)
