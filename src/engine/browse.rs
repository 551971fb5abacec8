//! Browsing: lists and products are asked for, answered, asked for again. Reads only; nothing here changes a cart.

use super::Shop;
use super::catalog::{Card, List, Stage};
use super::effect::{Effect, Method, Tale, Value};
use super::event::{HttpAnswer, ListWanted};
use super::ids::{CallId, ItemId, Millis, ViewId};
use super::problem::Problem;
use super::requests::{Holder, Purpose};
use crate::ucp::answer::{read_answer, read_transport_error};
use crate::ucp::catalog::{LookupAnswer, LookupRequest, ProductAnswer, ProductRequest, SearchAnswer};
use crate::ucp::context::Context;
use crate::ucp::envelope::{Answer, ErrorAnswer};
use crate::ucp::message::gravest;
use crate::ucp::{json, profile};
use serde::de::DeserializeOwned;

/// How often a read that failed is repeated by itself.
const TRIES_MAX: u32 = 2;
/// Longest wait before such a repeat, when the business names none.
const AGAIN_MS_MAX: Millis = 2_000;
/// Longest `Retry-After` that is waited for; beyond it the buyer is told instead.
const RETRY_AFTER_MS_MAX: Millis = 30_000;
/// How many ids one lookup holds: the number that UCP says every business takes.
const LOOKUP_IDS_MAX: usize = 10;
/// How long single products are gathered into one lookup.
const GATHER_MS: Millis = 1;

impl Shop {
    pub(super) fn want_list(&mut self, now: Millis, holder: Holder, wanted: ListWanted, effects: &mut Vec<Effect>) {
        self.note_context(&wanted.context);
        self.give_up_requests(holder, effects);
        self.catalog.put(holder, List::new(wanted));
        self.ask_waiting_lists(now, effects);
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
        let wanted = ListWanted { ids: vec![item], limit: 1, context, ..ListWanted::default() };
        self.catalog.put(holder, List::new(wanted));
        // Several products of one page come in the same moment: they are looked up together.
        self.batch.get_or_insert(now + GATHER_MS);
    }

    pub(super) fn drop_list(&mut self, holder: Holder, effects: &mut Vec<Effect>) {
        self.give_up_requests(holder, effects);
        self.catalog.drop_list(holder);
    }

    pub(super) fn want_more(&mut self, now: Millis, holder: Holder, effects: &mut Vec<Effect>) {
        if let Some(list) = self.catalog.list_mut(holder)
            && list.stage == Stage::There
            && list.has_more()
        {
            list.more = true;
            list.tries = 0;
            list.stage = Stage::Wanted;
            self.ask_waiting_lists(now, effects);
        }
    }

    pub(super) fn retry_list(&mut self, now: Millis, holder: Holder, effects: &mut Vec<Effect>) {
        if let Some(list) = self.catalog.list_mut(holder)
            && matches!(list.stage, Stage::Failed(_))
        {
            list.stage = Stage::Wanted;
            list.tries = 0;
        }
        if self.no_endpoint().is_some() {
            self.ask_profile(now, effects);
        }
        self.ask_waiting_lists(now, effects);
    }

    /// The network is back: what failed for want of it is asked for again.
    pub(super) fn retry_failed_lists(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let failed = |list: &List| matches!(&list.stage, Stage::Failed(problem) if problem.retry());
        let holders: Vec<_> = self.catalog.lists().filter(|(_, list)| failed(list)).map(|(holder, _)| holder).collect();
        for holder in holders {
            self.retry_list(now, holder, effects);
        }
    }

    pub(super) fn search_called(
        &mut self,
        now: Millis,
        call: CallId,
        wanted: ListWanted,
        after: Option<String>,
        effects: &mut Vec<Effect>,
    ) {
        if wanted.ids.len() > LOOKUP_IDS_MAX {
            let what = "search() takes 10 ids at most. Ask for the rest in another call.".to_owned();
            return effects.push(Effect::Reject { call, problem: Problem::Wrong { what } });
        }
        let mut list = List::new(wanted);
        list.next = after;
        self.catalog.put(Holder::Call(call), list);
        self.ask_waiting_lists(now, effects);
    }

