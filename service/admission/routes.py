"""The doors of admission: a token for a key, and a challenge for who writes through a portal that knows nobody."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, Field

from service.admission.grant import Refusal, Refused, asked, grant
from service.auth.callers import Callers, Portal
from service.auth.sources import Sources
from service.desk.kit import AtDesk
from service.desk.problems import problems
from service.desk.proof_of_work import ChallengeOut, Proofs
from service.desk.refusals import READING
from service.rulebook.errors import BodyTooLarge, DatabaseUnavailable, UnsupportedContent

router = APIRouter(prefix="/v1", tags=["admission"])

FORM = "application/x-www-form-urlencoded"
_NEVER_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749 §5.1


class TokenOut(BaseModel):
    """An access token (RFC 6749 §5.1). What is in it is nobody's business but this service's."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - a kind, and no secret
    expires_in: int = Field(description="seconds")
    scope: str


class TokenRefusedOut(BaseModel):
    """Why there is no token (RFC 6749 §5.2)."""

    error: Refusal


_TOKEN_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {"type": "string", "description": "some of the client's scopes; absent: all"},
                        "client_id": {"type": "string", "examples": ["client-7"]},
                        "client_secret": {"type": "string", "description": "a key of the client, `xf_…`"},
                    },
                }
            }
        },
    }
}


@router.post(
    "/oauth/token",
    summary="换取访问令牌 · A token for a key (OAuth 2.0 client credentials)",
    response_model=TokenOut,
    responses={
        **problems(UnsupportedContent, BodyTooLarge, DatabaseUnavailable),
        400: {"model": TokenRefusedOut, "description": "RFC 6749 §5.2"},
        401: {"model": TokenRefusedOut, "description": "`invalid_client`"},
    },
    openapi_extra=_TOKEN_FORM,
)
async def token(
    request: Request,
    desk: AtDesk,
    authorization: Annotated[str | None, Header(description="`Basic`: client-ID and a key of it")] = None,
) -> Response:
    """Exchange a key for a token of some minutes, for platforms that want OAuth 2.0 (RFC 6749 §4.4, RFC 9068)."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise UnsupportedContent
    callers: Callers = request.app.state.callers
    sources: Sources = request.app.state.sources
    life: timedelta = request.app.state.token_life
    try:
        wanted = asked(await request.body(), authorization)
        granted = await grant(wanted, sources.of(request.scope), life=life, callers=callers, desk=desk)
    except Refused as refused:
        return _refused(refused.why)
    out = TokenOut(access_token=granted.token, expires_in=granted.seconds, scope=" ".join(sorted(granted.scopes)))
    return Response(out.model_dump_json(), 200, _NEVER_KEPT, "application/json")


@router.get(
    "/challenge",
    summary="工作量验证 · A challenge to solve (ALTCHA)",
    responses=problems(*READING),
)
async def challenge(request: Request, response: Response, _: Portal) -> ChallengeOut:
    """A challenge for the browser of who writes a petition; its solution goes into `X-Altcha`, and serves once."""
    proofs: Proofs = request.app.state.proofs
    response.headers["Cache-Control"] = "no-store"
    return proofs.challenge()


def _refused(why: Refusal) -> Response:
    status = 401 if why is Refusal.INVALID_CLIENT else 400
    headers = _NEVER_KEPT | ({"WWW-Authenticate": 'Basic realm="xinfang"'} if status == 401 else {})
    return Response(TokenRefusedOut(error=why).model_dump_json(), status, headers, "application/json")
