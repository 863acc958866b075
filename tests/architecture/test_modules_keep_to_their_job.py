"""Who may speak SQL, who may commit, who may look at the clock or the environment."""

import ast
import re

import pytest

from tests.architecture.source import calls, modules, texts

SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\s")
SPEAKS_SQL = {
    "service/auth/clients.py",
    "service/auth/quota.py",
    "service/auth/spent.py",
    "service/auth/wrong_codes.py",
    "service/acknowledgements/notices.py",
    "service/audit/queries.py",
    "service/backup/queries.py",
    "service/cli/doctor.py",
    "service/delivery/claims.py",
    "service/delivery/messages.py",
    "service/delivery/outbox.py",
    "service/intake/answers.py",
    "service/ledger/book.py",
    "service/ledger/lines.py",
    "service/ledger/recounts.py",
    "service/ledger/pages.py",
    "service/ledger/proving.py",
    "service/ledger/veil.py",
    "service/ops/health.py",
    "service/register/access_links.py",
    "service/register/accesses.py",
    "service/register/alerts.py",
    "service/register/attachments.py",
    "service/register/blind_index.py",
    "service/register/classifications.py",
    "service/register/clear_words.py",
    "service/register/corrections.py",
    "service/register/data_keys.py",
    "service/register/deadlines.py",
    "service/register/dossiers.py",
    "service/register/duties.py",
    "service/register/evaluations.py",
    "service/register/history.py",
    "service/register/installation.py",
    "service/register/letters.py",
    "service/register/marks.py",
    "service/register/mass_issues.py",
    "service/register/omissions.py",
    "service/register/petitioners.py",
    "service/register/petitions.py",
    "service/register/recusals.py",
    "service/register/referrals.py",
    "service/register/relations.py",
    "service/register/retention.py",
    "service/register/reviews.py",
    "service/register/scans.py",
    "service/register/serials.py",
    "service/register/successions.py",
    "service/register/supervisions.py",
    "service/register/sweeps.py",
    "service/statistics/lines.py",
    "service/statistics/queries.py",
    "service/statistics/served.py",
    "service/statistics/recount/about.py",
    "service/statistics/recount/compare.py",
    "service/statistics/recount/of_matters.py",
    "service/storage/connections.py",
    "service/storage/settled.py",
    "service/storage/statement.py",
    "service/webhooks/sent.py",
    "service/webhooks/receivers.py",
    "service/webhooks/deliveries.py",
    "service/signing/keys.py",
    "service/transparency/checkpoints.py",
    "service/transparency/histories.py",
    "service/transparency/log.py",
    "service/transparency/record.py",
    "service/transparency/tiles.py",
}
# Figures, and lists for people of the bureau. Who may see what, codes and versions are never read from a copy.
MAY_ASK_A_COPY = {
    "service/classification/worklist.py",
    "service/deadlines/look.py",
    "service/matters/look.py",
    "service/statistics/answer.py",
    "service/statistics/cases.py",
    "service/statistics/errata.py",
    "service/statistics/errata_routes.py",
    "service/statistics/reports/compose.py",
    "service/supervision/look.py",
    *("service/wiring.py", "service/desk/kit.py"),  # which hand it out
}
WRITES_THE_PETITION_ROW = {"service/register/petitions.py", "service/register/clear_words.py"}
KNOWS_THE_TIME = re.compile(r"^service/(wiring\.py|cli/)")
CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time"}
READS_THE_ENVIRONMENT = re.compile(r"^service/(settings\.py|storage/embedded/)")


@pytest.mark.parametrize("path", list(modules()))
def test_sql_stands_only_in_functions_named_for_their_question(path: str) -> None:
    speaks = any(SQL.match(text) for text in texts(modules()[path]))

    assert not speaks or path in SPEAKS_SQL


def test_every_module_that_may_speak_sql_does() -> None:
    assert {path for path in SPEAKS_SQL if not any(SQL.match(text) for text in texts(modules()[path]))} == set()


def test_a_copy_is_asked_for_figures_and_lists_of_the_bureau_alone() -> None:
    asks = {
        path
        for path, tree in modules().items()
        if any(isinstance(node, ast.Attribute) and node.attr in {"past", "lately"} for node in ast.walk(tree))
    }

    assert asks == MAY_ASK_A_COPY


@pytest.mark.parametrize("path", list(modules()))
def test_only_the_register_writes_the_petition_row(path: str) -> None:
    writes = any(re.search(r"(INSERT INTO|UPDATE|DELETE FROM) petition\b", text) for text in texts(modules()[path]))

    assert not writes or path in WRITES_THE_PETITION_ROW


@pytest.mark.parametrize("path", list(modules()))
def test_only_storage_commits(path: str) -> None:
    commits = any(call.endswith((".commit", ".rollback")) for call in calls(modules()[path]))

    assert not commits or path.startswith("service/storage/")


@pytest.mark.parametrize("path", list(modules()))
def test_only_the_edge_looks_at_the_clock(path: str) -> None:
    assert not (calls(modules()[path]) & CLOCKS) or KNOWS_THE_TIME.match(path)


@pytest.mark.parametrize("path", list(modules()))
def test_only_the_settings_read_the_environment(path: str) -> None:
    reads = any("environ" in call or call == "os.getenv" for call in calls(modules()[path]))

    assert not reads or READS_THE_ENVIRONMENT.match(path)


@pytest.mark.parametrize("path", list(modules()))
def test_no_file_is_a_drawer(path: str) -> None:
    name = path.rsplit("/", 1)[-1].removesuffix(".py")

    assert name not in {"utils", "util", "helpers", "helper", "manager", "service", "common", "misc", "crud"}
