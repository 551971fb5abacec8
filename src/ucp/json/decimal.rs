//! The few numbers of UCP that are no integers: ratings, and the measure of a unit price. Never money.
//!
//! core's own parser brings 10 KB of tables, its formatter 20 KB; these are exact (reading) and good for 15 digits
//! (writing) without either.

use super::writer::push_whole;

/// The double nearest to a number token of checked JSON, ties to even; None beyond the largest.
pub(super) fn read(token: &str) -> Option<f64> {
    let decimal = Decimal::of(token);
    let mut number = decimal.exactly().or_else(|| decimal.nearest())?;
    if token.starts_with('-') {
        number = -number;
    }
    Some(number)
}

/// `digits` × 10^`exponent`, without its sign.
struct Decimal<'t> {
    /// Digits and perhaps a point, leading zeros included.
    mantissa: &'t str,
    exponent: i32,
}

impl<'t> Decimal<'t> {
    fn of(token: &'t str) -> Self {
        let token = token.trim_start_matches('-');
        let (mantissa, exponent) = token.split_once(['e', 'E']).unwrap_or((token, ""));
        let mut value = 0_i32;
        for digit in exponent.bytes().filter(u8::is_ascii_digit) {
            // Far beyond any double already, whatever the mantissa of a text of 2 MB.
            value = value.saturating_mul(10).saturating_add((digit - b'0').into()).min(1 << 24);
        }
        let fraction = mantissa.split_once('.').map_or("", |(_, fraction)| fraction);
        let exponent = if exponent.starts_with('-') { -value } else { value };
        Decimal { mantissa, exponent: exponent - fraction.len() as i32 }
    }

    fn digits(&self) -> impl Iterator<Item = u32> {
        let digits = self.mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0'));
        digits.skip_while(|digit| *digit == 0)
    }

    /// Up to 15 digits and a power of ten up to 22 are both exact as doubles, so that one operation rounds once.
    fn exactly(&self) -> Option<f64> {
        let mut digits = 0_u64;
        for (count, digit) in self.digits().enumerate() {
            if count == 15 {
                return None;
            }
            digits = digits * 10 + u64::from(digit);
        }
        let steps = self.exponent.unsigned_abs();
        if digits == 0 {
            return Some(0.0);
        }
        if steps > 22 {
            return None;
        }
        let mut power = 1.0;
        for _ in 0..steps {
            power *= 10.0;
        }
        Some(if self.exponent < 0 { digits as f64 / power } else { digits as f64 * power })
    }

    /// By long arithmetic.
    fn nearest(&self) -> Option<f64> {
        // No double, nor the middle between two, has more than 767 digits: of what follows only counts that it is there.
        const DIGITS_MAX: usize = 770;
        let mut big = Big(Vec::new());
        let mut exponent = self.exponent;
        let mut rest = false;
        for (count, digit) in self.digits().enumerate() {
            if count < DIGITS_MAX {
                big.multiply(10, digit);
            } else {
                exponent += 1;
                rest |= digit != 0;
            }
        }
        let magnitude = exponent + self.digits().take(DIGITS_MAX).count() as i32; // value < 10^magnitude
        if magnitude > 310 {
            return None;
        }
        if magnitude < -330 {
            return Some(0.0);
        }
        for _ in 0..exponent {
            big.multiply(10, 0);
        }
        // Room for 64 bits of quotient: 10 < 2^(10/3).
        let room = if exponent < 0 { (exponent.unsigned_abs() / 9 + 3) as usize } else { 0 };
        big.0.splice(0..0, core::iter::repeat_n(0, room));
        let mut left = exponent.min(0).unsigned_abs();
        while left > 0 {
            let step = left.min(9);
            rest |= big.divide(10_u32.pow(step)) != 0;
            left -= step;
        }
        big.double(room as i32 * 32, rest)
    }
}

/// A natural number, its lowest 32 bits first.
struct Big(Vec<u32>);

