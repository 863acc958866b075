"""Each contract of the architecture, broken on purpose in a copy of the tree: the check must name it.

Run: .venv/bin/python -m tests.proofs.contracts_bite
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
ARCHITECTURE = "tests/architecture"


@dataclass(frozen=True, slots=True)
class Breach:
    """What is broken, where, how (text put in place of another, or appended), and the check that must object."""

    contract: str
    file: str
    new: str
    check: tuple[str, ...]
    old: str = ""


def test(name: str) -> tuple[str, ...]:
    """One test of the architecture."""
    return (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ARCHITECTURE, "-k", name)


IMPORTS = (str(Path(sys.executable).parent / "lint-imports"), "--no-cache")

BREACHES = (
    Breach("arrows point one way", "service/register/history.py", "\nimport service.intake.receive\n", IMPORTS),
    Breach(
        "stages do not know each other", "service/intake/withdraw.py", "\nimport service.classification.cues\n", IMPORTS
    ),
    Breach("a new room needs a place", "service/newroom/__init__.py", '"""A room nobody placed."""\n', IMPORTS),
    Breach("the rulebook is pure", "service/rulebook/terms.py", "\nimport orjson\n", IMPORTS),
    Breach("the record knows no HTTP", "service/ledger/book.py", "\nimport fastapi\n", IMPORTS),
    Breach("doors speak no SQL", "service/intake/routes.py", "\nimport asyncpg\n", IMPORTS),
    Breach("no cycles", "service/register/petitions.py", "\nimport service.register.classifications\n", IMPORTS),
    Breach("who may speak SQL", "service/intake/withdraw.py", '\nX = "SELECT 1"\n', test("sql_stands_only")),
    Breach(
        "who may write the petition row",
        "service/ledger/book.py",
        '\nX = "UPDATE petition SET stage = 1"\n',
        test("petition_row"),
    ),
    Breach(
        "who may commit",
        "service/intake/withdraw.py",
        "\nasync def f(tx):\n    await tx.commit()\n",
        test("only_storage_commits"),
    ),
    Breach(
        "who may read the clock", "service/intake/withdraw.py", "\nX = datetime.now()\n", test("looks_at_the_clock")
    ),
    Breach(
        "who may read the environment", "service/app.py", '\nimport os\nX = os.environ.get("X")\n', test("environment")
    ),
    Breach("no drawers", "service/desk/utils.py", '"""A drawer."""\n', test("drawer")),
    Breach(
        "statements fit the schema",
        "service/delivery/outbox.py",
        "INSERT INTO jobs (",
        test("schema_understands"),
        "INSERT INTO job (",
    ),
    Breach(
        "every route names its caller",
        "service/acknowledgements/routes.py",
        "",
        test("names_its_caller"),
        "    visitor: Visiting,\n",
    ),
    Breach(
        "every refusal is told",
        "service/rulebook/errors.py",
        '\nclass Odd(PetitionError):\n    code = "odd"\n',
        test("every_refusal_is_told"),
    ),
    Breach("a refusal uses its own facts", "service/desk/problems.toml", "{organ}", test("own_facts"), "{current}"),
    Breach(
        "faults in both languages",
        "service/desk/faults.toml",
        'odd = { zh = "{a}", en = "b" }\n',
        test("both_languages"),
    ),
    Breach("the contract is current", "service/intake/forms.py", "le=9_998", test("published_contract"), "le=9_999"),
    Breach("settings are documented", "service/settings.py", "max_tries: ", test("in_the_readme"), "max_attempts: "),
)


def main() -> int:
    """The contracts of the architecture."""
    return broken_on_purpose(BREACHES, "contracts")


def broken_on_purpose(breaches: Sequence[Breach], what: str) -> int:
    """Break, check, restore; print what objected. 1, as an exit code, if anything was let through."""
    let_through = 0
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".git", ".venv", "var", "*cache*", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored)
        for breach in breaches:
            objected = _objected(breach, copy)
            let_through += not objected
            print(f"{'objected' if objected else 'LET THROUGH':<12} {breach.contract:<34} {breach.file}", flush=True)
    print(f"{len(breaches)} {what} broken on purpose, {let_through} let through")
    return int(bool(let_through))


def _objected(breach: Breach, copy: Path) -> bool:
    file = copy / breach.file
    before = file.read_text(encoding="utf-8") if file.exists() else None
    if breach.old:
        assert before is not None, f"{breach.file} is not there"
        assert breach.old in before, f"{breach.file} does not hold {breach.old!r}"
    file.parent.mkdir(exist_ok=True)
    file.write_text((before or "").replace(breach.old, breach.new) if breach.old else (before or "") + breach.new)
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(breach.check, cwd=copy, env=environment, capture_output=True, text=True)
    if before is not None:
        file.write_text(before, encoding="utf-8")
    elif breach.file.endswith("__init__.py"):
        shutil.rmtree(file.parent)
    else:
        file.unlink()
    # Exit code 1 is a check that found something; anything else is a check that did not run.
    return done.returncode == 1


if __name__ == "__main__":
    sys.exit(main())
