#!/usr/bin/env python3
"""Judges recorded answers of a UCP business: PyPI ucp-sdk's models first, then what UCP's prose asks beyond them.

    judge.py DIR

DIR holds answers named by their shape: `cart.1234-7.json` is a cart. Then the judge itself is tried: a sound answer of
each shape is spoiled in several ways, and every spoiled one has to be refused. Ends with `N passed, N failed` and exits
with 1 if anything failed or nothing was there to judge.
"""
import copy
import importlib
import json
import pathlib
import re
import sys

from pydantic import TypeAdapter, ValidationError

VERSION = "2026-04-08"
SHOPPING = "dev.ucp.shopping"
OURS = {"example.tsampa.pictures", "example.tsampa.seller", "example.tsampa.stock"}

# shape: module and class in ucp_sdk.models.schemas, capabilities that may stand in its envelope, its own first.
# A checkout is extended twice; the models of both extensions read it.
SHAPES = {
    "profile": (["ucp.BusinessSchema"], None),
    "search_response": (["shopping.catalog_search.SearchResponse"], ["catalog.search"]),
    "lookup_response": (["shopping.catalog_lookup.LookupResponse"], ["catalog.lookup"]),
    "product_response": (["shopping.catalog_lookup.GetProductResponse"], ["catalog.lookup"]),
    "cart": (["shopping.discount.Cart"], ["cart", "discount"]),
    "checkout_fulfillment": (["shopping.fulfillment.Checkout", "shopping.discount.Checkout"], ["checkout", "fulfillment", "discount"]),
    "order": (["shopping.order.Order"], ["order"]),
    "error": (["shopping.types.error_response.ErrorResponse"], None),
}
SIGNS = {"discount": "below", "items_discount": "below", "subtotal": "above", "fulfillment": "above", "tax": "above", "fee": "above"}