impl Big {
    /// self × `by` + `add`
    fn multiply(&mut self, by: u32, add: u32) {
        let mut carry = u64::from(add);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(by);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// self ÷ `by`; answers the remainder.
    fn divide(&mut self, by: u32) -> u64 {
        let mut rest = 0;
        for limb in self.0.iter_mut().rev() {
            let value = rest << 32 | u64::from(*limb);
            *limb = (value / u64::from(by)) as u32;
            rest = value % u64::from(by);
        }
        rest
    }

    /// The double nearest to (self + something below 1, if `rest`) ÷ 2^`shift`.
    fn double(mut self, shift: i32, mut rest: bool) -> Option<f64> {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        let bits = self.0.len() as i32 * 32 - self.0.last()?.leading_zeros() as i32;
        // The top 64 bits, and whether any is set below them.
        let mut top = 0_u64;
        let mut free = 64_u32;
        for limb in self.0.iter().rev() {
            let size = 32 - if free == 64 { limb.leading_zeros() } else { 0 };
            let taken = size.min(free);
            let below = size - taken;
            top = top.checked_shl(taken).unwrap_or(0) | u64::from(*limb) >> below;
            free -= taken;
            rest |= below > 0 && limb << (32 - below) != 0;
        }
        top <<= free;
        let exponent = bits - 1 - shift; // 2^exponent <= value
        if exponent > 1023 {
            return None;
        }
        // A double keeps 53 of these bits, and fewer below 2^-1022.
        let cut = 11 + (-1022 - exponent).max(0) as u32;
        let base = ((exponent + 1022).max(0) as u64) << 52;
        let kept = top.checked_shr(cut).unwrap_or(0);
        let lost = if cut < 64 { top << (64 - cut) } else { top >> (cut - 64).min(63) };
        let half = 1 << 63;
        let up = lost > half || lost == half && (rest || kept & 1 == 1);
        let number = f64::from_bits(base + kept + u64::from(up));
        number.is_finite().then_some(number)
    }
}

/// Writes a number with up to 15 significant digits (doubles hold 15 to 17): enough for what people rate and weigh.
/// JSON has no word for infinity or not-a-number: `null`, as serde_json and JavaScript write.
pub(super) fn push(text: &mut String, number: f64) {
    if !number.is_finite() {
        text.push_str("null");
        return;
    }
    if number.is_sign_negative() {
        text.push('-');
    }
    let mut scaled = number.abs();
    let (mut power, mut exponent) = (1.0, 0);
    while scaled * power < 1e14 && exponent > -22 {
        power *= 10.0;
        exponent -= 1;
    }
    scaled *= power;
    while scaled >= 1e15 {
        scaled /= 10.0;
        exponent += 1;
    }
    while scaled < 1e14 && exponent > -340 {
        scaled *= 10.0;
        exponent -= 1;
    }
    let mut digits = (scaled + 0.5) as u64;
    while digits > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        exponent += 1;
    }
    push_scaled(text, digits, if digits == 0 { -1 } else { exponent });
}

/// `digits` × 10^`exponent`, with a point or an exponent, so that it reads as the fraction it is.
fn push_scaled(text: &mut String, digits: u64, exponent: i32) {
    let mut plain = String::new();
    push_whole(&mut plain, digits);
    let size = plain.len() as i32;
    match exponent {
        0..=5 => {
            text.push_str(&plain);
            (0..exponent).for_each(|_| text.push('0'));
            text.push_str(".0");
        }
        -20..0 => {
            let zeros = (1 - exponent - size).max(0);
            (0..zeros).for_each(|_| plain.insert(0, '0'));
            let (whole, fraction) = plain.split_at_checked((size + zeros + exponent) as usize).unwrap_or_default();
            for part in [whole, ".", fraction] {
                text.push_str(part);
            }
        }
        _ => {
            text.push_str(&plain);
            text.push_str(if exponent < 0 { "e-" } else { "e" });
            push_whole(text, exponent.unsigned_abs().into());
        }
    }
}
