"""A worker as a process of its own: started in milliseconds, listened to, killed, put to sleep, woken."""

import asyncio
import multiprocessing
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import psutil

from .job_contestants import Contestant, Life, live

CONTEXT = multiprocessing.get_context("forkserver")  # quick, and nothing is inherited
CONTEXT.set_forkserver_preload([live.__module__])


class Worker:
    """A worker process of a contestant."""

    def __init__(self, contestant: Contestant, life: Life) -> None:
        reader, writer = CONTEXT.Pipe(duplex=False)
        self._reader: Connection = reader
        self.process: BaseProcess = CONTEXT.Process(target=live, args=(contestant.name, life, writer), daemon=True)
        self.process.start()
        writer.close()

    async def said(self) -> str:
        """Its next word; "dead" where it can say no more."""
        loop, spoken = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._reader.fileno(), spoken.set)
        try:
            await spoken.wait()
            word: str = self._reader.recv()
        except EOFError:
            return "dead"
        finally:
            loop.remove_reader(self._reader.fileno())
        return word

    async def asleep(self) -> bool:
        """Whether it is stopped, with all it holds."""
        stopped: bool = psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED
        return stopped

    def wake(self) -> None:
        """Let it go on where it stopped."""
        psutil.Process(self.process.pid).resume()

    def kill(self) -> None:
        """SIGKILL: nothing of it runs any further."""
        self.process.kill()
        self.process.join()
