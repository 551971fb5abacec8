//! What was walked, in figures.

use super::scenario::{OF_A_PAGE, OF_THE_WORLD, STRIKING};
use crate::fault::{ALL, Fault};
use std::time::Duration;

/// Sums over a walk; the last row is that of no fault.
pub struct Tally {
    rows: [Row; ALL.len() + 1],
    scenarios: Vec<(&'static str, u64)>,
}

#[derive(Clone, Copy, Default)]
struct Row {
    struck: u64,
    states: u64,
    steps: u64,
    quiet: u64,
}

impl Default for Tally {
    fn default() -> Self {
        Self { rows: [Row::default(); ALL.len() + 1], scenarios: Vec::new() }
    }
}

impl Tally {
    /// A step was taken, under this fault.
    pub fn step(&mut self, fault: Option<Fault>, strikes: bool, fresh: bool) {
        let row = self.row(fault);
        row.struck += u64::from(strikes);
        row.steps += 1;
        row.states += u64::from(fresh);
    }

    /// A way came to its end.
    pub fn quiet(&mut self, fault: Option<Fault>) {
        self.row(fault).quiet += 1;
    }

    fn row(&mut self, fault: Option<Fault>) -> &mut Row {
        &mut self.rows[fault.map_or(ALL.len(), |fault| fault as usize)]
    }

    /// All states.
    pub fn states(&self) -> u64 {
        self.rows.iter().map(|row| row.states).sum()
    }

    /// Takes in a share's. What there is without a fault each share has seen: it is counted once.
    pub fn join(&mut self, scenario: &'static str, other: Self) {
        let known = self.scenarios.iter_mut().find(|known| known.0 == scenario);
        let again = known.is_some();
        let mut states = other.states();
        for (place, (row, more)) in self.rows.iter_mut().zip(other.rows).enumerate() {
            if place == ALL.len() && again {
                states -= more.states;
                continue;
            }
            row.struck += more.struck;
            row.states += more.states;
            row.steps += more.steps;
            row.quiet += more.quiet;
        }
        match known {
            Some(known) => known.1 += states,
            None => self.scenarios.push((scenario, states)),
        }
    }

    /// Prints the faults, the scenarios, then the closing line.
    pub fn print(&self, took: Duration) {
        println!("\n  {:<24}{:>12}{:>12}{:>12}{:>12}", "fault", "struck", "states", "steps", "quiet ends");
        let line = |name: &str, row: &Row| {
            println!("  {name:<24}{:>12}{:>12}{:>12}{:>12}", row.struck, row.states, row.steps, row.quiet);
        };
        for fault in STRIKING.iter().chain(OF_A_PAGE).chain(OF_THE_WORLD) {
            line(&format!("{fault:?}"), &self.rows[*fault as usize]);
        }
        line("none", &self.rows[ALL.len()]);
        println!();
        for (name, states) in &self.scenarios {
            println!("  {name:<36}{states:>12} states");
        }
        let sum = |of: fn(&Row) -> u64| self.rows.iter().map(of).sum::<u64>();
        let kinds = self.rows.iter().take(ALL.len()).filter(|row| row.struck > 0).count();
        println!(
            "\nall ways of {} scenarios under {kinds} kinds of fault: {} states, {} steps, {} quiet ends, in {:.0} s",
            self.scenarios.len(),
            self.states(),
            sum(|row| row.steps),
            sum(|row| row.quiet),
            took.as_secs_f64(),
        );
    }
}
