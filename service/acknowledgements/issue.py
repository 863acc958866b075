"""Issue the receipt (登记回执) as a numbered notice, once per petition."""

from datetime import datetime

from service.acknowledgements import notices
from service.acknowledgements.notices import Notice
from service.bureau.load import Bureau
from service.desk.kit import local_date
from service.desk.receipt import receipt_text
from service.desk.sealed_notice import proven_notice
from service.register import deadlines, history, petitions
from service.register.history import Event
from service.rulebook.vocabulary import EventKind, NoticeKind
from service.storage.transaction import Begin
from service.transparency import log
from service.transparency.log import LeafKind
from service.transparency.seals import Seals


async def issue(petition_id: int, *, at: datetime, begin: Begin, bureau: Bureau, seals: Seals) -> None:
    """Issue and keep the receipt of a petition. `begin` ends the job that asked for it in the same commit."""
    async with begin() as tx:
        petition = await petitions.hold(tx, petition_id)
        first = await deadlines.first(tx, petition_id)
        year = local_date(at).year
        number = await notices.next_number(tx, NoticeKind.RECEIPT, year)
        serial = f"{bureau.number_prefix}-{NoticeKind.RECEIPT}-{year}-{number:06d}"
        notice = Notice(serial, NoticeKind.RECEIPT, at, receipt_text(petition, first, bureau))
        proven = proven_notice(serial, notice.kind, petition.number, at, notice.content_sha256, seals)
        tx.write(
            notices.keep(petition_id, notice),
            log.leaf(LeafKind.NOTICE, proven, petition_id=petition_id, name=serial),
            history.append(petition_id, Event(EventKind.NOTICE_ISSUED, at, "worker", {"serial": serial})),
        )
