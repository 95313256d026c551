"""gunicorn for one office or one province; every value can be set from the environment."""

import os

bind = os.environ.get("PORTAL_BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("PORTAL_THREADS") or 4)
preload_app = True  # one import for all workers; they share its memory
timeout = 60
graceful_timeout = 10
max_requests = 5_000
max_requests_jitter = 500
# gunicorn would answer a long request line itself, in English; Django answers 414 in Vietnamese.
limit_request_line = 0
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
errorlog = "-"
accesslog = os.environ.get("PORTAL_ACCESS_LOG") or None
loglevel = os.environ.get("PORTAL_LOG_LEVEL", "warning")
