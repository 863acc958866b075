"""A PostgreSQL for the length of a block: started here, or found running on the same data directory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from service.storage.embedded import binaries, cluster, door, home, postmaster, predecessor
from service.storage.embedded.account import Account, for_postgres
from service.storage.embedded.child import UNRUNNABLE
from service.storage.embedded.owner import ownership

NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answered a moment ago.

    `dsn` is for `asyncpg.connect` as it stands. `data_dir` is where the data really are. `owned`: this process started
    the server and will stop it; otherwise another xinfang process does both.
    """

    dsn: str
    data_dir: Path
    owned: bool


@contextmanager
def running(
    data_dir: Path, *, bin_dir: Path | None = None, options: Mapping[str, str] = NO_OPTIONS
) -> Iterator[Server]:
    """A PostgreSQL on the data directory, started unless another xinfang process runs it already.

    `bin_dir` names the programs to use; `options` are PostgreSQL settings (an attached server keeps its own). Enter the
    block in a thread that lives as long as the process, the main one: the kernel stops the server when that thread
    ends, which is what leaves no orphan when the process is killed. Raises `EmbeddedPostgresError`.
    """
    account = for_postgres()
    place = home.settle(data_dir, account)
    with ownership(place) as owner:
        if owner is None:
            yield Server(door.dsn(door.known(place)), place, owned=False)
            return
        with _started(place, account, bin_dir, options) as directory, owner.open_for_others():
            yield Server(door.dsn(directory), place, owned=True)


@contextmanager
def _started(place: Path, account: Account, bin_dir: Path | None, options: Mapping[str, str]) -> Iterator[Path]:
    try:
        programs = binaries.find(bin_dir, account, home.SHARED)
        log = postmaster.open_log(place)
        files = cluster.ensure(place, programs, account, log=log, durable=options.get("fsync") != "off")
        predecessor.see_off(files, account)
        directory = door.place(place, account)
        door.clear(directory)
        # Of two settings of one name the last one counts: no option undoes who is let in, and where.
        rules = {**cluster.admit_only(account, place), **postmaster.fixed_settings(files, directory)}
    except UNRUNNABLE as refused:
        raise home.unusable(place, refused) from refused
    settings = {**postmaster.DEFAULTS, **options, **rules}
    with postmaster.serving(files, programs, account, settings=settings, log=log, directory=directory):
        yield directory
