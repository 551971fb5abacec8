//! Amounts as people read them.

use crate::language::Language;

/// `¥1,280.00`. The marketplace's currencies have two decimals.
pub fn money(amount: i64, currency: &str) -> String {
    let sign = if amount < 0 { "−" } else { "" };
    let name = if currency == "CNY" { "¥".to_owned() } else { format!("{currency} ") };
    let amount = amount.unsigned_abs();
    format!("{sign}{name}{}.{:02}", in_threes(amount / 100), amount % 100)
}

/// `¥56.00 / kg`.
pub fn per_kilogram(amount: i64, currency: &str, language: Language) -> String {
    format!("{}{}", money(amount, currency), language.pick("/千克", " / kg"))
}

fn in_threes(whole: u64) -> String {
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_in_threes_with_two_decimals() {
        for (amount, text) in [(0, "¥0.00"), (5, "¥0.05"), (99900, "¥999.00"), (128000, "¥1,280.00")] {
            assert_eq!(money(amount, "CNY"), text);
        }
        assert_eq!(money(123456789, "CNY"), "¥1,234,567.89");
        assert_eq!(money(-840, "USD"), "−USD 8.40");
    }
}
