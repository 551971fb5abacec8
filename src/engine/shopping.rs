//! What browsing comes to when somebody shops: next pages, options, API callers, and whatever answers that are not the goods asked for mean.

use super::Shop;
use super::browse::LOOKUP_IDS_MAX;
use super::catalog::{Card, List, Stage};
use super::effect::{Effect, Method, Value};
use super::event::{HttpAnswer, ListWanted};
use super::ids::{CallId, ItemId, Millis, ViewId};
use super::problem::{Failure, Problem, join};
use super::requests::{Holder, Purpose};
use crate::ucp::answer::{read_answer, read_transport_error};
use crate::ucp::cart::Cart;
use crate::ucp::catalog::{LookupAnswer, ProductAnswer, ProductRequest, SearchAnswer};
use crate::ucp::context::Context;
use crate::ucp::envelope::{Answer, ErrorAnswer};
use crate::ucp::flawed::without_flawed;
use crate::ucp::goods::{self, Question, read_goods};
use crate::ucp::json::Part;
use crate::ucp::message::{Message, gravest, gravest_words};
use crate::ucp::{json, profile};
use serde::de::DeserializeOwned;

impl Shop {
    pub(super) fn want_more(&mut self, holder: Holder) {
        let Some(list) = self.catalog.list_mut(holder).filter(|list| list.has_more()) else { return };
        if list.stage == Stage::There || matches!(list.stage, Stage::Failed(_)) && !list.cards.is_empty() {
            // The fresh answer in place of a kept one would come amid the pages. One that did not come is asked for before there are more.
            if !std::mem::take(&mut list.late) && list.kept.take().is_some() {
                list.number += 1;
            }
            list.more = true;
            list.tries = u32::from(list.kept.is_some());
            list.stage = Stage::Wanted;
        } else if list.kept.is_some() {
            // The beginning is being asked for anew; there is more behind that.
            list.more = true;
        }
    }

    pub(super) fn retry_list(&mut self, now: Millis, holder: Holder, effects: &mut Vec<Effect>) {
        if let Some(list) = self.catalog.list_mut(holder)
            && (list.late || matches!(list.stage, Stage::Failed(_)))
        {
            list.late = false;
            list.stage = Stage::Wanted;
            list.tries = 1;
        }
        self.ask_profile_again(now, effects);
    }

    /// Without an endpoint there is nothing to ask, so who could not be found is looked for once more.
    pub(super) fn ask_profile_again(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        if self.no_endpoint().is_some() {
            self.ask_profile(now, effects);
        }
    }

    pub(super) fn search_called(
        &mut self,
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
        self.put_called(call, list, effects);
    }

    pub(super) fn product_called(&mut self, call: CallId, item: ItemId, context: Context, effects: &mut Vec<Effect>) {
        let mut list = List::new(ListWanted { ids: vec![item], context, ..ListWanted::default() });
        list.stage = Stage::Called;
        self.put_called(call, list, effects);
    }

    /// Nobody waits for a list that there is no room for.
    fn put_called(&mut self, call: CallId, list: List, effects: &mut Vec<Effect>) {
        if self.catalog.is_full() {
            return effects.push(Effect::Reject { call, problem: Problem::Busy { retry_after_ms: None } });
        }
        self.catalog.put(Holder::Call(call), list);
    }

    /// Asks for the products that callers wait for, once it is known where.
    pub(super) fn ask_called_products(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let called = self.catalog.lists().filter(|(_, list)| list.stage == Stage::Called);
        for holder in called.map(|(holder, _)| holder).collect::<Vec<_>>() {
            if self.may_ask(holder, effects)
                && let Some(list) = self.catalog.list_mut(holder)
            {
                list.stage = Stage::Asked;
                let item = list.wanted.ids.first().cloned().unwrap_or_default();
                self.ask_product(now, holder, &item, None, effects);
            }
        }
    }

