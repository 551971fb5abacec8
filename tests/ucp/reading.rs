//! What is read, what is refused, and what a flaw says.

use serde_json::Value;
use tsampa::ucp::json::{self, DEPTH_MAX, SIZE_MAX_BYTES};

use crate::corpus::{SAMPLES, text};
use crate::random::Random;
use crate::wire::*;

/// The one line of the flaw in a cart's text.
fn flaw(text: &str) -> String {
    match read_answer::<Cart>(text) {
        Err(flaw) => flaw.line(),
        Ok(answer) => panic!("read as {answer:?}"),
    }
}

/// The good cart, with one piece of its text replaced.
fn cart_with(old: &str, new: &str) -> String {
    let cart = text("cart");
    assert!(cart.contains(old));
    cart.replacen(old, new, 1)
}

/// Takes one part out of a tree, and answers it.
type Removal<'r> = dyn Fn(&mut Value) -> Option<Value> + 'r;

/// Calls `change` for each member and item of a tree, with its path as a flaw writes it.
fn each_part(tree: &Value, path: &str, change: &mut dyn FnMut(&str, &Removal)) {
    match tree {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let path = if plain { format!("{path}.{name}") } else { format!("{path}['{name}']") };
            change(&path, &|parent| parent.as_object_mut().unwrap().remove(name));
            each_part(value, &path, &mut |at, removed| change(at, &|parent| removed(&mut parent[name])));
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, value)| {
            let path = format!("{path}[{index}]");
            each_part(value, &path, &mut |at, removed| change(at, &|parent| removed(&mut parent[index])));
        }),
        _ => {}
    }
}

#[test]
fn whatever_is_left_out_is_optional_or_named_by_its_path() {
    let (mut optional, mut required) = (0, 0);
    for sample in SAMPLES {
        let good: Value = serde_json::from_str(sample.text).unwrap();
        each_part(&good, "$", &mut |path, remove| {
            let mut tree = good.clone();
            remove(&mut tree);
            match (sample.read)(&tree.to_string()).0 {
                Ok(_) => optional += 1,
                Err(flaw) => {
                    assert_eq!((flaw.path(), flaw.is_missing()), (path, true), "{}", sample.name);
                    required += 1;
                }
            }
        });
    }
    println!("{optional} optional parts, {required} required ones");
    assert!(optional > 150 && required > 100);
}

#[test]
fn whatever_is_of_another_kind_is_ignored_or_named_by_its_path() {
    for sample in SAMPLES {
        let good: Value = serde_json::from_str(sample.text).unwrap();
        for other in
            [serde_json::json!("text"), serde_json::json!(0.5), serde_json::json!([[]]), serde_json::json!({"x": 1})]
        {
            each_part(&good, "$", &mut |path, remove| {
                let mut tree = good.clone();
                let old = remove(&mut tree).unwrap();
                let mut text = good.to_string();
                // Only where the part's text is there once: then it is the part itself that is replaced.
                if text.matches(&old.to_string()).count() != 1
                    || std::mem::discriminant(&old) == std::mem::discriminant(&other)
                {
                    return;
                }
                text = text.replace(&old.to_string(), &other.to_string());
                if let Err(flaw) = (sample.read)(&text).0 {
                    assert!(flaw.path().starts_with(path), "{}: {flaw:?}, not at {path}", sample.name);
                }
            });
        }
    }
}

#[test]
fn a_flaw_says_where_what_was_expected_and_what_was_found() {
    for (text, line) in [
        (
            cart_with("\"quantity\": 3", "\"quantity\": \"3\""),
            "$.line_items[0].quantity: expected a whole number, found text",
        ),
        (cart_with("\"quantity\": 3,", ""), "$.line_items[0].quantity: missing"),
        (
            cart_with("\"quantity\": 1", "\"quantity\": 1.5"),
            "$.line_items[1].quantity: expected a whole number within bounds, found another number",
        ),
        (
            cart_with("\"amount\": 18000", "\"amount\": 9007199254740992"),
            "$.totals[0].amount: expected a value of the right kind and size, found another",
        ),
        (cart_with("{\"available\": 3}", "{}"), "$.line_items[0]['example.tsampa.stock'].available: missing"),
        (cart_with("\"currency\": \"CNY\"", "\"currency\": null"), "$.currency: expected text, found null"),
        (cart_with("\"currency\"", "\"id\": \"other\", \"currency\""), "$.id: expected this name once, found it twice"),
        (cart_with("\"CNY\"", "\"\\ud83c\""), "$.currency: expected text in Unicode, found half a character"),
        (
            cart_with("{\"id\": \"v_butter_1000\",", "[\"v_butter_1000\"], \"x\": {"),
            "$.line_items[1].item: expected an object, found a list",
        ),
    ] {
        assert_eq!(flaw(&text), line);
    }
}

#[test]
fn a_flaw_in_a_profile_names_the_registry_entry() {
    let profile = text("profile").replacen("\"transport\": \"rest\"", "\"transport\": 1", 1);
    let flaw = read_profile(&profile).unwrap_err();
    assert_eq!(flaw.line(), "$.ucp.services['dev.ucp.shopping'][1].transport: expected text, found a number");
}

