"""Caps of a section, audience of a rule, which cap cut a line; totals by direction

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SIDE = "CASE f.direction WHEN 'reward' THEN '+' ELSE '-' END"
SCOPES = {
    f"'book:' || {SIDE}": "SUM(e.amount)",
    f"'section:' || s.code || ':' || {SIDE}": "SUM(e.amount)",
    f"'rule:' || e.rule_code || ':' || {SIDE}": "SUM(e.amount)",
    "'entries'": "COUNT(*) * 100",  # kept in hundredths as all totals
}


def upgrade():
    op.add_column("section", sa.Column("caps", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("point_rule", sa.Column("audience", sa.String(24), nullable=False, server_default="usual"))
    op.add_column("case_line", sa.Column("cut_by", sa.String(24), nullable=False, server_default=""))
    op.execute("DELETE FROM total WHERE scope <> 'all'")
    for scope, amount in SCOPES.items():
        op.execute(
            f"""INSERT INTO total (campaign_id, person_id, unit_id, measure, scope, month, amount)
            SELECT e.campaign_id, e.person_id, e.unit_id, e.measure, {scope}, e.month, {amount}
            FROM ledger_entry e
            JOIN effect f ON f.id = e.effect_id
            JOIN case_line l ON l.id = e.line_id
            JOIN point_case c ON c.id = l.case_id
            JOIN point_rule r ON r.id = c.rule_id
            JOIN section s ON s.id = r.section_id
            GROUP BY 1, 2, 3, 4, 5, 6"""
        )


def downgrade():
    raise NotImplementedError("restore is the way back")
