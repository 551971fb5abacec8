//! Amounts as people read them.

use crate::language::Language;

/// `¥1,280.00`, in French `1 280,00 ¥`, in Tibetan `¥ 1,280.00`. The marketplace's currencies have two decimals.
pub fn money(amount: i64, currency: &str, language: Language) -> String {
    let sign = if amount < 0 { "−" } else { "" };
    let name = if currency == "CNY" { "¥" } else { currency };
    let amount = amount.unsigned_abs();
    let (whole, hundredths) = (amount / 100, amount % 100);
    // The spaces are such that no line breaks at them.
    match language {
        Language::Fr => format!("{sign}{},{hundredths:02}\u{a0}{name}", in_threes(whole, '\u{202f}')),
        Language::Zh | Language::En if currency == "CNY" => {
            format!("{sign}{name}{}.{hundredths:02}", in_threes(whole, ','))
        }
        _ => format!("{sign}{name}\u{a0}{}.{hundredths:02}", in_threes(whole, ',')),
    }
}

/// `¥56.00 / kg`.
pub fn per_kilogram(amount: i64, currency: &str, language: Language) -> String {
    format!("{}{}", money(amount, currency, language), language.pick("/千克", " / kg"))
}

/// A number with one decimal.
pub fn decimal(number: f64, language: Language) -> String {
    let text = format!("{number:.1}");
    if language == Language::Fr { text.replace('.', ",") } else { text }
}

fn in_threes(whole: u64, between: char) -> String {
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(between);
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
            assert_eq!(money(amount, "CNY", Language::En), text);
            assert_eq!(money(amount, "CNY", Language::Zh), text);
        }
        assert_eq!(money(123456789, "CNY", Language::En), "¥1,234,567.89");
        assert_eq!(money(-840, "USD", Language::En), "−USD\u{a0}8.40");
    }

    #[test]
    fn each_language_writes_amounts_its_own_way() {
        assert_eq!(money(123456789, "CNY", Language::Fr), "1\u{202f}234\u{202f}567,89\u{a0}¥");
        assert_eq!(money(-128000, "CNY", Language::Bo), "−¥\u{a0}1,280.00");
        assert_eq!([decimal(4.72, Language::Fr), decimal(4.72, Language::Bo)], ["4,7", "4.7"]);
    }
}
