"""zenpy, unpatched, as callers of Usher: USHER_ADDRESS is 127.0.0.1:PORT."""

import os
import time
import uuid

os.environ["ZENPY_FORCE_SCHEME"] = "http"

from zenpy import Zenpy

# zenpy puts a dot between the two: the address of this machine has one to spare.
subdomain, domain = os.environ["USHER_ADDRESS"].split(".", 1)


def client(email, token):
    zenpy = Zenpy(subdomain=subdomain, domain=domain, email=email, token=token)
    # It would answer from memory.
    zenpy.disable_caching()
    return zenpy


admin = client("admin@example.com", "dev-admin-token")
agent = client("agent@example.com", "dev-agent-token")


def unique():
    return "zenpy " + uuid.uuid4().hex


def address():
    return uuid.uuid4().hex + "@zenpy.test"


def completed(job):
    """The job once it is done: what was answered first says that nothing is."""
    if (job.status, job.results) != ("queued", None):
        raise AssertionError(f"{job.status}: {job.results}")
    for _ in range(600):
        shown = admin.job_status(id=job.id)
        if shown.status == "completed":
            return shown
        time.sleep(0.05)
    raise AssertionError(f"it is still {shown.status}")


def rows(job):
    """What became of each item."""
    return [(row.status, row.id) for row in completed(job).results]
