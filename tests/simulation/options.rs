//! What can be said on the command line. Words of cargo's own test runner are passed over.

/// What to run.
pub struct Options {
    /// How many schedules.
    pub schedules: u64,
    /// Where the seeds begin.
    pub first: u64,
    /// Play only this one, with everything that happens.
    pub one: Option<crate::schedule::Schedule>,
    /// Threads.
    pub threads: u64,
    /// Look for the planted bugs.
    pub planted: bool,
}

/// Without a word: as many as a quick look may take.
const SCHEDULES: u64 = 3_000;

/// Reads the words.
pub fn read(words: impl Iterator<Item = String>) -> Options {
    let words: Vec<String> = words.collect();
    let number = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        let text = words.get(at + 1)?.replace(['_', ','], "");
        match text.strip_prefix("0x") {
            Some(digits) => u128::from_str_radix(digits, 16).ok(),
            None => text.parse().ok(),
        }
    };
    let one = number("--seed").map(|seed| {
        let mut schedule = crate::schedule::Schedule::of(seed as u64);
        schedule.faults = number("--faults").unwrap_or(schedule.faults);
        schedule.gestures = number("--gestures").map_or(schedule.gestures, |gestures| gestures as u64);
        schedule
    });
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    Options {
        schedules: number("--schedules").map_or(SCHEDULES, |count| count as u64),
        first: number("--first").map_or(0, |first| first as u64),
        one,
        threads: number("--threads").map_or(threads.min(2), |threads| threads as u64),
        planted: words.iter().any(|word| word == "--planted"),
    }
}
