"""The names of what can be done. The prefix is the room."""

from enum import StrEnum


class Act(StrEnum):
    """`room.verb`, in the order of the rooms and of their life cycles."""

    ACCOUNT_OWN = "account.own"
    NOTICE_READ = "notice.read"

    PERSON_READ = "person.read"
    PERSON_KEEP = "person.keep"
    PERSON_RESET = "person.reset"
    UNIT_READ = "unit.read"
    UNIT_KEEP = "unit.keep"

    CAMPAIGN_START = "campaign.start"
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_EDIT = "campaign.edit"
    CAMPAIGN_MOVE = "campaign.move"
    DOCUMENT_READ = "document.read"
    DOCUMENT_EDIT = "document.edit"

    BREAKDOWN_READ = "breakdown.read"
    BREAKDOWN_EDIT = "breakdown.edit"

    DESK_READ = "desk.read"

    CHECKLIST_LIST = "checklist.list"
    CHECKLIST_READ = "checklist.read"
    CHECKLIST_DRAFT = "checklist.draft"
    CHECKLIST_ASSIGN = "checklist.assign"
    CHECKLIST_SUBMIT = "checklist.submit"
    CHECKLIST_JUDGE = "checklist.judge"

    WORK_OWN = "work.own"
    WORK_READ = "work.read"
    WORK_DO = "work.do"
    WORK_PART = "work.part"
    WORK_ACCEPT_UNIT = "work.accept_unit"
    WORK_ACCEPT_OFFICE = "work.accept_office"
    WORK_RETURN = "work.return"

    PROGRESS_READ = "progress.read"
    PROGRESS_WRITE = "progress.write"
    PROGRESS_CHASE = "progress.chase"
    PROGRESS_JUDGE = "progress.judge"

    EVIDENCE_READ = "evidence.read"

    LOOKBACK_READ = "lookback.read"
    LOOKBACK_OPEN = "lookback.open"
    LOOKBACK_DRAW = "lookback.draw"
    LOOKBACK_FINISH = "lookback.finish"
    LOOKBACK_SEE = "lookback.see"
    LOOKBACK_CHECK = "lookback.check"
    LOOKBACK_HAND_IN = "lookback.hand_in"
    LOOKBACK_RECHECK = "lookback.recheck"

    FINDING_LIST = "finding.list"
    FINDING_READ = "finding.read"
    FINDING_OPEN = "finding.open"
    FINDING_ASSIGN = "finding.assign"
    FINDING_RECTIFY = "finding.rectify"
    FINDING_VERIFY = "finding.verify"

    RULEBOOK_READ = "rulebook.read"
    RULEBOOK_WRITE = "rulebook.write"

    CASE_LIST = "case.list"
    CASE_PUBLIC = "case.public"
    CASE_READ = "case.read"
    CASE_PROPOSE = "case.propose"
    CASE_WITHDRAW = "case.withdraw"
    CASE_CONFIRM = "case.confirm"

    LINE_READ = "line.read"
    LINE_ANSWER = "line.answer"
    LINE_APPEAL = "line.appeal"

    APPEAL_LIST = "appeal.list"
    APPEAL_READ = "appeal.read"
    APPEAL_DECIDE = "appeal.decide"

    MONTH_READ = "month.read"
    MONTH_KEEP = "month.keep"
    MONTH_CHECK = "month.check"
    MONTH_STRIKE_OUT = "month.strike_out"
    MONTH_SIGN = "month.sign"
    MONTH_PUT_FORWARD = "month.put_forward"
    MONTH_CLOSE = "month.close"

    PAY_READ = "pay.read"

    LEDGER_READ = "ledger.read"
    LEDGER_CHECKPOINT = "ledger.checkpoint"
    LEDGER_VERIFY = "ledger.verify"
    LEDGER_REVERSE = "ledger.reverse"

    SCORE_OWN = "score.own"
    SCORE_LIST = "score.list"
    SCORE_READ = "score.read"
