"""The doors of being told: where to be called, what came of the calls, and a feed for those who poll."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from service.auth.callers import Subscriber, Told
from service.delivery import messages
from service.desk.conditional import unchanged
from service.desk.kit import AtDesk
from service.desk.parameters import Limit, name_next
from service.desk.problems import problems
from service.rulebook.errors import (
    AddressRefused,
    BodyTooLarge,
    DatabaseUnavailable,
    DeliveryNotDead,
    InvalidContent,
    Malformed,
    ScopeMissing,
    Unauthenticated,
    UnknownDelivery,
    UnknownWebhook,
    UnsupportedContent,
)
from service.rulebook.vocabulary import DeliveryState
from service.webhooks import receivers, sent
from service.webhooks.addresses import Addresses
from service.webhooks.forms import WebhookForm
from service.webhooks.subscribe import Subscribed, subscribe, unsubscribe
from service.webhooks.views import (
    DeliveriesOut,
    EventsOut,
    WebhookOut,
    delivery_of,
    event_of,
    webhook_of,
)

router = APIRouter(prefix="/v1")

CURSOR = r"^(0|[1-9]\d{0,17})$"
After = Annotated[str, Query(pattern=CURSOR, description="where the page before has ended")]
ALWAYS = (Unauthenticated, ScopeMissing, DatabaseUnavailable)


async def _addresses(request: Request) -> Addresses:
    addresses: Addresses = request.app.state.addresses
    return addresses


@router.get(
    "/webhook",
    tags=["webhooks"],
    summary="推送地址 · Where this client is told",
    responses=problems(*ALWAYS, UnknownWebhook),
)
async def webhook(response: Response, caller: Subscriber, desk: AtDesk) -> WebhookOut:
    """Where this client is told, and whether its receiver answers. The secret is not shown again."""
    async with desk.read() as tx:
        receiver = await receivers.of_client(tx, caller.id)
    if receiver is None:
        raise UnknownWebhook
    response.headers["Cache-Control"] = "no-store"
    return webhook_of(Subscribed(receiver, None))


@router.put(
    "/webhook",
    tags=["webhooks"],
    summary="登记推送地址 · Be told at this address",
    responses=problems(*ALWAYS, Malformed, BodyTooLarge, UnsupportedContent, InvalidContent, AddressRefused),
)
async def register_webhook(
    form: WebhookForm,
    response: Response,
    caller: Subscriber,
    desk: AtDesk,
    addresses: Annotated[Addresses, Depends(_addresses)],
) -> WebhookOut:
    """Register or change where this client is told. The first answer shows the secret that signs the calls, once."""
    subscribed = await subscribe(caller.id, form.wish(), desk=desk, addresses=addresses)
    response.headers["Cache-Control"] = "no-store"
    return webhook_of(subscribed)


@router.delete(
    "/webhook",
    tags=["webhooks"],
    summary="取消推送 · Be told no more",
    status_code=204,
    responses=problems(*ALWAYS),
)
async def remove_webhook(caller: Subscriber, desk: AtDesk) -> Response:
    """Call this client no more; what is on its way is given up. The feed still has everything."""
    await unsubscribe(caller.id, desk=desk)
    return Response(status_code=204)


@router.get(
    "/webhook/deliveries",
    tags=["webhooks"],
    summary="推送记录 · What was sent, and how it went",
    responses=problems(*ALWAYS, InvalidContent),
)
async def webhook_deliveries(
    response: Response,
    caller: Subscriber,
    desk: AtDesk,
    state: DeliveryState = DeliveryState.DEAD,
    limit: Limit = 50,
    after: After = "0",
) -> DeliveriesOut:
    """This client's deliveries in one state, the oldest first: what was given up, unless another is asked for."""
    async with desk.read() as tx:
        found = await sent.of_client(tx, caller.id, state, after=int(after), limit=limit, sight=desk.sight)
    if len(found) == limit:
        name_next(response, f"/v1/webhook/deliveries?state={state}&limit={limit}&after={found[-1].id}")
    response.headers["Cache-Control"] = "no-store"
    return DeliveriesOut(entries=[delivery_of(one) for one in found])


@router.post(
    "/webhook/deliveries/{delivery}/replay",
    tags=["webhooks"],
    summary="重新推送 · Send again what was given up",
    status_code=202,
    responses=problems(*ALWAYS, InvalidContent, UnknownDelivery, DeliveryNotDead),
)
async def replay_delivery(
    delivery: Annotated[int, Path(ge=1, lt=1 << 63)], caller: Subscriber, desk: AtDesk
) -> Response:
    """Give a dead delivery all its tries again."""
    await sent.replay(delivery, client_id=caller.id, begin=desk.begin, sight=desk.sight)
    return Response(status_code=202)


@router.get(
    "/events",
    tags=["webhooks"],
    summary="消息流 · What has happened, for those who poll",
    response_model=EventsOut,
    responses={304: {"description": "nothing new"}, **problems(*ALWAYS, InvalidContent)},
)
async def events(
    caller: Told,
    desk: AtDesk,
    response: Response,
    limit: Limit = 50,
    after: After = "0",
    if_none_match: Annotated[str | None, Header()] = None,
) -> EventsOut | Response:
    """What this client is to know, in an order in which nothing is put in later: keep the cursor, miss nothing."""
    async with desk.read() as tx:
        found = await messages.feed(
            tx, organ=caller.organ, client_id=caller.id, after=int(after), limit=limit, sight=desk.sight
        )
    cursor = str(found[-1].position) if found else after
    headers = {"ETag": f'"{after}.{len(found)}.{cursor}"', "Cache-Control": "private, no-cache"}
    if unchanged(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    if len(found) == limit:
        name_next(response, f"/v1/events?limit={limit}&after={cursor}")
    return EventsOut(events=[event_of(one) for one in found], cursor=cursor)