    pub(super) fn call_aborted(&mut self, call: CallId, effects: &mut Vec<Effect>) {
        self.give_up_requests(Holder::Call(call), effects);
        self.give_up_checkout(call, effects);
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
        // An earlier choice that is still being asked for is none any more.
        let earlier = |purpose: &Purpose| matches!(purpose, Purpose::Product { list, product: flying, choose: true } if *list == holder && flying == product);
        self.requests.abort(&earlier, effects);
        let known = self.card(holder, product).is_none_or(|card| card.choose(option, label));
        if !known && self.offers(profile::CATALOG_LOOKUP) {
            self.ask_product(now, holder, product, Some((option, label)), effects);
            if let Some(card) = self.card(holder, product) {
                card.await_choice(option, label);
            }
        }
    }

    /// Whether an element shows this item, so that it can be added there: not goods of an earlier wish, which stand until others come.
    pub fn shows(&self, view: ViewId, item: &ItemId) -> bool {
        self.catalog.list(Holder::View(view)).is_some_and(|list| list.cards.iter().any(|card| card.is(item)))
    }

    /// How many cards an element shows.
    pub fn count_cards(&self, view: ViewId) -> usize {
        self.catalog.list(Holder::View(view)).map_or(0, |list| list.cards.len())
    }

    /// Whether a list can be asked for now; if it never can, it has failed.
    pub(super) fn may_ask(&mut self, holder: Holder, effects: &mut Vec<Effect>) -> bool {
        if let Some(problem) = self.cannot_ask(holder) {
            self.fail_list(holder, problem, effects);
            return false;
        }
        // An answer that was handed over cannot be taken back: a caller's question by seller waits until it is known who understands it.
        let by_seller = self.catalog.list(holder).is_some_and(|list| list.wanted.seller.is_some());
        let early = by_seller && matches!(holder, Holder::Call(_)) && self.awaits_profile();
        self.endpoint().is_some() && !early
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
        self.call(now, purpose, Method::Post, "/catalog/product", Some(json::write(&request)), effects);
    }

    /// Takes in an answer of the catalogue that is not simply the goods that an element asked for.
    pub(super) fn other_goods_answered(
        &mut self,
        now: Millis,
        lists: &[(Holder, u32)],
        question: Question,
        read: bool,
        mut answer: HttpAnswer,
        effects: &mut Vec<Effect>,
    ) {
        for (holder, asked) in lists {
            let Some(list) = self.catalog.list(*holder).filter(|list| list.number == *asked) else { continue };
            // What the browser kept may have waited for this code: the fresh answer has come meanwhile, or has failed to.
            let kept = matches!(answer, HttpAnswer::Kept { .. });
            let (done, late) = match &list.stage {
                Stage::There => (list.kept.is_none(), list.late),
                Stage::Failed(problem) => (!problem.retry(), true),
                stage => (false, *stage != Stage::Asked),
            };
            if kept && done {
                continue;
            }
            let mut found = self.read_goods(question, &answer);
            if found.is_err() && leave_out_flawed(question, &mut answer, effects).is_some() {
                found = self.read_goods(question, &answer);
            }
            match (holder, found) {
                (_, Err(_)) if kept => {} // The answer itself follows.
                // Whoever said that the catalogue can be read by GET was wrong.
                (_, Err(_)) if read && is_no_address(&answer) => {
                    self.settings.reads = false;
                    if let Some(list) = self.catalog.list_mut(*holder) {
                        list.number += 1;
                        list.stage = Stage::Wanted;
                    }
                }
                (_, Err(problem)) => self.try_list_again(now, *holder, problem, effects),
                (Holder::Call(call), Ok(mut goods)) => {
                    let page = goods.at(goods::search_answer::PAGINATION);
                    let more = question == Question::Search && page.at(goods::page::HAS_NEXT_PAGE).flag() == Some(true);
                    let next = if more { page.at(goods::page::CURSOR).string() } else { None };
                    self.catalog.tell(goods.take(goods::search_answer::PRODUCTS).items_mut());
                    self.catalog.drop_list(*holder);
                    let value = Value::Page { answer: text(answer.clone()), next };
                    effects.push(Effect::Resolve { call: *call, value });
                }
                (Holder::View(_), Ok(_)) => {
                    let list = (*holder, *asked);
                    self.goods_answered(now, &[list], question, &answer, effects);
                    self.tell_beside(&[list], question, &answer);
                    self.catalog.list_mut(*holder).into_iter().for_each(|list| list.late |= kept && late);
                }
            }
        }
    }

