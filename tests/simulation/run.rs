//! Many schedules on several threads; the first that breaks a promise is shrunk and told.

use crate::business::SEEDS;
use crate::dice::mixed;
use crate::fault::{ALL, Fault};
use crate::options::Options;
use crate::promise::{Broken, Promise};
use crate::report::{self, Tally};
use crate::schedule::{Schedule, shrunk};
use crate::world::{GESTURES_MAX, Outcome, play, story};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// Schedules that a thread takes at once.
const HANDFUL: u64 = 64;
/// One in so many schedules is played again: as it was, and once without each fault that struck.
const ONE_IN: u64 = 1_000;

/// Lines of a story that are printed: its end.
const STORY_MAX: usize = 200;

/// Runs what was asked for; false if a promise was broken.
pub fn run(options: &Options) -> bool {
    if let Some(schedule) = options.one {
        return one(schedule);
    }
    if options.planted {
        return planted(options);
    }
    for seed in SEEDS.lines().filter_map(|line| line.split_whitespace().next()).filter_map(parsed) {
        if !one_of_the_list(Schedule::of(seed)) {
            return false;
        }
    }
    let begun = Instant::now();
    let (tally, found) = many(options, |outcome| outcome.broken.is_some());
    if let Some((schedule, _)) = found {
        told(schedule);
        return false;
    }
    report::print(&tally, begun.elapsed());
    true
}

fn parsed(word: &str) -> Option<u64> {
    u64::from_str_radix(word.strip_prefix("0x")?, 16).ok()
}

/// Plays schedules until one is what was looked for.
pub fn many(options: &Options, looked_for: impl Fn(&Outcome) -> bool + Sync) -> (Tally, Option<(Schedule, u64)>) {
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let found: Mutex<Option<(Schedule, u64)>> = Mutex::new(None);
    let all = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                let mut tally = Tally::default();
                while !stop.load(Ordering::Relaxed) {
                    let from = next.fetch_add(HANDFUL, Ordering::Relaxed);
                    for number in from..(from + HANDFUL).min(options.schedules) {
                        let schedule = Schedule::of(mixed(&[options.first, number]));
                        let mut outcome = play(schedule);
                        if number % ONE_IN == 0 && outcome.broken.is_none() {
                            outcome.broken = again(schedule, &outcome, &mut tally);
                        }
                        if looked_for(&outcome) {
                            stop.store(true, Ordering::Relaxed);
                            let mut found = found.lock().expect("no thread has panicked");
                            if found.as_ref().is_none_or(|known| number < known.1) {
                                *found = Some((schedule, number));
                            }
                            break;
                        }
                        tally.add(&outcome);
                    }
                    if from >= options.schedules {
                        break;
                    }
                }
                all.lock().expect("no thread has panicked").join(tally);
            });
        }
    });
    (all.into_inner().expect("no thread has panicked"), found.into_inner().expect("no thread has panicked"))
}

/// Plays a schedule again, which has to give the same trace, and without each fault that struck, to see which of them mattered.
fn again(schedule: Schedule, outcome: &Outcome, tally: &mut Tally) -> Option<Broken> {
    if play(schedule).trace != outcome.trace {
        let seen = "played again it went another way".to_owned();
        return Some(Broken { promise: Promise::SameSeedSameTrace, seen });
    }
    for fault in ALL.iter().filter(|fault| outcome.struck[**fault as usize] > 0) {
        let without = Schedule { faults: schedule.faults & !fault.bit(), ..schedule };
        tally.looked_at(*fault, play(without).trace != outcome.trace);
    }
    None
}

/// Chooses each planted bug in turn and counts the seeds until it is found.
#[cfg(feature = "planted")]
fn planted(options: &Options) -> bool {
    let mut all = true;
    println!("\n  {:<8}{:>10}   promise", "bug", "seeds");
    for bug in 1..=20 {
        tsampa::engine::planted::CHOSEN.store(bug, Ordering::Relaxed);
        let limited = Options { schedules: 100_000, one: None, ..*options };
        let (_, found) = many(&limited, |outcome| outcome.broken.is_some());
        let broken = found.and_then(|(schedule, _)| play(schedule).broken);
        let promise = broken.map_or("NOT FOUND".to_owned(), |broken| format!("{:?}", broken.promise));
        println!("  {bug:<8}{:>10}   {promise}", found.map_or(limited.schedules, |found| found.1 + 1));
        all &= found.is_some();
    }
    all
}

/// This build has none.
#[cfg(not(feature = "planted"))]
fn planted(_: &Options) -> bool {
    println!("this build has no planted bugs: `cargo xtask simulate --planted`");
    false
}

fn one(schedule: Schedule) -> bool {
    let outcome = play(schedule);
    let names: Vec<String> =
        ALL.iter().filter(|fault| outcome.struck[**fault as usize] > 0).map(|fault| format!("{fault:?}")).collect();
    println!(
        "seed {:#x}: {} events, {} s simulated, trace {:#x}",
        schedule.seed,
        outcome.events,
        outcome.time / 1_000,
        outcome.trace
    );
    println!("faults that struck: {}", names.join(" "));
    if outcome.broken.is_some() {
        told(schedule);
    } else {
        tell_story(schedule);
    }
    outcome.broken.is_none()
}

fn tell_story(schedule: Schedule) {
    for line in story(schedule).iter().rev().take(STORY_MAX).rev() {
        println!("{line}");
    }
}

fn one_of_the_list(schedule: Schedule) -> bool {
    let broken = play(schedule).broken.is_some();
    if broken {
        told(schedule);
    }
    !broken
}

/// Says which promise was broken, by what, and how to see it again.
fn told(schedule: Schedule) {
    let Some(broken) = play(schedule).broken else {
        return println!("seed {:#x} went two ways: something in it does not follow from its seed", schedule.seed);
    };
    let same = |shorter: Schedule| play(shorter).broken.is_some_and(|other| other.promise == broken.promise);
    let least = shrunk(schedule, GESTURES_MAX as u32, &same);
    let shown = play(least);
    let seen = shown.broken.map_or(broken.seen, |broken| broken.seen);
    let faults: Vec<Fault> = ALL.iter().copied().filter(|fault| least.faults & fault.bit() != 0).collect();
    println!("\nBROKEN {:?}: {}", broken.promise, broken.promise.sentence().trim());
    println!("  seen    {seen}");
    println!("  found   {}", schedule.command());
    println!("  shrunk  {} gestures, faults {faults:?}", least.gestures.count_ones());
    println!("          {}\n", least.command());
    tell_story(least);
}
