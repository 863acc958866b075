"""The words of the receipt (登记回执): 已收到并登记, never a claim of 受理."""

from datetime import date, datetime

from service.bureau.load import Bureau
from service.desk.kit import ZONE, local_date
from service.register.petitions import Petition
from service.rulebook.duties import Duty


def receipt_text(petition: Petition, deadline: Duty, bureau: Bureau) -> str:
    """The receipt of a petition whose first clock is this deadline."""
    return bureau.wording.receipt(
        bureau_name=bureau.name,
        number=petition.number,
        subject=petition.subject,
        received_at=moment_in_words(petition.received_at),
        registered_at=moment_in_words(petition.registered_at),
        next_step=bureau.labels.of(deadline.clock).zh,
        next_date=day_in_words(deadline.due_on),
        article=deadline.article,
    )


def moment_in_words(at: datetime) -> str:
    """2026年3月6日 09:30, at the bureau."""
    return f"{day_in_words(local_date(at))} {at.astimezone(ZONE):%H:%M}"


def day_in_words(day: date) -> str:
    """2026年3月6日."""
    return f"{day.year}年{day.month}月{day.day}日"
