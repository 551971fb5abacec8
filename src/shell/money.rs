//! The one place that divides money: an amount in minor units as the buyer's language writes it.

use std::cell::RefCell;

use js_sys::Object;
use wasm_bindgen::prelude::*;

use super::values::{bare, set};
use crate::engine::problem::join;
use crate::ucp::money::Minor;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = NumberFormat)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "NumberFormat")]
    fn new(language: &JsValue, options: &Object) -> Result<NumberFormat, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn format(this: &NumberFormat, amount: &str) -> Result<String, JsValue>;
}

/// Writes amounts in one language.
pub struct Money {
    language: String,
    formats: RefCell<Vec<(String, Option<NumberFormat>)>>,
}

/// Beyond this an older browser, which makes a float of the digits, could show another minor unit.
const FLOAT_SAFE: u64 = 1_000_000_000_000_000;

impl Money {
    /// For a language as BCP 47 writes it.
    pub fn new(language: &str) -> Self {
        Self { language: language.to_owned(), formats: RefCell::default() }
    }

    /// `2800` of `CNY` → `¥28.00`, as the language writes it; a code that is no currency's stands before the digits.
    pub fn write(&self, amount: Minor, currency: &str) -> String {
        let digits = decimal(amount, exponent(currency));
        let mut formats = self.formats.borrow_mut();
        if !formats.iter().any(|(known, _)| known == currency) {
            formats.push((currency.to_owned(), format(&self.language, currency)));
        }
        let format = formats.iter().find(|(known, _)| known == currency).and_then(|(_, format)| format.as_ref());
        let written = format.filter(|_| amount.0.unsigned_abs() <= FLOAT_SAFE).map(|format| format.format(&digits));
        match written {
            Some(Ok(written)) => written,
            _ => join(&[currency, " ", &digits]),
        }
    }
}

/// None: the code is none that a currency could have.
fn format(language: &str, currency: &str) -> Option<NumberFormat> {
    let options = bare();
    let digits = JsValue::from(exponent(currency) as u32);
    set(&options, "style", &"currency".into());
    set(&options, "currency", &currency.into());
    set(&options, "minimumFractionDigits", &digits);
    set(&options, "maximumFractionDigits", &digits);
    NumberFormat::new(&language.into(), &options).ok()
}

/// How many digits stand behind the point (ISO 4217). Not asked of the browser: Chromium answers with how many are usually
/// *shown*, none for PKR or IRR, and prices would be a hundred times too high.
fn exponent(currency: &str) -> usize {
    let is_in = |codes: &str| codes.as_bytes().chunks_exact(3).any(|code| code == currency.as_bytes());
    if is_in("BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF") {
        0
    } else if is_in("BHDIQDJODKWDLYDOMRTND") {
        3
    } else if is_in("CLFUYW") {
        4
    } else {
        2
    }
}

/// `-5` with two digits → `-0.05`. Whole numbers all the way: nothing is rounded.
fn decimal(amount: Minor, exponent: usize) -> String {
    let mut rest = amount.0.unsigned_abs();
    let mut backwards = Vec::new();
    let mut place = 0;
    while rest > 0 || place <= exponent {
        if place == exponent && exponent > 0 {
            backwards.push('.');
        }
        backwards.push(char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        place += 1;
    }
    if amount.0 < 0 {
        backwards.push('-');
    }
    backwards.iter().rev().collect()
}
