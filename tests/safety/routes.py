"""Every address of the portal, and who may get what there: the table that `test_matrix.py` holds against the URLconf.

A rule says, for each person and each state of the dataset, which statuses are right.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.safety.conftest import PERSONS, STATES

Statuses = frozenset[int]
Rule = dict[str, dict[str, Statuses]]
Said = int | tuple[int, ...]
TEAM = ("luis", "ana", "steward")
STRANGERS = ("nobody", "rosa")
PUBLISHERS = ("ana", "steward")


def statuses(said: Said) -> Statuses:
    return frozenset({said} if isinstance(said, int) else said)


def always(said: Said) -> dict[str, Statuses]:
    return dict.fromkeys(STATES, statuses(said))


def by_state(
    *, draft: Said, published: Said, withdrawn: Said, quarantined: Said | None = None
) -> dict[str, Statuses]:
    """In quarantine, where nothing else is said, what is withdrawn; but 451 in the place of 410."""
    shut = {451 if status == 410 else status for status in statuses(withdrawn)}
    return {
        "draft": statuses(draft),
        "published": statuses(published),
        "withdrawn": statuses(withdrawn),
        "quarantined": frozenset(shut) if quarantined is None else statuses(quarantined),
    }


def rule(**said: dict[str, Statuses]) -> Rule:
    """By person; `strangers`, `signed_in`, `team` and `everyone` stand for several."""
    groups = {"strangers": STRANGERS, "team": TEAM, "signed_in": PERSONS[1:], "everyone": PERSONS}
    found: Rule = {}
    for name, states in said.items():
        found |= dict.fromkeys(groups.get(name, (name,)), states)
    assert set(found) == set(PERSONS)
    return found


GONE = by_state(draft=404, published=200, withdrawn=410)
PUBLIC = rule(everyone=always(200))
SHUT = rule(everyone=always(405))
NOTHING = rule(everyone=always(404))

OF_DATASET = rule(strangers=GONE, team=always(200))
OF_ID = rule(strangers=by_state(draft=404, published=302, withdrawn=410), team=always(302))
OF_FILE = rule(strangers=GONE, team=by_state(draft=404, published=200, withdrawn=200))
OF_BYTES = rule(strangers=GONE, team=always(200))

DESK = rule(nobody=always(302), signed_in=always(200))
DESK_FORM = rule(nobody=always(302), signed_in=always(400))
DESK_OF_DATASET = rule(nobody=always(302), rosa=always(404), team=always(200))
DESK_EDIT = rule(nobody=always(302), rosa=always(404), team=always(400))
DESK_MOVE = rule(nobody=always(302), rosa=always(404), team=always(302))
DESK_PUBLISH = rule(
    nobody=always(302),
    rosa=always(404),
    luis=always(403),
    ana=by_state(draft=302, published=409, withdrawn=302, quarantined=409),
    steward=by_state(draft=302, published=409, withdrawn=302, quarantined=409),
)
DESK_UNDO = rule(  # Ana withdrew it just now
    nobody=always(302),
    rosa=always(404),
    luis=always(403),
    ana=by_state(draft=409, published=409, withdrawn=302, quarantined=409),
    steward=always(409),
)
DESK_SEND = rule(
    nobody=always(302),
    rosa=always(404),
    team=by_state(draft=302, published=409, withdrawn=302, quarantined=409),
)
# For stewards alone; without a form, and of what is not shut off.
DESK_LIFT = rule(
    nobody=always(302),
    rosa=always(404),
    luis=always(403),
    ana=always(403),
    steward=by_state(draft=409, published=409, withdrawn=409, quarantined=302),
)
DESK_PURGE = rule(
    nobody=always(302), rosa=always(404), luis=always(403), ana=always(403), steward=always(200)
)
DESK_PURGED = DESK_PURGE | {"steward": always(400)}
DESK_ABSENT = rule(nobody=always(302), signed_in=always(404))
DESK_DELETE = rule(
    nobody=always(302), rosa=always(404), team=by_state(draft=302, published=409, withdrawn=409)
)
DESK_REPORT = rule(
    nobody=always(302), rosa=always(404), team=by_state(draft=404, published=200, withdrawn=200)
)
DESK_ANSWER = rule(
    nobody=always(302), rosa=always(404), team=by_state(draft=404, published=400, withdrawn=400)
)
# A form without what was seen of the recipe; and an answer to what asks nothing.
DESK_STALE = rule(nobody=always(302), rosa=always(404), team=always(412))
DESK_ASKED = rule(nobody=always(302), rosa=always(404), team=always(409))
# The role of Luis: he may leave it, and others may take it away or, saying which, change it.
TEAM_LEAVE = rule(nobody=always(302), rosa=always(404), team=always(302))
TEAM_CHANGE = rule(
    nobody=always(302), rosa=always(404), luis=always(403), ana=always(400), steward=always(400)
)
DESK_IMPORT = rule(
    nobody=always(302), luis=always(403), **dict.fromkeys(("rosa", "ana", "steward"), always(200))
)
DESK_IMPORTED = DESK_IMPORT | dict.fromkeys(("rosa", "ana", "steward"), always(400))
TEAM_ADMINISTERS = rule(
    nobody=always(302), rosa=always(404), luis=always(404), ana=always(302), steward=always(302)
)
TEAM_ANSWERS = TEAM_ADMINISTERS | dict.fromkeys(("ana", "steward"), always(200))
TEAM_ANSWERED = TEAM_ADMINISTERS | dict.fromkeys(("ana", "steward"), always(400))
OWN_KEY = rule(nobody=always(302), rosa=always(404), luis=always(404), ana=always(302), steward=always(404))

STEWARDS = rule(nobody=always(302), rosa=always(403), luis=always(403), ana=always(403), steward=always(200))
STEWARDS_FORM = STEWARDS | {"steward": always(400)}
STEWARDS_DONE = STEWARDS | {"steward": always(302)}
STEWARDS_ABSENT = STEWARDS | {"steward": always(404)}
STEWARDS_SETTLED = STEWARDS | {"steward": always(409)}

SIGNED_OUT = rule(nobody=always(200), signed_in=always(302))
SIGNED_IN = rule(nobody=always(302), signed_in=always(200))
LEADS_ON = rule(everyone=always(302))
NOT_TURNED_ON = rule(nobody=always(302), signed_in=always(404))

API_WRITE = rule(nobody=always(401), signed_in=always(400))
API_OWN = rule(nobody=always(401), signed_in=always(200))
API_UPLOAD = rule(nobody=always(401), signed_in=always(400))
_OUTSIDE = by_state(draft=404, published=403, withdrawn=410)
VIEW_SAVED = by_state(draft=404, published=400, withdrawn=400)  # only of a table that was published
VIEW_GONE = by_state(draft=404, published=302, withdrawn=302)
API_EDIT = rule(nobody=always(401), rosa=_OUTSIDE, team=always(200))
API_REREAD = rule(nobody=always(401), rosa=_OUTSIDE, team=always(202))
API_ASKED = rule(nobody=always(401), rosa=_OUTSIDE, team=always(409))
API_SEND = rule(
    nobody=always(401), rosa=_OUTSIDE, team=by_state(draft=201, published=409, withdrawn=201, quarantined=409)
)
API_NOT_THERE = API_EDIT | dict.fromkeys(TEAM, always(404))
API_FORGET = API_EDIT | dict.fromkeys(TEAM, always(204))
API_NO_ERRORS = API_EDIT | dict.fromkeys(TEAM, always(409))
API_FILE = rule(nobody=always(401), rosa=by_state(draft=404, published=400, withdrawn=410), team=always(400))
API_PUBLISH = rule(
    nobody=always(401),
    rosa=_OUTSIDE,
    luis=always(403),
    ana=by_state(draft=200, published=409, withdrawn=200, quarantined=409),
    steward=by_state(draft=200, published=409, withdrawn=200, quarantined=409),
)
_STEWARDS_API = rule(
    nobody=always(401), rosa=_OUTSIDE, luis=always(403), ana=always(403), steward=always(204)
)
API_QUARANTINE = _STEWARDS_API | {
    "steward": by_state(draft=409, published=200, withdrawn=200, quarantined=409)
}
API_LIFT = _STEWARDS_API | {"steward": by_state(draft=409, published=409, withdrawn=409, quarantined=200)}
API_PURGE = _STEWARDS_API | {"steward": by_state(draft=204, published=409, withdrawn=204)}
API_WITHDRAW = rule(
    nobody=always(401),
    rosa=_OUTSIDE,
    luis=always(403),
    ana=by_state(draft=409, published=200, withdrawn=409),
    steward=by_state(draft=409, published=200, withdrawn=409),
)
API_REPORT = rule(strangers=by_state(draft=404, published=201, withdrawn=410), team=always(201))
API_DELETE = rule(nobody=always(401), rosa=_OUTSIDE, team=by_state(draft=204, published=409, withdrawn=409))
API_OWN_KEY = rule(
    nobody=always(401), rosa=always(404), luis=always(404), ana=always(204), steward=always(404)
)
# Luis began it; a request without Tus-Resumable is refused once it is known whose upload it is.
_LUIS_ALONE = dict.fromkeys(("rosa", "ana", "steward"), always(404))
OWN_UPLOAD = rule(nobody=always(401), luis=always(200), **_LUIS_ALONE)
DESK_OWN = rule(nobody=always(302), luis=always(302), **_LUIS_ALONE)
DESK_HALF = DESK_OWN | {"luis": always(409)}
TUS_BEGIN = rule(nobody=always(401), signed_in=always(412))
TUS_WRITE = rule(nobody=always(401), luis=always(412), **_LUIS_ALONE)
TUS_SHUT = rule(nobody=always(401), signed_in=always(405))


@dataclass(frozen=True)
class Route:
    """An address to fill in, and a rule for each method it takes; what it does not take is 405 for everyone."""

    path: str
    rules: dict[str, Rule]
    otherwise: Rule
    sends: str


def at(path: str, otherwise: Rule = SHUT, sends: str = "{}", **rules: Rule) -> Route:
    """`sends` is what an unsafe request to the API carries; forms are sent empty."""
    return Route(path, rules, otherwise, sends)


def door(path: str, **rules: Rule) -> Route:
    """A page of accounts: methods that it does not know show it, lead on, or are refused, and do nothing."""
    return at(path, rule(everyone=always((200, 302, 404, 405))), **rules)


def move(path: str, post: Rule) -> Route:
    """A button of the desk: whatever is not POST leads back to the workspace."""
    return at(path, DESK_MOVE, POST=post)


_API = "/api/v1"
_DATA = "/datos/{dataset}"
_MESA = "/mesa/conjuntos/{dataset}"
_STEP = "/mesa/segundo-paso"

ROUTES: dict[str, Route] = {
    "salud": at("/salud", GET=PUBLIC),
    "salud/listo": at("/salud/listo", GET=rule(everyone=always((200, 503)))),
    # for programs
    "api/v1": at(_API, GET=PUBLIC),
    "api/v1/": at(f"{_API}/", GET=PUBLIC),
    "^api/v1/": at(f"{_API}/nada", GET=NOTHING, otherwise=NOTHING),
    "api/v1/openapi.json": at(f"{_API}/openapi.json", GET=PUBLIC, otherwise=PUBLIC),
    "api/v1/datasets": at(f"{_API}/datasets", GET=PUBLIC, POST=API_WRITE),
    "api/v1/facets": at(f"{_API}/facets", GET=PUBLIC),
    "api/v1/datasets/<address>": at(
        f"{_API}/datasets/{{uuid}}", GET=OF_DATASET, PATCH=API_EDIT, DELETE=API_DELETE
    ),
    "api/v1/datasets/<address>/publish": at(f"{_API}/datasets/{{uuid}}/publish", POST=API_PUBLISH),
    "api/v1/datasets/<address>/withdraw": at(
        f"{_API}/datasets/{{uuid}}/withdraw", sends='{"reason": "x"}', POST=API_WITHDRAW
    ),
    "api/v1/datasets/<address>/quarantine": at(
        f"{_API}/datasets/{{uuid}}/quarantine", sends='{"ground": "error"}', POST=API_QUARANTINE
    ),
    "api/v1/datasets/<address>/lift": at(f"{_API}/datasets/{{uuid}}/lift", POST=API_LIFT),
    "api/v1/reviews": at(f"{_API}/reviews", GET=API_OWN),
    "api/v1/datasets/<address>/review": at(
        f"{_API}/datasets/{{uuid}}/review", GET=API_NOT_THERE, POST=API_SEND, DELETE=API_NOT_THERE
    ),
    "api/v1/datasets/<address>/review/return": at(
        f"{_API}/datasets/{{uuid}}/review/return", sends='{"text": "x"}', POST=API_NOT_THERE
    ),
    "api/v1/datasets/<address>/review/approve": at(
        f"{_API}/datasets/{{uuid}}/review/approve", POST=API_NOT_THERE
    ),
    "api/v1/datasets/<address>/history": at(f"{_API}/datasets/{{uuid}}/history", GET=API_EDIT),
    "api/v1/datasets/<address>/history/<int:number>/restore": at(
        f"{_API}/datasets/{{uuid}}/history/9999/restore", POST=API_NOT_THERE
    ),
    "api/v1/versions/<uuid:public_id>/purge": at(
        f"{_API}/versions/{{version}}/purge", sends='{"ground": "error"}', POST=API_PURGE
    ),
    "api/v1/datasets/<address>/error-reports": at(
        f"{_API}/datasets/{{uuid}}/error-reports", sends='{"text": "Falta una fila."}', POST=API_REPORT
    ),
    "api/v1/datasets/<address>/checklist": at(f"{_API}/datasets/{{uuid}}/checklist", GET=API_EDIT),
    "api/v1/datasets/<address>/changes": at(f"{_API}/datasets/{{uuid}}/changes", GET=OF_DATASET),
    # Of one version there is nothing to compare.
    "api/v1/tables/<uuid:public_id>/changes.csv": at(
        f"{_API}/tables/{{table}}/changes.csv",
        GET=rule(strangers=by_state(draft=404, published=404, withdrawn=410), team=always(404)),
    ),
    "api/v1/datasets/<address>/resources": at(
        f"{_API}/datasets/{{uuid}}/resources", GET=OF_DATASET, POST=API_FILE
    ),
    "api/v1/institutions/<slug>/uploads": at(f"{_API}/institutions/{{institution}}/uploads", POST=API_UPLOAD),
    "api/v1/resources/<uuid:public_id>/versions": at(
        f"{_API}/resources/{{resource}}/versions", POST=API_FILE
    ),
    "api/v1/resources/<uuid:public_id>": at(f"{_API}/resources/{{resource}}", GET=OF_DATASET, PATCH=API_EDIT),
    "api/v1/resources/<uuid:public_id>/source": at(
        f"{_API}/resources/{{resource}}/source",
        sends='{"address": "https://datos.example/x.csv", "on": false}',
        GET=API_NOT_THERE,
        PUT=API_EDIT,
        DELETE=API_ASKED,
    ),
    "api/v1/resources/<uuid:public_id>/source/refresh": at(
        f"{_API}/resources/{{resource}}/source/refresh", POST=API_ASKED
    ),
    "api/v1/versions/<uuid:public_id>": at(f"{_API}/versions/{{version}}", GET=OF_DATASET, DELETE=API_DELETE),
    "api/v1/versions/<uuid:public_id>/reading": at(f"{_API}/versions/{{version}}/reading", GET=API_EDIT),
    "api/v1/versions/<uuid:public_id>/recipe": at(
        f"{_API}/versions/{{version}}/recipe", sends='{"recipe": 1, "tables": []}', PUT=API_REREAD
    ),
    "api/v1/versions/<uuid:public_id>/accept": at(f"{_API}/versions/{{version}}/accept", POST=API_ASKED),
    "api/v1/versions/<uuid:public_id>/persons": at(
        f"{_API}/versions/{{version}}/persons",
        sends='{"choices": [{"number": 0, "do": "leave-out"}]}',
        GET=API_EDIT,
        POST=API_ASKED,
    ),
    "api/v1/versions/<uuid:public_id>/persons/ask-again": at(
        f"{_API}/versions/{{version}}/persons/ask-again",
        sends='{"kind": "curp", "table": "t", "column": "c"}',
        POST=API_ASKED,
    ),
    "api/v1/tables/<uuid:public_id>": at(f"{_API}/tables/{{table}}", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/rows": at(f"{_API}/tables/{{table}}/rows", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/aggregate": at(f"{_API}/tables/{{table}}/aggregate", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/distinct": at(
        f"{_API}/tables/{{table}}/distinct?_columns=nombre", GET=OF_DATASET
    ),
    "api/v1/tables/<uuid:public_id>/facets": at(
        f"{_API}/tables/{{table}}/facets?_columns=nombre", GET=OF_DATASET
    ),
    "api/v1/tables/<uuid:public_id>/statistics": at(f"{_API}/tables/{{table}}/statistics", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/rows.<form>": at(f"{_API}/tables/{{table}}/rows.csv", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/schema.json": at(f"{_API}/tables/{{table}}/schema.json", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/csvw.json": at(f"{_API}/tables/{{table}}/csvw.json", GET=OF_DATASET),
    "api/v1/tables/<uuid:public_id>/dictionary.csv": at(
        f"{_API}/tables/{{table}}/dictionary.csv", GET=OF_DATASET
    ),
    "api/v1/tables/<uuid:public_id>/schema": at(
        f"{_API}/tables/{{table}}/schema",
        sends='{"fields": [{"name": "nombre"}]}',
        PUT=API_EDIT,
        DELETE=API_FORGET,
    ),
    "api/v1/versions/<uuid:public_id>/errors": at(f"{_API}/versions/{{version}}/errors", GET=API_EDIT),
    "api/v1/versions/<uuid:public_id>/errors.<form>": at(
        f"{_API}/versions/{{version}}/errors.csv", GET=API_NO_ERRORS
    ),
    "api/v1/uploads": at(f"{_API}/uploads", GET=API_OWN, POST=TUS_BEGIN),
    "api/v1/uploads/<uuid:public_id>": at(
        f"{_API}/uploads/{{upload}}", GET=OWN_UPLOAD, POST=TUS_SHUT, PATCH=TUS_WRITE, DELETE=TUS_WRITE
    ),
    "api/v1/institutions": at(f"{_API}/institutions", GET=PUBLIC),
    "api/v1/institutions/<slug>": at(f"{_API}/institutions/{{institution}}", GET=PUBLIC),
    "api/v1/themes": at(f"{_API}/themes", GET=PUBLIC),
    "api/v1/licences": at(f"{_API}/licences", GET=PUBLIC),
    "api/v1/keys": at(f"{_API}/keys", GET=API_OWN, POST=API_WRITE),
    "api/v1/keys/<int:number>": at(f"{_API}/keys/{{key}}", DELETE=API_OWN_KEY),
    "api/v1/problems": at(f"{_API}/problems", GET=PUBLIC),
    "api/v1/problems/<code>": at(f"{_API}/problems/not-found", GET=PUBLIC),
    # for everyone
    "": at("/", GET=PUBLIC),
    "cifras": at("/cifras", GET=PUBLIC),
    "datos": at("/datos", GET=PUBLIC),
    "datos.atom": at("/datos.atom", GET=PUBLIC),
    "datos/<slug:slug>.atom": at(f"{_DATA}.atom", GET=OF_DATASET),
    "datos/<slug:slug>": at(_DATA, GET=OF_DATASET),
    r"^datos/(?P<slug>[-\w]+)/cita\.(?P<form>bib|json)$": at(f"{_DATA}/cita.bib", GET=OF_DATASET),
    "datos/<slug:slug>/cambios": at(f"{_DATA}/cambios", GET=OF_DATASET),
    "datos/<slug:slug>/reportar": at(f"{_DATA}/reportar", GET=OF_DATASET, POST=OF_DATASET),
    "datos/<slug:slug>/reportar/gracias": at(f"{_DATA}/reportar/gracias", GET=OF_DATASET),
    "datos/<slug:slug>/tablas/<uuid:public_id>": at(f"{_DATA}/tablas/{{table}}", GET=OF_FILE),
    "datos/<slug:slug>/tablas/<uuid:public_id>/vistas": at(
        f"{_DATA}/tablas/{{table}}/vistas",
        POST=rule(strangers=_OUTSIDE, team=by_state(draft=404, published=400, withdrawn=400)),
    ),
    "datos/<slug:slug>/tablas/<uuid:public_id>/vistas/<int:pk>/quitar": at(
        f"{_DATA}/tablas/{{table}}/vistas/{{view}}/quitar", POST=rule(strangers=_OUTSIDE, team=VIEW_GONE)
    ),
    "datos/<slug:slug>/tablas/<uuid:public_id>/filas/<int:number>": at(
        f"{_DATA}/tablas/{{table}}/filas/1", GET=OF_FILE
    ),
    "datos/<slug:slug>/tablas/<uuid:public_id>/grafica": at(f"{_DATA}/tablas/{{table}}/grafica", GET=OF_FILE),
    r"^datos/(?P<slug>[-\w]+)/tablas/(?P<public_id>[0-9a-f-]{36})/grafica\.(?P<form>svg|png|json)$": at(
        f"{_DATA}/tablas/{{table}}/grafica.json?_group=nombre", GET=OF_FILE
    ),
    "datos/<slug:slug>/tablas/<uuid:public_id>/tarjeta.png": at(
        f"{_DATA}/tablas/{{table}}/tarjeta.png?_group=nombre", GET=OF_FILE
    ),
    "datos/<slug:slug>/tarjeta.png": at(f"{_DATA}/tarjeta.png", GET=OF_DATASET),
    "embed/datos/<slug:slug>/tablas/<uuid:public_id>/grafica": at(
        f"/embed{_DATA}/tablas/{{table}}/grafica?_group=nombre", GET=rule(everyone=GONE)
    ),
    "oembed": at("/oembed", GET=rule(everyone=always(400))),
    "datos/<slug:slug>/tablas/<uuid:public_id>/api": at(f"{_DATA}/tablas/{{table}}/api", GET=OF_FILE),
    "api": at("/api", GET=PUBLIC),
    "datos/<slug:slug>/<slug:resource>/<str:filename>": at(
        f"{_DATA}/{{resource_slug}}/{{filename}}", GET=OF_FILE
    ),
    "^archivos/(?P<sha256>[0-9a-f]{64})/(?P<filename>[^/]+)$": at(
        "/archivos/{sha256}/{filename}", GET=OF_BYTES
    ),
    "instituciones": at("/instituciones", GET=PUBLIC),
    "instituciones/<slug:slug>.atom": at("/instituciones/{institution}.atom", GET=PUBLIC),
    "instituciones/<slug:slug>": at("/instituciones/{institution}", GET=PUBLIC),
    "temas": at("/temas", GET=PUBLIC),
    "temas/<slug:slug>.atom": at("/temas/{theme}.atom", GET=PUBLIC),
    "temas/<slug:slug>": at("/temas/{theme}", GET=PUBLIC),
    "estatico/<slug:digest>/tokens.css": at("/estatico/abc/tokens.css", GET=PUBLIC),
    "id/<uuid:public_id>": at("/id/{uuid}", GET=OF_ID),
    "sitemap.xml": at("/sitemap.xml", GET=PUBLIC),
    "sitemap-<slug:section>.xml": at("/sitemap-datos.xml", GET=PUBLIC),
    "robots.txt": at("/robots.txt", GET=PUBLIC),
    "^(?P<slug>acerca|licencia|privacidad|accesibilidad|ayuda|publicar|contacto)$": at("/acerca", GET=PUBLIC),
    # accounts
    "mesa/entrar/": door("/mesa/entrar/", GET=SIGNED_OUT, POST=SIGNED_OUT),
    "mesa/entrar/unica/": at("/mesa/entrar/unica/", GET=NOTHING),  # off unless an issuer is configured
    "mesa/entrar/unica/vuelta/": at("/mesa/entrar/unica/vuelta/", GET=NOTHING),
    "mesa/salir/": door("/mesa/salir/", GET=SIGNED_IN, POST=LEADS_ON),
    "mesa/inactiva/": door("/mesa/inactiva/", GET=PUBLIC),
    "mesa/confirmar/": door("/mesa/confirmar/", GET=SIGNED_IN, POST=SIGNED_IN),
    "mesa/clave/": door("/mesa/clave/", GET=SIGNED_IN, POST=SIGNED_IN),
    "mesa/clave/nueva/": door("/mesa/clave/nueva/", GET=LEADS_ON, POST=LEADS_ON),
    "mesa/clave/olvidada/": door("/mesa/clave/olvidada/", GET=PUBLIC, POST=PUBLIC),
    "mesa/clave/olvidada/enviada/": door("/mesa/clave/olvidada/enviada/", GET=PUBLIC),
    "mesa/^clave/olvidada/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": door(
        "/mesa/clave/olvidada/1-abc/", GET=PUBLIC, POST=PUBLIC
    ),
    "mesa/clave/lista/": door("/mesa/clave/lista/", GET=PUBLIC),
    "mesa/alta/": door("/mesa/alta/", GET=LEADS_ON),
    "mesa/correo/": door("/mesa/correo/", GET=LEADS_ON),
    "mesa/segundo-paso/": door(f"{_STEP}/", GET=SIGNED_IN),
    "mesa/segundo-paso/authenticate/": door(f"{_STEP}/authenticate/", GET=LEADS_ON, POST=LEADS_ON),
    "mesa/segundo-paso/reauthenticate/": door(f"{_STEP}/reauthenticate/", GET=LEADS_ON, POST=LEADS_ON),
    "mesa/segundo-paso/totp/activate/": door(f"{_STEP}/totp/activate/", GET=LEADS_ON, POST=LEADS_ON),
    "mesa/segundo-paso/totp/deactivate/": door(
        f"{_STEP}/totp/deactivate/", GET=NOT_TURNED_ON, POST=NOT_TURNED_ON
    ),
    "mesa/segundo-paso/recovery-codes/": door(f"{_STEP}/recovery-codes/", GET=NOT_TURNED_ON),
    "mesa/segundo-paso/recovery-codes/generate/": door(
        f"{_STEP}/recovery-codes/generate/", GET=LEADS_ON, POST=LEADS_ON
    ),
    "mesa/segundo-paso/recovery-codes/download/": door(
        f"{_STEP}/recovery-codes/download/", GET=NOT_TURNED_ON
    ),
    # the desk
    "mesa/": at("/mesa/", GET=DESK, POST=DESK_FORM),
    "mesa/conjuntos/<slug:slug>/": at(f"{_MESA}/", GET=DESK_OF_DATASET, POST=DESK_EDIT),
    "mesa/conjuntos/<slug:key>/archivos/": move(f"{_MESA}/archivos/", DESK_EDIT),
    "mesa/conjuntos/<slug:key>/publicar/": move(f"{_MESA}/publicar/", DESK_PUBLISH),
    "mesa/conjuntos/<slug:key>/retirar/": move(f"{_MESA}/retirar/", DESK_EDIT),
    "mesa/conjuntos/<slug:key>/retirar/deshacer/": move(f"{_MESA}/retirar/deshacer/", DESK_UNDO),
    "mesa/conjuntos/<slug:slug>/revisar/": at(f"{_MESA}/revisar/", GET=DESK_OF_DATASET),
    "mesa/conjuntos/<slug:key>/cuarentena/": move(f"{_MESA}/cuarentena/", DESK_EDIT),
    "mesa/conjuntos/<slug:key>/cuarentena/levantar/": move(f"{_MESA}/cuarentena/levantar/", DESK_LIFT),
    "mesa/versiones/<uuid:key>/borrar-para-siempre/": at(
        "/mesa/versiones/{version}/borrar-para-siempre/", GET=DESK_PURGE, POST=DESK_PURGED
    ),
    "mesa/conjuntos/<slug:key>/borrar/": move(f"{_MESA}/borrar/", DESK_DELETE),
    "mesa/conjuntos/<slug:key>/grafica/": move(f"{_MESA}/grafica/", DESK_EDIT),
    "mesa/conjuntos/<slug:key>/grafica/ninguna/": move(f"{_MESA}/grafica/ninguna/", DESK_MOVE),
    "mesa/conjuntos/<slug:key>/grafica/automatica/": move(f"{_MESA}/grafica/automatica/", DESK_MOVE),
    "mesa/conjuntos/<slug:key>/direccion/": move(f"{_MESA}/direccion/", DESK_EDIT),
    "mesa/recursos/<uuid:key>/": move("/mesa/recursos/{resource}/", DESK_EDIT),
    "mesa/recursos/<uuid:key>/version/": move("/mesa/recursos/{resource}/version/", DESK_EDIT),
    "mesa/recursos/<uuid:key>/origen/": move("/mesa/recursos/{resource}/origen/", DESK_EDIT),
    "mesa/recursos/<uuid:key>/origen/ahora/": move("/mesa/recursos/{resource}/origen/ahora/", DESK_ASKED),
    "mesa/recursos/<uuid:key>/origen/quitar/": move("/mesa/recursos/{resource}/origen/quitar/", DESK_ASKED),
    "mesa/versiones/<uuid:key>/avance/": at("/mesa/versiones/{version}/avance/", GET=DESK_OF_DATASET),
    "mesa/versiones/<uuid:key>/diccionario/<int:place>/": at(
        "/mesa/versiones/{version}/diccionario/1/", GET=DESK_OF_DATASET, POST=DESK_EDIT
    ),
    "mesa/conjuntos/<slug:slug>/historia/": at(f"{_MESA}/historia/", GET=DESK_OF_DATASET),
    "mesa/conjuntos/<slug:slug>/historia/<int:number>/": at(f"{_MESA}/historia/9999/", POST=DESK_ABSENT),
    "mesa/conjuntos/<slug:key>/enviar/": move(f"{_MESA}/enviar/", DESK_SEND),
    "mesa/revisiones/<uuid:key>/": at(
        "/mesa/revisiones/00000000-0000-4000-8000-000000000000/", GET=DESK_ABSENT, POST=DESK_ABSENT
    ),
    "mesa/revisiones/<uuid:key>/aprobar/": at(
        "/mesa/revisiones/00000000-0000-4000-8000-000000000000/aprobar/", POST=DESK_ABSENT
    ),
    "mesa/revisiones/<uuid:key>/recoger/": at(
        "/mesa/revisiones/00000000-0000-4000-8000-000000000000/recoger/", POST=DESK_ABSENT
    ),
    "mesa/revisiones/<uuid:key>/recoger/deshacer/": at(
        "/mesa/revisiones/00000000-0000-4000-8000-000000000000/recoger/deshacer/", POST=DESK_ABSENT
    ),
    "mesa/comprobantes/<str:folio>/": at("/mesa/comprobantes/2020-999999/", GET=DESK_ABSENT),
    "actualizacion": at("/actualizacion", GET=PUBLIC),
    "actualizacion.atom": at("/actualizacion.atom", GET=PUBLIC),
    "registro": at("/registro", GET=PUBLIC),
    "registro.json": at("/registro.json", GET=PUBLIC),
    "registro.atom": at("/registro.atom", GET=PUBLIC),
    "mesa/versiones/<uuid:key>/personas/": at(
        "/mesa/versiones/{version}/personas/", GET=DESK_OF_DATASET, POST=DESK_EDIT
    ),
    "mesa/versiones/<uuid:key>/lectura/": at(
        "/mesa/versiones/{version}/lectura/", GET=DESK_OF_DATASET, POST=DESK_STALE
    ),
    "mesa/versiones/<uuid:key>/aceptar/": at("/mesa/versiones/{version}/aceptar/", POST=DESK_ASKED),
    "mesa/versiones/<uuid:key>/descartar/": move("/mesa/versiones/{version}/descartar/", DESK_DELETE),
    "mesa/subidas/<uuid:key>/": at("/mesa/subidas/{upload}/", GET=DESK_OWN, POST=DESK_HALF),
    "mesa/subidas/<uuid:key>/descartar/": at("/mesa/subidas/{upload}/descartar/", POST=DESK_OWN),
    "mesa/reportes/": at("/mesa/reportes/", GET=DESK),
    "mesa/reportes/<int:pk>/": at("/mesa/reportes/{report}/", GET=DESK_REPORT, POST=DESK_ANSWER),
    "mesa/avisos/": at("/mesa/avisos/", GET=DESK, POST=rule(everyone=always(302))),
    "mesa/llaves/": at("/mesa/llaves/", GET=DESK, POST=DESK_FORM),
    "mesa/llaves/<int:pk>/revocar/": at("/mesa/llaves/{key}/revocar/", POST=OWN_KEY),
    "mesa/equipo/<slug:slug>/": at("/mesa/equipo/{institution}/", GET=DESK_OF_DATASET, POST=DESK_EDIT),
    "mesa/equipo/papel/<int:pk>/": at("/mesa/equipo/papel/{membership}/", POST=TEAM_CHANGE),
    "mesa/equipo/quitar/<int:pk>/": at("/mesa/equipo/quitar/{membership}/", POST=TEAM_LEAVE),
    "mesa/invitacion/<str:secret>/": at("/mesa/invitacion/nunca-existio/", GET=NOTHING, POST=NOTHING),
    "mesa/invitaciones/<int:pk>/reenviar/": at(
        "/mesa/invitaciones/{invitation}/reenviar/", POST=TEAM_ADMINISTERS
    ),
    "mesa/invitaciones/<int:pk>/revocar/": at(
        "/mesa/invitaciones/{invitation}/revocar/", POST=TEAM_ADMINISTERS
    ),
    "mesa/personas/importar/": at("/mesa/personas/importar/", GET=DESK_IMPORT, POST=DESK_IMPORTED),
    "mesa/traspasos/": at("/mesa/traspasos/", GET=DESK, POST=DESK_FORM),
    "mesa/unirse/": at("/mesa/unirse/", GET=DESK, POST=DESK_FORM),
    "mesa/solicitudes/<int:pk>/": at("/mesa/solicitudes/{request}/", GET=TEAM_ANSWERS, POST=TEAM_ANSWERED),
    # the portal's own desk
    "mesa/portal/": at("/mesa/portal/", GET=STEWARDS),
    "mesa/portal/destacados/": at("/mesa/portal/destacados/", GET=STEWARDS, POST=STEWARDS_ABSENT),
    "mesa/portal/portada/": at("/mesa/portal/portada/", GET=STEWARDS),
    "mesa/portal/portada/nuevo/": at("/mesa/portal/portada/nuevo/", GET=STEWARDS, POST=STEWARDS_FORM),
    "mesa/portal/portada/<int:pk>/": at(
        "/mesa/portal/portada/{highlight}/", GET=STEWARDS, POST=STEWARDS_FORM
    ),
    "mesa/portal/portada/<int:pk>/mover/": at("/mesa/portal/portada/{highlight}/mover/", POST=STEWARDS_DONE),
    "mesa/portal/portada/<int:pk>/quitar/": at(
        "/mesa/portal/portada/{highlight}/quitar/", POST=STEWARDS_DONE
    ),
    "mesa/portal/cuarentenas/": at("/mesa/portal/cuarentenas/", GET=STEWARDS),
    "mesa/portal/tareas/": at("/mesa/portal/tareas/", GET=STEWARDS),
    "mesa/portal/personas/<int:pk>/invitar/": at(
        "/mesa/portal/personas/{person}/invitar/", POST=STEWARDS_DONE
    ),
    "mesa/portal/personas/<int:pk>/segundo-paso/": at(
        "/mesa/portal/personas/{person}/segundo-paso/", POST=STEWARDS_FORM
    ),
    "mesa/portal/personas/<int:pk>/actuar/": at(
        "/mesa/portal/personas/{person}/actuar/", GET=STEWARDS, POST=STEWARDS_FORM
    ),
    "mesa/actuar/terminar/": at("/mesa/actuar/terminar/", POST=LEADS_ON),
    "mesa/portal/tareas/<int:pk>/repetir/": at("/mesa/portal/tareas/{job}/repetir/", POST=STEWARDS_SETTLED),
    "mesa/portal/correo/": at("/mesa/portal/correo/", GET=STEWARDS),
    "mesa/portal/bitacora/": at("/mesa/portal/bitacora/", GET=STEWARDS),
    "mesa/portal/<slug:name>/": at("/mesa/portal/sectores/", GET=STEWARDS),
    "mesa/portal/<slug:name>/nuevo/": at("/mesa/portal/sectores/nuevo/", GET=STEWARDS, POST=STEWARDS_FORM),
    "mesa/portal/<slug:name>/<int:pk>/": at(
        "/mesa/portal/sectores/{theme_pk}/", GET=STEWARDS, POST=STEWARDS_FORM
    ),
}

# What is done in the place of another by who acts as them; every other change is refused to them.
ACTING_WORK = frozenset({
    "api/v1/datasets", "api/v1/datasets/<address>", "api/v1/datasets/<address>/error-reports",
    "api/v1/datasets/<address>/resources", "api/v1/institutions/<slug>/uploads",
    "api/v1/resources/<uuid:public_id>", "api/v1/resources/<uuid:public_id>/versions",
    "api/v1/resources/<uuid:public_id>/source", "api/v1/resources/<uuid:public_id>/source/refresh",
    "api/v1/versions/<uuid:public_id>/accept", "api/v1/versions/<uuid:public_id>/recipe",
    "api/v1/tables/<uuid:public_id>/schema", "api/v1/uploads", "api/v1/uploads/<uuid:public_id>",
    "datos/<slug:slug>/reportar", "datos/<slug:slug>/tablas/<uuid:public_id>/vistas",
    "datos/<slug:slug>/tablas/<uuid:public_id>/vistas/<int:pk>/quitar",
    "mesa/", "mesa/conjuntos/<slug:slug>/", "mesa/conjuntos/<slug:key>/archivos/",
    "mesa/conjuntos/<slug:key>/grafica/", "mesa/conjuntos/<slug:key>/grafica/ninguna/",
    "mesa/conjuntos/<slug:key>/grafica/automatica/", "mesa/conjuntos/<slug:slug>/historia/<int:number>/",
    "mesa/recursos/<uuid:key>/", "mesa/recursos/<uuid:key>/version/", "mesa/recursos/<uuid:key>/origen/",
    "mesa/recursos/<uuid:key>/origen/ahora/", "mesa/recursos/<uuid:key>/origen/quitar/",
    "mesa/versiones/<uuid:key>/aceptar/", "mesa/versiones/<uuid:key>/diccionario/<int:place>/",
    "mesa/versiones/<uuid:key>/lectura/", "mesa/subidas/<uuid:key>/", "mesa/subidas/<uuid:key>/descartar/",
    "mesa/reportes/<int:pk>/", "mesa/actuar/terminar/", "mesa/salir/",
})  # fmt: skip
ACTING_NOT = {("api/v1/datasets/<address>", "DELETE")}
# Pages of the account itself, which are shut to who acts, whatever the method.
_OF_ACCOUNTS = (
    "mesa/clave/",
    "mesa/segundo-paso/",
    "mesa/confirmar/",
    "mesa/entrar/",
    "mesa/inactiva/",
    "mesa/alta/",
)
_OF_ACCOUNTS = (*_OF_ACCOUNTS, "mesa/correo/", "mesa/^clave")
NOT_DONE = frozenset({403})


def acting(whole: str, method: str, state: str) -> Statuses:
    """What who acts as Ana gets: what she gets, but for changes that she answers for, and for her account."""
    route = ROUTES[whole]
    hers = route.rules.get(method, route.otherwise)["ana"][state]
    if whole.startswith(_OF_ACCOUNTS):
        return NOT_DONE
    if method == "GET" or (whole in ACTING_WORK and (whole, method) not in ACTING_NOT):
        return hers
    return NOT_DONE if min(hers) < 400 else hers | NOT_DONE
