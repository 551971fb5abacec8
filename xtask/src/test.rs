//! `test`: everything that can be checked by a machine, in rooms that also run alone.

mod browsers;
mod rooms;
mod setup;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process;
use crate::report::{duration, say};
pub use browsers::chromium;
use rooms::ROOMS;
pub use rooms::{files, in_browser, in_browsers};

/// What can be said to `test`.
#[derive(clap::Args)]
pub struct Flags {
    /// The rooms to run, in order; all without any.
    #[arg(value_parser = clap::builder::PossibleValuesParser::new(ROOMS.map(|room| room.name)))]
    rooms: Vec<String>,
}

/// Sees that whole browsers and what they are driven by are there.
pub fn ensure_browsers() -> Result<()> {
    setup::ensure(&rooms::BROWSERS)
}

/// Sets up, runs each room to its end whatever the others did, and closes with the count.
pub fn run(flags: &Flags) -> Result<()> {
    let chosen: Vec<_> = ROOMS
        .iter()
        .filter(|room| flags.rooms.is_empty() || flags.rooms.iter().any(|name| name == room.name))
        .collect();
    let begun = Instant::now();
    setup::ensure(&chosen.iter().flat_map(|room| room.needs).copied().collect::<Vec<_>>())?;
    let prepared = begun.elapsed();

    let mut results: Vec<(&str, Duration, bool)> = Vec::new();
    for room in chosen {
        say(&format!("\n── {}: {}", room.name, room.what));
        let begun = Instant::now();
        let done = (room.run)();
        if process::stopping() {
            bail!("asked to end");
        }
        if let Err(error) = &done {
            say(&format!("error: {error:#}"));
        }
        results.push((room.name, begun.elapsed(), done.is_ok()));
    }

    say(&format!("\n  {:<14}{}", "set up", duration(prepared)));
    for (name, time, passed) in &results {
        say(&format!("  {name:<14}{:<14}{}", duration(*time), if *passed { "passed" } else { "FAILED" }));
    }
    let passed = results.iter().filter(|(_, _, passed)| *passed).count();
    let failed = results.len() - passed;
    say(&format!("  {:<14}{}\n", "in all", duration(begun.elapsed())));
    say(&format!("{passed} passed, {failed} failed"));
    if failed > 0 {
        let rooms: Vec<&str> = results.iter().filter(|(_, _, passed)| !passed).map(|(name, _, _)| *name).collect();
        bail!("failed: {0}. Once more alone: `cargo xtask test {0}`.", rooms.join(" "));
    }
    Ok(())
}
