//! Browsing: lists and products are asked for, answered, asked for again. Reads only; nothing here changes a cart.
//!
//! As much of it as a first view needs; the rest of it is in `shopping.rs`.

use super::catalog::{Card, List, Stage};
use super::effect::{Effect, Method, Tale};
use super::event::{HttpAnswer, ListWanted};
use super::ids::{ItemId, Millis};
use super::problem::{Failure, Problem, join};
use super::requests::{Holder, Purpose};
use super::{Shop, bodies};
use crate::ucp::context::Context;
use crate::ucp::goods::{self, Question, read_goods};
use crate::ucp::json::Part;

/// How often a read that failed is repeated by itself.
pub(super) const TRIES_MAX: u32 = 2;
/// Longest wait before such a repeat, when the business names none.
pub(super) const AGAIN_MS_MAX: Millis = 2_000;
/// Longest `Retry-After` that is waited for; beyond it the buyer is told instead.
pub(super) const RETRY_AFTER_MS_MAX: Millis = 30_000;
/// How many ids one lookup holds: the number that UCP says every business takes.
pub(super) const LOOKUP_IDS_MAX: usize = 10;
/// How long single products are gathered into one lookup.
const GATHER_MS: Millis = 1;

impl Shop {
    pub(super) fn want_list(&mut self, holder: Holder, wanted: ListWanted, effects: &mut Vec<Effect>) {
        self.note_context(&wanted.context);
        self.give_up_requests(holder, effects);
        self.catalog.put(holder, List::new(wanted));
    }

    pub(super) fn want_product(
        &mut self,
        now: Millis,
        holder: Holder,
        item: ItemId,
        context: Context,
        effects: &mut Vec<Effect>,
    ) {
        self.note_context(&context);
        self.give_up_requests(holder, effects);
        let wanted = ListWanted { ids: vec![item], context, ..ListWanted::default() };
        self.catalog.put(holder, List::new(wanted));
        // Several products of one page come in the same moment: they are looked up together.
        self.batch.get_or_insert(now + GATHER_MS);
    }

    pub(super) fn drop_list(&mut self, holder: Holder, effects: &mut Vec<Effect>) {
        self.give_up_requests(holder, effects);
        self.catalog.drop_list(holder);
    }

    /// The network is back: what failed for want of it is asked for again.
    pub(super) fn retry_failed_lists(&mut self) {
        for list in self.catalog.lists_mut() {
            if list.late || matches!(&list.stage, Stage::Failed(problem) if problem.retry()) {
                list.late = false;
                list.stage = Stage::Wanted;
                list.tries = 1;
            }
        }
    }

    /// Asks for every list that waits and can be asked for now.
    pub(super) fn ask_waiting_lists(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let gathering = self.batch.is_some_and(|at| at > now);
        if !gathering {
            self.batch = None;
        }
        let mut due = Vec::new();
        for (holder, list) in self.catalog.lists() {
            if match list.stage {
                Stage::Wanted => !(gathering && list.is_lookup()),
                Stage::Again(at) => at <= now,
                _ => false,
            } {
                due.push(holder);
            }
        }
        let mut open = Vec::new();
        for &holder in &due {
            if self.requests.are_many() {
                break;
            }
            // Asleep nothing is known of the business that could stand in the way, but for where it is.
            let may_ask = if self.cart.asleep { self.endpoint().is_some() } else { self.may_ask_rest(holder, effects) };
            if may_ask {
                self.ask_list(now, holder, &mut open, effects);
            }
        }
        while !open.is_empty() {
            let Batch { context, lists, ids, alone, first } = open.remove(0);
            let read = self.settings.reads;
            let purpose = Purpose::Goods { lists, question: Question::Lookup, read };
            if read {
                let path = bodies::lookup_read(&ids, &context);
                self.read_by_get(now, purpose, &path, first && !alone, effects);
            } else {
                let mut written = String::new();
                context.push(&mut written);
                let body = bodies::lookup(&ids, &written);
                self.call(now, purpose, Method::Post, "/catalog/lookup", Some(body), effects);
            }
        }
    }

    /// Asks as caches can keep it: without a header of ours, so that browsers ask for no leave either. Of a list's beginning an
    /// earlier answer is shown until the fresh one is here; not when it is asked for again: browsers keep failures, too.
    fn read_by_get(&mut self, now: Millis, purpose: Purpose, path: &str, kept: bool, effects: &mut Vec<Effect>) {
        let Some(endpoint) = self.endpoint() else { return };
        let url = join(&[endpoint, path]);
        self.get_plain(now, purpose, url, kept, effects);
    }

