//! Forms of the hosted checkout as they were sent, until there is an order or the checkout ends.

use super::{Result, Work, new_id};
use rusqlite::{OptionalExtension, params};

pub fn find(work: &Work<'_>, checkout_id: &str, name: &str) -> Result<Option<String>> {
    let mut select =
        work.connection.prepare_cached("SELECT document FROM drafts WHERE name = ?1 AND checkout_id = ?2")?;
    Ok(select.query_row([name, checkout_id], |row| row.get(0)).optional()?)
}

/// Under a new name. A checkout that is over keeps none: its page leads on by itself.
pub fn keep(work: &Work<'_>, checkout_id: &str, document: &str) -> Result<String> {
    let name = new_id(work, "frm")?;
    let mut add = work.connection.prepare_cached(
        "INSERT INTO drafts (name, checkout_id, document, kept_at)
         SELECT ?1, id, ?3, ?4 FROM checkouts WHERE id = ?2 AND state = 'open'",
    )?;
    add.execute(params![name, checkout_id, document, work.now])?;
    let mut forget = work.connection.prepare_cached(
        "DELETE FROM drafts WHERE checkout_id = ?1 AND number NOT IN
           (SELECT number FROM drafts WHERE checkout_id = ?1 ORDER BY number DESC LIMIT ?2)",
    )?;
    forget.execute(params![checkout_id, DRAFTS_MAX])?;
    Ok(name)
}

pub fn forget(work: &Work<'_>, checkout_id: &str) -> Result<()> {
    work.connection.prepare_cached("DELETE FROM drafts WHERE checkout_id = ?1")?.execute([checkout_id])?;
    Ok(())
}

/// Of one checkout: so many pages one can go back to.
const DRAFTS_MAX: i64 = 16;
