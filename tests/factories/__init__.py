"""What tests are made of: the cast and one campaign under way."""

from tests.factories.cast import Cast, Who, make_cast
from tests.factories.running import Running, make_campaign

__all__ = ["Cast", "Running", "Who", "make_campaign", "make_cast"]
