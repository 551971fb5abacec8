//! What an event becomes in a trace: a letter and what the cart makes use of.

use crate::engine::Shop;
use crate::engine::bodies::safe_url;
use crate::engine::discovery::terms;
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::fields::Text;
use crate::engine::ids::{ItemId, RequestId};
use crate::engine::ledger::{Ledger, WriteKind, codes_among};
use crate::engine::problem::Failure;
use crate::engine::requests::Purpose;
use crate::engine::shopping::transport_content;
use crate::ucp::answer::{read_answer, read_profile};
use crate::ucp::cart::{Cart, LineItem};
use crate::ucp::checkout::Checkout;
use crate::ucp::envelope::{Answer, ErrorAnswer};
use crate::ucp::message::{gravest, gravest_words};
use crate::ucp::money::Minor;
use crate::ucp::profile::NoTerms;

/// What is made use of in a checkout's row: which item, how many, what one costs.
pub type Row = (ItemId, (u32, Minor));

/// The letter of an event that says nothing to the cart but what time it is.
pub const MOMENT: char = 't';

impl Shop {
    /// Nothing for an event that is none of the cart's business.
    pub(super) fn put_event(&self, event: &Event, text: &mut Text<'_>) {
        match event {
            Event::Added { view, call, item, quantity, .. } => {
                text.tell('a', &(*view, (*call, (item.clone(), *quantity))));
            }
            Event::QuantityChosen { call, item, quantity } => text.tell('q', &(*call, (item.clone(), *quantity))),
            Event::CheckoutChosen { call, navigate } => text.tell('c', &(*call, *navigate)),
            Event::CodesChosen { codes } => text.tell('y', &codes_among(codes)),
            Event::PricesAgreed { upto } => text.tell('p', upto),
            Event::NoticeDismissed { notice } => text.tell('d', notice),
            Event::Answered { request, answer } => self.put_answered(*request, answer, text),
            Event::Committed { durable, .. } => text.tell('m', durable),
            Event::Resumed { wall, from_cache } => text.tell('v', &(*wall, *from_cache)),
            Event::RemovalUndone => text.written.push('x'),
            Event::RecordSeen { .. } => text.written.push('s'),
            Event::RetryWanted { .. } => text.written.push('r'),
            Event::LockGained => text.written.push('g'),
            Event::LockLost => text.written.push('l'),
            Event::Woke => text.written.push('z'),
            Event::Hidden => text.written.push('h'),
            Event::WentOnline => text.written.push('o'),
            Event::WentOffline => text.written.push('f'),
            _ => {}
        }
    }

    /// The record that an event brought, once it was read. Mostly it is what this page expects.
    pub(in crate::engine) fn note_record(&mut self, record: Option<&Ledger>) {
        let Some(mut trace) = self.trace.take() else { return };
        match record {
            None => trace.event.push('!'),
            Some(record) if self.cart.expects(record) => trace.event.push('='),
            Some(record) => {
                let mut text = Text { written: std::mem::take(&mut trace.event), mask: Some(&mut trace.mask) };
                text.tell('+', &record.without_bytes());
                trace.event = text.written;
            }
        }
        self.trace = Some(trace);
    }

    fn put_answered(&self, request: RequestId, answer: &HttpAnswer, text: &mut Text<'_>) {
        let Some((place, purpose)) = self.requests.steering(request) else { return };
        text.tell('n', &place);
        let (status, body, retry_after_ms) = match answer {
            HttpAnswer::Answer { status, body, retry_after_ms, .. } => (*status, body, retry_after_ms),
            HttpAnswer::Kept { .. } => return text.written.push('r'),
            HttpAnswer::Failed(failure) => {
                return text.written.push(match failure {
                    Failure::Unreachable => 'u',
                    Failure::Timeout => 't',
                    Failure::Unreadable => 'r',
                });
            }
        };
        let write = self.cart.shown().write.as_ref();
        match (purpose, status) {
            (Purpose::Profile, 200) => put_profile(body, text),
            (Purpose::Cart, 200 | 201) => self.put_cart(body, text),
            (Purpose::Write { .. }, 200 | 201) if write.is_none_or(|write| write.kind != WriteKind::CheckoutCreate) => {
                self.put_cart(body, text);
            }
            (Purpose::Write { .. } | Purpose::Amend { .. } | Purpose::Checkout { .. }, 200 | 201) => {
                put_checkout(body, text);
            }
            _ => text.tell('s', &(u32::from(status), (*retry_after_ms, transport_content(body)))),
        }
    }

    fn put_cart(&self, body: &str, text: &mut Text<'_>) {
        match read_answer::<Cart>(body) {
            Ok(Answer::Success(cart)) => text.tell('c', &self.confirm(cart)),
            Ok(Answer::Error(error)) => put_error(&error, text),
            Err(_) => text.written.push('f'),
        }
    }
}

/// Its id, whether it is completed (1) or canceled (2), where it goes on, its currency, how many there are of
/// what, for how much, the codes, and what stands in the way.
fn put_checkout(body: &str, text: &mut Text<'_>) {
    match read_answer::<Checkout>(body) {
        Ok(Answer::Success(checkout)) => {
            let end = u32::from(checkout.is_final()) + u32::from(checkout.is_final() && !checkout.is_completed());
            let page = checkout.continue_url.as_deref().and_then(safe_url);
            let row = |row: &LineItem| (row.item.id.clone(), (row.quantity, row.item.price));
            let rows: Vec<Row> = checkout.line_items.iter().map(row).collect();
            let codes = checkout.discounts.0.map(|discounts| discounts.codes.to_vec()).unwrap_or_default();
            let said: Vec<String> = gravest_words(&checkout.messages.0).into_iter().collect();
            text.tell('k', &(checkout.id.0.clone(), (end, (page, (checkout.currency.clone(), (rows, (codes, said)))))));
        }
        Ok(Answer::Error(error)) => put_error(&error, text),
        Err(_) => text.written.push('f'),
    }
}

fn put_error(error: &ErrorAnswer, text: &mut Text<'_>) {
    let gravest = gravest(&error.messages);
    let lost = gravest.is_some_and(|message| message.has_code("not_found"));
    let errors = error.messages.iter().filter(|message| message.is_error());
    let named = errors.filter_map(|message| Some((message.path.clone()?, message.content.clone())));
    let named: Vec<(String, String)> = named.collect();
    text.tell('e', &(lost, (gravest.map(|message| message.content.clone()).unwrap_or_default(), named)));
}

fn put_profile(body: &str, text: &mut Text<'_>) {
    match read_profile(body).map(|profile| profile.negotiate()) {
        Ok(Ok(agreed)) => text.tell('p', &terms(&agreed)),
        Ok(Err(NoTerms::ElsewhereAt(_))) => text.written.push('m'),
        Ok(Err(_)) => text.written.push('v'),
        Err(_) => text.written.push('f'),
    }
}
