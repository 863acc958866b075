"""The statement that pgbench sends is the statement of an intake, with ids and keys of its own."""

from datetime import UTC, date, datetime

import pytest

from bench.intake_statement import KEY_SHA256, SERIAL, Sent
from bench.pgbench_script import arguments, literal, script
from service.rulebook.vocabulary import Channel
from service.storage.statement import Write

SENT = Sent(
    Write(
        "INSERT INTO t VALUES ($1, $2, $3, $4, $5::text[], $6, $1)",
        (SERIAL, "HB1", KEY_SHA256, f"acknowledge:{SERIAL}", ["甲"], None),
    ),
    "HB1",
)


def test_what_must_differ_is_computed_and_the_rest_is_a_variable() -> None:
    made = script(SENT)
    assert made.text.endswith("INSERT INTO t VALUES (:id, :number, :key, :id, :p5::text[], NULL, :id);\n")
    assert made.variables == {"p5": '{"甲"}'}


def test_the_same_arguments_as_values_for_a_driver() -> None:
    assert arguments(SENT, 7) == [7, "7", (7).to_bytes(32, "big"), "7", ["甲"], None]


def test_the_two_jobs_of_one_petition_have_different_keys() -> None:
    keys = f"acknowledge:{SERIAL}:1", f"relate:{SERIAL}:1"
    sent = Sent(Write("INSERT INTO job VALUES ($1), ($2)", keys), "HB1")
    assert script(sent).text.endswith("INSERT INTO job VALUES (:id), (:other);\n")
    assert len(set(arguments(sent, 7))) == 2


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (12, "12"),
        (Channel.ONLINE, "online"),
        (b"\x01\xff", "\\x01ff"),
        (date(2026, 3, 6), "2026-03-06"),
        (datetime(2026, 3, 6, 1, 30, tzinfo=UTC), "2026-03-06T01:30:00+00:00"),
        ([date(2026, 3, 6), None, 'a "b" \\'], '{"2026-03-06",NULL,"a \\"b\\" \\\\"}'),
        ([{"a": "甲"}], '{"{\\"a\\":\\"甲\\"}"}'),
        ({"a": 1}, '{"a":1}'),
    ],
)
def test_values_in_the_text_form_of_postgresql(value: object, text: str) -> None:
    assert literal(value) == text
