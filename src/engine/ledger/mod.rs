//! The ledger: the one record of a cart that all pages of a browser share.
//!
//! What the business confirmed, the buyer's open edits on top, the one write in flight. Pages never store a ledger they computed; they
//! store *changes*, and [`commit`] applies them to whatever the record holds by then, inside one storage transaction. So two pages that
//! add at the same moment both count, and what a page shows before its transaction is done is the same function applied to its own copy.

mod change;
mod prices;
mod record;

pub use change::{Change, Claim, Snapshot, codes_among, pieces};
pub use prices::Repriced;
pub use record::{commit, holds_nothing, read, store, write};

/// The changes of one transaction.
pub type Changes = Rc<[Change]>;

use super::ids::{ItemId, WallMillis};
use crate::ucp::message::Message;
use crate::ucp::total::Total;
use std::rc::Rc;

/// The record. At most [`LINES_MAX`] lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Grows by one with every transaction that changed something; the higher one is the newer.
    pub revision: u64,
    /// What the business's profile said at the last visit.
    pub terms: Option<Terms>,
    /// The cart as the business last answered it.
    pub confirmed: Option<Rc<Confirmed>>,
    /// The buyer's wishes that the business has not answered yet: one an item, the last word of it.
    pub edits: Vec<Edit>,
    /// The write in flight, stored before it is sent.
    pub write: Option<Write>,
    /// A checkout that the buyer was taken to, until it is known what became of it.
    pub checkout: Option<Pending>,
    /// What the buyer has to be told and has not yet taken note of.
    pub notices: Vec<Notice>,
    /// Number of the next edit or notice.
    pub next: u64,
    /// Attribution of the buyer's last gesture.
    pub attribution: Vec<(String, String)>,
    /// The discount codes that the buyer wants and the business has not answered yet.
    pub codes: Option<Codes>,
    /// Prices that are others than the buyer was shown, until the buyer agrees: one an item at the most.
    pub repriced: Vec<Repriced>,
}

/// What is remembered of a business's profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Where operations' paths are appended to.
    pub endpoint: String,
    /// One bit for each of the capabilities that the engine asks for.
    pub offers: u32,
}

/// Most lines a cart may have.
pub const LINES_MAX: usize = 100;
/// Most pieces a line may have.
pub const QUANTITY_MAX: u32 = 999;
/// Most notices kept; the oldest goes first.
const NOTICES_MAX: usize = 8;
/// Most discount codes, and the longest one, in bytes.
const CODES_MAX: (usize, usize) = (8, 64);

/// A cart as the business answered it (UCP 2026-04-08 cart.json), with what is kept of it.
#[derive(Debug, Default, PartialEq)]
pub struct Confirmed {
    /// Cart's id, a bearer secret.
    pub id: String,
    /// Currency of every amount here.
    pub currency: String,
    /// Lines, in the business's order.
    pub lines: Vec<Line>,
    /// Totals, whole and in order.
    pub totals: Vec<Total>,
    /// Messages.
    pub messages: Vec<Message>,
    /// The cart's page at the business.
    pub continue_url: Option<String>,
    /// Discount codes, as the business has them.
    pub codes: Vec<String>,
}

/// Discount codes that are wished for: all of them, in place of earlier ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Codes {
    /// Grows with every wish of this record.
    pub number: u64,
    /// As the buyer typed them.
    pub codes: Vec<String>,
}

/// A confirmed line.
#[derive(Debug, PartialEq)]
pub struct Line {
    /// Line's id at the business.
    pub id: String,
    /// Variant.
    pub item: ItemId,
    /// How it looks.
    pub snapshot: Snapshot,
    /// Pieces.
    pub quantity: u32,
    /// Totals of the line.
    pub totals: Vec<Total>,
}

/// A wish of the buyer's that is not answered yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// Grows with every wish of this record.
    pub number: u64,
    /// Variant.
    pub item: ItemId,
    /// Pieces wanted in all; 0 takes the line out.
    pub quantity: u32,
    /// How it looks.
    pub snapshot: Snapshot,
}

/// A write in flight. The same key and bytes at every retry, until it is answered (UCP "Idempotency").
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// `Idempotency-Key`.
    pub key: String,
    /// What it changes.
    pub kind: WriteKind,
    /// Path below the endpoint.
    pub path: String,
    /// Body, as it is sent.
    pub body: String,
    /// Edits up to this number are in it.
    pub covers: u64,
    /// What it asks for, to compare the answer with.
    pub asked: Vec<Asked>,
    /// The page that sends it.
    pub owner: u64,
    /// When that page took it, by the device's clock.
    pub since: WallMillis,
}

/// What a write asks of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Variant.
    pub item: ItemId,
    /// Pieces.
    pub quantity: u32,
    /// Title, to name it by if it is gone.
    pub title: String,
}

/// What a write changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteKind {
    /// POST /carts.
    CartCreate,
    /// PUT /carts/{id}.
    CartUpdate,
    /// POST /checkout-sessions from the cart.
    CheckoutCreate,
}

