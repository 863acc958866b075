"""Whose eyes a desk has at a request: those of the caller that has shown its key."""

from service.auth.callers import Caller
from service.auth.scopes import Scope
from service.bureau.load import Bureau
from service.rulebook.guard import barring
from service.storage.sight import PLAIN, WHOLE, Sight, without


def sight_of(caller: Caller | None, bureau: Bureau) -> Sight:
    """What a caller may know of. An organ never of what accuses it; nobody of accusations who need not."""
    if caller is not None and caller.organ is not None:
        return organ_sight(caller.organ, bureau)
    return WHOLE if caller is not None and Scope.ACCUSATIONS_HANDLE in caller.scopes else PLAIN


def organ_sight(organ: str, bureau: Bureau) -> Sight:
    """What an organ may know of: nothing that accuses it, or whoever it stands under."""
    return without(barring(organ, bureau.organs.ties))
