//! What is told while it works: one line a step, with the seconds it took.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Says what is being done, does it, and says how long it took where that is worth a word.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(&format!("  {what}"));
    let begun = Instant::now();
    let done = work()?;
    if begun.elapsed() >= Duration::from_secs(2) {
        say(&format!("  … done in {}", duration(begun.elapsed())));
    }
    Ok(done)
}

/// One line for the person before the terminal, at once.
pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}"); // a closed pipe is no reason to stop the work
    let _ = out.flush();
}

/// `12 s` or `3 min 05 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 { format!("{seconds} s") } else { format!("{} min {:02} s", seconds / 60, seconds % 60) }
}

/// A whole number with its thousands set apart: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}
