//! What is written: serde_json's bytes, and what reads as the same value again.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tsampa::ucp::json::{read, write};
use tsampa::ucp::profile::Names;
use tsampa::ucp::{ItemId, Map};

use crate::corpus::{Record, SAMPLES, Step, Wanted};

prop_compose! {
    fn wanted()(id in any::<String>(), quantity: u32) -> Wanted {
        Wanted { item: ItemId(id), quantity }
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Opened),
        wanted().prop_map(|Wanted { item, quantity }| Step::Added { item, quantity }),
        any::<(String, u64)>().prop_map(|(method, length)| Step::Sent(method, length)),
        any::<String>().prop_map(Step::Answered),
    ]
}

prop_compose! {
    /// A record as the engine might keep one, but for fractions.
    fn record()(
        (format, at, small, delta, far, letter) in any::<(u8, (u32, String), u8, i32, i64, char)>(),
        steps in prop::collection::vec(step(), 0..5),
        by_name in prop::collection::btree_map(any::<String>(), wanted(), 0..4),
        extends in any::<Vec<String>>(),
    ) -> Record {
        let by_name: Map<Wanted> = by_name.into_iter().collect();
        Record { format, at, small, delta, far, share: 0.0, letter, steps, by_name, nothing: (), extends: Names(extends), absent: None }
    }
}

proptest! {
    #[test]
    fn a_record_is_written_as_serde_json_writes_it_and_read_as_it_was(record in record(), inner in record()) {
        let record = Record { absent: Some(Box::new(inner)), ..record };
        let text = write(&record);
        prop_assert_eq!(&text, &serde_json::to_string(&record).unwrap());
        prop_assert_eq!(read::<Record>(&text).unwrap(), record);
    }

    #[test]
    fn any_text_survives(text: String) {
        let written = write(&text);
        prop_assert_eq!(&written, &serde_json::to_string(&text).unwrap());
        prop_assert_eq!(read::<String>(&written).unwrap(), text);
    }
}

#[test]
fn every_character_of_the_first_page_is_written_as_serde_json_writes_it() {
    for character in (0..0x300).filter_map(char::from_u32) {
        assert_eq!(write(&character), serde_json::to_string(&character).unwrap());
    }
}

#[test]
fn names_that_are_numbers_are_written_in_quotes() {
    let map = BTreeMap::from([(-7, "a"), (12, "b")]);
    assert_eq!(write(&map), serde_json::to_string(&map).unwrap());
}

#[test]
fn good_documents_are_written_so_that_they_read_the_same() {
    for sample in SAMPLES {
        let first = (sample.read)(sample.text).0.unwrap();
        assert_eq!((sample.read)(&first).0.unwrap(), first, "{}", sample.name);
    }
}

#[test]
fn an_enum_is_a_name_or_an_object_of_one() {
    let good =
        [r#""Opened""#, r#"{"Opened":null}"#, r#"{"Sent":["PUT",3]}"#, r#"{ "Added" : {"quantity":1,"item":"v"} }"#];
    let bad = [
        r#""opened""#,
        r#"{}"#,
        r#"{"Opened":1}"#,
        r#""Answered""#,
        r#"{"Answered":"a","Opened":null}"#,
        r#"{"Sent":["PUT"]}"#,
        r#"{"Sent":["PUT",3,4]}"#,
        r#"{"Added":{"item":"v"}}"#,
        "null",
        "0",
        "[]",
    ];
    for text in good {
        assert_eq!(read::<Vec<Step>>(&format!("[{text}]")).unwrap(), [serde_json::from_str(text).unwrap()], "{text}");
    }
    for text in bad {
        assert!(
            serde_json::from_str::<Step>(text).is_err() && read::<Vec<Step>>(&format!("[{text}]")).is_err(),
            "{text}"
        );
    }
    let line = |text: &str| read::<Vec<Step>>(text).unwrap_err().line();
    assert_eq!(line(r#"[{"Added":{"item":"v"}}]"#), "$[0].Added.quantity: missing");
    assert_eq!(line(r#"["Closed"]"#), "$[0]: expected a name that is known, found another name");
    assert_eq!(line(r#"[{"Sent":["PUT",3,4]}]"#), "$[0].Sent[2]: expected a shorter list, found a longer one");
}