    pub(super) fn product_called(
        &mut self,
        now: Millis,
        call: CallId,
        item: ItemId,
        context: Context,
        effects: &mut Vec<Effect>,
    ) {
        let wanted = ListWanted { ids: vec![item.clone()], limit: 1, context, ..ListWanted::default() };
        let mut list = List::new(wanted);
        list.stage = Stage::Asked;
        self.catalog.put(Holder::Call(call), list);
        self.ask_product(now, Holder::Call(call), &item, None, effects);
    }

    pub(super) fn call_aborted(&mut self, call: CallId, effects: &mut Vec<Effect>) {
        self.give_up_requests(Holder::Call(call), effects);
        if self.catalog.drop_list(Holder::Call(call)).is_some() {
            effects.push(Effect::Reject { call, problem: Problem::Cancelled });
        }
    }

    pub(super) fn open_options(&mut self, now: Millis, view: ViewId, product: &ItemId, effects: &mut Vec<Effect>) {
        let holder = Holder::View(view);
        let asked = self.card(holder, product).map(|card| card.asked);
        let flying = self.requests.any(|purpose| matches!(purpose, Purpose::Product { list, product: flying, .. } if *list == holder && flying == product));
        if asked == Some(false) && !flying && self.offers(profile::CATALOG_LOOKUP) {
            self.ask_product(now, holder, product, None, effects);
        }
    }

    pub(super) fn choose_option(
        &mut self,
        now: Millis,
        view: ViewId,
        product: &ItemId,
        option: &str,
        label: &str,
        effects: &mut Vec<Effect>,
    ) {
        let holder = Holder::View(view);
        let known = self.card(holder, product).is_none_or(|card| card.choose(option, label));
        if !known && self.offers(profile::CATALOG_LOOKUP) {
            self.ask_product(now, holder, product, Some((option, label)), effects);
        }
    }

    /// Asks for every list that waits and can be asked for now.
    pub(super) fn ask_waiting_lists(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let gathering = self.batch.is_some_and(|at| at > now);
        if !gathering {
            self.batch = None;
        }
        let due = |list: &List| match list.stage {
            Stage::Wanted => !(gathering && list.is_lookup()),
            Stage::Again(at) => at <= now,
            _ => false,
        };
        let holders: Vec<_> = self.catalog.lists().filter(|(_, list)| due(list)).map(|(holder, _)| holder).collect();
        let mut lookups = Vec::new();
        for holder in holders {
            if let Some(problem) = self.cannot_ask(holder) {
                self.fail_list(holder, problem, effects);
            } else if self.endpoint().is_some() {
                self.ask_list(now, holder, &mut lookups, effects);
            }
        }
        self.send_lookups(now, lookups, effects);
    }

    fn cannot_ask(&self, holder: Holder) -> Option<Problem> {
        let list = self.catalog.list(holder)?;
        let missing = |what: &str| Some(Problem::Unsupported { what: what.to_owned() });
        if list.is_lookup() && !self.offers(profile::CATALOG_LOOKUP) {
            missing("lookup by id (capability dev.ucp.shopping.catalog.lookup)")
        } else if !list.is_lookup() && !self.offers(profile::CATALOG_SEARCH) {
            missing("search (capability dev.ucp.shopping.catalog.search)")
        } else if list.wanted.seller.is_some() && !self.offers(profile::BROWSE) {
            missing("goods by seller (capability example.tsampa.browse)")
        } else {
            self.no_endpoint()
        }
    }

    fn ask_list(&mut self, now: Millis, holder: Holder, lookups: &mut Vec<Wanted>, effects: &mut Vec<Effect>) {
        let sorted = self.offers(profile::BROWSE);
        let Some(list) = self.catalog.list_mut(holder) else { return };
        let again = matches!(list.stage, Stage::Again(_));
        list.stage = Stage::Asked;
        let asked = list.number;
        if list.is_lookup() {
            // A repeat asks for the same ids as the try that failed.
            let from = if again { list.looked_up.saturating_sub(list.wanted.limit as usize) } else { list.looked_up };
            list.looked_up = from;
            let ids = list.next_ids();
            list.parts = ids.len().div_ceil(LOOKUP_IDS_MAX);
            lookups.push(Wanted { holder, asked, context: list.wanted.context.clone(), ids });
        } else {
            let mut request = list.search();
            if !sorted {
                request.sort = None;
            }
            let body = json::write(&request);
            self.call(now, Purpose::List { list: holder, asked }, Method::Post, "/catalog/search", Some(body), effects);
        }
    }

