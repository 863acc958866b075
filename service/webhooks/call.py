"""One call to a receiver: to an address that was checked, within a time, with nothing of the answer but its status."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from service.rulebook.errors import AddressRefused
from service.webhooks.addresses import Addresses, Destination

USER_AGENT = "xinfang-webhooks/1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: the status of the receiver, or why there is none."""

    status: int | None
    error: str | None = None


class Courier:
    """Calls receivers. No redirect is followed and no proxy asked: either would go where nobody has looked."""

    def __init__(self, addresses: Addresses, timeout: timedelta, tls: ssl.SSLContext | None = None) -> None:
        self._addresses = addresses
        self.timeout = timeout
        self._client = httpx.AsyncClient(
            verify=tls or _authorities(),
            trust_env=False,
            follow_redirects=False,
            timeout=self.timeout.total_seconds(),
            # A connection is known by its address: kept, it might serve another name than it was verified for.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def call(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post this. Whatever goes wrong is an answer."""
        try:
            async with asyncio.timeout(self.timeout.total_seconds()):
                return Answer(await self._post(await self._addresses.check(url), body, headers))
        except AddressRefused as refused:
            return Answer(None, f"{refused.code}.{refused.because}")
        except (TimeoutError, httpx.TimeoutException):
            return Answer(None, "timeout")
        except httpx.HTTPError as failure:
            return Answer(None, type(failure).__name__)

    async def close(self) -> None:
        """Let go of what is open."""
        await self._client.aclose()

    async def _post(self, to: Destination, body: bytes, headers: Mapping[str, str]) -> int:
        *others, last = to.addresses
        for address in others:
            try:
                return await self._post_at(address, to, body, headers)
            except httpx.ConnectError:  # nothing was sent yet
                continue
        return await self._post_at(last, to, body, headers)

    async def _post_at(self, address: str, to: Destination, body: bytes, headers: Mapping[str, str]) -> int:
        own = {"Host": to.url.netloc.decode("ascii"), "Content-Type": "application/json", "User-Agent": USER_AGENT}
        request = self._client.build_request(
            "POST",
            to.url.copy_with(host=address),
            content=body,
            headers={**own, **headers},
            extensions={"sni_hostname": to.host},  # the certificate has to be the name's, not the address's
        )
        answer = await self._client.send(request, stream=True)
        await answer.aclose()  # the body is never read: it may have no end
        return answer.status_code


def _authorities() -> ssl.SSLContext:
    trusted = httpx.create_ssl_context(trust_env=False)
    trusted.load_default_certs()  # and those of the machine: a government network has authorities of its own
    return trusted
