//! `faults`: plays schedules in whole browsers before a marketplace whose network lies (tests/e2e/faults).

use anyhow::Result;

use crate::build::Kind;
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
}

/// In each engine.
const SCHEDULES: u32 = 20;
/// The tests play the same ones each time, so that a commit is judged by what it changed.
const FIRST: u32 = 1;

/// The tests' run.
pub fn room() -> Result<()> {
    play(None, FIRST, SCHEDULES)
}

/// Plays what was asked for.
pub fn run(flags: &Flags) -> Result<()> {
    test::ensure_browsers()?;
    let (first, schedules) = flags.seed.map_or((flags.first, flags.schedules), |seed| (seed, 1));
    play(flags.engine.as_deref(), first, schedules)
}

/// Two engines side by side: what they do is mostly to wait.
fn play(engine: Option<&str>, first: u32, schedules: u32) -> Result<()> {
    let ending = format!("{}.test.mjs", engine.unwrap_or_default());
    let tests = test::files(&paths::root().join("tests/e2e/faults"), &ending)?;
    let mut node = test::in_browsers(Kind::Hasty)?;
    node.env("FAULTS_FIRST", first.to_string()).env("FAULTS_SCHEDULES", schedules.to_string());
    process::run(node.arg("--test-concurrency=2").args(tests))
}
