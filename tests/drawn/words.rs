//! The interface's words, in every language and in a page's own.

use tsampa::widget::KEYS;

use super::*;

#[wasm_bindgen_test]
fn every_language_has_every_word_in_its_place() {
    let english = all(Words::english());
    for (word, key) in [(Word::Add, "add"), (Word::Total, "total"), (Word::Cart, "cart"), (Word::Gone, "gone")] {
        assert_eq!(KEYS[word as usize], key);
    }
    assert_eq!(english.say(Word::Add), "Add to cart");
    assert_eq!(english.say(Word::Total), "Total", "the English files are in the order of the words");
    let keys = |text: &str| {
        let lines = text.lines().filter_map(|line| line.split('"').nth(1));
        lines.filter(|key| !matches!(*key, "language" | "about")).map(str::to_owned).collect::<Vec<_>>()
    };
    macro_rules! files {
        ($language:literal) => {
            [
                include_str!(concat!("../../locales/", $language, ".json")),
                include_str!(concat!("../../locales/", $language, ".rest.json")),
            ]
        };
    }
    let languages = [
        ("en", files!("en"), "Checkout", [2, 1]),
        ("zh", files!("zh"), "去结算", [0, 0]),
        ("fr", files!("fr"), "Commander", [1, 1]),
        ("bo", files!("bo"), "རྩིས་རྒྱག", [0, 0]),
    ];
    for (language, files, checkout, forms) in languages {
        let mut known = Vec::new();
        for (file, forms) in files.iter().zip(forms) {
            let mut keys = keys(file);
            let forms = keys.split_off(keys.len() - forms);
            assert!(forms.iter().all(|form| form.ends_with("_one")), "{forms:?}");
            known.extend(keys);
            let made_by_a_machine = file.contains("a native reader has not looked over it yet");
            assert_eq!(made_by_a_machine, matches!(language, "fr" | "bo"));
        }
        assert_eq!(known, KEYS, "{language}");
        let mut words = Words::read(files[0]).unwrap();
        assert_eq!(words.say(Word::Checkout), "", "that is said once somebody shops");
        words.learn_rest(files[1], "").unwrap();
        assert_eq!(words.say(Word::Checkout), checkout);
    }
}

/// The words with those that are said once somebody shops.
fn all(mut words: Words) -> Words {
    words.learn_rest("", "").unwrap();
    words
}

#[wasm_bindgen_test]
fn what_a_page_words_in_its_own_way_stays_when_the_rest_of_the_words_come() {
    let own = r#"{"add": "Buy", "checkout": "Pay", "found_one": "just {n}", "buy": ""}"#;
    let mut words = Words::read(include_str!("../../locales/zh.json")).unwrap();
    words.learn(own).unwrap();
    assert_eq!(words.say(Word::Add), "Buy");
    let rest = include_str!("../../locales/zh.rest.json");
    // English first, where the language's own file is late.
    for (file, apply) in [("", "Apply"), (rest, "使用"), (rest, "使用")] {
        assert_eq!(words.learn_rest(file, own).unwrap(), ", buy");
        assert_eq!([Word::Add, Word::Checkout, Word::Apply].map(|word| words.say(word)), ["Buy", "Pay", apply]);
        assert_eq!(words.count(Word::Found, 1, &|_| "one".into()), "just 1");
    }
    assert_eq!(words.learn_rest("{", own), None);
}

#[wasm_bindgen_test]
fn page_that_words_one_thing_in_its_own_way_keeps_the_rest() {
    let mut words = all(Words::english());
    let unknown = words.learn(r#"{"add": "Put {n} in the basket", "no such word": "x", "cart_one": "y", "buy": ""}"#);
    assert_eq!(unknown.unwrap(), ", no such word, buy");
    assert_eq!(words.fill(Word::Add, "{n}{n"), "Put {n}{n in the basket", "what is filled in is not filled again");
    assert_eq!(words.say(Word::Total), "Total");
    for nonsense in ["", "{", "[]", "7", r#"{"add": "#, r#"{"add": "x"} y"#] {
        assert_eq!(words.clone().learn(nonsense), None, "{nonsense}");
    }
    for foreign in [r#"{"add": 5}"#, r#"{"add": {"cart": "x"}}"#] {
        let mut words = words.clone();
        words.learn(foreign);
        assert_eq!(words.say(Word::Cart), "Cart");
    }
}

#[wasm_bindgen_test]
fn number_takes_the_form_that_the_words_have_for_it() {
    let form = |count| String::from(["many", "one", "few"].get(count as usize).copied().unwrap_or("other"));
    let mut words = all(Words::english());
    assert_eq!(words.count(Word::Items, 1, &form), "1 item");
    assert_eq!(words.count(Word::Items, 2, &form), "2 items");
    assert_eq!(words.count(Word::Items, 210, &form), "210 items");
    words.learn(r#"{"items_few": "{n} tovary", "items_one": "{n} tovar", "items": "{n} tovarov"}"#).unwrap();
    let counted: Vec<_> = (0..4).map(|count| words.count(Word::Items, count, &form)).collect();
    assert_eq!(counted, ["0 tovarov", "1 tovar", "2 tovary", "3 tovarov"]);
    words.learn(r#"{"items": "{n} things"}"#).unwrap();
    assert_eq!(words.count(Word::Items, 1, &form), "1 things", "a language of one form is not counted by another's");
    assert_eq!(words.count(Word::Ratings, 1, &form), "1 rating");
}
