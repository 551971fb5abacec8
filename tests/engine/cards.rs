//! What stands on a card: the chosen variant, its price and what it was, how many there are, what can be chosen instead.

use crate::page::*;
use serde_json::{Value as Json, json};
use tsampa::engine::effect::{Effect, Tale};
use tsampa::engine::event::{Event, ListWanted};
use tsampa::engine::ids::ViewId;
use tsampa::engine::view::{OptionValueView, ProductView, StockView};
use tsampa::ucp::money::{Minor, Price};

const VIEW: ViewId = ViewId(1);

/// A page that shows these products, found by a search.
fn page_showing(products: &[Json]) -> Page {
    let mut page = Page::open();
    page.want_list(1, ListWanted { limit: 12, ..ListWanted::default() });
    let (request, _) = page.one();
    page.answer(request, 200, &found(products, None));
    page
}

fn card_of(product: Json) -> ProductView {
    page_showing(&[product]).shop.view_list(VIEW).cards.remove(0)
}

fn card(page: &Page) -> ProductView {
    page.shop.view_list(VIEW).cards.remove(0)
}

/// A product of these variants, each of one weight and one roast.
fn tsampa(variants: &[(&str, &str, &str)]) -> Json {
    let ids: Vec<&str> = variants.iter().map(|(id, ..)| *id).collect();
    let mut product = product("p_1", &ids);
    for (place, (_, weight, roast)) in variants.iter().enumerate() {
        product["variants"][place]["options"] = json!([{"name": "Weight", "label": weight, "id": format!("w_{weight}")}, {"name": "Roast", "label": roast}]);
    }
    let values = |labels: &[&str]| labels.iter().map(|label| json!({"label": label})).collect::<Vec<_>>();
    product["options"] = json!([{"name": "Weight", "values": values(&["500", "1000", "5000"])},
        {"name": "Roast", "values": values(&["light", "dark"])}, {"name": "Mill", "values": values(&["stone"])}]);
    product
}

fn yuan(amount: i64) -> Price {
    Price { amount: Minor(amount), currency: "CNY".to_owned() }
}

#[test]
fn all_that_the_business_says_of_a_product_stands_on_its_card() {
    let mut goods = product("p_1", &["v_1", "v_2"]);
    goods["url"] = json!("https://market.example/p_1");
    goods["rating"] = json!({"value": 4.7, "scale_max": 5.0, "count": 12});
    let variant = &mut goods["variants"][0];
    variant["title"] = json!("500 g");
    variant["unit_price"] = json!({"amount": 5600, "currency": "CNY", "measure": {"value": 500.0, "unit": "g"},
        "reference": {"value": 1.0, "unit": "kg"}});
    let shown = card_of(goods);
    assert_eq!((shown.product, shown.variant), (item("p_1"), item("v_1")));
    assert_eq!((shown.title.as_str(), shown.variant_title.as_deref()), ("Product p_1", Some("500 g")));
    assert_eq!(shown.url.as_deref(), Some("https://market.example/p_1"));
    assert_eq!((shown.seller.as_deref(), shown.county.as_deref()), (Some("Seller One"), Some("Gyangze")));
    assert_eq!(shown.price, yuan(1000));
    let unit = shown.unit_price.unwrap();
    assert_eq!((unit.price, unit.value, unit.unit.as_str()), (yuan(5600), 1, "kg"));
    let rating = shown.rating.unwrap();
    assert_eq!((rating.value, rating.scale_max, rating.count), (4.7, 5.0, Some(12)));
}

#[test]
fn what_the_business_does_not_say_does_not_stand_there() {
    let mut plain = product("p_1", &["v_1"]);
    plain["url"] = json!("javascript:alert(1)");
    let shown = card_of(plain);
    assert_eq!((shown.variant_title, shown.url, shown.image), (None, None, None), "a single variant needs no title");
    assert!(shown.list_price.is_none() && shown.unit_price.is_none() && shown.rating.is_none());
    assert!(shown.options.is_empty());
}

#[test]
fn a_product_of_one_variant_with_options_names_it() {
    let mut goods = tsampa(&[("v_1", "500", "dark")]);
    goods["variants"][0]["title"] = json!("500 g, dark");
    assert_eq!(card_of(goods).variant_title.as_deref(), Some("500 g, dark"));
}

