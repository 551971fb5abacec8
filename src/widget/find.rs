//! Finding: categories and an order above the cards, and a way back when nothing matches. What a first view does without.

use super::Wording;
use super::draw::{Row, TEXT_MAX, Write, at};
use super::shop::{FINDER, FRAME};
use super::words::{Word, cut, digits};
use crate::engine::view::{FindView, ListView, Phase};

/// What the page's author fixed: the buyer narrows down further, never beyond it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The list is of one category.
    pub category: bool,
    /// The buyer has changed something, so there is a way back.
    pub narrowed: bool,
}

const KINDS: &str = "\
div .kinds role=group";

const KIND: &str = "\
button .kind type=button data-do=category
 span .label dir=auto
 span .tally";

const SORT: &str = "\
select .order part=sort data-do=sort";

const ENTRY: &str = "\
option";

const BACK: &str = "\
button .quiet type=button data-do=reset";

const ORDERS: [(&str, Word); 4] = [
    ("relevance", Word::SortRelevance),
    ("newest", Word::SortNewest),
    ("price_asc", Word::SortPriceAsc),
    ("price_desc", Word::SortPriceDesc),
];

/// Shows by what the list can be narrowed down, where the business can; and the way back where nothing is left. Once there was something to
/// see (`painted`) that stays where a search fails: else the buyer's own words would go from under their fingers.
#[inline(never)]
pub fn show_rest(frame: &Row, fixed: Fixed, painted: bool, list: &ListView, find: &FindView, wording: &Wording) {
    let words = &wording.words;
    let (failed, shown) = (matches!(list.phase, Phase::Failed(_)), list.phase == Phase::Shown);
    if shown {
        frame.show(at!(FRAME, "list"), true);
    }
    if failed && painted {
        frame.show(at!(FRAME, "list"), false);
        frame.show(at!(FRAME, "more"), false);
        frame.show(at!(FRAME, "empty"), false);
        frame.show(at!(FRAME, "view"), true);
    }
    let finder = frame.row(at!(FRAME, "finder"), 0, "", FINDER);
    finder.put(at!(FINDER, "search"), "placeholder", Some(words.say(Word::Search)));
    // Of a list that failed nothing is known: what could be chosen still can.
    if list.browsable && !failed {
        let kinds = frame.row(at!(FRAME, "narrow"), 0, "", KINDS);
        kinds.label(0, words.say(Word::Categories));
        let mut shown = 0;
        // One category is no choice.
        if !fixed.category && (find.categories.len() > 1 || find.category.is_some()) {
            show_kind(&kinds, 0, ["", words.say(Word::All), ""], find.category.is_none());
            shown = 1;
            for category in find.categories.iter().take(CATEGORIES_MAX) {
                let chosen = find.category.as_ref() == Some(&category.id);
                show_kind(&kinds, shown, [&category.id, &category.name, &digits(category.count)], chosen);
                shown += 1;
            }
        }
        kinds.end(0, shown);
        let order = frame.row(at!(FRAME, "narrow"), 1, "", SORT);
        order.label(0, words.say(Word::Sort));
        let mut entries = 0;
        for (value, word) in ORDERS {
            let entry = order.row(0, entries, value, ENTRY);
            entry.put(0, "textContent", Some(words.say(word)));
            entry.put(0, "value", Some(value));
            let chosen = find.sort.as_deref().unwrap_or("relevance") == value;
            entry.put(0, "selected", chosen.then_some("1"));
            entries += 1;
        }
        order.end(0, entries);
        frame.end(at!(FRAME, "narrow"), 2);
    }
    let lost = shown && list.cards.is_empty() && fixed.narrowed;
    if lost {
        frame.row(at!(FRAME, "back"), 0, "", BACK).say(0, words.say(Word::ShowAll));
    }
    frame.end(at!(FRAME, "back"), u32::from(lost));
    // Said once the buyer has asked for something else; the first list is no news.
    if shown && fixed.narrowed {
        let found = wording.count(Word::Found, list.cards.len() as u64);
        let told = if lost { words.say(Word::NothingFound) } else { &found };
        frame.put(at!(FRAME, "live"), "textContent", Some(told));
    }
}

fn show_kind(kinds: &Row, place: u32, [id, name, tally]: [&str; 3], chosen: bool) {
    let kind = kinds.row(0, place, id, KIND);
    kind.put(0, "value", Some(id));
    kind.put(0, "aria-pressed", Some(if chosen { "true" } else { "false" }));
    kind.say(at!(KIND, "label"), cut(name, TEXT_MAX));
    kind.say_if(at!(KIND, "tally"), tally);
}

/// More than this are not offered.
const CATEGORIES_MAX: usize = 30;
