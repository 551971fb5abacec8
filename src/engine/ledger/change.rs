//! What can become of a ledger, one change at a time. Pure: the same change on the same ledger gives the same ledger in every page.
#![allow(missing_docs, reason = "a variant's sentence names its fields")]

use super::super::bodies;
use super::{
    Asked, CODES_MAX, Codes, Confirmed, Edit, LINES_MAX, Ledger, NOTICES_MAX, Notice, NoticeKind, Pending,
    QUANTITY_MAX, Terms, Write, WriteKind,
};
use crate::engine::ids::{ItemId, WallMillis};
use crate::engine::view::UnitPriceView;
use crate::ucp::context::Context;
use crate::ucp::message::Message;
use std::rc::Rc;

/// How an item looks where the business's answer does not say it (yet): from the catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// Title of the product and, where it has several, of the variant.
    pub title: String,
    /// Price of one in minor units.
    pub price: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// Picture.
    pub image: Option<String>,
    /// Seller's name.
    pub seller: Option<String>,
    /// County.
    pub county: Option<String>,
    /// Most that can be had.
    pub limit: Option<u32>,
    /// Price of a measure, as long as the price that it goes with stands.
    pub unit_price: Option<UnitPriceView>,
}

/// One change. Those that name a key do nothing unless that write is the one in flight: a stray answer changes nothing.
#[derive(Debug, PartialEq)]
pub enum Change {
    /// The buyer adds pieces to what is there.
    Add { item: ItemId, quantity: u32, snapshot: Snapshot, attribution: Vec<(String, String)> },
    /// The buyer wants so many pieces in all.
    Set { item: ItemId, quantity: u32, snapshot: Snapshot },
    /// The buyer wants these discount codes, in place of earlier ones.
    Codes { codes: Vec<String> },
    /// The open edits become a write in flight, unless there is one; those before `apart` alone, if there are any.
    Begin { claim: Claim, context: Context, apart: u64 },
    /// The cart becomes a checkout, unless an edit is open, a write in flight, or a changed price not agreed to. The attribution is for a
    /// record that has none.
    BeginCheckout { claim: Claim, attribution: Vec<(String, String)> },
    /// Another page takes over the write in flight; key and bytes stay.
    /// Two that take at the same time cannot both: the second finds another owner, or a renewed lease, than it saw (`from`).
    Take { key: String, from: (u64, WallMillis), owner: u64, wall: WallMillis },
    /// The business answered the write of this key with a cart.
    Confirm { key: String, confirmed: Rc<Confirmed> },
    /// The business answered a read of the cart that was `known`, or no longer knows it. That says nothing while a write is in flight,
    /// nor when the record went on since: a late answer is an older one.
    Reread { known: Rc<Confirmed>, confirmed: Option<Rc<Confirmed>> },
    /// The business no longer knows the cart: what was wanted stays wanted.
    Forget { key: Option<String> },
    /// The business refuses the write for good, in its words; its edits go, the buyer is told. Where it names items, with its words for
    /// each, only their edits go, and the others stay open.
    Refuse { key: String, content: String, named: Vec<(ItemId, String)> },
    /// The write cannot be used any more (its key is spent); its edits stay open.
    Release { key: String },
    /// The checkout is open, and the buyer goes there.
    OpenCheckout { key: String, id: String, url: String },
    /// The checkout ended without an order.
    CloseCheckout { id: String },
    /// The checkout became an order of so many pieces of each item: its cart is gone, what was added since the hand-over stays.
    Order { id: String, bought: Vec<(ItemId, u32)> },
    /// The buyer took note; of a changed price: agrees to it.
    Dismiss { notice: u64 },
    /// The buyer agrees to all changed prices up to this number.
    Accept { upto: u64 },
    /// What the business's profile says.
    Agree { terms: Terms },
}

/// Who begins a write, under which new key, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// New `Idempotency-Key`.
    pub key: String,
    /// The page.
    pub owner: u64,
    /// The device's clock.
    pub wall: WallMillis,
}

