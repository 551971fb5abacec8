//! Orders: placed once, never changed.

use super::carts::Attribution;
use super::checkouts::{Checkout, Lifecycle, Payment};
use super::{Result, StoreError, Work, document, new_id, shelf, text};
use crate::fulfillment::Details;
use crate::language::Language;
use crate::pricing::{PricedLine, Totals};
use rusqlite::{Row, params};

/// An order, as it was placed.
#[derive(Clone, Debug)]
pub struct Order {
    /// Nobody can guess it: the order's page is open to whoever knows it.
    pub id: String,
    /// What people call it, from 1001.
    pub number: i64,
    /// The checkout it came from.
    pub checkout_id: String,
    /// Who has earned it, proven by the Origin.
    pub partner: Option<String>,
    /// Who claims to have earned it.
    pub attribution: Option<Attribution>,
    /// The page's origin that the attribution came from.
    pub origin: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// What was bought.
    pub lines: Vec<OrderLine>,
    /// The sums.
    pub totals: Totals,
    /// Buyer and fulfillment.
    pub details: Details,
    /// One of [`crate::payment::HANDLERS`], by id.
    pub handler: String,
    /// One of the handler's types of instrument.
    pub instrument: String,
    /// What the buyer read while ordering.
    pub language: Language,
    /// Seconds since 1970.
    pub placed_at: i64,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub struct OrderLine {
    /// The same as in cart and checkout.
    pub id: String,
    /// The variant.
    pub variant_id: String,
    /// Who sold it.
    pub seller_id: String,
    /// What it was called.
    pub title: String,
    /// Pieces.
    pub quantity: i64,
    /// Minor units, each.
    pub price: i64,
}

impl OrderLine {
    /// The line as a checkout has it; nothing more of it can be had.
    pub fn priced(&self) -> PricedLine {
        PricedLine {
            id: self.id.clone(),
            variant_id: self.variant_id.clone(),
            quantity: self.quantity,
            price: self.price,
            stock: self.quantity,
            max_per_order: self.quantity,
        }
    }
}

/// Somebody who is paid for sales that begin on their pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// What `campaign_source` names.
    pub id: String,
    /// The origin of their pages, as browsers send it: `https://tourism.example`.
    pub origin: String,
}

/// What is told of an order right after it was placed. Nothing of the buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The order's number.
    pub number: i64,
    /// Minor units.
    pub total: i64,
    /// ISO 4217.
    pub currency: String,
    /// Who has earned it.
    pub partner: Option<String>,
}

/// Takes the stock and writes the order, in the transaction of its checkout.
pub fn place(work: &Work<'_>, checkout: &Checkout, details: &Details, payment: &Payment) -> Result<Lifecycle> {
    for line in &checkout.lines {
        if !shelf::take(work, &line.variant_id, line.quantity)? {
            // Lines were settled against the stock in this same transaction.
            return Err(StoreError::Unusable("stock changed inside a transaction".to_owned()));
        }
    }
    let id = new_id(work, "ord")?;
    let last: Option<i64> = work.connection.query_row("SELECT max(number) FROM orders", [], |row| row.get(0))?;
    let number = last.unwrap_or(FIRST_NUMBER - 1) + 1;
    let partner = earner(checkout, &payment.partners);
    work.connection
        .prepare_cached(
            "INSERT INTO orders (id, number, checkout_id, partner, attribution_json, origin, currency, subtotal, total,
                                 discounts_json, fees_json, details_json, handler, instrument, language, placed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            id,
            number,
            checkout.id,
            partner,
            text(&checkout.attribution)?,
            checkout.origin,
            work.goods.currency,
            checkout.totals.subtotal,
            checkout.totals.total,
            serde_json::to_string(&checkout.totals.discounts)?,
            serde_json::to_string(&checkout.totals.fees)?,
            serde_json::to_string(details)?,
            payment.handler_id,
            payment.instrument,
            payment.language.code(),
            work.now
        ])?;
    let mut add = work.connection.prepare_cached("INSERT INTO order_lines VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    for (position, line) in checkout.lines.iter().enumerate() {
        let item = work.goods.item(&line.variant_id);
        let title = item.map_or_else(|| line.variant_id.clone(), |item| item.title(payment.language));
        let seller = item.map(|item| item.seller.id.as_str()).unwrap_or_default();
        let (position, quantity) = (position as i64, line.quantity);
        add.execute(params![id, position, line.id, line.variant_id, seller, title, quantity, line.price])?;
    }
    let (total, currency) = (checkout.totals.total, work.goods.currency.clone());
    work.placed.borrow_mut().push(Placed { number, total, currency, partner });
    Ok(Lifecycle::Completed { order_id: id, number })
}

/// The partner that is claimed, if the claim came from a page of theirs.
fn earner(checkout: &Checkout, partners: &[Partner]) -> Option<String> {
    let claimed = checkout.attribution.as_ref()?.get("campaign_source")?;
    let origin = checkout.origin.as_ref()?;
    partners
        .iter()
        .find(|partner| &partner.id == claimed && &partner.origin == origin)
        .map(|partner| partner.id.clone())
}

pub fn find(work: &Work<'_>, id: &str) -> Result<Option<Order>> {
    load(work, &format!("{COLUMNS} WHERE id = ?1"), id)
}

pub fn of_checkout(work: &Work<'_>, checkout_id: &str) -> Result<Option<Order>> {
    load(work, &format!("{COLUMNS} WHERE checkout_id = ?1"), checkout_id)
}

fn load(work: &Work<'_>, select: &str, key: &str) -> Result<Option<Order>> {
    let mut select = work.connection.prepare_cached(select)?;
    let mut rows = select.query([key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut order = order(row)?;
    let mut select = work.connection.prepare_cached(
        "SELECT line_id, variant_id, seller_id, title, quantity, price FROM order_lines WHERE order_id = ?1
         ORDER BY position",
    )?;
    order.lines = select.query_map([&order.id], line)?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(order))
}

const COLUMNS: &str = "SELECT id, number, checkout_id, partner, attribution_json, currency, subtotal, total, fees_json,
                              details_json, handler, instrument, language, placed_at, origin, discounts_json
                       FROM orders";

fn order(row: &Row<'_>) -> Result<Order> {
    let [fees, details, language, discounts]: [String; 4] = [row.get(8)?, row.get(9)?, row.get(12)?, row.get(15)?];
    Ok(Order {
        id: row.get(0)?,
        number: row.get(1)?,
        checkout_id: row.get(2)?,
        partner: row.get(3)?,
        attribution: document(row.get(4)?)?,
        currency: row.get(5)?,
        lines: Vec::new(),
        totals: Totals {
            subtotal: row.get(6)?,
            discounts: serde_json::from_str(&discounts)?,
            fees: serde_json::from_str(&fees)?,
            total: row.get(7)?,
        },
        details: serde_json::from_str(&details)?,
        handler: row.get(10)?,
        instrument: row.get(11)?,
        language: Language::choose(Some(&language), None),
        placed_at: row.get(13)?,
        origin: row.get(14)?,
    })
}

fn line(row: &Row<'_>) -> rusqlite::Result<OrderLine> {
    Ok(OrderLine {
        id: row.get(0)?,
        variant_id: row.get(1)?,
        seller_id: row.get(2)?,
        title: row.get(3)?,
        quantity: row.get(4)?,
        price: row.get(5)?,
    })
}

const FIRST_NUMBER: i64 = 1001;
