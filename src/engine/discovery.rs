//! Discovery: where the API is and what the business offers. It never stands before the first request where the endpoint is known.

use super::Shop;
use super::browse::{AGAIN_MS_MAX, RETRY_AFTER_MS_MAX, TRIES_MAX};
use super::catalog::Stage;
use super::effect::Effect;
use super::event::HttpAnswer;
use super::ids::Millis;
use super::ledger::{Change, Terms};
use super::problem::{Problem, join};
use super::requests::Purpose;
use crate::ucp::answer::read_profile;
use crate::ucp::profile::{self, NoTerms};

/// What is known of the business.
#[derive(Clone, Default)]
pub struct Discovery {
    /// What its profile says, once it was read on this page.
    terms: Option<Terms>,
    /// Why it cannot be shopped at, or its profile not be had.
    failed: Option<Problem>,
    /// The profile sent us to another address once.
    moved: bool,
    /// The record was not told yet what the profile says.
    untold: bool,
    /// How often it was asked for again by itself, and when it is next.
    tries: u32,
    pub(super) again: Option<Millis>,
}

/// The capabilities that the engine asks for. The places are stored: new ones come behind.
const ASKED_FOR: [&str; 7] = [
    profile::CATALOG_SEARCH,
    profile::CATALOG_LOOKUP,
    profile::CART,
    profile::CHECKOUT,
    profile::BROWSE,
    profile::DISCOUNT,
    profile::READ,
];

fn bit(capability: &str) -> u32 {
    ASKED_FOR.iter().position(|known| *known == capability).map_or(0, |place| 1 << place)
}

/// What is remembered of what was agreed on.
pub fn terms(agreed: &profile::Terms) -> Terms {
    let mut terms = Terms { endpoint: agreed.endpoint.clone(), offers: 0 };
    for capability in ASKED_FOR {
        // Codes are a cart's only where they extend carts.
        let meant = capability != profile::DISCOUNT || agreed.extends(capability, profile::CART);
        terms.offers |= if agreed.has(capability) && meant { bit(capability) } else { 0 };
    }
    terms
}

/// The names of what they offer.
pub fn offered(terms: &Terms) -> impl Iterator<Item = &'static str> {
    ASKED_FOR.into_iter().filter(|capability| terms.offers & bit(capability) != 0)
}

parts! {
    Discovery { terms failed moved untold tries again }
}

impl Shop {
    /// Where operations' paths are appended to.
    pub(super) fn endpoint(&self) -> Option<&str> {
        if self.cart.asleep { self.settings.endpoint.as_deref() } else { self.endpoint_rest() }
    }

    /// The same, by all that is known of the business.
    pub(super) fn known_endpoint(&self) -> Option<&str> {
        if self.discovery.terms.is_none() && matches!(self.discovery.failed, Some(Problem::Unsupported { .. })) {
            return None;
        }
        let read = self.discovery.terms.as_ref().map(|terms| terms.endpoint.as_str());
        let kept = self.cart.shown().terms.as_ref().map(|terms| terms.endpoint.as_str());
        read.or(self.settings.endpoint.as_deref()).or(kept)
    }

    /// What its profile says, or else said at the last visit.
    fn known_terms(&self) -> Option<&Terms> {
        self.discovery.terms.as_ref().or(self.cart.shown().terms.as_ref())
    }

    /// Whether the business offers a capability; unknown counts as yes, so that nothing waits for the profile.
    pub(super) fn offers(&self, capability: &str) -> bool {
        self.known_terms().is_none_or(|terms| terms.offers & bit(capability) != 0)
    }

    /// Whether carts take discount codes; here unknown counts as no.
    pub(super) fn takes_codes(&self) -> bool {
        self.known_terms().is_some() && self.offers(profile::DISCOUNT)
    }

    /// Why no request can be made at all.
    pub(super) fn no_endpoint(&self) -> Option<Problem> {
        if self.endpoint().is_some() { None } else { self.discovery.failed.clone() }
    }

    pub(super) fn ask_profile(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.discovery.failed = None;
        self.discovery.tries = 0;
        self.get_own_profile(now, effects);
    }

    fn get_own_profile(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.discovery.again = None;
        self.discovery.moved = false;
        let url = join(&[&self.settings.api, "/.well-known/ucp"]);
        self.get_plain(now, Purpose::Profile, url, false, effects);
    }

