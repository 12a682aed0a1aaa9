"""The ten steps of a campaign as one story; each module tells a few of them on the page it is given."""

from tests.browser.steps import checklist, plan, work

ORDER = (
    plan.take_in_and_appoint,
    plan.start_from_the_plan,
    plan.break_down,
    checklist.draft_it,
    plan.gap_shows,
    checklist.judge_it,
    work.do_return_and_do_again,
    work.accept_the_week,
    work.review_progress,
)
