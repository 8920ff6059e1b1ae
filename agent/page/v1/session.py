"""Signing in and out."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agent.page.errors import NotSignedIn
from agent.page.parts import PartsHere, Person

__all__ = ["router"]

router = APIRouter(prefix="/v1/session", tags=["session"])


class SignIn(BaseModel):
    """What a browser signs in with."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=512, description="The token that the server printed at its start.")


@router.post("", summary="Sign a browser in")
def sign_in(given: SignIn, response: Response, parts: PartsHere) -> dict[str, Any]:
    """Exchange the token for a cookie that scripts cannot read. Programs send the token itself instead."""
    person = parts.door.tokens.person(given.token)
    if person is None:
        raise NotSignedIn("The token is not one of this server's; use the address that it printed at its start.")
    response.set_cookie(
        parts.door.cookie,
        parts.door.sessions.open(person),
        max_age=int(parts.limits.session_seconds),
        path="/",
        secure=parts.door.is_secure,
        httponly=True,
        samesite="strict",
    )
    return {"person": person}


@router.get("", summary="Who is signed in")
def signed_in(person: Person) -> dict[str, Any]:
    """The name that the token stands for."""
    return {"person": person}


@router.delete("", summary="Sign out", status_code=204)
def sign_out(request: Request, response: Response, parts: PartsHere, person: Person) -> None:
    """End the session of this browser; cases stay until they are forgotten or their time is over."""
    parts.door.sessions.close(request.cookies.get(parts.door.cookie, ""))
    response.delete_cookie(parts.door.cookie, path="/")
