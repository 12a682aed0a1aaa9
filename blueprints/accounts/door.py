"""The demo organisation at the door: its accounts are shown and let in on the machine itself only."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Any

from flask import Request, url_for

from blueprints.accounts.words import PARTS
from services import accounts

FORWARDED = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip"})
FORWARDED_PREFIXES = ("x-forwarded", "x-original-forwarded", "cf-")


@dataclass(frozen=True)
class DemoDoor:
    """The demo password, and the accounts with the link that fills each in."""

    password: str
    accounts: list[dict[str, Any]]


def is_direct(request: Request) -> bool:
    """Whether the browser runs on this machine: a loopback address, and nothing that forwarded the request."""
    try:
        address = ip_address(request.environ.get("REMOTE_ADDR") or "")
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not address.is_loopback:
        return False
    names = [name.lower() for name in request.headers.keys()]  # noqa: SIM118 -- not a dict: iterating gives pairs
    return not any(name in FORWARDED or name.startswith(FORWARDED_PREFIXES) for name in names)


def is_own_machine(host: str) -> bool:
    """Whether this address, as the browser called it, leads nowhere from another machine."""
    name = host.rpartition(":")[0].strip("[]") or host
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def demo_door(request: Request, back: str) -> DemoDoor | None:
    """What the sign-in page shows of the demo organisation; None where it may not, or where there is none."""
    if not is_direct(request):
        return None
    demo = accounts.demo_accounts()
    if demo is None:
        return None
    return DemoDoor(
        password=demo.password,
        accounts=[
            {
                "staff_no": one.staff_no,
                "name": one.name,
                "part": PARTS.get(one.part, one.part),
                "url": _filled_in(one.staff_no, back),
            }
            for one in demo.accounts
        ],
    )


def _filled_in(staff_no: str, back: str) -> str:
    values: dict[str, Any] = {"as": staff_no, "back": back if back != "/" else None}
    return url_for("accounts.sign_in", **values)
