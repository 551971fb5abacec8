//! The page around us: what happens to it and what came of what it was asked for.

use super::list::List;
use super::{Host, Runtime, date_now};
use crate::engine::event::{Event, HttpAnswer};
use crate::engine::ids::{Millis, RequestId};
use crate::engine::problem::{Failure, join};
use crate::ucp::money::Minor;
use crate::widget::{Number, Wording, Words, digits};

/// Longest wait that a business can ask for.
const WAIT_MS_MAX: f64 = 1e15;

impl Runtime {
    /// Something happened, by its number in `js/page.js`: to an element, to the rest of the code, to the page.
    pub fn noticed(&'static self, what: u32, view: u32) {
        match what {
            0 => return self.came_near(view),
            1 => return self.detach(view),
            3 => self.dress_rest(),
            _ => {}
        }
        let mut number = 0;
        while let Some(open) = self.shop(number) {
            let event = match what {
                2 => Event::Woke,
                3 => Event::RestCame,
                4 => Event::Hidden,
                7 => Event::WentOnline,
                8 => Event::WentOffline,
                _ => Event::Resumed { wall: date_now() as Millis, from_cache: what == 6 },
            };
            self.dispatch(open, event, 0);
            number += 1;
        }
    }

    /// An exchange ended: with this status, or with 0 since nothing came, or 1 since it could not be read; with 2 it goes on, and this
    /// is what the browser kept, so many milliseconds old. Milliseconds to wait below zero: nothing was said of it.
    pub fn answered(&'static self, shop: u32, request: u32, status: u32, mut body: String, wait: f64) {
        let Some(open) = self.shop(shop) else { return };
        let end = body.bytes().rposition(|byte| byte == 0).unwrap_or_default();
        let language = List(body.get(end + 1..).unwrap_or_default()).text();
        body.truncate(end);
        let answer = match status {
            2 => HttpAnswer::Kept { body, language, age_ms: waiting(wait).unwrap_or_default() },
            0 => HttpAnswer::Failed(Failure::Unreachable),
            1 => HttpAnswer::Failed(Failure::Unreadable),
            _ => HttpAnswer::Answer { status: status as u16, body, retry_after_ms: waiting(wait), language },
        };
        self.dispatch(open, Event::Answered { request: RequestId(request), answer }, 0);
    }

    /// A record was looked at (0, or 1 where the browser keeps none), or another page told of a newer one (2).
    pub fn recorded(&'static self, shop: u32, record: String, how: u32) {
        let Some(open) = self.shop(shop) else { return };
        let event = match how {
            2 => Event::RecordSeen { record },
            // The rest reads it itself.
            _ if self.whole.get() => return,
            _ => Event::Committed { record, durable: how == 0 },
        };
        self.dispatch(open, event, 0);
    }

    /// The words of a language are here, as far as a first view says them: the language, how money is written, what the page words in its
    /// own way, and the text of a file of ours; without one English is meant. 0 if ours cannot be read, 2 if the page's cannot, else 1.
    pub fn speak(&'static self, tongue: u32, said: &str) -> u32 {
        let mut said = List(said);
        let (locale, tag, own, text) = (said.next(), said.next(), said.next(), said.0);
        let words = if text.is_empty() { Some(Words::english()) } else { Words::read(text) };
        let Some(mut words) = words else { return 0 };
        let unread = !own.is_empty() && words.learn(&own).is_none();
        words.language = locale;
        let (host, language) = (self.host.clone(), words.language.clone());
        let write = Box::new(move |number: Number| match number {
            Number::Money(amount, currency) => money(&host, &tag, amount, currency),
            Number::Form(count) => host.form(&language, count as f64),
            Number::Date(time) => host.date(&tag, time as f64),
        });
        self.wordings.borrow_mut().push((tongue, Wording { words, write }));
        // What else the language says is learnt before anything is drawn in it.
        if self.whole.get() {
            self.learn_rest(tongue, &own)
        } else {
            self.draw_in(tongue)
        }
        1 + u32::from(unread)
    }

    /// All that is said once somebody shops is here: what the page words in its own way, and the text of a file of ours; without one English
    /// is meant.
    #[inline(never)]
    pub fn learn_rest(&'static self, tongue: u32, said: &str) {
        let mut said = List(said);
        let (own, text) = (said.next(), said.0);
        let mut learned = None;
        if let Some((_, known)) = self.wordings.borrow_mut().iter_mut().rev().find(|said| said.0 == tongue) {
            let read = known.words.learn_rest(text, "").is_some();
            learned = Some((read, known.words.language.clone(), known.words.learn_rest("", &own)));
        }
        let Some((read, language, unknown)) = learned else { return };
        if !read {
            let file = [
                "locales/",
                &language,
                ".rest.json could not be read, and English is shown. Serve the SDK's whole folder.",
            ];
            self.host.say(&join(&file));
        }
        if let Some(keys) = unknown.as_deref().and_then(|unknown| unknown.get(2..)) {
            self.host.say(&join(&[
                "the page's own words have keys that nothing asks for: ",
                keys,
                ". The keys are those of locales/en.json and locales/en.rest.json.",
            ]));
        }
        self.draw_in(tongue);
    }

    /// Draws what speaks a language in the words that came.
    fn draw_in(&'static self, tongue: u32) {
        for attached in self.elements.borrow_mut().iter_mut().filter(|attached| attached.tongue == tongue) {
            attached.drawn = None;
        }
        self.drain();
    }
}

/// An amount as `language` writes it: `2800` of `CNY` → `¥28.00`.
pub fn money(host: &Host, language: &str, amount: Minor, currency: &str) -> String {
    host.money(language, &join(&[if amount.0 < 0 { "-" } else { "" }, &digits(amount.0.unsigned_abs())]), currency)
}

/// A wait that was said.
pub fn waiting(milliseconds: f64) -> Option<Millis> {
    if milliseconds < 0.0 { None } else { Some(milliseconds.min(WAIT_MS_MAX) as Millis) }
}

/// The key of something of a shop's own on the page's side: shops number what is theirs each anew.
pub fn key(shop: u32, number: u32) -> f64 {
    f64::from(shop) * 4_294_967_296.0 + f64::from(number)
}
