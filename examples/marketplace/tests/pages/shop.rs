//! The front page and the shops.

use crate::browser::{Page, open, open_in, press};
use crate::common::{Town, goods, outside, town};
use axum::http::StatusCode;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use marketplace::goods::Goods;
use marketplace::language::Text;
use marketplace::store::Store;
use serde_json::json;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn the_front_page_leads_to_every_shop() {
    let town = town();
    let front = open(&town, "/").await;
    assert_eq!(front.status, StatusCode::OK);
    for (seller, name) in [("mill", "Water Mill"), ("looms", "Loom House")] {
        let way = front.all("a").into_iter().find(|a| a.attribute("href") == Some(format!("/s/{seller}"))).unwrap();
        assert!(way.text().contains(name) && !way.all("img").is_empty(), "{}", way.text());
        let shop = open(&town, &way.attribute("href").unwrap()).await;
        assert_eq!((shop.status, shop.first("h1").text()), (StatusCode::OK, name.to_owned()));
    }
}

#[tokio::test]
async fn a_shop_shows_who_sells_and_what_at_which_price_without_a_script() {
    let shop = open(&town(), "/s/mill").await;
    let text = shop.text();
    for said in ["Water Mill", "North", "Drolma", "A mill.", "¥8.00", "3 to 6 days"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    let tsampa = shop.by_id("p_tsampa");
    assert_eq!(tsampa.first_attribute("img", "alt"), "A bag of tsampa");
    for said in [
        "Roasted barley, stone-milled.",
        "¥28.00",
        "instead of ¥32.00",
        "¥56.00 / kg",
        "in stock",
        "sold out",
        "Contains gluten.",
    ] {
        assert!(tsampa.text().contains(said), "{said} is not in {}", tsampa.text());
    }
    assert!(shop.by_id("v_tsampa_500").attribute("checked").is_some(), "the first that can be had is chosen");
    assert!(shop.by_id("v_tsampa_2000").attribute("disabled").is_some(), "what is sold out cannot be chosen");
    assert!(shop.find("p_scarf").is_none(), "other shops' goods are not here");
    assert!(open(&town(), "/s/looms").await.by_id("p_scarf").text().contains("3 left"));
}

#[tokio::test]
async fn pages_are_in_the_language_asked_for_else_the_accepted_one_else_chinese() {
    let town = town();
    let name = async |address: &str, accepted: &str| {
        let page = open_in(&town, address, accepted).await;
        let lang = page.first("html").attribute("lang").unwrap();
        assert_eq!(page.header("content-language"), lang);
        assert!(page.header("vary").contains("Accept-Language"));
        (page.first("h1").text(), lang)
    };
    let zh = ("水磨坊".to_owned(), "zh-Hans".to_owned());
    let en = ("Water Mill".to_owned(), "en".to_owned());
    assert_eq!(name("/s/mill?lang=zh", "en").await, zh);
    assert_eq!(name("/s/mill?lang=en-GB", "zh").await, en);
    assert_eq!(name("/s/mill", "de, en;q=0.5, zh;q=0.4").await, en);
    assert_eq!(name("/s/mill?lang=%ff&lang=", "zh-TW").await, zh);
    assert_eq!(name("/s/mill?lang=dz", "dz").await, zh);
    // Goods without a translation keep the nearer of their two texts.
    assert_eq!(name("/s/mill?lang=bo", "en").await, ("水磨坊".to_owned(), "bo".to_owned()));
    assert_eq!(name("/s/mill", "fr-CH, en;q=0.5").await, ("Water Mill".to_owned(), "fr".to_owned()));
}

#[tokio::test]
async fn each_other_language_is_one_link_away_and_stays_while_one_looks_around() {
    let town = town();
    let shop = open(&town, "/s/mill").await;
    let chinese = open(&town, &shop.by_id("language-zh").attribute("href").unwrap()).await;
    assert_eq!(chinese.first("h1").text(), "水磨坊");
    let offered = ["bo", "en", "fr"].map(|code| chinese.by_id(&format!("language-{code}")));
    assert_eq!(offered.each_ref().map(|a| a.text()), ["བོད་ཡིག", "English", "Français"]);
    assert_eq!(offered.each_ref().map(|a| a.attribute("lang").unwrap()), ["bo", "en", "fr"]);
    let brand = chinese.all("a").into_iter().find(|a| a.attribute("class").as_deref() == Some("brand")).unwrap();
    let front = open(&town, &brand.attribute("href").unwrap()).await;
    assert_eq!(front.first("html").attribute("lang").as_deref(), Some("zh-Hans"));
    assert!(front.all("a").iter().any(|a| a.attribute("href").as_deref() == Some("/s/mill?lang=zh")));
}

#[tokio::test]
async fn a_preview_of_a_shop_finds_its_name_words_and_picture_by_whole_addresses() {
    let shop = open(&town(), "/s/mill").await;
    assert_eq!(shop.title(), "Water Mill · Plateau Market");
    assert_eq!(shop.meta("description").as_deref(), Some("A mill."));
    assert_eq!(shop.meta("og:title").as_deref(), Some("Water Mill"));
    assert_eq!(shop.meta("og:description").as_deref(), Some("A mill."));
    assert_eq!(shop.meta("og:url").as_deref(), Some("https://market.example/s/mill"));
    assert_eq!(
        shop.meta("og:image").as_deref(),
        Some(marketplace::pictures::find("tsampa.svg").unwrap().address(640))
            .map(|path| format!("https://market.example{path}"))
            .as_deref()
    );
    let canonical = shop.all("link").into_iter().find(|link| link.attribute("rel").as_deref() == Some("canonical"));
    assert_eq!(canonical.unwrap().attribute("href").as_deref(), Some("https://market.example/s/mill"));
}

#[tokio::test]
async fn a_products_address_shows_it_first_and_the_rest_of_its_shop_below() {
    let town = town();
    let found = town.post("/catalog/product", json!({ "id": "p_biscuit" })).await;
    let url = found.body["product"]["url"].as_str().unwrap().to_owned();
    let address = url.strip_prefix("https://market.example").unwrap();
    assert!(address.starts_with("/s/mill?"), "{address}: what stands behind a # is told to no server");
    let page = open(&town, address).await;
    assert_eq!((page.status, page.first("h1").text()), (StatusCode::OK, "Water Mill".to_owned()));
    let alone = page.first("tsampa-product");
    assert_eq!(alone.attribute("item").as_deref(), Some("p_biscuit"));
    assert_eq!(alone.all("article").len(), 1);
    assert!(alone.text().contains("Barley biscuits"), "the product is its fallback: {}", alone.text());
    let list = page.first("tsampa-shop");
    assert!(list.text().contains("Tsampa") && !list.text().contains("Barley biscuits"), "{}", list.text());
    let places =
        [page.source.find("<tsampa-product"), page.source.find("A mill.</p>"), page.source.find("<tsampa-shop")];
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?}");
    let checkout = press(&town, &page.form("buy", Some("p_biscuit")), "buy", "p_biscuit").await;
    assert!(checkout.by_id("lines").text().contains("Barley biscuits"));
}

