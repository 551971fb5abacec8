//! `kill -9` in the middle of writes: what was acknowledged is there, once; what was not is there whole or not at all, and the same
//! request again, with the same key and bytes, makes it whole.
//!
//! The real binary on a file; buyers who put things into carts, pay, and never give up; and somebody who kills it. `MARKETPLACE_KILLS`
//! says how often: `MARKETPLACE_KILLS=100 cargo test -p marketplace --test killed -- --nocapture`.
#![allow(clippy::unwrap_used, missing_docs)]

mod books;
mod buyer;
mod server;
mod street;

use books::Books;
use server::Server;
use street::Street;

/// Buyers at the same time.
const BUYERS: usize = 8;
/// Kills, where nobody says how many.
const KILLS: u32 = 20;

#[test]
fn whatever_was_acknowledged_outlives_a_kill_and_happened_once() {
    let kills = std::env::var("MARKETPLACE_KILLS").map_or(KILLS, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("market.sqlite");
    drop(Server::start(&database)); // It makes the tables and fills the shelf.
    let mut books = Books::open(&database);
    let street = Street::default();
    let mut told = Vec::new();
    std::thread::scope(|scope| {
        for number in 0..BUYERS {
            let street = &street;
            scope.spawn(move || buyer::live(street, number));
        }
        for _ in 0..kills {
            let server = Server::start(&database);
            street.open(&server.address, false);
            street.wait_for_some_writes();
            told.extend(server.kill());
            street.wait_until_all_stand_still();
            street.look(|street| books.check(street));
        }
        let server = Server::start(&database);
        // Everybody is answered now, and goes home.
        street.open(&server.address, true);
        street.wait_until_all_stand_still();
        told.extend(server.kill());
    });
    street.look(|street| books.check(street));
    let orders = told.len();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), orders, "an order was told twice");
    street.look(|street| {
        assert!(street.unanswered.is_empty() && street.cut_off > 0, "no write was in the way of a kill");
        println!(
            "{kills} kills: {} acknowledged writes, {} orders among them; {} writes were cut off, {} of those had been done",
            street.acknowledged.len(),
            books.orders(),
            street.cut_off,
            books.done_unheard
        );
    });
}
