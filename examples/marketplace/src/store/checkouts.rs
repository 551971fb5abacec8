//! Checkouts: from a cart or from lines to an order, once.

use super::carts::{self, Attribution, Context};
use super::{Partner, Result, Work, document, drafts, new_id, orders, shelf, text};
use crate::discount::{self, Refused};
use crate::fulfillment::{self, Address, Choice, Destination, Details, Missing};
use crate::language::Language;
use crate::payment;
use crate::pricing::{self, Line, Note, PricedLine, Totals, WishedLine};
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A checkout: at today's prices while it is open, as it was ordered when it is completed.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// Nobody can guess it.
    pub id: String,
    /// The cart it was made from.
    pub cart_id: Option<String>,
    /// Open, completed or canceled.
    pub lifecycle: Lifecycle,
    /// What can be had.
    pub lines: Vec<PricedLine>,
    /// What could not be met.
    pub notes: Vec<Note>,
    /// The sums.
    pub totals: Totals,
    /// The discount codes that take nothing off now.
    pub refused: Vec<Refused>,
    /// Hints.
    pub context: Option<Context>,
    /// What the platform sent: it may be told this again.
    pub sent: Details,
    /// What the buyer typed on our own page: no platform may be told this.
    pub typed: Details,
    /// Who claims to have earned it.
    pub attribution: Option<Attribution>,
    /// Where the attribution came from.
    pub origin: Option<String>,
    /// Seconds since 1970.
    pub expires_at: i64,
}

/// Where a checkout stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// It can be changed and completed.
    Open,
    /// It became this order, for good.
    Completed {
        /// The order's id.
        order_id: String,
        /// The order's number.
        number: i64,
    },
    /// Given up or expired, for good.
    Canceled,
}

impl Checkout {
    /// Buyer, fulfillment and codes as they hold: what was typed here before what was sent.
    pub fn details(&self) -> Details {
        Details {
            buyer: self.typed.buyer.clone().or_else(|| self.sent.buyer.clone()),
            choice: self.typed.choice.clone().or_else(|| self.sent.choice.clone()),
            codes: self.typed.codes.clone().or_else(|| self.sent.codes.clone()),
        }
    }
}

/// What a checkout is made from.
#[derive(Clone, Debug)]
pub enum CheckoutSource {
    /// A cart by id: its lines, buyer and context win over the wish's, its codes are carried over.
    Cart(String),
    /// Lines.
    Lines(Vec<WishedLine>),
}

/// All that a platform says of a checkout.
#[derive(Clone, Debug)]
pub struct CheckoutWish {
    /// What is bought.
    pub source: CheckoutSource,
    /// Hints.
    pub context: Option<Context>,
    /// Buyer, fulfillment and codes.
    pub details: Details,
    /// Who claims to have earned it. None leaves an earlier claim as it is.
    pub attribution: Option<Attribution>,
    /// The request's Origin.
    pub origin: Option<String>,
}

/// What the buyer typed on the marketplace's own page.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Buyer, fulfillment and codes, the whole of it.
    pub details: Details,
    /// Pieces by variant id, 0 to leave it out. Lines that are not named stay as they are.
    pub quantities: BTreeMap<String, i64>,
}

/// What became of the wish for a checkout.
#[derive(Clone, Debug)]
pub enum Created {
    /// A new one, or the one that the cart had open already.
    Checkout(Box<Checkout>),
    /// There is no such cart.
    NoCart,
    /// Nothing of it can be sold; no checkout was made.
    NothingToSell(Vec<Note>),
}

/// How an order is paid for, and what goes onto it.
#[derive(Clone, Debug)]
pub struct Payment {
    /// One of [`payment::HANDLERS`].
    pub handler_id: String,
    /// One of the handler's types of instrument.
    pub instrument: String,
    /// The test card plays a refusal.
    pub declined: bool,
    /// The total that the buyer saw, where it is known; else the one last answered is taken.
    pub seen_total: Option<i64>,
    /// The language of the order's titles.
    pub language: Language,
    /// Who claims to have earned it, if nobody did before, and where that claim came from.
    pub attribution: (Option<Attribution>, Option<String>),
    /// The registered partners.
    pub partners: Arc<[Partner]>,
}

/// What became of the wish to order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The order is placed.
    Placed,
    /// It was placed before, or the checkout was given up: nothing changed.
    Over,
    /// Something is missing.
    Incomplete(Vec<Missing>),
    /// Stock or prices are no longer what the buyer saw. The checkout now holds what can be had.
    Changed,
    /// A code that was typed takes nothing off: whoever typed it should know before they pay.
    CodeRefused,
    /// There is no such way to pay for this checkout.
    NotOffered,
    /// The test card was refused.
    Declined,
}