    /// Puts what is to be looked up into as few requests as UCP lets every business take.
    fn send_lookups(&mut self, now: Millis, lookups: Vec<Wanted>, effects: &mut Vec<Effect>) {
        let mut open: Vec<Batch> = Vec::new();
        for wanted in lookups {
            // A caller gets the answer whole, so nothing else may be in it.
            let alone = matches!(wanted.holder, Holder::Call(_));
            for ids in wanted.ids.chunks(LOOKUP_IDS_MAX) {
                let room = |batch: &&mut Batch| {
                    !alone
                        && !batch.alone
                        && batch.context == wanted.context
                        && batch.ids.len() + ids.len() <= LOOKUP_IDS_MAX
                };
                let list = (wanted.holder, wanted.asked);
                if let Some(batch) = open.iter_mut().find(room) {
                    batch.lists.push(list);
                    for id in ids {
                        if !batch.ids.contains(&id.0) {
                            batch.ids.push(id.0.clone());
                        }
                    }
                } else {
                    let ids = ids.iter().map(|id| id.0.clone()).collect();
                    open.push(Batch { context: wanted.context.clone(), lists: vec![list], ids, alone });
                }
            }
        }
        for Batch { context, lists, ids, .. } in open {
            let body = json::write(&LookupRequest { ids, context, ..LookupRequest::default() });
            self.call(now, Purpose::Lookup { lists }, Method::Post, "/catalog/lookup", Some(body), effects);
        }
    }

    fn ask_product(
        &mut self,
        now: Millis,
        holder: Holder,
        product: &ItemId,
        choice: Option<(&str, &str)>,
        effects: &mut Vec<Effect>,
    ) {
        let context = self.catalog.list(holder).map(|list| list.wanted.context.clone()).unwrap_or_default();
        let mut request = ProductRequest::default();
        request.id.clone_from(&product.0);
        request.context = context;
        if let Some((option, label)) = choice {
            for selected in self.card(holder, product).map(|card| card.choice_with(option, label)).unwrap_or_default() {
                request.preferences.push(selected.name.clone());
                request.select(selected);
            }
        }
        let purpose = Purpose::Product { list: holder, product: product.clone(), choose: choice.is_some() };
        match self.no_endpoint() {
            Some(problem) => self.fail_list(holder, problem, effects),
            None => {
                let body = json::write(&request);
                self.call(now, purpose, Method::Post, "/catalog/product", Some(body), effects);
            }
        }
    }

    pub(super) fn search_answered(
        &mut self,
        now: Millis,
        holder: Holder,
        asked: u32,
        answer: HttpAnswer,
        effects: &mut Vec<Effect>,
    ) {
        if self.catalog.list(holder).is_none_or(|list| list.number != asked) {
            return;
        }
        match self.read::<SearchAnswer>("POST /catalog/search", &answer) {
            Err(problem) => self.try_list_again(now, holder, problem, effects),
            Ok(page) => {
                let next = page.pagination.0.filter(|page| page.has_next_page).and_then(|page| page.cursor);
                if let Holder::Call(call) = holder {
                    self.catalog.tell(page.products.0);
                    self.catalog.drop_list(holder);
                    effects.push(Effect::Resolve { call, value: Value::Page { answer: text(answer), next } });
                } else if let Some(list) = self.catalog.list_mut(holder) {
                    list.extend(page.products.0);
                    // A cursor that stands still would be asked for for ever.
                    list.next = if list.next == next { None } else { next };
                    list.language = language(&answer).or(list.language.take());
                    self.list_is_there(holder, effects);
                }
            }
        }
    }

