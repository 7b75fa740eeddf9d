from importlib import import_module

from django.apps import AppConfig


class Amate(AppConfig):
    name = "amate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the pages hear when a portal is set up, and publishing when somebody leaves."""
        import_module("amate.web.seed")
        import_module("amate.publishing.leaving")
