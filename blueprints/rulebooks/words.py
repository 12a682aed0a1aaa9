"""Words of the rulebook: refusals, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _

from extensions import db
from models.rulebook import Rulebook

STATES = {
    "draft": (_("Draft"), "amber"),
    "in_force": (_("In force"), "green"),
    "coming": (_("Comes into force"), "blue"),
    "replaced": (_("Replaced"), "plain"),
}
REFUSALS = {
    "rulebook_drafted": _("There is a draft of the next version already."),
    "rulebook_fixed": _("This version is in force and no longer changes; draft the next one."),
    "amount_out_of_range": _("Give an amount from 0.01 to %(most)s, with two decimals at most."),
    "base_out_of_range": _("Give a base from 0 to %(most)s, with two decimals at most."),
    "least_above_most": _("The least is above the most. Please check both."),
    "rule_least_above_most": _("Rule %(code)s: the least is above the most. Please mend the rule."),
    "cap_below_least": _(
        "Rule %(code)s: a cap of %(cap)s lies below its least of %(least)s, so it could never be posted whole. "
        "Raise the cap or lower the least."
    ),
    "quota_out_of_range": _("Give a percentage from 1 to 100, or leave it empty."),
    "grade_twice": _("The grade %(name)s stands twice. Please name each grade once."),
    "grade_empty": _("The grade %(name)s begins where it ends. Please check both."),
    "grades_overlap": _("The grades %(better)s and %(worse)s overlap: some scores would have both."),
    "grades_gap": _(
        "Scores from %(least)s and below %(below)s have no grade. Let the next grade begin where one ends."
    ),
    "grades_end": _("Scores above the grade %(name)s have none. Leave its end empty."),
    "grades_begin": _("Scores below the grade %(name)s have none. Leave its beginning empty."),
    "veto_has_no_amount": _("A veto has no amount: say only whom it bars. Points belong in a rule of their own."),
    "share_is_leaders": _(
        "A share is a percentage up to 100 of the first amount, for the squad leader or the head; the first has none."
    ),
    "nobody_is_person": _("Rules %(codes)s fall on persons, but nobody belongs to the organisation then."),
    "nobody_is_unit": _("Rules %(codes)s fall on units, but the organisation has no department or squad."),
    "nobody_is_squad_leader": _(
        "Rules %(codes)s fall on squad leaders, but no squad has one then. Appoint one, or change the rules."
    ),
    "nobody_is_head": _(
        "Rules %(codes)s fall on heads of units, but no department has one then. Appoint one, or change the rules."
    ),
    "computed_no_veto": _("A veto is an outcome, not a number: it cannot be computed."),
    "computed_one_effect": _(
        "A computed rule has one line: a reward of the unit, in points. Give the most; its least is 0."
    ),
    "rule_computed_effect": _(
        "Rule %(code)s is computed: it needs exactly one reward of the unit, in points, with a least of 0."
    ),
    "code_taken": _("The number %(code)s is taken already."),
    "effect_needed": _("A rule needs at least one amount: whom it rewards or penalises, and by how much."),
    "rules_needed": _("There is no rule yet; a rulebook without rules cannot be put in force."),
    "section_has_rules": _("This section still has rules; remove them first."),
    "begins_before_last": _("The version before begins on %(day)s; choose that day or a later one."),
    "rulebook_outside": _("This day lies outside the campaign (%(starts)s to %(ends)s). Please check it."),
}
REFUSALS |= {
    "no_such_rule": _("The sheet has no such rule any more. Please look at it again."),
    "too_many_passages": _("This is longer than any rulebook (%(most)s sentences). Send the part with the rules."),
    "passage_too_long": _("One sentence of it is longer than any rule (%(most)s characters). Break it into lines."),
    "rule_text_too_long": _("At most %(most)s characters, please."),
    "rules_wrong": _("Something needs your attention in %(count)s places; each is marked below. Nothing was saved."),
}
STATUSES = {
    "wrong": (_("needs attention"), "red", "■"),
    "new": (_("new"), "blue", ""),
    "differs": (_("otherwise than in the book"), "amber", "▲"),
    "same": (_("in the book already"), "green", "✓"),
    "left_out": (_("not taken in"), "plain", ""),
}
REFUSED = {
    "percent": _("A share in percent is no amount of points; it is not taken. Give an amount if a rule is meant."),
    "cap_yuan": _("Yuan have no cap here; it stays in the text."),
}
UNREAD = {
    "no_amount": _("a requirement without an amount"),
    "share": _("a share in percent"),
    "formula": _("a formula"),
    "grades": _("bands of grades: they belong in the terms"),
    "double_count": _("a clause against counting twice"),
    "escalation": _("a repeat that moves to another tier"),
    "sanction": _("a sanction without points"),
    "conversion": _("what a point is worth: it belongs in the terms"),
    "procedure": _("how it is done, checked and appealed"),
}
WARNED = {
    "lost_dash": _("%(amount)s points may have lost a dash: is %(proposal)s meant? Please check the amount."),
}
ACTS = {
    "rulebook.drafted": _("drafted the next version"),
    "rulebook.edited": _("changed the draft"),
    "rulebook.in_force": _("put the version in force"),
    "rulebook.discarded": _("dropped the draft"),
    "rulebook.imported": _("adopted rules from a document"),
}


def _rulebook_page(record_id: int) -> str | None:
    rulebook = db.session.get(Rulebook, record_id)
    return url_for("rulebooks.show", slug=rulebook.campaign.slug, rulebook_id=rulebook.id) if rulebook else None


PAGES = {"rulebook": _rulebook_page}
