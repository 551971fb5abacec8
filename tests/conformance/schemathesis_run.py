#!/usr/bin/env python3
"""Lets schemathesis attack a running marketplace until it has sent a number of requests.

    schemathesis_run.py --url http://127.0.0.1:7420 [--requests 2000] [--order-key KEY] [--seed N]

What it reads is made by prepare.py from UCP's released OpenAPI; what it looks for is in schemathesis.toml. Ends with
`N passed, N failed` (requests sent that led to nothing; flaws found) and exits with 1 if there was a flaw.
"""
import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import urllib.request
import uuid

from prepare import AGENT, prepare

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES_FIRST, ROUNDS_MAX = 25, 12
# Of the built-in goods: no answer of a business lists its codes.
CODES = ["LOSAR2026", "barley5", "WEAVERS20", "HARVEST2025"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", required=True, help="the marketplace's origin")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--order-key", default=os.environ.get("MARKETPLACE_ORDER_KEY", ""))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    business = Business(options.url.rstrip("/"))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sent, flaws, seed = 0, 0, options.seed
        for number in range(ROUNDS_MAX):
            hints = business.hints(seed)
            document = prepare(folder / "prepared", hints)
            print(f"round {number + 1}: seed {seed}", flush=True)
            counts, failed = attack(folder, document, business.endpoint, hints, options.order_key)
            report(counts)
            sent += sum(sum(each.values()) for each in counts.values())
            flaws += failed
            seed += 1
            if sent >= options.requests or failed:
                break
    if sent < options.requests and not flaws:
        print(f"only {sent} of {options.requests} requests were sent")
        flaws += 1
    print(f"{sent} passed, {flaws} failed")
    return 1 if flaws else 0


def attack(folder, document, endpoint, hints, order_key):
    """One run; gives requests sent by operation and status, and 1 if schemathesis found something."""
    counts, known = folder / "counts.json", folder / "hints.json"
    known.write_text(json.dumps(hints), "utf-8")
    counts.unlink(missing_ok=True)
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [program, "--config-file", HERE / "schemathesis.toml", "run", document, "--url", endpoint]
    command += ["--max-examples", str(EXAMPLES_FIRST), "--seed", str(hints["seed"]), "--warnings", "off"]
    if order_key:
        command += ["--header", f"Authorization: Bearer {order_key}"]
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CONFORMANCE_HINTS": str(known),
        "CONFORMANCE_COUNTS": str(counts),
    }
    run = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True)
    if run.returncode != 0:
        print(run.stdout, run.stderr, sep="\n")
    return (json.loads(counts.read_text("utf-8")) if counts.exists() else {}), int(run.returncode != 0)


def report(counts):
    for operation, by_status in sorted(counts.items()):
        if set(by_status) <= {"204", "405"}:
            continue  # a method that the operation does not have
        print(f"  {operation:44}", "  ".join(f"{status}: {n}" for status, n in sorted(by_status.items())))


class Business:
    """A marketplace, asked as a platform would, for ids that exist."""

    def __init__(self, origin):
        profile = self.call("GET", f"{origin}/.well-known/ucp")["ucp"]
        services = profile["services"]["dev.ucp.shopping"]
        endpoint = next(each["endpoint"] for each in services if each["transport"] == "rest")
        # The profile may name an origin that others see; here the one that was given answers.
        self.endpoint = origin + "/" + endpoint.split("/", 3)[3]
        self.handlers = [entry for entries in profile["payment_handlers"].values() for entry in entries]

    def hints(self, seed):
        search = {"filters": {"price": {"min": 0}}, "pagination": {"limit": 50}}
        products = self.call("POST", f"{self.endpoint}/catalog/search", search)["products"]
        items = [variant["id"] for product in products for variant in product["variants"]]
        plenty = [
            variant["id"]
            for product in products
            for variant in product["variants"]
            if variant["availability"]["available"]
        ]
        lines = [{"item": {"id": id}, "quantity": 1} for id in plenty[:3]]
        carts = [self.call("POST", f"{self.endpoint}/carts", {"line_items": lines})["id"] for _ in range(10)]
        checkouts, points = [], []
        for _ in range(20):
            checkout = self.call("POST", f"{self.endpoint}/checkout-sessions", {"line_items": lines})
            methods = checkout["fulfillment"]["methods"]
            points = [each["id"] for method in methods if method["type"] == "pickup" for each in method["destinations"]]
            checkouts.append(self.make_ready(checkout, points[0]))
        order = self.place(checkouts.pop())
        return {
            "seed": seed,
            "items": items,
            "points": points,
            "handlers": [handler["id"] for handler in self.handlers],
            "instruments": sorted({kind["type"] for each in self.handlers for kind in each["available_instruments"]}),
            "codes": CODES,
            "carts": carts,
            "checkouts": [checkout["id"] for checkout in checkouts],
            "orders": [order],
        }

    def make_ready(self, checkout, point):
        update = {
            "line_items": [
                {"id": line["id"], "item": {"id": line["item"]["id"]}, "quantity": line["quantity"]}
                for line in checkout["line_items"]
            ],
            "buyer": {"first_name": "Conformance", "phone_number": "13800000000"},
            "fulfillment": {"methods": [{"type": "pickup", "line_item_ids": [], "selected_destination_id": point}]},
        }
        return self.call("PUT", f"{self.endpoint}/checkout-sessions/{checkout['id']}", update)

    def place(self, checkout):
        handler = next(entry for entries in checkout["ucp"]["payment_handlers"].values() for entry in entries)
        kind = handler["available_instruments"][0]["type"]
        payment = {"instruments": [{"id": "1", "handler_id": handler["id"], "type": kind}]}
        done = self.call("POST", f"{self.endpoint}/checkout-sessions/{checkout['id']}/complete", {"payment": payment})
        return done["order"]["id"]

    @staticmethod
    def call(method, url, body=None):
        headers = {
            "UCP-Agent": AGENT,
            "Request-Id": str(uuid.uuid4()),
            "Idempotency-Key": str(uuid.uuid4()),
            "Content-Type": "application/json",
        }
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
