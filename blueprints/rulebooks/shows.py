"""What the page of a rulebook shows, put together for the template."""

from typing import Any

from flask import request
from flask_login import current_user

from access import Act, can
from blueprints.rulebooks import telling
from blueprints.rulebooks.forms import (
    MEASURES,
    PAYERS,
    PERIODS,
    BookForm,
    ForceForm,
    RuleForm,
    SectionForm,
    TermsForm,
    filled,
    filled_section,
    filled_terms,
)
from blueprints.rulebooks.words import STATES
from forms import VersionForm
from models.campaign import Campaign, CampaignState
from models.rulebook import Rulebook, RulebookState
from services import rulebooks, traces


def of_book(
    campaign: Campaign, versions: list[Rulebook], book: Rulebook | None, forms: dict[str, Any]
) -> dict[str, Any]:
    """One version among those that the visitor sees; `forms` are those refused, to stand in for their own."""
    writes = can(current_user, Act.RULEBOOK_WRITE, campaign)
    held = rulebooks.in_force_on(campaign.id, current_user.today)
    drafting = writes and book is not None and book.state is RulebookState.DRAFT
    return {
        "versions": [(one, *STATES[_state(one, held)]) for one in versions],
        "book": book,
        "state": STATES[_state(book, held)] if book else None,
        "put_by": _put_by(book) if book else None,
        "writes": writes,
        "reads_documents": writes and campaign.state is not CampaignState.CLOSED,
        "has_draft": any(one.state is RulebookState.DRAFT for one in versions),
        "drafting": drafting,
        **(_forms(campaign, book, forms) if drafting and book else {}),
        "has_earlier": book is not None and any(one.version < book.version for one in versions),
        "told": telling.of_book(book) if book else [],
        "notes": telling.of_rule,
        "share": telling.of_share,
        "section_caps": telling.section_caps,
        "payers": dict(PAYERS),
        "measures": dict(MEASURES),
        "periods": dict(PERIODS),
    }


def _state(one: Rulebook, held: Rulebook | None) -> str:
    """How a version stands today: it is in force on its days, whatever has been put in force for later ones."""
    if one.state is RulebookState.DRAFT:
        return "draft"
    if held is not None and one.id == held.id:
        return "in_force"
    return "coming" if one.from_on is not None and one.from_on > current_user.today else "replaced"


def _put_by(book: Rulebook) -> traces.Trace | None:
    """Who put it in force, and when."""
    history = traces.history(Rulebook.__tablename__, book.id) if book.in_force_at else []
    return next((one for one in history if one.act == "rulebook.in_force"), None)


def _forms(campaign: Campaign, book: Rulebook, forms: dict[str, Any]) -> dict[str, Any]:
    """The forms of a draft; the one that was refused stands in for its own, now with the version as it is."""
    for form in forms.values():
        if isinstance(form, VersionForm):
            form.version.data = book.revision
    sections = {section.id: section for section in book.sections}
    rules = {rule.id: rule for section in book.sections for rule in section.rules}
    editing = forms.get("editing") or request.args.get("rule", type=int)
    adding = forms.get("adding") or request.args.get("add", type=int)
    rule_form = forms.get("rule_form")
    if rule_form is None and editing in rules:
        rule_form = RuleForm(formdata=None, prefix="rule", data=filled(rules[editing]), version=book.revision)
    elif rule_form is None and adding in sections:
        code = rulebooks.next_rule_code(sections[adding])
        rule_form = RuleForm(formdata=None, prefix="rule", code=code, version=book.revision)
    renaming = {
        section.id: SectionForm(
            formdata=None, prefix=f"section{section.id}", data=filled_section(section), version=book.revision
        )
        for section in book.sections
    }
    if forms.get("renaming") in sections:
        renaming[forms["renaming"]] = forms["renaming_form"]
    from_on = max(min(current_user.today, campaign.ends_on), campaign.starts_on)
    return {
        "book_form": forms.get("book_form") or BookForm(formdata=None, obj=book, version=book.revision),
        "terms_form": forms.get("terms_form")
        or TermsForm(formdata=None, prefix="terms", data=filled_terms(book), version=book.revision),
        "force_form": forms.get("force_form")
        or ForceForm(formdata=None, prefix="force", version=book.revision, from_on=from_on),
        "section_form": forms.get("section_form")
        or SectionForm(formdata=None, prefix="section", version=book.revision, code=rulebooks.next_section_code(book)),
        "rule_form": rule_form,
        "editing": editing,
        "adding": adding,
        "renaming": renaming,
    }
