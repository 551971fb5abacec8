//! serde_json as the oracle: a million mutated answers, read by both under the same derives.

use std::collections::BTreeMap;
use std::thread;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use tsampa::ucp::json::{DEPTH_MAX, Flaw, SIZE_MAX_BYTES};

use crate::corpus::{SAMPLES, Sample};
use crate::mutation::{self, Node};
use crate::random::Random;

const MUTATIONS: u64 = 1_000_000;
const SEED: u64 = 0x7473_616d_7061; // another one: TSAMPA_SEED=…

/// What the two made of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    BothAccept,
    BothRefuse,
    /// Ours alone refuses a list in the place of an object: serde_json takes its items for the fields in order, so
    /// that a list of texts could pass for a price. UCP knows no such form.
    ListForObject,
    /// Ours alone refuses what is nested deeper than our limit (serde_json's is 128, and none for what it ignores).
    TooDeep,
}

#[test]
fn a_million_mutated_answers_are_read_as_serde_json_reads_them() {
    let seed = std::env::var("TSAMPA_SEED").map_or(SEED, |seed| seed.parse().expect("TSAMPA_SEED is a number"));
    let cores = thread::available_parallelism().map_or(2, |cores| cores.get() as u64);
    let share = |core| {
        move || {
            (core..MUTATIONS).step_by(cores as usize).map(|index| judge(seed, index)).fold(Tally::default(), Tally::add)
        }
    };
    let workers: Vec<_> = (0..cores).map(|core| thread::spawn(share(core))).collect();
    let tallies = workers.into_iter().map(|worker| worker.join().expect("a disagreement is printed above"));
    let tally = tallies.fold(Tally::default(), Tally::merge);

    println!("{MUTATIONS} mutated answers, seed {seed}: {:?}", tally.verdicts);
    println!("{} kinds of flaws; accepted as the document they came from: {}", tally.flaws.len(), tally.unchanged);
    let of = |verdict| tally.verdicts.get(&verdict).copied().unwrap_or(0);
    // A shallow mutator would make nothing but broken syntax, or nothing that matters.
    assert!(of(Verdict::BothAccept) - tally.unchanged > MUTATIONS / 10);
    assert!(of(Verdict::BothRefuse) > MUTATIONS / 4);
    assert!(of(Verdict::ListForObject) > 100 && of(Verdict::TooDeep) > 100);
    assert!(tally.flaws.len() > 30);
}

#[test]
fn the_good_documents_are_read_by_both_alike() {
    for sample in SAMPLES {
        assert_eq!(compare(sample, sample.text).map(|judged| judged.0), Ok(Verdict::BothAccept), "{}", sample.name);
    }
}

struct Judged {
    verdict: Verdict,
    flaw: Option<(&'static str, &'static str)>,
    unchanged: bool,
}

fn judge(seed: u64, index: u64) -> Judged {
    thread_local! {
        static TREES: Vec<(Node, Vec<String>, String)> = SAMPLES.iter().map(tree).collect();
    }
    let mut random = Random::of(seed ^ index.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let which = random.below(SAMPLES.len());
    let sample = &SAMPLES[which];
    TREES.with(|trees| {
        let (good, names, value) = &trees[which];
        let text = mutation::mutate(good, names, &mut random);
        match compare(sample, &text) {
            Ok((verdict, flaw, read)) => Judged { verdict, flaw, unchanged: read.as_ref() == Some(value) },
            Err(why) => panic!("{why}\nin {}, mutation {index} of TSAMPA_SEED={seed}:\n{text}", sample.name),
        }
    })
}

fn tree(sample: &Sample) -> (Node, Vec<String>, String) {
    let tree = serde_json::from_str(sample.text).unwrap();
    let mut names = Vec::new();
    mutation::names(&tree, &mut names);
    let value = (sample.read)(sample.text).1.unwrap();
    (tree, names, value)
}

type Compared = (Verdict, Option<(&'static str, &'static str)>, Option<String>);

fn compare(sample: &Sample, text: &str) -> Result<Compared, String> {
    if text.len() > SIZE_MAX_BYTES {
        return Err("the mutator made a text beyond the limit".to_owned());
    }
    let (ours, theirs) = (sample.read)(text);
    let flaw = ours.as_ref().err().map(|flaw| (flaw.expected(), flaw.found()));
    let verdict = match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) if ours == theirs => Verdict::BothAccept,
        (Ok(ours), Ok(theirs)) => return Err(format!("two values:\nours   {ours}\ntheirs {theirs}")),
        (Err(_), Err(_)) => Verdict::BothRefuse,
        (Err(flaw), Ok(_)) if depth(text) > DEPTH_MAX && flaw.expected() == "no deeper nesting" => Verdict::TooDeep,
        (Err(flaw), Ok(_)) if is_list_for_object(text, flaw) => Verdict::ListForObject,
        (Err(flaw), Ok(_)) => return Err(format!("only ours refuses: {flaw:?}")),
        (Ok(_), Err(error)) => return Err(format!("only serde_json refuses: {error}")),
    };
    Ok((verdict, flaw, ours.ok()))
}

/// How deep a text nests that serde_json takes.
fn depth(text: &str) -> u32 {
    let (mut depth, mut deepest, mut quoted, mut escaped) = (0_u32, 0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// True if the flaw says that a list stands in the place of an object, and there is a list at its path.
fn is_list_for_object(text: &str, flaw: &Flaw) -> bool {
    let path = flaw.path().strip_prefix('$').unwrap_or("not a path");
    flaw.expected() == "an object" && flaw.found() == "a list" && any_list(text, path)
}

fn any_list(text: &str, path: &str) -> bool {
    if path.is_empty() {
        return text.trim_start().starts_with('[');
    }
    if let Ok(items) = serde_json::from_str::<Vec<Box<RawValue>>>(text) {
        let mut items = items.iter().enumerate();
        return items.any(|(index, item)| {
            path.strip_prefix(&format!("[{index}]")).is_some_and(|rest| any_list(item.get(), rest))
        });
    }
    // A name that comes twice leads both ways.
    let Members(members) = serde_json::from_str(text).unwrap_or(Members(vec![]));
    members.iter().any(|(name, value)| {
        let steps = [format!(".{name}"), format!("['{name}']")];
        steps.iter().any(|step| path.strip_prefix(step).is_some_and(|rest| any_list(value.get(), rest)))
    })
}

/// An object's members as they stand in the text.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members;

    fn expecting(&self, formatter: &mut core::fmt::Formatter) -> core::fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

#[derive(Default)]
struct Tally {
    verdicts: BTreeMap<Verdict, u64>,
    flaws: BTreeMap<(&'static str, &'static str), u64>,
    /// Accepted, and the same value as before the mutation: only in what nobody reads.
    unchanged: u64,
}

impl Tally {
    fn add(mut self, judged: Judged) -> Self {
        *self.verdicts.entry(judged.verdict).or_default() += 1;
        self.unchanged += u64::from(judged.unchanged);
        if let Some(flaw) = judged.flaw {
            *self.flaws.entry(flaw).or_default() += 1;
        }
        self
    }

    fn merge(mut self, other: Tally) -> Self {
        for (verdict, count) in other.verdicts {
            *self.verdicts.entry(verdict).or_default() += count;
        }
        for (flaw, count) in other.flaws {
            *self.flaws.entry(flaw).or_default() += count;
        }
        self.unchanged += other.unchanged;
        self
    }
}
