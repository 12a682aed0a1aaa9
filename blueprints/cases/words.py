"""Words of cases: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from extensions import db
from models.case import Answer, CaseState, LineState, PointCase
from models.rulebook import Payer

STATES = {
    CaseState.PROPOSED: (lazy_pgettext("case", "Awaiting confirmation"), "amber"),
    CaseState.REJECTED: (lazy_pgettext("case", "Rejected"), "plain"),
    CaseState.WITHDRAWN: (lazy_pgettext("case", "Withdrawn"), "plain"),
    CaseState.POSTED: (lazy_pgettext("case", "Posted"), "green"),
}
ON_NOTICE = (lazy_pgettext("case", "On notice"), "blue")
RECORDED = (lazy_pgettext("case", "Recorded for the month's list"), "blue")
TO_SIGN = (lazy_pgettext("case", "Awaiting the list's signature"), "amber")
LINE_STATES = {
    LineState.OPEN: lazy_pgettext("case line", "not counted yet"),
    LineState.HELD: lazy_pgettext("case line", "held for reconsideration"),
    LineState.STRUCK_OUT: lazy_pgettext("case line", "struck out"),
    LineState.POSTED: lazy_pgettext("case line", "posted"),
    LineState.REVERSED: lazy_pgettext("case line", "reversed"),
}
ANSWERS = {
    Answer.AGREED: lazy_pgettext("answer", "No objection"),
    Answer.EXPLAINED: lazy_pgettext("answer", "Explanation"),
}
PAYERS = {
    Payer.PERSON: lazy_pgettext("payer", "the person"),
    Payer.SQUAD_LEADER: lazy_pgettext("payer", "squad leader, linked"),
    Payer.HEAD: lazy_pgettext("payer", "head, linked"),
    Payer.UNIT: lazy_pgettext("payer", "the unit"),
}
SOURCES = {
    "checklist_item": _("Checklist item"),
    "occurrence": _("Work of a checklist item"),
    "lookback_item": _("Look-back verdict"),
    "finding": _("Finding"),
}
REFUSALS = {
    "leader_confirms": _("This case is a veto or above what deputies decide; the leader decides it."),
    "happened_in_future": _("This day lies ahead. Choose the day on which it happened."),
    "outside_campaign": _("This day lies outside the campaign (%(starts)s to %(ends)s). Please check it."),
    "rule_not_in_force": _("On %(day)s rule %(code)s stood in another version of the rulebook. Choose the rule again."),
    "rule_computed": _("Rule %(code)s is computed each month; nobody records it."),
    "evidence_wanted": _(
        "This rule wants evidence: add a photo or file, a link, or the dated note of a named witness."
    ),
    "evidence_or_source": _("Without a source record a case needs evidence: a file, a link or a witness's dated note."),
    "noted_before": _("The note is dated before the matter happened. Please check both days."),
    "source_unknown": _("The record that this case comes from is not there. Propose it without a source."),
    "found_itself": _("The unit found this itself and is in time with it: it costs no points."),
    "not_your_people": _("You propose for your own people and units; the office director proposes for all."),
    "not_about_yourself": _("Nobody proposes about oneself; ask your head or the office."),
    "no_unit_that_day": _("%(name)s belonged to no unit on %(day)s. Please check the day."),
    "no_squad_leader": _(
        "The rule also falls on the squad leader, and %(unit)s had none on %(day)s. "
        "Ask the administrator to appoint the leader of %(unit)s, then propose again."
    ),
    "no_head": _(
        "The rule also falls on the head, and %(unit)s had none on %(day)s. "
        "Ask the administrator to appoint the head of %(unit)s, then propose again."
    ),
    "squad_wanted": _("This rule is about a squad leader: choose a squad."),
    "nobody_bears_it": _("Under this rule nobody bears anything here; choose another rule or other persons."),
    "amount_outside": _("The rule allows %(least)s to %(most)s."),
    "reason_for_change": _("You changed an amount: say why, so that proposer and subject can read it."),
    "not_in_list": _("Rule %(code)s is settled as a case of its own: propose it."),
    "rule_needed": _("Choose a rule of the month's list."),
    "still_on_notice": _("This case is on notice until %(until)s; it is confirmed after that, or rejected before."),
    "line_held": _("A reconsideration of this case has been asked for; it is decided first."),
    "settled_in_list": _("This case is settled in the month's list; it is signed or struck out there."),
    "only_subject_answers": _("Only whom a line is about answers it, for a unit its head."),
    "line_decided": _("This line was decided meanwhile; see below how."),
    "case_decided": _("This case was decided meanwhile; see below by whom."),
    "only_proposer_withdraws": _("Only who proposed a case withdraws it."),
}
NOTICES = {
    "case.proposed": _("%(number)s %(rule)s was proposed about you; nothing is counted before it is confirmed."),
    "case.on_notice": _(
        "%(number)s %(rule)s was proposed about you and is on notice until %(until)s. Nothing is counted before that; "
        "here you say what you have to say."
    ),
    "case.recorded": _(
        "%(number)s %(rule)s was recorded about you for the month's list. Nothing is counted before that is signed; "
        "here you say what you have to say."
    ),
    "case.explained": _("On %(number)s %(rule)s somebody concerned has explained how it was."),
    "case.to_confirm": _("%(number)s %(rule)s waits for your confirmation."),
    "case.confirmed": _("%(number)s %(rule)s was confirmed and posted."),
    "case.rejected": _("%(number)s %(rule)s was rejected; nothing was posted."),
    "case.withdrawn": _("%(number)s %(rule)s was withdrawn by its proposer; nothing was posted."),
}
ACTS = {
    "case.proposed": lazy_pgettext("act", "proposed the case"),
    "case.confirmed": lazy_pgettext("act", "confirmed and posted it"),
    "case.rejected": lazy_pgettext("act", "rejected it"),
    "case.withdrawn": lazy_pgettext("act", "withdrew it"),
    "line.agreed": lazy_pgettext("act", "said: no objection"),
    "line.explained": lazy_pgettext("act", "explained how it was"),
    "line.struck_out": lazy_pgettext("act", "struck out a line"),
    "case.drawn_up": lazy_pgettext("act", "drew it up for the month's list"),
}


def _case_page(case_id: int) -> str | None:
    case = db.session.get(PointCase, case_id)
    return url_for("cases.show", slug=case.campaign.slug, point_case_id=case.id) if case is not None else None


PAGES = {"point_case": _case_page}
