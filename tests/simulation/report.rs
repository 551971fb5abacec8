//! What was played, in figures.

use crate::fault::{ALL, Fault};
use crate::world::Outcome;
use std::time::Duration;

/// Sums over schedules.
pub struct Tally {
    pub schedules: u64,
    events: u64,
    requests: u64,
    time_ms: u64,
    /// By fault: how often it struck, in how many schedules, how many of those were looked at, in how many of these it mattered.
    faults: [[u64; 4]; ALL.len()],
    /// One bit for a state; two states may share one, so the count is a lower bound.
    states: Vec<u64>,
    most_requests: u64,
    most_time_ms: u64,
}

/// Bits for states.
const STATES: u64 = 1 << 26;

impl Default for Tally {
    fn default() -> Self {
        let states = vec![0; (STATES / 64) as usize];
        let faults = [[0; 4]; ALL.len()];
        Self { schedules: 0, events: 0, requests: 0, time_ms: 0, faults, states, most_requests: 0, most_time_ms: 0 }
    }
}

impl Tally {
    /// Counts a schedule.
    pub fn add(&mut self, outcome: &Outcome) {
        self.schedules += 1;
        self.events += outcome.events;
        self.requests += outcome.requests;
        self.time_ms += outcome.time;
        self.most_requests = self.most_requests.max(outcome.rest.0);
        self.most_time_ms = self.most_time_ms.max(outcome.rest.1);
        for (row, struck) in self.faults.iter_mut().zip(outcome.struck) {
            row[0] += u64::from(struck);
            row[1] += u64::from(struck > 0);
        }
        for state in &outcome.states {
            let bit = state % STATES;
            self.states[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }

    /// Whether a fault that struck changed what happened.
    pub fn looked_at(&mut self, fault: Fault, mattered: bool) {
        let row = &mut self.faults[fault as usize];
        row[2] += 1;
        row[3] += u64::from(mattered);
    }

    /// Takes in another thread's.
    pub fn join(&mut self, other: Self) {
        self.schedules += other.schedules;
        self.events += other.events;
        self.requests += other.requests;
        self.time_ms += other.time_ms;
        self.most_requests = self.most_requests.max(other.most_requests);
        self.most_time_ms = self.most_time_ms.max(other.most_time_ms);
        for (row, more) in self.faults.iter_mut().zip(other.faults) {
            for (sum, more) in row.iter_mut().zip(more) {
                *sum += more;
            }
        }
        for (word, more) in self.states.iter_mut().zip(other.states) {
            *word |= more;
        }
    }
}

/// Prints the faults, then the closing line.
pub fn print(tally: &Tally, took: Duration) {
    println!("\n  {:<24}{:>12}{:>12}{:>12}", "fault", "struck", "schedules", "mattered");
    for (fault, [struck, schedules, looked_at, mattered]) in ALL.iter().zip(tally.faults) {
        let share = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
        let name = format!("{fault:?}");
        let in_schedules = share(schedules, tally.schedules);
        println!("  {name:<24}{struck:>12}{in_schedules:>11.1}%{:>11.0}%", share(mattered, looked_at));
    }
    let states: u32 = tally.states.iter().map(|word| word.count_ones()).sum();
    let seconds = took.as_secs_f64();
    println!(
        "\n{} schedules, {} events, {} requests, {} faults of {} kinds, at least {states} distinct states, {:.1} simulated days, in {seconds:.0} s ({:.0} schedules/s); to rest at most {} requests and {} s",
        tally.schedules,
        tally.events,
        tally.requests,
        tally.faults.iter().map(|row| row[0]).sum::<u64>(),
        tally.faults.iter().filter(|row| row[0] > 0).count(),
        tally.time_ms as f64 / 86_400_000.0,
        tally.schedules as f64 / seconds,
        tally.most_requests,
        tally.most_time_ms / 1_000,
    );
}
