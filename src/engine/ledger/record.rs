//! The ledger as stored text: a version, a checksum, then field after field in the order of the structs. Whatever else the storage
//! holds is read as an empty ledger, never half a one.
//!
//! A form of its own and not JSON: nobody but this file reads it, and under the wire's derives it would weigh three times as much.

use super::{Asked, Change, Confirmed, Edit, Ledger, Line, Notice, Pending, Repriced, Snapshot, Terms, Write};
use crate::engine::ids::ItemId;
use crate::ucp::list::List;
use crate::ucp::message::Message;
use crate::ucp::money::{Minor, Price};
use crate::ucp::total::{Total, TotalLine};
use std::rc::Rc;

/// First character of a record that this build writes.
const VERSION: &str = "3";
/// The form before it, which is read, too: it lacks the last field, and an empty one makes it whole.
const EARLIER: &str = "2";
const LACKS: &str = "0,";
/// Second character where the record holds nothing of a buyer's, and where it does: so much can be told without reading it.
const NOTHING: &str = "-";
const SOMETHING: &str = "+";
/// Longest record, in bytes.
const SIZE_BYTES_MAX: usize = 64 * 1024;
/// Most parts of one list; more is no record of ours.
const PARTS_MAX: u64 = 1_000;

/// Applies changes to a stored record and gives the record to store. A record that cannot be read counts as none; changes that would
/// make the record too large are left out.
pub fn commit(stored: Option<&str>, changes: &[Change]) -> String {
    let ledger = stored.and_then(read).unwrap_or_default();
    match store(&ledger, changes) {
        Some((_, text)) => text,
        None => stored.map_or_else(|| write(&Ledger::default()), str::to_owned),
    }
}

/// The ledger after these changes, and as text; none if that is too long.
pub fn store(ledger: &Ledger, changes: &[Change]) -> Option<(Ledger, String)> {
    let mut ledger = ledger.clone();
    let revision = ledger.revision + 1;
    for change in changes {
        if ledger.apply(change) {
            ledger.revision = revision;
        }
    }
    let text = write(&ledger);
    (text.len() <= SIZE_BYTES_MAX).then_some((ledger, text))
}

/// Reads a stored record; none if it is of another version, damaged, or no record at all.
pub fn read(text: &str) -> Option<Ledger> {
    let rest = version(text).filter(|_| text.len() <= SIZE_BYTES_MAX)?;
    let rest = rest.strip_prefix(NOTHING).or_else(|| rest.strip_prefix(SOMETHING))?;
    let (sum, body) = rest.split_at_checked(8)?;
    if sum != checksum(body) {
        return None;
    }
    let mut whole = String::new();
    if text.starts_with(EARLIER) {
        whole = [body, LACKS].concat();
    }
    let mut reader = Reader { rest: if whole.is_empty() { body } else { &whole }, broken: false };
    let ledger = Ledger::take(&mut reader);
    (!reader.broken && reader.rest.is_empty() && ledger.is_sound()).then_some(ledger)
}

/// Whether a stored record says that nothing is in it, or is none.
pub fn holds_nothing(text: &str) -> bool {
    text.is_empty() || version(text).is_some_and(|rest| rest.starts_with(NOTHING))
}

/// What follows the version, if it is one of ours.
fn version(text: &str) -> Option<&str> {
    text.strip_prefix(VERSION).or_else(|| text.strip_prefix(EARLIER))
}

fn write(ledger: &Ledger) -> String {
    let mut body = String::new();
    ledger.put(&mut body);
    let mut text = VERSION.to_owned();
    text.push_str(if ledger.holds_nothing() { NOTHING } else { SOMETHING });
    text.push_str(&checksum(&body));
    text.push_str(&body);
    text
}

