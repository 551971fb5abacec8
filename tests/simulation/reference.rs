//! What one change may do to a record, said a second time and more simply than the engine says it.

use crate::business::{Business, ITEMS, Line};
use crate::promise::{Broken, Promise, hold};
use std::collections::BTreeMap;
use std::rc::Rc;
use tsampa::engine::ids::ItemId;
use tsampa::engine::ledger::{Change, Confirmed, Ledger, NoticeKind, QUANTITY_MAX, WriteKind};

/// A record as stored, with what is known of it.
#[derive(Clone, Default)]
pub struct Store {
    pub text: Option<Rc<str>>,
    pub ledger: Ledger,
    /// `campaign_medium` of the last gesture.
    pub medium: String,
    /// How many of each item the last hand-over took along.
    pub handed: Vec<Line>,
    /// The same when a write began, by its key.
    pub media: BTreeMap<String, String>,
}

/// Pieces of each item that a record shows.
pub fn pieces(ledger: &Ledger) -> Vec<Line> {
    let mut pieces: Vec<Line> = Vec::new();
    for shown in ledger.shown() {
        match pieces.iter_mut().find(|line| line.0 == shown.item.0) {
            Some(line) => line.1 += shown.quantity,
            None => pieces.push((shown.item.0.clone(), shown.quantity)),
        }
    }
    pieces.sort();
    pieces
}

/// Pieces of one item among these.
pub fn of(lines: &[Line], item: &str) -> u32 {
    lines.iter().filter(|line| line.0 == item).map(|line| line.1).sum()
}

/// The version that a confirmed cart's page names.
fn version(cart: &Confirmed) -> u64 {
    let page = cart.continue_url.as_deref().unwrap_or_default();
    page.rsplit_once('=').and_then(|(_, version)| version.parse().ok()).unwrap_or(0)
}

impl Store {
    /// The record that a text holds.
    pub fn holding(text: Option<Rc<str>>) -> Self {
        let ledger = text.as_deref().and_then(tsampa::engine::ledger::read).unwrap_or_default();
        let medium = medium(&ledger.attribution);
        let handed = ledger.checkout.iter().flat_map(|pending| &pending.handed);
        let handed = handed.map(|(item, pieces)| (item.0.clone(), *pieces)).collect();
        Self { text, ledger, medium, handed, ..Self::default() }
    }

    /// Takes in a record after one change, if the change may have made it.
    pub fn follow(
        &mut self,
        change: &Change,
        after: Ledger,
        text: String,
        business: &mut Business,
    ) -> Result<(), Broken> {
        hold(Promise::EverythingIsAnswered, text.len() <= 64 * 1024, || format!("a record of {} bytes", text.len()))?;
        hold(Promise::NoBuyerDataStored, !text.contains("drolma"), || text.clone())?;
        let before = std::mem::replace(&mut self.ledger, after);
        self.text = Some(text.into());
        let (was, now) = (pieces(&before), pieces(&self.ledger));
        let seen = || format!("{was:?} became {now:?} by {change:?}");
        self.note(change);
        match change {
            Change::Add { item, quantity, snapshot, .. } => {
                let limit = limit(&before, &item.0).or(snapshot.limit);
                let wanted = of(&was, &item.0).saturating_add(*quantity);
                hold(Promise::NoWishIsLost, now == with(&was, &item.0, within(wanted, limit)), seen)
            }
            Change::Set { item, quantity, snapshot } => {
                let limit = limit(&before, &item.0).or(snapshot.limit);
                hold(Promise::NoWishIsLost, now == with(&was, &item.0, within(*quantity, limit)), seen)
            }
            Change::Codes { codes } => hold(Promise::NoWishIsLost, self.ledger.codes() == codes && was == now, seen),
            Change::Confirm { key, confirmed } => self.confirmed(&before, Some(key), confirmed, business),
            Change::Reread { confirmed: Some(confirmed), .. } => self.confirmed(&before, None, confirmed, business),
            Change::BeginCheckout { claim, .. } if self.began(&claim.key) => {
                let agreed = before.last_repriced().is_none();
                let settled = before.edits.is_empty() && !before.shown().is_empty() && agreed;
                hold(Promise::CheckoutOfASettledCart, settled, seen)
            }
            Change::OpenCheckout { key, id, .. } if before.write.as_ref().is_some_and(|write| &write.key == key) => {
                hold(Promise::NoWishIsLost, was == now, seen)?;
                self.handed = before.lines().iter().map(|line| (line.item.0.clone(), line.quantity)).collect();
                let ours = before.confirmed.as_ref().map(|cart| &cart.codes[..]).unwrap_or_default();
                let theirs = business.codes_of(id);
                // Where two records speak of one cart, the other one's may have changed the checkout since it was answered.
                let shared = business.carts.iter().any(|cart| cart.shared);
                let within = shared || theirs.is_none_or(|theirs| ours.iter().all(|code| theirs.contains(code)));
                hold(Promise::NoWishIsLost, within, || format!("a checkout without one of {ours:?}"))
            }
            Change::Refuse { key, .. } if before.write.as_ref().is_some_and(|write| &write.key == key) => {
                let told = self.ledger.notices.iter().any(|notice| notice.kind == NoticeKind::Refused);
                let cart = before.write.as_ref().is_some_and(|write| !write.kind.is_checkout());
                hold(Promise::NoWishIsLost, told == cart || now == was, seen)
            }
            Change::Order { id, .. } => {
                let Some(_) = before.checkout.as_ref().filter(|pending| &pending.id == id) else {
                    return Ok(());
                };
                let bought = business.lines_of(id);
                for item in ITEMS {
                    let left = of(&was, item).saturating_sub(of(&self.handed, item).max(of(&bought, item)));
                    hold(Promise::OrderedIsGone, of(&now, item) <= left, seen)?;
                    hold(Promise::NoWishIsLost, of(&now, item) == left, seen)?;
                }
                Ok(())
            }
            _ => hold(Promise::NoWishIsLost, was == now, seen),
        }
    }

