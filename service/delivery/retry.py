"""When to try again, and when to stop: pure arithmetic."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(hours=1)


def wait_after(
    attempts: int, chance: float, *, first: timedelta = FIRST_WAIT, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """How long to wait after so many failed attempts: doubling, at most `longest`, spread by up to half (`chance` 0…1).

    The spread keeps jobs that failed together from coming back together.
    """
    doubled = first * float(1 << min(attempts - 1, 20))
    wait = min(doubled, longest)
    return wait * (1 - chance / 2)
