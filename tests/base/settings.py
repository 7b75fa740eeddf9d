"""Settings for processes that the tests start: a portal with two pages and a table made without migrations."""

from amate.config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.base.urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
MIGRATION_MODULES = {"amate": None}
