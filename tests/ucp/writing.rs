//! What is written: serde_json's bytes, and what reads as the same value again.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tsampa::ucp::id::ItemId;
use tsampa::ucp::json::{read, write};
use tsampa::ucp::list::Map;
use tsampa::ucp::profile::Names;

use crate::corpus::{Record, SAMPLES, Wanted};

prop_compose! {
    fn wanted()(id in any::<String>(), quantity: u32) -> Wanted {
        Wanted { item: ItemId(id), quantity }
    }
}

prop_compose! {
    /// Any record, but for fractions.
    fn record()(
        (at, far) in any::<(u32, i64)>(),
        by_name in prop::collection::btree_map(any::<String>(), wanted(), 0..4),
        extends in any::<Vec<String>>(),
    ) -> Record {
        let by_name: Map<Wanted> = by_name.into_iter().collect();
        Record { at, far, share: 0.0, by_name, nothing: (), extends: Names(extends), absent: None }
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
