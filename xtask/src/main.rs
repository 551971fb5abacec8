//! The project's commands: `cargo xtask start`, `test`, `build`, `size`, `bench`, `simulate`, `faults`, `mutants`,
//! `replay`, `check`.
//!
//! One file a command, of the same name; a folder beside it where the command has parts. Shared by all: `process`
//! (programs we start, and end again), `paths` (where things lie), `report` (what is told while it works).

mod bench;
mod build;
mod check;
mod faults;
mod mutants;
mod paths;
mod process;
mod replay;
mod report;
mod runner;
mod simulate;
mod size;
mod start;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The commands of the project.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Flags {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the marketplace and two partner sites with a development SDK, until Ctrl-C.
    Start(start::Flags),
    /// Sets up what the tests need and runs all of them, or the named rooms'.
    Test(test::Flags),
    /// Builds the SDK's files into dist/.
    Build(build::Flags),
    /// Builds the SDK and prints each file's bytes against its budget.
    Size(size::Flags),
    /// Measures the SDK beside others in a real browser over slow lines; on demand, no test.
    Bench(bench::Flags),
    /// Plays schedules of faults against the engine; one that breaks a promise is printed with the command that replays it.
    Simulate(simulate::Flags),
    /// Plays schedules of faults in whole browsers before a marketplace whose network lies.
    Faults(faults::Flags),
    /// Changes the engine by one line, a thousand times, and looks whether a test notices.
    Mutants(mutants::Flags),
    /// Plays again what a page exported by `shop.trace()`, and says whether it comes to the same state.
    Replay(replay::Flags),
    /// Format, lints, room rules, licences.
    Check,
    /// Runs one test file in a browser; cargo calls it.
    #[command(hide = true)]
    Runner(runner::Flags),
}

fn main() -> ExitCode {
    let flags = Flags::parse();
    if let Err(error) = process::end_with_us() {
        eprintln!("error: {error:#}");
        return ExitCode::FAILURE;
    }
    let done = match flags.command {
        Command::Start(flags) => start::run(&flags),
        Command::Test(flags) => test::run(&flags),
        Command::Build(flags) => build::run(&flags),
        Command::Size(flags) => size::run(&flags),
        Command::Bench(flags) => bench::run(&flags),
        Command::Simulate(flags) => simulate::run(&flags),
        Command::Faults(flags) => faults::run(&flags),
        Command::Mutants(flags) => mutants::run(&flags),
        Command::Replay(flags) => replay::run(&flags),
        Command::Check => check::run(),
        Command::Runner(flags) => runner::run(flags),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if process::stopping() => ExitCode::from(INTERRUPTED),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// What a shell calls a program that was ended by Ctrl-C.
const INTERRUPTED: u8 = 130;
