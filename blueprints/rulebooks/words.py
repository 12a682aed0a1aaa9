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
    "code_taken": _("The number %(code)s is taken already."),
    "effect_needed": _("A rule needs at least one amount: whom it rewards or penalises, and by how much."),
    "rules_needed": _("There is no rule yet; a rulebook without rules cannot be put in force."),
    "section_has_rules": _("This section still has rules; remove them first."),
    "begins_before_last": _("The version before begins on %(day)s; choose that day or a later one."),
    "rulebook_outside": _("This day lies outside the campaign (%(starts)s to %(ends)s). Please check it."),
}
ACTS = {
    "rulebook.drafted": _("drafted the next version"),
    "rulebook.edited": _("changed the draft"),
    "rulebook.in_force": _("put the version in force"),
    "rulebook.discarded": _("dropped the draft"),
}


def _rulebook_page(record_id: int) -> str | None:
    rulebook = db.session.get(Rulebook, record_id)
    return url_for("rulebooks.show", slug=rulebook.campaign.slug, rulebook_id=rulebook.id) if rulebook else None


PAGES = {"rulebook": _rulebook_page}
