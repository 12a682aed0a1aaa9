"""Words of accounts: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_login import current_user

from access import Act, can

PARTS = {
    "leader": _("Leader"),
    "deputy": _("Deputy leader"),
    "director": _("Office director"),
    "head": _("Head of a department"),
    "liaison": _("Liaison"),
    "squad_leader": _("Squad leader"),
    "duty_manager": _("Duty manager"),
    "staff": _("Staff"),
    "payroll": _("Payroll clerk"),
    "administrator": _("Administrator"),
    "supervisor": lazy_pgettext("demo", "Supervisor of the bureau"),
}
REFUSALS = {
    "last_director": _(
        "This is the only office director of “%(campaign)s”; let the director link another person first."
    ),
    "too_many_sign_ins": _("Too many failed sign-ins. Please try again in %(minutes)s minutes."),
    "demo_only_here": _("Demo accounts sign in only on the machine that runs Lookback."),
    "sign_in_wrong": _("Staff number or password is not right."),
    "password_too_short": _("Please choose at least %(least)s characters."),
    "password_wrong": _("This is not your present password."),
    "staff_no_taken": _("Somebody has this staff number already."),
    "unit_closed": _("This unit is closed. Please choose another one."),
    "other_organisation": _("This belongs to another organisation."),
    "already_there": _("This is the present unit and post already."),
    "moved_before": _("Please choose a day after %(since)s, when the present membership began."),
    "role_not_there": _("This appointment cannot be held in that unit."),
    "campaign_role": _("Roles of a campaign are given by its office director."),
    "ends_before": _("Please choose a day that is not before %(since)s."),
    "appointed_already": _("This appointment is held already in these days."),
    "not_oneself": _("You cannot do this to your own account."),
    "reset_own": _("Your own password you change yourself, under “Change password”."),
    "unreadable_no_staff_columns": _(
        "No row of headings is found. The columns of the staff number and of the name need their headings above them."
    ),
    "unreadable_no_staff": _("Nobody stands below the headings."),
    "unreadable_too_many_staff": _("This list has more than %(most)s people. Send it in parts."),
    "staff_no_missing": _("%(name)s has no staff number."),
    "staff_no_wrong": _("“%(staff_no)s” is no staff number: letters, digits, - and _, at most 20."),
    "staff_no_twice": _("The staff number %(staff_no)s stands in %(first)s already."),
    "staff_name_missing": _("The name is missing beside the staff number %(staff_no)s."),
    "staff_too_long": _("“%(text)s…” is longer than %(most)s characters."),
    "staff_elsewhere": _("Somebody in another organisation has the staff number %(staff_no)s."),
    "staff_squad_alone": _("Nobody can tell to which department the squad “%(squad)s” belongs. Name the department."),
    "staff_moved_before": _(
        "%(name)s has been in the present unit and post since %(since)s; choose a later day for the memberships."
    ),
    "staff_since_far": _("Please choose a day within the next %(days)s days; the list is read again for a later one."),
    "staff_faults": _("%(count)s things are to be put right in the list first."),
    "staff_unknown": _("%(count)s names are not known: say what is meant by each."),
    "staff_headed": _("%(name)s holds this appointment. End it there first."),
    "staff_two_heads": _("Several people in the list have this duty in the same unit."),
    "too_many_slips": _("These are too many at once. Please tick at most %(most)s people, and then the others."),
    "no_slips": _("Please tick for whom slips are made."),
    "founded_already": _("There is an organisation already, or the address is no longer valid."),
}
WHAT_IS_OPEN = {"item": _("Item"), "part": lazy_pgettext("work", "Part"), "finding": _("Finding")}
NOTICES = {
    "items_handed_over": _(
        "%(count)s items of %(unit)s, for which somebody answered who is no longer there, have another person now."
    ),
    "person.password_reset": _(
        "%(by)s reset the password of %(name)s (%(staff_no)s). For 24 hours this account cannot judge."
    ),
    "person.first_password": _(
        "%(by)s made a first password for %(name)s (%(staff_no)s). For 24 hours this account cannot judge."
    ),
    "person.appointed_oneself": _("The administrator %(name)s (%(staff_no)s) took on an appointment in a unit."),
}
ACTS = {
    "person.added": _("took in"),
    "person.renamed": _("changed the name"),
    "person.moved": _("moved to another unit or post"),
    "person.appointed": _("appointed"),
    "person.appointment_ended": _("ended the appointment"),
    "person.deactivated": _("closed the account"),
    "person.reactivated": _("opened the account again"),
    "person.password_reset": _("reset the password"),
    "person.first_password": _("made a first password on a slip"),
    "account.password_changed": _("changed the own password"),
}


def _person_page(person_id: int) -> str | None:
    """The administrator's page of a person; whoever else is told about one stays at the bell."""
    if not (current_user.is_authenticated and can(current_user, Act.PERSON_READ)):
        return None
    return url_for("accounts.show", person_id=person_id)


PAGES = {"person": _person_page}
