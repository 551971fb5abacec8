"""What schemathesis does around each request: fresh keys, ids that exist, and a count.

A generator makes up ids, and none it makes up exists; so a part of the requests gets the id of a cart or a checkout that
was made before. And it keeps one Idempotency-Key for a whole series; so each request that has a proper one gets its own.
Nothing that is broken on purpose is mended: only a text becomes another text.
"""
import atexit
import json
import os
import pathlib
import random
import uuid

import schemathesis

HINTS = json.loads(pathlib.Path(os.environ["CONFORMANCE_HINTS"]).read_text("utf-8"))
COUNTS = pathlib.Path(os.environ["CONFORMANCE_COUNTS"])
POOL = {"carts": list(HINTS["carts"]), "checkouts": list(HINTS["checkouts"]), "orders": list(HINTS["orders"])}
POOL_SIZE_MAX = 200
chance = random.Random(HINTS["seed"])
counts = {}


@schemathesis.hook
def before_call(context, case, kwargs):
    headers = case.headers or {}
    for name in ("Idempotency-Key", "Request-Id"):
        if is_uuid(headers.get(name)):
            headers[name] = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    body = case.body if isinstance(case.body, dict) else {}
    if chance.random() < 0.2:
        return
    kind = resource(case.path)
    known = POOL.get(kind)
    if known and isinstance((case.path_parameters or {}).get("id"), str):
        id = chance.choice(known)
        case.path_parameters["id"] = id
        if kind == "carts" and isinstance(body.get("id"), str):
            body["id"] = id
    page = body.get("pagination")
    if isinstance(page, dict) and isinstance(page.get("cursor"), str):
        del page["cursor"]  # none that is made up is one of the business's
    if POOL["carts"] and isinstance(body.get("cart_id"), str):
        body["cart_id"] = chance.choice(POOL["carts"])


@schemathesis.hook
def after_call(context, case, response):
    operation = f"{case.method} {case.path}"
    by_status = counts.setdefault(operation, {})
    status = str(response.status_code)
    by_status[status] = by_status.get(status, 0) + 1
    known = POOL.get(resource(case.path))
    if status == "201" and known is not None:
        known.append(response.json()["id"])
        if len(known) > POOL_SIZE_MAX:
            known.pop(0)


@atexit.register
def save():
    COUNTS.write_text(json.dumps(counts), "utf-8")


def resource(path):
    for prefix, kind in (("/carts", "carts"), ("/checkout-sessions", "checkouts"), ("/orders", "orders")):
        if path.startswith(prefix):
            return kind
    return None


def is_uuid(text):
    try:
        return isinstance(text, str) and bool(uuid.UUID(text))
    except ValueError:
        return False
