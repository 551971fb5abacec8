//! The way to the business and back.

use super::{Happening, World};
use crate::dice::of_text;
use crate::fault::Fault;
use crate::promise::{Broken, Promise, hold};
use std::rc::Rc;
use tsampa::engine::effect::{Exchange, Method};
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::{Millis, RequestId};
use tsampa::engine::ledger::{self, Ledger};
use tsampa::engine::problem::Failure;

/// A status that a fault answers: whether the business acts before, and `Retry-After` in seconds, if any.
const STATUSES: &[(Fault, u16, bool, Option<u64>)] = &[
    (Fault::BadRequest, 400, false, None),
    (Fault::Unauthorized, 401, false, None),
    (Fault::Forbidden, 403, false, None),
    (Fault::NotThere, 404, false, None),
    (Fault::RequestTimeout, 408, false, None),
    (Fault::KeySpent, 409, false, None),
    (Fault::InProgress, 409, false, Some(2)),
    (Fault::Gone, 410, false, None),
    (Fault::Unprocessable, 422, false, None),
    (Fault::FailedDependency, 424, false, None),
    (Fault::TooEarly, 425, false, None),
    (Fault::TooMany, 429, false, None),
    (Fault::TooManyFor, 429, false, Some(7)),
    (Fault::BrokenBefore, 500, false, None),
    (Fault::BrokenAfter, 500, true, None),
    (Fault::BadGateway, 502, false, None),
    (Fault::Unavailable, 503, false, Some(20)),
    (Fault::GatewayTimeout, 504, true, None),
];

