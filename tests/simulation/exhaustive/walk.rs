//! The walk itself: from every state everything that can happen next, each state once.

use super::scenario::{OF_A_PAGE, OF_THE_WORLD, STRIKING, Scenario};
use super::small::{Choice, Small, Step};
use super::tally::Tally;
use crate::fault::Fault;
use crate::promise::{Broken, Promise};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How a promise was broken.
pub struct Way {
    pub scenario: &'static str,
    pub fault: Option<Fault>,
    pub choices: Vec<Choice>,
    pub broken: Broken,
}

/// The way to a state, from its end.
struct Path {
    choice: Choice,
    before: Option<Rc<Path>>,
}

/// Most steps of a way: more is going round in circles.
const STEPS_MAX: u32 = 500;

/// How far is walked.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Faults strike in every scenario.
    pub whole: bool,
    /// Most states of a share.
    pub states: usize,
}

impl Limits {
    /// Whether they strike in this one.
    pub fn faults(self, scenario: &Scenario) -> bool {
        self.whole || scenario.faults
    }
}

/// Everything that a share of the faults leads to.
struct Walk<'s> {
    scenario: &'static Scenario,
    share: (usize, usize),
    limits: Limits,
    stop: &'s AtomicBool,
    seen: HashSet<u64>,
    /// States from which nothing was tried yet.
    open: Vec<(Small, Option<Rc<Path>>, u32)>,
    tally: Tally,
}

/// Walks a scenario with a share of the faults, until a promise is broken.
pub fn walk(
    scenario: &'static Scenario,
    share: (usize, usize),
    limits: Limits,
    stop: &AtomicBool,
) -> (Tally, Option<Way>) {
    let (seen, open) = (HashSet::new(), Vec::new());
    let mut walk = Walk { scenario, share, limits, stop, seen, open, tally: Tally::default() };
    let broken = match Small::new(scenario) {
        Ok(small) => {
            walk.open.push((small, None, 0));
            walk.all()
        }
        Err(broken) => Some(Way { scenario: scenario.name, fault: None, choices: Vec::new(), broken }),
    };
    (walk.tally, broken)
}

impl Walk<'_> {
    fn all(&mut self) -> Option<Way> {
        while let Some((small, path, depth)) = self.open.pop() {
            if self.stop.load(Ordering::Relaxed) || self.seen.len() > self.limits.states {
                return None;
            }
            let steps = small.steps();
            if steps.is_empty() {
                self.tally.quiet(small.world.faults.struck_one());
                if let Err(broken) = small.is_quiet() {
                    return Some(self.way(&small, path.as_ref(), broken));
                }
            }
            if depth > STEPS_MAX {
                let seen = format!("no rest within {STEPS_MAX} steps");
                return Some(self.way(&small, path.as_ref(), Broken { promise: Promise::NoDeadWait, seen }));
            }
            let mut choices: Vec<Choice> = steps.iter().map(|step| Choice { step: *step, strikes: None }).collect();
            if small.world.faults.struck_one().is_none() && self.limits.faults(self.scenario) {
                choices.extend(self.befalling(&small).map(|step| Choice { step, strikes: None }));
            }
            while let Some(choice) = choices.pop() {
                let chances = match self.try_it(&small, path.as_ref(), depth, choice) {
                    Ok(chances) => chances,
                    Err(way) => return Some(way),
                };
                choices.splice(0..0, chances);
            }
        }
        None
    }

    /// Does it, and keeps where it leads to if nobody was there before. Answers with the chances that faults had on the way.
    fn try_it(
        &mut self,
        from: &Small,
        path: Option<&Rc<Path>>,
        depth: u32,
        choice: Choice,
    ) -> Result<Vec<Choice>, Way> {
        let mut small = from.clone();
        let done = small.go(choice);
        let path = Some(Rc::new(Path { choice, before: path.cloned() }));
        if let Err(broken) = done {
            return Err(self.way(&small, path.as_ref(), broken));
        }
        let fault = small.world.faults.struck_one();
        let fresh = self.seen.insert(small.state());
        self.tally.step(fault, fault.is_some() && from.world.faults.struck_one().is_none(), fresh);
        let chances = self.chances(&small, choice, fault);
        if fresh {
            self.open.push((small, path, depth + 1));
        }
        Ok(chances)
    }

    /// The same step with each fault that had a chance in it.
    fn chances(&self, small: &Small, choice: Choice, fault: Option<Fault>) -> Vec<Choice> {
        if fault.is_some() || !self.limits.faults(self.scenario) {
            return Vec::new();
        }
        let asked = small.world.faults.walked.iter().flat_map(|walked| &walked.chances).copied();
        let mut passed = [0_u8; crate::fault::ALL.len()];
        let mut chances = Vec::new();
        for fault in asked.filter(|fault| self.is_ours(STRIKING, *fault)) {
            chances.push(Choice { strikes: Some((fault, passed[fault as usize])), ..choice });
            passed[fault as usize] += 1;
        }
        chances
    }

    /// The faults that can befall the world or one of its pages now; also before the first click, and when all is done.
    fn befalling(&self, small: &Small) -> impl Iterator<Item = Step> {
        let pages: Vec<u32> =
            small.world.pages.iter().filter(|page| page.frozen_until.is_none()).map(|page| page.number).collect();
        let of_the_world = OF_THE_WORLD.iter().filter(|fault| self.is_ours(OF_THE_WORLD, **fault));
        let of_the_world = of_the_world.map(|fault| Step::Suffers(*fault, 0));
        let of_a_page: Vec<Step> = OF_A_PAGE
            .iter()
            .filter(|fault| self.is_ours(OF_A_PAGE, **fault))
            .flat_map(|fault| pages.iter().map(|page| Step::Suffers(*fault, *page)))
            .collect();
        of_the_world.chain(of_a_page)
    }

    fn is_ours(&self, of: &[Fault], fault: Fault) -> bool {
        of.iter().position(|other| *other == fault).is_some_and(|place| place % self.share.1 == self.share.0)
    }

    fn way(&self, small: &Small, path: Option<&Rc<Path>>, broken: Broken) -> Way {
        let mut choices = Vec::new();
        let mut at = path;
        while let Some(path) = at {
            choices.push(path.choice);
            at = path.before.as_ref();
        }
        choices.reverse();
        Way { scenario: self.scenario.name, fault: small.world.faults.struck_one(), choices, broken }
    }
}
