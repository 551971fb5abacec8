//! What the marketplace keeps, and the business verbs that change it: each verb is one transaction, in which a
//! repeated request is recognised, the effect happens, and the answer is kept.
//!
//! May touch: SQL, [`crate::pricing`], [`crate::fulfillment`], [`crate::goods`]. Deliberately absent: HTTP and UCP's JSON.
//! The verbs of [`Store`] are the seam: another database would offer the same ones.

mod answers;
mod carts;
mod checkouts;
mod drafts;
mod orders;
mod readers;
mod renderings;
mod shelf;
mod writer;

pub use answers::{Answer, Once, Plain, Reply};
pub use carts::{Attribution, Cart, CartWish, Context};
pub use checkouts::{Checkout, CheckoutSource, CheckoutWish, Completion, Created, Lifecycle, Payment, Typed};
pub use orders::{Order, OrderLine, Partner, Placed};

use crate::goods::Goods;
use crate::pricing::Offers;
use rusqlite::Connection;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

/// The marketplace's memory. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    goods: Arc<Goods>,
    outside: Arc<Outside>,
    readers: readers::Readers,
    writer: writer::Writer,
}

/// What comes from outside, so that a test can say what time it is and what chance brings.
pub struct Outside {
    /// The time.
    pub clock: Clock,
    /// Where the ids come from.
    pub chance: Chance,
    /// Whom to tell of orders.
    pub announce: Announce,
}

/// Seconds since 1970.
pub type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// 128 random bits. Whoever guesses them reads somebody's cart.
pub type Chance = Box<dyn Fn() -> Result<u128> + Send + Sync>;

/// Told of each order once it is durable.
pub type Announce = Box<dyn Fn(&Placed) + Send + Sync>;

/// What a verb works with: a transaction, the goods, one moment.
pub struct Work<'a> {
    connection: &'a Connection,
    goods: &'a Goods,
    outside: &'a Outside,
    now: i64,
    placed: RefCell<Vec<Placed>>,
}

/// Why a verb did nothing.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The Idempotency-Key was used before, with another content.
    #[error("the Idempotency-Key was used before with another content")]
    KeyReused,
    /// Too many writes wait already.
    #[error("too many writes are waiting")]
    Busy,
    /// The marketplace is stopping.
    #[error("the store has stopped")]
    Stopped,
    /// The commit failed.
    #[error("the write could not be made durable")]
    NotDurable,
    /// A verb has a flaw.
    #[error("the store stumbled over a flaw of its own")]
    Panicked,
    /// The file is not as it should be, or SQLite is too old.
    #[error("{0}")]
    Unusable(String),
    /// SQLite refused.
    #[error("SQLite: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A JSON column cannot be read.
    #[error("a stored document: {0}")]
    Document(#[from] serde_json::Error),
}

type Result<T> = std::result::Result<T, StoreError>;

impl Store {
    /// Opens the database, makes its tables if it is new, fills it with `seed` if it is empty, and starts the writer.
    /// The thread ends after the last clone of the store is gone.
    pub fn open(database: &Path, seed: Option<&Goods>, outside: Outside) -> Result<(Store, JoinHandle<()>)> {
        let version = rusqlite::version_number();
        if version < SQLITE_VERSION_MIN {
            // Earlier ones can corrupt a WAL database when two connections checkpoint at the same time.
            let found = rusqlite::version();
            return Err(StoreError::Unusable(format!("SQLite {found} is too old: build with 3.51.3 or newer.")));
        }
        let mut connection = connect(database)?;
        shelf::prepare(&mut connection)?;
        if let Some(goods) = seed {
            shelf::fill(&mut connection, goods)?;
        }
        let goods = Arc::new(shelf::goods(&connection)?);
        drop(connection);
        let outside = Arc::new(outside);
        let (writer, thread) = writer::Writer::start(database, goods.clone(), outside.clone())?;
        Ok((Store { readers: readers::Readers::open(database)?, goods, outside, writer }, thread))
    }

