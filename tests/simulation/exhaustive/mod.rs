//! An exhaustive walk of a small world: two tabs, two clicks, one fault, in every order in which things can happen.
//!
//! Schedules are samples; this leaves nothing out. It is the same world with the same promises (`world/`), but what happens next is not
//! drawn: everything that can happen next is tried, from every state, once (`walk.rs`). A fault strikes at each chance that it has, at
//! most one fault in a way, all kinds in turn; in one scenario, or in each where the whole is walked (`scenario.rs`). `small.rs` says
//! what can happen, `state.rs` which states are the same.
//!
//! What it takes for granted:
//! - The business's profile, which every page asks for when it opens, comes at once.
//! - Nothing takes time by itself. What is on its way comes at any moment and in any order; messages to one page keep theirs.
//! - Time goes on when a timer fires, and up to it. A timer of the next two seconds (a repetition) fires at any moment. A later one (a
//!   time-out, `Retry-After`, a lease) fires once nothing is on its way but what a fault holds back or the buyer has yet to click.
//! - Keys and waits are those of one seed: two states that differ in what is drawn next are the same.

mod scenario;
mod small;
mod state;
mod tally;
mod walk;

use scenario::{SCENARIOS, Scenario};
use small::Small;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;
use tally::Tally;
use walk::{Limits, Way, walk};

/// A scenario with faults is walked in so many shares of them, so that all threads have something to do until the end.
const SHARES: usize = 8;
/// Lines of a story that are printed: its end.
const STORY_MAX: usize = 120;

/// Walks all; false if a promise was broken.
pub fn run(threads: u64, whole: bool) -> bool {
    let begun = Instant::now();
    let (tally, broken) = all(threads, Limits { whole, states: usize::MAX });
    if let Some(way) = broken {
        tell(&way);
        return false;
    }
    tally.print(begun.elapsed());
    true
}

/// Walks all scenarios, until one breaks a promise.
fn all(threads: u64, limits: Limits) -> (Tally, Option<Way>) {
    let shares = |scenario| (0..if limits.faults(scenario) { SHARES } else { 1 }).map(move |share| (scenario, share));
    let work: Vec<(&'static Scenario, usize)> = SCENARIOS.iter().flat_map(shares).collect();
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sum, found) = (Mutex::new(Tally::default()), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((scenario, share)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (tally, way) = walk(scenario, (*share, SHARES), limits, &stop);
                    sum.lock().expect("no thread has panicked").join(scenario.name, tally);
                    if let Some(way) = way {
                        stop.store(true, Ordering::Relaxed);
                        *found.lock().expect("no thread has panicked") = Some(way);
                    }
                }
            });
        }
    });
    (sum.into_inner().expect("no thread has panicked"), found.into_inner().expect("no thread has panicked"))
}

/// Says which promise was broken, and tells the way there.
fn tell(way: &Way) {
    let Some(scenario) = SCENARIOS.iter().find(|scenario| scenario.name == way.scenario) else { return };
    println!("\nBROKEN {:?}: {}", way.broken.promise, way.broken.promise.sentence().trim());
    println!("  seen     {}", way.broken.seen);
    println!("  where    {}, {:?}", way.scenario, way.fault);
    println!("  way      {} steps\n", way.choices.len());
    let Ok(mut small) = Small::new(scenario) else { return };
    small.world.story = Some(Vec::new());
    for choice in &way.choices {
        small.world.tell_reader(|| format!("{choice:?}"));
        if small.go(*choice).is_err() {
            break;
        }
    }
    let story = small.world.story.unwrap_or_default();
    story.iter().skip(story.len().saturating_sub(STORY_MAX)).for_each(|line| println!("{line}"));
}

/// Chooses each planted bug in turn, or those that are found within moments; false if one of these is not found.
#[cfg(feature = "planted")]
pub fn planted(threads: u64, every: bool) -> bool {
    let mut well = true;
    println!("\n  {:<8}{:>10}{:>8}   promise", "bug", "states", "steps");
    for bug in (1..=20).filter(|bug| every || FOUND.contains(bug)) {
        tsampa::engine::planted::CHOSEN.store(bug, Ordering::Relaxed);
        let (tally, way) = all(threads, Limits { whole: false, states: STATES_OF_A_PLANTED_BUG });
        let promise = way.as_ref().map_or("not found".to_owned(), |way| format!("{:?}", way.broken.promise));
        println!("  {bug:<8}{:>10}{:>8}   {promise}", tally.states(), way.as_ref().map_or(0, |way| way.choices.len()));
        well &= way.is_some() || !FOUND.contains(&bug);
    }
    well
}

/// Most states of a share under a planted bug.
#[cfg(feature = "planted")]
const STATES_OF_A_PLANTED_BUG: usize = 60_000;
/// The planted bugs that are found within moments.
#[cfg(feature = "planted")]
const FOUND: &[u32] = &[1, 3, 7, 11, 13, 18, 20];

/// This build has none.
#[cfg(not(feature = "planted"))]
pub fn planted(_: u64, _: bool) -> bool {
    println!("this build has no planted bugs: `cargo xtask simulate --exhaustive --planted`");
    false
}
