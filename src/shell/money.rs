//! The one place that divides money: an amount in minor units as the buyer's language writes it.

use std::cell::RefCell;

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::values::bare;
use crate::engine::problem::join;
use crate::ucp::money::Minor;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl, js_name = NumberFormat)]
    type NumberFormat;
    #[wasm_bindgen(constructor, catch, js_namespace = Intl, js_class = "NumberFormat")]
    fn new(languages: &Array, options: &Object) -> Result<NumberFormat, JsValue>;
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
    let digits = JsValue::from(exponent(currency));
    for (name, value) in [
        ("style", &"currency".into()),
        ("currency", &currency.into()),
        ("minimumFractionDigits", &digits),
        ("maximumFractionDigits", &digits),
    ] {
        Reflect::set(&options, &name.into(), value).ok()?;
    }
    NumberFormat::new(&Array::of1(&language.into()), &options).ok()
}

/// How many digits stand behind the point (ISO 4217). Not asked of the browser: Chromium answers with how many are usually
/// *shown*, none for PKR or IRR, and prices would be a hundred times too high.
fn exponent(currency: &str) -> u32 {
    const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
    let is_in = |codes: &str| currency.len() == 3 && codes.contains(currency);
    match currency {
        "CLF" | "UYW" => 4,
        _ if is_in(NONE) => 0,
        _ if is_in(THREE) => 3,
        _ => 2,
    }
}

/// `-5` with two digits → `-0.05`. Whole numbers all the way: nothing is rounded.
fn decimal(amount: Minor, exponent: u32) -> String {
    let mut digits = amount.0.unsigned_abs().to_string();
    let exponent = exponent as usize;
    while digits.len() <= exponent {
        digits.insert(0, '0');
    }
    if exponent > 0 {
        digits.insert(digits.len() - exponent, '.');
    }
    if amount.0 < 0 {
        digits.insert(0, '-');
    }
    digits
}
