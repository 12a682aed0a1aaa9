"""How gunicorn serves Lookback: a process per core, quiet, patient with large uploads."""

import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
timeout = 60  # seconds a request may take: an upload from a phone on a slow line
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
accesslog = None
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- the heartbeat belongs in memory
