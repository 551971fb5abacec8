//! `simulate`: plays schedules of faults against the engine, until one breaks a promise or all are played.

mod wasm;

use anyhow::Result;

use crate::process;

/// What can be said to `simulate`.
#[derive(clap::Args)]
pub struct Flags {
    /// How many schedules: a million, or ten thousand against the marketplace and as Wasm.
    #[arg(long)]
    schedules: Option<u64>,
    /// Plays this one schedule again.
    #[arg(long)]
    seed: Option<String>,
    /// With `--seed`: only these faults, a bit each, as a failing run prints them.
    #[arg(long, requires = "seed")]
    faults: Option<String>,
    /// With `--seed`: only these gestures, a bit each.
    #[arg(long, requires = "seed")]
    gestures: Option<String>,
    /// Begins elsewhere than this commit and day would.
    #[arg(long)]
    first: Option<String>,
    /// Looks for each of the planted bugs instead, in a build that has them, and prints how many seeds, or states, it took.
    #[arg(long)]
    planted: bool,
    /// Against the marketplace's own handlers and SQL in this process, instead of the toy business.
    #[arg(long, conflicts_with = "planted")]
    marketplace: bool,
    /// With the engine as Wasm under Node: ten thousand schedules, each of which has to come to what it comes to natively.
    #[arg(long, conflicts_with_all = ["planted", "marketplace", "seed"])]
    wasm: bool,
    /// Instead of samples all ways of a small world: two tabs, two clicks, one fault, in every order.
    #[arg(long, conflicts_with_all = ["wasm", "marketplace", "seed", "schedules", "first"])]
    exhaustive: bool,
    /// With `--exhaustive`: under every fault in each of its scenarios, which takes long; with `--planted` every planted bug.
    #[arg(long, requires = "exhaustive")]
    whole: bool,
}

/// The test that plays the engine against the toy business.
const ENGINE: &str = "simulation";
/// Where the tests' run begins. It is the same each time, so that a commit is judged by what it changed; every other run begins elsewhere.
const FIRST: &str = "1";
/// A run.
const SCHEDULES: u64 = 1_000_000;
/// Within so many each planted bug has to be found.
const SCHEDULES_OF_A_PLANTED_BUG: u64 = 100_000;

/// Against the marketplace, by default and in the tests.
const SCHEDULES_OF_MARKETPLACE: u64 = 10_000;
/// The same as Wasm.
const SCHEDULES_OF_WASM: u64 = 10_000;

/// The tests' run: every seed that ever failed, many others, all ways of the small world, and the tests of these tests.
pub fn room() -> Result<()> {
    simulation(ENGINE, &[], &words_of(SCHEDULES, FIRST))?;
    simulation(ENGINE, &[], &exhaustive(false))?;
    wasm::run(&words_of(SCHEDULES_OF_WASM, FIRST))?;
    planted(&words_of(SCHEDULES_OF_A_PLANTED_BUG, FIRST))?;
    planted(&exhaustive(false))?;
    simulation("market-simulation", &[], &words_of(SCHEDULES_OF_MARKETPLACE, FIRST))
}

fn words_of(schedules: u64, first: &str) -> Vec<String> {
    ["--schedules", &schedules.to_string(), "--first", first].map(str::to_owned).to_vec()
}

fn exhaustive(whole: bool) -> Vec<String> {
    ["--exhaustive", "--whole"].into_iter().take(1 + usize::from(whole)).map(str::to_owned).collect()
}

/// Runs the simulation as it was asked for.
pub fn run(flags: &Flags) -> Result<()> {
    let first = flags.first.clone().unwrap_or_else(of_today);
    let usual = match flags {
        Flags { marketplace: true, .. } => SCHEDULES_OF_MARKETPLACE,
        Flags { wasm: true, .. } => SCHEDULES_OF_WASM,
        _ => SCHEDULES,
    };
    let mut words = words_of(flags.schedules.unwrap_or(usual), &first);
    for (name, word) in [("--seed", &flags.seed), ("--faults", &flags.faults), ("--gestures", &flags.gestures)] {
        words.extend(word.iter().flat_map(|word| [name.to_owned(), word.clone()]));
    }
    match flags {
        Flags { exhaustive: true, planted: true, whole, .. } => planted(&exhaustive(*whole)),
        Flags { exhaustive: true, whole, .. } => simulation(ENGINE, &[], &exhaustive(*whole)),
        Flags { planted: true, .. } => planted(&words),
        Flags { wasm: true, .. } => wasm::run(&words),
        Flags { marketplace: true, .. } => simulation("market-simulation", &[], &words),
        _ => simulation(ENGINE, &[], &words),
    }
}

fn planted(words: &[String]) -> Result<()> {
    simulation(ENGINE, &["--features", "planted"], &[words, &["--planted".to_owned()]].concat())
}

fn simulation(test: &str, features: &[&str], words: &[String]) -> Result<()> {
    let mut cargo = process::cargo(["test", "--quiet", "--profile", "simulation", "--test", test]);
    let package = if test == ENGINE { "tsampa" } else { test };
    cargo.args(["--package", package]);
    process::run(cargo.args(features).arg("--").args(words))
}

/// Where the seeds begin: other ones each day and each commit, and the same for whoever plays them again.
fn of_today() -> String {
    let commit = process::read(std::process::Command::new("git").args(["rev-parse", "--short=8", "HEAD"]));
    let commit = commit.ok().and_then(|commit| u64::from_str_radix(commit.trim(), 16).ok()).unwrap_or(0);
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let day = since.map_or(0, |since| since.as_secs() / 86_400);
    format!("{:#x}", commit << 16 | day & 0xffff)
}