    pub(super) fn lookup_answered(
        &mut self,
        now: Millis,
        lists: Vec<(Holder, u32)>,
        answer: HttpAnswer,
        effects: &mut Vec<Effect>,
    ) {
        let language = language(&answer);
        for (holder, asked) in lists {
            if self.catalog.list(holder).is_none_or(|list| list.number != asked) {
                continue;
            }
            // Read once for each list: every one gets products of its own.
            let found = self.read::<LookupAnswer>("POST /catalog/lookup", &answer);
            let Some(list) = self.catalog.list_mut(holder) else { continue };
            match (holder, found) {
                (_, Err(problem)) => self.try_list_again(now, holder, problem, effects),
                (Holder::Call(call), Ok(found)) => {
                    self.catalog.tell(found.products.0);
                    self.catalog.drop_list(holder);
                    let answer = text(answer.clone());
                    effects.push(Effect::Resolve { call, value: Value::Page { answer, next: None } });
                }
                (Holder::View(_), Ok(found)) => {
                    list.match_up(found.products.0);
                    list.parts = list.parts.saturating_sub(1);
                    list.language = language.clone().or(list.language.take());
                    if list.parts == 0 {
                        self.list_is_there(holder, effects);
                    }
                }
            }
        }
    }

    pub(super) fn product_answered(
        &mut self,
        holder: Holder,
        product: &ItemId,
        choose: bool,
        answer: HttpAnswer,
        effects: &mut Vec<Effect>,
    ) {
        let found = self.read::<ProductAnswer>("POST /catalog/product", &answer);
        match (holder, found) {
            (Holder::Call(call), found) => {
                if self.catalog.drop_list(holder).is_none() {
                    return;
                }
                match found {
                    Ok(found) => {
                        self.catalog.tell(vec![found.product]);
                        effects.push(Effect::Resolve { call, value: Value::Product { answer: text(answer) } });
                    }
                    Err(Problem::NotFound { .. }) => {
                        effects.push(Effect::Reject { call, problem: Problem::NotFound { item: product.clone() } });
                    }
                    Err(problem) => effects.push(Effect::Reject { call, problem }),
                }
            }
            (Holder::View(_), Ok(found)) => {
                if let Some(card) = self.card(holder, product) {
                    card.refine(found.product, choose);
                }
            }
            (Holder::View(_), Err(problem)) => {
                self.say(&problem, effects);
                effects.push(Effect::Tell(Tale::Problem(problem)));
            }
        }
    }

    fn list_is_there(&mut self, holder: Holder, effects: &mut Vec<Effect>) {
        let Some(list) = self.catalog.list_mut(holder) else { return };
        list.stage = Stage::There;
        list.more = false;
        list.tries = 0;
        let single = list.is_lookup() && list.wanted.ids.len() == 1 && list.wanted.limit == 1;
        if single && list.cards.is_empty() {
            let item = list.wanted.ids.first().cloned().unwrap_or_default();
            let problem = Problem::NotFound { item };
            list.stage = Stage::Failed(problem.clone());
            self.say(&problem, effects);
            effects.push(Effect::Tell(Tale::Problem(problem)));
        } else if let Holder::View(view) = holder {
            let items = list.cards.iter().map(|card| ItemId(card.product.id.0.clone())).collect();
            effects.push(Effect::Tell(Tale::View { view, items }));
        }
    }

    fn try_list_again(&mut self, now: Millis, holder: Holder, problem: Problem, effects: &mut Vec<Effect>) {
        let wait = match &problem {
            Problem::Busy { retry_after_ms: Some(wait) } if *wait > RETRY_AFTER_MS_MAX => None,
            Problem::Busy { retry_after_ms: Some(wait) } => Some(*wait),
            Problem::Busy { .. } | Problem::Unreachable { .. } => Some(self.chance.wait(AGAIN_MS_MAX)),
            // A time-out has taken long enough: the buyer decides.
            _ => None,
        };
        match (wait, self.catalog.list_mut(holder)) {
            (Some(wait), Some(list)) if list.tries < TRIES_MAX => {
                list.tries += 1;
                list.stage = Stage::Again(now + wait);
            }
            _ => self.fail_list(holder, problem, effects),
        }
    }