impl Ledger {
    /// Applies one change; false when it changes nothing here.
    pub fn apply(&mut self, change: &Change) -> bool {
        match change {
            Change::Add { item, quantity, snapshot, attribution } => {
                let had = if planted!(3) { 0 } else { self.quantity(item) };
                let wanted = had.saturating_add(*quantity);
                if !planted!(18) {
                    self.attribution.clone_from(attribution);
                }
                self.want(item, wanted, snapshot)
            }
            Change::Set { item, quantity, snapshot } => self.want(item, *quantity, snapshot),
            Change::Codes { codes } => self.want_codes(codes),
            Change::Begin { claim, context, apart } => self.begin(claim, context, *apart),
            Change::BeginCheckout { claim, attribution } => self.begin_checkout(claim, attribution),
            Change::Take { key, from, owner, wall } => match &mut self.write {
                Some(write) if &write.key == key && (write.owner, write.since) == *from => {
                    write.owner = *owner;
                    write.since = *wall;
                    true
                }
                _ => false,
            },
            Change::Confirm { key, confirmed } => self.confirm(key, confirmed),
            Change::Reread { known, confirmed } => self.reread(known, confirmed.as_ref()),
            Change::Forget { key } => self.forget(key.as_deref()),
            Change::Refuse { key, content, named } => self.refuse(key, content, named),
            Change::Release { key } => {
                self.edits.retain(|_| !planted!(12));
                self.take_write(key).is_some()
            }
            Change::OpenCheckout { key, id, url } => {
                let Some(write) = self.take_write(key) else { return false };
                // What was wished while the hand-over was under way is not in it.
                let mut handed: Vec<_> = self.lines().iter().map(|line| (line.item.clone(), line.quantity)).collect();
                if planted!(6) {
                    handed = self.shown().iter().map(|line| (line.item.clone(), line.quantity)).collect();
                }
                self.checkout = Some(Pending { id: id.clone(), url: url.clone(), covers: write.covers, handed });
                true
            }
            Change::CloseCheckout { id } => {
                self.confirmed.take_if(|_| planted!(17));
                self.take_checkout(id).is_some()
            }
            Change::Order { id, bought } => self.order(id, bought),
            Change::Dismiss { notice } => {
                let before = self.notices.len() + self.repriced.len();
                self.notices.retain(|told| told.number != *notice);
                self.repriced.retain(|told| told.number != *notice);
                self.notices.len() + self.repriced.len() != before
            }
            Change::Accept { upto } => {
                let before = self.repriced.len();
                self.repriced.retain(|told| told.number > *upto);
                self.repriced.len() != before
            }
            Change::Agree { terms } => {
                let changed = self.terms.as_ref() != Some(terms);
                self.terms = Some(terms.clone());
                changed
            }
        }
    }

    fn want(&mut self, item: &ItemId, quantity: u32, snapshot: &Snapshot) -> bool {
        let mut quantity = quantity.min(if planted!(15) { u32::MAX } else { QUANTITY_MAX });
        let known = self.line(item).map(|line| line.snapshot.clone());
        let snapshot =
            known.or_else(|| self.edit(item).map(|edit| edit.snapshot.clone())).unwrap_or_else(|| snapshot.clone());
        if let Some(limit) = snapshot.limit {
            quantity = quantity.min(limit.max(1));
        }
        let confirmed = self.line(item).map(|line| line.quantity);
        let edit = Edit { number: self.next, item: item.clone(), quantity, snapshot };
        let place = self.edits.iter().position(|edit| &edit.item == item);
        let others = self.shown().iter().filter(|line| line.item != item).count();
        if confirmed.is_none() && others >= LINES_MAX || place.is_none() && self.edits.len() >= LINES_MAX {
            return false;
        }
        match place.and_then(|place| self.edits.get_mut(place)) {
            // It keeps its place: the next press on a stepper is for the line that was under the finger. And back to what is confirmed, too,
            // it is asked for: it may have reached the business, also where no answer said so.
            Some(open) => *open = edit,
            None if confirmed.unwrap_or(0) != quantity => self.edits.push(edit),
            None => {}
        }
        self.next += 1;
        true
    }

