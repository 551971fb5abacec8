//! The interface's words, in every language and in a page's own.

use tsampa::widget::KEYS;

use super::*;

#[wasm_bindgen_test]
fn every_language_has_every_word_in_its_place() {
    let english = Words::english();
    for (word, key) in [(Word::Add, "add"), (Word::Total, "total"), (Word::Cart, "cart"), (Word::Gone, "gone")] {
        assert_eq!(KEYS[word as usize], key);
    }
    assert_eq!(english.say(Word::Add), "Add to cart");
    assert_eq!(english.say(Word::Total), "Total", "the English file is in the order of the words");
    let keys = |text: &str| {
        let lines = text.lines().filter_map(|line| line.split('"').nth(1));
        lines.filter(|key| !matches!(*key, "language" | "about")).map(str::to_owned).collect::<Vec<_>>()
    };
    let languages = [
        ("en", include_str!("../../locales/en.json"), "Checkout", 3),
        ("zh", include_str!("../../locales/zh.json"), "去结算", 0),
        ("fr", include_str!("../../locales/fr.json"), "Commander", 2),
        ("bo", include_str!("../../locales/bo.json"), "རྩིས་རྒྱག", 0),
    ];
    for (language, file, checkout, forms) in languages {
        let mut keys = keys(file);
        let forms = keys.split_off(keys.len() - forms);
        assert_eq!(keys, KEYS, "{language}");
        assert!(forms.iter().all(|form| form.ends_with("_one")), "{forms:?}");
        let words = Words::read(file).unwrap();
        assert_eq!(words.say(Word::Checkout), checkout);
        let made_by_a_machine = file.contains("a native reader has not looked over it yet");
        assert_eq!(made_by_a_machine, matches!(language, "fr" | "bo"));
    }
}

#[wasm_bindgen_test]
fn page_that_words_one_thing_in_its_own_way_keeps_the_rest() {
    let mut words = Words::english();
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
    let mut words = Words::english();
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
