"""What is shown when something cannot be done: one table of sentences, one page; two without the database."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from amate.base.errors import AmateError, Erased, TooMany, status_of
from amate.web import context
from amate.web.typed import Typed, typed, typed_here

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """What happened, and what to do about it."""

    title: str
    text: str


WORDS: dict[int, Words] = {
    400: Words(
        "No entendimos esta dirección",
        "Alguno de sus datos no tiene la forma esperada. Revisa la dirección o empieza de nuevo desde la búsqueda.",
    ),
    403: Words(
        "No tienes permiso para hacer esto",
        "Si crees que deberías tenerlo, entra con tu cuenta o pídelo a quien administra tu institución en el portal.",
    ),
    404: Words(
        "No encontramos esta página",
        "Puede que la dirección esté mal escrita o que aquí nunca haya habido nada. "
        "Los conjuntos de datos conservan su dirección aunque cambien de nombre.",
    ),
    409: Words("Todavía no se puede hacer esto", "Revisa lo que falta y vuelve a intentarlo."),
    410: Words(
        "Estos datos fueron retirados",
        "La institución que los publicó los retiró. Su dirección se conserva para explicar por qué.",
    ),
    451: Words(
        "Estos datos no se pueden ver por ahora",
        "Quienes son responsables del portal los cerraron mientras se revisan. No se ve ninguna de sus versiones.",
    ),
    412: Words("Alguien más guardó antes que tú", "Vuelve a abrir la página y repite tu cambio."),
    413: Words(
        "Lo que enviaste es demasiado grande",
        "Divide el archivo o comprímelo, y vuelve a intentarlo.",
    ),
    422: Words("No pudimos leer el archivo", "Revísalo y vuelve a subirlo."),
    429: Words(
        "Demasiadas consultas seguidas",
        "Espera un momento y vuelve a intentarlo. Para usar muchos datos de una vez, descarga la tabla completa.",
    ),
    500: Words(
        "Algo falló de nuestro lado",
        "No es culpa tuya y no se perdió nada. Intenta de nuevo en unos minutos.",
    ),
    507: Words(
        "No queda espacio en el portal",
        "Avisa a los responsables del portal. No se perdió nada de lo que había.",
    ),
    503: Words(
        "El portal está en mantenimiento",
        "Una de sus partes no responde en este momento. No se perdió nada; intenta de nuevo en unos minutos.",
    ),
}


ERASED = Words(
    "Estos datos se borraron para siempre",
    "Quienes son responsables del portal los borraron. Su dirección se conserva para decirlo.",
)
OUT_OF_REACH = Words(
    "No se guardó: esto ya no está a tu alcance",
    "Puede que ya no trabajes en su institución, que se haya borrado o que haya cambiado de dirección.",
)
SIGNED_OUT = Words(
    "No se guardó: tu sesión terminó",
    "Saliste, pasaron doce horas o tu cuenta se desactivó.",
)
NOT_KEPT = (404, 410, 451)  # what caches may keep unasked, and may not be true tomorrow


def error_page(status: int, text: str = "", *, title: str = "", **facts: Any) -> HttpResponse:
    """The page of a status. It asks nothing of the database, so that it can be shown whatever happened."""
    words = WORDS.get(status, WORDS[500])
    name = "errors/bare.html" if status >= 500 else "errors/error.html"
    known = {"status": status, "title": title or words.title, "text": text or words.text, **facts}
    response = HttpResponse(render_to_string(name, context.portal() | known), status=status)
    if status in NOT_KEPT:
        response.headers["Cache-Control"] = "no-store"
    return response


def refused(request: HttpRequest, error: AmateError) -> HttpResponse:
    """The page of a refusal that the domain said in words."""
    status, lost = status_of(error), typed(request)
    who = _acting(request)
    if status == 404:
        return _out_of_reach(lost, who)
    if isinstance(error, Erased):
        return error_page(410, ERASED.text, title=ERASED.title, ground=error.message, typed=lost, **who)
    if status == 410:
        return error_page(410, reason=error.message, typed=lost, **who)
    if status == 451:
        response = error_page(451, ground=error.message, typed=lost, **who)
        response.headers["Link"] = f'<{settings.AMATE_URL}>; rel="blocked-by"'  # RFC 7725
        return response
    response = error_page(status, error.message, fields=error.fields, facts=error.facts, typed=lost, **who)
    if seconds := error.facts.get("retry_after"):
        response.headers["Retry-After"] = str(seconds)
    return response


def _acting(request: HttpRequest) -> dict[str, Any]:
    """Who acts as somebody else sees it on every page."""
    user = getattr(request, "user", None)
    return {"user": user} if user and getattr(user, "acting", None) else {}


def _out_of_reach(lost: list[Typed], who: dict[str, Any]) -> HttpResponse:
    """What is not there, or not any more for whoever asks: the same page, with what they typed."""
    if not lost:
        return error_page(404, **who)
    return error_page(404, OUT_OF_REACH.text, title=OUT_OF_REACH.title, typed=lost, **who)


def signed_out(lost: list[Typed], door: str) -> HttpResponse:
    """For who sent a form after their session ended: what they typed, and the way in again."""
    return error_page(403, SIGNED_OUT.text, title=SIGNED_OUT.title, typed=lost, door=door)


def too_many(request: HttpRequest, wait: float) -> HttpResponse:
    """As a page; or as the contract that was asked says it (AMATE_PROBLEMS)."""
    seconds = max(1, math.ceil(wait))
    for start, refuse in settings.AMATE_PROBLEMS.items():
        if request.path.startswith(start):
            message = f"Espera {seconds} segundos y vuelve a intentarlo."
            refused_there: HttpResponse = import_string(refuse)(
                request, TooMany(message, retry_after=seconds)
            )
            return refused_there
    response = error_page(429, f"Espera {seconds} segundos y vuelve a intentarlo. {WORDS[429].text}")
    response.headers["Retry-After"] = str(seconds)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_big = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    return error_page(413 if too_big else 400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(403, **_acting(request))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        403,
        "El formulario caducó o no venía de este portal. Vuelve a la página anterior, recárgala y envíalo otra vez.",
        title="No pudimos comprobar el formulario",
        typed=typed_here(request),
        **_acting(request),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _out_of_reach(typed(request), _acting(request))


def failed(request: HttpRequest) -> HttpResponse:
    return error_page(500)


def unavailable(request: HttpRequest, exception: Exception) -> HttpResponse:
    log.error("unavailable", exc_info=exception, extra={"path": request.path})
    response = error_page(503)
    response.headers["Retry-After"] = "30"
    return response
