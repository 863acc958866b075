"""What a door answers to a step of a matter: how it stands now, and the version that the next step needs."""

from collections.abc import Awaitable

from fastapi import Response

from service.desk.acting import Act
from service.desk.conditional import version_tag
from service.referral import look
from service.referral.views import ReferralOut, referral_out
from service.register.referrals import Referral


async def moved(step: Awaitable[Referral], act: Act, response: Response) -> ReferralOut:
    """Take the step and show what the matter has come to."""
    after = await step
    standing = await look.standing_of(after, desk=act.desk)
    response.headers["ETag"] = version_tag(after.version)
    response.headers["Cache-Control"] = "no-store"
    return referral_out(standing, act.desk.bureau)
