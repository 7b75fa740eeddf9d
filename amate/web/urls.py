"""Every page: for everyone, and for those who publish."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("amate.web.public.urls")),
    path("", include("amate.web.programs.urls")),
    path("mesa/", include("amate.web.accounts")),
    path("mesa/", include("amate.web.desk.urls")),
]