#[test]
fn a_former_price_is_struck_through_only_where_it_was_higher_and_in_the_same_money() {
    for (amount, currency, stands) in
        [(1200, "CNY", true), (1000, "CNY", false), (900, "CNY", false), (1200, "EUR", false)]
    {
        let mut goods = product("p_1", &["v_1"]);
        goods["variants"][0]["list_price"] = json!({"amount": amount, "currency": currency});
        assert_eq!(card_of(goods).list_price, stands.then(|| yuan(amount)), "{amount} {currency}");
    }
}

#[test]
fn few_are_told_and_none_cannot_be_added() {
    let stock = |availability: Json, stock: Json| {
        let mut goods = product("p_1", &["v_1"]);
        goods["variants"][0]["availability"] = availability;
        goods["variants"][0]["example.tsampa.stock"] = stock;
        let shown = card_of(goods);
        (shown.stock, shown.can_add)
    };
    let (said, no, silent) = (json!({"available": true}), json!({"available": false}), json!({}));
    let there_are = |count: u32| json!({"available": count});
    assert_eq!(stock(silent.clone(), json!(null)), (StockView::Unknown, true));
    assert_eq!(stock(said.clone(), json!(null)), (StockView::In, true));
    assert_eq!(stock(silent.clone(), there_are(5)), (StockView::In, true));
    assert_eq!(stock(said.clone(), there_are(4)), (StockView::Few(4), true));
    assert_eq!(stock(said, there_are(0)), (StockView::Out, false));
    assert_eq!(stock(silent, there_are(0)), (StockView::Out, false));
    assert_eq!(stock(no.clone(), there_are(7)), (StockView::Out, false));
    assert_eq!(stock(no, json!(null)), (StockView::Out, false));
}

#[test]
fn nothing_is_added_beyond_what_the_business_sells_to_one() {
    for (available, most, limit) in [(7, Some(2), 2), (2, Some(9), 2), (2, None, 2)] {
        let mut goods = product("p_1", &["v_1"]);
        goods["variants"][0]["example.tsampa.stock"] = json!({"available": available, "max_per_order": most});
        let mut page = page_showing(&[goods]);
        page.add("v_1");
        assert!(card(&page).can_add);
        page.add("v_1");
        assert!(!card(&page).can_add);
        page.add("v_1");
        assert_eq!(page.lines(), [("v_1".to_owned(), limit)]);
    }
}

#[test]
fn the_first_picture_that_may_be_shown_is_the_variants_else_the_products() {
    let picture = |url: &str| json!({"type": "image", "url": url, "alt_text": "a bowl"});
    let video = json!({"type": "video", "url": "https://market.example/film.mp4"});
    let safe = "https://market.example/bowl.jpg";
    let cases = [
        (
            json!([video, picture("data:x"), picture(safe)]),
            json!([picture("https://market.example/other.jpg")]),
            Some(safe),
        ),
        (json!([video]), json!([picture(safe)]), Some(safe)),
        (json!([]), json!([video]), None),
    ];
    for (own, products, expected) in cases {
        let mut goods = product("p_1", &["v_1"]);
        goods["variants"][0]["media"] = own;
        goods["media"] = products;
        let image = card_of(goods).image;
        assert_eq!(image.as_ref().map(|image| image.url.as_str()), expected);
        assert!(image.is_none_or(|image| image.alt.as_deref() == Some("a bowl")));
    }
}

#[test]
fn a_seller_is_named_by_our_extension_else_as_ucp_names_one() {
    let mut goods = product("p_1", &["v_1"]);
    goods["variants"][0]["seller"] = json!({"name": "Another"});
    assert_eq!(card_of(goods.clone()).seller.as_deref(), Some("Seller One"));
    goods["variants"][0].as_object_mut().unwrap().remove("example.tsampa.seller");
    assert_eq!(card_of(goods.clone()).seller.as_deref(), Some("Another"));
    goods["variants"][0].as_object_mut().unwrap().remove("seller");
    assert_eq!(card_of(goods).seller, None);
}

