//! Which language to speak, and the words for it.
//!
//! An element's `lang`, else the script's `data-lang`, else the nearest ancestor's `lang`, else the browser's. Any text is
//! allowed there (`en_US`, nonsense): what is no language tag is passed over.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, ShadowRoot, window};

use super::money::Money;
use super::page::console;
use super::{Runtime, clock, fetch};
use crate::engine::problem::join;
use crate::widget::{Wording, Words};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Intl, js_name = getCanonicalLocales)]
    fn canonical_tags(tag: &str) -> Result<Array, JsValue>;
}

/// Languages with a file in `locales/`. English is built in.
const LOCALES: [&str; 1] = ["zh"];
/// How long a file of words may take before English is shown.
const PATIENCE_MS: u64 = 5_000;

/// The wordings in use: one a language, however many elements speak it.
pub type Wordings = RefCell<Vec<Rc<Spoken>>>;

/// One language's wording, which may still be on its way.
pub struct Spoken {
    tag: String,
    wording: OnceCell<Wording>,
}

impl Spoken {
    /// None while the words are on their way.
    pub fn wording(&self) -> Option<&Wording> {
        self.wording.get()
    }

    fn speak(&self, words: Words, locale: &str) {
        // A language without words of ours is shown in English, its money too: "28,00 ¥" beside English words misleads.
        let money = Money::new(if primary(&self.tag) == locale { &self.tag } else { locale });
        let money = Box::new(move |amount, currency: &str| money.write(amount, currency));
        _ = self.wording.set(Wording { words, language: locale.to_owned(), money });
    }
}

impl Runtime {
    /// The wording of a language; its words are asked for when it is first needed.
    pub fn wording(&'static self, tag: Option<&str>) -> Rc<Spoken> {
        let tag = tag.unwrap_or("en");
        if let Some(known) = self.wordings.borrow().iter().find(|known| known.tag == tag) {
            return known.clone();
        }
        let spoken = Rc::new(Spoken { tag: tag.to_owned(), wording: OnceCell::new() });
        self.wordings.borrow_mut().push(spoken.clone());
        match LOCALES.into_iter().find(|locale| *locale == primary(tag)) {
            Some(locale) => self.ask_words(&spoken, locale),
            None => spoken.speak(Words::english(), "en"),
        }
        spoken
    }

    fn ask_words(&'static self, spoken: &Rc<Spoken>, locale: &'static str) {
        let spoken = spoken.clone();
        let done = Cell::new(false);
        // Whichever comes first: their text, a failure, or the end of our patience.
        let arrived: Rc<dyn Fn(Option<String>)> = Rc::new(move |text| {
            if done.replace(true) {
                return;
            }
            match text.as_deref().map(Words::read) {
                Some(Ok(words)) => spoken.speak(words, locale),
                _ => {
                    console(&join(&[
                        "locales/",
                        locale,
                        ".json could not be read, and English is shown. Serve the SDK's whole folder.",
                    ]));
                    spoken.speak(Words::english(), "en");
                }
            }
            self.draw();
        });
        let late = arrived.clone();
        clock::later(&self.host, PATIENCE_MS, move || late(None));
        // The loader may have asked already.
        let asked = self.place.locales.as_ref().and_then(|locales| Reflect::get(locales, &locale.into()).ok());
        match asked.filter(JsValue::is_object) {
            Some(text) => self.host.after(&text, move |text, _| arrived(text.as_string())),
            None => fetch::ask_text(
                &self.host,
                self.fetch.as_ref(),
                &join(&[&self.place.base, "locales/", locale, ".json"]),
                arrived,
            ),
        }
    }
}

/// The language to speak at `element` (without one: on the page as a whole), as BCP 47 writes it.
pub fn choose(element: Option<&Element>, script: Option<&str>) -> Option<String> {
    let own = element.and_then(|element| element.get_attribute("lang"));
    own.as_deref()
        .and_then(canonical)
        .or_else(|| script.and_then(canonical))
        .or_else(|| inherited(element))
        .or_else(|| window()?.navigator().language().as_deref().and_then(canonical))
}

/// The nearest ancestor's, out of shadow roots too.
fn inherited(element: Option<&Element>) -> Option<String> {
    let mut place = match element {
        Some(element) => Some(element.clone()),
        None => window().and_then(|window| window.document()).and_then(|document| document.document_element()),
    };
    while let Some(element) = place {
        if let Some(tag) = element.get_attribute("lang").as_deref().and_then(canonical) {
            return Some(tag);
        }
        place = element
            .parent_element()
            .or_else(|| element.get_root_node().dyn_into::<ShadowRoot>().ok().map(|root| root.host()));
    }
    None
}

/// `en_us` → `en-US`; None for what is no language tag.
pub fn canonical(tag: &str) -> Option<String> {
    let tag = tag.trim().replace('_', "-");
    canonical_tags(&tag).ok()?.get(0).as_string()
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
