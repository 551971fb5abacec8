//! Codes that take something off. Pure: the same codes, lines and moment take off the same.
//!
//! Only goods become cheaper, never a parcel. Amounts are whole minor units:
//! - a percentage is rounded on each line to the nearest unit, half a unit up;
//! - a fixed amount is split over the lines by what they cost. Each share is rounded down, and what is left over goes, one
//!   unit each, to the lines whose shares lost most by that; of equal ones to the first.
//!
//! So the shares make the amount, and no line costs less than nothing. Codes count in the order they were given, each on
//! what the ones before it have left; only what the goods have to come to is counted before anything is taken off.

use crate::goods::Goods;
use crate::language::Text;
use crate::pricing::PricedLine;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Codes that one cart or checkout may hold.
pub const CODES_MAX: usize = 10;

/// Characters of a code that are kept; no code of the marketplace is longer.
pub const CODE_LENGTH_MAX: usize = 40;

/// A code of the marketplace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Code {
    /// As it is printed. Typed in small letters it is the same.
    pub code: String,
    /// What it gives, in a few words.
    pub title: Text,
    /// What it takes off.
    pub off: Off,
    /// Id of the one seller whose goods it is for. None: everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<String>,
    /// What the goods it is for have to come to, minor units.
    #[serde(default)]
    pub least: i64,
    /// From when on it takes nothing off any more.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<OffsetDateTime>,
    /// It goes together with no other code.
    #[serde(default)]
    pub alone: bool,
}

/// What a code takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Off {
    /// So many hundredths of each line, 1 to 100.
    Percent(u32),
    /// So much in all, minor units, at most what the goods cost.
    Amount(i64),
}

impl Code {
    /// Refuses a code that could never be right.
    pub fn check(&self, goods: &Goods) -> Result<(), String> {
        let sound = match self.off {
            Off::Percent(percent) => (1..=100).contains(&percent),
            Off::Amount(amount) => amount > 0,
        };
        let length = self.code.chars().count();
        if !sound || length == 0 || length > CODE_LENGTH_MAX || self.code.trim() != self.code {
            return Err(format!("code {:?}: has no such form, or takes off nothing or everything twice", self.code));
        }
        if let Some(seller) = self.seller.as_ref().filter(|id| goods.seller(id).is_none()) {
            return Err(format!("code {}: no seller {seller}", self.code));
        }
        Ok(())
    }
}

/// What some codes do to some lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The codes that take something off, in the order they were given.
    pub applied: Vec<Applied>,
    /// The others.
    pub refused: Vec<Refused>,
}

/// A code that takes something off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// The code as it is printed.
    pub code: String,
    /// What it gives.
    pub title: Text,
    /// What it takes off.
    pub off: Off,
    /// Minor units, above 0; the shares' sum.
    pub amount: i64,
    /// The lines that become cheaper.
    pub shares: Vec<Share>,
}

/// What a code takes off one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The line's id.
    pub line_id: String,
    /// Minor units, above 0.
    pub amount: i64,
}

/// A code that takes nothing off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its place among the codes given.
    pub position: usize,
    /// Why.
    pub why: Why,
}

/// Why a code takes nothing off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such code.
    Unknown,
    /// Its time is over.
    Expired,
    /// It stands there twice.
    Twice,
    /// It does not go together with a code before it.
    NotTogether,
    /// It is for the goods of this seller, by id; there are none.
    OtherSeller(String),
    /// The goods have to come to so much, minor units.
    TooLittle(i64),
    /// There is nothing to take off.
    Nothing,
}

/// A code as it is kept: without white space around it, and not endless.
pub fn kept(typed: &str) -> String {
    typed.trim().chars().take(CODE_LENGTH_MAX + 1).collect()
}

