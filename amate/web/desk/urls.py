"""Addresses of the desk, below /mesa/."""

from __future__ import annotations

from django.urls import include, path

from amate.web.desk import (
    account,
    datasets,
    dictionary,
    front,
    home,
    managed,
    persons,
    portal,
    reading,
    reports,
    uploads,
)

_portal = [
    path("", portal.portal, name="portal-desk"),
    path("destacados/", portal.featured, name="portal-featured"),
    path("portada/", front.highlights, name="portal-highlights"),
    path("portada/nuevo/", front.highlight, name="portal-new-highlight"),
    path("portada/<int:pk>/", front.highlight, name="portal-highlight"),
    path("portada/<int:pk>/mover/", front.move, name="portal-move-highlight"),
    path("portada/<int:pk>/quitar/", front.remove, name="portal-remove-highlight"),
    path("tareas/", portal.jobs, name="portal-jobs"),
    path("personas/<int:pk>/invitar/", managed.invite_person, name="portal-invite"),
    path("tareas/<int:pk>/repetir/", portal.retry_job, name="portal-retry"),
    path("correo/", portal.mail, name="portal-mail"),
    path("bitacora/", portal.journal, name="portal-journal"),
    path("<slug:name>/", managed.rows, name="portal-rows"),
    path("<slug:name>/nuevo/", managed.row, name="portal-new"),
    path("<slug:name>/<int:pk>/", managed.row, name="portal-row"),
]
urlpatterns = [
    path("", home.desk, name="desk"),
    path("conjuntos/<slug:slug>/", datasets.dataset, name="desk-dataset"),
    path("conjuntos/<slug:key>/archivos/", datasets.new_resource, name="desk-new-resource"),
    path("conjuntos/<slug:key>/publicar/", datasets.publish_dataset, name="desk-publish"),
    path("conjuntos/<slug:key>/retirar/", datasets.withdraw_dataset, name="desk-withdraw"),
    path("conjuntos/<slug:key>/borrar/", datasets.delete_dataset, name="desk-delete"),
    path("conjuntos/<slug:key>/grafica/", datasets.choose_chart, name="desk-chart"),
    path("conjuntos/<slug:key>/grafica/ninguna/", datasets.show_no_chart, name="desk-no-chart"),
    path("conjuntos/<slug:key>/grafica/automatica/", datasets.automatic_chart, name="desk-automatic-chart"),
    path("conjuntos/<slug:key>/direccion/", datasets.change_address, name="desk-address"),
    path("recursos/<uuid:key>/", datasets.change_resource, name="desk-resource"),
    path("recursos/<uuid:key>/version/", datasets.new_version, name="desk-new-version"),
    path("versiones/<uuid:key>/avance/", datasets.progress, name="desk-progress"),
    path("versiones/<uuid:key>/lectura/", reading.reading, name="desk-reading"),
    path("versiones/<uuid:key>/diccionario/<int:place>/", dictionary.dictionary, name="desk-dictionary"),
    path("versiones/<uuid:key>/personas/", persons.persons, name="desk-persons"),
    path("versiones/<uuid:key>/aceptar/", reading.accept, name="desk-accept"),
    path("versiones/<uuid:key>/descartar/", datasets.discard_version, name="desk-discard"),
    path("subidas/<uuid:key>/", uploads.upload, name="desk-upload"),
    path("subidas/<uuid:key>/descartar/", uploads.drop_upload, name="desk-drop-upload"),
    path("reportes/", reports.reports, name="desk-reports"),
    path("reportes/<int:pk>/", reports.report, name="desk-report"),
    path("llaves/", account.keys, name="desk-keys"),
    path("llaves/<int:pk>/revocar/", account.revoke, name="desk-revoke"),
    path("equipo/<slug:slug>/", account.team, name="desk-team"),
    path("equipo/quitar/<int:pk>/", account.leave, name="desk-leave"),
    path("portal/", include(_portal)),
]