    /// Puts what an answer tells about its products beside them.
    pub(super) fn tell_beside(&mut self, lists: &[(Holder, u32)], question: Question, answer: &HttpAnswer) {
        let (HttpAnswer::Answer { body, .. } | HttpAnswer::Kept { body, .. }) = answer else { return };
        // Hardly any answer does, and none is read twice for nothing.
        if !holds(body, b"\"path\"") && !holds(body, b"disclosure") {
            return;
        }
        let Some(goods) = read_goods(body, question) else { return };
        let products = goods.at(goods::search_answer::PRODUCTS).items().iter();
        let products: Vec<_> = products.map(|product| product.at(goods::product::ID).str().to_owned()).collect();
        for (holder, asked) in lists {
            let list = self.catalog.list_mut(*holder).filter(|list| list.number == *asked);
            for card in list.into_iter().flat_map(|list| &mut list.cards) {
                if products.iter().any(|id| id == card.id()) {
                    let messages = goods.at(goods::search_answer::MESSAGES).items();
                    messages.iter().for_each(|message| card.hear(message, &products));
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
        let found = self.read_goods(Question::Product, &answer);
        match (holder, found) {
            (Holder::Call(call), found) => {
                if self.catalog.drop_list(holder).is_none() {
                    return;
                }
                match found {
                    Ok(mut found) => {
                        self.catalog.tell(&mut [found.take(goods::product_answer::PRODUCT)]);
                        effects.push(Effect::Resolve { call, value: Value::Product { answer: text(answer) } });
                    }
                    Err(Problem::NotFound { .. }) => {
                        effects.push(Effect::Reject { call, problem: Problem::NotFound { item: product.clone() } });
                    }
                    Err(problem) => effects.push(Effect::Reject { call, problem }),
                }
            }
            (Holder::View(_), Ok(mut found)) => {
                if let Some(card) = self.card(holder, product) {
                    card.hear_alone(found.take(goods::product_answer::MESSAGES));
                    card.refine(found.take(goods::product_answer::PRODUCT), choose);
                }
            }
            (Holder::View(view), Err(problem)) => {
                if let Some(card) = self.card(holder, product) {
                    card.go_back();
                }
                self.tell(&problem, Some(view), effects);
            }
        }
    }

    pub(super) fn card(&mut self, holder: Holder, product: &ItemId) -> Option<&mut Card> {
        self.catalog.list_mut(holder)?.cards.iter_mut().find(|card| card.is(product))
    }

    /// The goods of an answer, or the problem that stands in their place: of that the types know more than the shapes.
    fn read_goods(&self, question: Question, answer: &HttpAnswer) -> Result<Part, Problem> {
        if let HttpAnswer::Answer { status: 200 | 201, body, .. } | HttpAnswer::Kept { body, .. } = answer
            && let Some(goods) = read_goods(body, question)
        {
            return if goods::is_refused(&goods, question) { Err(refused_search(body)) } else { Ok(goods) };
        }
        let operation = operation(question);
        let problem = match question {
            Question::Search => self.read::<SearchAnswer>(operation, answer).err(),
            Question::Lookup => self.read::<LookupAnswer>(operation, answer).err(),
            Question::Product => self.read::<ProductAnswer>(operation, answer).err(),
        };
        // Shapes and types differ in numbers at the edge of 64 bits alone.
        Err(problem.unwrap_or_else(|| Problem::NotUcp { operation, flaw: "a number is out of bounds".to_owned() }))
    }

    /// What a failed exchange means to a caller.
    pub(super) fn problem_of(&self, failure: &Failure) -> Problem {
        if *failure == Failure::Unreadable && !self.offline {
            let flaw = "the body is no text, or longer than 2 MB".to_owned();
            return Problem::NotUcp { operation: "The shop", flaw };
        }
        self.lost(failure)
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
            HttpAnswer::Kept { body, .. } => return Ok(body),
        };
        Err(match status {
            200 | 201 => return Ok(body),
            // Only what has an id in its address can be gone; anything else that is not found is no UCP endpoint.
            404 | 410 if operation.starts_with("GET") => Problem::NotFound { item: ItemId::default() },
            404 | 405 | 410 => Problem::NotUcp { operation, flaw: NO_ADDRESS.to_owned() },
            408 | 424 | 425 | 429 | 500..=599 => Problem::Busy { retry_after_ms: *retry_after_ms },
            _ => Problem::Refused { content: transport_content(body) },
        })
    }
}

/// What the errors of a search mean that found nothing.
fn refused_search(body: &str) -> Problem {
    match read_answer::<SearchAnswer>(body) {
        Ok(Answer::Success(found)) => meaning(&found.messages),
        _ => meaning(&[]),
    }
}

/// What the gravest message of an error means to a caller.
pub(super) fn refusal(error: &ErrorAnswer) -> Problem {
    meaning(&error.messages)
}

fn meaning(messages: &[Message]) -> Problem {
    let Some(message) = gravest(messages) else { return Problem::Refused { content: String::new() } };
    if message.has_code("not_found") {
        Problem::NotFound { item: ItemId::default() }
    } else {
        Problem::Refused { content: message.content.clone() }
    }
}

/// What is wrong with an answer that says that nothing is there.
pub(super) const NO_ADDRESS: &str = "there is no such address (404)";

/// What a business says of an operation that did not run.
pub(super) fn transport_content(body: &str) -> String {
    let error = read_transport_error(body);
    // Some say it as they would with 200.
    let said = match read_answer::<Cart>(body) {
        Ok(Answer::Error(error)) => gravest_words(&error.messages),
        _ => None,
    };
    said.or(error.content).or(error.code).unwrap_or_default()
}

/// Whether there is nothing at the address that was asked, or nothing for this method or question.
fn is_no_address(answer: &HttpAnswer) -> bool {
    matches!(answer, HttpAnswer::Answer { status: 400 | 404 | 405 | 414 | 501, .. })
}

/// Whether these bytes stand in a text; the library's own search for a text is 2 KB of Wasm.
fn holds(text: &str, bytes: &[u8]) -> bool {
    text.as_bytes().windows(bytes.len()).any(|window| window == bytes)
}

/// How a question is named to the page's author.
fn operation(question: Question) -> &'static str {
    match question {
        Question::Search => "POST /catalog/search",
        Question::Lookup => "POST /catalog/lookup",
        Question::Product => "POST /catalog/product",
    }
}

/// Takes the products that cannot be read out of an answer, and tells the page's author of them. None where that does not help.
fn leave_out_flawed(question: Question, answer: &mut HttpAnswer, effects: &mut Vec<Effect>) -> Option<()> {
    let (HttpAnswer::Answer { status: 200 | 201, body, .. } | HttpAnswer::Kept { body, .. }) = answer else {
        return None;
    };
    let (left, many, flaw) = match question {
        Question::Search => without_flawed::<SearchAnswer>(body),
        Question::Lookup => without_flawed::<LookupAnswer>(body),
        Question::Product => None,
    }?;
    *body = left;
    let mut sentence = join(&[operation(question), " answered with flawed products, which are not shown: "]);
    json::push_whole(&mut sentence, many as u64);
    effects.push(Effect::Console { sentence: join(&[&sentence, ". The first: ", &flaw, "."]) });
    Some(())
}

/// The text of an answer, to hand it to a caller.
fn text(answer: HttpAnswer) -> String {
    match answer {
        HttpAnswer::Answer { body, .. } | HttpAnswer::Kept { body, .. } => body,
        HttpAnswer::Failed(_) => String::new(),
    }
}
