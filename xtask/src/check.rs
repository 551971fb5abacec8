//! `check`: what can be judged by reading. Every finding names the place and what to do there.

mod lengths;
mod licences;
mod locks;
mod sources;
mod words;

use anyhow::{Result, bail};

use crate::build::target::{self, TARGET};
use crate::process;
use crate::report::{say, step};
use crate::test::in_browser;
use sources::Source;

/// A place where a rule is broken.
struct Finding {
    /// `file:line`, or what else has the fault.
    place: String,
    /// What is wrong and what to do.
    advice: String,
}

/// Runs every check to its end, then fails if one of them found something.
pub fn run() -> Result<()> {
    target::ensure()?;
    let mut failed = Vec::new();
    for (what, check) in CHECKS {
        if let Err(error) = step(what, check) {
            if process::stopping() {
                return Err(error);
            }
            say(&format!("error: {error:#}"));
            failed.push(what);
        }
    }
    if !failed.is_empty() {
        bail!("not in order: {}", failed.join(", "));
    }
    Ok(())
}

/// What is looked at, and how.
type Check = (&'static str, fn() -> Result<()>);

const CHECKS: [Check; 6] = [
    ("format", format),
    ("room rules", rules),
    ("the rules' own tests", own_tests),
    ("licences", || report(licences::findings()?)),
    ("lints", lints),
    ("lints for Wasm", lints_for_wasm),
];

fn format() -> Result<()> {
    process::run(&mut process::cargo(["fmt", "--all", "--check"]))
}

fn lints() -> Result<()> {
    process::run(&mut process::cargo(["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

/// The library, the tests that run in a browser, and the simulation, which plays as Wasm too; the other tests are native ones.
fn lints_for_wasm() -> Result<()> {
    let mut cargo = process::cargo(["clippy", "--quiet", "--package", "tsampa", "--lib", "--target", TARGET]);
    cargo.args(["--test", "simulation"]);
    for name in in_browser()? {
        cargo.args(["--test", &name]);
    }
    process::run(cargo.args(["--", "--deny", "warnings"]))
}

fn rules() -> Result<()> {
    let sources = sources::tracked()?;
    let mut findings = words::findings(&sources)?;
    findings.extend(lengths::findings(&sources));
    findings.extend(locks::findings(&sources));
    report(findings)
}

fn own_tests() -> Result<()> {
    process::run(&mut process::cargo(["test", "--quiet", "--package", "xtask"]))
}

fn report(findings: Vec<Finding>) -> Result<()> {
    for finding in &findings {
        say(&format!("  {}: {}", finding.place, finding.advice));
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("one finding"),
        count => bail!("{count} findings"),
    }
}

/// A finding at a line of a source, counted from 1.
fn at(source: &Source, line: usize, advice: impl Into<String>) -> Finding {
    Finding { place: format!("{}:{line}", source.path), advice: advice.into() }
}
