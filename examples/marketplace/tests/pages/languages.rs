//! Four languages: what is said in each, and how each is written.

use crate::browser::{Page, open, open_in, press};
use crate::common::{Town, outside};
use marketplace::goods::Goods;
use marketplace::language::{Language, Text};
use marketplace::store::Store;
use serde_json::Value;

/// The marketplace with the goods it brings along.
fn town() -> Town {
    let folder = tempfile::tempdir().unwrap();
    let goods = Goods::built_in().unwrap();
    let time = outside(|| 1_795_000_000, |_| {});
    let (store, _) = Store::open(&folder.path().join("market.sqlite"), Some(&goods), time).unwrap();
    Town::around(store, folder, None)
}

fn words(language: &str) -> Value {
    let file = match language {
        "fr" => include_str!("../../words/fr.json"),
        _ => include_str!("../../words/bo.json"),
    };
    serde_json::from_str(file).unwrap()
}

/// The translation of a sentence, in each of its forms.
fn forms(translation: &Value) -> Vec<String> {
    match translation {
        Value::Array(both) => both.iter().map(|form| form.as_str().unwrap().to_owned()).collect(),
        one => vec![one.as_str().unwrap().to_owned()],
    }
}

/// The English sentences of the code: whatever text follows a Chinese one.
fn sentences() -> Vec<String> {
    let chinese = |text: &str| {
        text.chars().any(|c| ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c))
    };
    let mut found = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            let texts = texts(code.split("#[cfg(test)]").next().unwrap());
            for (place, (text, after)) in texts.iter().enumerate() {
                let Some((next, then)) = texts.get(place + 1).filter(|(next, _)| chinese(text) && !chinese(next))
                else {
                    continue;
                };
                match (after.as_str(), then.as_str()) {
                    (",", _) => found.push(next.clone()),
                    // One thing, then several: the words are kept under the latter.
                    (",[", ",") => found.push(texts[place + 2].0.clone()),
                    _ => {}
                }
            }
        }
    }
    found
}

/// The texts of some code, each with what stands between it and the next one.
fn texts(code: &str) -> Vec<(String, String)> {
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut texts: Vec<(String, String)> = Vec::new();
    let mut rest = code.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\'' && rest.peek() == Some(&'"') {
            rest.next();
        } else if c == '"' {
            let mut text = String::new();
            while let Some(c) = rest.next().filter(|c| *c != '"') {
                match c {
                    '\\' if rest.peek() == Some(&'\n') => while rest.next_if(|c| c.is_whitespace()).is_some() {},
                    '\\' => text.extend(rest.next()),
                    c => text.push(c),
                }
            }
            texts.push((text, String::new()));
        } else if let Some((_, after)) = texts.last_mut().filter(|_| !c.is_whitespace()) {
            after.push(c);
        }
    }
    texts
}

fn places(sentence: &str) -> Vec<String> {
    let mut places: Vec<String> =
        sentence.split('{').skip(1).map(|part| part.split('}').next().unwrap().to_owned()).collect();
    places.sort();
    places.dedup();
    places
}

#[test]
fn every_sentence_has_its_words_with_the_same_values_and_none_is_left_over() {
    let sentences = sentences();
    assert!(sentences.len() > 150, "{}", sentences.len());
    for language in ["fr", "bo"] {
        let file = words(language);
        assert!(file["note"].as_str().unwrap().contains("Machine-made"));
        let translations = file["words"].as_object().unwrap();
        for sentence in &sentences {
            let translation = translations.get(sentence).unwrap_or_else(|| panic!("{language} lacks {sentence:?}"));
            for form in forms(translation) {
                assert_eq!(places(&form), places(sentence), "{language}: {form}");
            }
        }
        let unused = translations.keys().find(|known| !sentences.contains(known));
        assert_eq!(unused, None, "{language}");
    }
}