/// FNV-1a, 32 bits, as eight hexadecimal digits: against damage, not against an enemy.
fn checksum(body: &str) -> String {
    let mut sum: u32 = 0x811c_9dc5;
    for byte in body.bytes() {
        sum = (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    let mut text = String::new();
    for place in 0..8 {
        text.push(char::from_digit((sum >> (28 - 4 * place)) & 15, 16).unwrap_or('0'));
    }
    text
}

impl Ledger {
    fn holds_nothing(&self) -> bool {
        let confirmed = self.confirmed.as_ref().is_none_or(|cart| cart.lines.is_empty() && cart.messages.is_empty());
        confirmed && self.edits.is_empty() && self.write.is_none() && self.checkout.is_none() && self.notices.is_empty()
    }

    /// Whether the bounds hold that this build keeps: a record edited by somebody else may break them.
    fn is_sound(&self) -> bool {
        let kept = |edit: &Edit| edit.quantity <= super::QUANTITY_MAX && edit.number < self.next;
        let lengths = [self.lines().len(), self.edits.len(), self.repriced.len()];
        lengths.iter().all(|length| *length <= super::LINES_MAX) && self.edits.iter().all(kept)
    }
}

/// What can be put into a record and taken out again.
trait Part {
    fn put(&self, text: &mut String);
    /// Of a broken record: something harmless. Who reads it looks at `broken` when all is taken: a way out behind every field would
    /// be most of the code.
    fn take(reader: &mut Reader<'_>) -> Self;
}

/// The rest of a record's text.
struct Reader<'t> {
    rest: &'t str,
    broken: bool,
}

impl<'t> Reader<'t> {
    /// A number, up to its comma; 0 and broken if there is none.
    fn number(&mut self) -> u64 {
        let mut value: u64 = 0;
        let (digits, rest) = self.rest.split_once(',').unwrap_or_default();
        self.rest = rest;
        self.broken |= digits.is_empty() || digits.len() > 20;
        for byte in digits.bytes() {
            let digit = u64::from(byte.wrapping_sub(b'0'));
            let longer = value.checked_mul(10).and_then(|value| value.checked_add(digit)).filter(|_| digit < 10);
            self.broken |= longer.is_none();
            value = longer.unwrap_or(0);
        }
        if self.broken { 0 } else { value }
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
    fn put(&self, text: &mut String) {
        let mut digits = [0_u8; 20];
        let mut rest = *self;
        let mut length = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10) as u8;
            rest /= 10;
            length += 1;
            if rest == 0 {
                break;
            }
        }
        for digit in digits.iter().skip(20 - length) {
            text.push(char::from(*digit));
        }
        text.push(',');
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        reader.number()
    }
}

impl Part for u32 {
    fn put(&self, text: &mut String) {
        u64::from(*self).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let number = u32::try_from(reader.number());
        reader.broken |= number.is_err();
        number.unwrap_or(0)
    }
}

/// Negative ones turn to the odd numbers, so that all are digits.
impl Part for i64 {
    fn put(&self, text: &mut String) {
        (((self << 1) ^ (self >> 63)) as u64).put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let folded = reader.number();
        (folded >> 1) as i64 ^ -((folded & 1) as i64)
    }
}

/// Its length in bytes, then itself.
impl Part for String {
    fn put(&self, text: &mut String) {
        (self.len() as u64).put(text);
        text.push_str(self);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        let length = reader.number();
        reader.text(length).to_owned()
    }
}

/// How many, then each.
impl<T: Part> Part for Vec<T> {
    fn put(&self, text: &mut String) {
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
    fn put(&self, text: &mut String) {
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
    fn put(&self, text: &mut String) {
        T::put(self, text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        Rc::new(T::take(reader))
    }
}

impl<T: Part> Part for List<T> {
    fn put(&self, text: &mut String) {
        self.0.put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        List(Vec::take(reader))
    }
}

macro_rules! parts {
    ($($name:ident { $($field:tt)* })*) => {$(
        impl Part for $name {
            fn put(&self, text: &mut String) {
                $(self.$field.put(text);)*
            }

            fn take(reader: &mut Reader<'_>) -> Self {
                Self { $($field: Part::take(reader),)* }
            }
        }
    )*};
}

parts! {
    Ledger { revision terms confirmed edits write checkout notices next attribution repriced }
    Terms { endpoint offers }
    Confirmed { id currency lines totals messages continue_url }
    Line { id item snapshot quantity totals }
    Snapshot { title price currency image seller county limit }
    Edit { number item quantity snapshot }
    Write { key kind path body covers asked owner since }
    Asked { item quantity title }
    Pending { id url covers }
    Notice { number kind item title kept }
    Repriced { number item was now }
    Price { amount currency }
    ItemId { 0 }
    Minor { 0 }
    Total { kind amount display_text lines }
    TotalLine { display_text amount }
    Message { kind code content content_type severity path presentation image_url url }
}

/// A name and its value.
impl Part for (String, String) {
    fn put(&self, text: &mut String) {
        self.0.put(text);
        self.1.put(text);
    }

    fn take(reader: &mut Reader<'_>) -> Self {
        (Part::take(reader), Part::take(reader))
    }
}

macro_rules! words {
    ($($name:ty { $first:ident = 0 $($word:ident = $number:literal)* })*) => {$(
        impl Part for $name {
            fn put(&self, text: &mut String) {
                let number: u64 = match self { Self::$first => 0, $(Self::$word => $number,)* };
                number.put(text);
            }

            fn take(reader: &mut Reader<'_>) -> Self {
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

// The numbers are stored: a new word gets a new one, an old one is never used again.
words! {
    super::WriteKind { CartCreate = 0 CartUpdate = 1 CheckoutCreate = 2 }
    super::NoticeKind { Gone = 0 Adjusted = 1 Rebuilt = 2 Refused = 3 Fewer = 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken<T: Part>(text: &str) -> Option<T> {
        let mut reader = Reader { rest: text, broken: false };
        let part = T::take(&mut reader);
        (!reader.broken && reader.rest.is_empty()).then_some(part)
    }

    fn whole<T: Part + PartialEq + std::fmt::Debug>(part: T) {
        let mut text = String::new();
        part.put(&mut text);
        for end in 0..text.len() {
            if let Some(cut) = text.get(..end) {
                assert_eq!(taken::<T>(cut), None, "{cut}");
            }
        }
        assert_eq!(taken(&text), Some(part));
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
        }
    }

    #[test]
    fn a_text_that_claims_more_than_it_has_is_no_record() {
        for text in ["9,abc", "99999999999999999999,", ",", "", "-1,", "1", "18446744073709551616,", "1,é"] {
            assert_eq!(taken::<String>(text), None, "{text}");
            assert_eq!(taken::<Vec<String>>(text), None, "{text}");
        }
        assert_eq!(taken::<Vec<u64>>("1001,0,0,"), None);
        assert_eq!(taken::<Option<u64>>("2,0,0,"), None);
        assert_eq!(taken::<super::super::WriteKind>("3,"), None);
    }
}
