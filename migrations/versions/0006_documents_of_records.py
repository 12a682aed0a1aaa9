"""A document may be meant for one record: the checklist or the campaign that its content goes into

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("document", sa.Column("about_id", sa.Integer(), nullable=True))
    op.create_index("ix_document_kind_about_id", "document", ["kind", "about_id"])


def downgrade():
    op.drop_index("ix_document_kind_about_id", "document")
    op.drop_column("document", "about_id")
