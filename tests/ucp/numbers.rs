//! Numbers: integers to the last unit, fractions to the last bit.

use proptest::prelude::*;
use tsampa::ucp::json::{read, write};
use tsampa::ucp::money::Minor;

use crate::random::Random;

#[test]
fn amounts_are_whole_and_hold_in_a_page_s_numbers() {
    for (text, amount) in [
        ("0", Some(0)),
        ("-840", Some(-840)),
        ("9007199254740991", Some(Minor::MAX.0)),
        ("-9007199254740991", Some(-Minor::MAX.0)),
    ] {
        assert_eq!(read::<Minor>(text).ok(), amount.map(Minor), "{text}");
    }
    for text in [
        "9007199254740992",
        "-9007199254740992",
        "9223372036854775808",
        "28.00",
        "28.5",
        "2.8e3",
        "-0",
        "\"2800\"",
        "null",
        "[2800]",
    ] {
        assert_eq!(read::<Minor>(text).ok(), None, "{text}");
    }
}

#[test]
fn whole_numbers_are_read_up_to_their_bounds() {
    assert_eq!((read::<u8>("255").ok(), read::<u8>("256").ok(), read::<u8>("-1").ok()), (Some(255), None, None));
    assert_eq!(
        (read::<i8>("-128").ok(), read::<i8>("-129").ok(), read::<i8>("127").ok()),
        (Some(-128), None, Some(127))
    );
    assert_eq!((read::<u32>("4294967295").ok(), read::<u32>("4294967296").ok()), (Some(u32::MAX), None));
    assert_eq!(
        (read::<u64>("18446744073709551615").ok(), read::<u64>("18446744073709551616").ok()),
        (Some(u64::MAX), None)
    );
    assert_eq!(
        (read::<i64>("-9223372036854775808").ok(), read::<i64>("-9223372036854775809").ok()),
        (Some(i64::MIN), None)
    );
}

/// core's parser is the judge; a number beyond the largest double is refused.
fn judged(text: &str) {
    let theirs = text.parse::<f64>().ok().filter(|number| number.is_finite()).map(f64::to_bits);
    assert_eq!(read::<f64>(text).ok().map(f64::to_bits), theirs, "{text}");
}

#[test]
fn fractions_are_read_to_the_last_bit_at_every_edge() {
    for text in [
        "0",
        "-0",
        "0.0",
        "-0.0e5",
        "4.7",
        "5",
        "0.25",
        "1e22",
        "1e23",
        "8.5e22",
        "9007199254740993",
        "9007199254740992.5",
        "9007199254740993.00000000000000000000001",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "179769313486231580793e289",
        "1e309",
        "2.2250738585072014e-308",
        "2.2250738585072011e-308",
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.47032822920623272088e-324",
        "1e-400",
        "0e999999999999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "0.1e-5",
        "123456789012345678901234567890",
    ] {
        judged(text);
    }
    // The middle between 1 and the next double, and a little beside it, in more digits than any sum could keep.
    let middle = "1.00000000000000011102230246251565404236316680908203125";
    for text in [
        middle.to_owned(),
        format!("{middle}{}1", "0".repeat(900)),
        format!("{}49{}", &middle[..middle.len() - 1], "9".repeat(900)),
    ] {
        judged(&text);
    }
    judged(&format!("0.{}1", "0".repeat(400)));
    judged(&format!("1{}", "0".repeat(308)));
    judged(&format!("1{}e-400", "0".repeat(500)));
    judged(&format!("0.{}17{}e700", "0".repeat(700), "3".repeat(900)));
}

#[test]
fn fractions_of_all_sizes_are_read_to_the_last_bit() {
    let mut random = Random::of(11);
    for _ in 0..60_000 {
        let number = f64::from_bits(random.next());
        if number.is_finite() {
            judged(&format!("{number:e}"));
            judged(&format!("{:.*e}", random.below(25), number));
        }
        let digits: String = (0..1 + random.below(30)).map(|_| char::from(b'0' + random.below(10) as u8)).collect();
        judged(&format!("{}.{digits}e{}", random.below(1000), random.below(700) as i32 - 350));
    }
}

#[test]
fn fractions_are_written_with_a_point_and_no_more_digits_than_they_need() {
    let numbers =
        [0.0, -0.0, 4.7, 5.0, -0.25, 0.1, 100.0, 1e-9, 123456.0, 1e21, 1e-30, 0.000123, f64::NAN, f64::INFINITY];
    let written = numbers.map(|number| write(&number));
    assert_eq!(
        written,
        [
            "0.0",
            "-0.0",
            "4.7",
            "5.0",
            "-0.25",
            "0.1",
            "100.0",
            "0.000000001",
            "123456.0",
            "1e21",
            "1e-30",
            "0.000123",
            "null",
            "null"
        ]
    );
}

proptest! {
    #[test]
    fn a_fraction_of_fifteen_digits_survives_writing_and_reading(digits in 0_i64..1_000_000_000_000_000, point in 0_usize..20) {
        let number: f64 = format!("{digits}e-{point}").parse().unwrap();
        prop_assert_eq!(read::<f64>(&write(&number)).unwrap(), number);
    }
}