/// All texts of the built-in goods.
fn goods_texts() -> Vec<Text> {
    fn walk(node: &Value, found: &mut Vec<Text>) {
        match node {
            Value::Object(members) if members.contains_key("zh") => {
                found.push(serde_json::from_value(node.clone()).unwrap())
            }
            Value::Object(members) => members.values().for_each(|member| walk(member, found)),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let file: Value = serde_json::from_str(include_str!("../../goods/goods.json")).unwrap();
    assert!(file["note"].as_str().unwrap().contains("machine-made"));
    let mut found = Vec::new();
    walk(&file, &mut found);
    found
}

#[test]
fn all_goods_have_their_texts_in_all_languages() {
    let texts = goods_texts();
    assert!(texts.len() > 300);
    for text in texts {
        assert_eq!(text.all().count(), Language::ALL.len(), "{text:?}");
    }
}

#[test]
fn tibetan_is_written_as_it_should_be() {
    let goods = goods_texts().into_iter().map(|text| text.bo);
    let words = words("bo")["words"].as_object().unwrap().values().flat_map(forms).collect::<Vec<_>>();
    for text in goods.chain(words) {
        for wrong in ["\u{f0c}", "་་", "།།", " ་", "ཀ།", "ག།", "ང།", "་ ་"] {
            assert!(!text.contains(wrong), "{wrong} in {text}");
        }
        // A tsheg stands before a shad only after nga.
        let tsheg_shad = text.match_indices("་།").all(|(at, _)| text[..at].ends_with('ང'));
        assert!(tsheg_shad, "{text}");
        assert!(!text.starts_with(['་', '།']) || text == "།" || text.starts_with("། "), "{text}");
    }
}

/// What a page says, apart from the names of languages above it and the note below.
fn said(page: &Page) -> String {
    page.first("main").text()
}

#[tokio::test]
async fn a_shop_is_shown_in_tibetan_and_in_french_and_says_that_a_machine_translated_it() {
    let town = town();
    for (language, name, price) in
        [("bo", "ཉང་ཆུའི་ནས་ཀྱི་མཉམ་ལས་ཁང", "¥ "), ("fr", "Coopérative d’orge du Nyang Chu", "00 ¥")]
    {
        let page = open(&town, &format!("/s/gyangze-barley?lang={language}")).await;
        assert_eq!(page.first("html").attribute("lang").as_deref(), Some(language));
        assert_eq!(page.first("h1").text(), name);
        assert!(said(&page).contains(price), "{}", said(&page));
        let chinese = said(&page).chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(!chinese, "{}", said(&page));
        assert!(page.find("machine-made").is_some());
        let others: Vec<String> = page.all("link").iter().filter_map(|link| link.attribute("hreflang")).collect();
        assert_eq!(others, ["zh-Hans", "bo", "en", "fr", "x-default"]);
    }
    assert!(open_in(&town, "/s/gyangze-barley", "zh").await.find("machine-made").is_none());
}

#[tokio::test]
async fn a_buyer_gets_to_an_order_in_each_language_and_no_other_stands_between() {
    for language in Language::ALL {
        let town = town();
        let shop = open(&town, &format!("/s/gyangze-barley?lang={}", language.code())).await;
        let product = product_of(&shop);
        let checkout = press(&town, &shop.form("buy", Some(&product)), "buy", &product).await;
        assert_eq!(checkout.first("html").attribute("lang").as_deref(), Some(language.tag()));
        let refused = press(&town, &checkout.checkout().with("code", "HARVEST2025"), "action", "place").await;
        refused.by_id("problems");
        let form = refused.checkout().pick_up().with("point", "pt_gyangze").with("code", "");
        let order = press(&town, &form, "action", "place").await;
        assert_eq!(order.by_id("order-number").text(), "1001");
        for page in [&checkout, &refused, &order] {
            let text = said(page);
            let of = |from: char, to: char| text.chars().any(|c| (from..=to).contains(&c));
            assert_eq!(of('\u{4e00}', '\u{9fff}'), language == Language::Zh, "{language:?}: {text}");
            assert_eq!(of('\u{f40}', '\u{fbc}'), language == Language::Bo, "{language:?}: {text}");
        }
        assert!(order.address.contains(&format!("lang={}", language.code())), "{}", order.address);
        assert_eq!(town.number(&format!("SELECT count(*) FROM orders WHERE language = '{}'", language.code())), 1);
    }
}

fn product_of(shop: &Page) -> String {
    shop.all("button")
        .into_iter()
        .find(|b| b.attribute("name").as_deref() == Some("buy"))
        .unwrap()
        .attribute("value")
        .unwrap()
}

#[tokio::test]
async fn typed_words_survive_a_change_of_language_whichever_way() {
    let town = town();
    let shop = open(&town, "/s/gyangze-barley?lang=fr").await;
    let value = product_of(&shop);
    let checkout = press(&town, &shop.form("buy", Some(&value)), "buy", &value).await;
    let form = checkout.checkout().with("contact_name", "Drolma");
    for language in [Language::Bo, Language::Zh, Language::En] {
        let page = press(&town, &form, "lang", language.code()).await;
        assert_eq!(page.first("html").attribute("lang").as_deref(), Some(language.tag()));
        assert_eq!(page.checkout().value("contact_name"), Some("Drolma"));
    }
}

#[tokio::test]
async fn the_wire_speaks_tibetan_and_french_and_finds_what_is_asked_for_in_them() {
    let town = town();
    for (language, query, title) in [
        ("bo-CN", "རྩམ\u{f0c}པ་", "ཆུ་འཐག་རྩམ་པ"),
        ("fr", "tsampa moulue", "Tsampa moulue à l’eau"),
        ("zh", "江孜糌粑", "年楚河水磨糌粑"),
    ] {
        let body = serde_json::json!({ "query": query, "context": { "language": language } });
        let answer = town.post("/catalog/search", body).await;
        assert_eq!(answer.body["products"][0]["title"], title, "{query}");
        assert_eq!(answer.header("content-language"), Language::named(language).unwrap().tag());
    }
    let body = serde_json::json!({ "line_items": [], "context": { "language": "bo" } });
    let said = town.post("/carts", body).await.body["messages"][0]["content"].as_str().unwrap().to_owned();
    assert!(said.ends_with('།'), "{said}");
}
