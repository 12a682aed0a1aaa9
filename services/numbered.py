"""How the numbers of records are written: PC-0007, F-0003, W-0023."""

CASE, APPEAL, FINDING = "PC-", "F-", "W-"


def case(number: int) -> str:
    """PC-0007, a point case."""
    return f"{CASE}{number:04}"


def appeal(number: int) -> str:
    """F-0003, an appeal."""
    return f"{APPEAL}{number:04}"


def finding(number: int) -> str:
    """W-0023, a finding."""
    return f"{FINDING}{number:04}"
