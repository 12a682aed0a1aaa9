"""Words of units: refusals, notices, acts in a history, and the page of a record."""

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext

from models.unit import UnitKind

KINDS = {
    UnitKind.BUREAU: pgettext("unit", "Bureau"),
    UnitKind.STATION: pgettext("unit", "Station"),
    UnitKind.DEPARTMENT: pgettext("unit", "Department"),
    UnitKind.SQUAD: pgettext("unit", "Squad"),
}
REFUSALS = {
    "no_unit_below": _("Nothing can stand below this unit."),
    "unit_taken": _("There is a unit of this name in the same place already."),
    "unit_is_organisation": _("An organisation cannot be closed."),
    "unit_has_units": _("Units stand below it; close those first."),
    "unit_has_people": _("People belong to it; move them first."),
    "unit_has_appointments": _("Appointments are held in it; end those first."),
    "unit_has_items": _("Its checklist has items that have not ended."),
    "post_taken": _("There is a post of this name already."),
}
ACTS = {
    "post.added": _("added"),
    "unit.added": _("added"),
    "unit.renamed": _("renamed"),
    "unit.deactivated": _("closed"),
    "unit.reactivated": _("opened again"),
}
PAGES = {
    "unit": lambda unit_id: url_for("units.show", unit_id=unit_id),
    "post": lambda _post_id: url_for("units.index"),
}