#[tokio::test]
async fn a_products_address_names_it_to_previews_and_stays_through_the_languages() {
    let town = town();
    let page = open(&town, "/s/mill?product=p_biscuit").await;
    assert!(page.title().starts_with("Barley biscuits"), "{}", page.title());
    assert_eq!(page.meta("og:title").as_deref(), Some(page.title().split(" · Plateau").next().unwrap()));
    assert_eq!(page.meta("og:url").as_deref(), Some("https://market.example/s/mill?product=p_biscuit"));
    assert_eq!(page.meta("description").as_deref(), Some("Biscuits, hardly sweet."));
    let alternate = page.all("link").into_iter().find(|link| link.attribute("hreflang").as_deref() == Some("fr"));
    assert_eq!(
        alternate.unwrap().attribute("href").as_deref(),
        Some("https://market.example/s/mill?product=p_biscuit&lang=fr")
    );
    let chinese = open(&town, &page.by_id("language-zh").attribute("href").unwrap()).await;
    assert_eq!(chinese.first("h1").text(), "水磨坊");
    assert_eq!(chinese.first("tsampa-product").attribute("item").as_deref(), Some("p_biscuit"));
}

#[tokio::test]
async fn a_product_that_the_shop_does_not_have_leaves_its_page_as_it_is() {
    let town = town();
    let plain = open(&town, "/s/mill").await;
    for product in ["p_scarf", "p_none", "", "%22%3E"] {
        let page = open(&town, &format!("/s/mill?product={product}")).await;
        assert_eq!((page.status, page.source == plain.source), (StatusCode::OK, true), "{product}");
    }
    assert!(
        plain.all("tsampa-product").is_empty() && plain.find("p_biscuit").is_some(),
        "older addresses end in #p_biscuit"
    );
}

#[tokio::test]
async fn the_widget_takes_over_a_shop_where_the_sdk_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let sdk = folder.path().to_owned();
    let shop = open(&Town::at(folder, Some(sdk)), "/s/mill").await;
    let script = shop.first("script");
    assert_eq!(script.attribute("src").as_deref(), Some("/sdk/v1/tsampa.js"));
    assert_eq!(script.attribute("data-channel").as_deref(), Some("profile"));
    assert_eq!(script.attribute("data-partner"), None);
    let element = shop.first("tsampa-shop");
    assert_eq!(element.attribute("seller").as_deref(), Some("mill"));
    assert!(element.text().contains("Tsampa"), "the goods are its fallback");
    assert_eq!(shop.all("tsampa-cart").len(), 1);
    let policy = shop.header("content-security-policy");
    for allowed in ["script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'", "img-src 'self'"] {
        assert!(policy.contains(allowed), "{policy}");
    }
    assert!(open(&town(), "/s/mill").await.all("script").is_empty(), "no script where there is none to load");
}