def judge(shape, document):
    """What is wrong with a document, as sentences; none if it is sound."""
    models, capabilities = SHAPES[shape]
    body = document.get("ucp", {}) if shape == "profile" else document
    for model in models:
        module, name = model.rsplit(".", 1)
        model = getattr(importlib.import_module(f"ucp_sdk.models.schemas.{module}"), name)
        try:
            TypeAdapter(model).validate_python(body)
        except ValidationError as flaw:
            return [f"{'/'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in flaw.errors()]
    flaws = list(everywhere(document))
    flaws += envelope(shape, document["ucp"], capabilities)
    flaws += messages(document.get("messages", []))
    flaws += {
        "profile": profile,
        "search_response": search,
        "lookup_response": lookup,
        "product_response": product,
        "cart": session,
        "checkout_fulfillment": checkout,
        "order": order,
        "error": error,
    }[shape](document)
    return flaws


def everywhere(node, path="$"):
    """Money in whole minor units, addresses by https, wherever they stand."""
    if isinstance(node, dict):
        for key, value in node.items():
            here = f"{path}.{key}"
            if key in ("amount", "price") and isinstance(value, float):
                yield f"{here}: money is counted in whole minor units"
            if key in ("url", "continue_url", "permalink_url", "image_url", "endpoint") and not str(value).startswith("https://"):
                yield f"{here}: not an https address"
            yield from everywhere(value, here)
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from everywhere(value, f"{path}[{place}]")


def envelope(shape, ucp, capabilities):
    if ucp["version"] != VERSION:
        yield f"ucp.version: {ucp['version']} was not negotiated"
    if (ucp.get("status", "success") == "error") != (shape == "error"):
        yield f"ucp.status: {ucp.get('status')} does not fit this shape"
    if capabilities is None:
        return
    named = [f"{SHOPPING}.{each}" for each in capabilities]
    for name in ucp.get("capabilities", {}):
        if name not in named and name not in OURS and not (shape == "search_response" and name == "example.tsampa.browse"):
            yield f"ucp.capabilities: {name} does not matter to this answer"
    if named[0] not in ucp.get("capabilities", {}):
        yield "ucp.capabilities: the answer's own capability is absent"


def messages(all):
    for place, message in enumerate(all):
        if "path" in message and not message["path"].startswith("$"):
            yield f"messages[{place}].path: a JSONPath begins with $"
        if not message["content"].strip():
            yield f"messages[{place}].content: says nothing"


def totals(entries):
    """The accounting rules of a cart, a checkout, an order."""
    kinds = [entry["type"] for entry in entries]
    for kind in ("subtotal", "total"):
        if kinds.count(kind) != 1:
            yield f"totals: {kinds.count(kind)} entries of type {kind} instead of one"
            return
    for entry in entries:
        kind, amount = entry["type"], entry["amount"]
        if SIGNS.get(kind) == "below" and amount >= 0:
            yield f"totals: a {kind} of {amount} takes nothing off"
        if SIGNS.get(kind) == "above" and amount < 0:
            yield f"totals: a {kind} cannot be {amount}"
        if kind not in SIGNS and kind != "total" and not entry.get("display_text"):
            yield f"totals: nobody knows what a {kind} is without its display_text"
        if "lines" in entry and sum(line["amount"] for line in entry["lines"]) != amount:
            yield f"totals: the lines of {kind} make another sum"
    parts = sum(entry["amount"] for entry in entries if entry["type"] != "total")
    if parts != amount_of(entries, "total"):
        yield f"totals: the parts make {parts}, the total says {amount_of(entries, 'total')}"


def amount_of(entries, kind):
    return next(entry["amount"] for entry in entries if entry["type"] == kind)


def session(document):
    """What carts, checkouts and orders share."""
    yield from totals(document["totals"])
    lines = document["line_items"]
    ids = [line["id"] for line in lines]
    if len(set(ids)) != len(ids):
        yield "line_items: two lines share an id"
    goods = 0
    for place, line in enumerate(lines):
        quantity = line["quantity"]["total"] if isinstance(line["quantity"], dict) else line["quantity"]
        if amount_of(line["totals"], "subtotal") != line["item"]["price"] * quantity:
            yield f"line_items[{place}]: price times quantity is not the line's subtotal"
        goods += amount_of(line["totals"], "subtotal")
        yield from (f"line_items[{place}].{flaw}" for flaw in totals(line["totals"]))
    if goods != amount_of(document["totals"], "subtotal"):
        yield f"totals: the lines make {goods}, the subtotal says otherwise"
    if sum(taken_off(line) for line in lines) != taken_off(document):
        yield "totals: on the lines another items_discount stands than on the whole"
    yield from discounts(document)
    for place, message in enumerate(document.get("messages", [])):
        named = re.match(r"\$\.line_items\[(\d+)\]", message.get("path", ""))
        if named and int(named[1]) >= len(lines):
            yield f"messages[{place}].path: there is no such line"
        stays = message.get("presentation") == "disclosure"
        if stays and not message.get("path"):
            yield f"messages[{place}]: a disclosure stands beside something; it has no path"


def taken_off(part):
    return -sum(entry["amount"] for entry in part["totals"] if entry["type"] == "items_discount")


def discounts(document):
    """Codes, what they take off, and what is said of those that take nothing off."""
    codes = document.get("discounts", {}).get("codes", [])
    applied = document.get("discounts", {}).get("applied", [])
    off = [0] * len(document["line_items"])
    for each in applied:
        shares = each.get("allocations", [])
        if each["amount"] <= 0 or sum(share["amount"] for share in shares) != each["amount"]:
            yield f"discounts.applied: the allocations of {each.get('code')} do not make its amount"
        for share in shares:
            named = re.fullmatch(r"\$\.line_items\[(\d+)\]", share["path"])
            if not named or int(named[1]) >= len(off):
                yield f"discounts.applied: {share['path']} is no line"
            else:
                off[int(named[1])] += share["amount"]
        if each.get("code", "").lower() not in [code.lower() for code in codes]:
            yield f"discounts.applied: nobody gave the code {each.get('code')}"
    if "discounts" in document and off != [taken_off(line) for line in document["line_items"]]:
        yield "discounts.applied: the lines say that something else was taken off"
    refused = set()
    for place, message in enumerate(document.get("messages", [])):
        named = re.fullmatch(r"\$\.discounts\.codes\[(\d+)\]", message.get("path", ""))
        if named and (int(named[1]) >= len(codes) or message["type"] != "warning"):
            yield f"messages[{place}]: a code that takes nothing off is a warning at its place"
        if named:
            refused.add(int(named[1]))
    over = document.get("status") in ("completed", "canceled")
    if not over and len(applied) + len(refused) != len(codes):
        yield "discounts.codes: a code neither takes something off, nor is it said why not"


def checkout(document):
    yield from session(document)
    status, said = document["status"], document.get("messages", [])
    if "payment_handlers" not in document["ucp"]:
        yield "ucp.payment_handlers: absent"
    final = status in ("completed", "canceled")
    if final and "continue_url" in document:
        yield f"continue_url: nothing goes on from {status}"
    if not final and "continue_url" not in document:
        yield f"continue_url: absent while {status}"
    if (status == "completed") != ("order" in document):
        yield f"order: does not go with {status}"
    if status == "requires_escalation" and not any(each.get("severity", "").startswith("requires_") for each in said):
        yield "messages: none says what the buyer has to do"
    if status == "incomplete" and not any(each["type"] == "error" for each in said):
        yield "messages: none says what is missing"
    if not document["links"]:
        yield "links: a buyer finds no terms"
    ids = {line["id"] for line in document["line_items"]}
    fees = [entry["amount"] for entry in document["totals"] if entry["type"] == "fulfillment"]
    for method in document.get("fulfillment", {}).get("methods", []):
        if not set(method["line_item_ids"]) <= ids:
            yield f"fulfillment: {method['type']} names lines that are not there"
        grouped = [id for group in method.get("groups", []) for id in group["line_item_ids"]]
        if sorted(grouped) != sorted(method["line_item_ids"]):
            yield f"fulfillment: the groups of {method['type']} are not its lines"
        places = {each["id"] for each in method.get("destinations", [])}
        if method.get("selected_destination_id") and method["selected_destination_id"] not in places:
            yield f"fulfillment: {method['type']} goes to a destination that is not listed"
        chosen = [choice(group) for group in method.get("groups", []) if group.get("selected_option_id")]
        if None in chosen:
            yield f"fulfillment: {method['type']} has an option chosen that is not offered"
        elif chosen and sum(chosen) != sum(fees):
            yield f"fulfillment: the options chosen cost {sum(chosen)}, the totals say {sum(fees)}"


def choice(group):
    """What a group's chosen option costs; None if it is not among the options."""
    options = [each for each in group.get("options", []) if each["id"] == group["selected_option_id"]]
    return amount_of(options[0]["totals"], "total") if options else None


def order(document):
    yield from session(document)
    for place, line in enumerate(document["line_items"]):
        total, fulfilled = line["quantity"]["total"], line["quantity"]["fulfilled"]
        status = "removed" if total == 0 else "fulfilled" if fulfilled == total else "partial" if fulfilled else "processing"
        if line["status"] != status:
            yield f"line_items[{place}].status: its quantities say {status}"
    ids = {line["id"]: line["quantity"]["total"] for line in document["line_items"]}
    expected = {}
    for expectation in document["fulfillment"].get("expectations", []):
        for line in expectation["line_items"]:
            expected[line["id"]] = expected.get(line["id"], 0) + line["quantity"]
    if expected and expected != ids:
        yield "fulfillment.expectations: not all that was bought is on its way, once"


def products(all):
    ids = [each["id"] for each in all]
    if len(set(ids)) != len(ids):
        yield "products: one stands here twice"
    for each in all:
        prices = [variant["price"]["amount"] for variant in each["variants"]]
        for medium in each.get("media", []):
            widths = [source["width"] for source in medium.get("example.tsampa.sources", [])]
            if sorted(set(widths)) != widths:
                yield f"{each['id']}: the widths of a picture do not come smallest first, each once"
        low, high = each["price_range"]["min"]["amount"], each["price_range"]["max"]["amount"]
        if not all_within(prices, low, high):
            yield f"{each['id']}: a variant's price is outside the range"
        for variant in each["variants"]:
            unit = variant.get("unit_price")
            if unit and unit["measure"]["unit"] == unit["reference"]["unit"]:
                exact = variant["price"]["amount"] / unit["measure"]["value"] * unit["reference"]["value"]
                if abs(unit["amount"] - exact) > 0.5:
                    yield f"{variant['id']}: the unit price is not the price by measure"
            chosen = [option["name"] for option in variant.get("options", [])]
            if chosen != [option["name"] for option in each.get("options", [])]:
                yield f"{variant['id']}: not one value of each option"


def all_within(numbers, low, high):
    return all(low <= number <= high for number in numbers)


def search(document):
    yield from products(document["products"])
    page = document.get("pagination", {})
    if bool(page.get("has_next_page")) != bool(page.get("cursor")):
        yield "pagination: a next page and a cursor go together"


def lookup(document):
    yield from products(document["products"])
    seen = [entry["id"] for each in document["products"] for variant in each["variants"] for entry in variant["inputs"]]
    if len(set(seen)) != len(seen):
        yield "products: one input led to two variants"


def product(document):
    yield from products([document["product"]])
    options = document["product"].get("options", [])
    if options and not document["product"].get("selected"):
        yield "product.selected: absent though there is something to choose"
    for option in options:
        for value in option["values"]:
            if value.get("available") and not value.get("exists"):
                yield f"product.options: {value['label']} can be had and does not exist"


def profile(document):
    ucp = document["ucp"]
    if set(document) - {"ucp", "signing_keys"}:
        yield "profile: members beside ucp and signing_keys"
    for name, entries in ucp["capabilities"].items():
        owner = "https://ucp.dev/" if name.startswith("dev.ucp.") else "https://tsampa.example/"
        for entry in entries:
            for link in ("spec", "schema"):
                if not str(entry.get(link, "")).startswith(owner):
                    yield f"{name}.{link}: not at its namespace's owner {owner}"
            parents = entry.get("extends", [])
            for parent in [parents] if isinstance(parents, str) else parents:
                if parent not in ucp["capabilities"]:
                    yield f"{name}: extends {parent}, which is not offered"
    for service in ucp["services"][SHOPPING]:
        if service.get("endpoint", "").endswith("/"):
            yield "services: the endpoint ends with a slash"
    offered = ucp["capabilities"]
    if f"{SHOPPING}.fulfillment" in offered and f"{SHOPPING}.checkout" not in offered:
        yield "capabilities: fulfillment without checkout"


def error(document):
    if set(document) - {"ucp", "messages", "continue_url"}:
        yield "error: this shape is closed"
    if not any(message["type"] == "error" for message in document["messages"]):
        yield "messages: none is an error"


def spoiled(shape, document):
    """The same document with one thing wrong: (what, document)."""
    for what, spoil in SPOILS.get(shape, []) + SPOILS["any"]:
        worse = copy.deepcopy(document)
        try:
            spoil(worse)
        except (KeyError, IndexError, TypeError, StopIteration):
            continue  # this document has no such part
        if worse != document:
            yield what, worse


def total(document):
    return next(entry for entry in document["totals"] if entry["type"] == "total")


def discount(document):
    return next(entry for entry in document["totals"] if entry["type"] == "items_discount")


def set_in(part, **members):
    part.update(members)


SUMS = [
    ("a total off by one", lambda d: set_in(total(d), amount=total(d)["amount"] + 1)),
    ("money as a float", lambda d: set_in(total(d), amount=total(d)["amount"] + 0.5)),
    ("two totals", lambda d: d["totals"].append(total(d))),
    ("a line without its id", lambda d: d["line_items"][0].pop("id")),
    ("a line that costs nothing", lambda d: set_in(d["line_items"][0]["item"], price=0)),
    ("no currency", lambda d: d.pop("currency")),
]
CODES = [
    ("a code that takes off more than it says", lambda d: set_in(d["discounts"]["applied"][0], amount=d["discounts"]["applied"][0]["amount"] + 1)),
    ("a discount without its name", lambda d: d["discounts"]["applied"][0].pop("title")),
    ("a discount that is added", lambda d: set_in(discount(d), amount=-discount(d)["amount"])),
    ("a code that nothing is said of", lambda d: d["discounts"]["codes"].append("MORE")),
    ("an allocation to no line", lambda d: set_in(d["discounts"]["applied"][0]["allocations"][0], path="$.line_items[99]")),
]
SPOILS = {
    "any": [
        ("another version", lambda d: set_in(d["ucp"], version="2026-01-11")),
        ("no version", lambda d: d["ucp"].pop("version")),
    ],
    "cart": SUMS + CODES + [("an envelope of checkout", lambda d: set_in(d["ucp"], capabilities={f"{SHOPPING}.checkout": [{"version": VERSION}]}))],
    "checkout_fulfillment": SUMS + CODES + [
        ("no handlers", lambda d: d["ucp"].pop("payment_handlers")),
        ("an unknown status", lambda d: set_in(d, status="done")),
        ("a plain address", lambda d: set_in(d, continue_url=d["continue_url"].replace("https", "http"))),
        ("a choice that is not offered", lambda d: set_in(d["fulfillment"]["methods"][0]["groups"][0], selected_option_id="x")),
        ("no links", lambda d: d.pop("links")),
    ],
    "order": SUMS + [("a line done too early", lambda d: set_in(d["line_items"][0], status="fulfilled"))],
    "search_response": [
        ("a product without variants", lambda d: d["products"][0].pop("variants")),
        ("a next page without a cursor", lambda d: set_in(d, pagination={"has_next_page": True})),
    ],
    "lookup_response": [("a variant nobody asked for", lambda d: d["products"][0]["variants"][0].pop("inputs"))],
    "product_response": [("a range without its prices", lambda d: set_in(d["product"]["price_range"]["max"], amount=0))],
    "profile": [("a capability of somebody else", lambda d: set_in(d["ucp"]["capabilities"][f"{SHOPPING}.cart"][0], spec="https://elsewhere.example/"))],
    "error": [("no messages", lambda d: set_in(d, messages=[])), ("a member too many", lambda d: set_in(d, id="cart_1"))],
}


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    files = sorted(pathlib.Path(arguments[0]).glob("*.json"))
    passed, failed, sound, tried = 0, 0, {}, set()
    for file in files:
        shape = file.name.split(".")[0]
        document = json.loads(file.read_text("utf-8"))
        flaws = judge(shape, document) if shape in SHAPES else [f"no shape is called {shape}"]
        if flaws:
            failed += 1
            print(file, *flaws, sep="\n    ")
        else:
            passed += 1
            # The largest says most, so that every way of spoiling finds something to spoil; one with a discount or
            # with products before it.
            full = document.get("products") or document.get("discounts", {}).get("applied")
            weight = (bool(full), file.stat().st_size)
            if shape not in sound or weight > sound[shape][0]:
                sound[shape] = (weight, document)
    for shape in SHAPES:
        if shape not in sound:
            failed += 1
            print(f"no sound answer of the shape {shape} was recorded")
            continue
        for what, worse in spoiled(shape, sound[shape][1]):
            tried.add(what)
            if judge(shape, worse):
                passed += 1
            else:
                failed += 1
                print(f"the judge let a {shape} pass with {what}")
    for what in {what for spoils in SPOILS.values() for what, _ in spoils} - tried:
        failed += 1
        print(f"nothing recorded could be spoiled by {what}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
