from django.apps import AppConfig


class Amate(AppConfig):
    name = "amate"
    default_auto_field = "django.db.models.BigAutoField"
