"""``/doctor``: what keeps the line from working, for administrators. Looking changes nothing."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from hotline.doctor.findings import run
from hotline.doctor.inside import INSIDE
from hotline.doctor.outside import OUTSIDE
from hotline.web.auth import Current, Dep
from hotline.web.pages import render

router = APIRouter(include_in_schema=False)
ORDER = {"wrong": 0, "look": 1, "ok": 2}


@router.get("/doctor")
def doctor_page(request: Request, dep: Dep, visitor: Current, outside: bool = False) -> Response:
    """The findings, the worst first; ``outside`` asks the address and the provider as well.

    The email that ``hotline doctor`` sends is left out: a page that is opened sends nothing.
    """
    asked = [check for check in OUTSIDE if check[0] != "mail"] if outside else []
    found = sorted(run(dep, (*INSIDE, *asked)), key=lambda one: ORDER[one.state])
    return render(
        request,
        "doctor.html",
        visitor=visitor,
        findings=found,
        outside=outside,
        bad=sum(one.state == "wrong" for one in found),
    )
