//! What is on the shelf: the goods' documents, and what changes about each variant.

use super::{Result, StoreError, Work};
use crate::discount::Code;
use crate::goods::{Goods, Named, Point, Product, Seller};
use crate::pricing::{Line, Offer, Offers};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::de::DeserializeOwned;

/// Makes the tables of a new database; refuses one of another make.
pub fn prepare(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction()?;
    let version: i32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let tables: i32 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (version, tables) {
        (SCHEMA_VERSION, _) => {}
        (0, 0) => {
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        _ => {
            let text = "The database was made by another version of the marketplace: name another file by --database.";
            return Err(StoreError::Unusable(text.to_owned()));
        }
    }
    Ok(transaction.commit()?)
}

/// Puts goods into a database that has none.
pub fn fill(connection: &mut Connection, goods: &Goods) -> Result<()> {
    let transaction = connection.transaction()?;
    let rows: i64 = transaction.query_row("SELECT count(*) FROM goods", [], |row| row.get(0))?;
    if rows > 0 {
        return Ok(());
    }
    put_all(&transaction, "currency", &[&goods.currency])?;
    put_all(&transaction, "county", &goods.counties)?;
    put_all(&transaction, "category", &goods.categories)?;
    put_all(&transaction, "seller", &goods.sellers)?;
    put_all(&transaction, "point", &goods.points)?;
    put_all(&transaction, "product", &goods.products)?;
    put_all(&transaction, "code", &goods.codes)?;
    let mut add = transaction.prepare("INSERT INTO variants VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for variant in goods.products.iter().flat_map(|product| &product.variants) {
        add.execute(params![variant.id, variant.price, variant.list_price, variant.stock, variant.max_per_order])?;
    }
    drop(add);
    Ok(transaction.commit()?)
}

/// The goods as they are kept.
pub fn goods(connection: &Connection) -> Result<Goods> {
    let mut goods = Goods::default();
    goods.currency = all(connection, "currency")?.pop().unwrap_or_else(|| "CNY".to_owned());
    goods.counties = all::<Named>(connection, "county")?;
    goods.categories = all::<Named>(connection, "category")?;
    goods.sellers = all::<Seller>(connection, "seller")?;
    goods.points = all::<Point>(connection, "point")?;
    goods.products = all::<Product>(connection, "product")?;
    goods.codes = all::<Code>(connection, "code")?;
    goods.ready().map_err(StoreError::Unusable)
}

/// Every variant's offer.
pub fn offers(work: &Work<'_>) -> Result<Offers> {
    let mut select =
        work.connection.prepare_cached("SELECT price, list_price, stock, max_per_order, id FROM variants")?;
    let rows = select.query_map([], |row| Ok((row.get(4)?, offer(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The offers of some lines' variants.
pub fn offers_of(work: &Work<'_>, lines: &[Line]) -> Result<Offers> {
    let mut select =
        work.connection.prepare_cached("SELECT price, list_price, stock, max_per_order FROM variants WHERE id = ?1")?;
    let mut offers = Offers::new();
    for Line { variant_id, .. } in lines {
        // A variant whose product is gone from the goods is not sold, whatever its row says.
        if work.goods.item(variant_id).is_some()
            && let Some(offer) = select.query_row([variant_id], offer).optional()?
        {
            offers.insert(variant_id.clone(), offer);
        }
    }
    Ok(offers)
}

/// Takes pieces off the shelf. False, and nothing taken, when there are fewer.
pub fn take(work: &Work<'_>, variant_id: &str, quantity: i64) -> Result<bool> {
    let mut update =
        work.connection.prepare_cached("UPDATE variants SET stock = stock - ?2 WHERE id = ?1 AND stock >= ?2")?;
    Ok(update.execute(params![variant_id, quantity])? == 1)
}

fn offer(row: &Row<'_>) -> rusqlite::Result<Offer> {
    Ok(Offer { price: row.get(0)?, list_price: row.get(1)?, stock: row.get(2)?, max_per_order: row.get(3)? })
}

fn put_all<T: serde::Serialize>(connection: &Connection, kind: &str, things: &[T]) -> Result<()> {
    let mut add = connection.prepare("INSERT INTO goods (kind, position, document) VALUES (?1, ?2, ?3)")?;
    for (position, thing) in things.iter().enumerate() {
        add.execute(params![kind, position as i64, serde_json::to_string(thing)?])?;
    }
    Ok(())
}

fn all<T: DeserializeOwned>(connection: &Connection, kind: &str) -> Result<Vec<T>> {
    let mut select = connection.prepare("SELECT document FROM goods WHERE kind = ?1 ORDER BY position")?;
    let mut things = Vec::new();
    for document in select.query_map([kind], |row| row.get::<_, String>(0))? {
        things.push(serde_json::from_str(&document?)?);
    }
    Ok(things)
}

/// Raised when schema.sql changes.
const SCHEMA_VERSION: i32 = 4;