#[test]
fn the_first_variant_that_can_be_bought_is_chosen_and_one_that_was_asked_for_before_it() {
    let mut goods = product("p_1", &["v_1", "v_2", "v_3"]);
    goods["variants"][0]["availability"] = json!({"available": false});
    assert_eq!(card_of(goods.clone()).variant, item("v_2"));
    let mut page = Page::open();
    page.event(Event::ProductWanted { view: VIEW, item: item("v_1"), context: Default::default() });
    page.wait(5);
    let (request, _) = page.one();
    page.answer(request, 200, &found(&[goods.clone()], None));
    assert_eq!(card(&page).variant, item("v_1"), "sold out as it is");
    for place in [1, 2] {
        goods["variants"][place]["availability"] = json!({"available": false});
    }
    assert_eq!(card_of(goods.clone()).variant, item("v_1"), "none can be bought");
    goods["variants"] = json!([]);
    assert!(page_showing(&[goods]).shop.view_list(VIEW).cards.is_empty(), "nothing to sell is no card");
}

#[test]
fn each_value_of_an_option_says_whether_it_is_chosen_can_be_had_and_is_there_at_all() {
    let mut goods = tsampa(&[("v_1", "500", "dark"), ("v_2", "1000", "dark"), ("v_3", "500", "light")]);
    goods["variants"][1]["availability"] = json!({"available": false});
    goods["options"][0]["values"][2] = json!({"label": "5000", "available": false, "exists": false});
    goods["options"][0]["values"].as_array_mut().unwrap().push(json!({"label": "250"}));
    let options = card_of(goods).options;
    let names: Vec<_> = options.iter().map(|option| option.name.as_str()).collect();
    assert_eq!(names, ["Weight", "Roast"], "where there is one value there is no choice");
    let said = |value: &OptionValueView| (value.label.clone(), value.selected, value.available, value.exists);
    let weights: Vec<_> = options[0].values.iter().map(said).collect();
    let value = |label: &str, selected, available, exists| (label.to_owned(), selected, available, exists);
    let unknown = value("250", false, true, true);
    assert_eq!(
        weights,
        [
            value("500", true, true, true),
            value("1000", false, false, true),
            value("5000", false, false, false),
            unknown
        ],
        "what is not known yet can be asked for"
    );
    let roasts: Vec<_> = options[1].values.iter().map(said).collect();
    assert_eq!(roasts, [value("light", false, true, true), value("dark", true, true, true)]);
}

#[test]
fn one_choice_keeps_the_others_where_there_is_such_a_variant() {
    let mut page = page_showing(&[tsampa(&[
        ("v_1", "500", "dark"),
        ("v_2", "1000", "light"),
        ("v_3", "1000", "dark"),
        ("v_4", "500", "light"),
    ])]);
    let choose = |page: &mut Page, option: &str, label: &str| {
        let (option, label) = (option.to_owned(), label.to_owned());
        page.event(Event::OptionChosen { view: VIEW, product: item("p_1"), option, label });
        assert!(page.nothing_sent());
        card(page).variant.0
    };
    assert_eq!(choose(&mut page, "Weight", "1000"), "v_3");
    assert_eq!(choose(&mut page, "Roast", "light"), "v_2");
    assert_eq!(choose(&mut page, "Weight", "500"), "v_4");
    // A business that does not know of such a combination is asked for it, with all that is chosen.
    page.event(Event::OptionChosen {
        view: VIEW,
        product: item("p_1"),
        option: "Weight".to_owned(),
        label: "5000".to_owned(),
    });
    let asked = body(&page.one().1);
    assert_eq!(asked["selected"], json!([{"name": "Weight", "label": "5000"}, {"name": "Roast", "label": "light"}]));
    assert_eq!(asked["preferences"], json!(["Weight", "Roast"]));
}

#[test]
fn what_is_added_is_named_after_product_and_variant_where_there_are_several() {
    let mut two = tsampa(&[("v_1", "500", "dark"), ("v_2", "1000", "dark")]);
    two["variants"][0]["title"] = json!("500 g");
    let mut same = product("p_2", &["v_3", "v_4"]);
    same["variants"][0]["title"] = json!("Product p_2");
    let mut one = product("p_3", &["v_5"]);
    one["variants"][0]["title"] = json!("jar");
    let mut optional = tsampa(&[("v_6", "500", "dark")]);
    optional["id"] = json!("p_4");
    let mut jars = product("p_5", &["v_7", "v_8"]);
    jars["variants"][0]["title"] = json!("jar");
    let mut page = page_showing(&[two, same, one, optional, jars]);
    for id in ["p_1", "p_2", "p_3", "v_6", "p_5"] {
        page.add(id);
    }
    let titles = ["v_1", "v_3", "v_5", "v_6", "v_7"].map(|id| page.line(id).title);
    assert_eq!(titles, ["Product p_1 · 500 g", "Product p_2", "Product p_3", "Product p_1 · v_6", "Product p_5 · jar"]);
}

