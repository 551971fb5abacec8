//! The ledger as stored text: a version, a checksum, then field after field in the order of the structs. Whatever else the storage
//! holds is read as an empty ledger, never half a one.

use super::{Asked, Change, Codes, Confirmed, Edit, Ledger, Line, Notice, Pending, Repriced, Snapshot, Terms, Write};
use crate::engine::fields::{Part, Reader, Text};
use crate::engine::view::UnitPriceView;
use crate::ucp::message::Message;
use crate::ucp::money::{Minor, Price};
use crate::ucp::total::{Total, TotalLine};

/// First character of a record that this build writes.
const VERSION: &str = "6";
/// Second character where the record holds nothing of a buyer's, and where it does: so much can be told without reading it.
const NOTHING: &str = "-";
const SOMETHING: &str = "+";
/// Room for most records' text, so that it need not be moved while it grows.
const CAPACITY_BYTES: usize = 2 * 1024;
/// Longest record, in bytes.
const SIZE_BYTES_MAX: usize = 64 * 1024;

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
    ledger.advance(changes);
    let text = write(&ledger);
    (text.len() <= SIZE_BYTES_MAX).then_some((ledger, text))
}

/// Reads a stored record; none if it is of another version, damaged, or no record at all.
pub fn read(text: &str) -> Option<Ledger> {
    let rest = text.strip_prefix(VERSION).filter(|_| text.len() <= SIZE_BYTES_MAX)?;
    let rest = rest.strip_prefix(NOTHING).or_else(|| rest.strip_prefix(SOMETHING))?;
    let (sum, body) = rest.split_at_checked(8)?;
    if sum != checksum(body) {
        return None;
    }
    Reader::whole(body).filter(Ledger::is_sound)
}

/// Whether a stored record says that nothing is in it, or is none.
pub fn holds_nothing(text: &str) -> bool {
    text.is_empty() || text.strip_prefix(VERSION).is_some_and(|rest| rest.starts_with(NOTHING))
}

/// A ledger as it is stored.
pub fn write(ledger: &Ledger) -> String {
    let mut body = Text { written: String::with_capacity(CAPACITY_BYTES), mask: None };
    ledger.put(&mut body);
    let body = body.written;
    let head = if ledger.holds_nothing() { NOTHING } else { SOMETHING };
    [VERSION, head, &checksum(&body), &body].concat()
}

/// As FNV-1a does it, but eight bytes at once, folded to 32 bits, as eight hexadecimal digits: against damage, not against an enemy. A
/// record is read and written at each change, so it is felt on slow phones and in a million schedules.
fn checksum(body: &str) -> String {
    let mut sum = 0xcbf2_9ce4_8422_2325 ^ body.len() as u64;
    let (words, rest) = body.as_bytes().as_chunks::<8>();
    for word in words.iter().copied().chain(rest.iter().map(|byte| [*byte; 8])) {
        sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3);
        sum ^= sum >> 32;
    }
    let mut text = String::with_capacity(8);
    for place in 0..8 {
        text.push(char::from_digit((sum >> (28 - 4 * place)) as u32 & 15, 16).unwrap_or('0'));
    }
    text
}

impl Ledger {
    /// Applies the changes of one transaction.
    pub fn advance(&mut self, changes: &[Change]) {
        let revision = self.revision + 1;
        for change in changes {
            if self.apply(change) {
                self.revision = revision;
            }
        }
    }

    fn holds_nothing(&self) -> bool {
        let confirmed = self.confirmed.as_ref().is_none_or(|cart| cart.lines.is_empty() && cart.messages.is_empty());
        confirmed && self.edits.is_empty() && self.write.is_none() && self.checkout.is_none() && self.notices.is_empty()
    }

    /// Whether the bounds hold that this build keeps: a record edited by somebody else may break them.
    fn is_sound(&self) -> bool {
        let kept = |edit: &Edit| edit.quantity <= super::QUANTITY_MAX && edit.number < self.next;
        let lengths = [self.lines().len(), self.edits.len(), self.repriced.len()];
        let codes = self.codes.as_ref().is_none_or(|wanted| wanted.number < self.next);
        lengths.iter().all(|length| *length <= super::LINES_MAX) && self.edits.iter().all(kept) && codes
    }
}

parts! {
    Ledger { revision terms confirmed edits write checkout notices next attribution codes repriced }
    Codes { number codes }
    Terms { endpoint offers }
    Confirmed { id currency lines totals messages continue_url codes }
    Line { id item snapshot quantity totals }
    Snapshot { title price currency image seller county limit unit_price }
    UnitPriceView { price value unit }
    Edit { number item quantity snapshot }
    Write { key kind path body covers asked owner since }
    Asked { item quantity title }
    Pending { id url covers handed }
    Notice { number kind item title kept }
    Repriced { number item was now }
    Price { amount currency }
    Minor { 0 }
    Total { kind amount display_text lines }
    TotalLine { display_text amount }
    Message { kind code content content_type severity path presentation image_url url }
}

// The numbers are stored: a new word gets a new one, an old one is never used again.
words! {
    super::WriteKind { CartCreate = 0 CartUpdate = 1 CheckoutCreate = 2 }
    super::NoticeKind { Gone = 0 Adjusted = 1 Rebuilt = 2 Refused = 3 Fewer = 4 }
}