    /// What is sold, without prices and stock.
    pub fn goods(&self) -> &Arc<Goods> {
        &self.goods
    }

    /// What everything costs now and how much of it there is.
    pub async fn offers(&self) -> Result<Offers> {
        self.read(shelf::offers).await
    }

    /// A cart at today's prices. None: never there, expired, cancelled or ordered.
    pub async fn cart(&self, id: String) -> Result<Option<Cart>> {
        self.read(move |work| carts::find(work, &id)).await
    }

    /// A new cart. None: nothing of what was wished can be sold, and no cart was made.
    pub async fn create_cart<R: Reply<(Option<Cart>, Vec<crate::pricing::Note>)>>(
        &self,
        reply: R,
        wish: CartWish,
    ) -> Result<R::Given> {
        self.write(reply, move |work| carts::create(work, wish)).await
    }

    /// Replaces all that a cart holds. None as in [`Store::cart`].
    pub async fn replace_cart<R: Reply<Option<Cart>>>(&self, reply: R, id: String, wish: CartWish) -> Result<R::Given> {
        self.write(reply, move |work| carts::replace(work, &id, wish)).await
    }

    /// Ends a cart and gives it as it was. None as in [`Store::cart`].
    pub async fn cancel_cart<R: Reply<Option<Cart>>>(&self, reply: R, id: String) -> Result<R::Given> {
        self.write(reply, move |work| carts::cancel(work, &id)).await
    }

    /// A checkout; one that is still open at today's prices. None: never there, or long gone.
    pub async fn checkout(&self, id: String) -> Result<Option<Checkout>> {
        self.read(move |work| checkouts::find(work, &id)).await
    }

    /// A new checkout, or the one that its cart has open already.
    pub async fn create_checkout<R: Reply<Created>>(&self, reply: R, wish: CheckoutWish) -> Result<R::Given> {
        self.write(reply, move |work| checkouts::create(work, wish)).await
    }

    /// Replaces what the platform sent. What the buyer typed here stays, unless the platform sends that part itself.
    /// A checkout that is over is given as it is.
    pub async fn replace_checkout<R: Reply<Option<Checkout>>>(
        &self,
        reply: R,
        id: String,
        wish: CheckoutWish,
    ) -> Result<R::Given> {
        self.write(reply, move |work| checkouts::replace(work, &id, wish)).await
    }

    /// Keeps what the buyer typed on the marketplace's own page; no platform is ever told it.
    pub async fn type_details<R: Reply<Option<Checkout>>>(
        &self,
        reply: R,
        id: String,
        typed: Typed,
    ) -> Result<R::Given> {
        self.write(reply, move |work| checkouts::type_details(work, &id, typed)).await
    }

    /// Keeps a form of an open checkout as it was sent, and says under which name.
    pub async fn keep_draft<R: Reply<String>>(
        &self,
        reply: R,
        checkout_id: String,
        document: String,
    ) -> Result<R::Given> {
        self.write(reply, move |work| drafts::keep(work, &checkout_id, &document)).await
    }

    /// A form as it was sent, by its checkout and its name. None: never there, or forgotten.
    pub async fn draft(&self, checkout_id: String, name: String) -> Result<Option<String>> {
        self.read(move |work| drafts::find(work, &checkout_id, &name)).await
    }

    /// [`Store::type_details`], then [`Store::complete_checkout`], with nothing in between. What was typed is kept also
    /// when no order comes of it.
    pub async fn type_and_complete<R: Reply<Option<(Checkout, Completion)>>>(
        &self,
        reply: R,
        id: String,
        typed: Typed,
        payment: Payment,
    ) -> Result<R::Given> {
        self.write(reply, move |work| checkouts::type_and_complete(work, &id, typed, payment)).await
    }

    /// Places the order, once, if nothing is missing, everything is in stock and the total is the one that was seen.
    pub async fn complete_checkout<R: Reply<Option<(Checkout, Completion)>>>(
        &self,
        reply: R,
        id: String,
        payment: Payment,
    ) -> Result<R::Given> {
        self.write(reply, move |work| checkouts::complete(work, &id, payment)).await
    }