/// A card of which the business is being asked what a choice means.
fn asking() -> (Page, tsampa::engine::ids::RequestId) {
    let mut page = page_showing(&[tsampa(&[("v_1", "500", "dark")])]);
    choose(&mut page, "Weight", "5000");
    let (request, _) = page.one();
    (page, request)
}

fn choose(page: &mut Page, option: &str, label: &str) {
    let (option, label) = (option.to_owned(), label.to_owned());
    page.event(Event::OptionChosen { view: VIEW, product: item("p_1"), option, label });
}

fn selected(page: &Page) -> Vec<String> {
    let chosen = card(page).options.into_iter().flat_map(|option| option.values).filter(|value| value.selected);
    chosen.map(|value| value.label).collect()
}

#[test]
fn a_choice_that_the_business_is_asked_about_is_shown_at_once_and_can_be_added_once_it_is_known() {
    let (mut page, request) = asking();
    assert_eq!(selected(&page), ["5000", "dark"]);
    let shown = card(&page);
    assert!(!shown.can_add && shown.stock != StockView::Out, "{shown:?}");
    assert_eq!(shown.price, yuan(1000), "no price is made up");
    assert!(!page.shop.shows(VIEW, &item("v_9")));
    page.answer(
        request,
        200,
        &json!({"ucp": {"version": "2026-04-08"}, "product": tsampa(&[("v_9", "5000", "dark")])}),
    );
    let shown = card(&page);
    assert_eq!(
        (selected(&page), shown.variant, shown.can_add),
        (vec!["5000".to_owned(), "dark".to_owned()], item("v_9"), true)
    );
    choose(&mut page, "Weight", "500");
    assert_eq!((card(&page).variant, page.nothing_sent()), (item("v_1"), true));
}

#[test]
fn a_choice_that_could_not_be_asked_about_is_taken_back_and_told_where_it_was_made() {
    let (mut page, request) = asking();
    page.answer_text(request, 500, String::new(), None);
    let shown = card(&page);
    assert_eq!(
        (selected(&page), shown.variant, shown.can_add),
        (vec!["500".to_owned(), "dark".to_owned()], item("v_1"), true)
    );
    let here = |effect: &Effect| matches!(effect, Effect::Tell(Tale::Problem { view: Some(VIEW), .. }));
    assert!(page.other.iter().any(here));
}

#[test]
fn of_two_choices_in_a_row_both_count_and_the_first_answer_comes_too_late() {
    let (mut page, first) = asking();
    choose(&mut page, "Roast", "light");
    let (second, exchange) = page.one();
    assert_eq!(
        body(&exchange)["selected"],
        json!([{"name": "Roast", "label": "light"}, {"name": "Weight", "label": "5000"}])
    );
    page.answer(first, 200, &json!({"ucp": {"version": "2026-04-08"}, "product": tsampa(&[("v_8", "5000", "dark")])}));
    assert_eq!(selected(&page), ["5000", "light"]);
    page.answer(
        second,
        200,
        &json!({"ucp": {"version": "2026-04-08"}, "product": tsampa(&[("v_9", "5000", "light")])}),
    );
    assert_eq!((card(&page).variant, card(&page).can_add), (item("v_9"), true));
    // One that is known after all ends the waiting.
    choose(&mut page, "Weight", "1000");
    let (request, _) = page.one();
    choose(&mut page, "Weight", "5000");
    page.answer(
        request,
        200,
        &json!({"ucp": {"version": "2026-04-08"}, "product": tsampa(&[("v_7", "1000", "light")])}),
    );
    assert_eq!(card(&page).variant, item("v_9"));
}

#[test]
fn goods_of_an_earlier_wish_cannot_be_added_as_those_of_a_later_one() {
    let mut page = page_showing(&[product("p_1", &["v_1"])]);
    assert!(page.shop.shows(VIEW, &item("v_1")));
    page.want_list(1, ListWanted { query: Some("rug".to_owned()), limit: 12, ..ListWanted::default() });
    assert!(!page.shop.shows(VIEW, &item("v_1")));
    let (request, _) = page.one();
    page.answer_text(request, 400, String::new(), None);
    assert!(!page.shop.shows(VIEW, &item("v_1")));
}