/// The cart or checkout that a write changes; nothing for a new cart.
fn target(exchange: &Exchange) -> String {
    let body = exchange.body.as_deref().unwrap_or_default();
    let of_cart = body.split_once(r#""cart_id":""#).and_then(|(_, rest)| rest.split('"').next());
    let (_, path) = exchange.url.split_once("/ucp/v1").unwrap_or_default();
    of_cart.or(path.split('/').nth(2)).unwrap_or_default().to_owned()
}

impl World {
    pub(super) fn send(&mut self, place: usize, request: RequestId, exchange: Exchange) -> Result<(), Broken> {
        let write = exchange.idempotency_key.clone().map(|key| (key, target(&exchange)));
        if !exchange.plain {
            self.may_be_sent(place, &exchange)?;
        }
        self.trace(&[6, of_text(&exchange.url), of_text(exchange.body.as_deref().unwrap_or_default())]);
        let page = self.pages[place].number;
        self.pages[place].flying.push((request, write));
        if self.faults.strikes(Fault::ConnectionRefused) || self.now < self.gone_until {
            let wait = self.dice.between(1, 40);
            return self.fails(page, request, wait);
        }
        if self.faults.strikes(Fault::RequestLost) {
            return self.fails(page, request, 900);
        }
        let late = self.faults.strikes(Fault::RequestLate);
        let wait = if late { self.dice.between(15_000, 180_000) } else { self.way() };
        let exchange = Rc::new(exchange);
        if self.faults.strikes(Fault::RequestTwice) {
            let wait = wait + self.dice.between(1, 20_000);
            self.after(wait, Happening::Arrives { page, request, exchange: exchange.clone(), again: true });
        }
        self.after(wait, Happening::Arrives { page, request, exchange, again: false });
        Ok(())
    }

    /// What must be true of a request whenever it is sent.
    fn may_be_sent(&mut self, place: usize, exchange: &Exchange) -> Result<(), Broken> {
        self.watch.requests += 1;
        let page = &self.pages[place];
        let lost = [Fault::StorageEvicted, Fault::StorageEdited, Fault::StorageFull, Fault::StorageStuck];
        let store = page.own.as_ref().unwrap_or(&self.browser.store);
        let ledger = &store.ledger;
        let nothing = ledger.confirmed.is_none() && ledger.write.is_none() && ledger.checkout.is_none();
        // A page may hear of an order, or of a lost cart, only after it has asked for the cart once more.
        let alone = self.opened == 1 && exchange.idempotency_key.is_some();
        hold(Promise::FewRequests, !(nothing && alone) || self.faults.any_struck(&lost), || {
            format!("{} is asked for, and there is no cart", exchange.url)
        })?;
        let Some(key) = &exchange.idempotency_key else { return Ok(()) };
        self.watch.writes += 1;
        let body = exchange.body.as_deref().unwrap_or_default();
        let bytes = of_text(body) ^ of_text(&exchange.url);
        let known = *self.watch.bytes.entry(key.clone()).or_insert(bytes);
        hold(Promise::OneKeyOneBody, known == bytes, || format!("key {key} now has {body}"))?;
        let holds = |ledger: &Ledger| ledger.write.as_ref().is_some_and(|write| &write.key == key);
        // Another page may have heard of the order between this page's storing and its sending.
        let held = || page.last.as_deref().and_then(ledger::read).is_some_and(|ledger| holds(&ledger));
        let ours = holds(ledger) || held();
        let amends = exchange.url.contains("/checkout-sessions/");
        let apart = self.faults.may(Fault::NoLocks) || self.faults.any_struck(&lost);
        let apart = apart || self.faults.any_struck(&[Fault::LockStolen]);
        hold(Promise::OneKeyOneBody, ours || amends || apart, || format!("{key} is sent and not stored"))?;
        if let Some(medium) = store.media.get(key).filter(|medium| !medium.is_empty()) {
            let due = format!(r#""campaign_medium":"{medium}""#);
            hold(Promise::CreditWhereItIsDue, body.contains(&due), || format!("{due} is not in {body}"))?;
        }
        self.alone_in_flight(place, key, &target(exchange), amends)
    }

    /// The same write may be sent by two pages where a lease ran out: its key makes it one. Two writes never are.
    fn alone_in_flight(&self, place: usize, key: &str, target: &str, amends: bool) -> Result<(), Broken> {
        // Without locks an amended checkout outlives the lease of the write that it belongs to; its lines are compared again at the next.
        // A page that sleeps or whose timers do cannot know that its lease ran out: what it had sent hangs on.
        let asleep = [Fault::Frozen, Fault::CachedAndBack, Fault::HiddenForAWhile, Fault::TimersThrottled];
        let leased = self.faults.may(Fault::NoLocks) && (amends || self.faults.any_struck(&asleep));
        let emptied = self.faults.any_struck(&[Fault::StorageEvicted, Fault::StorageEdited]);
        if self.pages[place].own.is_some() || emptied || leased {
            return Ok(());
        }
        let others = self.pages.iter().filter(|page| page.own.is_none() && page.frozen_until.is_none());
        let mut others = others.flat_map(|page| &page.flying).filter_map(|flying| flying.1.as_ref());
        let other = others.find(|other| other.0 != key && other.1 == target);
        hold(Promise::OneWriteInFlight, other.is_none(), || format!("{key} while {other:?} is in flight"))
    }

    fn fails(&mut self, page: u32, request: RequestId, wait: Millis) -> Result<(), Broken> {
        let answer = HttpAnswer::Failed(Failure::Unreachable);
        self.after(wait, Happening::Answered { page, request, answer });
        Ok(())
    }

    /// How long one way takes.
    fn way(&mut self) -> Millis {
        let usual = self.watch.way + self.dice.below(8);
        let reordered = self.faults.strikes(Fault::AnswersReordered);
        let more = if reordered { self.dice.below(5_000) } else { 0 };
        usual + more + if self.now < self.slow_until { self.dice.between(500, 8_000) } else { 0 }
    }

    /// A request reaches the business, or something that answers in its place.
    pub(super) fn arrives(
        &mut self,
        page: u32,
        request: RequestId,
        exchange: Rc<Exchange>,
        again: bool,
    ) -> Result<(), Broken> {
        if self.place(page).is_none() && self.faults.strikes(Fault::KeepaliveRefused) {
            return Ok(());
        }
        let text = |status, body: String, retry_after_ms| {
            Some(HttpAnswer::Answer { status, body, retry_after_ms, language: None })
        };
        let answer = if exchange.plain {
            if self.faults.strikes(Fault::ProfileUnreachable) { None } else { text(200, self.business.profile(), None) }
        } else if self.faults.strikes(Fault::CaptivePortal) {
            text(200, "<html>Welcome to the hotel</html>".to_owned(), None)
        } else {
            let writes = exchange.method != Method::Get;
            let struck = STATUSES.iter().find(|status| self.faults.strikes(status.0));
            match struck {
                Some((fault, status, acts, retry_after)) => {
                    if *acts {
                        self.business_acts(page, request, &exchange)?;
                    } else if writes && matches!(status, 400..=403 | 422) {
                        self.business.refuse(exchange.idempotency_key.as_ref());
                    }
                    _ = fault;
                    text(*status, String::new(), retry_after.map(|seconds| seconds * 1_000))
                }
                None => {
                    let (status, body) = self.business_acts(page, request, &exchange)?;
                    self.on_the_way_back(status, body)
                }
            }
        };
        if again || self.faults.strikes(Fault::HalfOpen) {
            return Ok(());
        }
        let late = self.faults.strikes(Fault::AnswerLate);
        let wait = if late { self.dice.between(1_000, 60_000) } else { self.way() };
        let answer = answer.unwrap_or(HttpAnswer::Failed(Failure::Unreachable));
        self.after(wait, Happening::Answered { page, request, answer });
        Ok(())
    }

    /// The business acts. Where its page has given the request up, or its key was answered, it acts on what is past.
    fn business_acts(&mut self, page: u32, request: RequestId, exchange: &Exchange) -> Result<(u16, String), Broken> {
        let waited = self.place(page).is_some_and(|at| self.pages[at].flying.iter().any(|flying| flying.0 == request));
        if !waited && let Some(at) = exchange.url.rsplit('/').next().and_then(|id| self.business.place_of(id)) {
            self.business.carts[at].stirred |= exchange.method == Method::Put;
        }
        if self.faults.any_struck(&[Fault::StorageFull, Fault::StorageStuck]) {
            self.business.carts.iter_mut().for_each(|cart| cart.shared = true);
        }
        let answer = self.business.answer(exchange, &mut self.faults);
        hold(Promise::OneKeyOneBody, !self.business.key_with_other_bytes, || {
            "the business saw a key again".to_owned()
        })?;
        self.goods_are_conserved()?;
        Ok(answer)
    }

    fn on_the_way_back(&mut self, status: u16, mut body: String) -> Option<HttpAnswer> {
        if self.faults.strikes(Fault::AnswerLost) {
            return None;
        }
        if self.faults.strikes(Fault::BodyTooLong) {
            return Some(HttpAnswer::Failed(Failure::Unreadable));
        }
        if self.faults.strikes(Fault::BodyEmpty) {
            body.clear();
        }
        if self.faults.strikes(Fault::BodyCut) {
            body.truncate(body.floor_char_boundary(self.dice.below(body.len() as u64 + 1) as usize));
        }
        if self.faults.strikes(Fault::BodyGarbled) {
            let at = self.dice.below(body.len() as u64 + 1) as usize;
            body.insert(body.floor_char_boundary(at), '\u{1}');
        }
        Some(HttpAnswer::Answer { status, body, retry_after_ms: None, language: None })
    }

    pub(super) fn answered(&mut self, number: u32, request: RequestId, answer: HttpAnswer) -> Result<(), Broken> {
        if let Some(at) = self.is_frozen(number) {
            self.at(at, Happening::Answered { page: number, request, answer });
            return Ok(());
        }
        let Some(place) = self.place(number) else { return Ok(()) };
        let before = self.pages[place].flying.len();
        self.pages[place].flying.retain(|flying| flying.0 != request);
        if self.pages[place].flying.len() == before {
            return Ok(()); // Given up before: the browser has aborted it.
        }
        self.tell(number, Event::Answered { request, answer })
    }
}
