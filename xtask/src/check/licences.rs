//! The licences of everything that is built in: each crate has to offer one that lets anybody use the whole.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::process;

/// Licences that ask for no more than to be named.
const ALLOWED: [&str; 11] = [
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "0BSD",
    "Unlicense",
    "CC0-1.0",
];

/// Every crate of the lock file that offers none of them.
pub fn findings() -> Result<Vec<Finding>> {
    let said = process::read(&mut process::cargo(["metadata", "--format-version", "1", "--locked"])).context("cargo could not read the dependencies. If Cargo.lock is behind a Cargo.toml, run `cargo metadata` once and commit it")?;
    let metadata: Value = serde_json::from_str(&said)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut findings = Vec::new();
    for package in packages {
        let name =
            format!("{} {}", package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"));
        match package["license"].as_str() {
            Some(licence) if allowed(licence) => {}
            licence => findings.push(Finding {
                place: name,
                advice: format!("its licence ({}) is none that we may build in. Choose another crate, or let the licence be judged and allowed in xtask/src/check/licences.rs", licence.unwrap_or("none named")),
            }),
        }
    }
    Ok(findings)
}

/// Whether an SPDX expression can be met: of an OR one side, of an AND both. An exception (WITH) only gives more.
fn allowed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = expression.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest) && rest.is_empty()
}

fn any(words: &mut &[&str]) -> bool {
    let mut met = all(words);
    while let ["OR", rest @ ..] = *words {
        *words = rest;
        met |= all(words);
    }
    met
}

fn all(words: &mut &[&str]) -> bool {
    let mut met = one(words);
    while let ["AND", rest @ ..] = *words {
        *words = rest;
        met &= one(words);
    }
    met
}

fn one(words: &mut &[&str]) -> bool {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let met = any(words);
            if let [")", rest @ ..] = *words {
                *words = rest;
                return met;
            }
            false
        }
        [name, "WITH", _, rest @ ..] | [name, rest @ ..] => {
            *words = rest;
            ALLOWED.contains(name)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn one_side_of_an_or_is_enough_and_an_and_wants_both() {
        assert!(allowed("MIT OR GPL-3.0-only"));
        assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(allowed("Unlicense/MIT"));
        assert!(!allowed("MIT AND GPL-3.0-only"));
        assert!(!allowed("GPL-3.0-only"));
        assert!(!allowed("(MIT"));
        assert!(!allowed(""));
    }
}
