//! The languages the marketplace speaks, and how one is chosen. Its sentences stand in the code in Chinese and English;
//! French and Tibetan are looked up by the English ones in `words/`.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::LazyLock;

/// A language of the marketplace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English, also for whoever asks for anything else.
    #[default]
    En,
    /// French.
    Fr,
    /// Tibetan.
    Bo,
}

/// A human text in every language of the marketplace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// French. Empty: the English text stands for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fr: String,
    /// Tibetan. Empty: the Chinese text stands for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bo: String,
}

impl Text {
    /// The text in one language.
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::Fr if !self.fr.is_empty() => &self.fr,
            Language::Bo if !self.bo.is_empty() => &self.bo,
            Language::Zh | Language::Bo => &self.zh,
            Language::En | Language::Fr => &self.en,
        }
    }

    /// The text in each language that has one.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [&self.zh, &self.en, &self.fr, &self.bo].into_iter().map(String::as_str).filter(|text| !text.is_empty())
    }
}

impl Language {
    /// All of them, as they are offered.
    pub const ALL: [Language; 4] = [Language::Zh, Language::Bo, Language::En, Language::Fr];

    /// What `context.language` asks for if it is one of ours, else the first of `Accept-Language` that is, else English.
    /// Any string is legal on both sides, nonsense included.
    pub fn choose(context: Option<&str>, accept_language: Option<&str>) -> Language {
        context.and_then(Language::named).or_else(|| accept_language.and_then(Language::preferred)).unwrap_or_default()
    }

    /// One of two sentences, or what stands for it in `words/`.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Zh => zh,
            Language::En => en,
            Language::Fr | Language::Bo => self.translated(en).map_or(en, |forms| forms[1].as_str()),
        }
    }

    /// A sentence with values in the places that are named `{like this}`.
    pub fn say(self, zh: &str, en: &str, values: &[(&str, &dyn Display)]) -> String {
        filled(self.pick(zh, en), values)
    }

    /// A sentence about so many things, `{n}`, in the form that the number asks for: English and French have one for one
    /// thing and one for several, of which French takes the first for none, too.
    pub fn count(self, number: i64, zh: &str, [one, more]: [&str; 2], values: &[(&str, &dyn Display)]) -> String {
        let forms = self.translated(more);
        let sentence = match self {
            Language::Zh => zh,
            Language::En => {
                if number == 1 {
                    one
                } else {
                    more
                }
            }
            Language::Fr | Language::Bo => {
                let single = self == Language::Fr && (0..=1).contains(&number);
                forms.map_or(more, |forms| forms[usize::from(!single)].as_str())
            }
        };
        filled(&filled(sentence, &[("n", &number)]), values)
    }

    fn translated(self, en: &str) -> Option<&'static [String; 2]> {
        match self {
            Language::Zh | Language::En => None,
            Language::Fr => FRENCH.get(en),
            Language::Bo => TIBETAN.get(en),
        }
    }

    /// How it is called in addresses and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
            Language::Fr => "fr",
            Language::Bo => "bo",
        }
    }

    /// The BCP 47 tag of what is really written.
    pub fn tag(self) -> &'static str {
        if self == Language::Zh { "zh-Hans" } else { self.code() }
    }

    /// Its own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::Zh => "中文",
            Language::En => "English",
            Language::Fr => "Français",
            Language::Bo => "བོད་ཡིག",
        }
    }

    /// Nobody who speaks it has read the texts yet.
    pub fn is_machine_made(self) -> bool {
        matches!(self, Language::Fr | Language::Bo)
    }

    /// The language that a BCP 47 tag, or something like one, names.
    pub fn named(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Language::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.code()))
    }

    /// The best of an `Accept-Language` list by its weights; equal weights keep their order, weight 0 refuses.
    pub fn preferred(list: &str) -> Option<Language> {
        let mut best: Option<(f32, Language)> = None;
        for part in list.split(',').take(LIST_LENGTH_MAX) {
            let (tag, parameter) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = parameter.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(1.0);
            if let Some(language) = Language::named(tag)
                && weight > 0.0
                && best.is_none_or(|(heavier, _)| weight > heavier)
            {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// A sentence with its values, each once: what a value itself holds is left as it is.
fn filled(sentence: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut said = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        said.push_str(before);
        let named = after.split_once('}').and_then(|(name, then)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value.to_string(), then))
        });
        match named {
            Some((value, then)) => {
                said.push_str(&value);
                rest = then;
            }
            None => {
                said.push('{');
                rest = after;
            }
        }
    }
    said + rest
}

/// A file of `words/`.
#[derive(Deserialize)]
struct Words {
    words: HashMap<String, Forms>,
}

/// A translation: one for any number, or one for a single thing and one for several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Forms {
    Same(String),
    Both([String; 2]),
}

/// By the English sentence. A file that cannot be read has no words; a test reads both.
fn read(file: &str) -> HashMap<String, [String; 2]> {
    let words = serde_json::from_str::<Words>(file).map(|file| file.words).unwrap_or_default();
    let forms = |forms| match forms {
        Forms::Same(text) => [text.clone(), text],
        Forms::Both(both) => both,
    };
    words.into_iter().map(|(en, translation)| (en, forms(translation))).collect()
}

static FRENCH: LazyLock<HashMap<String, [String; 2]>> = LazyLock::new(|| read(include_str!("../words/fr.json")));
static TIBETAN: LazyLock<HashMap<String, [String; 2]>> = LazyLock::new(|| read(include_str!("../words/bo.json")));

/// Entries of an `Accept-Language` list that are read.
const LIST_LENGTH_MAX: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_in_any_form_is_chinese() {
        for tag in ["zh", "zh-Hans", "zh_CN", "ZH-TW"] {
            assert_eq!(Language::choose(Some(tag), Some("en")), Language::Zh, "{tag}");
        }
        assert_eq!([Language::named("bo-CN"), Language::named("FR_ca")], [Some(Language::Bo), Some(Language::Fr)]);
    }

    #[test]
    fn a_language_we_lack_falls_to_accept_language_then_to_english() {
        assert_eq!(Language::choose(Some("dz"), Some("de, zh;q=0.5, en;q=0.9")), Language::En);
        assert_eq!(Language::choose(Some("%%"), Some("zh-CN,en;q=0.8")), Language::Zh);
        assert_eq!(Language::choose(Some("dz"), Some("de, zh;q=0")), Language::En);
        assert_eq!(Language::choose(None, None), Language::En);
    }

    #[test]
    fn a_number_asks_for_the_form_that_its_language_has() {
        let products = |language: Language, n| language.count(n, "{n} 种商品", ["{n} product", "{n} products"], &[]);
        assert_eq!([0, 1, 2].map(|n| products(Language::En, n)), ["0 products", "1 product", "2 products"]);
        assert_eq!([0, 1, 2].map(|n| products(Language::Fr, n)), ["0 produit", "1 produit", "2 produits"]);
        assert_eq!([1, 2].map(|n| products(Language::Zh, n)), ["1 种商品", "2 种商品"]);
        let tibetan = [1, 2].map(|n| products(Language::Bo, n));
        assert_eq!(tibetan[0].replace('1', "2"), tibetan[1]);
    }

    #[test]
    fn a_value_is_put_in_as_it_is_and_once() {
        let said = Language::En.say("", "{a} and {b}, not {c}", &[("a", &"{b}"), ("b", &7)]);
        assert_eq!(said, "{b} and 7, not {c}");
    }
}
