//! Pictures as they were made once. Nothing here is worth more than the time it takes to make it again.

use super::{Result, Work};
use rusqlite::{OptionalExtension, params};

pub fn find(work: &Work<'_>, name: &str) -> Result<Option<Vec<u8>>> {
    let mut select = work.connection.prepare_cached("SELECT body FROM renderings WHERE name = ?1")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}

pub fn keep(work: &Work<'_>, name: &str, body: &[u8]) -> Result<()> {
    let mut add =
        work.connection.prepare_cached("INSERT OR IGNORE INTO renderings (name, body, kept_at) VALUES (?1, ?2, ?3)")?;
    add.execute(params![name, body, work.now])?;
    Ok(())
}
