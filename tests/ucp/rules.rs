//! The client's rules of UCP.md 11 that the types themselves keep: C3, C5, C7, C8, C9, C11, C12, C16.

use serde::Serialize;
use serde_json::Value;
use tsampa::ucp::message::gravest;
use tsampa::ucp::total::grand_total;

use crate::corpus::text;
use crate::wire::*;

fn body(request: &impl Serialize) -> Value {
    serde_json::from_str(&json::write(request)).unwrap()
}

/// Every path of a body, list places left out: `line_items.item.id`.
fn paths(value: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, into: &mut Vec<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                into.push(path.clone());
                walk(value, &path, into);
            }),
            Value::Array(items) => items.iter().for_each(|item| walk(item, path, into)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk(value, "", &mut all);
    all.sort();
    all.dedup();
    all
}

fn wanted(id: Option<&str>, item: &str, quantity: u32) -> WantedLine {
    WantedLine { id: id.map(LineId::from), item: ItemRef { id: item.into() }, quantity }
}

fn full_context() -> (Context, Attribution) {
    let context = Context { language: Some("bo".into()), currency: Some("CNY".into()), ..Context::default() };
    (context, Map::from_iter([("campaign_source".to_owned(), "tourism-gyangze".to_owned())]))
}

#[test]
fn requests_hold_only_what_a_request_may_hold() {
    let (context, attribution) = full_context();
    let line_items = vec![wanted(None, "v_tsampa_500", 2)];
    let create = CartRequest { line_items, context, attribution, ..CartRequest::default() };
    let same = ["attribution", "attribution.campaign_source", "context", "context.currency", "context.language"];
    let lines = ["line_items", "line_items.item", "line_items.item.id", "line_items.quantity"];
    assert_eq!(paths(&body(&create)), [&same[..], &lines[..]].concat());

    let (context, attribution) = full_context();
    let lines = vec![wanted(Some("li_1"), "v_tsampa_500", 3), wanted(None, "v_butter_1000", 1)];
    let id = Some("cart_7".into());
    let update = CartRequest { id, line_items: lines, context, attribution, discounts: None };
    let lines = ["id", "line_items", "line_items.id", "line_items.item", "line_items.item.id", "line_items.quantity"];
    assert_eq!(paths(&body(&update)), [&same[..], &lines[..]].concat());

    let create = CheckoutCreate { cart_id: "cart_7".into(), ..CheckoutCreate::default() };
    assert_eq!(json::write(&create), r#"{"cart_id":"cart_7","line_items":[]}"#);
}

#[test]
fn each_option_is_chosen_once() {
    let mut request = ProductRequest::default();
    request.id = "p_tsampa".into();
    for label in ["500 g", "2 kg"] {
        request.select(SelectedOption { name: "Weight".into(), id: None, label: label.into() });
    }
    assert_eq!(json::write(&request), r#"{"id":"p_tsampa","selected":[{"name":"Weight","label":"2 kg"}]}"#);
}

#[test]
fn an_error_in_the_envelope_is_an_error_whatever_else_is_there() {
    let Ok(Answer::Error(error)) = read_answer::<Cart>(text("error")) else { panic!() };
    assert_eq!(gravest(&error.messages).unwrap().severity(), Some(Severity::Unrecoverable));
    assert_eq!(error.continue_url.as_deref(), Some("https://market.example/s/gyangze-barley"));
    // The whole cart beside it changes nothing; nor do escapes in the word.
    for status in ["\"error\"", "\"\\u0065rror\""] {
        let cart = text("cart").replacen("\"success\"", status, 1);
        assert!(matches!(read_answer::<Cart>(&cart), Ok(Answer::Error(_))), "{status}");
    }
}

#[test]
fn words_that_nobody_knows_break_nothing() {
    let cart = text("cart")
        .replacen("\"success\"", "\"partial\"", 1)
        .replace("\"warning\"", "\"rumour\"")
        .replace("\"subtotal\"", "\"sum\"");
    let Ok(Answer::Success(cart)) = read_answer::<Cart>(&cart) else { panic!() };
    assert_eq!((cart.messages[0].kind.as_str(), cart.totals[0].kind.as_str()), ("rumour", "sum"));
    let checkout = text("checkout").replacen("\"ready_for_complete\"", "\"dreaming\"", 1);
    let Ok(Answer::Success(checkout)) = read_answer::<Checkout>(&checkout) else { panic!() };
    assert!(!checkout.is_final() && !checkout.is_completed());
}

#[test]
fn an_answer_without_an_envelope_is_no_answer() {
    assert_eq!(read_answer::<Cart>("{}").unwrap_err().line(), "$.ucp: missing");
    assert_eq!(read_answer::<Cart>("{\"ucp\":{}}").unwrap_err().line(), "$.ucp.version: missing");
}

#[test]
fn messages_are_taken_by_severity_and_lead_to_their_row() {
    let message =
        |severity: &str| Message { kind: "error".into(), severity: Some(severity.into()), ..Message::default() };
    let words = ["requires_buyer_review", "requires_buyer_input", "odd", "recoverable", "unrecoverable"];
    let mut messages: Vec<Message> = words.map(message).into();
    messages.push(Message { kind: "warning".into(), severity: Some("unrecoverable".into()), ..Message::default() });
    let mut order = Vec::new();
    while let Some(first) = gravest(&messages).cloned() {
        messages.retain(|other| *other != first);
        order.push(first.severity.unwrap());
    }
    assert_eq!(order, ["unrecoverable", "odd", "recoverable", "requires_buyer_input", "requires_buyer_review"]);

    let Ok(Answer::Success(cart)) = read_answer::<Cart>(text("cart")) else { panic!() };
    assert_eq!(cart.messages.iter().map(Message::line_index).collect::<Vec<_>>(), [Some(0), Some(1)]);
    let elsewhere = ["$.totals[0]", "$.line_items", "$.line_items[-1]", "$.line_items[x]", "line_items[0]", ""];
    for path in elsewhere {
        assert_eq!(Message { path: Some(path.into()), ..Message::default() }.line_index(), None, "{path}");
    }
}

#[test]
fn a_disclosure_keeps_its_picture_and_link() {
    let Ok(Answer::Success(answer)) = read_answer::<LookupAnswer>(text("lookup")) else { panic!() };
    let disclosure = answer.messages.iter().find(|message| message.is_disclosure()).unwrap();
    assert!(disclosure.is_warning() && disclosure.has_code("age_restricted"));
    assert!(disclosure.image_url.is_some() && disclosure.url.is_some());
}

#[test]
fn found_variants_say_which_id_led_to_them() {
    let Ok(Answer::Success(answer)) = read_answer::<LookupAnswer>(text("lookup")) else { panic!() };
    let inputs = &answer.products[0].variants[0].inputs;
    let said: Vec<_> = inputs.iter().map(|input| (input.id.as_str(), input.matched.as_deref())).collect();
    assert_eq!(said, [("v_tsampa_500", Some("exact")), ("p_tsampa", Some("featured"))]);
}

#[test]
fn the_grand_total_is_the_entry_of_that_name() {
    let total = |kind: &str, amount| Total { kind: kind.into(), amount: Minor(amount), ..Total::default() };
    let totals = [total("subtotal", 18000), total("items_discount", -840), total("tea", 0), total("total", 17160)];
    assert_eq!(grand_total(&totals), Some(Minor(17160)));
    assert_eq!(grand_total(&totals[..3]), None);
}

#[test]
fn only_addresses_that_say_where_they_lead_are_followed() {
    for good in [
        "https://market.example",
        "HTTPS://market.example/a?b#c",
        "https://市场.example/",
        "https://[2001:db8::1]:8443/",
        "http://localhost:7421/x",
        "http://127.0.0.1",
        "http://[::1]:7420/",
    ] {
        assert!(url::is_safe(good), "{good}");
    }
    for bad in [
        "",
        "/checkout",
        "//market.example",
        "http://market.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:market.example",
        "https:/market.example",
        "https:\\\\market.example",
        "https://user@market.example",
        "https://a:b@market.example",
        "https://",
        "https:///path",
        "https://?q",
        " https://market.example",
        "https://market.example/a b",
        "https://market.example/\n",
        "https://mar\tket.example",
        "https://market.example\\@evil.example",
        "http://localhost:80@evil.example",
        "http://localhost:x/",
    ] {
        assert!(!url::is_safe(bad), "{bad}");
    }
}

#[test]
fn who_buys_is_never_read() {
    let Ok(Answer::Success(checkout)) = read_answer::<Checkout>(text("checkout")) else { panic!() };
    let kept = json::write(&checkout);
    for word in ["Drolma", "Tsering", "drolma@example.org", "+86", "Beijing Road", "810000"] {
        assert!(text("checkout").contains(word) && !kept.contains(word), "{word}");
    }
}

#[test]
fn a_message_may_select_its_line_by_the_item() {
    let item = |path: &str| Message { path: Some(path.into()), ..Message::default() }.line_item().map(str::to_owned);
    for path in [
        "$.line_items[?@.item.id=='v_1']",
        "$.line_items[?(@.item.id == \"v_1\")]",
        "$.line_items[?@.item.id=='v_1'].quantity",
    ] {
        assert_eq!(item(path).as_deref(), Some("v_1"), "{path}");
    }
    for path in [
        "$.line_items[0]",
        "$.line_items[?@.id=='v_1']",
        "$.line_items[?@.item.id=='v_1",
        "$.line_items[?@.item.id==v_1]",
        "$.line_items[?@.item.id=='v_1' || @.quantity > 2]",
        "$.line_items[?@.item.id==",
        "",
    ] {
        assert_eq!(item(path), None, "{path}");
    }
}
