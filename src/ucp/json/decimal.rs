//! The few numbers of UCP that are no integers: ratings, and the measure of a unit price. Never money.
//!
//! core's own parser brings 10 KB of tables, its formatter 20 KB. These are exact (reading, by long arithmetic) and good
//! for 15 digits (writing) without either.

use super::writer::push_whole;

/// The double nearest to a number token of checked JSON, ties to even; None beyond the largest.
pub(super) fn read(token: &str) -> Option<f64> {
    let mut big = Big(Vec::new());
    let mut digits = 0; // significant ones
    let mut power = 0; // the token says: big × 10^power
    let mut rest = false; // … and a little more
    let mut fraction = false;
    let mut bytes = token.bytes();
    for byte in bytes.by_ref() {
        match byte {
            b'.' => fraction = true,
            b'e' | b'E' => break,
            b'0'..=b'9' => {
                let kept = digits < DIGITS_MAX;
                if kept {
                    big.multiply(10, u32::from(byte - b'0'));
                    digits += i32::from(!big.0.is_empty());
                } else {
                    rest |= byte != b'0';
                }
                power += i32::from(!kept) - i32::from(fraction);
            }
            _ => {}
        }
    }
    let (mut exponent, mut down) = (0, false);
    for byte in bytes {
        match byte {
            b'-' => down = true,
            // Far beyond any double already, whatever the digits of a text of 2 MB.
            b'0'..=b'9' => exponent = (exponent * 10 + i32::from(byte - b'0')).min(1 << 24),
            _ => {}
        }
    }
    power += if down { -exponent } else { exponent };

    let mut number = 0.0;
    if digits > 0 && digits + power > -330 {
        if digits + power > 310 {
            return None;
        }
        number = big.scaled(power, rest)?;
    }
    Some(if token.starts_with('-') { -number } else { number })
}

/// No double, nor the middle between two, has more than 767 digits: of what follows counts only that it is there.
const DIGITS_MAX: i32 = 770;

/// A natural number, its lowest 32 bits first, without zeros at the top while it grows.
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

    /// self ÷ `by`; true if something is left over.
    fn divide(&mut self, by: u32) -> bool {
        let mut rest = 0;
        for limb in self.0.iter_mut().rev() {
            let value = rest << 32 | u64::from(*limb);
            *limb = (value / u64::from(by)) as u32;
            rest = value % u64::from(by);
        }
        rest > 0
    }

    /// The double nearest to self × 10^`power`, or to a little more if there is a `rest`.
    fn scaled(mut self, power: i32, mut rest: bool) -> Option<f64> {
        for _ in 0..power {
            self.multiply(10, 0);
        }
        let mut shift = 0; // the value is self ÷ 2^shift
        let mut left = 0.max(-power);
        if left > 0 {
            // Room for 64 bits of quotient: 10^9 takes less than one limb.
            let room = left / 9 + 3;
            let mut shifted: Vec<u32> = (0..room).map(|_| 0).collect();
            shifted.append(&mut self.0);
            self.0 = shifted;
            shift = room * 32;
        }
        while left > 0 {
            let (by, step) = if left < 9 { (10, 1) } else { (1_000_000_000, 9) };
            rest |= self.divide(by);
            left -= step;
        }
        self.nearest(shift, rest)
    }

    /// The double nearest to self ÷ 2^`shift`, or to a little more if there is a `rest`.
    fn nearest(mut self, mut shift: i32, mut rest: bool) -> Option<f64> {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        while self.0.last()? >> 31 == 0 {
            self.multiply(2, 0);
            shift += 1;
        }
        let exponent = self.0.len() as i32 * 32 - 1 - shift; // 2^exponent <= value
        let mut top = 0;
        for (place, limb) in self.0.iter().rev().enumerate() {
            match place {
                0 => top = u64::from(*limb) << 32,
                1 => top |= u64::from(*limb),
                _ => rest |= *limb > 0,
            }
        }
        // A double keeps 53 of these 64 bits, fewer below 2^-1022.
        let cut = 11 + (-1022 - exponent).max(0);
        if exponent > 1023 || cut > 64 {
            return if cut > 64 { Some(0.0) } else { None };
        }
        let kept = top >> (cut - 1) >> 1;
        let lost = top << (64 - cut);
        let half = 1 << 63;
        let up = lost > half || lost == half && (rest || kept & 1 == 1);
        let number = f64::from_bits((((exponent + 1022).max(0) as u64) << 52) + kept + u64::from(up));
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
