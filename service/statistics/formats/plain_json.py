"""The service's own JSON, with links to the other forms and to the next page."""

from service.statistics.answer_view import answer_out
from service.statistics.formats.answered import Answered
from service.statistics.formats.forms import CSV_METADATA, FORMS, JSON, SVG


def json_text(answered: Answered, presentation_of_rest: str | None = None) -> str:
    """The figures as JSON. `presentation_of_rest` is the query of the next page, where there is one."""
    shown = answer_out(answered.question, answered.table, answered.reading, answered.bureau)
    for form in FORMS:
        if form not in (JSON, CSV_METADATA) and (form is not SVG or len(answered.question.by) <= 2):
            shown.links[form.suffix.removeprefix(".")] = answered.address(form.suffix)
    shown.links["csv-metadata"] = answered.address(CSV_METADATA.suffix)
    if presentation_of_rest is not None:
        shown.links["next"] = answered.address(presentation=presentation_of_rest)
    return shown.model_dump_json(by_alias=True)
