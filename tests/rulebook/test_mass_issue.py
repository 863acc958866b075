"""Where a petition of a mass issue belongs; what a clerk has decided the machine does not undo."""

from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.mass_issue import Membership, Placement, place
from service.rulebook.vocabulary import Suspicion

SUSPECTED, CONFIRMED, REJECTED = Suspicion.SUSPECTED, Suspicion.CONFIRMED, Suspicion.REJECTED
THIS = 100


def member(petition: int, issue: int, suspicion: Suspicion = SUSPECTED, held: Suspicion = SUSPECTED) -> Membership:
    return Membership(petition, issue, suspicion, held)


def test_two_that_are_alike_open_an_issue() -> None:
    assert place(THIS, {2: 0.97}, []) == Placement(brought=(2,))


def test_a_third_joins_the_issue_of_most_it_resembles() -> None:
    there = [member(1, 7), member(2, 7), member(3, 8)]

    assert place(THIS, {1: 0.9, 2: 0.9, 3: 0.99}, there) == Placement(7)


def test_it_brings_along_what_it_resembles_and_what_came_too_early_to_be_seen() -> None:
    assert place(THIS, {1: 0.9, 2: 0.9, 3: 0.99}, [member(1, 7)]) == Placement(7, brought=(2, 3))


def test_what_resembles_nothing_stands_alone() -> None:
    assert place(THIS, {}, []) == Placement()


def test_one_chance_resemblance_does_not_make_two_issues_one_but_two_of_each_do() -> None:
    there = [member(1, 7), member(2, 7), member(3, 8), member(4, 8)]

    assert place(THIS, {1: 0.9, 2: 0.9, 3: 0.99}, there) == Placement(7)
    assert place(THIS, dict.fromkeys((1, 2, 3, 4), 0.95), there) == Placement(7, united=(8,))


def test_two_issues_that_clerks_have_confirmed_stay_two() -> None:
    there = [member(each, issue, held=CONFIRMED) for each, issue in ((1, 7), (2, 7), (3, 8), (4, 8))]

    assert place(THIS, dict.fromkeys((1, 2, 3, 4), 0.95), there) == Placement(7)


def test_a_suspected_issue_goes_into_the_confirmed_one_though_that_is_younger() -> None:
    there = [member(1, 7), member(2, 7), *(member(each, 8, held=CONFIRMED) for each in (3, 4))]

    assert place(THIS, dict.fromkeys((1, 2, 3, 4), 0.95), there) == Placement(8, united=(7,))


def test_it_never_joins_again_what_a_clerk_took_it_out_of() -> None:
    there = [member(THIS, 7, REJECTED), member(1, 7), member(2, 7)]

    assert place(THIS, {1: 0.99, 2: 0.99}, there) == Placement()


def test_a_dismissed_issue_is_not_opened_again_by_its_members() -> None:
    there = [member(1, 7, held=REJECTED), member(2, 7, held=REJECTED)]

    assert place(THIS, {1: 0.99, 2: 0.99}, there) == Placement()
    assert place(THIS, {1: 0.99, 2: 0.99, 3: 0.91}, there) == Placement(brought=(3,))


def test_it_stays_where_a_clerk_has_confirmed_it_and_leaves_where_only_the_machine_put_it() -> None:
    assert place(THIS, {}, [member(THIS, 7, CONFIRMED)]) == Placement(7)
    assert place(THIS, {}, [member(THIS, 7)]) == Placement()


ANY = st.sampled_from(Suspicion)
MEMBERSHIPS = st.lists(
    st.builds(Membership, st.sampled_from([*range(1, 9), THIS]), st.integers(1, 4), ANY, ANY), max_size=14
)


@given(st.dictionaries(st.integers(1, 8), st.floats(0.9, 1)), MEMBERSHIPS)
def test_whatever_stands_a_clerks_word_holds(matches: dict[int, float], drawn: list[Membership]) -> None:
    # one standing place a petition, one state an issue: what the register's indexes hold
    states = {one.issue_id: one.issue for one in drawn}
    there = [Membership(one.petition_id, one.issue_id, one.suspicion, states[one.issue_id]) for one in drawn]
    there = list({(one.petition_id, one.standing or one.issue_id): one for one in there}.values())
    found = place(THIS, matches, there)

    barred = {one.issue_id for one in there if one.petition_id == THIS and not one.standing}
    confirmed = {one.issue_id for one in there if one.issue is CONFIRMED}
    joined = {found.issue_id, *found.united} - {None}
    assert not joined & {issue for issue, state in states.items() if state in (REJECTED, Suspicion.LAPSED)}
    assert len(joined & confirmed) <= 1
    assert not confirmed & set(found.united)
    standing = {one.petition_id: one.issue_id for one in there if one.standing}
    if THIS not in standing:
        assert not joined & barred
    assert not set(found.brought) & {one.petition_id for one in there}
    assert set(found.brought) <= set(matches)
