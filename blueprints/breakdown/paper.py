"""Route of the breakdown on A4: the tasks under their focus areas, signed by who drew it up, reviewed and approved."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from flask_login import current_user
from werkzeug.wrappers import Response

import papers
from access import Act, requires
from blueprints.breakdown.routes import room
from models.campaign import Campaign
from pages import page
from services import breakdown


@room.get("/breakdown/paper")
@requires(Act.BREAKDOWN_READ, Campaign)
def paper(campaign: Campaign) -> Response:
    areas = breakdown.areas_of(campaign)
    title, today = pgettext("paper", "Work breakdown"), current_user.today
    number = sum(len(area.tasks) for area in areas)
    waiting = sum(task.issued_at is None for area in areas for task in area.tasks)
    said = [
        ngettext("%(num)s task", "%(num)s tasks", number),
        *([ngettext("%(num)s not issued yet", "%(num)s not issued yet", waiting)] if waiting else []),
        _("printed on %(day)s", day=today.isoformat()),
    ]
    return page(
        "breakdown/paper.html",
        paper=papers.paper(
            campaign,
            title=title,
            number=papers.number_of(campaign, "RW", f"{today:%Y%m%d}"),
            said=(campaign.title, " · ".join(said)),
            signed_by=papers.drawn_up(),
            back=(url_for(".show"), _("Work breakdown")),
            address=url_for(".show", _external=True),
        ),
        areas=areas,
        phases={phase.id: phase.name for phase in campaign.phases},
    )