    /// Gives a checkout up, and says whether it was still open; its cart stays. One that is over is given as it is.
    pub async fn cancel_checkout<R: Reply<Option<(Checkout, bool)>>>(&self, reply: R, id: String) -> Result<R::Given> {
        self.write(reply, move |work| checkouts::cancel(work, &id)).await
    }

    /// An order.
    pub async fn order(&self, id: String) -> Result<Option<Order>> {
        self.read(move |work| orders::find(work, &id)).await
    }

    /// A picture that was made before, by name.
    pub async fn rendering(&self, name: String) -> Result<Option<Vec<u8>>> {
        self.read(move |work| renderings::find(work, &name)).await
    }

    /// Keeps a picture that was made.
    pub async fn keep_rendering<R: Reply<()>>(&self, reply: R, name: String, body: Vec<u8>) -> Result<R::Given> {
        self.write(reply, move |work| renderings::keep(work, &name, &body)).await
    }

    /// Forgets what is over: forms sent six hours ago, answers after two days, carts and checkouts a month after they expired, pictures a month
    /// after they were made. Orders stay.
    pub async fn purge(&self) -> Result<()> {
        self.write(Plain, |work| {
            let all = [
                ("DELETE FROM answers WHERE kept_at < ?1", work.now - ANSWERS_KEPT_S),
                ("DELETE FROM drafts WHERE kept_at < ?1", work.now - checkouts::CHECKOUT_OPEN_S),
                ("DELETE FROM carts WHERE expires_at < ?1", work.now),
                ("DELETE FROM renderings WHERE kept_at < ?1", work.now - RENDERINGS_KEPT_S),
                ("DELETE FROM checkouts WHERE expires_at < ?1", work.now - CHECKOUTS_KEPT_S),
            ];
            for (statement, before) in all {
                work.connection.execute(statement, [before])?;
            }
            Ok(())
        })
        .await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read(|work| Ok(work.connection.query_row("SELECT 1", [], |_| Ok(()))?)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Work<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.readers.ask(self.goods.clone(), self.outside.clone(), question).await
    }

    async fn write<O, R: Reply<O>>(
        &self,
        reply: R,
        verb: impl FnOnce(&Work<'_>) -> Result<O> + Send + 'static,
    ) -> Result<R::Given> {
        self.writer
            .perform(move |work| match reply.earlier(work)? {
                Some(earlier) => Ok(earlier),
                None => {
                    let outcome = verb(work)?;
                    reply.give(work, outcome)
                }
            })
            .await
    }
}

/// A connection as every part of the store wants it.
fn connect(database: &Path) -> Result<Connection> {
    let connection = Connection::open(database)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// An id that nobody can guess: carts and checkouts are open to whoever knows theirs.
fn new_id(work: &Work<'_>, prefix: &str) -> Result<String> {
    Ok(format!("{prefix}_{:032x}", (work.outside.chance)()?))
}

/// The system's own chance.
pub fn chance() -> Result<u128> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|e| StoreError::Unusable(format!("no randomness: {e}")))?;
    Ok(u128::from_ne_bytes(random))
}

/// A JSON column.
fn document<T: serde::de::DeserializeOwned>(text: Option<String>) -> Result<Option<T>> {
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// A value for a JSON column.
fn text<T: serde::Serialize>(value: &Option<T>) -> Result<Option<String>> {
    Ok(value.as_ref().map(serde_json::to_string).transpose()?)
}

const SQLITE_VERSION_MIN: i32 = 3_051_003;
/// UCP asks for a day at least.
const ANSWERS_KEPT_S: i64 = 2 * 24 * 3600;
const CHECKOUTS_KEPT_S: i64 = 30 * 24 * 3600;
const RENDERINGS_KEPT_S: i64 = 30 * 24 * 3600;
