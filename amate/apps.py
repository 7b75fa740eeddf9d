from importlib import import_module
from pathlib import Path

from django.apps import AppConfig


class Amate(AppConfig):
    name = "amate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every room say what it does behind the scenes, and the pages what they add to a new portal."""
        for jobs in sorted(Path(__file__).parent.glob("*/jobs.py")):
            import_module(f"amate.{jobs.parent.name}.jobs")
        import_module("amate.web.seed")
