//! The database itself, looked into while the marketplace is dead.

use crate::street::{Known, Write};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// There is enough of it.
pub const PLENTY: &str = "v_tsampa_500";
/// And little of this.
pub const SCARCE: &str = "v_honey_250";

/// What was there at the beginning, and what was found.
pub struct Books {
    database: PathBuf,
    supply: BTreeMap<String, i64>,
    /// Writes that had been done, and whose buyers did not know it.
    pub done_unheard: usize,
}

impl Books {
    /// Puts the goods on the shelf and counts them.
    pub fn open(database: &Path) -> Self {
        let connection = Connection::open(database).unwrap();
        let put = "UPDATE variants SET stock = ?2, max_per_order = 20 WHERE id = ?1";
        for (variant, pieces) in [(PLENTY, 1_000_000), (SCARCE, 150)] {
            assert_eq!(connection.execute(put, (variant, pieces)).unwrap(), 1, "{variant} is sold here");
        }
        Self { database: database.to_owned(), supply: counted(&connection), done_unheard: 0 }
    }

    /// Orders so far.
    pub fn orders(&self) -> i64 {
        number(&Connection::open(&self.database).unwrap(), "SELECT count(*) FROM orders")
    }

    /// Holds the books against what is known.
    pub fn check(&mut self, known: &Known) {
        let connection = Connection::open(&self.database).unwrap();
        let whole: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(whole, "ok");
        assert_eq!(number(&connection, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
        assert_eq!(counted(&connection), self.supply, "goods were made or lost");

        let mut done: Vec<(Write, Value)> = Vec::new();
        for (write, answer) in known.acknowledged.values() {
            let kept = kept(&connection, &write.key).unwrap_or_else(|| panic!("lost: {write:?}"));
            assert!(kept == *answer, "the first answer to {write:?} is not what was heard");
            done.push((write.clone(), serde_json::from_slice(&kept).unwrap()));
        }
        for write in known.unanswered.values() {
            if let Some(kept) = kept(&connection, &write.key) {
                self.done_unheard += 1;
                done.push((write.clone(), serde_json::from_slice(&kept).unwrap()));
            }
        }
        assert_eq!(number(&connection, "SELECT count(*) FROM answers"), done.len() as i64);
        as_done(&connection, &done);
    }
}

/// What was done is there, once: each cart as it was last changed, each checkout, each order, and nothing else.
fn as_done(connection: &Connection, done: &[(Write, Value)]) {
    let (mut carts, mut checkouts, mut orders) = (BTreeMap::new(), 0, BTreeMap::new());
    for (write, answer) in done {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        if write.path.starts_with("/carts") {
            let cart: &mut (u64, Vec<String>) = carts.entry(text(&answer["id"])).or_default();
            if cart.0 < write.number {
                *cart = (write.number, lines(answer));
            }
        } else if write.path == "/checkout-sessions" {
            checkouts += 1;
        } else if answer["order"].is_object() {
            orders.insert(text(&answer["order"]["id"]), text(&answer["id"]));
        }
    }
    let placed: BTreeMap<String, String> = pairs(connection, "SELECT id, checkout_id FROM orders");
    assert_eq!(placed, orders, "orders that nobody placed, or that were placed and are not there");
    assert_eq!(number(connection, "SELECT count(*) FROM checkouts"), checkouts);
    let ordered: BTreeMap<String, String> =
        pairs(connection, "SELECT cart_id, checkout_id FROM orders JOIN checkouts ON checkouts.id = checkout_id");
    assert_eq!(ordered.len(), orders.len(), "a cart was ordered twice");
    carts.retain(|id, _| !ordered.contains_key(id));
    let carts: BTreeMap<String, String> = carts.into_iter().map(|(id, (_, lines))| (id, lines.join(" "))).collect();
    assert_eq!(pairs::<String>(connection, CARTS), carts, "carts that are not as they were last changed");
}

fn lines(cart: &Value) -> Vec<String> {
    let line = |line: &Value| format!("{}:{}", line["item"]["id"].as_str().unwrap(), line["quantity"]);
    cart["line_items"].as_array().unwrap().iter().map(line).collect()
}

const CARTS: &str = "SELECT cart_id, group_concat(variant_id || ':' || quantity, ' ' ORDER BY position)
    FROM cart_lines GROUP BY cart_id";

/// Of each variant what is left and what was sold, together.
fn counted(connection: &Connection) -> BTreeMap<String, i64> {
    let sold = "(SELECT coalesce(sum(quantity), 0) FROM order_lines WHERE variant_id = variants.id)";
    pairs(connection, &format!("SELECT id, stock + {sold} FROM variants"))
}

fn kept(connection: &Connection, key: &str) -> Option<Vec<u8>> {
    let mut select = connection.prepare_cached("SELECT body FROM answers WHERE key = ?1").unwrap();
    select.query_row([key], |row| row.get(0)).optional().unwrap()
}

fn number(connection: &Connection, query: &str) -> i64 {
    connection.query_row(query, [], |row| row.get(0)).unwrap()
}

fn pairs<T: rusqlite::types::FromSql>(connection: &Connection, query: &str) -> BTreeMap<String, T> {
    let mut select = connection.prepare(query).unwrap();
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}
