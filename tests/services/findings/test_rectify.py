import pytest

from models.campaign import CampaignState
from models.finding import FindingState
from models.notice import Notice
from models.refusals import Incomplete, RuleBroken, Stale, WrongState
from services import findings
from tests.factories import looking


@pytest.fixture
def finding(session, cast, running):
    return looking.make_finding(running, cast)


def submit(finding, who, **values):
    said = {"cause": "人手不足", "measure": "排班到人", "note": "已登记", "pieces": [], "version": finding.version}
    findings.submit(finding, **(said | values), by=who.visitor(looking.AT), at=looking.AT)


def rectify(finding, who, **values):
    said = {"cause": "人手不足", "measure": "", "pieces": [], "version": finding.version}
    return findings.rectify(finding, **(said | values), by=who.visitor(looking.AT), at=looking.AT)


def test_the_owner_writes_down_cause_and_measure_and_submits(session, cast, finding):
    rectify(finding, cast.staff)
    assert finding.state is FindingState.RECTIFYING
    submit(finding, cast.staff)
    (attempt,) = finding.rectifications
    assert (finding.state, attempt.by_id, attempt.submitted_at) == (
        FindingState.SUBMITTED,
        cast.staff.id,
        looking.AT,
    )
    told = session.query(Notice).filter_by(key="finding.submitted")
    assert {one.person_id for one in told} == {cast.director.id, cast.leader.id}


@pytest.mark.parametrize("field", ["cause", "measure"])
def test_submitting_needs_cause_and_measure(session, cast, finding, field):
    with pytest.raises(Incomplete) as refused:
        submit(finding, cast.staff, **{field: " "})
    assert refused.value.field == field


def test_submitting_needs_evidence_and_what_was_kept_before_counts(session, cast, finding):
    with pytest.raises(Incomplete, match="evidence_needed"):
        submit(finding, cast.staff, note="")
    rectify(finding, cast.staff, pieces=looking.note_of("照片", cast.staff))
    submit(finding, cast.staff, note="")


def test_twice_is_refused(session, cast, finding):
    submit(finding, cast.staff)
    with pytest.raises(WrongState):
        submit(finding, cast.staff)


def test_without_an_owner_nobody_submits(session, cast, finding):
    finding.owner_id = None
    with pytest.raises(Incomplete, match="owner_needed"):
        submit(finding, cast.head)


def test_a_stale_form_is_refused(session, cast, finding):
    with pytest.raises(Stale):
        submit(finding, cast.staff, version=finding.version + 1)


def test_a_closed_campaign_is_read_only(session, cast, running, finding):
    looking.campaign_of(running).state = CampaignState.CLOSED
    with pytest.raises(WrongState, match="campaign_closed"):
        submit(finding, cast.staff)


def test_an_owner_is_named_from_the_unit(session, cast, finding):
    def assign(person):
        findings.assign(finding, person.id, version=finding.version, by=cast.head.visitor(looking.AT), at=looking.AT)

    assign(cast.squad_leader)
    assert finding.owner_id == cast.squad_leader.id
    with pytest.raises(RuleBroken, match="owner_elsewhere"):
        assign(cast.second_staff)