    /// Whether the write of this key is the one in flight, and makes a checkout.
    fn began(&self, key: &str) -> bool {
        self.ledger.write.as_ref().is_some_and(|write| write.key == key && write.kind == WriteKind::CheckoutCreate)
    }

    fn note(&mut self, change: &Change) {
        match change {
            Change::Add { attribution, .. } => self.medium = medium(attribution),
            Change::BeginCheckout { claim, .. } | Change::Begin { claim, .. } => {
                self.media.insert(claim.key.clone(), self.medium.clone());
            }
            _ => {}
        }
    }

    /// An answer was taken in: what it changed of the wishes is what the business changed, and was told.
    fn confirmed(
        &self,
        before: &Ledger,
        key: Option<&String>,
        confirmed: &Confirmed,
        business: &mut Business,
    ) -> Result<(), Broken> {
        let (was, now) = (pieces(before), pieces(&self.ledger));
        let taken = self.ledger.confirmed.as_deref() == Some(confirmed);
        if let Some(known) = before.confirmed.as_ref().filter(|known| taken && known.id == confirmed.id) {
            let (old, new) = (version(known), version(confirmed));
            hold(Promise::NoOlderAnswer, old <= new, || format!("version {new} of {} came over {old}", known.id))?;
        }
        let total = confirmed.totals.iter().find(|total| total.kind == "total").map_or(0, |total| total.amount.0);
        let said = crate::dice::mixed(&[crate::dice::of_text(&confirmed.currency), total as u64]);
        hold(Promise::PricesAreTheBusinesss, business.said.contains(&said), || format!("{total}"))?;
        for line in self.ledger.shown() {
            let known = before.shown().into_iter().find(|known| known.item == line.item);
            let (old, new) = (known.and_then(|known| known.snapshot.costs()), line.snapshot.costs());
            let told = self.ledger.repriced(line.item).is_some_and(|told| Some(&told.now) == new.as_ref());
            let back = before.repriced(line.item).is_some_and(|told| Some(&told.was) == new.as_ref());
            hold(Promise::PricesAreTheBusinesss, old.is_none() || old == new || told || back, || {
                format!("{:?} went from {old:?} to {new:?} and nobody was told", line.item)
            })?;
        }
        let cart = business.carts.iter_mut().find(|cart| cart.id == confirmed.id);
        let stirred = cart.as_ref().is_some_and(|cart| cart.stirred || cart.shared);
        if let Some(cart) = cart.filter(|cart| taken && cart.version == version(confirmed)) {
            cart.stirred = false;
        }
        let (old, new) = (before.codes(), self.ledger.codes());
        hold(Promise::NoWishIsLost, old == new || stirred, || format!("codes {old:?} became {new:?} by an answer"))?;
        // A read may be the first to say what an earlier write could not have: its own answer was lost.
        let of_writes = business.fell_short.iter().filter(|(write, _)| key.is_none_or(|key| key == *write));
        let short: Vec<String> = of_writes.flat_map(|(_, items)| items.clone()).collect();
        for (item, _) in was.iter().chain(&now) {
            let (old, new) = (of(&was, item), of(&now, item));
            let told = || {
                let named = |notice: &tsampa::engine::ledger::Notice| {
                    notice.item.as_ref().is_some_and(|named| &named.0 == item)
                };
                !confirmed.messages.is_empty() || self.ledger.notices.iter().any(named)
            };
            let open = before.edit(&ItemId(item.clone()));
            let explained = (short.contains(item) && told()) || (stirred && (key.is_none() || told()));
            hold(Promise::NoWishIsLost, old == new || explained, || {
                format!("{item} went from {old} to {new} by an answer, unexplained (edit {open:?}, key {key:?})")
            })?;
        }
        Ok(())
    }
}

fn medium(attribution: &[(String, String)]) -> String {
    attribution.iter().find(|pair| pair.0 == "campaign_medium").map(|pair| pair.1.clone()).unwrap_or_default()
}

fn limit(ledger: &Ledger, item: &str) -> Option<u32> {
    let item = ItemId(item.to_owned());
    let line = ledger.line(&item).map(|line| line.snapshot.limit);
    line.or_else(|| ledger.edit(&item).map(|edit| edit.snapshot.limit)).flatten()
}

fn within(wanted: u32, limit: Option<u32>) -> u32 {
    wanted.min(QUANTITY_MAX).min(limit.map_or(QUANTITY_MAX, |limit| limit.max(1)))
}

fn with(lines: &[Line], item: &str, pieces: u32) -> Vec<Line> {
    let mut lines: Vec<Line> = lines.iter().filter(|line| line.0 != item).cloned().collect();
    if pieces > 0 {
        lines.push((item.to_owned(), pieces));
    }
    lines.sort();
    lines
}