    pub(super) fn profile_answered(&mut self, now: Millis, answer: HttpAnswer, effects: &mut Vec<Effect>) {
        match self.read_profile(answer) {
            Ok(Ok(agreed)) => {
                let before = self.known_endpoint().map(str::to_owned);
                self.discovery.terms = Some(terms(&agreed));
                if before.is_some() && before.as_deref() != self.known_endpoint() {
                    self.ask_lists_elsewhere();
                }
                self.ask_again_by_seller(effects);
                self.settings.reads = agreed.has(profile::READ);
                self.discovery.untold = true;
            }
            Ok(Err(NoTerms::ElsewhereAt(url))) if !self.discovery.moved => {
                self.discovery.moved = true;
                self.get_plain(now, Purpose::Profile, url, false, effects);
            }
            Ok(Err(reason)) => {
                let what = match reason {
                    NoTerms::OtherVersion(version) => join(&["UCP 2026-04-08, it speaks ", &version]),
                    _ => "UCP 2026-04-08 over REST".to_owned(),
                };
                self.no_terms(Problem::Unsupported { what }, effects);
            }
            Err(problem) => match self.wait_after(&problem) {
                Some(wait) if self.discovery.tries < TRIES_MAX => {
                    self.discovery.tries += 1;
                    self.discovery.again = Some(now + wait);
                }
                _ => self.no_terms(problem, effects),
            },
        }
    }

    /// How long to wait before what failed so may be asked again; none where that is the buyer's to say.
    fn wait_after(&mut self, problem: &Problem) -> Option<Millis> {
        match problem {
            Problem::Busy { retry_after_ms: Some(wait) } => Some(*wait).filter(|wait| *wait <= RETRY_AFTER_MS_MAX),
            Problem::Busy { .. } | Problem::Unreachable { .. } => Some(self.drawn_wait(AGAIN_MS_MAX)),
            _ => None,
        }
    }

    /// Asks for the profile again when its time has come.
    pub(super) fn ask_profile_when_due(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if self.discovery.again.is_some_and(|at| at <= now) {
            self.get_own_profile(now, effects);
        }
    }

    /// The business is elsewhere than was thought: lists that have not come from there are asked for where it is.
    fn ask_lists_elsewhere(&mut self) {
        let lists = self.catalog.lists().filter(|(holder, list)| {
            // One product that a caller wants in full is no list.
            let product = |purpose: &Purpose| matches!(purpose, Purpose::Product { list, .. } if list == holder);
            !matches!(list.stage, Stage::There | Stage::Called) && !self.requests.any(product)
        });
        for holder in lists.map(|(holder, _)| holder).collect::<Vec<_>>() {
            if let Some(list) = self.catalog.list_mut(holder) {
                list.number += 1;
                list.tries = 0;
                list.stage = Stage::Wanted;
            }
        }
    }

    /// Who knows no sellers has answered with everybody's goods, as nobody waits for the profile. Such lists are wanted anew, and then refused.
    fn ask_again_by_seller(&mut self, effects: &mut Vec<Effect>) {
        if self.offers(profile::BROWSE) {
            return;
        }
        let lists = self.catalog.lists().filter(|(_, list)| list.wanted.seller.is_some());
        for (holder, wanted) in lists.map(|(holder, list)| (holder, list.wanted.clone())).collect::<Vec<_>>() {
            self.want_list(holder, wanted, effects);
        }
    }

    /// Whether the business's profile may still say what it offers.
    pub(super) fn awaits_profile(&self) -> bool {
        self.known_terms().is_none() && self.discovery.failed.is_none()
    }

    /// Lets the record hold what the profile said, for the next visit.
    pub(super) fn keep_terms(&mut self, effects: &mut Vec<Effect>) {
        if self.cart.is_known() && std::mem::take(&mut self.discovery.untold) {
            let terms = self.discovery.terms.clone();
            if let Some(terms) = terms.filter(|terms| self.cart.shown().terms.as_ref() != Some(terms)) {
                self.commit(Change::Agree { terms }, effects);
            }
        }
    }

    fn read_profile(&self, answer: HttpAnswer) -> Result<Result<profile::Terms, NoTerms>, Problem> {
        let body = match answer {
            HttpAnswer::Answer { status: 200, body, .. } => body,
            HttpAnswer::Answer { status: 408 | 425 | 429 | 500..=599, retry_after_ms, .. } => {
                return Err(Problem::Busy { retry_after_ms });
            }
            HttpAnswer::Answer { .. } | HttpAnswer::Kept { .. } => {
                let flaw = "there is no profile at this address".to_owned();
                return Err(Problem::NotUcp { operation: "/.well-known/ucp", flaw });
            }
            HttpAnswer::Failed(failure) => return Err(self.problem_of(&failure)),
        };
        match read_profile(&body) {
            Ok(profile) => Ok(profile.negotiate()),
            Err(flaw) => Err(Problem::NotUcp { operation: "/.well-known/ucp", flaw: flaw.line() }),
        }
    }

    fn no_terms(&mut self, problem: Problem, effects: &mut Vec<Effect>) {
        self.say(&problem, effects);
        self.discovery.failed = Some(problem);
    }
}
