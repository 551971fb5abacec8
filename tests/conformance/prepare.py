#!/usr/bin/env python3
"""Makes an OpenAPI document that a generator of requests can use from UCP's released one.

    prepare.py OUT [HINTS.json]

The released document names one schema for a resource in requests and answers alike, and marks in it, by a keyword of
its own (`ucp_request`), what a request of each kind has to have, may have, and must not have. A generator does not know
that keyword. So each kind of request gets schemas of its own here. Beside that:

- Carts take discount codes, checkouts these and fulfillment, in requests and answers: that is what the marketplace announces.
- A pick-up point is a legal shipping address, too (only `id` is required there), so `oneOf` would refuse each: `anyOf`.
- UCP-Agent is a text in the released document; here it is one that names a profile.
- HINTS are ids that the running business knows ({"items", "points", "handlers", "instruments", "codes"}): where the document says
  any text, a request then holds one of these more often than not, and gets further than "not found".
- Links tell how an id in one answer leads to the next request.
"""
import json
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent
RELEASED = HERE / "schemas"
OURS = {"ucp_request", "ucp_shared_request", "ucp_response", "$id"}
AGENT = 'profile="https://platform.example/ucp/profile.json"'

# Which schema a request's body has, and which kind of request it is.
BODIES = {
    "create_cart": ("discount.json#/$defs/dev.ucp.shopping.cart", "create"),
    "update_cart": ("discount.json#/$defs/dev.ucp.shopping.cart", "update"),
    "create_checkout": ("fulfillment.json#/$defs/dev.ucp.shopping.checkout", "create"),
    "update_checkout": ("fulfillment.json#/$defs/dev.ucp.shopping.checkout", "update"),
    "complete_checkout": ("checkout.json", "complete"),
}

# operation: what its answer's id leads to.
LINKS = {
    "create_cart": ["get_cart", "update_cart", "cancel_cart", "create_checkout"],
    "update_cart": ["get_cart", "update_cart", "cancel_cart", "create_checkout"],
    "create_checkout": ["get_checkout", "update_checkout", "complete_checkout", "cancel_checkout"],
    "update_checkout": ["get_checkout", "update_checkout", "complete_checkout", "cancel_checkout"],
}


def as_request(node, kind):
    """A schema without what a request of this kind does not have."""
    if isinstance(node, list):
        return [as_request(each, kind) for each in node]
    if not isinstance(node, dict):
        return node
    node = dict(node)
    if isinstance(node.get("properties"), dict):
        required = list(node.get("required", []))
        kept = {}
        for name, schema in node["properties"].items():
            rule = schema.get("ucp_request") if isinstance(schema, dict) else None
            rule = rule.get(kind) if isinstance(rule, dict) else rule
            if rule != "omit":
                kept[name] = schema
            if rule in ("omit", "optional") and name in required:
                required.remove(name)
            if rule == "required" and name not in required:
                required.append(name)
        node["properties"], node["required"] = kept, required
    return {key: as_request(value, kind) for key, value in node.items() if key not in OURS}


def plain(node):
    """A schema as it is, without the addresses that would make references leave this folder."""
    if isinstance(node, list):
        return [plain(each) for each in node]
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items() if key not in OURS}
    return node


# Where a hint of each kind goes: file, property.
HINTED = {
    ("item.json", "id"): "items",
    ("fulfillment_method.json", "selected_destination_id"): "points",
    ("payment_instrument.json", "handler_id"): "handlers",
    ("payment_instrument.json", "type"): "instruments",
    ("discounts_object", "codes"): "codes",
}


def hint(schema, file, hints):
    for (name, member), kind in HINTED.items():
        known = hints.get(kind)
        if name == file and known and member in schema.get("properties", {}):
            hinted = {"type": "array", "items": {"enum": known}} if kind == "codes" else {"enum": known}
            schema["properties"][member] = {"anyOf": [hinted, schema["properties"][member]]}


def copy_schemas(out, folder, change, hints):
    for source in (RELEASED / "schemas").rglob("*.json"):
        schema = change(json.loads(source.read_text("utf-8")))
        if source.name == "fulfillment_destination.json":
            schema["anyOf"] = schema.pop("oneOf")
        if folder != "answers":
            hint(schema, source.name, hints)
            hint(schema.get("$defs", {}).get("discounts_object", {}), "discounts_object", hints)
        target = out / folder / source.relative_to(RELEASED / "schemas")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(schema, indent=1), "utf-8")


def prepare(out, hints):
    """Writes `OUT/openapi.json` and the schemas it refers to; gives the path of the former."""
    out = pathlib.Path(out)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    copy_schemas(out, "answers", plain, hints)
    copy_schemas(out, "catalog", lambda schema: as_request(schema, "create"), hints)
    for kind in ("create", "update", "complete"):
        copy_schemas(out, kind, lambda schema: as_request(schema, kind), hints)

    document = json.loads((RELEASED / "services/shopping/rest.openapi.json").read_text("utf-8"))
    text = json.dumps(document["components"]["schemas"]).replace("../../schemas/", "answers/")
    schemas = document["components"]["schemas"] = json.loads(text)
    schemas["checkout_response"]["oneOf"][0]["$ref"] = "answers/shopping/fulfillment.json#/$defs/dev.ucp.shopping.checkout"
    for name, schema in schemas.items():
        if name.endswith("_request"):
            schema["$ref"] = schema["$ref"].replace("answers/", "catalog/")
    document.pop("webhooks", None)
    document["servers"] = [{"url": "/"}]

    parameters = document["components"]["parameters"]
    parameters["ucp_agent"]["schema"] = {"type": "string", "enum": [AGENT]}
    # OpenAPI: header parameters of these names are ignored. Bodies say what they are, and nobody is signed in.
    ignored = {f"#/components/parameters/{name}" for name in ("content_type", "accept", "authorization")}
    for path in document["paths"].values():
        for operation in [value for key, value in path.items() if key in ("get", "post", "put")]:
            operation["parameters"] = [each for each in operation["parameters"] if each["$ref"] not in ignored]
            name = operation["operationId"]
            if name in BODIES:
                schema, kind = BODIES[name]
                body = {"$ref": f"{kind}/shopping/{schema}"}
                more = {}
                if name.endswith("_checkout") and kind != "complete":
                    more["discounts"] = {"$ref": f"{kind}/shopping/discount.json#/$defs/discounts_object"}
                if name == "create_checkout":
                    more["cart_id"] = {"type": "string"}
                if more:
                    body = {"allOf": [body, {"type": "object", "properties": more}]}
                operation["requestBody"]["content"]["application/json"]["schema"] = body
            for status, answer in operation["responses"].items():
                if name in LINKS and status in ("200", "201"):
                    answer["links"] = {target: link(target) for target in LINKS[name]}
    path = out / "openapi.json"
    path.write_text(json.dumps(document, indent=1), "utf-8")
    return path


def link(target):
    """How the id of an answer becomes a part of the next request."""
    own = "$response.body#/id"
    if target == "create_checkout":
        return {"operationId": target, "requestBody": {"cart_id": own, "line_items": []}}
    link = {"operationId": target, "parameters": {"path.id": own}}
    if target == "update_cart":
        link["requestBody"] = {"id": own}
    return link


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(prepare(sys.argv[1], json.loads(pathlib.Path(sys.argv[2]).read_text("utf-8")) if sys.argv[2:] else {}))
