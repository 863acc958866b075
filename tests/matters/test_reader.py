"""What is read of a petition is remembered by its words, and by nothing that another petition could share."""

from service.bureau.load import load
from service.matters.reader import Reader
from service.matters.statement import Statement
from tests.matters.conftest import HEATING, PARKING


def test_a_text_is_read_once_and_takes_the_class_and_place_of_its_petition() -> None:
    reader = Reader.load(load())
    first = reader.prepared(Statement(*HEATING[0], content_class="030303"))
    again = reader.prepared(Statement(*HEATING[0], content_class=None, division="411202002"))
    assert again.run is first.run
    assert (again.statement.content_class, again.statement.division) == (None, "411202002")


def test_another_text_is_never_taken_for_one_that_was_read_before() -> None:
    reader = Reader.load(load())
    heating, parking = reader.prepared(Statement(*HEATING[0])), reader.prepared(Statement(*PARKING))
    assert heating.run is not parking.run
    assert reader.likeness.compare(heating, parking).probability < 0.5