    fn ask_list(&mut self, now: Millis, holder: Holder, open: &mut Vec<Batch>, effects: &mut Vec<Effect>) {
        let sorted = self.cart.asleep || self.is_sorted_rest();
        let read = self.settings.reads;
        let Some(list) = self.catalog.list_mut(holder) else { return };
        list.stage = Stage::Asked;
        let asked = list.number;
        // In the place of what the browser kept comes the beginning; until it does the list ends where it ended.
        let (next, from) = if list.kept.is_some() { (None, 0) } else { (list.next.as_deref(), list.looked_up) };
        let first = list.tries == 0 && from == 0 && next.is_none();
        if !list.is_lookup() {
            let purpose = Purpose::Goods { lists: vec![(holder, asked)], question: Question::Search, read };
            if read {
                let path = bodies::search_read(&list.wanted, sorted, next);
                let first = first && matches!(holder, Holder::View(_));
                return self.read_by_get(now, purpose, &path, first, effects);
            }
            let body = bodies::search(&list.wanted, sorted, next);
            return self.call(now, purpose, Method::Post, "/catalog/search", Some(body), effects);
        }
        let ids = list.wanted.ids.get(from..list.look_ahead(from)).unwrap_or_default();
        list.parts = 0;
        let first = first && ids.len() <= LOOKUP_IDS_MAX;
        for ids in ids.chunks(LOOKUP_IDS_MAX) {
            list.parts += 1;
            put(ids, (holder, asked), &list.wanted.context, first, open);
        }
    }

    /// Takes in what elements asked for. False: it is something else, and more code is needed to say what.
    pub(super) fn goods_answered(
        &mut self,
        now: Millis,
        lists: &[(Holder, u32)],
        question: Question,
        answer: &HttpAnswer,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let wall = self.wall(now);
        for (holder, asked) in lists {
            let Some(list) = self.catalog.list_mut(*holder) else { continue };
            if list.number != *asked {
                continue;
            }
            match answer {
                // What was kept of an earlier answer is shown on, and how old it is.
                HttpAnswer::Failed(_) if list.kept.is_some() => {
                    list.stage = Stage::There;
                    list.more = false;
                    list.late = true;
                }
                HttpAnswer::Failed(failure @ (Failure::Unreachable | Failure::Timeout)) => {
                    let problem = self.lost(failure);
                    self.try_list_again(now, *holder, problem, effects);
                }
                HttpAnswer::Answer { status: 200 | 201, body, language, .. }
                | HttpAnswer::Kept { body, language, .. } => {
                    // Read once for each list: every one gets products of its own.
                    let Some(mut goods) = read_goods(body, question) else { return false };
                    if goods::is_refused(&goods, question) {
                        return false;
                    }
                    // What has to be seen beside goods comes with more code, and so do they: a disclosure, and what is about a place in the answer. A
                    // mere `notice` has time. (By length: the words, which `catalog/beside.rs` looks for, are 60 bytes of a first view.)
                    let size = |told: &Part, place| told.at(place).str().len();
                    let beside = |told: &Part| {
                        size(told, goods::message::PATH) + size(told, goods::message::PRESENTATION) > "notice".len()
                    };
                    if goods.at(goods::search_answer::MESSAGES).items().iter().any(beside) && self.cart.asleep {
                        return false;
                    }
                    let earlier = list.renew(match answer {
                        HttpAnswer::Kept { age_ms, .. } => Some(wall.saturating_sub(*age_ms)),
                        _ => None,
                    });
                    if language.is_some() {
                        list.language = language.clone();
                    }
                    list.told.push(goods.take(goods::search_answer::MESSAGES));
                    match question {
                        Question::Search => {
                            let page = goods.at(goods::search_answer::PAGINATION);
                            let more = page.at(goods::page::HAS_NEXT_PAGE).flag().unwrap_or(false);
                            let next = if more { page.at(goods::page::CURSOR).string() } else { None };
                            // A cursor that stands still would be asked for for ever.
                            list.next = if list.next == next { None } else { next };
                            list.extend(goods.take(goods::search_answer::PRODUCTS).items_mut());
                            list.facets = goods.take(goods::search_answer::FACETS);
                        }
                        _ => {
                            list.match_up(goods.take(goods::lookup_answer::PRODUCTS).items_mut());
                            list.parts = list.parts.saturating_sub(1);
                            if list.parts > 0 {
                                continue;
                            }
                            list.looked_up = list.look_ahead(list.looked_up);
                        }
                    }
                    self.list_is_there(*holder, earlier, effects);
                }
                _ => return false,
            }
        }
        true
    }

