//! Words that must not stand in a room.

use anyhow::Result;
use regex::Regex;

use super::sources::Source;
use super::{Finding, at};
use crate::paths;

struct Rule {
    /// Folders or files it speaks of; empty: all.
    places: &'static [&'static str],
    /// Endings it speaks of; empty: all.
    endings: &'static [&'static str],
    /// Whether a test may have the word.
    tests_may: bool,
    /// The words. In pieces, so that this file does not break its own rules.
    words: String,
    advice: &'static str,
}

fn rules() -> Vec<Rule> {
    vec![
        Rule {
            places: &["src/engine", "src/ucp"],
            endings: &["rs"],
            tests_may: false,
            words: r"\b(web_sys|js_sys|wasm_bindgen|wasm_bindgen_futures|gloo_\w+|Instant|SystemTime|getrandom|rand::|RandomState|HashMap|HashSet)\b".to_owned(),
            advice: "this room is pure: no browser, no clock, no chance. Take it as an event or a parameter, ask for it as an effect",
        },
        Rule {
            places: &["src", "js"],
            endings: &["rs", "js", "mjs", "ts"],
            tests_may: false,
            words: ["inner", "outer"].map(|side| format!(r"\b{side}HTML\b|\bset_{side}_html\b|")).concat()
                + r"\b(insertAdjacent"
                + r"HTML|insert_adjacent_"
                + r"html|src"
                + r"doc|document\.write|createContextualFragment|parseFromString|setHTMLUnsafe|setHTML)\b",
            advice: "no HTML sink: a page may forbid it, and a text may carry markup. Build elements, set text",
        },
        Rule {
            places: &["src", "js"],
            endings: &["rs", "js", "mjs"],
            tests_may: false,
            words: r"\beval\(|\bnew Function\(|document\.cookie|\bset_cookie\b|\bHtmlDocument\b".to_owned(),
            advice: "no evaluated code, no cookie: neither belongs to a guest on a page",
        },
        Rule {
            places: &["src"],
            endings: &["rs"],
            tests_may: true,
            words: r#"\.unwrap\(\)|\.expect\(""#.to_owned(),
            advice: "nothing from outside may end in a panic: return the problem, or match it away",
        },
        Rule {
            places: &["src", "js"],
            endings: &["css", "rs", "js"],
            tests_may: true,
            words: r"\drem\b".to_owned(),
            advice: "no rem: it is the page's root size, not ours. Write px, or em of the host element",
        },
        Rule {
            places: &[],
            endings: &["rs", "js", "mjs", "ts", "css", "html", "py", "toml", "yml", "sh", "md"],
            tests_may: false,
            words: ["TO", "FIX"].into_iter().zip(["DO", "ME"]).map(|(begin, end)| format!(r"\b{begin}{end}\b|")).collect::<String>() + r"\btodo" + r"!\(|\bunimplemented" + r"!\(",
            advice: "left undone: do it now, or say in plain words why things are as they are",
        },
        Rule {
            places: &["src", "js", "examples", "tests", "xtask"],
            endings: &["rs", "js", "mjs", "py"],
            tests_may: false,
            words: r"#\[ign".to_owned() + r"ore|\b(it|test|describe|suite)\.(sk" + r"ip|on" + r"ly|to" + r"do)\b|pytest\.mark\.sk" + "ip",
            advice: "a test that is switched off tells nothing: assert what is so today, and say why it is wrong",
        },
        Rule {
            places: &[],
            endings: &[],
            tests_may: false,
            words: machine_paths(),
            advice: "a path of one machine: write it from the repository's root, or ask for it when the program runs",
        },
    ]
}

/// This checkout's own place and its owner's home, both of which are nobody else's.
fn machine_paths() -> String {
    let mut places: Vec<String> = paths::root().parent().map(|above| above.display().to_string()).into_iter().collect();
    places.extend(std::env::var("HOME").ok());
    let places: Vec<String> = places
        .iter()
        .filter(|place| place.len() > 1)
        .map(|place| format!(r"(^|[^\w/.]){}/", regex::escape(place.trim_end_matches('/'))))
        .collect();
    if places.is_empty() { r"[^\s\S]".to_owned() } else { places.join("|") }
}

/// Every place where a room has a word that it must not have.
pub fn findings(sources: &[Source]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for rule in rules() {
        let words = Regex::new(&rule.words)?;
        for source in sources.iter().filter(|source| rule.covers(source)) {
            let lines: Vec<(usize, &str)> = if rule.tests_may {
                source.shipped()
            } else {
                source.lines.iter().enumerate().map(|(at, line)| (at + 1, line.as_str())).collect()
            };
            for (line, text) in lines {
                if let Some(word) = words.find(text).filter(|_| !comment(source, text)) {
                    findings.push(at(source, line, format!("`{}`: {}", word.as_str().trim(), rule.advice)));
                }
            }
        }
    }
    Ok(findings)
}

impl Rule {
    fn covers(&self, source: &Source) -> bool {
        let here = self.places.is_empty() || source.under(self.places);
        let kind = self.endings.is_empty() || self.endings.contains(&source.ending());
        here && kind && !source.path.ends_with(".lock") && !source.path.ends_with("package-lock.json")
    }
}

/// Whether the line is a comment about code, which may name what the code must not use. What is left undone is mostly
/// said in comments, so marks of that stay findings (they are written in capitals).
fn comment(source: &Source, text: &str) -> bool {
    let text = text.trim_start();
    let begins = match source.ending() {
        "rs" | "js" | "mjs" | "ts" => text.starts_with("//") || text.starts_with("* ") || text.starts_with("/*"),
        _ => false,
    };
    begins && !["TO", "FIX"].iter().zip(["DO", "ME"]).any(|(begin, end)| text.contains(&format!("{begin}{end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        let source = Source { path: path.to_owned(), lines: text.lines().map(str::to_owned).collect() };
        findings(&[source]).unwrap().len()
    }

    #[test]
    fn the_pure_rooms_may_not_name_a_browser_and_the_others_may() {
        assert_eq!(found("src/engine/cart.rs", "use web_sys::Element;"), 1);
        assert_eq!(found("src/widget/cart.rs", "use web_sys::Element;"), 0);
        assert_eq!(found("src/engine/mod.rs", "//! Never web_sys, never SystemTime."), 0);
    }

    #[test]
    fn a_length_in_rem_is_found_and_a_word_that_ends_alike_is_not() {
        assert_eq!(found("src/widget/widget.css", "a { margin: 1.5rem; }\nb { padding: 2rem 1em; }"), 2);
        assert_eq!(found("src/widget/widget.css", "a { margin: 1.5em; } /* 3 remarks */"), 0);
    }

    #[test]
    fn an_unwrap_ships_nowhere_but_a_test_may_have_one() {
        assert_eq!(found("src/shell/store.rs", "let x = y.unwrap();"), 1);
        assert_eq!(found("src/shell/store.rs", "#[cfg(test)]\nmod tests {\n    y.unwrap();\n}"), 0);
        assert_eq!(found("src/ucp/json.rs", "self.expect(b'{')?;"), 0);
    }
}
