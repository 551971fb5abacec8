//! `faults`: plays schedules in whole browsers before a marketplace whose network lies (tests/e2e/faults).

use anyhow::{Result, bail};

use crate::build::Kind;
use crate::report::say;
use crate::{paths, process, test};

/// What can be said to `faults`.
#[derive(clap::Args)]
pub struct Flags {
    /// In this engine alone.
    #[arg(long, value_parser = ["chromium", "firefox", "webkit"])]
    engine: Option<String>,
    /// Plays this one schedule.
    #[arg(long)]
    seed: Option<u32>,
    /// How many schedules in each engine.
    #[arg(long, default_value_t = SCHEDULES, conflicts_with = "seed")]
    schedules: u32,
    /// Begins with this seed.
    #[arg(long, default_value_t = FIRST, conflicts_with = "seed")]
    first: u32,
    /// In a build with the planted bug of this number, which has to be found.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=20))]
    planted: Option<u8>,
}

/// In each engine.
const SCHEDULES: u32 = 20;
/// The tests play the same ones each time, so that a commit is judged by what it changed.
const FIRST: u32 = 1;

/// The tests' run.
pub fn room() -> Result<()> {
    play(None, FIRST, SCHEDULES, None)
}

/// Plays what was asked for.
pub fn run(flags: &Flags) -> Result<()> {
    test::ensure_browsers()?;
    let (first, schedules) = flags.seed.map_or((flags.first, flags.schedules), |seed| (seed, 1));
    let played = play(flags.engine.as_deref(), first, schedules, flags.planted);
    match (flags.planted, played) {
        (None, played) => played,
        (Some(bug), Ok(())) => bail!("the planted bug {bug} was not found within {schedules} schedules"),
        (Some(bug), Err(error)) if process::stopping() => {
            Err(error.context(format!("looking for the planted bug {bug}")))
        }
        (Some(bug), Err(_)) => {
            say(&format!("the planted bug {bug} was found: the schedules above that failed say how"));
            Ok(())
        }
    }
}

/// Two engines side by side: what they do is mostly to wait.
fn play(engine: Option<&str>, first: u32, schedules: u32, planted: Option<u8>) -> Result<()> {
    let ending = format!("{}.test.mjs", engine.unwrap_or_default());
    let tests = test::files(&paths::root().join("tests/e2e/faults"), &ending)?;
    let mut node = test::in_browsers(Kind::Hasty(planted))?;
    node.env("FAULTS_FIRST", first.to_string()).env("FAULTS_SCHEDULES", schedules.to_string());
    process::run(node.arg("--test-concurrency=2").args(tests))
}
