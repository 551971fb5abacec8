//! `mutants`: changes the engine by one line, more than a thousand times, and looks whether a claim notices.
//!
//! cargo-mutants says which changes there are. Built one by one they take hours, so all are built at once, each behind a switch
//! (`switches.rs`), and the claims run once for each (`at_once.rs`). Those that cannot be built beside the others are left to cargo-mutants.
//!
//! It can be stopped at any time and goes on the next time: what became of a change is kept until its file is another one. Those that
//! nobody noticed are tried again, since a claim may have come meanwhile.

mod at_once;
mod switches;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

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
    /// Forget what earlier runs found.
    #[arg(long)]
    afresh: bool,
}

/// The program that makes them, from crates.io.
const PROGRAM: &str = "cargo-mutants";
const VERSION: &str = "27.1.0";
/// So many of a hundred that can be built have to be noticed.
const CAUGHT_PERCENT: usize = 95;

/// Tries them all and writes the table; an error where too many survive.
pub fn run(flags: &Flags) -> Result<()> {
    install()?;
    let list: Value = serde_json::from_str(&process::read(mutants()?.args(["--list", "--json"]))?)?;
    let named: Vec<Named> = list.as_array().into_iter().flatten().enumerate().filter_map(Named::of).collect();
    let mut tried = Tried::of(&named, !flags.afresh)?;
    let only = regex::Regex::new(flags.only.as_deref().unwrap_or_default())?;
    let names = named.iter().map(|one| &one.name);
    let wanted: BTreeSet<String> =
        names.filter(|name| only.is_match(name) && !tried.is_settled(name)).cloned().collect();
    let ended = at_once::try_all(&named, &wanted, flags.jobs, |name, end| tried.note(name, end));
    tried.keep()?;
    ended?;
    if !process::stopping() && wanted.iter().any(|name| tried.ends.get(name).is_some_and(Option::is_none)) {
        tried.leave_word(&wanted)?;
        // It ends with an error as soon as one survives; the table says how many may.
        let ended = process::run(mutants()?.args(["--iterate", "--jobs", "1"]));
        tried.take_in()?;
        if process::stopping() {
            ended?;
        }
    }
    tried.print();
    if flags.only.is_none() && tried.left() == 0 {
        fs::write(table(), tried.table()?).with_context(|| format!("{} cannot be written", paths::shown(&table())))?;
        say(&format!("the table is in {}", paths::shown(&table())));
    }
    tried.judge()
}

/// The table of the last whole run.
fn table() -> PathBuf {
    paths::root().join("tests/engine/mutants.md")
}

/// Why some that nobody notices need not be noticed: a change, and its reason below it.
fn reasons() -> PathBuf {
    paths::root().join("tests/engine/survivors.txt")
}

fn tools() -> PathBuf {
    paths::scratch("tools")
}

/// What the program leaves of one run, and what we keep of all of them.
fn last_run() -> PathBuf {
    paths::scratch("mutants").join("mutants.out")
}

fn all_runs() -> PathBuf {
    paths::scratch("mutants").join("tried.txt")
}

fn install() -> Result<()> {
    let (version, tools) = (format!("{PROGRAM}@{VERSION}"), tools());
    process::run(process::cargo(["install", "--quiet", "--locked", &version, "--root"]).arg(&tools))
        .with_context(|| format!("{version} could not be installed. Look at the network connection, then try again"))
}

/// What does not change with the engine is built once, for all copies and runs.
fn built() -> PathBuf {
    paths::scratch("mutants").join("built")
}

/// The program.
fn mutants() -> Result<std::process::Command> {
    let mut command = process::cargo(["mutants", "--package", "tsampa", "--output"]);
    command.arg(paths::scratch("mutants")).env("CARGO_TARGET_DIR", built());
    command.env("CLAIMS_IN_BRIEF", "1").env("RUST_BACKTRACE", "0").env("PATH", path_with_tools()?);
    Ok(command)
}

fn path_with_tools() -> Result<std::ffi::OsString> {
    let others = std::env::var_os("PATH").unwrap_or_default();
    let cargo = process::find("cargo").and_then(|cargo| Some(cargo.parent()?.to_owned()));
    let folders = std::iter::once(tools().join("bin")).chain(cargo).chain(std::env::split_paths(&others));
    std::env::join_paths(folders).context("the PATH cannot be said")
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", paths::shown(path)))
}