    fn want_codes(&mut self, wanted: &[String]) -> bool {
        let codes = codes_among(wanted);
        // As with lines: what may have reached the business has to be answered.
        let confirmed = self.confirmed.as_ref().map_or(&[][..], |cart| &cart.codes);
        let changed = self.codes.is_some() || self.write.is_some() || confirmed != codes;
        if changed {
            self.codes = Some(Codes { number: self.next, codes });
            self.next += 1;
        }
        changed
    }

    fn begin(&mut self, claim: &Claim, context: &Context, apart: u64) -> bool {
        if self.write.is_some() || !self.has_wishes() {
            return false;
        }
        let later = self.edits.iter().map(|edit| edit.number).filter(|number| *number >= apart).min();
        let alone = later.filter(|later| self.edits.iter().any(|edit| edit.number < *later));
        let covers = alone.unwrap_or(self.next);
        let all = self.edits.clone();
        self.edits.retain(|edit| edit.number < covers);
        self.write = self.write_of_edits(claim, context, covers);
        self.edits = all;
        if self.write.is_none() {
            self.edits.retain(|edit| edit.number >= covers);
        }
        true
    }

    /// The cart as it is shown, as a write; none where there never was one and nothing is in it.
    fn write_of_edits(&self, claim: &Claim, context: &Context, covers: u64) -> Option<Write> {
        let lines: Vec<_> = self
            .shown()
            .iter()
            .filter(|shown| !planted!(19) || shown.open)
            .map(|shown| (shown.line.map(|line| line.id.clone()), shown.item.clone(), shown.quantity))
            .collect();
        let mut asked = Vec::new();
        // The business may give fewer of any line, not only of those that change.
        for line in self.shown() {
            asked.push(Asked { item: line.item.clone(), quantity: line.quantity, title: line.snapshot.title.clone() });
        }
        let cart = self.confirmed.as_ref().map(|cart| cart.id.as_str());
        let (kind, path) = match cart {
            Some(id) => (WriteKind::CartUpdate, bodies::path("/carts/", id)),
            None if lines.is_empty() => return None,
            None => (WriteKind::CartCreate, "/carts".to_owned()),
        };
        let body = bodies::cart(cart, &lines, context, &self.attribution, self.codes_before(covers));
        Some(write(claim, kind, path, body, covers, asked))
    }

    /// The codes that a write up to this wish sends: a full replacement has to repeat those in force. None: there never were any.
    fn codes_before(&self, covers: u64) -> Option<&[String]> {
        let wanted = self.codes.as_ref().filter(|wanted| wanted.number < covers).map(|wanted| wanted.codes.as_slice());
        let confirmed = self.confirmed.as_ref().map(|cart| cart.codes.as_slice());
        wanted.or(confirmed.filter(|codes| !codes.is_empty()))
    }

    fn begin_checkout(&mut self, claim: &Claim, attribution: &[(String, String)]) -> bool {
        let Some(cart) = self.confirmed.as_ref().filter(|cart| !cart.lines.is_empty()) else { return false };
        if (self.is_open() && !planted!(16)) || self.write.is_some() || self.last_repriced().is_some() {
            return false;
        }
        // The last gesture that changed the cart gets the credit; a cart that was read alone has none.
        if self.attribution.is_empty() {
            self.attribution = attribution.to_vec();
        }
        let body = bodies::checkout_create(&cart.id, &self.attribution);
        self.write =
            Some(write(claim, WriteKind::CheckoutCreate, "/checkout-sessions".to_owned(), body, self.next, Vec::new()));
        true
    }

