//! Search, lookup, product (rules S2, S15 and our browse extension).
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use serde_json::{Value, json};

fn ids(answer: &Answer) -> Vec<String> {
    let products = answer.body["products"].as_array().unwrap();
    products.iter().map(|product| product["id"].as_str().unwrap().to_owned()).collect()
}

async fn search(town: &Town, body: Value) -> Answer {
    let answer = town.post("/catalog/search", body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer
}

#[tokio::test]
async fn words_are_found_in_titles_descriptions_sellers_and_categories_in_both_languages() {
    let town = town();
    for (query, found) in [
        ("TSAMPA", vec!["p_tsampa", "p_pouch"]),
        ("糌粑", vec!["p_tsampa", "p_pouch"]),
        ("饼", vec!["p_biscuit"]),
        ("loom house", vec!["p_scarf", "p_pouch"]),
        ("青稞", vec!["p_biscuit", "p_tsampa"]),
        ("wool woven", vec!["p_scarf"]),
        ("ｔｓａｍｐａ　石磨", vec!["p_tsampa"]),
        ("nothing of the kind", vec![]),
        ("' OR 1=1 --", vec![]),
    ] {
        assert_eq!(ids(&search(&town, json!({ "query": query })).await), found, "{query}");
    }
}

#[tokio::test]
async fn filters_narrow_together() {
    let town = town();
    for (filters, found) in [
        (json!({ "categories": ["barley"] }), vec!["p_tsampa", "p_biscuit"]),
        (json!({ "categories": ["青稞", "Wool"] }), vec!["p_tsampa", "p_biscuit", "p_scarf", "p_pouch"]),
        (json!({ "example.tsampa.seller_id": ["looms"] }), vec!["p_scarf", "p_pouch"]),
        (json!({ "price": { "min": 0 } }), vec!["p_tsampa", "p_biscuit", "p_scarf", "p_pouch"]),
        (json!({ "price": { "min": 2000, "max": 4500 } }), vec!["p_tsampa", "p_pouch"]),
        (json!({ "price": { "max": 5000 }, "example.tsampa.seller_id": ["looms"] }), vec!["p_pouch"]),
        (json!({ "categories": ["barley"], "example.tsampa.seller_id": ["looms"] }), vec![]),
    ] {
        assert_eq!(ids(&search(&town, json!({ "filters": filters })).await), found, "{filters}");
    }
}

#[tokio::test]
async fn prices_in_another_currency_filter_nothing() {
    let body = json!({ "filters": { "price": { "max": 1 } }, "context": { "currency": "USD" } });
    let answer = search(&town(), body).await;
    assert_eq!(ids(&answer).len(), 4);
    assert_eq!(answer.body["products"][0]["price_range"]["min"]["currency"], "CNY");
}

#[tokio::test]
async fn a_search_for_nothing_at_all_is_refused() {
    let town = town();
    for body in [
        json!({}),
        json!({ "query": "  " }),
        json!({ "filters": {} }),
        json!({ "pagination": { "limit": 3 }, "context": { "language": "zh" } }),
    ] {
        assert_eq!(town.post("/catalog/search", body).await.status, 400);
    }
    assert_eq!(town.post("/catalog/search", json!({ "query": "a", "pagination": { "limit": 0 } })).await.status, 400);
    assert_eq!(ids(&search(&town, json!({ "example.tsampa.sort": "newest" })).await).len(), 4);
}

#[tokio::test]
async fn a_query_without_words_finds_nothing_and_a_blank_one_is_none() {
    let town = town();
    for query in ["་", "༌", " ། ༔ ", "!!!"] {
        for more in [
            json!({}),
            json!({ "filters": { "categories": ["barley"] } }),
            json!({ "filters": { "price": { "min": 0 } } }),
            json!({ "example.tsampa.sort": "newest" }),
        ] {
            let mut body = more;
            body["query"] = json!(query);
            let answer = search(&town, body.clone()).await;
            assert_eq!((ids(&answer).len(), &answer.body["pagination"]["total_count"]), (0, &json!(0)), "{body}");
        }
    }
    for query in ["", "  ", "\t\n", "\u{3000}"] {
        assert_eq!(town.post("/catalog/search", json!({ "query": query })).await.status, 400, "{query:?}");
        let body = json!({ "query": query, "filters": { "categories": ["barley"] } });
        assert_eq!(ids(&search(&town, body).await), ["p_tsampa", "p_biscuit"], "{query:?}");
    }
}

#[tokio::test]
async fn every_order_is_stable_from_page_to_page() {
    let town = town();
    for (sort, order) in [
        ("relevance", ["p_tsampa", "p_biscuit", "p_scarf", "p_pouch"]),
        ("price_asc", ["p_biscuit", "p_tsampa", "p_pouch", "p_scarf"]),
        ("price_desc", ["p_scarf", "p_pouch", "p_tsampa", "p_biscuit"]),
        ("newest", ["p_pouch", "p_scarf", "p_biscuit", "p_tsampa"]),
        ("an order of tomorrow", ["p_tsampa", "p_biscuit", "p_scarf", "p_pouch"]),
    ] {
        let mut seen = Vec::new();
        let mut body = json!({ "example.tsampa.sort": sort, "pagination": { "limit": 1 } });
        loop {
            let answer = search(&town, body.clone()).await;
            seen.extend(ids(&answer));
            let pagination = &answer.body["pagination"];
            assert_eq!(pagination["total_count"], 4);
            if pagination["has_next_page"] == false {
                assert!(pagination["cursor"].is_null());
                break;
            }
            body["pagination"]["cursor"] = pagination["cursor"].clone();
        }
        assert_eq!(seen, order, "{sort}");
    }
}

#[tokio::test]
async fn a_product_put_before_the_cursor_meanwhile_repeats_nothing() {
    let town = town();
    let mut body = json!({ "example.tsampa.sort": "price_asc", "pagination": { "limit": 2 } });
    let first = search(&town, body.clone()).await;
    assert_eq!(ids(&first), ["p_biscuit", "p_tsampa"]);
    town.sql().execute("UPDATE variants SET price = 100 WHERE id = 'v_pouch'", []).unwrap();
    body["pagination"]["cursor"] = first.body["pagination"]["cursor"].clone();
    assert_eq!(ids(&search(&town, body).await), ["p_scarf"]);
}

#[tokio::test]
async fn a_page_is_ten_unless_wished_and_never_longer_than_fifty() {
    let town = town();
    let answer = search(&town, json!({ "query": "tsampa", "pagination": { "limit": 18446744073709551615u64 } })).await;
    assert_eq!(ids(&answer).len(), 2);
    for cursor in ["", "x", "1.2.3", "-1.0", "ffffffffffffffffff.0"] {
        let body = json!({ "query": "tsampa", "pagination": { "cursor": cursor } });
        assert_eq!(town.post("/catalog/search", body).await.status, 400, "{cursor}");
    }
}

#[tokio::test]
async fn facets_count_what_else_could_be_chosen() {
    let answer = search(&town(), json!({ "filters": { "example.tsampa.seller_id": ["mill"] } })).await;
    let facets = &answer.body["example.tsampa.facets"];
    assert_eq!(facets["categories"], json!([{ "id": "barley", "name": "Barley", "count": 2 }]));
    let sellers = json!([{ "id": "mill", "name": "Water Mill", "count": 2 }, { "id": "looms", "name": "Loom House", "count": 2 }]);
    assert_eq!(facets["sellers"], sellers);
}

#[tokio::test]
async fn text_is_in_the_context_s_language_else_in_the_browser_s_else_english() {
    let town = town();
    for (context, header, title) in [
        (json!("zh-Hans-CN"), "en", "糌粑"),
        (json!("en-GB"), "zh", "Tsampa"),
        (json!("bo"), "fr;q=0.9, zh;q=0.8", "糌粑"),
        (json!("%% nonsense"), "", "Tsampa"),
    ] {
        let body = json!({ "query": "tsampa", "context": { "language": context } });
        let call = Call::new("POST", "/catalog/search").json(body).header("accept-language", header);
        assert_eq!(town.send(call).await.body["products"][0]["title"], title);
    }
}

#[tokio::test]
async fn a_product_says_all_that_a_card_needs() {
    let answer = search(&town(), json!({ "query": "tsampa", "pagination": { "limit": 1 } })).await;
    let product = &answer.body["products"][0];
    assert_eq!(product["price_range"]["min"], json!({ "amount": 2800, "currency": "CNY" }));
    assert_eq!(product["price_range"]["max"], json!({ "amount": 9800, "currency": "CNY" }));
    assert_eq!(product["list_price_range"]["min"]["amount"], 3200);
    assert_eq!(product["rating"]["count"], 212);
    let tsampa = marketplace::pictures::find("tsampa.svg").unwrap();
    let source =
        |width: u32| json!({ "url": format!("https://market.example{}", tsampa.address(width)), "width": width });
    let sources = [160, 320, 480, 640].map(source);
    let picture = json!({
        "type": "image", "url": "https://market.example/media/tsampa.svg", "alt_text": "A bag of tsampa",
        "width": 400, "height": 400, "example.tsampa.sources": sources,
    });
    assert_eq!(product["media"], json!([picture]));
    let variant = &product["variants"][0];
    assert_eq!(variant["id"], "v_tsampa_500");
    assert_eq!(variant["list_price"]["amount"], 3200);
    let per_kilogram = json!({
        "amount": 5600, "currency": "CNY",
        "measure": { "value": 0.5, "unit": "kg" }, "reference": { "value": 1, "unit": "kg" },
    });
    assert_eq!(variant["unit_price"], per_kilogram);
    assert_eq!(variant["availability"], json!({ "available": true, "status": "in_stock" }));
    assert_eq!(variant["options"], json!([{ "name": "Weight", "id": "w500", "label": "500 g" }]));
    assert_eq!(variant["seller"]["name"], "Water Mill");
    let seller = json!({
        "id": "mill", "name": "Water Mill", "url": "https://market.example/s/mill", "county": "North", "maker": "Drolma",
    });
    assert_eq!(variant["example.tsampa.seller"], seller);
    assert_eq!(variant["example.tsampa.stock"], json!({ "available": 40, "max_per_order": 10 }));
    let sold_out = &product["variants"][1];
    assert_eq!(sold_out["availability"], json!({ "available": false, "status": "out_of_stock" }));
    assert!(sold_out["list_price"].is_null());
}

#[tokio::test]
async fn the_price_of_a_kilogram_is_rounded_once() {
    let town = town();
    let answer = town.post("/catalog/lookup", json!({ "ids": ["v_biscuit"] })).await;
    assert_eq!(answer.body["products"][0]["variants"][0]["unit_price"]["amount"], 6333);
    town.sql().execute("UPDATE variants SET price = 2000 WHERE id = 'v_biscuit'", []).unwrap();
    let answer = town.post("/catalog/lookup", json!({ "ids": ["v_biscuit"] })).await;
    assert_eq!(answer.body["products"][0]["variants"][0]["unit_price"]["amount"], 6667);
}

#[tokio::test]
async fn a_lookup_says_which_id_led_where() {
    let town = town();
    let ids = ["p_tsampa", "v_tsampa_2000", "nope", "v_tsampa_2000", "v_tsampa_500"];
    let answer = town.post("/catalog/lookup", json!({ "ids": ids })).await;
    let products = answer.body["products"].as_array().unwrap();
    assert_eq!(products.len(), 1);
    let inputs: Vec<(&Value, &Value)> = products[0]["variants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|variant| (&variant["id"], &variant["inputs"]))
        .collect();
    let both = json!([{ "id": "p_tsampa", "match": "featured" }, { "id": "v_tsampa_500", "match": "exact" }]);
    let exact = json!([{ "id": "v_tsampa_2000", "match": "exact" }]);
    assert_eq!(inputs, [(&json!("v_tsampa_500"), &both), (&json!("v_tsampa_2000"), &exact)]);
    assert_eq!(answer.messages("not_found"), [json!({ "type": "info", "code": "not_found", "content": "nope" })]);
}

#[tokio::test]
async fn a_lookup_takes_fifty_ids_and_no_more() {
    let town = town();
    let ids = |count: usize| json!({ "ids": (0..count).map(|n| format!("p_{n}")).collect::<Vec<_>>() });
    assert_eq!(town.post("/catalog/lookup", ids(50)).await.status, 200);
    let answer = town.post("/catalog/lookup", ids(51)).await;
    assert_eq!((answer.status.as_u16(), &answer.body["code"]), (400, &json!("request_too_large")));
    assert_eq!(town.post("/catalog/lookup", ids(0)).await.status, 400);
}

#[tokio::test]
async fn a_product_shows_what_each_choice_would_lead_to() {
    let town = town();
    let body = json!({ "id": "p_scarf", "selected": [{ "name": "Colour", "label": "Red" }] });
    let product = town.post("/catalog/product", body).await.body["product"].clone();
    assert_eq!(product["variants"][0]["id"], "v_scarf_red_short");
    assert_eq!(product["variants"].as_array().unwrap().len(), 3);
    assert_eq!(product["selected"], json!([{ "name": "Colour", "id": "red", "label": "Red" }]));
    let state = |option: usize, value: usize| {
        let value = &product["options"][option]["values"][value];
        (value["available"].as_bool().unwrap(), value["exists"].as_bool().unwrap())
    };
    assert_eq!([state(0, 0), state(0, 1)], [(true, true), (true, true)]);
    assert_eq!([state(1, 0), state(1, 1)], [(true, true), (false, true)]);
    let body =
        json!({ "id": "p_scarf", "selected": [{ "name": "长度", "label": "长" }], "context": { "language": "zh" } });
    let product = town.post("/catalog/product", body).await.body["product"].clone();
    assert_eq!(
        product["options"][0]["values"][1],
        json!({ "id": "white", "label": "白", "available": false, "exists": false })
    );
}

#[tokio::test]
async fn a_choice_that_does_not_exist_is_relaxed_from_the_least_preferred() {
    let town = town();
    let selected = json!([{ "name": "Colour", "label": "White" }, { "name": "Length", "label": "Long" }]);
    let white = json!([{ "name": "Colour", "id": "white", "label": "White" }]);
    let long = json!([{ "name": "Length", "id": "long", "label": "Long" }]);
    for (preferences, kept, first) in [
        (json!(["Colour", "Length"]), white, "v_scarf_white_short"),
        (json!(["Length", "Colour"]), long, "v_scarf_red_long"),
    ] {
        let body = json!({ "id": "p_scarf", "selected": selected, "preferences": preferences });
        let product = town.post("/catalog/product", body).await.body["product"].clone();
        assert_eq!(product["selected"], kept);
        assert_eq!(product["variants"][0]["id"], first);
    }
}

#[tokio::test]
async fn a_variant_named_itself_comes_first_whatever_is_selected() {
    let town = town();
    let body = json!({ "id": "v_scarf_white_short", "selected": [{ "name": "Colour", "label": "Red" }] });
    let product = town.post("/catalog/product", body).await.body["product"].clone();
    assert_eq!(product["variants"][0]["id"], "v_scarf_white_short");
    assert_eq!(product["selected"][0]["label"], "White");
    let twice = json!({ "id": "p_scarf", "selected": [{ "name": "Colour", "label": "Red" }, { "name": "Colour", "label": "White" }] });
    assert_eq!(town.post("/catalog/product", twice).await.status, 400);
}

#[tokio::test]
async fn an_unknown_product_is_an_error_answer() {
    let answer = town().post("/catalog/product", json!({ "id": "p_none" })).await;
    assert_eq!(answer.status, 200);
    assert!(answer.is_error_answer());
    assert_eq!(answer.messages("not_found")[0]["severity"], "unrecoverable");
}

#[tokio::test]
async fn the_built_in_goods_are_whole() {
    let goods = marketplace::goods::Goods::built_in().unwrap();
    assert_eq!((goods.products.len(), goods.sellers.len(), goods.counties.len()), (36, 8, 5));
    let town = town();
    for product in &goods.products {
        let picture = town.get(&format!("/media/{}", product.picture)).await;
        assert_eq!(
            (picture.status.as_u16(), picture.header("content-type")),
            (200, "image/svg+xml"),
            "{}",
            product.picture
        );
        assert!(goods.category(&product.category).is_some(), "{}", product.id);
        for variant in &product.variants {
            assert!(variant.price > 0 && variant.max_per_order > 0, "{}", variant.id);
        }
    }
    for product in goods.products.iter().take(12) {
        assert!(product.variants.iter().any(|variant| variant.stock > 0), "{} is in stock", product.id);
    }
    for seller in &goods.sellers {
        assert!(goods.county(&seller.county).is_some(), "{}", seller.id);
    }
}