/// One change, as it is listed.
pub struct Named {
    number: usize,
    name: String,
    file: String,
    listed: Value,
}

impl Named {
    fn of((place, listed): (usize, &Value)) -> Option<Self> {
        let (name, file) = (listed["name"].as_str()?.to_owned(), listed["file"].as_str()?.to_owned());
        Some(Self { number: place + 1, name, file, listed: listed.clone() })
    }

    /// Whether it changes what type a function answers, so that no switch can choose.
    fn is_opaque(&self) -> bool {
        self.listed["function"]["return_type"].as_str().is_some_and(|kind| kind.contains("impl "))
    }

    fn change(&self) -> switches::Change {
        let number = |at: &str| self.listed["span"]["start"][at].as_u64().unwrap_or_default() as usize;
        let text = |at: &str| self.listed[at].as_str().unwrap_or_default().to_owned();
        let place = (number("line"), number("column"));
        switches::Change { number: self.number, place, genre: text("genre"), replacement: text("replacement") }
    }
}

/// What became of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    /// A claim noticed.
    Caught,
    /// No claim noticed, the simulation did.
    Simulated,
    /// Nobody noticed.
    Missed,
    /// It cannot be built.
    Unbuilt,
}

const ENDS: [(End, &str); 4] =
    [(End::Caught, "caught"), (End::Simulated, "simulated"), (End::Missed, "missed"), (End::Unbuilt, "unbuilt")];

/// What became of all, by their descriptions: place, change, function.
struct Tried {
    ends: BTreeMap<String, Option<End>>,
    /// Each file's contents, as a number.
    files: BTreeMap<String, u64>,
}

impl Tried {
    fn of(named: &[Named], remembers: bool) -> Result<Self> {
        let ends = named.iter().map(|one| (one.name.clone(), None)).collect();
        let mut tried = Self { ends, files: BTreeMap::new() };
        for file in tried.files()? {
            let mut hasher = DefaultHasher::new();
            read(&paths::root().join(&file))?.hash(&mut hasher);
            tried.files.insert(file, hasher.finish());
        }
        let earlier = if remembers { fs::read_to_string(all_runs()).unwrap_or_default() } else { String::new() };
        for line in earlier.lines() {
            let mut words = line.splitn(3, ' ');
            let (hash, end, name) = (words.next(), words.next(), words.next().unwrap_or_default());
            if hash == Some(&tried.hash(name)?.to_string())
                && let Some(known) = tried.ends.get_mut(name)
            {
                *known = ENDS.iter().find(|(_, word)| Some(*word) == end).map(|(end, _)| *end);
            }
        }
        Ok(tried)
    }

    /// Whether it need not be tried again: only a new claim could come to another end, and never to a worse one.
    fn is_settled(&self, name: &str) -> bool {
        matches!(self.ends.get(name), Some(Some(End::Caught | End::Unbuilt)))
    }

    fn note(&mut self, name: &str, end: End) {
        if end == End::Missed {
            say(&format!("missed: {name}"));
        }
        self.ends.insert(name.to_owned(), Some(end));
    }

    fn files(&self) -> Result<BTreeSet<String>> {
        self.ends.keys().map(|name| file(name).map(str::to_owned)).collect()
    }

    fn hash(&self, name: &str) -> Result<u64> {
        Ok(self.files.get(file(name)?).copied().unwrap_or_default())
    }

    /// Leaves word of those that cargo-mutants need not try where it looks for it.
    fn leave_word(&self, wanted: &BTreeSet<String>) -> Result<()> {
        let others = self.ends.iter().filter(|(name, end)| end.is_some() || !wanted.contains(*name));
        let names: String = others.map(|(name, _)| format!("{name}\n")).collect();
        let folder = last_run();
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be removed", paths::shown(&folder)))?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("previously_caught.txt"), names).context("what was caught cannot be written down")
    }

