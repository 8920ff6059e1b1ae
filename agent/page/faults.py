"""How errors are answered and logged: a code, one sentence and an id outside; the place in the program inside."""

import logging
import traceback
from types import TracebackType

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from agent.errors import AgentError, ConfigurationError, InputError
from agent.page.errors import PageError, body_of
from tools.errors import ToolError

__all__ = ["Discreet", "answer_faults"]

_LOG = logging.getLogger("mmedexpert.page")
_SENTENCES = {404: "There is nothing at this address.", 405: "The address does not take requests of this kind."}


class Discreet(logging.Formatter):
    """Names the kind of an error and where it happened, never its message: that may hold a patient's words."""

    def formatException(  # noqa: N802 - the name is the library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The kind, and file, line and function of each frame."""
        kind, _, frames = ei
        places = [f"  {one.filename}:{one.lineno} in {one.name}" for one in traceback.extract_tb(frames)]
        return "\n".join([kind.__name__ if kind is not None else "no error", *places])


def answer_faults(app: FastAPI) -> None:
    """Teach an application how errors are answered."""

    @app.exception_handler(PageError)
    def _page(_: Request, error: PageError) -> JSONResponse:
        retry = {"Retry-After": "15"} if error.status in (429, 503) else {}
        return JSONResponse(body_of(error.code, str(error)), error.status, headers=retry)

    @app.exception_handler(InputError)
    @app.exception_handler(ConfigurationError)
    @app.exception_handler(ToolError)
    def _unusable(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse(body_of("unusable", str(error)), 422)

    @app.exception_handler(AgentError)
    def _failed(_: Request, error: AgentError) -> JSONResponse:
        return JSONResponse(body_of("failed", str(error)), 500)

    @app.exception_handler(RequestValidationError)
    def _invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        places = ["/".join(map(str, one["loc"])) + f": {one['msg']}" for one in error.errors()[:5]]
        return JSONResponse(body_of("unusable", f"The request cannot be used: {'; '.join(places)}."), 422)

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> JSONResponse:
        sentence = _SENTENCES.get(error.status_code, str(error.detail))
        return JSONResponse(body_of(f"http-{error.status_code}", sentence), error.status_code)

    @app.exception_handler(Exception)
    def _fault(_: Request, error: Exception) -> JSONResponse:
        body = body_of("internal", "The program has a fault here; its log names it by this id.")
        _LOG.error("%s", body["error"]["id"], exc_info=error)
        return JSONResponse(body, 500)
