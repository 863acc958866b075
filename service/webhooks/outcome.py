"""What follows from the answer to a call: pure arithmetic."""

from dataclasses import dataclass
from datetime import timedelta

from service.delivery.retry import wait_after
from service.rulebook.vocabulary import DeliveryState
from service.webhooks.call import Answer

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=6)
AT_ONCE = timedelta(0)

# After so many failures in a row it is the receiver that is down: its queue waits, and no attempt is spent on it
# except the one that looks whether it is back.
FAILURES_IN_A_ROW = 5
LONGEST_PAUSE = timedelta(minutes=10)

GONE = 410
WORKER_DIED = "worker_died"
WITHHELD = "withheld"  # the petition accuses its receiver by now


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is recorded: of the delivery its state and next try, of the receiver its failures and its next call."""

    state: DeliveryState
    answer: Answer
    wait: timedelta
    failures: int
    pause: timedelta
    gone: bool = False


def judged(answer: Answer, tries: int, failures: int, max_attempts: int, chance: float) -> Outcome:
    """The outcome of the try of this number, at a receiver that failed so often in a row before."""
    if answer.status is not None and 200 <= answer.status < 300:
        return Outcome(DeliveryState.DELIVERED, answer, AT_ONCE, 0, AT_ONCE)
    failures += 1
    pause = pause_after(failures, chance)
    if answer.status == GONE:
        return Outcome(DeliveryState.DEAD, answer, AT_ONCE, failures, pause, gone=True)
    if tries >= max_attempts:
        return Outcome(DeliveryState.DEAD, answer, AT_ONCE, failures, pause)
    wait = wait_after(tries, chance, first=FIRST_WAIT, longest=LONGEST_WAIT)
    return Outcome(DeliveryState.OWED, answer, wait, failures, pause)


def pause_after(failures: int, chance: float) -> timedelta:
    """How long a receiver is left alone that has failed so often in a row."""
    if failures < FAILURES_IN_A_ROW:
        return AT_ONCE
    return wait_after(failures - FAILURES_IN_A_ROW + 1, chance, first=FIRST_WAIT, longest=LONGEST_PAUSE)
