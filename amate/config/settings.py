"""Django settings of a portal. What varies between portals comes from the environment and portal.toml."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from amate.base.portal import read_portal
from amate.config import environment as env

ROOT = Path(__file__).resolve().parents[2]
AMATE_HOME = env.home(ROOT)
AMATE_PORTAL = env.folder("AMATE_PORTAL", ROOT)
AMATE_URL = env.text("AMATE_URL").rstrip("/")
AMATE_BEHIND_PROXY = env.flag("AMATE_BEHIND_PROXY")
AMATE_MAX_UPLOAD = env.number("AMATE_MAX_UPLOAD_MB") * 1_000_000
AMATE_INTERNAL_SOURCES = env.internal_sources()
AMATE_EXAMPLE = env.flag("AMATE_EXAMPLE") or (AMATE_HOME / "demo.json").exists()
AMATE_OIDC = env.oidc()
AMATE_LIMITS = env.flag("AMATE_LIMITS")
PORTAL = read_portal(AMATE_PORTAL / "portal.toml")

DEBUG = env.flag("AMATE_DEBUG")
SECRET_KEY = env.secret_key(AMATE_HOME)
_public = urlsplit(AMATE_URL)
ALLOWED_HOSTS = [_public.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS += env.listed("AMATE_HOSTS")
CSRF_TRUSTED_ORIGINS = [AMATE_URL] if _public.scheme == "https" else []

INSTALLED_APPS = [
    "amate",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_tasks_db",
]
MIDDLEWARE = [
    "amate.web.middleware.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "amate.web.middleware.limits.Limits",
    "amate.web.middleware.privacy.DeskPrivacy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "amate.web.middleware.acting.Acting",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amate.web.middleware.usage.UsageCounter",
    "amate.web.middleware.refusals.Refusals",
]
AMATE_PROBLEMS = {"/api/v1": "amate.api.v1.problems.of_error"}  # who refuses in their own words
ROOT_URLCONF = "amate.config.urls"
WSGI_APPLICATION = "amate.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "amate" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amate.web.context.portal",
            ],
        },
    }
]

DATABASES = {"default": env.database(AMATE_HOME)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": AMATE_HOME / "tmp" / "cache",
    },
    "drawings": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": AMATE_HOME / "tmp" / "cache" / "drawings",
        "OPTIONS": {"MAX_ENTRIES": 4_000},
    },
}
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["people", "machines"],
    }
}

AUTH_USER_MODEL = "amate.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/mesa/entrar/"
LOGIN_REDIRECT_URL = "/mesa/"
ACCOUNT_ADAPTER = "amate.web.accounts.Adapter"
_forms = "amate.web.account_forms"
ACCOUNT_FORMS = {
    "login": f"{_forms}.Login",
    "reset_password": f"{_forms}.ForgotPassword",
    "reset_password_from_key": f"{_forms}.NewPassword",
    "change_password": f"{_forms}.ChangePassword",
    "set_password": f"{_forms}.SetPassword",
    "reauthenticate": f"{_forms}.ConfirmPassword",
}
MFA_FORMS = {
    "authenticate": f"{_forms}.SecondStep",
    "reauthenticate": f"{_forms}.ConfirmSecondStep",
    "activate_totp": f"{_forms}.TurnOn",
    "deactivate_totp": f"{_forms}.TurnOff",
    "generate_recovery_codes": f"{_forms}.NewCodes",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/5m/ip,10/5m/key",
    "reset_password": "20/h/ip,5/h/key",
}
SOCIALACCOUNT_ADAPTER = "amate.web.oidc.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = (
    False  # accounts are joined by the adapter, which tells and writes it down
)
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "amate.web.accounts.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # stewards make the accounts, and the first password came by mail
MFA_TOTP_ISSUER = PORTAL.name
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off

SESSION_COOKIE_NAME = "sesion"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "amate.web.errors.csrf_failed"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _public.scheme == "https"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _public.scheme == "https" else 0
SECURE_SSL_REDIRECT = False
if AMATE_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "es-mx"
LANGUAGES = [("es-mx", "Español")]
LOCALE_PATHS = [ROOT / "amate" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [ROOT / "amate" / "web" / "static", ("vendor", ROOT / "build" / "vendor")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
FILE_UPLOAD_TEMP_DIR = AMATE_HOME / "tmp"
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

globals().update(env.mail())
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("AMATE_MAIL_FROM") or PORTAL.contact_email

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "amate.base.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": env.text("AMATE_LOG")},
    "loggers": {
        "django.request": {"handlers": ["out"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": [], "propagate": False},
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
