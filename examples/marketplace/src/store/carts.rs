//! Carts.

use super::{Result, Work, document, new_id, shelf, text};
use crate::discount::{self, Refused};
use crate::fulfillment::Buyer;
use crate::pricing::{self, Line, Note, PricedLine, Totals, WishedLine};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Campaign parameters, as the platform claims them (UCP types/attribution.json).
pub type Attribution = BTreeMap<String, String>;

/// What is kept of what the buyer may say (UCP types/context.json).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Context {
    /// ISO 3166-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_country: Option<String>,
    /// Region or province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_region: Option<String>,
    /// Post code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// BCP 47, or anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// ISO 4217.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// All that a platform says of a cart: it replaces whatever was there.
#[derive(Clone, Debug, Default)]
pub struct CartWish {
    /// The lines.
    pub lines: Vec<WishedLine>,
    /// Hints.
    pub context: Option<Context>,
    /// The buyer.
    pub buyer: Option<Buyer>,
    /// Discount codes.
    pub codes: Vec<String>,
    /// Who claims to have earned it.
    pub attribution: Option<Attribution>,
    /// The request's Origin.
    pub origin: Option<String>,
}

/// A cart at today's prices.
#[derive(Clone, Debug, Default)]
pub struct Cart {
    /// Nobody can guess it.
    pub id: String,
    /// What can be had.
    pub lines: Vec<PricedLine>,
    /// What could not be met.
    pub notes: Vec<Note>,
    /// The sums.
    pub totals: Totals,
    /// Hints.
    pub context: Option<Context>,
    /// The buyer.
    pub buyer: Option<Buyer>,
    /// Discount codes as they were given.
    pub codes: Vec<String>,
    /// The ones that take nothing off now.
    pub refused: Vec<Refused>,
    /// Who claims to have earned it.
    pub attribution: Option<Attribution>,
    /// Where the attribution came from.
    pub origin: Option<String>,
    /// Seconds since 1970.
    pub expires_at: i64,
}

pub fn find(work: &Work<'_>, id: &str) -> Result<Option<Cart>> {
    let Some(kept) = kept(work, id)? else { return Ok(None) };
    Ok(Some(settled(work, &kept.lines, kept.cart)?))
}

/// A cart with some lines at today's prices, and with what its codes take off now.
fn settled(work: &Work<'_>, wished: &[Line], cart: Cart) -> Result<Cart> {
    let (lines, notes) = pricing::settle(wished, &shelf::offers_of(work, wished)?);
    let outcome = discount::apply(work.goods, &lines, &cart.codes, work.now);
    let totals = Totals::of(&lines, outcome.applied, Vec::new());
    Ok(Cart { lines, notes, totals, refused: outcome.refused, ..cart })
}

pub fn create(work: &Work<'_>, wish: CartWish) -> Result<(Option<Cart>, Vec<Note>)> {
    let mut lines_numbered = 0;
    let wished = pricing::number(wish.lines, &[], &mut lines_numbered);
    let cart = Cart {
        context: wish.context,
        buyer: wish.buyer,
        codes: wish.codes,
        origin: wish.attribution.as_ref().and(wish.origin),
        attribution: wish.attribution,
        expires_at: work.now + CART_KEPT_S,
        ..Cart::default()
    };
    let mut cart = settled(work, &wished, cart)?;
    let notes = cart.notes.clone();
    if cart.lines.is_empty() {
        return Ok((None, notes));
    }
    cart.id = new_id(work, "cart")?;
    save(work, &cart, lines_numbered)?;
    Ok((Some(cart), notes))
}

pub fn replace(work: &Work<'_>, id: &str, wish: CartWish) -> Result<Option<Cart>> {
    let Some(Kept { cart: earlier, lines: earlier_lines, mut lines_numbered }) = kept(work, id)? else {
        return Ok(None);
    };
    let wished = pricing::number(wish.lines, &earlier_lines, &mut lines_numbered);
    let cart = Cart {
        context: wish.context,
        buyer: wish.buyer,
        codes: wish.codes,
        // The same claim again keeps the origin that brought it first.
        origin: if wish.attribution == earlier.attribution { earlier.origin } else { wish.origin },
        attribution: wish.attribution,
        expires_at: work.now + CART_KEPT_S,
        id: earlier.id,
        ..Cart::default()
    };
    let cart = settled(work, &wished, cart)?;
    save(work, &cart, lines_numbered)?;
    Ok(Some(cart))
}

pub fn cancel(work: &Work<'_>, id: &str) -> Result<Option<Cart>> {
    let cart = find(work, id)?;
    delete(work, id)?;
    Ok(cart)
}

pub fn delete(work: &Work<'_>, id: &str) -> Result<()> {
    work.connection.prepare_cached("DELETE FROM carts WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// A cart's row and its lines as they are kept.
pub struct Kept {
    pub cart: Cart,
    pub lines: Vec<Line>,
    pub lines_numbered: i64,
}

pub fn kept(work: &Work<'_>, id: &str) -> Result<Option<Kept>> {
    let mut select = work.connection.prepare_cached(
        "SELECT lines_numbered, context_json, buyer_json, attribution_json, origin, expires_at, codes_json
         FROM carts WHERE id = ?1 AND expires_at > ?2",
    )?;
    let row = select.query_row(params![id, work.now], |row| {
        let texts: [Option<String>; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        Ok((row.get(0)?, texts, row.get(5)?, row.get::<_, String>(6)?))
    });
    let Some((lines_numbered, [context, buyer, attribution, origin], expires_at, codes)) = row.optional()? else {
        return Ok(None);
    };
    let cart = Cart {
        id: id.to_owned(),
        context: document(context)?,
        buyer: document(buyer)?,
        codes: serde_json::from_str(&codes)?,
        attribution: document(attribution)?,
        origin,
        expires_at,
        ..Cart::default()
    };
    let mut select = work
        .connection
        .prepare_cached("SELECT line_id, variant_id, quantity FROM cart_lines WHERE cart_id = ?1 ORDER BY position")?;
    let line = |row: &rusqlite::Row<'_>| Ok(Line { id: row.get(0)?, variant_id: row.get(1)?, quantity: row.get(2)? });
    let lines = select.query_map([id], line)?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(Kept { cart, lines, lines_numbered }))
}

fn save(work: &Work<'_>, cart: &Cart, lines_numbered: i64) -> Result<()> {
    work.connection
        .prepare_cached(
            "INSERT INTO carts (id, lines_numbered, context_json, buyer_json, attribution_json, origin, expires_at,
                                codes_json)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET lines_numbered = ?2, context_json = ?3, buyer_json = ?4,
               attribution_json = ?5, origin = ?6, expires_at = ?7, codes_json = ?8",
        )?
        .execute(params![
            cart.id,
            lines_numbered,
            text(&cart.context)?,
            text(&cart.buyer)?,
            text(&cart.attribution)?,
            cart.origin,
            cart.expires_at,
            serde_json::to_string(&cart.codes)?
        ])?;
    work.connection.prepare_cached("DELETE FROM cart_lines WHERE cart_id = ?1")?.execute([&cart.id])?;
    let mut add = work.connection.prepare_cached("INSERT INTO cart_lines VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (position, line) in cart.lines.iter().enumerate() {
        add.execute(params![cart.id, position as i64, line.id, line.variant_id, line.quantity])?;
    }
    Ok(())
}

const CART_KEPT_S: i64 = 30 * 24 * 3600;
