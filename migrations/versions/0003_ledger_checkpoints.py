"""Signed checkpoints of the ledger, append-only as its entries are

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REFUSED = "the ledger is append-only"

SQLITE = [
    f"""CREATE TRIGGER ledger_checkpoint_no_update BEFORE UPDATE ON ledger_checkpoint
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER ledger_checkpoint_no_delete BEFORE DELETE ON ledger_checkpoint
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER ledger_checkpoint_no_replace BEFORE INSERT ON ledger_checkpoint
        WHEN EXISTS (SELECT 1 FROM ledger_checkpoint WHERE id = NEW.id)
          OR EXISTS (SELECT 1 FROM ledger_checkpoint
                     WHERE campaign_id = NEW.campaign_id AND number = NEW.number AND public_key = NEW.public_key)
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
]
POSTGRESQL = [  # the function stands in 0002
    """CREATE TRIGGER ledger_checkpoint_no_change BEFORE UPDATE OR DELETE ON ledger_checkpoint
        FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()""",
    """CREATE TRIGGER ledger_checkpoint_no_truncate BEFORE TRUNCATE ON ledger_checkpoint
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()""",
]


def upgrade():
    """The table, and the triggers that guard it."""
    op.create_table(
        "ledger_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_ledger_checkpoint_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_checkpoint")),
        sa.UniqueConstraint(
            "campaign_id", "number", "public_key", name=op.f("uq_ledger_checkpoint_campaign_id_number_public_key")
        ),
    )
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade():
    raise NotImplementedError("restore is the way back")
