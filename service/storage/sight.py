"""What of the register somebody may know of at all: the condition that every list and look-up carries.

An accusation is need-to-know (条例 30(3), 46(5)). For whoever may not know of it, it is not there: no list has it, no
count, no page is shorter for it, and its number is one that was never given. So the condition stands in the statement
that looks, not in what is done with its answer.
"""

from collections.abc import Collection
from dataclasses import dataclass

ANY_ACCUSATION = "*"


@dataclass(frozen=True, slots=True)
class Sight:
    """What is kept from somebody: petitions that accuse one of these organs, or with `*` whatever accuses anybody."""

    kept: tuple[str, ...] = ()

    @property
    def accusations(self) -> bool:
        """Whether accusations are for these eyes, or at least those of others."""
        return ANY_ACCUSATION not in self.kept


WHOLE = Sight()  # the service itself, and who handles accusations
PLAIN = Sight((ANY_ACCUSATION,))  # everybody else at the bureau


def without(organs: Collection[str]) -> Sight:
    """The sight of an organ: nothing that accuses one of these."""
    return Sight(tuple(sorted(organs)))


# What a decision calls an accusation, be it sure of that or not; and whatever accuses an organ or goes to discipline.
_ACCUSES = """(
    held_against.purpose = 'accusation' OR held_against.route = 'discipline'
    OR cardinality(held_against.accused) > 0 OR held_against.claims @> '[{"accusation": true}]'
)"""


# OFFSET 0: else PostgreSQL may gather every accusation there is for each page of fifty, to have them in one table.
def seen(petition_id: str, kept: str) -> str:
    """The condition that a petition is for the eyes from which this parameter keeps things.

    `petition_id` is a column with its table: a bare name would mean one of the tables in here. Raises `ValueError`.
    """
    if "." not in petition_id:
        raise ValueError(f"{petition_id}: name the table too")
    return f"""(cardinality({kept}::text[]) = 0 OR NOT EXISTS (
        SELECT FROM petition AS looked_at JOIN classification AS held_against
               ON held_against.petition_id = looked_at.id
               AND held_against.version = looked_at.classification_version
        WHERE looked_at.id = {petition_id} AND (
            held_against.accused && {kept}::text[] OR ('{ANY_ACCUSATION}' = ANY({kept}::text[]) AND {_ACCUSES})
        )
        OFFSET 0
    ))"""
