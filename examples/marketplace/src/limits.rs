//! How often one may ask: by address, and by cart or checkout, so that nobody takes the marketplace for themselves. Wide
//! enough for a whole village behind one address and for a buyer with a quick finger.
//!
//! Not counted: requests without a connection (a marketplace inside another program), and those of this very machine,
//! unless they are a proxy's that says for whom it asks.

use crate::app::State;
use crate::pages;
use axum::extract::{self, ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

/// What was asked lately.
pub struct Limits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_session: DefaultKeyedRateLimiter<String>,
    asked: AtomicU64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            by_address: RateLimiter::keyed(quota(ADDRESS_A_SECOND, ADDRESS_AT_ONCE)),
            by_session: RateLimiter::keyed(quota(SESSION_A_SECOND, SESSION_AT_ONCE)),
            asked: AtomicU64::new(0),
        }
    }
}

impl Limits {
    /// In how many seconds to come again, if it was too often.
    pub fn wait(&self, address: IpAddr, path: &str) -> Option<u64> {
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGET_EACH) {
            self.by_address.retain_recent();
            self.by_session.retain_recent();
        }
        let address = seconds(&self.by_address, &network(address));
        address.or_else(|| seconds(&self.by_session, &session(path)?.to_owned()))
    }
}

/// Answers 429 to whoever asks too often.
pub async fn hold(extract::State(state): extract::State<State>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let asker = peer.and_then(|peer| asker(peer, request.headers()));
    match asker.and_then(|address| state.limits.wait(address, request.uri().path())) {
        Some(seconds) => pages::too_often(request, seconds).await,
        None => next.run(request).await,
    }
}

/// Who asks. Only a proxy on this machine is believed when it names somebody else.
fn asker(peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
    if !peer.to_canonical().is_loopback() {
        return Some(peer);
    }
    let named = headers.get("x-forwarded-for")?.to_str().ok()?;
    // The proxy writes its own caller last; what stands before that anybody can claim.
    let caller: IpAddr = named.rsplit(',').next()?.trim().parse().ok()?;
    Some(caller).filter(|caller| !caller.to_canonical().is_loopback())
}

/// What one household has: an IPv4 address, or the first half of an IPv6 address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::from((u128::from(address) >> 64 << 64).to_be_bytes()),
        address => address,
    }
}

/// The cart or checkout that an address names.
fn session(path: &str) -> Option<&str> {
    let mut parts = path.trim_start_matches("/ucp/v1").trim_start_matches('/').split('/');
    let kind = parts.next()?;
    let id = parts.next().filter(|id| !id.is_empty())?;
    ["carts", "checkout-sessions", "cart", "checkout"].contains(&kind).then_some(id)
}

fn seconds<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Option<u64> {
    let not_until = limiter.check_key(key).err()?;
    Some(not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
}

fn quota(a_second: NonZeroU32, at_once: NonZeroU32) -> Quota {
    Quota::per_second(a_second).allow_burst(at_once)
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

const ADDRESS_A_SECOND: NonZeroU32 = at_least_one(50);
const ADDRESS_AT_ONCE: NonZeroU32 = at_least_one(500);
const SESSION_A_SECOND: NonZeroU32 = at_least_one(10);
const SESSION_AT_ONCE: NonZeroU32 = at_least_one(60);
/// After so many requests, whoever has not asked lately is forgotten.
const FORGET_EACH: u64 = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_may_ask_often_and_then_has_to_wait_while_others_go_on() {
        let limits = Limits::default();
        let most = (0..1000).find_map(|asked| limits.wait(ip("192.0.2.1"), "/").map(|seconds| (asked, seconds)));
        assert!(most.is_some_and(|(asked, seconds)| asked >= 500 && seconds == 1), "{most:?}");
        assert_eq!(limits.wait(ip("192.0.2.2"), "/"), None);
    }

    #[test]
    fn a_cart_is_one_cart_from_wherever_it_is_asked_for() {
        let limits = Limits::default();
        let asked = |from: u32, path: &str| limits.wait(IpAddr::from(from.to_be_bytes()), path);
        let refused = (1..200).filter(|from| asked(*from, "/ucp/v1/carts/cart_1").is_some()).count();
        assert!(refused > 100, "{refused}");
        assert_eq!(asked(500, "/ucp/v1/carts/cart_2"), None);
        assert_eq!(asked(501, "/ucp/v1/catalog/search"), None);
    }

    #[test]
    fn a_household_is_one_whatever_address_it_takes() {
        assert_eq!(network(ip("2001:db8:1:2:3:4:5:6")), ip("2001:db8:1:2::"));
        assert_eq!(network(ip("::ffff:192.0.2.1")), ip("192.0.2.1"));
        assert_eq!(session("/ucp/v1/checkout-sessions/chk_1/complete"), Some("chk_1"));
        assert_eq!([session("/ucp/v1/carts"), session("/s/mill"), session("/")], [None; 3]);
    }

    #[test]
    fn this_machine_is_not_counted_and_only_its_proxy_is_believed() {
        let headers =
            |named: &str| HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), named.parse().unwrap())]);
        assert_eq!(asker(ip("127.0.0.1"), &HeaderMap::new()), None);
        assert_eq!(asker(ip("::1"), &headers("198.51.100.9, 192.0.2.7")), Some(ip("192.0.2.7")));
        assert_eq!(asker(ip("127.0.0.1"), &headers("127.0.0.1")), None);
        assert_eq!(asker(ip("192.0.2.1"), &headers("198.51.100.9")), Some(ip("192.0.2.1")));
    }
}
