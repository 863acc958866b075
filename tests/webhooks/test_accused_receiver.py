"""What was owed to an organ is not told to it once the petition accuses it, or who is above it (条例 30(3))."""

import pytest

from service.delivery import messages
from service.desk.kit import Desk
from service.desk.sight import organ_sight
from service.rulebook.errors import UnknownDelivery
from service.rulebook.vocabulary import DeliveryState, MessageKind
from service.webhooks import sent
from service.webhooks.call import Courier
from tests.deadlines.register import enter
from tests.deadlines.test_sweep import MONDAY
from tests.webhooks.conftest import System, admitted, delivered, listed, subscribed, tell, to_organ
from tests.webhooks.receiver import receiving


async def accusing(office: Desk, organ: str) -> None:
    """The petition that all messages are about, accusing this organ."""
    await enter(office, 1, MONDAY, accused=[organ])


@pytest.mark.parametrize(("organ", "accused"), [("HB-ZJJ", "HB-ZJJ"), ("HB-LDZC", "HB-RSJ")])
async def test_what_is_still_owed_is_given_up_and_never_sent(
    office: Desk, courier: Courier, organ: str, accused: str
) -> None:
    async with receiving() as receiver:
        await subscribed(office, await admitted(office, "receiver", organ), receiver)
        await tell(office, to_organ(organ))
        await accusing(office, accused)

        outcome = await delivered(office, courier)

    assert outcome is not None
    assert (outcome.state, outcome.answer.error) == (DeliveryState.DEAD, "withheld")
    assert receiver.calls == []


async def test_it_is_told_that_a_matter_was_taken_back_as_always(office: Desk, organ: System, courier: Courier) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ(kind=MessageKind.REFERRAL_RECALLED))
        await accusing(office, "HB-ZJJ")

        assert await delivered(office, courier)

    assert len(receiver.calls) == 1


async def test_it_is_neither_in_the_feed_nor_among_deliveries_nor_replayed(
    office: Desk, organ: System, courier: Courier
) -> None:
    sight = organ_sight("HB-ZJJ", office.bureau)
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        await accusing(office, "HB-ZJJ")
        await delivered(office, courier)
    (given_up,) = await listed(office, organ.id, DeliveryState.DEAD)

    async with office.read() as tx:
        assert await sent.of_client(tx, organ.id, DeliveryState.DEAD, after=0, limit=9, sight=sight) == []
        assert await messages.feed(tx, organ="HB-ZJJ", client_id=organ.id, after=0, limit=9, sight=sight) == []
    with pytest.raises(UnknownDelivery):
        await sent.replay(given_up.id, client_id=organ.id, begin=office.begin, sight=sight)
