//! The marketplace in this process: its router without a socket, its database in memory, its clock and its chance in our hands.

use crate::dice::mixed;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use marketplace::app::{self, Market, State};
use marketplace::goods::Goods;
use marketplace::store::{Outside, Partner, Store};
use rusqlite::{Connection, Params};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

/// Its origin.
pub const ORIGIN: &str = "https://market.example";
/// Where the pages stand that sell for it.
pub const PAGES: &str = "https://gyangze.example";

/// A marketplace that is open.
pub struct RealMarket {
    runtime: Runtime,
    router: Router,
    store: Store,
    /// A look into the database, past the marketplace. As long as it is open the database stays, also over a restart.
    look: Connection,
    database: PathBuf,
    clock: Arc<AtomicI64>,
    seed: u64,
    starts: u64,
}

/// An answer, with where it leads.
pub struct Reply {
    pub status: StatusCode,
    pub body: String,
    pub location: String,
}

impl RealMarket {
    /// A new one with these goods.
    pub fn open(seed: u64, goods: &Goods, now_s: i64) -> Self {
        static OPENED: AtomicU64 = AtomicU64::new(0);
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        // SQLite's own way to share a database in memory between connections, with the locks of a file.
        let database = PathBuf::from(format!("file:/market-{number}?vfs=memdb"));
        let look = Connection::open(&database).expect("memory is there");
        look.set_prepared_statement_cache_capacity(64);
        let clock = Arc::new(AtomicI64::new(now_s));
        let (store, router) = start(&database, Some(goods), &clock, mixed(&[seed, 0xc4a1]));
        let runtime = Builder::new_current_thread().build().expect("a runtime on this thread");
        Self { runtime, router, store, look, database, clock, seed, starts: 1 }
    }

    /// It ends and is started again on the same database.
    pub fn restart(&mut self) {
        self.starts += 1;
        let chance = mixed(&[self.seed, 0xc4a1, self.starts]);
        (self.store, self.router) = start(&self.database, None, &self.clock, chance);
    }

    /// What time it is there, seconds since 1970.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// It is that time there.
    pub fn is_now(&self, now_s: i64) {
        self.clock.store(now_s, Ordering::Relaxed);
    }

    /// What it does every hour.
    pub fn purge(&self) {
        self.runtime.block_on(self.store.purge()).expect("the purge was done");
    }

    /// Sends one request and waits for its answer.
    pub fn send(&self, request: Request<Body>) -> Reply {
        self.runtime.block_on(async {
            let answer = self.router.clone().oneshot(request).await.expect("a router answers");
            let (parts, body) = answer.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.expect("a body that is there");
            let location = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            Reply {
                status: parts.status,
                location: location.to_owned(),
                body: String::from_utf8(bytes.to_vec()).expect("UTF-8"),
            }
        })
    }

    /// Changes its database behind its back.
    pub fn change(&self, statement: &str, parameters: impl Params) {
        self.look.prepare_cached(statement).and_then(|mut it| it.execute(parameters)).expect("SQL that fits");
    }

    /// A number in its database.
    pub fn number(&self, query: &str, parameters: impl Params) -> i64 {
        let mut select = self.look.prepare_cached(query).expect("SQL that fits");
        select.query_row(parameters, |row| row.get(0)).expect("a number")
    }

    /// Rows of its database.
    pub fn rows<T>(&self, query: &str, read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>) -> Vec<T> {
        let mut select = self.look.prepare_cached(query).expect("SQL that fits");
        let rows = select.query_map([], read).expect("SQL that fits");
        rows.collect::<rusqlite::Result<_>>().expect("columns that fit")
    }
}

fn start(database: &Path, goods: Option<&Goods>, clock: &Arc<AtomicI64>, seed: u64) -> (Store, Router) {
    let (clock, drawn) = (clock.clone(), AtomicU64::new(0));
    let outside = Outside {
        clock: Box::new(move || clock.load(Ordering::Relaxed)),
        chance: Box::new(move || {
            let number = drawn.fetch_add(1, Ordering::Relaxed);
            Ok(u128::from(mixed(&[seed, number, 1])) << 64 | u128::from(mixed(&[seed, number, 2])))
        }),
        announce: Box::new(|_| {}),
    };
    let (store, _) = Store::open(database, goods, outside).expect("a database that can be used");
    let partner = Partner { id: "tourism-gyangze".to_owned(), origin: PAGES.to_owned() };
    let state = State::new(Market {
        store: store.clone(),
        public_url: ORIGIN.to_owned(),
        order_key: None,
        sdk: None,
        partners: [partner].into(),
    });
    (store, app::router(state))
}
