"""Who opens a connection and says nothing is not waited for: a request's head has to come within a time.

uvicorn itself gives up on a connection only after an answer (`timeout_keep_alive`); a head that comes letter by letter
(slowloris) would hold its connection for ever, and enough of them all that the machine has.
"""

import asyncio
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class ImpatientProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, but closing a connection whose next head is not whole in time.

    Between two requests it is `timeout_keep_alive` that counts, until the first byte of the next one.
    """

    head_seconds: ClassVar[float]
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what has come; where it begins a request, wait for the rest of its head."""
        if self._patience is None and self.cycle.response_complete:  # the first head is waited for from the start
            self._wait()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._wait_no_more()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """There is nobody to wait for."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._patience = self.loop.call_later(self.head_seconds, self._give_up)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        self.transport.close()


def impatient(head_seconds: float) -> type[HttpToolsProtocol]:
    """The protocol that waits for a head for so long."""
    return type("Impatient", (ImpatientProtocol,), {"head_seconds": head_seconds})
