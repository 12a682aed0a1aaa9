"""Who is at the door: a plain value made from one statement, on which access and services decide."""

from dataclasses import dataclass
from datetime import date

from models.person import Role


@dataclass(frozen=True)
class Grant:
    """One appointment that holds today: a role, and the unit (with its path) or the campaign it is for."""

    role: Role
    unit_id: int | None = None
    unit_path: str | None = None
    campaign_id: int | None = None


@dataclass(frozen=True)
class Visitor:
    """The signed-in person of this request. `today` is the organisation's date."""

    id: int
    organisation_id: int
    organisation_path: str
    staff_no: str
    name: str
    today: date
    unit_id: int | None = None
    unit_path: str | None = None
    unit_name: str = ""
    post_id: int | None = None
    post_name: str = ""
    grants: tuple[Grant, ...] = ()
    bell: int = 0
    locale: str | None = None
    session_version: int = 1
    must_change_password: bool = False
    may_not_judge_yet: bool = False
    structure_version: int = 0

    # what Flask-Login asks of a user
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """The session's key: a raised session version signs out everywhere."""
        return f"{self.id}:{self.session_version}"

    def units_as(self, *roles: Role) -> tuple[str, ...]:
        """Paths of the units in which one of `roles` is held today."""
        return tuple(grant.unit_path for grant in self.grants if grant.role in roles and grant.unit_path)

    def holds_in(self, path: str | None, *roles: Role) -> bool:
        """Whether one of `roles` is held in the unit at `path` or in one above it."""
        return path is not None and any(path.startswith(own) for own in self.units_as(*roles))

    def holds_for(self, campaign_id: int | None, *roles: Role) -> bool:
        """Whether one of the campaign roles is held in that campaign."""
        return campaign_id is not None and any(
            grant.campaign_id == campaign_id and grant.role in roles for grant in self.grants
        )
