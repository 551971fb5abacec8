//! Discount codes (UCP shopping/discount.json) in carts, checkouts and orders.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use marketplace::discount::apply;
use marketplace::pricing::{PricedLine, Totals};
use serde_json::{Value, json};

/// Two of the mill's lines and one of the looms': 84.00 + 19.00 and 45.00.
const LINES: [(&str, u64); 3] = [("v_tsampa_500", 3), ("v_biscuit", 1), ("v_pouch", 1)];

fn with_codes(lines: &[(&str, u64)], codes: &[&str]) -> Value {
    json!({ "line_items": lines_of(lines), "discounts": { "codes": codes } })
}

async fn cart_with(town: &Town, codes: &[&str]) -> Value {
    let answer = town.post("/carts", with_codes(&LINES, codes)).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body
}

fn amounts(totals: &Value) -> Vec<(String, i64)> {
    let totals = totals.as_array().unwrap();
    totals.iter().map(|t| (t["type"].as_str().unwrap().to_owned(), t["amount"].as_i64().unwrap())).collect()
}

/// What is said of codes: code and path.
fn said(document: &Value) -> Vec<(String, String)> {
    let messages = document["messages"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let codes = messages.filter(|m| text(&m["code"]).starts_with("discount_"));
    codes.inspect(|m| assert_eq!(m["type"], "warning")).map(|m| (text(&m["code"]), text(&m["path"]))).collect()
}

#[tokio::test]
async fn a_percentage_is_taken_off_each_line_of_its_seller() {
    let cart = cart_with(&town(), &["ten"]).await;
    let applied = json!([{
        "code": "TEN", "title": "10% off the mill", "amount": 1030, "method": "each", "priority": 1,
        "allocations": [{ "path": "$.line_items[0]", "amount": 840 }, { "path": "$.line_items[1]", "amount": 190 }],
    }]);
    assert_eq!(cart["discounts"], json!({ "codes": ["ten"], "applied": applied }));
    assert_eq!(
        cart["totals"],
        json!([
            { "type": "subtotal", "display_text": "Goods", "amount": 14_800 },
            { "type": "items_discount", "display_text": "10% off the mill", "amount": -1030 },
            { "type": "total", "display_text": "Total", "amount": 13_770 },
        ])
    );
    let line = |n: usize| amounts(&cart["line_items"][n]["totals"]);
    let sums = |entries: &[(&str, i64)]| entries.iter().map(|(kind, n)| ((*kind).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(line(0), sums(&[("subtotal", 8400), ("items_discount", -840), ("total", 7560)]));
    assert_eq!(line(2), sums(&[("subtotal", 4500), ("total", 4500)]));
}

#[tokio::test]
async fn a_fixed_amount_is_split_over_the_lines_to_the_last_unit() {
    let cart = cart_with(&town(), &["FIVE"]).await;
    let applied = &cart["discounts"]["applied"][0];
    assert_eq!((&applied["amount"], &applied["method"]), (&json!(500), &json!("across")));
    // 500 × 84, 19 and 45 of 148: 283.8, 64.2 and 152.0.
    let shares: Vec<i64> =
        applied["allocations"].as_array().unwrap().iter().map(|a| a["amount"].as_i64().unwrap()).collect();
    assert_eq!(shares, [284, 64, 152]);
    assert_eq!(total_of(&cart), 14_300);
}

/// Codes given, those refused with code and path, the total.
type Case = (&'static [&'static str], &'static [(&'static str, &'static str)], i64);

#[tokio::test]
async fn a_code_that_takes_nothing_off_is_a_warning_at_its_place_and_the_cart_stays() {
    let town = town();
    let cases: [Case; 5] = [
        (&["NONE", "ten"], &[("discount_code_invalid", "$.discounts.codes[0]")], 13_770),
        (&["OVER"], &[], 7400),
        (&["TEN", "Ten"], &[("discount_code_already_applied", "$.discounts.codes[1]")], 13_770),
        (&["TEN", "ALONE"], &[("discount_code_combination_disallowed", "$.discounts.codes[1]")], 13_770),
        (&["ALONE", "TEN"], &[("discount_code_combination_disallowed", "$.discounts.codes[1]")], 13_900),
    ];
    for (codes, refused, total) in cases {
        let cart = cart_with(&town, codes).await;
        let refused: Vec<_> = refused.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect();
        assert_eq!((said(&cart), total_of(&cart)), (refused, total), "{codes:?}");
        assert_eq!(cart["discounts"]["codes"], json!(codes), "all codes, so that a path finds its own");
    }
    town.later(24 * 3600);
    let cart = cart_with(&town, &["OVER"]).await;
    assert_eq!(said(&cart), [("discount_code_expired".to_owned(), "$.discounts.codes[0]".to_owned())]);
    assert_eq!(total_of(&cart), 14_800);
}

#[tokio::test]
async fn the_reason_is_said_in_the_buyer_s_language() {
    let town = town();
    for (language, lines, code, reason) in [
        ("en", [("v_pouch", 1)], "TEN", "This code is for goods of Water Mill only."),
        ("zh", [("v_pouch", 1)], "TEN", "这个优惠码只用于“水磨坊”的商品。"),
        ("en", [("v_pouch", 1)], "FIVE", "This code takes something off once its goods come to ¥50.00."),
        ("zh", [("v_pouch", 1)], "FIVE", "商品满 ¥50.00 才能用这个优惠码。"),
        ("en", [("v_pouch", 1)], "NONE", "There is no such code."),
    ] {
        let mut body = with_codes(&lines, &[code]);
        body["context"] = json!({ "language": language });
        let answer = town.post("/carts", body).await;
        assert_eq!(answer.messages("discount_code_invalid")[0]["content"], reason);
    }
}

#[tokio::test]
async fn codes_are_replaced_cleared_and_gone_when_they_are_left_out() {
    let town = town();
    let cart = cart_with(&town, &["TEN"]).await;
    let body = |discounts: Value| {
        let mut body = json!({ "id": cart["id"], "line_items": lines_of(&LINES) });
        body["discounts"] = discounts;
        body
    };
    let path = cart_path(&cart);
    for (discounts, total) in [
        (json!({ "codes": ["FIVE"] }), 14_300),
        (json!({ "codes": ["FIVE", "TEN"], "applied": [{ "title": "Free", "amount": 14_800 }] }), 13_304),
        (json!({ "codes": [] }), 14_800),
        (json!({ "codes": ["TEN"] }), 13_770),
        (json!({}), 14_800),
    ] {
        let answer = town.put(&path, body(discounts.clone())).await;
        assert_eq!(total_of(&answer.body), total, "{discounts}");
        assert_eq!(town.get(&path).await.body, answer.body);
    }
    town.put(&path, body(json!({ "codes": ["TEN"] }))).await;
    let left_out = town.put(&path, json!({ "id": cart["id"], "line_items": lines_of(&LINES) })).await;
    assert_eq!((total_of(&left_out.body), &left_out.body["discounts"]), (14_800, &Value::Null));
}

#[tokio::test]
async fn a_cart_s_codes_go_through_its_checkout_into_the_order() {
    let town = town();
    let cart = cart_with(&town, &["TEN", "NONE"]).await;
    let checkout = town.post("/checkout-sessions", json!({ "cart_id": cart["id"], "line_items": [] })).await.body;
    assert_eq!(checkout["discounts"], cart["discounts"]);
    let mut update = update_of(&checkout, shipping());
    update["discounts"] = json!({ "codes": ["TEN"] });
    let ready = town.put(&path_of(&checkout), update).await.body;
    let sums = [
        ("subtotal", 14_800),
        ("items_discount", -1030),
        ("fulfillment", 800),
        ("fulfillment", 1200),
        ("total", 15_770),
    ];
    let sums: Vec<_> = sums.iter().map(|(kind, amount)| ((*kind).to_owned(), *amount)).collect();
    assert_eq!((&ready["status"], amounts(&ready["totals"])), (&json!("ready_for_complete"), sums));
    let done = town.post(&format!("{}/complete", path_of(&checkout)), pay("on_delivery", "cash")).await.body;
    assert_eq!((&done["status"], &done["totals"]), (&json!("completed"), &ready["totals"]));
    assert_eq!(done["discounts"]["applied"], ready["discounts"]["applied"]);
    let path = format!("/orders/{}", done["order"]["id"].as_str().unwrap());
    let order = town.send(Call::new("GET", &path).header("authorization", &format!("Bearer {ORDER_KEY}"))).await.body;
    assert_eq!(order["totals"], ready["totals"]);
    assert_eq!(order["line_items"][0]["totals"], ready["line_items"][0]["totals"]);
    assert_eq!(town.number("SELECT subtotal - total FROM orders"), 1030 - 2000);
    assert_eq!(town.number("SELECT json_extract(discounts_json, '$[0].amount') FROM orders"), 1030);
}

#[tokio::test]
async fn an_order_is_not_placed_at_a_price_that_a_code_no_longer_gives() {
    let town = town();
    let body = with_codes(&[("v_pouch", 2)], &["OVER"]);
    let checkout = town.post("/checkout-sessions", body).await.body;
    assert_eq!(total_of(&checkout), 4500);
    let mut update = update_of(&checkout, pick_up());
    update["discounts"] = json!({ "codes": ["OVER"] });
    town.put(&path_of(&checkout), update).await;
    town.later(5 * 3600);
    let answer = town.complete(&checkout).await;
    assert_eq!(answer.body["status"], "completed", "still in time");
    town.later(3 * 3600);
    let again = town.post("/checkout-sessions", with_codes(&[("v_pouch", 2)], &["OVER"])).await.body;
    let mut update = update_of(&again, pick_up());
    update["discounts"] = json!({ "codes": ["OVER"] });
    town.put(&path_of(&again), update).await;
    town.later(5 * 3600);
    let answer = town.complete(&again).await;
    assert_eq!((&answer.body["status"], total_of(&answer.body)), (&json!("ready_for_complete"), 9000));
    assert_eq!(answer.messages("checkout_changed").len(), 1);
    assert_eq!(answer.messages("discount_code_expired").len(), 1);
}

#[tokio::test]
async fn a_repeated_request_has_its_codes_counted_once() {
    let town = town();
    let key = "0193e3a6-5c2b-7c4e-9d5a-0c1d2e3f4a5b";
    let send =
        |codes: &[&str]| Call::new("POST", "/carts").json(with_codes(&LINES, codes)).header("idempotency-key", key);
    let first = town.send(send(&["TEN"])).await;
    assert_eq!(town.send(send(&["TEN"])).await.bytes, first.bytes);
    assert_eq!(town.send(send(&["FIVE"])).await.status, 409, "other codes are another content");
    assert_eq!(town.number("SELECT count(*) FROM carts"), 1);
}

#[tokio::test]
async fn codes_are_texts_and_not_endless() {
    let town = town();
    for discounts in [json!([]), json!("TEN"), json!(null), json!({ "codes": "TEN" }), json!({ "codes": [7] })] {
        let body = json!({ "line_items": lines_of(&LINES), "discounts": discounts });
        assert_eq!(town.post("/carts", body).await.body["code"], "malformed_request", "{discounts}");
    }
    let eleven = vec!["TEN"; 11];
    assert_eq!(town.post("/carts", with_codes(&LINES, &eleven)).await.body["code"], "request_too_large");
    let long = "A".repeat(5000);
    let cart = cart_with(&town, &[&long, " ten "]).await;
    assert_eq!(cart["discounts"]["codes"], json!(["A".repeat(41), "ten"]));
    assert_eq!(said(&cart), [("discount_code_invalid".to_owned(), "$.discounts.codes[0]".to_owned())]);
}

/// A sequence that looks like chance and is the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

#[test]
fn whatever_codes_meet_whatever_lines_the_sums_add_up_and_nothing_costs_less_than_nothing() {
    let goods = goods();
    let variants = ["v_tsampa_500", "v_biscuit", "v_pouch", "v_scarf_red_short", "v_none"];
    let codes = ["TEN", "ten", "THIRD", "FIVE", "ALL", "ALONE", "OVER", "NONE", ""];
    let prices = [0, 1, 2, 3, 49, 50, 99, 4999, 5000, 12_345, 1_000_000_007, i64::MAX / 999];
    let mut dice = Dice(0x7541_4d50_4121);
    let (mut applied, mut refused) = (0, 0);
    for _ in 0..50_000 {
        let lines: Vec<PricedLine> = (0..dice.below(6))
            .map(|number| PricedLine {
                id: format!("li_{number}"),
                variant_id: variants[dice.below(5) as usize].to_owned(),
                quantity: 1 + dice.below(9) as i64,
                price: prices[dice.below(12) as usize],
                stock: 99,
                max_per_order: 99,
            })
            .collect();
        let given: Vec<String> = (0..dice.below(4)).map(|_| codes[dice.below(9) as usize].to_owned()).collect();
        let now = 1_795_000_000 + dice.below(2) as i64 * 86_400;
        let outcome = apply(&goods, &lines, &given, now);
        assert_eq!(outcome.applied.len() + outcome.refused.len(), given.len());
        applied += outcome.applied.len();
        refused += outcome.refused.len();
        for code in &outcome.applied {
            assert_eq!(code.shares.iter().map(|share| i128::from(share.amount)).sum::<i128>(), i128::from(code.amount));
            assert!(code.amount > 0 && code.shares.iter().all(|share| share.amount > 0));
        }
        let totals = Totals::of(&lines, outcome.applied, Vec::new());
        for line in &lines {
            assert!((0..=line.total()).contains(&totals.off(&line.id)), "{given:?} {lines:?}");
        }
        let off: i64 = totals.discounts.iter().map(|code| code.amount).sum();
        assert_eq!((totals.subtotal - off, totals.total >= 0), (totals.total, true), "{given:?} {lines:?}");
    }
    assert!(applied > 10_000 && refused > 10_000, "{applied} applied, {refused} refused");
}
