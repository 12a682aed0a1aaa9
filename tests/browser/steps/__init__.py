"""The ten steps of a campaign as one story; each module tells a few of them on the page it is given."""

from tests.browser.steps import checklist, lookback, plan, points, work

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
    lookback.open_and_hand_in,
    lookback.draw_and_recheck,
    lookback.rectify_and_close_out,
    points.write_the_rulebook,
    points.propose_and_confirm,
    points.reverse_in_the_ledger,
    points.see_the_score,
)
