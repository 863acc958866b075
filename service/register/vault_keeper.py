"""Keeps the vault in every worker: the next data key in time, and words of earlier releases under seal."""

import logging
from datetime import timedelta

from service.register import clear_words, data_keys
from service.register.data_keys import VaultSecrets
from service.storage.rounds import Rounds
from service.storage.transaction import Begin

log = logging.getLogger(__name__)

RENEWED = timedelta(days=365)  # well within what NIST SP 800-57 §5.3.6 gives a key that encrypts
INTERVAL = timedelta(hours=1)


class VaultKeeper(Rounds):
    """Looks every hour. Of several at once each seals other rows, and one makes the key."""

    name, failure = "Vault keeper", "The vault could not be kept"

    def __init__(self, begin: Begin, secrets: VaultSecrets) -> None:
        super().__init__(INTERVAL)
        self._begin = begin
        self._secrets = secrets

    async def turn(self) -> None:
        """Make the next data key where the newest is old, and seal what stands in clear."""
        async with self._begin() as tx:
            await data_keys.turn(tx)
            if await data_keys.is_old(tx, RENEWED):
                log.info("Data key %s was made", await data_keys.renew(tx, self._secrets))
        sealed = 0
        while not self.stopping and (some := await clear_words.seal_some(self._begin)):
            sealed += some
        if sealed:
            log.info("Sealed the words of %s rows of earlier releases", sealed)
