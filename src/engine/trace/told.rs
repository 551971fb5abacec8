//! What an event becomes in a trace: a letter and what the cart makes use of.

use crate::engine::Shop;
use crate::engine::bodies::safe_url;
use crate::engine::discovery::terms;
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::fields::{Part, Text};
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
        let letter = |letter: char, text: &mut Text<'_>| text.written.push(letter);
        match event {
            Event::Added { view, call, item, quantity, .. } => {
                letter('a', text);
                (*view, (*call, (item.clone(), *quantity))).put(text);
            }
            Event::QuantityChosen { call, item, quantity } => {
                letter('q', text);
                (*call, (item.clone(), *quantity)).put(text);
            }
            Event::CheckoutChosen { call, navigate } => {
                letter('c', text);
                (*call, *navigate).put(text);
            }
            Event::CodesChosen { codes } => {
                letter('y', text);
                codes_among(codes).put(text);
            }
            Event::RemovalUndone => letter('x', text),
            Event::PricesAgreed { upto } => {
                letter('p', text);
                upto.put(text);
            }
            Event::NoticeDismissed { notice } => {
                letter('d', text);
                notice.put(text);
            }
            Event::Answered { request, answer } => self.put_answered(*request, answer, text),
            Event::Committed { durable, .. } => {
                letter('m', text);
                durable.put(text);
            }
            Event::RecordSeen { .. } => letter('s', text),
            Event::Resumed { wall, from_cache } => {
                letter('v', text);
                (*wall, *from_cache).put(text);
            }
            Event::RetryWanted { .. } => letter('r', text),
            Event::LockGained => letter('g', text),
            Event::LockLost => letter('l', text),
            Event::Woke => letter('z', text),
            Event::Hidden => letter('h', text),
            Event::WentOnline => letter('o', text),
            Event::WentOffline => letter('f', text),
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
                trace.event.push('+');
                let mut text = Text { written: std::mem::take(&mut trace.event), mask: Some(&mut trace.mask) };
                record.without_bytes().put(&mut text);
                trace.event = text.written;
            }
        }
        self.trace = Some(trace);
    }

    fn put_answered(&self, request: RequestId, answer: &HttpAnswer, text: &mut Text<'_>) {
        let Some((place, purpose)) = self.requests.steering(request) else { return };
        text.written.push('n');
        place.put(text);
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
            _ => {
                text.written.push('s');
                (u32::from(status), (*retry_after_ms, transport_content(body))).put(text);
            }
        }
    }

    fn put_cart(&self, body: &str, text: &mut Text<'_>) {
        match read_answer::<Cart>(body) {
            Ok(Answer::Success(cart)) => {
                text.written.push('c');
                self.confirm(cart).put(text);
            }
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
            text.written.push('k');
            let end = u32::from(checkout.is_final()) + u32::from(checkout.is_final() && !checkout.is_completed());
            let page = checkout.continue_url.as_deref().and_then(safe_url);
            let row = |row: &LineItem| (row.item.id.clone(), (row.quantity, row.item.price));
            let rows: Vec<Row> = checkout.line_items.iter().map(row).collect();
            let codes = checkout.discounts.0.map(|discounts| discounts.codes.to_vec()).unwrap_or_default();
            let said: Vec<String> = gravest_words(&checkout.messages.0).into_iter().collect();
            (checkout.id.0.clone(), (end, (page, (checkout.currency.clone(), (rows, (codes, said)))))).put(text);
        }
        Ok(Answer::Error(error)) => put_error(&error, text),
        Err(_) => text.written.push('f'),
    }
}

fn put_error(error: &ErrorAnswer, text: &mut Text<'_>) {
    let gravest = gravest(&error.messages);
    let lost = gravest.is_some_and(|message| message.has_code("not_found"));
    text.written.push('e');
    let errors = error.messages.iter().filter(|message| message.is_error());
    let named = errors.filter_map(|message| Some((message.path.clone()?, message.content.clone())));
    let named: Vec<(String, String)> = named.collect();
    (lost, (gravest.map(|message| message.content.clone()).unwrap_or_default(), named)).put(text);
}

fn put_profile(body: &str, text: &mut Text<'_>) {
    match read_profile(body).map(|profile| profile.negotiate()) {
        Ok(Ok(agreed)) => {
            text.written.push('p');
            terms(&agreed).put(text);
        }
        Ok(Err(NoTerms::ElsewhereAt(_))) => text.written.push('m'),
        Ok(Err(_)) => text.written.push('v'),
        Err(_) => text.written.push('f'),
    }
}
