"""What a citizen writes later is for the organ that has the matter, unless it accuses somebody (条例 30(3))."""

import pytest

from tests.procedure_steps import Petition, Procedure

PLAIN = "补充说明：三月的缴费单据已经找到，可以提供核对。"
ACCUSING = "举报区人社局副局长收受用人单位贿赂，故意拖延不办。"


@pytest.mark.parametrize(("text", "shown"), [(PLAIN, True), (ACCUSING, False)])
async def test_an_organ_reads_a_supplement_that_accuses_nobody_and_no_other(
    procedure: Procedure, petition: Petition, text: str, shown: bool
) -> None:
    number = (told := await procedure.register(petition()))["number"]
    await procedure.decide(number)
    await procedure.bureau(
        number, "referrals", {"targets": [{"organ": "HB-RSJ", "kind": "transfer"}], "because": "主管。"}
    )
    headers = {**procedure.portal, "X-Query-Code": told["query_code"]}
    added = await procedure.api.post(f"/v1/petitions/{number}/supplements", json={"text": text}, headers=headers)
    assert added.status_code in (200, 201), added.text

    answer = await procedure.api.get(f"/v1/referrals/{number}-1", headers=procedure.organs["HB-RSJ"])

    assert (text in answer.text) is shown
