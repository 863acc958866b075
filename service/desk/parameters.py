"""What every door says in the same way: which petition, how long a page, and where the next one is (RFC 8288)."""

from typing import Annotated

from fastapi import Path, Query, Response

Number = Annotated[str, Path(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=200)]


def name_next(response: Response, address: str) -> None:
    """Tell where the list goes on."""
    response.headers["Link"] = f'<{address}>; rel="next"'
