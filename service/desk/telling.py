"""Who is told what of a petition: the portal that it came through, or the organ that has a matter of it."""

from datetime import datetime

from service.delivery.messages import Message, Value
from service.register.petitions import Petition
from service.register.referrals import Referral
from service.rulebook.vocabulary import MessageKind


def to_portal(
    petition: Petition,
    at: datetime,
    *,
    kind: MessageKind = MessageKind.PETITION_STAGE_CHANGED,
    referral: int | None = None,
    **data: Value,
) -> Message:
    """To the portal; `referral` names the matter that it is about, if it is about one."""
    return Message(kind, petition.id, petition.number, referral, None, petition.client_id, at, data)


def to_organ(petition: Petition, matter: Referral, at: datetime, kind: MessageKind, /, **data: Value) -> Message:
    """To the organ that has the matter."""
    return Message(kind, petition.id, petition.number, matter.ordinal, matter.organ, None, at, data)
