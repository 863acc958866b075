"""Number and query code open a petition together; either one wrong looks the same, and takes as long."""

from service.desk.kit import Desk
from service.register.petitions import Petition
from service.rulebook.errors import UnknownPetition


def canonical(number: str, desk: Desk) -> str:
    """The number to look up. A mistyped one is looked up too (and not found), so that its answer comes no sooner."""
    return desk.numbers.read(number) or ""


def opened(found: Petition | None, number: str, query_code: str, desk: Desk) -> Petition:
    """The petition found under a canonical number, if the code opens it. Raises `UnknownPetition`."""
    matches = desk.query_codes.matches(number, query_code, found.query_code_hash if found else None)
    if found is None or not matches:
        raise UnknownPetition
    return found