#[tokio::test]
async fn a_wish_the_shop_cannot_meet_is_answered_at_its_product_as_it_was_typed() {
    let town = town();
    for (quantity, said) in
        [("11", "from 1 to 10"), ("0", "from 1 to 10"), ("two", "from 1 to 10"), ("", "from 1 to 10")]
    {
        let form = open(&town, "/s/mill").await.form("buy", Some("p_tsampa")).with("quantity", quantity);
        let refused = press(&town, &form, "buy", "p_tsampa").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{quantity}");
        assert!(refused.problem_at("p_tsampa-quantity").contains(said));
        assert_eq!(refused.form("buy", Some("p_tsampa")).value("quantity"), Some(quantity));
    }
    let form = open(&town, "/s/mill").await.form("buy", Some("p_tsampa"));
    for variant in ["v_tsampa_2000", "v_pouch", "nothing"] {
        let refused = press(&town, &form.clone().with("variant", variant), "buy", "p_tsampa").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{variant}");
        assert!(!refused.problem_at("p_tsampa-quantity").is_empty());
    }
    assert_eq!(town.number("SELECT count(*) FROM checkouts"), 0);
}

#[tokio::test]
async fn words_that_look_like_markup_stay_words() {
    let town = hostile_town();
    for address in ["/", "/s/mill", "/s/mill?lang=zh"] {
        let page = open(&town, address).await;
        assert!(page.text().contains(HOSTILE), "{}", page.text());
        only_ours(&page);
    }
    let form = open(&town, "/s/mill").await.form("buy", Some("p_tsampa"));
    let checkout = press(&town, &form, "buy", "p_tsampa").await;
    assert!(checkout.by_id("lines").text().contains(HOSTILE));
    only_ours(&checkout);
    let typed =
        [("contact_name", HOSTILE), ("contact_phone", HOSTILE), ("address_street", HOSTILE), ("point", HOSTILE)];
    let form = typed.into_iter().fold(checkout.checkout().pick_up(), |form, (name, value)| form.with(name, value));
    let again = press(&town, &form, "action", "place").await;
    again.by_id("problems");
    assert_eq!(again.by_id("contact_name").attribute("value").as_deref(), Some(HOSTILE));
    only_ours(&again);
    let form = again.checkout().pick_up().with("contact_name", HOSTILE);
    let order = press(&town, &form, "action", "place").await;
    assert!(order.find("order-number").is_some(), "{}", order.text());
    assert!(order.text().contains(HOSTILE));
    only_ours(&order);
}

/// No element and no attribute came out of a text.
fn only_ours(page: &Page) {
    for element in page.elements() {
        assert!(!["script", "svg", "iframe", "style", "b"].contains(&element.tag().as_str()), "{}", element.tag());
        for (name, _) in element.attributes() {
            assert!(!name.starts_with("on") && name != "style", "{name} on <{}>", element.tag());
        }
    }
}

/// A marketplace whose every text tries to be more.
fn hostile_town() -> Town {
    let text = || Text { zh: HOSTILE.to_owned(), en: HOSTILE.to_owned(), ..Text::default() };
    let mut hostile: Goods = goods();
    for seller in &mut hostile.sellers {
        (seller.name, seller.maker, seller.about) = (text(), text(), text());
    }
    for product in &mut hostile.products {
        (product.title, product.description, product.alt) = (text(), text(), text());
        product.options.iter_mut().for_each(|option| option.name = text());
        product.variants.iter_mut().for_each(|variant| (variant.title, variant.allergens) = (text(), Some(text())));
    }
    for point in &mut hostile.points {
        (point.name, point.hours, point.address.street_address) = (text(), text(), text());
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("market.sqlite");
    let (store, _) = Store::open(&file, Some(&hostile), outside(|| 1_795_000_000, |_| {})).unwrap();
    Town::around(store, folder, None)
}

const HOSTILE: &str = r#""><script>alert(1)</script><svg onload=alert(1)>'--!></title></textarea><b style="x">{{7*7}}"#;

#[tokio::test]
async fn where_the_sdk_is_served_a_shops_page_brings_its_style_along_and_lets_no_other_in() {
    let town = Town::at(tempfile::tempdir().unwrap(), Some("sdk".into()));
    let page = open(&town, "/s/mill").await;
    let style = page.source.split_once("<style>").and_then(|(_, behind)| behind.split_once("</style>")).unwrap().0;
    assert!(style.contains(".product"));
    let files = page.all("link").into_iter().filter(|link| link.attribute("rel").as_deref() == Some("stylesheet"));
    assert_eq!(files.count(), 0, "a file of its own would be a second journey");
    let named = format!("style-src 'sha256-{}';", BASE64_STANDARD.encode(Sha256::digest(style)));
    assert!(page.header("content-security-policy").contains(&named), "{named}");
}
