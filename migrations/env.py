"""Alembic's environment: the app's database, with foreign keys off on SQLite while tables change and checked before COMMIT."""

from logging.config import fileConfig  # noqa: F401

from alembic import context
from flask import current_app
from sqlalchemy import text

target_db = current_app.extensions["migrate"].db


def run_migrations_online() -> None:
    """Run the upgrades in one transaction per database."""
    engine = target_db.engine
    with engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=target_db.metadata,
            compare_type=True,
            **{key: value for key, value in current_app.extensions["migrate"].configure_args.items() if key != "compare_type"},
        )
        with context.begin_transaction():
            context.run_migrations()
            if is_sqlite:
                broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
                if broken:
                    raise RuntimeError(f"foreign keys are broken after the upgrade: {broken[:5]}")
        if is_sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run_migrations_online()
