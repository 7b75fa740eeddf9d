"""What every error code means: the pages that the `type` of a problem points to."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from amate.api.v1 import addresses, schemas
from amate.api.v1.error_codes import KINDS
from amate.api.v1.problems import not_found

router = Router(tags=["errors"])


@router.get("/problems", response=schemas.Listing[schemas.ProblemKind])
def list_problems(request: HttpRequest) -> schemas.Listing[schemas.ProblemKind]:
    results = [_kind(code) for code in KINDS]
    return schemas.Listing(total=len(results), results=results)


@router.get("/problems/{code}", response=schemas.ProblemKind)
def read_problem(request: HttpRequest, code: str) -> schemas.ProblemKind:
    if code not in KINDS:
        raise not_found()
    return _kind(code)


def _kind(code: str) -> schemas.ProblemKind:
    kind = KINDS[code]
    return schemas.ProblemKind(
        code=code,
        spanish=kind.spanish,
        english=kind.english,
        detail=kind.detail,
        url=addresses.of_api(f"/problems/{code}"),
    )
