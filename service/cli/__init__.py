"""`xinfang`: everything an operator does. A refusal is one plain line and exit code 1, never a traceback."""

import sys

import typer
from pydantic import ValidationError

from service.backup.refusals import BackupRefused
from service.bureau.tables import BrokenReference
from service.classification.content_model import ModelDamaged
from service.cli import (
    auditing,
    backing_up,
    calibrating,
    clients,
    comparing,
    demo,
    doctor,
    evaluating,
    jobs,
    keys,
    ledger,
    letters,
    likeness,
    models,
    replay,
    retention,
    serving,
    spec,
    sweeping,
    vault,
    voices,
    webhooks,
)
from service.cli.place import PlaceRefused
from service.ops.extras import TracingMissing
from service.register.installation import Mismatch
from service.rulebook.errors import DatabaseUnavailable
from service.signing.algorithms import AlgorithmMissing
from service.storage.embedded import EmbeddedPostgresError
from service.storage.objects import ObjectMissing

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
app.command("serve")(serving.serve)
app.command("work")(serving.work)
app.command("migrate")(serving.migrate)
app.command("doctor")(doctor.doctor)
app.command("audit")(auditing.audit)
app.command("backup")(backing_up.backup)
app.command("restore")(backing_up.restore)
app.command("openapi")(spec.openapi)
app.command("demo")(demo.demo)
app.command("replay")(replay.replay)
app.command("sweep")(sweeping.sweep)
app.command("relate")(comparing.relate)
app.command("train")(models.train)
app.command("train-voices")(voices.train_voices)
app.command("train-likeness")(likeness.train_likeness)
app.command("evaluate")(evaluating.evaluate)
app.command("calibrate")(calibrating.calibrate)
app.add_typer(clients.app, name="clients")
app.add_typer(retention.app, name="retention")
app.add_typer(jobs.app, name="jobs")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(keys.app, name="keys")
app.add_typer(vault.app, name="vault")
app.add_typer(ledger.app, name="ledger")
app.add_typer(letters.app, name="letters")


def main() -> None:
    """The entry point."""
    try:
        app()
    except (
        EmbeddedPostgresError,
        BrokenReference,
        Mismatch,
        AlgorithmMissing,
        BackupRefused,
        PlaceRefused,
        TracingMissing,
    ) as refusal:
        sys.exit(f"xinfang: {refusal}")
    except ObjectMissing as lost:
        sys.exit(
            f"xinfang: the register names the file {lost}, and the store of files has it not; check XINFANG_FILES_URL"
        )
    except ModelDamaged as broken:
        sys.exit(f"xinfang: {broken}; set XINFANG_MODEL_DIR to a folder that `xinfang train` wrote, or to none")
    except DatabaseUnavailable as lost:
        sys.exit(f"xinfang: the database does not answer ({lost.__cause__}); check XINFANG_DATABASE_URL")
    except ValidationError as wrong:
        sys.exit("xinfang: " + "; ".join(_setting(fault["loc"], fault["msg"]) for fault in wrong.errors()))


def _setting(location: tuple[int | str, ...], message: str) -> str:
    name = f"XINFANG_{'_'.join(map(str, location)).upper()}: " if location else ""
    return f"{name}{message}"