    fn fail_list(&mut self, holder: Holder, problem: Problem, effects: &mut Vec<Effect>) {
        if let Holder::Call(call) = holder {
            if self.catalog.drop_list(holder).is_some() {
                effects.push(Effect::Reject { call, problem });
            }
            return;
        }
        self.say(&problem, effects);
        if let Some(list) = self.catalog.list_mut(holder) {
            list.more = false;
            list.stage = Stage::Failed(problem.clone());
        }
        effects.push(Effect::Tell(Tale::Problem(problem)));
    }

    fn give_up_requests(&mut self, holder: Holder, effects: &mut Vec<Effect>) {
        let of_holder = |purpose: &Purpose| match purpose {
            Purpose::List { list, .. } | Purpose::Product { list, .. } => *list == holder,
            Purpose::Lookup { lists } => lists.iter().all(|(list, _)| *list == holder),
            _ => false,
        };
        self.requests.abort(of_holder, effects);
    }

    pub(super) fn card(&mut self, holder: Holder, product: &ItemId) -> Option<&mut Card> {
        self.catalog.list_mut(holder)?.cards.iter_mut().find(|card| card.is(product))
    }

    /// Reads an answer of a catalogue: the resource, or the problem that stands in its place.
    pub(super) fn read<T: DeserializeOwned + Default>(
        &self,
        operation: &'static str,
        answer: &HttpAnswer,
    ) -> Result<T, Problem> {
        let body = self.body(operation, answer)?;
        match read_answer::<T>(body) {
            Ok(Answer::Success(resource)) => Ok(resource),
            Ok(Answer::Error(error)) => Err(refusal(&error)),
            Err(flaw) => Err(Problem::NotUcp { operation, flaw: flaw.line() }),
        }
    }

    /// The body of an answer of a status that says that the operation ran.
    fn body<'a>(&self, operation: &'static str, answer: &'a HttpAnswer) -> Result<&'a str, Problem> {
        let (status, body, retry_after_ms) = match answer {
            HttpAnswer::Answer { status, body, retry_after_ms, .. } => (status, body, retry_after_ms),
            HttpAnswer::Failed(failure) => return Err(self.problem_of(failure)),
        };
        Err(match status {
            200 | 201 => return Ok(body),
            // Only what has an id in its address can be gone; anything else that is not found is no UCP endpoint.
            404 | 410 if operation.starts_with("GET") => Problem::NotFound { item: ItemId::default() },
            404 | 405 | 410 => Problem::NotUcp { operation, flaw: "there is no such address (404)".to_owned() },
            408 | 424 | 425 | 429 | 500..=599 => Problem::Busy { retry_after_ms: *retry_after_ms },
            _ => Problem::Refused { content: transport_content(body) },
        })
    }
}

/// What the gravest message of an error means to a caller.
fn refusal(error: &ErrorAnswer) -> Problem {
    let Some(message) = gravest(&error.messages) else { return Problem::Refused { content: String::new() } };
    if message.has_code("not_found") {
        Problem::NotFound { item: ItemId::default() }
    } else {
        Problem::Refused { content: message.content.clone() }
    }
}

/// What one list wants looked up.
struct Wanted {
    holder: Holder,
    asked: u32,
    context: Context,
    ids: Vec<ItemId>,
}

/// One lookup in the making.
struct Batch {
    context: Context,
    lists: Vec<(Holder, u32)>,
    ids: Vec<String>,
    alone: bool,
}

/// What a business says of an operation that did not run.
pub(super) fn transport_content(body: &str) -> String {
    let error = read_transport_error(body);
    error.content.or(error.code).unwrap_or_else(|| "The shop refused the request.".to_owned())
}

/// The text of an answer, to hand it to a caller.
fn text(answer: HttpAnswer) -> String {
    match answer {
        HttpAnswer::Answer { body, .. } => body,
        HttpAnswer::Failed(_) => String::new(),
    }
}

fn language(answer: &HttpAnswer) -> Option<String> {
    match answer {
        HttpAnswer::Answer { language, .. } => language.clone(),
        HttpAnswer::Failed(_) => None,
    }
}
