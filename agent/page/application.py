"""The application: routes, page and guard around the parts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.responses import Response
from starlette.types import ASGIApp

from agent.diagnosis import NOTICE
from agent.page.faults import answer_faults
from agent.page.guard import Guard, Names
from agent.page.parts import Parts
from agent.page.static_files import StaticFile, static_files
from agent.page.v1 import about, answers, batches, cases, session, studies

__all__ = ["make_application"]

_ABOUT = f"""{NOTICE}

Programs send `Authorization: Bearer TOKEN`; the page signs in with a cookie. Every error is
`{{"error": {{"code": "…", "id": "…", "message": "…"}}}}`."""


def make_application(parts: Parts, names: Names) -> ASGIApp:
    """Put the application together.

    Args:
        parts: What the routes work with.
        names: Under which names it answers.
    """

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        # The first case should not wait for the index to be built.
        parts.assistants.prepare(parts.assistants.default)
        tidying = asyncio.create_task(parts.tidy())
        try:
            yield
        finally:
            tidying.cancel()
            await asyncio.wait({tidying})
            await parts.desk.close()
            await asyncio.to_thread(parts.workplace.close)

    app = FastAPI(
        title="MMedExpert Agent",
        version="1",
        description=_ABOUT,
        docs_url=None,  # that page loads its parts from elsewhere; /docs is ours
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        lifespan=life,
    )
    app.state.parts = parts
    for one in (session, about, studies, cases, answers, batches):
        app.include_router(one.router)
    for path, file in static_files().items():
        app.add_api_route(path, _served(file), methods=["GET"], include_in_schema=False)
    answer_faults(app)
    # Outside of everything, so that the answer to a fault has its headers too.
    return Guard(app, names=names, limits=parts.limits)


def _served(file: StaticFile) -> Callable[[], Response]:
    def answer() -> Response:
        return Response(file.data, media_type=file.media)

    return answer
