"""A message reaches every receiver that wants it, once recorded, through all that a receiver can do."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from service.auth import clients
from service.delivery import messages
from service.delivery.claims import LeaseLost
from service.desk.kit import Desk
from service.rulebook.vocabulary import DeliveryState, MessageKind
from service.webhooks import deliveries, sent
from service.webhooks.call import Answer, Courier
from service.webhooks.deliver import deliver
from service.webhooks.outcome import FAILURES_IN_A_ROW, judged
from service.webhooks.sender import Sender
from service.webhooks.subscribe import unsubscribe
from tests.delivery.happenings import AT_MOST, until
from tests.webhooks import receiver as behaviour
from tests.webhooks.conftest import (
    LOOPBACK,
    MAX_ATTEMPTS,
    System,
    admitted,
    claimed,
    delivered,
    listed,
    subscribed,
    tell,
    time_passes,
    to_client,
    to_organ,
)
from tests.webhooks.receiver import receiving

OWED, DONE, DEAD = DeliveryState.OWED, DeliveryState.DELIVERED, DeliveryState.DEAD


async def test_a_message_arrives_signed_and_its_arrival_is_proven(
    office: Desk, organ: System, courier: Courier
) -> None:
    async with receiving() as receiver:
        secret = await subscribed(office, organ, receiver)
        await tell(office, to_organ(report_on="2026-04-01"))
        assert await delivered(office, courier)
        assert await delivered(office, courier) is None, "once is enough"
    (call,) = receiver.calls
    assert call.is_signed_by(secret)
    assert call.event == {
        "type": "referral.sent",
        "timestamp": "2026-03-06T09:30:00+08:00",
        "data": {"number": "HB8706518564", "referral": 7, "report_on": "2026-04-01"},
    }
    (proof,) = await listed(office, organ.id, DONE)
    assert (proof.attempts, proof.last_status, proof.last_error) == (1, 204, None)
    assert proof.first_at == proof.last_at
    assert proof.delivered_at is not None
    assert call.id == f"msg_{proof.uid.hex}"


async def test_nothing_is_sent_of_what_was_rolled_back(office: Desk, organ: System, courier: Courier) -> None:
    async def fail() -> None:
        async with office.begin() as tx:
            tx.write(messages.post(to_organ()))
            assert await tx.value("SELECT count(*) FROM message") == 1
            raise ValueError("midway")

    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        with pytest.raises(ValueError, match="midway"):
            await fail()
        assert await deliveries.dispatch(office.begin) == 0
        assert await delivered(office, courier) is None
    assert receiver.calls == []


@pytest.mark.parametrize(
    ("behaves", "status", "error"),
    [
        (behaviour.answering(500), 500, None),
        (behaviour.answering(302, "Location: http://127.0.0.1/"), 302, None),
        (behaviour.never, None, "timeout"),
    ],
)
async def test_who_fails_hears_the_same_again(
    office: Desk, organ: System, courier: Courier, behaves: behaviour.Behaviour, status: int | None, error: str | None
) -> None:
    async with receiving(behaves) as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        assert await delivered(office, courier)
        (waiting,) = await listed(office, organ.id, OWED)
        assert (waiting.attempts, waiting.last_status, waiting.last_error) == (1, status, error)
        assert await delivered(office, courier) is None, "not before it has waited"
        await time_passes(office)
        receiver.behaves = behaviour.OK
        assert await delivered(office, courier)
    first, second = receiver.calls
    assert (first.id, first.body) == (second.id, second.body), "so that the receiver knows it for the same"
    (proof,) = await listed(office, organ.id, DONE)
    assert proof.attempts == 2
    assert proof.first_at is not None
    assert proof.last_at is not None
    assert proof.first_at < proof.last_at


async def test_what_fails_too_often_is_dead_and_seen_and_can_be_replayed(
    office: Desk, organ: System, courier: Courier
) -> None:
    async with receiving(behaviour.answering(500)) as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        for _ in range(MAX_ATTEMPTS):
            assert await listed(office, organ.id, DEAD) == []
            assert await delivered(office, courier)
            await time_passes(office)
        (given_up,) = await listed(office, organ.id, DEAD)
        assert given_up.attempts == MAX_ATTEMPTS
        assert await delivered(office, courier) is None

        receiver.behaves = behaviour.OK
        await sent.replay(given_up.id, client_id=organ.id, begin=office.begin)
        assert await delivered(office, courier)
    (proof,) = await listed(office, organ.id, DONE)
    assert proof.attempts == MAX_ATTEMPTS + 1, "all attempts stay on record"
    assert len({call.id for call in receiver.calls}) == 1


async def test_a_replayed_delivery_has_all_its_tries_again(office: Desk, organ: System, courier: Courier) -> None:
    async with receiving(behaviour.answering(500)) as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        for _ in range(2):
            for _ in range(MAX_ATTEMPTS):
                assert await delivered(office, courier)
                await time_passes(office)
            assert len(await listed(office, organ.id, DEAD)) == 1
            assert await sent.replay_all("housing", begin=office.begin) == 1
        assert await sent.replay_all("housing", begin=office.begin) == 0


async def test_a_sender_that_dies_at_every_attempt_does_not_go_on_for_ever(
    office: Desk, organ: System, courier: Courier
) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        for _ in range(MAX_ATTEMPTS):
            assert await claimed(office), "and nothing is heard of it again"
            await time_passes(office)
        assert await delivered(office, courier)
    (given_up,) = await listed(office, organ.id, DEAD)
    assert given_up.last_error == "worker_died"
    assert receiver.calls == []


async def test_who_is_gone_is_called_no_more_until_he_registers_again(
    office: Desk, organ: System, courier: Courier
) -> None:
    async with receiving(behaviour.answering(410)) as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ(), to_organ(), to_organ())
        assert await delivered(office, courier)
        await time_passes(office)
        assert await delivered(office, courier) is None
        assert {one.last_error for one in await listed(office, organ.id, DEAD)} == {None, "receiver_gone"}
        assert len(await listed(office, organ.id, DEAD)) == 3, "all of it is seen, and can be replayed"
        await tell(office, to_organ())
        assert await listed(office, organ.id, OWED) == [], "nobody is there to be told"

        receiver.behaves = behaviour.OK
        assert await sent.replay_all("housing", begin=office.begin) == 3
        await time_passes(office)
        assert await delivered(office, courier) is None, "a replay alone calls nobody who is gone"
        with pytest.raises(AssertionError):
            await subscribed(office, organ, receiver)  # the secret stays, so none is shown
        for _ in range(3):
            assert await delivered(office, courier)
    assert len(await listed(office, organ.id, DONE)) == 3


async def test_an_answer_of_the_receiver_before_does_not_touch_the_one_now(
    office: Desk, organ: System, courier: Courier
) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ(), to_organ())
        late = await claimed(office)
        assert late is not None
        with pytest.raises(AssertionError):
            await subscribed(office, organ, receiver)
        gone = judged(Answer(410), 1, 0, MAX_ATTEMPTS, 0)
        await deliveries.record(late, gone, office.begin)
        assert await delivered(office, courier), "the new one is called"
    assert len(receiver.calls) == 1


async def test_a_late_sender_records_nothing(office: Desk, organ: System, courier: Courier) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        late = await claimed(office)
        assert late is not None
        await time_passes(office)
        other = await claimed(office)
        assert other is not None
        assert (other.id, other.attempts) == (late.id, 2)
        with pytest.raises(LeaseLost):
            await deliver(late, courier=courier, desk=office, max_attempts=MAX_ATTEMPTS)
        await deliver(other, courier=courier, desk=office, max_attempts=MAX_ATTEMPTS)
        with pytest.raises(LeaseLost):
            await deliver(other, courier=courier, desk=office, max_attempts=MAX_ATTEMPTS)
    (proof,) = await listed(office, organ.id, DONE)
    assert proof.attempts == 2
    assert len({call.id for call in receiver.calls}) == 1, "heard more than once, under one id"


async def test_one_sender_at_a_time_calls_a_receiver(office: Desk, organ: System) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, *(to_organ() for _ in range(10)))
        found = await asyncio.gather(*(claimed(office) for _ in range(8)))
    assert sum(one is not None for one in found) == 1


async def test_a_receiver_that_is_down_is_left_alone_and_spends_no_attempts(
    office: Desk, organ: System, courier: Courier
) -> None:
    async with receiving(behaviour.answering(503)) as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, *(to_organ() for _ in range(20)))
        made = 0
        while await delivered(office, courier):
            made += 1
        assert made == FAILURES_IN_A_ROW, "the rest of the queue waits without an attempt"
        assert sum(one.attempts for one in await listed(office, organ.id, OWED)) == FAILURES_IN_A_ROW
        await time_passes(office)
        assert await delivered(office, courier)
        assert await delivered(office, courier) is None, "one call looks whether it is back"

        receiver.behaves = behaviour.OK
        await time_passes(office)
        while await delivered(office, courier):
            pass
    assert len(await listed(office, organ.id, DONE)) == 20


async def test_only_its_own_audience_is_told(office: Desk, organ: System, courier: Courier) -> None:
    schools, portal = await admitted(office, "schools", "HB-JYJ"), await admitted(office, "portal")
    async with receiving() as of_housing, receiving() as of_schools, receiving() as of_portal:
        for system, receiver in ((organ, of_housing), (schools, of_schools), (portal, of_portal)):
            await subscribed(office, system, receiver)
        await tell(office, to_organ("HB-ZJJ"), to_organ("HB-JYJ", n=1), to_client(portal.id))
        while await delivered(office, courier):
            pass
    assert [call.event["data"] for call in of_housing.calls] == [{"number": "HB8706518564", "referral": 7}]
    assert [call.event["data"] for call in of_schools.calls] == [{"number": "HB8706518564", "referral": 7, "n": 1}]
    assert [call.event["type"] for call in of_portal.calls] == ["petition.disposed"]


async def test_only_the_kinds_that_are_wanted_are_sent(office: Desk, organ: System, courier: Courier) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver, MessageKind.REFERRAL_OVERDUE)
        await tell(office, to_organ(), to_organ(kind=MessageKind.REFERRAL_OVERDUE))
        while await delivered(office, courier):
            pass
    assert [call.event["type"] for call in receiver.calls] == ["referral.overdue"]


async def test_a_client_whose_key_was_taken_is_told_no_more(office: Desk, organ: System, courier: Courier) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        assert await clients.revoke("housing", begin=office.begin)
        await tell(office, to_organ())
        assert await delivered(office, courier) is None
        assert len(await listed(office, organ.id, OWED)) == 1, "what is posted later is not even owed"
    assert receiver.calls == []


async def test_who_wants_no_more_is_called_no_more(office: Desk, organ: System, courier: Courier) -> None:
    async with receiving() as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        await unsubscribe(organ.id, desk=office)
        await tell(office, to_organ())
        assert await delivered(office, courier) is None
    (given_up,) = await listed(office, organ.id, DEAD)
    assert given_up.last_error == "receiver_removed"


def sender(desk: Desk, courier: Courier, at_once: int = 4) -> Sender:
    return Sender(
        desk,
        courier,
        lease=timedelta(seconds=30),
        at_once=at_once,
        max_attempts=MAX_ATTEMPTS,
        poll=timedelta(seconds=0.02),
    )


def test_a_lease_outlives_its_call(desk: Desk) -> None:
    with pytest.raises(ValueError, match="outlive"):
        sender(desk, Courier(LOOPBACK, timedelta(seconds=30)))


async def test_a_slow_receiver_holds_up_nobody_else(office: Desk, organ: System, courier: Courier) -> None:
    schools = await admitted(office, "schools", "HB-JYJ")
    async with receiving(behaviour.never) as slow, receiving() as quick:
        await subscribed(office, organ, slow)
        await subscribed(office, schools, quick)
        running = asyncio.create_task((one := sender(office, courier, at_once=2)).run())
        await tell(office, *(to_organ() for _ in range(30)), *(to_organ("HB-JYJ") for _ in range(30)))

        async def all_heard() -> bool:
            return len(quick.calls) == 30

        await until(all_heard)
        assert len(slow.calls) < 30, "others were served while it kept its caller waiting"
        assert slow.most_at_once <= 2, "the next call, and the one before that its caller has given up"
        one.stop()
        await asyncio.wait_for(running, AT_MOST)


async def test_several_senders_deliver_each_once(office: Desk, organ: System) -> None:
    systems = [organ, *[await admitted(office, f"portal {n}") for n in range(3)]]
    async with receiving() as receiver:
        for system in systems:
            await subscribed(office, system, receiver)
        several = [sender(replace(office), _new_courier()) for _ in range(3)]
        running = [asyncio.create_task(one.run()) for one in several]
        told = [to_organ() if system.organ else to_client(system.id) for system in systems for _ in range(25)]
        async with office.begin() as tx:
            tx.write(messages.post_all(told))

        async def all_done() -> bool:
            async with office.read() as tx:
                count: int = await tx.value("SELECT count(*) FROM delivery WHERE state = 'delivered'")
            return count == 100

        await until(all_done)
        for one in several:
            one.stop()
        await asyncio.wait_for(asyncio.gather(*running), AT_MOST)
    assert len({call.id for call in receiver.calls}) == len(receiver.calls) == 100


def _new_courier() -> Courier:
    return Courier(LOOPBACK, timedelta(seconds=5))


async def test_a_stop_does_not_wait_for_a_receiver_that_never_answers(office: Desk, organ: System) -> None:
    async with receiving(behaviour.never) as receiver:
        await subscribed(office, organ, receiver)
        await tell(office, to_organ())
        one = sender(office, Courier(LOOPBACK, timedelta(seconds=25)))
        running = asyncio.create_task(one.run())

        async def called() -> bool:
            return len(receiver.calls) == 1

        await until(called)
        one.stop()
        await asyncio.wait_for(running, 10)
    assert len(await listed(office, organ.id, OWED)) == 1, "another sender calls again"