pub fn find(work: &Work<'_>, id: &str) -> Result<Option<Checkout>> {
    Ok(load(work, id)?.map(|kept| kept.checkout))
}

pub fn create(work: &Work<'_>, wish: CheckoutWish) -> Result<Created> {
    let CheckoutWish { source, mut context, mut details, mut attribution, mut origin } = wish;
    let (mut lines_numbered, mut cart_id) = (0, None);
    let wished = match source {
        CheckoutSource::Lines(lines) => pricing::number(lines, &[], &mut lines_numbered),
        CheckoutSource::Cart(id) => {
            let Some(cart) = carts::kept(work, &id)? else { return Ok(Created::NoCart) };
            lines_numbered = cart.lines_numbered;
            if cart.cart.attribution.is_some() {
                (attribution, origin) = (cart.cart.attribution, cart.cart.origin);
            }
            if let Some(open) = open_of_cart(work, &id)? {
                return reopen(work, open, attribution, origin);
            }
            (context, details.buyer) = (cart.cart.context, cart.cart.buyer);
            details.codes = details.codes.or(Some(cart.cart.codes).filter(|codes| !codes.is_empty()));
            cart_id = Some(id);
            cart.lines
        }
    };
    let (lines, notes) = pricing::settle(&wished, &shelf::offers_of(work, &wished)?);
    if lines.is_empty() {
        return Ok(Created::NothingToSell(notes));
    }
    let mut checkout = Checkout {
        id: new_id(work, "chk")?,
        cart_id,
        lifecycle: Lifecycle::Open,
        lines,
        notes,
        totals: Totals::default(),
        refused: Vec::new(),
        context,
        sent: details,
        typed: Details::default(),
        origin: attribution.as_ref().and(origin),
        attribution,
        expires_at: work.now + CHECKOUT_OPEN_S,
    };
    add_up(work, &mut checkout);
    save(work, &checkout, lines_numbered)?;
    Ok(Created::Checkout(Box::new(checkout)))
}

/// The cart's open checkout again, credited to whom the cart is credited now.
fn reopen(work: &Work<'_>, open: Kept, attribution: Option<Attribution>, origin: Option<String>) -> Result<Created> {
    let Kept { mut checkout, lines_numbered, .. } = open;
    if attribution.is_some() && attribution != checkout.attribution {
        (checkout.attribution, checkout.origin) = (attribution, origin);
        save(work, &checkout, lines_numbered)?;
    }
    Ok(Created::Checkout(Box::new(checkout)))
}

pub fn replace(work: &Work<'_>, id: &str, wish: CheckoutWish) -> Result<Option<Checkout>> {
    let Some(Kept { mut checkout, lines, mut lines_numbered, .. }) = load(work, id)? else { return Ok(None) };
    if checkout.lifecycle != Lifecycle::Open {
        return Ok(Some(checkout));
    }
    if let CheckoutSource::Lines(wished) = wish.source {
        let wished = pricing::number(wished, &lines, &mut lines_numbered);
        (checkout.lines, checkout.notes) = pricing::settle(&wished, &shelf::offers_of(work, &wished)?);
    }
    // What the platform says now comes after what the buyer typed; what it leaves out takes nothing typed away.
    checkout.typed.buyer = checkout.typed.buyer.filter(|_| wish.details.buyer.is_none());
    checkout.typed.choice = checkout.typed.choice.filter(|_| wish.details.choice.is_none());
    checkout.typed.codes = checkout.typed.codes.filter(|_| wish.details.codes.is_none());
    checkout.sent = with_known_address(wish.details, &checkout.sent);
    checkout.context = wish.context;
    if wish.attribution.is_some() && wish.attribution != checkout.attribution {
        (checkout.attribution, checkout.origin) = (wish.attribution, wish.origin);
    }
    keep(work, &mut checkout, lines_numbered)?;
    Ok(Some(checkout))
}

/// An address that the platform selects by its id, without sending it again, is the one it sent before.
fn with_known_address(mut details: Details, earlier: &Details) -> Details {
    let known = earlier.choice.as_ref().and_then(|choice| choice.destination.clone());
    if let Some(Choice { destination: Some(Destination::Address { id, address }), .. }) = &mut details.choice
        && let Some(Destination::Address { id: known_id, address: known }) = known
        && **address == Address::default()
        && *id == known_id
    {
        *address = known;
    }
    details
}

