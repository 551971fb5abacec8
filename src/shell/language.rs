//! The words of a language, and how it writes money. Which language it is, the page's side says (`Host::language`).

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use web_sys::HtmlElement;

use super::money::Money;
use super::page::console;
use super::{Runtime, clock, fetch};
use crate::engine::problem::join;
use crate::widget::{Wording, Words};

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
    /// The language to speak at an element, or without one on the page; `script` is what is said there.
    pub fn language(&self, element: Option<&HtmlElement>, script: Option<&str>) -> Option<String> {
        self.host.language(element.map_or(&JsValue::NULL, |element| element), script).as_string()
    }

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
        // Whichever comes first: their text, a failure, or the end of our patience.
        let arrived: Rc<dyn Fn(Option<String>)> = Rc::new(move |text| {
            if spoken.wording().is_some() {
                return;
            }
            match text.as_deref().and_then(Words::read) {
                Some(words) => spoken.speak(words, locale),
                _ => {
                    console(&join(&[
                        "locales/",
                        locale,
                        ".json could not be read, and English is shown. Serve the SDK's whole folder.",
                    ]));
                    spoken.speak(Words::english(), "en");
                }
            }
            self.drain();
        });
        let late = arrived.clone();
        clock::later(&self.host, PATIENCE_MS, move || late(None));
        // The loader may have asked already.
        match self.place.words(locale) {
            Some(text) => self.host.after(&text, move |text, _| arrived(text.as_string())),
            None => {
                let url = join(&[&self.place.text("base").unwrap_or_default(), "locales/", locale, ".json"]);
                fetch::ask_text(&self.host, self.fetch.as_ref(), &url, arrived);
            }
        }
    }
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or_default()
}