    /// Takes in what cargo-mutants found, also where it was stopped.
    fn take_in(&mut self) -> Result<()> {
        let text = fs::read_to_string(last_run().join("outcomes.json")).unwrap_or_else(|_| "{}".to_owned());
        let outcomes: Value = serde_json::from_str(&text)?;
        for outcome in outcomes["outcomes"].as_array().into_iter().flatten() {
            let Some(name) = outcome["scenario"]["Mutant"]["name"].as_str() else { continue };
            match outcome["summary"].as_str() {
                Some("CaughtMutant" | "Timeout") => self.note(name, End::Caught),
                Some("MissedMutant") => self.note(name, End::Missed),
                Some("Unviable") => self.note(name, End::Unbuilt),
                _ => {}
            }
        }
        self.keep()
    }

    /// Keeps it all for the next time.
    fn keep(&self) -> Result<()> {
        let mut text = String::new();
        for (name, end) in &self.ends {
            if let Some((_, word)) = ENDS.iter().find(|(known, _)| Some(*known) == *end) {
                text += &format!("{} {word} {name}\n", self.hash(name)?);
            }
        }
        fs::write(all_runs(), text).with_context(|| format!("{} cannot be written", paths::shown(&all_runs())))
    }

    fn count(&self, file: &str, end: End) -> usize {
        self.ends.iter().filter(|(name, known)| name.starts_with(file) && **known == Some(end)).count()
    }

    fn left(&self) -> usize {
        self.ends.values().filter(|end| end.is_none()).count()
    }

    fn missed(&self) -> impl Iterator<Item = &str> {
        self.ends.iter().filter(|(_, end)| **end == Some(End::Missed)).map(|(name, _)| name.as_str())
    }

    fn print(&self) {
        for missed in self.missed() {
            say(&format!("missed: {missed}"));
        }
        let [caught, simulated, missed, unbuilt] = ENDS.map(|(end, _)| self.count("", end));
        let percent = self.percent();
        say(&format!(
            "{caught} caught by claims, {simulated} by the simulation alone, {missed} missed: {percent} of 100"
        ));
        say(&format!("{unbuilt} do not build, {} were not tried yet", self.left()));
    }

    fn percent(&self) -> usize {
        let [caught, simulated, missed, _] = ENDS.map(|(end, _)| self.count("", end));
        ((caught + simulated) * 100).checked_div(caught + simulated + missed).unwrap_or(100)
    }

    fn table(&self) -> Result<String> {
        let commit = process::read(std::process::Command::new("git").args(["rev-parse", "--short", "HEAD"]))?;
        let mut text = format!("{HEADING}Written by `cargo xtask mutants` on {}.\n\n", commit.trim());
        text +=
            "| file | caught by claims | by the simulation alone | missed | do not build |\n|---|---|---|---|---|\n";
        for name in self.files()?.iter().map(String::as_str).chain([""]) {
            let counts = ENDS.map(|(end, _)| self.count(name, end).to_string()).join(" | ");
            text += &format!("| {} | {counts} |\n", if name.is_empty() { "**all**" } else { name });
        }
        text += &format!("\n{} of 100 are noticed.\n\n## Missed\n\n", self.percent());
        let reasons = read(&reasons())?;
        for missed in self.missed() {
            text += &format!("- `{missed}`{}\n", reason(&reasons, missed));
        }
        Ok(text)
    }

    fn judge(&self) -> Result<()> {
        if self.percent() < CAUGHT_PERCENT {
            bail!("fewer than {CAUGHT_PERCENT} of 100 changes are noticed: write the claims that are missing");
        }
        Ok(())
    }
}

/// The file of a description, which begins with it.
fn file(name: &str) -> Result<&str> {
    Ok(name.split_once(':').with_context(|| format!("`{name}` names no file"))?.0)
}

/// Why this one need not be noticed. Where in its file it is does not matter there: that changes with every line.
fn reason(reasons: &str, name: &str) -> String {
    let mut parts = name.splitn(4, ':');
    let (file, change) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    let wanted = format!("{file}:{change}");
    let mut lines = reasons.lines().skip_while(|line| *line != wanted).skip(1);
    lines.find(|line| line.starts_with("    ")).map_or(String::new(), |line| format!(": {}", line.trim()))
}

const HEADING: &str = "# One-line changes of the engine, and whether a claim noticed

";