pub fn type_details(work: &Work<'_>, id: &str, typed: Typed) -> Result<Option<Checkout>> {
    let Some(Kept { mut checkout, mut lines, lines_numbered, .. }) = load(work, id)? else { return Ok(None) };
    if checkout.lifecycle == Lifecycle::Open {
        for line in &mut lines {
            line.quantity = typed.quantities.get(&line.variant_id).copied().unwrap_or(line.quantity);
        }
        lines.retain(|line| line.quantity > 0);
        (checkout.lines, checkout.notes) = pricing::settle(&lines, &shelf::offers_of(work, &lines)?);
        checkout.typed = typed.details;
        keep(work, &mut checkout, lines_numbered)?;
    }
    Ok(Some(checkout))
}

/// Both in one transaction, so that no other write comes between what was typed and its order.
pub fn type_and_complete(
    work: &Work<'_>,
    id: &str,
    typed: Typed,
    payment: Payment,
) -> Result<Option<(Checkout, Completion)>> {
    let Some(checkout) = type_details(work, id, typed)? else { return Ok(None) };
    if checkout.lifecycle == Lifecycle::Open && !checkout.notes.is_empty() {
        return Ok(Some((checkout, Completion::Changed)));
    }
    if checkout.lifecycle == Lifecycle::Open && !checkout.refused.is_empty() {
        return Ok(Some((checkout, Completion::CodeRefused)));
    }
    complete(work, id, payment)
}

pub fn complete(work: &Work<'_>, id: &str, payment: Payment) -> Result<Option<(Checkout, Completion)>> {
    let Some(Kept { mut checkout, lines_numbered, quoted_total, .. }) = load(work, id)? else { return Ok(None) };
    if checkout.lifecycle != Lifecycle::Open {
        return Ok(Some((checkout, Completion::Over)));
    }
    let details = checkout.details();
    let missing = fulfillment::missing(work.goods, &checkout.lines, &details);
    let method = details.choice.as_ref().map(|choice| choice.method);
    let handler = payment::offered(method).find(|handler| handler.id == payment.handler_id);
    let refusal = if !checkout.notes.is_empty() || checkout.totals.total != payment.seen_total.unwrap_or(quoted_total) {
        Some(Completion::Changed)
    } else if !missing.is_empty() {
        Some(Completion::Incomplete(missing))
    } else if !handler.is_some_and(|handler| handler.instruments.contains(&payment.instrument.as_str())) {
        Some(Completion::NotOffered)
    } else if payment.declined {
        Some(Completion::Declined)
    } else {
        None
    };
    if let Some(refusal) = refusal {
        keep(work, &mut checkout, lines_numbered)?;
        return Ok(Some((checkout, refusal)));
    }
    if checkout.attribution.is_none() {
        (checkout.attribution, checkout.origin) = payment.attribution.clone();
    }
    checkout.lifecycle = orders::place(work, &checkout, &details, &payment)?;
    if let Some(cart_id) = &checkout.cart_id {
        carts::delete(work, cart_id)?;
    }
    save(work, &checkout, lines_numbered)?;
    Ok(Some((checkout, Completion::Placed)))
}

pub fn cancel(work: &Work<'_>, id: &str) -> Result<Option<(Checkout, bool)>> {
    let Some(Kept { mut checkout, lines_numbered, .. }) = load(work, id)? else { return Ok(None) };
    let open = checkout.lifecycle == Lifecycle::Open;
    if open {
        checkout.lifecycle = Lifecycle::Canceled;
        save(work, &checkout, lines_numbered)?;
    }
    Ok(Some((checkout, open)))
}

fn add_up(work: &Work<'_>, checkout: &mut Checkout) {
    let details = checkout.details();
    let method = details.choice.map(|choice| choice.method);
    let fees = fulfillment::fees(work.goods, &checkout.lines, method);
    let codes = details.codes.unwrap_or_default();
    let outcome = discount::apply(work.goods, &checkout.lines, &codes, work.now);
    checkout.refused = outcome.refused;
    checkout.totals = Totals::of(&checkout.lines, outcome.applied, fees);
}

/// Saves an open checkout for another six hours.
fn keep(work: &Work<'_>, checkout: &mut Checkout, lines_numbered: i64) -> Result<()> {
    add_up(work, checkout);
    checkout.expires_at = work.now + CHECKOUT_OPEN_S;
    save(work, checkout, lines_numbered)
}

/// A checkout with what only the store needs to know of it.
struct Kept {
    checkout: Checkout,
    lines: Vec<Line>,
    lines_numbered: i64,
    quoted_total: i64,
}

