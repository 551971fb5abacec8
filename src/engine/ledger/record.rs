//! The ledger as stored text: a version, a checksum, JSON. Whatever else the storage holds is read as an empty ledger, never half a one.

use super::{Change, Ledger};
use crate::ucp::json;

/// First character of a record that this build can read.
const VERSION: &str = "1";
/// Longest record, in bytes.
const SIZE_BYTES_MAX: usize = 64 * 1024;

/// Applies changes to a stored record and gives the record to store. A record that cannot be read counts as none; a change that would
/// make the record too large is left out.
pub fn commit(stored: Option<&str>, changes: &[Change]) -> String {
    let mut ledger = stored.and_then(read).unwrap_or_default();
    let mut text = write(&ledger);
    for change in changes {
        let mut next = ledger.clone();
        if !next.apply(change) {
            continue;
        }
        next.revision = ledger.revision + 1;
        let longer = write(&next);
        if longer.len() <= SIZE_BYTES_MAX {
            ledger = next;
            text = longer;
        }
    }
    text
}

/// Reads a stored record; none if it is of another version, damaged, or no record at all.
pub fn read(text: &str) -> Option<Ledger> {
    if text.len() > SIZE_BYTES_MAX {
        return None;
    }
    let rest = text.strip_prefix(VERSION)?;
    let (sum, body) = (rest.get(..8)?, rest.get(8..)?);
    if sum != checksum(body) {
        return None;
    }
    json::read::<Ledger>(body).ok().filter(Ledger::is_sound)
}

fn write(ledger: &Ledger) -> String {
    let body = json::write(ledger);
    let mut text = String::with_capacity(body.len() + 9);
    text.push_str(VERSION);
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
    (0..8).map(|place| char::from_digit((sum >> (28 - 4 * place)) & 15, 16).unwrap_or('0')).collect()
}

impl Ledger {
    /// Whether the bounds hold that this build keeps: a record edited by somebody else may break them.
    fn is_sound(&self) -> bool {
        self.lines().len() <= super::LINES_MAX
            && self.edits.len() <= super::LINES_MAX
            && self.edits.iter().all(|edit| edit.quantity <= super::QUANTITY_MAX && edit.number < self.next)
    }
}
