//! A few connections that only read, beside the writer. WAL lets them see the last commit and wait for nobody.

use super::{Outside, StoreError, Work, connect};
use crate::goods::Goods;
use rusqlite::Connection;
use std::cell::RefCell;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The reading connections.
#[derive(Clone)]
pub struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
}

impl Readers {
    /// Opens them.
    pub fn open(database: &Path) -> Result<Readers, StoreError> {
        let mut idle = Vec::new();
        for _ in 0..READERS {
            let connection = connect(database)?;
            connection.pragma_update(None, "query_only", true)?;
            idle.push(connection);
        }
        Ok(Readers { idle: Arc::new(Mutex::new(idle)), free: Arc::new(Semaphore::new(READERS)) })
    }

    /// Runs a question in one read transaction, off the async threads.
    pub async fn ask<T: Send + 'static>(
        &self,
        goods: Arc<Goods>,
        outside: Arc<Outside>,
        question: impl FnOnce(&Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let permit = self.free.clone().acquire_owned().await.map_err(|_| StoreError::Stopped)?;
        let idle = self.idle.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut connection = taken.ok_or(StoreError::Stopped)?;
            let answer = (|| {
                let snapshot = connection.transaction()?;
                let now = (outside.clock)();
                question(&Work {
                    connection: &snapshot,
                    goods: &goods,
                    outside: &outside,
                    now,
                    placed: RefCell::default(),
                })
            })();
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            drop(permit);
            answer
        });
        answer.await.map_err(|_| StoreError::Panicked)?
    }
}

/// Connections that read at the same time.
const READERS: usize = 4;