    fn reread(&mut self, known: &Rc<Confirmed>, confirmed: Option<&Rc<Confirmed>>) -> bool {
        let now = self.confirmed.as_ref().filter(|now| self.write.is_none() && now.id == known.id);
        let Some(now) = now else { return false };
        // A cart that is gone stays gone, whatever was answered meanwhile.
        let Some(confirmed) = confirmed else { return self.forget(None) };
        if now != known && !planted!(5) {
            return false;
        }
        let other = known != confirmed && known.id == confirmed.id;
        if other {
            self.confirmed = Some(confirmed.clone());
            self.reprice(Some(known));
            let mut unplaced = confirmed.unplaced();
            for line in &known.lines {
                // Where a wish is open, that wish is answered next.
                if self.edit(&line.item).is_none() {
                    self.compare(NoticeKind::Fewer, &line.item, line.quantity, &line.snapshot.title, &mut unplaced);
                }
            }
        }
        other
    }

    fn confirm(&mut self, key: &str, confirmed: &Rc<Confirmed>) -> bool {
        let Some(write) = self.take_write(key) else { return false };
        let before = self.confirmed.replace(confirmed.clone());
        self.reprice(before.as_deref());
        self.edits.retain(|edit| edit.number >= write.covers && !planted!(7));
        self.codes.take_if(|wanted| wanted.number < write.covers);
        let mut unplaced = confirmed.unplaced();
        for asked in &write.asked {
            let gone = self.line(&asked.item).is_none_or(|line| line.quantity == 0);
            let kind = if gone { NoticeKind::Gone } else { NoticeKind::Adjusted };
            self.compare(kind, &asked.item, asked.quantity, &asked.title, &mut unplaced);
        }
        true
    }

    /// Tells the buyer where the cart just answered has fewer of an item than there should be. The business's own words about it are
    /// better than ours: those beside the line, else one of the `unplaced`, which speak of one item each.
    fn compare(&mut self, kind: NoticeKind, item: &ItemId, due: u32, title: &str, unplaced: &mut usize) {
        let place = self.lines().iter().position(|line| &line.item == item);
        let kept = place.and_then(|place| self.lines().get(place)).map_or(0, |line| line.quantity);
        if kept >= due || planted!(8) {
            return;
        }
        let beside = |message: &Message| message.speaks_of_stock() && message.line_index() == place;
        if place.is_some() && self.confirmed.iter().flat_map(|cart| &cart.messages).any(beside) {
            return;
        }
        match unplaced.checked_sub(1) {
            Some(rest) => *unplaced = rest,
            None => self.tell(kind, Some(item), title, kept),
        }
    }

    fn forget(&mut self, key: Option<&str>) -> bool {
        match key {
            None if self.write.is_some() || self.confirmed.is_none() => return false,
            Some(key) if self.take_write(key).is_none() => return false,
            _ => {}
        }
        let cart = self.confirmed.take().unwrap_or_default();
        let told = !cart.lines.is_empty();
        // In the order that the buyer sees.
        let mut open = std::mem::take(&mut self.edits);
        for line in &cart.lines {
            if let Some(place) = open.iter().position(|edit| edit.item == line.item) {
                self.edits.push(open.remove(place));
            } else if self.edit(&line.item).is_none() && !planted!(10) {
                let (item, snapshot) = (line.item.clone(), line.snapshot.clone());
                self.edits.push(Edit { number: self.next, item, quantity: line.quantity, snapshot });
                self.next += 1;
            }
        }
        self.edits.append(&mut open);
        self.edits.retain(|edit| edit.quantity > 0);
        self.edits.truncate(LINES_MAX);
        if self.codes.is_none() && !cart.codes.is_empty() {
            self.want_codes(&cart.codes);
        }
        self.checkout = None;
        if told {
            self.tell(NoticeKind::Rebuilt, None, "", 0);
        }
        true
    }