/// What codes take off some lines at a moment, seconds since 1970.
pub fn apply(goods: &Goods, lines: &[PricedLine], codes: &[String], now: i64) -> Outcome {
    let mut left: Vec<i64> = lines.iter().map(PricedLine::total).collect();
    let mut outcome = Outcome::default();
    for (position, typed) in codes.iter().enumerate() {
        match take_off(goods, lines, &left, typed, &outcome.applied, now) {
            Ok((applied, now_left)) => {
                outcome.applied.push(applied);
                left = now_left;
            }
            Err(why) => outcome.refused.push(Refused { position, why }),
        }
    }
    outcome
}

/// What one code takes off, and what it leaves of each line.
fn take_off(
    goods: &Goods,
    lines: &[PricedLine],
    left: &[i64],
    typed: &str,
    earlier: &[Applied],
    now: i64,
) -> Result<(Applied, Vec<i64>), Why> {
    let code = goods.code(typed).ok_or(Why::Unknown)?;
    if earlier.iter().any(|applied| applied.code == code.code) {
        return Err(Why::Twice);
    }
    if code.expires_at.is_some_and(|end| end.unix_timestamp() <= now) {
        return Err(Why::Expired);
    }
    let stands_alone = |applied: &Applied| goods.code(&applied.code).is_some_and(|code| code.alone);
    if !earlier.is_empty() && (code.alone || earlier.iter().any(stands_alone)) {
        return Err(Why::NotTogether);
    }
    let meant = |line: &PricedLine| match &code.seller {
        Some(seller) => goods.item(&line.variant_id).is_some_and(|item| item.seller.id == *seller),
        None => true,
    };
    if let Some(seller) = code.seller.as_ref().filter(|_| !lines.iter().any(meant)) {
        return Err(Why::OtherSeller(seller.clone()));
    }
    let worth: i128 = lines.iter().filter(|line| meant(line)).map(|line| i128::from(line.total())).sum();
    if worth < i128::from(code.least) {
        return Err(Why::TooLittle(code.least));
    }
    let values: Vec<i64> = lines.iter().zip(left).map(|(line, left)| if meant(line) { *left } else { 0 }).collect();
    let off = match code.off {
        Off::Percent(percent) => values.iter().map(|value| part(*value, percent)).collect(),
        Off::Amount(amount) => split(amount, &values),
    };
    let amount = off.iter().fold(0i64, |sum, off| sum.saturating_add(*off));
    if amount == 0 {
        return Err(Why::Nothing);
    }
    let share = |(line, amount): (&PricedLine, &i64)| Share { line_id: line.id.clone(), amount: *amount };
    let shares = lines.iter().zip(&off).filter(|(_, amount)| **amount > 0).map(share).collect();
    let left = left.iter().zip(&off).map(|(left, off)| left - off).collect();
    Ok((Applied { code: code.code.clone(), title: code.title.clone(), off: code.off, amount, shares }, left))
}

/// So many hundredths of a value, to the nearest unit, half a unit up; at most all of it.
fn part(value: i64, percent: u32) -> i64 {
    let exact = i128::from(value) * i128::from(percent);
    i64::try_from((exact + 50) / 100).unwrap_or(value).min(value)
}

/// An amount split by values, at most all of them. The parts make the amount, and none is above its value.
fn split(amount: i64, values: &[i64]) -> Vec<i64> {
    let whole: i128 = values.iter().map(|value| i128::from(*value)).sum();
    let amount = i128::from(amount).min(whole);
    let exact = |value: i64| amount * i128::from(value);
    // A whole of nothing is divided by one: there is nothing to divide.
    let whole = whole.max(1);
    let mut parts: Vec<i128> = values.iter().map(|value| exact(*value) / whole).collect();
    let mut by_loss: Vec<usize> = (0..values.len()).collect();
    by_loss.sort_by_key(|place| std::cmp::Reverse(values.get(*place).map(|value| exact(*value) % whole)));
    let over = usize::try_from(amount - parts.iter().sum::<i128>()).unwrap_or_default();
    for place in by_loss.into_iter().take(over) {
        if let Some(part) = parts.get_mut(place) {
            *part += 1;
        }
    }
    parts.into_iter().map(|part| i64::try_from(part).unwrap_or(i64::MAX)).collect()
}
