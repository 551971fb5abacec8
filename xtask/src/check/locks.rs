//! Lock files name versions and checksums, never where somebody's packages came from.

use super::sources::Source;
use super::{Finding, at};

/// Every line of a lock file that names a host.
pub fn findings(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let advice = match source.path.rsplit('/').next() {
            Some("package-lock.json") => {
                "names a host. Write it again with this repository's .npmrc: `rm -r node_modules package-lock.json && npm install`"
            }
            Some("Cargo.lock") => {
                "comes from elsewhere than crates.io: remove the source replacement, then `cargo update --package` it"
            }
            _ => continue,
        };
        for (at_line, line) in source.lines.iter().enumerate() {
            let line = line.trim();
            let elsewhere = match source.path.ends_with(".json") {
                true => line.starts_with("\"resolved\"") && line.contains("://"),
                false => line.starts_with("source = ") && line != CRATES_IO,
            };
            if elsewhere {
                findings.push(at(source, at_line + 1, advice));
            }
        }
    }
    findings
}

const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
