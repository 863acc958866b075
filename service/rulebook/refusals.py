"""Why a petition may be refused at all (domain §5): whatever is not here is forwarded, guided or handled."""

from dataclasses import dataclass

from service.rulebook.handling_vocabulary import Disposition, RefusalCode


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason with its article: what it ends in, and whether it rests on an earlier petition of the same matter."""

    article: str
    disposition: Disposition
    on_earlier: bool


GROUNDS = {
    RefusalCode.R1: Ground("信访工作条例 19(3)", Disposition.REFUSE, on_earlier=True),
    RefusalCode.R2: Ground("信访工作条例 36(3)", Disposition.REFUSE_FURTHER, on_earlier=True),
    RefusalCode.R5: Ground("信访工作条例 31(1)、37(3)", Disposition.REFUSE, on_earlier=False),
    RefusalCode.R6: Ground("信访工作条例 35(1)", Disposition.REFUSE_FURTHER, on_earlier=True),
    RefusalCode.R11: Ground("信访工作条例 33", Disposition.REFUSE_FURTHER, on_earlier=True),
}