fn open_of_cart(work: &Work<'_>, cart_id: &str) -> Result<Option<Kept>> {
    let mut select = work
        .connection
        .prepare_cached("SELECT id FROM checkouts WHERE cart_id = ?1 AND state = 'open' AND expires_at > ?2")?;
    let id: Option<String> = select.query_row(params![cart_id, work.now], |row| row.get(0)).optional()?;
    id.map_or(Ok(None), |id| load(work, &id))
}

fn load(work: &Work<'_>, id: &str) -> Result<Option<Kept>> {
    let mut select = work.connection.prepare_cached(
        "SELECT cart_id, state, context_json, attribution_json, origin, sent_json, typed_json, lines_numbered,
                quoted_total, expires_at FROM checkouts WHERE id = ?1",
    )?;
    let row = select.query_row([id], |row| {
        let texts: [Option<String>; 5] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        let details: [String; 2] = [row.get(5)?, row.get(6)?];
        let numbers: [i64; 3] = [row.get(7)?, row.get(8)?, row.get(9)?];
        Ok((texts, details, numbers))
    });
    let Some(([cart_id, state, context, attribution, origin], [sent, typed], numbers)) = row.optional()? else {
        return Ok(None);
    };
    let [lines_numbered, quoted_total, expires_at] = numbers;
    let ordered = if state.as_deref() == Some("completed") { orders::of_checkout(work, id)? } else { None };
    let open = state.as_deref() == Some("open") && expires_at > work.now;
    let mut checkout = Checkout {
        id: id.to_owned(),
        cart_id,
        lifecycle: if open { Lifecycle::Open } else { Lifecycle::Canceled },
        lines: Vec::new(),
        notes: Vec::new(),
        totals: Totals::default(),
        refused: Vec::new(),
        context: document(context)?,
        sent: serde_json::from_str(&sent)?,
        typed: serde_json::from_str(&typed)?,
        attribution: document(attribution)?,
        origin,
        expires_at,
    };
    let mut lines = Vec::new();
    if let Some(order) = ordered {
        checkout.lines = order.lines.iter().map(|line| line.priced()).collect();
        checkout.totals = order.totals;
        checkout.lifecycle = Lifecycle::Completed { order_id: order.id, number: order.number };
    } else {
        lines = lines_of(work, id)?;
        (checkout.lines, checkout.notes) = pricing::settle(&lines, &shelf::offers_of(work, &lines)?);
        add_up(work, &mut checkout);
    }
    Ok(Some(Kept { checkout, lines, lines_numbered, quoted_total }))
}

fn lines_of(work: &Work<'_>, id: &str) -> Result<Vec<Line>> {
    let mut select = work.connection.prepare_cached(
        "SELECT line_id, variant_id, quantity FROM checkout_lines WHERE checkout_id = ?1 ORDER BY position",
    )?;
    let line = |row: &rusqlite::Row<'_>| Ok(Line { id: row.get(0)?, variant_id: row.get(1)?, quantity: row.get(2)? });
    Ok(select.query_map([id], line)?.collect::<rusqlite::Result<_>>()?)
}

fn save(work: &Work<'_>, checkout: &Checkout, lines_numbered: i64) -> Result<()> {
    let state = match checkout.lifecycle {
        Lifecycle::Open => "open",
        Lifecycle::Completed { .. } => "completed",
        Lifecycle::Canceled => "canceled",
    };
    work.connection
        .prepare_cached(
            "INSERT INTO checkouts (id, cart_id, state, lines_numbered, context_json, sent_json, typed_json,
                                    attribution_json, origin, quoted_total, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) DO UPDATE SET state = ?3, lines_numbered = ?4, context_json = ?5, sent_json = ?6,
               typed_json = ?7, attribution_json = ?8, origin = ?9, quoted_total = ?10, expires_at = ?11",
        )?
        .execute(params![
            checkout.id,
            checkout.cart_id,
            state,
            lines_numbered,
            text(&checkout.context)?,
            serde_json::to_string(&checkout.sent)?,
            serde_json::to_string(&checkout.typed)?,
            text(&checkout.attribution)?,
            checkout.origin,
            checkout.totals.total,
            checkout.expires_at
        ])?;
    if checkout.lifecycle != Lifecycle::Open {
        drafts::forget(work, &checkout.id)?;
    }
    work.connection.prepare_cached("DELETE FROM checkout_lines WHERE checkout_id = ?1")?.execute([&checkout.id])?;
    let mut add = work.connection.prepare_cached("INSERT INTO checkout_lines VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (position, line) in checkout.lines.iter().enumerate() {
        add.execute(params![checkout.id, position as i64, line.id, line.variant_id, line.quantity])?;
    }
    Ok(())
}

/// So long after its last change.
pub const CHECKOUT_OPEN_S: i64 = 6 * 3600;