impl WriteKind {
    /// Whether it is about the checkout, not the cart.
    pub fn is_checkout(self) -> bool {
        self == Self::CheckoutCreate
    }
}

/// A checkout that the buyer was taken to.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// Checkout's id.
    pub id: String,
    /// Where it goes on, at the business.
    pub url: String,
    /// Codes up to this number are in it.
    pub covers: u64,
    /// How many of each item went into it.
    pub handed: Vec<(ItemId, u32)>,
}

/// Something the buyer has to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// To be dismissed by.
    pub number: u64,
    /// What happened.
    pub kind: NoticeKind,
    /// To which item.
    pub item: Option<ItemId>,
    /// Its title.
    pub title: String,
    /// Pieces that are in the cart now.
    pub kept: u32,
}

/// What happened to a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// The business took the item out without a word.
    Gone,
    /// The business gave fewer without a word.
    Adjusted,
    /// The business had forgotten the cart; it is made again.
    Rebuilt,
    /// The business refused the change.
    Refused,
    /// The business has fewer in the cart than it had, and it was not asked for.
    Fewer,
}

/// One line as it is shown: the confirmed one, the edit, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown<'a> {
    /// Variant.
    pub item: &'a ItemId,
    /// Pieces.
    pub quantity: u32,
    /// How it looks.
    pub snapshot: &'a Snapshot,
    /// The confirmed line, if there is one.
    pub line: Option<&'a Line>,
    /// Its place among the confirmed lines, for the business's message paths.
    pub place: Option<usize>,
    /// An edit of it is open.
    pub open: bool,
}

impl Ledger {
    /// The cart as it is shown: confirmed lines with the edits on top, then the new ones. Lines with no pieces left are not in it.
    pub fn shown(&self) -> Vec<Shown<'_>> {
        let mut shown = Vec::new();
        for (place, line) in self.lines().iter().enumerate() {
            // A row without pieces may be the rest of a split line, whose first row speaks for it.
            if line.quantity == 0 && shown.iter().any(|first: &Shown<'_>| first.item == &line.item) {
                continue;
            }
            let edit = self.edit(&line.item);
            shown.push(Shown {
                item: &line.item,
                quantity: edit.map_or(line.quantity, |edit| edit.quantity),
                snapshot: &line.snapshot,
                line: Some(line),
                place: Some(place),
                open: edit.is_some(),
            });
        }
        for edit in &self.edits {
            if self.line(&edit.item).is_none() {
                shown.push(Shown {
                    item: &edit.item,
                    quantity: edit.quantity,
                    snapshot: &edit.snapshot,
                    line: None,
                    place: None,
                    open: true,
                });
            }
        }
        shown.retain(|line| line.quantity > 0);
        shown
    }

    /// The same without what is only ever sent: who gets the credit, where a write goes and its bytes.
    pub fn without_bytes(&self) -> Self {
        let mut ledger = self.clone();
        ledger.attribution.clear();
        if let Some(write) = &mut ledger.write {
            write.path.clear();
            write.body.clear();
        }
        ledger
    }

    /// Pieces of one item in the shown cart.
    pub fn quantity(&self, item: &ItemId) -> u32 {
        self.edit(item).map(|edit| edit.quantity).or(self.line(item).map(|line| line.quantity)).unwrap_or(0)
    }

    /// The confirmed lines.
    pub fn lines(&self) -> &[Line] {
        self.confirmed.as_ref().map_or(&[], |confirmed| &confirmed.lines)
    }

    /// The confirmed line of an item.
    pub fn line(&self, item: &ItemId) -> Option<&Line> {
        self.lines().iter().find(|line| &line.item == item)
    }

    /// The open edit of an item.
    pub fn edit(&self, item: &ItemId) -> Option<&Edit> {
        self.edits.iter().find(|edit| &edit.item == item)
    }

    /// The open edits that the write in flight has in it.
    pub fn covered(&self) -> impl Iterator<Item = &Edit> {
        let covers = self.write.as_ref().map_or(0, |write| write.covers);
        self.edits.iter().filter(move |edit| edit.number < covers)
    }

    /// The discount codes as they are shown: those wished for, else those in force.
    pub fn codes(&self) -> &[String] {
        let confirmed = self.confirmed.as_ref().map(|cart| &cart.codes);
        self.codes.as_ref().map(|wanted| &wanted.codes).or(confirmed).map_or(&[], Vec::as_slice)
    }

    /// Whether there is something to ask the business for. Codes alone make no cart.
    pub fn has_wishes(&self) -> bool {
        !self.edits.is_empty() || self.codes.is_some() && !self.lines().is_empty()
    }

    /// Whether a change of the buyer's waits for the business's answer.
    pub fn is_open(&self) -> bool {
        self.has_wishes() || self.write.as_ref().is_some_and(|write| !write.kind.is_checkout())
    }
}