    /// What an exchange without an answer means to a caller.
    pub(super) fn lost(&self, failure: &Failure) -> Problem {
        match failure {
            _ if self.offline => Problem::Offline,
            Failure::Unreachable => Problem::Unreachable { origin: self.settings.api.clone() },
            _ => Problem::Timeout,
        }
    }

    /// The list is there, in place of these cards: what the buyer chose on them stays.
    fn list_is_there(&mut self, holder: Holder, mut earlier: Vec<Card>, effects: &mut Vec<Effect>) {
        let Some(list) = self.catalog.list_mut(holder) else { return };
        // That there was nothing once is no news: the fresh answer says what there is.
        if list.kept.is_some() && list.cards.is_empty() {
            return;
        }
        let same = !earlier.is_empty() && list.take_over(&mut earlier);
        list.stage = Stage::There;
        list.more = false;
        list.tries = 0;
        let single = list.is_lookup() && list.wanted.ids.len() == 1 && list.wanted.limit == 1;
        if single && list.cards.is_empty() {
            let item = list.wanted.ids.first().cloned().unwrap_or_default();
            let problem = Problem::NotFound { item };
            list.stage = Stage::Failed(problem.clone());
            let view = if let Holder::View(view) = holder { Some(view) } else { None };
            self.tell(&problem, view, effects);
        } else if let Holder::View(view) = holder
            && !same
        {
            let mut items = Vec::new();
            for card in &list.cards {
                items.push(ItemId(card.id().to_owned()));
            }
            effects.push(Effect::Tell(Tale::View { view, items }));
        }
    }

    pub(super) fn try_list_again(&mut self, now: Millis, holder: Holder, problem: Problem, effects: &mut Vec<Effect>) {
        let wait = match &problem {
            Problem::Busy { retry_after_ms: Some(wait) } if *wait > RETRY_AFTER_MS_MAX => None,
            Problem::Busy { retry_after_ms: Some(wait) } => Some(*wait),
            Problem::Busy { .. } | Problem::Unreachable { .. } => Some(self.chance.wait(AGAIN_MS_MAX)),
            // A time-out has taken long enough: the buyer decides.
            _ => None,
        };
        let Some(list) = self.catalog.list_mut(holder) else { return };
        // What comes of the try's other parts is asked for again, too, or has failed with it.
        if list.parts > 1 {
            list.number += 1;
        }
        match wait {
            Some(wait) if list.tries < TRIES_MAX => {
                list.tries += 1;
                list.stage = Stage::Again(now + wait);
            }
            _ => self.fail_list(holder, problem, effects),
        }
    }

    pub(super) fn fail_list(&mut self, holder: Holder, problem: Problem, effects: &mut Vec<Effect>) {
        let view = match holder {
            Holder::View(view) => view,
            Holder::Call(call) => return self.reject_rest(call, problem, effects),
        };
        self.tell(&problem, Some(view), effects);
        if let Some(list) = self.catalog.list_mut(holder) {
            list.more = false;
            list.late = list.kept.is_some();
            list.stage = Stage::Failed(problem);
        }
    }

    pub(super) fn give_up_requests(&mut self, holder: Holder, effects: &mut Vec<Effect>) {
        self.requests.abort(
            &|purpose| match purpose {
                Purpose::Product { list, .. } => *list == holder,
                Purpose::Goods { lists, .. } => lists.iter().all(|(list, _)| *list == holder),
                _ => false,
            },
            effects,
        );
    }
}

/// One lookup in the making.
struct Batch {
    context: Context,
    lists: Vec<(Holder, u32)>,
    ids: Vec<String>,
    alone: bool,
    /// They are the beginnings of their lists.
    first: bool,
}

/// Puts what is to be looked up into as few requests as UCP lets every business take.
fn put(ids: &[ItemId], list: (Holder, u32), context: &Context, first: bool, open: &mut Vec<Batch>) {
    // A caller gets the answer whole, so nothing else may be in it.
    let alone = matches!(list.0, Holder::Call(_));
    let mut place = open.len();
    for (known, batch) in open.iter().enumerate() {
        let room = batch.ids.len() + ids.len() <= LOOKUP_IDS_MAX;
        if room && !alone && !batch.alone && batch.first == first && batch.context == *context && place == open.len() {
            place = known;
        }
    }
    if place == open.len() {
        open.push(Batch { context: context.clone(), lists: Vec::new(), ids: Vec::new(), alone, first });
    }
    if let Some(batch) = open.get_mut(place) {
        batch.lists.push(list);
        for id in ids {
            if !batch.ids.contains(&id.0) {
                batch.ids.push(id.0.clone());
            }
        }
    }
}
