//! `mutants`: changes the engine by one line, a thousand times, and looks whether a test notices.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::paths;
use crate::process;
use crate::report::say;

/// What can be said to `mutants`.
#[derive(clap::Args)]
pub struct Flags {
    /// How many are tried at once.
    #[arg(long, default_value_t = 2)]
    jobs: u8,
    /// Only those whose description matches this expression.
    #[arg(long)]
    only: Option<String>,
}

/// The program that makes them, from crates.io.
const PROGRAM: &str = "cargo-mutants";
const VERSION: &str = "27.1.0";
/// So many of a hundred that can be built have to be noticed.
const CAUGHT_PERCENT: usize = 95;
/// Longer than any test takes on a busy machine, in seconds; a change that never ends is noticed by it.
const PATIENCE: &str = "90";

/// Tries them all and writes the table; an error where too many survive.
pub fn run(flags: &Flags) -> Result<()> {
    install()?;
    let out = paths::scratch("mutants");
    let (jobs, folders) = (flags.jobs.to_string(), process::find("cargo").unwrap_or_default());
    let mut mutants = process::cargo(["mutants", "--package", "tsampa", "--no-shuffle", "--timeout", PATIENCE]);
    mutants.args(["--jobs", &jobs, "--output"]).arg(&out).env("PATH", path_with(&tools(), &folders)?);
    if let Some(only) = &flags.only {
        mutants.args(["--re", only]);
    }
    // It ends with an error as soon as one survives; the table says how many may.
    process::run(&mut mutants).or_else(|error| if process::stopping() { Err(error) } else { Ok(()) })?;
    let outcomes = out.join("mutants.out/outcomes.json");
    let text = fs::read_to_string(&outcomes).with_context(|| format!("{} was not written", paths::shown(&outcomes)))?;
    let tried = Tried::of(&serde_json::from_str(&text)?);
    tried.print();
    if flags.only.is_none() {
        fs::write(table(), tried.table()).with_context(|| format!("{} cannot be written", paths::shown(&table())))?;
        say(&format!("the table is in {}", paths::shown(&table())));
    }
    tried.judge()
}

/// The table of the last whole run.
fn table() -> PathBuf {
    paths::root().join("tests/engine/mutants.md")
}

fn tools() -> PathBuf {
    paths::scratch("tools")
}

fn install() -> Result<()> {
    let (version, tools) = (format!("{PROGRAM}@{VERSION}"), tools());
    process::run(process::cargo(["install", "--quiet", "--locked", &version, "--root"]).arg(&tools))
        .with_context(|| format!("{version} could not be installed. Look at the network connection, then try again"))
}

fn path_with(tools: &std::path::Path, cargo: &std::path::Path) -> Result<std::ffi::OsString> {
    let others = std::env::var_os("PATH").unwrap_or_default();
    let cargo = cargo.parent().map(PathBuf::from);
    let folders = std::iter::once(tools.join("bin")).chain(cargo).chain(std::env::split_paths(&others));
    std::env::join_paths(folders).context("the PATH cannot be said")
}

/// What became of them: by file how many were caught, missed and not built, and the sentences of those missed.
#[derive(Default)]
struct Tried {
    files: BTreeMap<String, [usize; 3]>,
    missed: Vec<String>,
}

impl Tried {
    fn of(outcomes: &Value) -> Self {
        let mut tried = Self::default();
        for outcome in outcomes["outcomes"].as_array().into_iter().flatten() {
            let mutant = &outcome["scenario"]["Mutant"];
            let (Some(file), Some(name)) = (mutant["file"].as_str(), mutant["name"].as_str()) else { continue };
            let row = tried.files.entry(file.to_owned()).or_default();
            match outcome["summary"].as_str() {
                Some("CaughtMutant" | "Timeout") => row[0] += 1,
                Some("MissedMutant") => {
                    row[1] += 1;
                    tried.missed.push(name.to_owned());
                }
                _ => row[2] += 1,
            }
        }
        tried.missed.sort();
        tried
    }

    fn sums(&self) -> [usize; 3] {
        let mut sums = [0; 3];
        for row in self.files.values() {
            for (sum, more) in sums.iter_mut().zip(row) {
                *sum += more;
            }
        }
        sums
    }

    fn print(&self) {
        for missed in &self.missed {
            say(&format!("missed: {missed}"));
        }
        let [caught, missed, unbuilt] = self.sums();
        say(&format!("{caught} caught, {missed} missed ({} of 100 caught), {unbuilt} do not build", self.percent()));
    }

    fn percent(&self) -> usize {
        let [caught, missed, _] = self.sums();
        (caught * 100).checked_div(caught + missed).unwrap_or(100)
    }

    fn table(&self) -> String {
        let commit = process::read(std::process::Command::new("git").args(["rev-parse", "--short", "HEAD"]));
        let mut text = String::from(HEADING);
        text += &format!("Written by `cargo xtask mutants` on {}.\n\n", commit.unwrap_or_default().trim());
        text += "| file | caught | missed | do not build |\n|---|---|---|---|\n";
        for (file, [caught, missed, unbuilt]) in &self.files {
            text += &format!("| {file} | {caught} | {missed} | {unbuilt} |\n");
        }
        let [caught, missed, unbuilt] = self.sums();
        text += &format!("| **all** | {caught} | {missed} | {unbuilt} |\n\n## Missed\n\n");
        for missed in &self.missed {
            text += &format!("- `{missed}`\n");
        }
        text
    }

    fn judge(&self) -> Result<()> {
        if self.percent() < CAUGHT_PERCENT {
            bail!("fewer than {CAUGHT_PERCENT} of 100 changes are noticed: write the claims that are missing");
        }
        Ok(())
    }
}

const HEADING: &str = "# One-line changes of the engine, and whether a test noticed

";
