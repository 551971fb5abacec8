//! What one schedule is made of: a seed, the faults it may meet, the gestures that are kept. All else follows from the seed.

use crate::business::COMMAND;
use crate::dice::Dice;
use crate::fault::{ALL, Fault};

/// One schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// What all chance comes from.
    pub seed: u64,
    /// The faults that may strike, a bit each.
    pub faults: u128,
    /// The gestures that are made, a bit each.
    pub gestures: u64,
}

impl Schedule {
    /// The schedule of a seed. Swarm testing (Groce et al. 2012): each switches most faults off, since they hide one another.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::of(&[seed, 0x5c4e]);
        let any = |dice: &mut Dice, per_mille: u64| {
            ALL.iter().filter(|_| dice.below(1_000) < per_mille).fold(0, |set, fault| set | fault.bit())
        };
        let mut faults = match dice.below(20) {
            0 => 0,
            1..=3 => dice.pick(ALL).bit(),
            4..=9 => any(&mut dice, 60),
            10..=15 => any(&mut dice, 130),
            _ => any(&mut dice, 300),
        };
        for (fault, one_in) in [(Fault::ChecksOut, 3), (Fault::TabOpened, 3)] {
            if dice.below(one_in) == 0 {
                faults |= fault.bit();
            }
        }
        Self { seed, faults, gestures: u64::MAX }
    }

    /// The command that plays it again.
    pub fn command(&self) -> String {
        let mut command = format!("{COMMAND} --seed {:#x}", self.seed);
        if *self != Self::of(self.seed) {
            command += &format!(" --faults {:#x} --gestures {:#x}", self.faults, self.gestures);
        }
        command
    }
}

/// A shorter schedule that breaks the same promise: gestures dropped, then faults, as long as something can go.
pub fn shrunk(found: Schedule, most_gestures: u32, breaks: &dyn Fn(Schedule) -> bool) -> Schedule {
    let mut least = found;
    least.gestures &= u64::MAX >> (64 - most_gestures.clamp(1, 64));
    if !breaks(least) {
        least = found;
    }
    loop {
        let before = least;
        let mut size = 64;
        while size > 0 {
            for from in (0..128).step_by(size) {
                let chunk = (u128::MAX >> (128 - size)) << from;
                let fewer = Schedule { faults: least.faults & !chunk, ..least };
                if fewer != least && breaks(fewer) {
                    least = fewer;
                }
                let fewer = Schedule { gestures: least.gestures & !(chunk as u64), ..least };
                if from < 64 && fewer != least && breaks(fewer) {
                    least = fewer;
                }
            }
            size /= 2;
        }
        if least == before {
            return least;
        }
    }
}
