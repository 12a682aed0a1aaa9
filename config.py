"""Where the installation keeps its data and how it is set up, from the environment."""

import os
import secrets
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
MEGABYTE = 1024 * 1024
MOST_UPLOAD = 20 * MEGABYTE
SESSION_SECONDS = 12 * 60 * 60


def secret_key(instance: Path) -> str:
    """The key that signs sessions, made on the first start and kept in `instance/` for the owner only."""
    path = instance / "secret_key"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip()


def settings(instance: Path) -> dict[str, Any]:
    """Flask's configuration; DATABASE_URL chooses the database (default: SQLite under `instance/`)."""
    return {
        "SECRET_KEY": secret_key(instance),
        "SQLALCHEMY_DATABASE_URI": os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'lookback.db'}",
        "LEDGER_KEY_FILE": os.environ.get("LEDGER_KEY_FILE") or str(instance / "ledger_key"),
        "EVIDENCE_FOLDER": os.environ.get("EVIDENCE_FOLDER") or str(instance / "evidence"),
        "MAX_CONTENT_LENGTH": MOST_UPLOAD,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 5000,
        "SESSION_COOKIE_NAME": "lookback",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("HTTPS") == "1",
        "PERMANENT_SESSION_LIFETIME": SESSION_SECONDS,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "zh",
        "LANGUAGES": ("zh", "en"),
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/javascript", "image/svg+xml"],
        "COMPRESS_ALGORITHM": ["gzip"],
        "COMPRESS_LEVEL": 4,
    }