    fn refuse(&mut self, key: &str, content: &str, named: &[(ItemId, String)]) -> bool {
        let Some(write) = self.take_write(key) else { return false };
        if write.kind.is_checkout() {
            return true;
        }
        // What a code was refused with may have been right; it is asked for alone no more than once.
        let codes = self.codes.take_if(|wanted| wanted.number < write.covers && named.is_empty());
        let edits = self.edits.iter().any(|edit| edit.number < write.covers);
        if codes.is_some() && edits {
            self.tell(NoticeKind::Refused, None, content, 0);
            return true;
        }
        for (item, content) in named {
            self.edits.retain(|edit| edit.number >= write.covers || &edit.item != item);
            self.tell(NoticeKind::Refused, Some(item), content, 0);
        }
        if named.is_empty() {
            let first = self.edits.iter().find(|edit| edit.number < write.covers).map(|edit| edit.item.clone());
            self.edits.retain(|edit| edit.number >= write.covers);
            self.tell(NoticeKind::Refused, first.as_ref(), content, 0);
        }
        true
    }

    /// What was handed over or ordered is no longer wanted, and what there is more of than that is: it was added in another tab, or after
    /// the way back from the checkout. Whoever takes fewer at the checkout wants no more.
    fn order(&mut self, id: &str, bought: &[(ItemId, u32)]) -> bool {
        let Some(pending) = self.take_checkout(id) else { return false };
        let most = |item: &ItemId| [&pending.handed[..], bought].map(|those| pieces(those, item)).into_iter().max();
        let mut left = Vec::new();
        for line in self.shown() {
            let quantity = line.quantity.saturating_sub(most(line.item).unwrap_or(0));
            if quantity > 0 {
                left.push((line.item.clone(), quantity, line.snapshot.clone()));
            }
        }
        if !planted!(9) {
            self.confirmed = None;
        }
        self.write = None;
        self.notices.clear();
        self.repriced.clear();
        self.codes.take_if(|wanted| wanted.number < pending.covers);
        self.edits.clear();
        for (item, quantity, snapshot) in left {
            self.edits.push(Edit { number: self.next, item, quantity, snapshot });
            self.next += 1;
        }
        true
    }

    fn tell(&mut self, kind: NoticeKind, item: Option<&ItemId>, title: &str, kept: u32) {
        if self.notices.len() >= NOTICES_MAX {
            self.notices.remove(0);
        }
        self.notices.push(Notice { number: self.next, kind, item: item.cloned(), title: title.to_owned(), kept });
        self.next += 1;
    }

    fn take_write(&mut self, key: &str) -> Option<Write> {
        self.write.take_if(|write| write.key == key)
    }

    fn take_checkout(&mut self, id: &str) -> Option<Pending> {
        self.checkout.take_if(|pending| pending.id == id)
    }
}

/// Those that can be sent: each once, for upper and lower case are the same to UCP; no longer ones and no more than are kept.
pub fn codes_among(wanted: &[String]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in wanted {
        let known = codes.iter().any(|known| known.eq_ignore_ascii_case(code));
        if !code.is_empty() && code.len() <= CODES_MAX.1 && codes.len() < CODES_MAX.0 && !known {
            codes.push(code.clone());
        }
    }
    codes
}

impl Confirmed {
    /// How many of the messages speak of stock and of no line that is there.
    fn unplaced(&self) -> usize {
        let there = |message: &&Message| message.line_index().is_some_and(|place| place < self.lines.len());
        self.messages.iter().filter(|message| message.speaks_of_stock() && !there(message)).count()
    }
}

/// How many of an item are among those.
pub fn pieces(those: &[(ItemId, u32)], item: &ItemId) -> u32 {
    those.iter().filter(|(known, _)| known == item).fold(0, |sum, (_, pieces)| sum.saturating_add(*pieces))
}

fn write(claim: &Claim, kind: WriteKind, path: String, body: String, covers: u64, asked: Vec<Asked>) -> Write {
    Write { key: claim.key.clone(), kind, path, body, covers, asked, owner: claim.owner, since: claim.wall }
}
