"""Which form a request asks for (RFC 9110 §12.5.1); what is not on offer is refused with the nearest that is."""

from collections.abc import Collection, Sequence

from service.desk.suggestion import nearest
from service.rulebook.errors import NotAcceptable, UnknownParameter
from service.statistics.formats.forms import FORMS, Form

SUFFIXES = {form.suffix: form for form in FORMS}


def chosen(name: str, accept: str | None, indicators: Collection[str]) -> tuple[str, Form]:
    """The indicator and the form: a suffix decides over Accept.

    Raises `UnknownParameter` for an indicator or suffix that does not exist, `NotAcceptable` for an Accept that no form
    fits.
    """
    code, dot, rest = name.partition(".")
    if code not in indicators:
        near = nearest(code, indicators)
        raise UnknownParameter("indicator", code, ", ".join(indicators), f"→ {near}?" if near else "")
    if dot:
        return code, _of_suffix(dot + rest)
    return code, offered(accept)


def offered(accept: str | None, forms: Sequence[Form] = FORMS) -> Form:
    """The form that Accept likes best. Raises `NotAcceptable`, which names those on offer, where it likes none."""
    form = accepted(accept, forms)
    if form is None:
        raise NotAcceptable(", ".join(f"{one.media_type} ({one.suffix})" for one in forms))
    return form


def accepted(accept: str | None, forms: Sequence[Form] = FORMS) -> Form | None:
    """The form that Accept likes best. Between equals the one named first, then the first on offer."""
    ranges = _ranges(accept or "*/*")
    liked = [(*quality, -place, form) for place, form in enumerate(forms) if (quality := _quality(form, ranges))]
    return max(liked, key=lambda one: one[:3])[3] if liked else None


def _of_suffix(suffix: str) -> Form:
    form = SUFFIXES.get(suffix)
    if form is None:
        near = nearest(suffix, SUFFIXES)
        raise UnknownParameter("suffix", suffix, ", ".join(SUFFIXES), f"→ {near}?" if near else "")
    return form


def _ranges(accept: str) -> dict[str, tuple[float, int]]:
    """Each media range with its weight and minus its place; the first mention counts."""
    ranges: dict[str, tuple[float, int]] = {}
    for place, item in enumerate(accept.split(",")):
        name, _, parameters = item.partition(";")
        ranges.setdefault(name.strip().lower(), (_weight(parameters), -place))
    return ranges


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, text = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                weight = float(text)
            except ValueError:
                return 0
            return weight if 0 <= weight <= 1 else 0
    return 1


def _quality(form: Form, ranges: dict[str, tuple[float, int]]) -> tuple[float, int] | None:
    """The weight of the most specific range that fits; None where the form is not wanted."""
    for name in (form.media_type, f"{form.media_type.partition('/')[0]}/*", "*/*"):
        if name in ranges:
            return ranges[name] if ranges[name][0] > 0 else None
    return None
