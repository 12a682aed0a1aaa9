"""Tests of drafting, submitting and judging checklists."""

from tests.factories.running import STARTED

AT = STARTED.replace(month=11, day=7)
