"""(f) Classification alone: in this process, on one core, petitions of one length."""

import json
import time
from collections.abc import Sequence
from datetime import date

from bench.figures import Figures, quantile
from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission
from service.settings import PACKAGED_BUREAU

DAY = date(2026, 3, 6)  # the organs of one day, so that two runs measure the same
LENGTH = 500  # characters of subject, request and facts together


def measure(bodies: Sequence[bytes], *, seconds: float) -> Figures:
    """Classify petitions of `LENGTH` characters one after the other for so long."""
    jurist = Jurist(load(PACKAGED_BUREAU), ContentModel.load())
    petitions = [one for one in map(_submission, bodies) if one]
    if not petitions:
        raise RuntimeError(f"no petition is {LENGTH} characters long")
    for petition in petitions[:50]:
        jurist.classify(petition, DAY)
    times: list[float] = []
    began, used = time.perf_counter(), time.process_time()
    while time.perf_counter() < began + seconds:
        started = time.perf_counter()
        jurist.classify(petitions[len(times) % len(petitions)], DAY)
        times.append((time.perf_counter() - started) * 1000)
    took, used = time.perf_counter() - began, time.process_time() - used
    times.sort()
    return Figures(
        "f",
        f"classification alone, {LENGTH} characters, one core",
        len(times),
        len(times) / took,
        quantile(times, 0.5),
        quantile(times, 0.99),
        server_us=used / len(times) * 1e6,
    )


def _submission(body: bytes) -> Submission | None:
    """The petition cut to `LENGTH` characters; None where it is shorter."""
    said = json.loads(body)
    facts = said["facts"][: LENGTH - 2 * len(said["subject"])]
    if 2 * len(said["subject"]) + len(facts) < LENGTH:
        return None
    return Submission(said["subject"], said["subject"], facts, "", None, 1, joint=False)
