"""Prints of scanned pages, and the letters that look as if they were one: found by bands of the print, never by a scan.

A print is cut into bands; two scans of one page share at least one of them. A look-up reads at most `NEWEST` index
entries for each band, so it costs the same in a register of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from service.storage.sight import Sight, seen
from service.storage.statement import Write
from service.storage.transaction import ReadTx

BAND = 3  # bytes: of a million letters some forty share one by chance
NEWEST = 64  # pages that are looked at for each band
MOST = 64  # pages that are compared with one

ENTER = """
INSERT INTO scan_print (petition_id, attachment, page, print, made_at)
SELECT $1, attachment, page, print, $5
FROM unnest($2::smallint[], $3::smallint[], $4::bytea[]) AS one (attachment, page, print)
ON CONFLICT DO NOTHING
"""

ENTER_BANDS = """
INSERT INTO scan_band (key, petition_id, attachment, page)
SELECT key, $1, attachment, page FROM unnest($2::int[], $3::smallint[], $4::smallint[]) AS one (key, attachment, page)
ON CONFLICT DO NOTHING
"""

# What the desk has registered again on purpose is the same content, and no doubt.
SHARING = f"""
SELECT shared.petition_id, shared.attachment, shared.page, scan_print.print
FROM (
    SELECT found.petition_id, found.attachment, found.page
    FROM unnest($2::int[]) AS wanted (key)
    CROSS JOIN LATERAL (
        SELECT petition_id, attachment, page FROM scan_band WHERE scan_band.key = wanted.key
        ORDER BY petition_id DESC LIMIT {NEWEST}
    ) AS found
    WHERE found.petition_id <> $1
    GROUP BY found.petition_id, found.attachment, found.page
    ORDER BY count(*) DESC, found.petition_id DESC
    LIMIT {MOST}
) AS shared
JOIN scan_print USING (petition_id, attachment, page)
JOIN letter AS other ON other.petition_id = shared.petition_id
JOIN letter AS this ON this.petition_id = $1
WHERE this.content_sha256 <> other.content_sha256
ORDER BY shared.petition_id DESC, shared.attachment, shared.page
"""  # noqa: S608 - nothing is put in but constants

DOUBT = """
INSERT INTO letter_double (petition_id, like_id, by, pages, found_at)
VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""

DOUBT_BARCODE = """
INSERT INTO letter_double (petition_id, like_id, by, pages, found_at)
SELECT $1, petition_id, 'barcode', 0, $3 FROM letter WHERE barcode = $2 AND petition_id <> $1
ORDER BY petition_id DESC LIMIT 8
ON CONFLICT DO NOTHING
"""

OF_LETTER = f"""
SELECT petition.number, double.by, double.pages, double.found_at FROM (
    SELECT like_id AS other, by, pages, found_at FROM letter_double WHERE petition_id = $1
    UNION ALL
    SELECT petition_id, by, pages, found_at FROM letter_double WHERE like_id = $1
) AS double JOIN petition ON petition.id = double.other
WHERE {seen("petition.id", "$2")}
ORDER BY double.other DESC, double.by LIMIT 200
"""  # noqa: S608 - likewise

# Until a clerk has said of the two what they are to each other, or one of them is withdrawn.
OPEN = f"""
SELECT double.petition_id, double.like_id, this.number, other.number AS like_number, this.due_on, double.by,
       double.pages, double.found_at
FROM letter_double AS double
JOIN petition AS this ON this.id = double.petition_id
JOIN petition AS other ON other.id = double.like_id
WHERE (double.petition_id, double.like_id, double.by) > ($1, $2, $3)
    AND this.stage <> 'withdrawn' AND other.stage <> 'withdrawn'
    AND NOT EXISTS (SELECT FROM relation WHERE suspicion IN ('confirmed', 'rejected')
                    AND ((relation.petition_id, relation.other_id) = (double.petition_id, double.like_id)
                         OR (relation.petition_id, relation.other_id) = (double.like_id, double.petition_id)))
    AND {seen("this.id", "$5")} AND {seen("other.id", "$5")}
ORDER BY double.petition_id, double.like_id, double.by LIMIT $4
"""  # noqa: S608 - likewise


class Likeness(StrEnum):
    """By what two letters look like one."""

    SCAN = "scan"
    BARCODE = "barcode"


@dataclass(frozen=True, slots=True)
class PagePrint:
    """The print of one page of one file."""

    attachment: int
    page: int
    print: bytes


@dataclass(frozen=True, slots=True)
class Double:
    """That a letter looks like the one of this number. `pages` of it were found there; 0 where it is the barcode."""

    number: str
    by: Likeness
    pages: int
    found_at: datetime


@dataclass(frozen=True, slots=True)
class OpenDouble:
    """Two letters that wait for a person to say whether they are one."""

    petition_id: int
    like_id: int
    number: str
    like_number: str
    due_on: date
    by: Likeness
    pages: int
    found_at: datetime


def bands(print_: bytes) -> list[int]:
    """The keys under which a print is found."""
    cut = (print_[start : start + BAND] for start in range(0, len(print_), BAND))
    return [(place << 8 * BAND) + int.from_bytes(band, "big") for place, band in enumerate(cut)]


def enter(petition_id: int, prints: Sequence[PagePrint], at: datetime) -> tuple[Write, Write]:
    """Put a letter under the prints of its pages; once more does nothing."""
    under = [(key, one.attachment, one.page) for one in prints for key in bands(one.print)]
    pages = ([one.attachment for one in prints], [one.page for one in prints], [one.print for one in prints])
    keys, attachments, places = ([entry[nth] for entry in under] for nth in range(3))
    return (
        Write(ENTER, (petition_id, *pages, at)),
        Write(ENTER_BANDS, (petition_id, keys, attachments, places)),
    )


async def sharing(tx: ReadTx, petition_id: int, print_: bytes) -> list[tuple[int, PagePrint]]:
    """Pages of other letters that share a band of this print, with the petition that each belongs to."""
    return [
        (row["petition_id"], PagePrint(row["attachment"], row["page"], row["print"]))
        for row in await tx.rows(SHARING, petition_id, bands(print_))
    ]


def doubt(petition_id: int, like_id: int, pages: int, at: datetime) -> Write:
    """Record that so many pages of a letter look like those of another."""
    return Write(DOUBT, (petition_id, like_id, Likeness.SCAN, pages, at))


def doubt_barcode(petition_id: int, barcode: str, at: datetime) -> Write:
    """Record which letters came under the same barcode: an envelope has its own."""
    return Write(DOUBT_BARCODE, (petition_id, barcode, at))


async def doubles(tx: ReadTx, petition_id: int, sight: Sight) -> list[Double]:
    """Which letters for these eyes this one looks like, the newest first, whichever of the two was seen later."""
    rows = await tx.rows(OF_LETTER, petition_id, sight.kept)
    return [Double(row["number"], Likeness(row["by"]), row["pages"], row["found_at"]) for row in rows]


async def open_doubles(tx: ReadTx, after: tuple[int, int, str], limit: int, sight: Sight) -> list[OpenDouble]:
    """Pairs for these eyes that nobody has decided on, in the order in which the later ones were registered."""
    rows = await tx.rows(OPEN, *after, limit, sight.kept)
    return [OpenDouble(**{**dict(row), "by": Likeness(row["by"])}) for row in rows]
