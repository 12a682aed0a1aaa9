"""Words of accounts: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext
from flask_login import current_user

from access import Act, can
from models.person import Role

ROLES = {
    Role.HEAD: _("Head"),
    Role.LIAISON: _("Liaison"),
    Role.IN_CHARGE: _("In charge"),
    Role.DUTY_MANAGER: _("Duty manager"),
    Role.OFFICE: _("Office"),
    Role.PAYROLL: _("Payroll clerk"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.LEADER: _("Leader"),
    Role.DEPUTY: _("Deputy leader"),
    Role.MEMBER: _("Member of the leading group"),
    Role.OFFICE_DIRECTOR: _("Office director"),
    Role.INSPECTOR: _("Inspector"),
    Role.SQUAD_HEAD: _("Head of the campaign's squad"),
}
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
    "too_many_sign_ins": _("Too many failed sign-ins. Please try again in %(minutes)s minutes."),
    "demo_only_here": _("Demo accounts sign in only on the machine that runs Lookback."),
    "sign_in_wrong": _("Staff number or password is not right."),
    "password_too_short": _("Please choose at least %(least)s characters."),
    "password_wrong": _("This is not your present password."),
}


def _person_page(person_id: int) -> str | None:
    """The administrator's page of a person; whoever else is told about one stays at the bell."""
    if not (current_user.is_authenticated and can(current_user, Act.PERSON_READ)):
        return None
    return url_for("accounts.show", person_id=person_id)


PAGES = {"person": _person_page}
