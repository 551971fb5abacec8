//! What a schedule came to, as one number: the same from the engine as a native program and as the Wasm that pages run.
//!
//! Natively the numbers are written into a file, a line a schedule. `under_node.mjs` plays the same seeds as Wasm and compares.

use crate::dice::{mixed, of_text};
use crate::schedule::Schedule;
use crate::world::play;

/// Everything that happened under a seed, every state that pages were in, and how it ended.
pub fn number_of(seed: u64) -> u64 {
    let outcome = play(Schedule::of(seed));
    let broken = outcome.broken.map_or(0, |broken| of_text(&format!("{:?} {}", broken.promise, broken.seen)));
    let struck = outcome.struck.map(u64::from);
    let parts = [outcome.trace, outcome.events, outcome.time, outcome.requests, outcome.rest.0, outcome.rest.1, broken];
    mixed(&[mixed(&parts), mixed(&struck), mixed(&outcome.states)])
}

/// Writes a line a schedule: its seed and its number.
#[cfg(not(target_arch = "wasm32"))]
pub fn write(options: &crate::options::Options, file: &str) -> bool {
    let mut text = String::new();
    for number in 0..options.schedules {
        let seed = mixed(&[options.first, number]);
        text.push_str(&format!("{seed:#x} {:#x}\n", number_of(seed)));
    }
    let written = std::fs::write(file, text);
    if let Err(error) = &written {
        println!("{file} cannot be written: {error}");
    }
    written.is_ok()
}

/// The number of a seed, for whoever holds this program as Wasm. Without bindings: what imports the library has nobody calls here.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "an export has to have a name of its own")]
#[unsafe(no_mangle)]
extern "C" fn simulation_number_of(seed: u64) -> u64 {
    number_of(seed)
}
