"""A simulated phone company's API as an application, over the company that it is asked about."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request

from hotline.simulator.carrier import Carrier


async def _served(request: Request) -> Carrier:
    carrier: Carrier = request.app.state.carrier
    return carrier


Served = Annotated[Carrier, Depends(_served)]
"""A parameter of a route: the company over which the application answers."""


def company_app(carrier: Carrier, *routers: APIRouter) -> FastAPI:
    """An application with these routes over ``carrier``, to be mounted.

    The routes are the same for every company, so they are put together once, when their module is
    imported; of two that match, the first answers.
    """
    app = FastAPI(openapi_url=None, routes=[route for router in routers for route in router.routes])
    app.state.carrier = carrier
    return app