#[test]
fn a_flaw_of_broken_json_counts_bytes() {
    for (text, line) in [
        ("", "byte 0: expected a value, found the end of the text"),
        ("<!doctype html>", "byte 0: expected a value, found markup"),
        ("{\"ucp\":{},}", "byte 10: expected a name in quotes, found something else"),
        ("[1 2]", "byte 3: expected a comma or ], found something else"),
        ("[1}", "byte 2: expected a comma or ], found something else"),
        ("\"a\nb\"", "byte 2: expected no control character, found something else"),
        ("\"ab", "byte 3: expected a closing quote, found the end of the text"),
        ("\"\\x\"", "byte 2: expected an escape, found something else"),
        ("01", "byte 1: expected the end of the text, found something else"),
        ("-", "byte 1: expected a digit, found the end of the text"),
        ("\u{feff}{}", "byte 0: expected a value, found something else"),
    ] {
        assert_eq!(flaw(text), line, "{text}");
    }
}

#[test]
fn a_flaw_never_repeats_the_words_of_the_answer() {
    let line = flaw(&cart_with("\"CNY\"", "[\"Drolma, Beijing Road 5\"]"));
    assert_eq!(line, "$.currency: expected text, found a list");
}

#[test]
fn a_flaw_in_another_release_says_so_and_ours_does_not() {
    let later = text("cart_of_a_later_release").replacen("\"currency\": \"CNY\",", "", 1);
    assert_eq!(flaw(&later), "$.currency: missing (the answer is UCP 2026-08-25, understood is 2026-04-08)");
    assert_eq!(flaw(&cart_with("\"currency\": \"CNY\",", "")), "$.currency: missing");
    let early = include_str!("corpus/profile_of_an_early_release.json");
    let line = read_profile(early).unwrap_err().line();
    assert!(line.ends_with("(the answer is UCP 2026-01-11, understood is 2026-04-08)"), "{line}");
}

#[test]
fn answers_of_the_next_release_are_read_as_far_as_they_are_known() {
    let Ok(Answer::Success(cart)) = read_answer::<Cart>(text("cart_of_a_later_release")) else { panic!() };
    assert_eq!((cart.line_items[0].quantity, cart.line_items[0].item.price), (250, Minor(12000)));
    let Ok(Answer::Success(checkout)) = read_answer::<Checkout>(text("checkout_of_a_later_release")) else { panic!() };
    assert_eq!(checkout.status, "incomplete");
}

#[test]
fn what_may_be_left_out_may_also_be_null() {
    let stock = "\"example.tsampa.stock\": {\"available\": 3}";
    let cart = cart_with(stock, "\"example.tsampa.stock\": null").replacen(
        "\"messages\": [",
        "\"messages\": null, \"x\": [",
        1,
    );
    let Ok(Answer::Success(cart)) = read_answer::<Cart>(&cart) else { panic!() };
    assert!(cart.messages.is_empty() && cart.line_items[0].stock.is_none());
    assert_eq!(
        flaw(&cart_with("\"line_items\": [", "\"line_items\": null, \"x\": [")),
        "$.line_items: expected a list, found null"
    );
}

#[test]
fn too_much_and_too_deep_are_refused_unread() {
    let long = format!("\"{}\"", "a".repeat(SIZE_MAX_BYTES));
    assert_eq!(
        json::read::<String>(&long).unwrap_err().line(),
        "byte 2000000: expected an answer of at most 2 MB, found a longer one"
    );
    let long = format!("\"{}\"", "a".repeat(SIZE_MAX_BYTES - 2));
    assert_eq!(json::read::<String>(&long).unwrap().len(), SIZE_MAX_BYTES - 2);

    let nested = |depth: u32| "[".repeat(depth as usize) + &"]".repeat(depth as usize);
    let deep = |depth: u32| format!("{{\"code\":\"x\",\"unknown\":{}}}", nested(depth));
    assert!(json::read::<TransportError>(&deep(DEPTH_MAX - 1)).is_ok());
    assert!(json::read::<TransportError>(&deep(DEPTH_MAX)).unwrap_err().line().contains("no deeper nesting"));
    // A million brackets need no stack.
    assert!(json::read::<TransportError>(&nested(999_999)).is_err());
}

#[test]
fn a_status_other_than_2xx_may_come_with_any_body() {
    assert_eq!(read_transport_error(text("transport_error")).code.as_deref(), Some("version_unsupported"));
    for body in ["", "<html>", "[]", "null", "{\"code\":1}", "\u{0}"] {
        assert_eq!(read_transport_error(body), TransportError::default());
    }
}

#[test]
fn a_profile_without_its_outer_name_is_read() {
    let profile = read_profile(text("profile_without_outer_name")).unwrap();
    assert_eq!(profile.ucp.version, VERSION);
    assert_eq!(read_profile("{}").unwrap_err().line(), "$.ucp: missing");
}

#[test]
fn any_bytes_end_in_a_value_or_a_flaw() {
    let mut random = Random::of(7);
    let letters: Vec<char> = "{}[]\",:\\u0123456789aeE+-. \n\u{0}\u{7f}ཀ🌾tfn".chars().collect();
    for _ in 0..100_000 {
        let text: String = (0..random.below(40)).map(|_| *random.pick(&letters)).collect();
        let (ours, theirs) = (json::read::<TransportError>(&text), serde_json::from_str::<TransportError>(&text));
        let list = text.trim_start().starts_with('[');
        assert!(ours.is_ok() == theirs.is_ok() || list, "{text}: {ours:?} {theirs:?}");
        _ = read_profile(&text);
    }
}
