//! The one thread that writes. Verbs wait in a bounded queue; those that wait together share one commit (a commit is a
//! disk's flush), each in a savepoint of its own, and nobody is answered before the commit.

use super::{Outside, StoreError, Work, connect};
use crate::goods::Goods;
use rusqlite::Connection;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use tokio::sync::{mpsc, oneshot};

/// Hands verbs to the writing thread. The thread ends when the last of these is dropped.
#[derive(Clone)]
pub struct Writer {
    queue: mpsc::Sender<Job>,
}

/// Runs a verb, where a transaction could be begun, and keeps its outcome back until the commit.
type Job = Box<dyn FnOnce(Option<&Work<'_>>) -> Delivery + Send>;

/// Answers whoever waits: with the outcome if the commit succeeded.
type Delivery = Box<dyn FnOnce(bool)>;

impl Writer {
    /// Starts the thread.
    pub fn start(
        database: &Path,
        goods: Arc<Goods>,
        outside: Arc<Outside>,
    ) -> Result<(Writer, JoinHandle<()>), StoreError> {
        let connection = connect(database)?;
        let (queue, waiting) = mpsc::channel(QUEUE_LENGTH);
        let run = move || write_until_closed(&connection, waiting, &goods, &outside);
        let thread = thread::Builder::new().name("writer".into()).spawn(run).map_err(|_| StoreError::Stopped)?;
        Ok((Writer { queue }, thread))
    }

    /// Runs a verb; returns after its effect is durable. [`StoreError::Busy`] when too many wait.
    pub async fn perform<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Work<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |work| {
            let outcome = work.map_or(Err(StoreError::NotDurable), |work| in_savepoint(work, verb));
            Box::new(move |durable| {
                // Nobody waits any more when the buyer's connection is gone: the effect stands, its answer is kept.
                let _ = sender.send(if durable { outcome } else { Err(StoreError::NotDurable) });
            })
        });
        self.queue.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
        })?;
        receiver.await.map_err(|_| StoreError::Stopped)?
    }
}

fn write_until_closed(connection: &Connection, mut waiting: mpsc::Receiver<Job>, goods: &Goods, outside: &Outside) {
    while let Some(first) = waiting.blocking_recv() {
        let work = Work { connection, goods, outside, now: (outside.clock)(), placed: RefCell::default() };
        let _ = connection.execute_batch("BEGIN IMMEDIATE");
        // Where that failed, or a full disk undid it midway, a savepoint would be a commit of its own: so look each time.
        let within = || (!connection.is_autocommit()).then_some(&work);
        let mut deliveries = vec![first(within())];
        while deliveries.len() < GROUP_SIZE
            && let Ok(job) = waiting.try_recv()
        {
            deliveries.push(job(within()));
        }
        let durable = within().is_some() && connection.execute_batch("COMMIT").is_ok();
        if durable {
            work.placed.take().iter().for_each(|placed| (outside.announce)(placed));
        } else {
            tracing::error!("a commit failed; its {} writes are undone", deliveries.len());
            let _ = connection.execute_batch("ROLLBACK");
        }
        deliveries.into_iter().for_each(|deliver| deliver(durable));
    }
}

/// A verb that fails, or panics, leaves nothing behind, and the group's other verbs untouched.
fn in_savepoint<T>(work: &Work<'_>, verb: impl FnOnce(&Work<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
    work.connection.execute_batch("SAVEPOINT verb")?;
    let placed = work.placed.borrow().len();
    let outcome = catch_unwind(AssertUnwindSafe(|| verb(work))).unwrap_or(Err(StoreError::Panicked));
    if outcome.is_err() {
        work.placed.borrow_mut().truncate(placed);
        work.connection.execute_batch("ROLLBACK TO verb")?;
    }
    work.connection.execute_batch("RELEASE verb")?;
    outcome
}

/// Verbs that may wait.
const QUEUE_LENGTH: usize = 1024;

/// Verbs that share a commit.
const GROUP_SIZE: usize = 64;
