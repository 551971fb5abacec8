//! Values as text: field after field in the order of the structs, each number with a comma behind it, each text with its length before.
//!
//! A form of its own and not JSON: nobody but the engine reads it, and under the wire's derives it would weigh three times as much.

use std::rc::Rc;

use super::ids::{CallId, ItemId, ViewId};
use super::trace::Mask;
use crate::ucp::json::push_whole;
use crate::ucp::list::List;

/// Longest id that stays legible under a mask.
const PLAIN_BYTES_MAX: usize = 64;
/// Most digits of a number: those of 2^64.
const DIGITS_MAX: usize = 20;
/// Most parts of one list; more is nothing that was written here.
const PARTS_MAX: u64 = 1_000;

/// A text in the making.
#[derive(Default)]
pub struct Text<'m> {
    /// What is written so far.
    pub written: String,
    /// What every text is written through, where what is written is for others to read.
    pub mask: Option<&'m mut Mask>,
}

impl Text<'_> {
    /// A letter that says what it is, then itself.
    pub fn tell(&mut self, letter: char, part: &impl Part) {
        self.written.push(letter);
        part.put(self);
    }

    /// Its length in bytes, then itself.
    pub fn push(&mut self, text: &str) {
        (text.len() as u64).put(self);
        self.written.push_str(text);
    }
}

/// What can be written and taken out again.
pub trait Part {
    /// Writes it.
    fn put(&self, text: &mut Text<'_>);
    /// Takes it out. Of a broken text: something harmless. Who reads it looks at `broken` when all is taken: a way out behind every field would
    /// be most of the code.
    fn take(reader: &mut Reader<'_>) -> Self;
}

/// The rest of a text.
pub struct Reader<'t> {
    /// What was not taken yet.
    pub rest: &'t str,
    /// Something was not what it had to be.
    pub broken: bool,
}

impl<'t> Reader<'t> {
    /// All of a text, if it is one.
    pub fn whole<T: Part>(text: &'t str) -> Option<T> {
        let mut reader = Self { rest: text, broken: false };
        let part = T::take(&mut reader);
        (!reader.broken && reader.rest.is_empty()).then_some(part)
    }

    /// A number, up to its comma; 0 and broken if there is none.
    pub fn number(&mut self) -> u64 {
        let mut value: u64 = 0;
        for (length, byte) in self.rest.bytes().take(DIGITS_MAX + 1).enumerate() {
            let digit = u64::from(byte.wrapping_sub(b'0'));
            if digit > 9 {
                self.broken |= byte != b',' || length == 0;
                self.rest = self.rest.get(length + 1..).unwrap_or_default();
                return if self.broken { 0 } else { value };
            }
            let Some(longer) = value.checked_mul(10).and_then(|value| value.checked_add(digit)) else { break };
            value = longer;
        }
        self.broken = true;
        self.rest = "";
        0
    }

    /// So many bytes of text.
    fn text(&mut self, length: u64) -> &'t str {
        let cut = usize::try_from(length).ok().and_then(|length| self.rest.split_at_checked(length));
        self.broken |= cut.is_none();
        let (own, rest) = cut.unwrap_or_default();
        self.rest = rest;
        own
    }
}

impl Part for u64 {
    fn put(&self, text: &mut Text<'_>) {
        push_whole(&mut text.written, *self);
        text.written.push(',');
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        reader.number()
    }
}

impl Part for u32 {
    fn put(&self, text: &mut Text<'_>) {
        u64::from(*self).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let number = u32::try_from(reader.number());
        reader.broken |= number.is_err();
        number.unwrap_or(0)
    }
}

/// 0 or 1.
impl Part for bool {
    fn put(&self, text: &mut Text<'_>) {
        u64::from(*self).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let number = reader.number();
        reader.broken |= number > 1;
        number == 1
    }
}

/// Negative ones turn to the odd numbers, so that all are digits.
impl Part for i64 {
    fn put(&self, text: &mut Text<'_>) {
        (((self << 1) ^ (self >> 63)) as u64).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let folded = reader.number();
        (folded >> 1) as i64 ^ -((folded & 1) as i64)
    }
}

/// What it says is written through the mask.
impl Part for String {
    fn put(&self, text: &mut Text<'_>) {
        match text.mask.as_mut().map(|mask| mask.of(self)) {
            Some(masked) => text.push(&masked),
            None => text.push(self),
        }
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let length = reader.number();
        reader.text(length).to_owned()
    }
}

