"""Signing in: django-allauth behind our own addresses and pages. Accounts are made by stewards, never by oneself."""

from __future__ import annotations

from allauth.account import views
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import include, path, re_path
from django.views.generic import RedirectView


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


_to_login = RedirectView.as_view(pattern_name="account_login")

# Names are allauth's, which looks them up; sign-up and e-mail management are closed and lead to the door.
urlpatterns = [
    path("entrar/", views.login, name="account_login"),
    path("salir/", views.logout, name="account_logout"),
    path("inactiva/", views.account_inactive, name="account_inactive"),
    path("confirmar/", views.reauthenticate, name="account_reauthenticate"),
    path("clave/", views.password_change, name="account_change_password"),
    path("clave/nueva/", views.password_set, name="account_set_password"),
    path("clave/olvidada/", views.password_reset, name="account_reset_password"),
    path("clave/olvidada/enviada/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^clave/olvidada/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "clave/lista/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("alta/", _to_login, name="account_signup"),
    path("correo/", _to_login, name="account_email"),
    path("segundo-paso/", include("allauth.mfa.urls")),
]
