//! The repository's text files: those that git tracks, and new ones that it does not ignore.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{paths, process};

/// One text file.
pub struct Source {
    /// From the repository's root, with `/`.
    pub path: String,
    /// Its lines.
    pub lines: Vec<String>,
}

impl Source {
    /// The file's ending, without the dot.
    pub fn ending(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// Whether it lies under one of these folders (or is one of these files).
    pub fn under(&self, places: &[&str]) -> bool {
        places
            .iter()
            .any(|place| self.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    /// The lines that are not a test's, numbered from 1: what stands in a `#[cfg(test)]` block is left out, and so is a
    /// file that holds nothing else.
    pub fn shipped(&self) -> Vec<(usize, &str)> {
        if self.path.contains("/tests/") || self.path.ends_with("/tests.rs") || self.path.ends_with("_tests.rs") {
            return Vec::new();
        }
        let mut shipped = Vec::new();
        let mut end_of_test: Option<String> = None; // the line that closes the block: a brace at its depth (rustfmt)
        let mut marked = false;
        for (at, line) in self.lines.iter().enumerate() {
            if let Some(end) = &end_of_test {
                if line == end {
                    end_of_test = None;
                }
            } else if line.trim_start().starts_with("#[cfg(test)]") || line.trim_start().starts_with("#[cfg(all(test") {
                marked = true;
            } else if marked {
                let depth: String = line.chars().take_while(|letter| *letter == ' ').collect();
                let opens = line.trim_end().ends_with('{');
                marked = line.trim_start().starts_with("#["); // further attributes of the same thing
                if opens {
                    end_of_test = Some(format!("{depth}}}"));
                }
            } else {
                shipped.push((at + 1, line.as_str()));
            }
        }
        shipped
    }
}

/// All of them, without what others wrote (licences) or programs (lock files are kept: they have rules of their own).
pub fn tracked() -> Result<Vec<Source>> {
    let listed = process::read(
        Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(paths::root()),
    )
    .context("git could not list the files; this check wants a checkout")?;
    let mut sources = Vec::new();
    for path in listed.split('\0').filter(|path| !path.is_empty() && !path.starts_with("LICENSE")) {
        let Ok(bytes) = std::fs::read(paths::root().join(path)) else { continue }; // removed, not yet committed
        if let Ok(text) = String::from_utf8(bytes) {
            sources.push(Source { path: path.to_owned(), lines: text.lines().map(str::to_owned).collect() });
        }
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_block_does_not_ship_and_what_follows_it_does() {
        let text = "fn one() {}\n#[cfg(test)]\nmod tests {\n    fn two() {\n    }\n}\nfn three() {}\n#[cfg(test)]\nmod more;\nfn four() {}";
        let source = Source { path: "src/engine/cart.rs".to_owned(), lines: text.lines().map(str::to_owned).collect() };
        let shipped: Vec<_> = source.shipped().into_iter().map(|(line, _)| line).collect();
        assert_eq!(shipped, [1, 7, 10]);
    }

    #[test]
    fn a_folder_holds_what_lies_below_it_and_nothing_of_a_similar_name() {
        let source = Source { path: "src/engine/cart.rs".to_owned(), lines: Vec::new() };
        assert!(source.under(&["src/engine"]) && source.under(&["src"]));
        assert!(!source.under(&["src/eng"]) && !source.under(&["js", "tests"]));
    }
}
