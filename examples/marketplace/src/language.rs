//! The two languages the marketplace speaks, and how one is chosen.

use serde::{Deserialize, Serialize};

/// A language of the marketplace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English, also for whoever asks for anything else.
    #[default]
    En,
}

/// A human text in every language of the marketplace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in one language.
    pub fn of(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

impl Language {
    /// What `context.language` asks for if it is one of ours, else the first of `Accept-Language` that is, else English.
    /// Any string is legal on both sides, nonsense included.
    pub fn choose(context: Option<&str>, accept_language: Option<&str>) -> Language {
        context.and_then(Language::named).or_else(|| accept_language.and_then(Language::preferred)).unwrap_or_default()
    }

    /// One of two sentences.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// The BCP 47 tag of what is really written.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh-Hans",
            Language::En => "en",
        }
    }

    /// The language that a BCP 47 tag, or something like one, names.
    pub fn named(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next()?;
        if primary.eq_ignore_ascii_case("zh") {
            Some(Language::Zh)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Language::En)
        } else {
            None
        }
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
    }

    #[test]
    fn a_language_we_lack_falls_to_accept_language_then_to_english() {
        assert_eq!(Language::choose(Some("bo"), Some("fr, zh;q=0.5, en;q=0.9")), Language::En);
        assert_eq!(Language::choose(Some("%%"), Some("zh-CN,en;q=0.8")), Language::Zh);
        assert_eq!(Language::choose(Some("bo"), Some("fr, zh;q=0")), Language::En);
        assert_eq!(Language::choose(None, None), Language::En);
    }
}