/// How many, then each.
impl<T: Part> Part for Vec<T> {
    fn put(&self, text: &mut Text<'_>) {
        (self.len() as u64).put(text);
        for part in self {
            part.put(text);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let count = reader.number();
        reader.broken |= count > PARTS_MAX;
        let mut parts = Vec::new();
        while !reader.broken && (parts.len() as u64) < count {
            parts.push(T::take(reader));
        }
        parts
    }
}

/// A list of none or one.
impl<T: Part> Part for Option<T> {
    fn put(&self, text: &mut Text<'_>) {
        u64::from(self.is_some()).put(text);
        if let Some(part) = self {
            part.put(text);
        }
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let count = reader.number();
        reader.broken |= count > 1;
        if count == 1 { Some(T::take(reader)) } else { None }
    }
}

impl<T: Part> Part for Rc<T> {
    fn put(&self, text: &mut Text<'_>) {
        T::put(self, text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        Rc::new(T::take(reader))
    }
}

impl<T: Part> Part for List<T> {
    fn put(&self, text: &mut Text<'_>) {
        self.0.put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        List(Vec::take(reader))
    }
}

/// One, then the other.
impl<A: Part, B: Part> Part for (A, B) {
    fn put(&self, text: &mut Text<'_>) {
        self.0.put(text);
        self.1.put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        (Part::take(reader), Part::take(reader))
    }
}

/// Who is asked for by name stays named, unless the business writes names that could say more.
impl Part for ItemId {
    fn put(&self, text: &mut Text<'_>) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:~/".contains(&byte);
        if self.0.len() <= PLAIN_BYTES_MAX && self.0.bytes().all(plain) { text.push(&self.0) } else { self.0.put(text) }
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        Self(Part::take(reader))
    }
}

/// The fields of structs.
macro_rules! parts {
    ($($name:ident { $($field:tt)* })*) => {$(
        impl $crate::engine::fields::Part for $name {
            fn put(&self, text: &mut $crate::engine::fields::Text<'_>) {
                $($crate::engine::fields::Part::put(&self.$field, text);)*
            }

            fn take(reader: &mut $crate::engine::fields::Reader<'_>) -> Self {
                Self { $($field: $crate::engine::fields::Part::take(reader),)* }
            }
        }
    )*};
}

/// Words that are written as numbers.
macro_rules! words {
    ($($name:ty { $first:ident = 0 $($word:ident = $number:literal)* })*) => {$(
        impl $crate::engine::fields::Part for $name {
            fn put(&self, text: &mut $crate::engine::fields::Text<'_>) {
                let number: u64 = match self { Self::$first => 0, $(Self::$word => $number,)* };
                $crate::engine::fields::Part::put(&number, text);
            }

            fn take(reader: &mut $crate::engine::fields::Reader<'_>) -> Self {
                match reader.number() {
                    $($number => Self::$word,)*
                    other => {
                        reader.broken |= other > 0;
                        Self::$first
                    }
                }
            }
        }
    )*};
}

parts! {
    CallId { 0 }
    ViewId { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Word {
        One,
        Other,
    }

    words! {
        Word { One = 0 Other = 1 }
    }

    fn whole<T: Part + PartialEq + std::fmt::Debug>(part: T) {
        let mut text = Text::default();
        part.put(&mut text);
        for end in 0..text.written.len() {
            if let Some(cut) = text.written.get(..end) {
                assert_eq!(Reader::whole::<T>(cut), None, "{cut}");
            }
        }
        assert_eq!(Reader::whole(&text.written), Some(part));
    }

    #[test]
    fn every_number_and_text_comes_back_as_it_was() {
        for number in [0, 1, 9, 10, u64::from(u32::MAX), u64::MAX] {
            whole(number);
        }
        for number in [0, -1, 1, i64::MIN, i64::MAX, -5_400] {
            whole(number);
        }
        for text in ["", "1,2", "གཙང་ཁུལ།", "a\u{0}b\"\\"] {
            whole(text.to_owned());
            whole(Some(vec![(text.to_owned(), text.to_owned())]));
            whole((Word::Other, (ItemId(text.to_owned()), Word::One)));
        }
    }

    #[test]
    fn a_text_that_claims_more_than_it_has_is_no_record() {
        for text in ["9,abc", "99999999999999999999,", ",", "", "-1,", "1", "18446744073709551616,", "1,é"] {
            assert_eq!(Reader::whole::<String>(text), None, "{text}");
            assert_eq!(Reader::whole::<Vec<String>>(text), None, "{text}");
        }
        assert_eq!(Reader::whole::<Vec<u64>>("1001,0,0,"), None);
        assert_eq!(Reader::whole::<Option<u64>>("2,0,0,"), None);
        assert_eq!(Reader::whole::<Word>("2,"), None);
        assert_eq!(Reader::whole::<bool>("2,"), None);
        assert_eq!(Reader::whole::<u64>("1:,"), None);
        assert_eq!(Reader::whole::<u32>("4294967296,"), None);
        let many = |count: usize| [count.to_string(), ",0".repeat(count), ",".to_owned()].concat();
        assert_eq!(Reader::whole::<Vec<u64>>(&many(1_000)).map(|numbers| numbers.len()), Some(1_000));
        assert_eq!(Reader::whole::<Vec<u64>>(&many(1_001)), None);
    }
}
