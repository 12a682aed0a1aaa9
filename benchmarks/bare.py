"""What a page is measured against: a bare Flask page with as many rows and as many bytes a row, and one query."""

from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy import select

from config import ROOT, settings
from extensions import db
from models.ledger import LedgerEntry
from models.person import Person

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><table>
{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.posted_on }}</td><td>{{ row.name }}</td>
<td>{{ row.code }}</td><td>{{ row.amount }}</td><td>{{ padding }}</td></tr>
{% endfor %}</table></body></html>"""


def create_app() -> Flask:
    """The app with its one page, on the same database as the pages it is compared with."""
    app = Flask(__name__)
    app.config.from_mapping(settings(ROOT / "instance"))
    app.jinja_loader = DictLoader({"bare.html": PAGE})
    db.init_app(app)

    @app.get("/rows/<int:rows>/<int:size>")
    def show(rows: int, size: int) -> str:
        found = db.session.execute(
            select(
                LedgerEntry.number,
                LedgerEntry.posted_on,
                Person.name,
                LedgerEntry.rule_code.label("code"),
                LedgerEntry.amount,
            )
            .join(Person, Person.id == LedgerEntry.proposer_id)
            .order_by(LedgerEntry.campaign_id.desc(), LedgerEntry.number.desc())
            .limit(rows)
        ).all()
        return render_template("bare.html", title="Bare", rows=found, padding="x" * size)

    return app
