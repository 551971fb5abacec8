//! The shell in a real browser: what it keeps, sends, writes and survives.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use tsampa::engine::effect::{Exchange, Method};
use tsampa::engine::event::{Event, HttpAnswer};
use tsampa::engine::ids::{ItemId, RequestId};
use tsampa::engine::ledger::{self, Change, Snapshot};
use tsampa::engine::problem::Failure;
use tsampa::shell::{Fetches, Host, Lock, Store, Tell, called_rest, key, money};
use tsampa::ucp::money::Minor;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(module = "/js/host.js")]
extern "C" {
    #[wasm_bindgen(js_name = Host)]
    type Side;
    #[wasm_bindgen(constructor, js_class = "Host")]
    fn new() -> Side;
    #[wasm_bindgen(method)]
    fn hear(this: &Side, name: &str, callback: &Function);
}

// ---- memory ----

#[wasm_bindgen_test]
fn memory_keeps_what_is_put_into_it_and_gives_out_again_what_came_back() {
    let pages = || core::arch::wasm32::memory_size(0);
    let dice = Cell::new(1_u32);
    let throw = |most: u32| {
        let mut number = dice.get();
        number ^= number << 13;
        number ^= number >> 17;
        number ^= number << 5;
        dice.set(number);
        number % most
    };
    let mut full = 0;
    for round in 0..20 {
        let mut pieces: Vec<(u8, Vec<u8>)> = Vec::new();
        for mark in (0..=255).cycle().take(4_000) {
            match throw(4) {
                0 if !pieces.is_empty() => drop(pieces.swap_remove(throw(pieces.len() as u32) as usize)),
                1 if !pieces.is_empty() => {
                    let at = throw(pieces.len() as u32) as usize;
                    let (mark, piece) = &mut pieces[at];
                    piece.resize(throw(5_000) as usize, *mark);
                    piece.shrink_to_fit();
                }
                _ => pieces.push((mark, vec![mark; throw(1 << (4 + throw(9))) as usize])),
            }
        }
        assert!(pieces.iter().all(|(mark, piece)| piece.iter().all(|byte| byte == mark)), "round {round}");
        dice.set(1);
        if round == 0 {
            full = pages();
        }
    }
    assert_eq!(pages(), full, "the same again takes no more");
}

// ---- what the browser keeps ----

#[wasm_bindgen_test]
async fn record_stored_by_one_page_is_read_by_the_next() {
    let (first, told) = store("tsampa:test:next");
    first.commit([add("v_tsampa_500", 2)].into());
    let (record, durable) = committed(&told, 1).await;
    assert!(durable);
    assert_eq!(quantity(&record, "v_tsampa_500"), 2);

    let (second, told) = store("tsampa:test:next");
    second.commit(Rc::default());
    assert_eq!(committed(&told, 1).await, (record, true));
}

#[wasm_bindgen_test]
async fn two_pages_that_add_at_the_same_time_lose_no_piece() {
    let (here, told_here) = store("tsampa:test:both");
    let (there, told_there) = store("tsampa:test:both");
    for _ in 0..50 {
        here.commit([add("v_incense_30", 1)].into());
        there.commit([add("v_incense_30", 1)].into());
    }
    let (here, _) = committed(&told_here, 50).await;
    let (there, _) = committed(&told_there, 50).await;
    assert_eq!(quantity(&here, "v_incense_30").max(quantity(&there, "v_incense_30")), 100);
}

#[wasm_bindgen_test]
async fn other_pages_hear_the_record_itself() {
    let (writer, told) = store("tsampa:test:hear");
    let heard = heard("tsampa:test:hear");
    writer.commit([add("v_honey", 1)].into());
    let (record, _) = committed(&told, 1).await;
    until(|| heard.borrow().contains(&record)).await;
}

#[wasm_bindgen_test]
async fn reading_tells_nobody() {
    let (reader, told) = store("tsampa:test:quiet");
    let heard = heard("tsampa:test:quiet");
    reader.commit(Rc::default());
    committed(&told, 1).await;
    pause(50).await;
    assert!(heard.borrow().is_empty());
}

#[wasm_bindgen_test]
async fn where_storage_is_refused_the_page_keeps_the_record_itself() {
    run("window.kept_ = Object.getOwnPropertyDescriptor(window, 'indexedDB'); \
         Object.defineProperty(window, 'indexedDB', { configurable: true, get() { throw new DOMException('no', 'SecurityError') } })");
    let (store, told) = store("tsampa:test:refused");
    store.commit([add("v_tsampa_500", 1)].into());
    store.commit([add("v_tsampa_500", 1)].into());
    let (record, durable) = committed(&told, 2).await;
    run("Object.defineProperty(window, 'indexedDB', window.kept_); delete window.kept_");
    assert!(!durable);
    assert_eq!(quantity(&record, "v_tsampa_500"), 2);
}

#[wasm_bindgen_test]
async fn database_that_cannot_be_opened_is_as_good_as_refused() {
    run("window.open_ = IDBFactory.prototype.open; IDBFactory.prototype.open = () => new EventTarget()");
    let (store, told) = store("tsampa:test:broken");
    store.commit([add("v_tsampa_500", 1)].into());
    run("IDBFactory.prototype.open = window.open_; delete window.open_");
    let (record, durable) = committed(&told, 1).await;
    assert!(!durable);
    assert_eq!(quantity(&record, "v_tsampa_500"), 1);
}

// ---- who writes ----

#[wasm_bindgen_test]
async fn lock_goes_to_the_next_page_when_it_is_given_back() {
    let (first, second) = (told(), told());
    let one: &'static Lock = Box::leak(Box::new(Lock::new(&host(), "tsampa:test:lock", &tell(&first))));
    let two: &'static Lock = Box::leak(Box::new(Lock::new(&host(), "tsampa:test:lock", &tell(&second))));
    one.ask();
    until(|| matches!(first.borrow().first(), Some(Event::LockGained))).await;
    two.ask();
    pause(50).await;
    assert!(second.borrow().is_empty());
    one.release();
    until(|| matches!(second.borrow().first(), Some(Event::LockGained))).await;
    two.release();
    assert_eq!(first.borrow().len(), 1, "giving it back is not losing it");
}

// ---- HTTP ----

#[wasm_bindgen_test]
async fn answer_comes_whole_with_its_status_and_headers() {
    let answer = answered(
        "() => new Response('{\"a\":1}', { status: 503, headers: { 'Retry-After': '7', 'Content-Language': 'zh' } })",
    )
    .await;
    let HttpAnswer::Answer { status, body, retry_after_ms, language } = answer else { panic!("no answer") };
    assert_eq!(
        (status, body.as_str(), retry_after_ms, language.as_deref()),
        (503, "{\"a\":1}", Some(7_000), Some("zh"))
    );
}

#[wasm_bindgen_test]
async fn nonsense_of_a_patched_fetch_is_a_failure_and_no_panic() {
    for nonsense in [
        "() => 42",
        "() => { throw 'no' }",
        "() => Promise.reject('a text')",
        "() => Promise.reject(undefined)",
        "() => Promise.resolve(null)",
        "() => Promise.resolve({ status: 200, headers: {}, body: {} })",
        "() => ({ then() { throw 1 } })",
        "() => new Response(new ReadableStream({ start(stream) { stream.error('cut') } }))",
    ] {
        let answer = answered(nonsense).await;
        assert!(matches!(answer, HttpAnswer::Failed(Failure::Unreachable)), "{nonsense}: {answer:?}");
    }
}

#[wasm_bindgen_test]
async fn body_without_end_is_not_read_to_its_end() {
    let answer =
        answered("() => new Response(new ReadableStream({ pull(stream) { stream.enqueue(new Uint8Array(65536)) } }))")
            .await;
    assert!(matches!(answer, HttpAnswer::Failed(Failure::Unreadable)));
}

#[wasm_bindgen_test]
async fn request_says_who_asks_and_carries_no_cookies() {
    let seen = "(url, how) => { const request = new Request(url, how); return Promise.resolve(new Response([request.method, request.credentials, request.keepalive, \
        request.headers.get('ucp-agent'), request.headers.get('idempotency-key'), request.headers.get('content-type'), \
        request.headers.get('request-id').length].join(' '))) }";
    let HttpAnswer::Answer { body, .. } = answered(seen).await else { panic!("no answer") };
    assert_eq!(body, "PUT omit true profile=\"https://sdk.example/profile.json\" key-1 application/json 36");
}

#[wasm_bindgen_test]
async fn exchange_given_up_is_not_answered() {
    let events = told();
    let never = "(url, { signal }) => new Promise((done, fail) => { signal.onabort = () => fail(signal.reason) })";
    let host = side(&[("fetch", &function(never))]);
    fetches(&events, &host).send(RequestId(1), &exchange());
    host.abort(key(0, 1));
    pause(50).await;
    assert!(events.borrow().is_empty());
}

#[wasm_bindgen_test]
fn retry_after_is_seconds_or_a_date() {
    let wall = 1_792_000_000_000.0; // 2026-10-14T17:46:40Z
    let host = host();
    assert_eq!(host.retry_after("120", wall), 120_000.0);
    assert_eq!(host.retry_after(" 0 ", wall), 0.0);
    assert_eq!(host.retry_after("Wed, 14 Oct 2026 17:47:00 GMT", wall), 20_000.0);
    assert_eq!(host.retry_after("Wed, 14 Oct 2020 17:47:00 GMT", wall), 0.0);
    for nonsense in ["", "soon", "-5", "1.5", "99999999999", "NaN"] {
        assert_eq!(host.retry_after(nonsense, wall), -1.0, "{nonsense}");
    }
}

// ---- money and language ----

#[wasm_bindgen_test]
fn money_has_its_own_currency_s_minor_unit() {
    let write = |amount, currency| written("en", amount, currency).replace('\u{a0}', " ");
    assert_eq!(written("zh", 2800, "CNY"), "¥28.00");
    assert_eq!(write(2800, "CNY"), "CN¥28.00");
    assert_eq!(write(2800, "JPY"), "¥2,800");
    assert_eq!(write(1234, "KWD"), "KWD 1.234");
    assert_eq!(written("de", 123_456, "EUR").replace('\u{a0}', " "), "1.234,56 €");
    // ISO 4217 has two digits here, however few are usually shown.
    assert_eq!(write(123_456, "PKR"), "PKR 1,234.56");
    assert_eq!(write(-5, "USD"), "-$0.05");
    assert_eq!(write(0, "USD"), "$0.00");
}

#[wasm_bindgen_test]
fn currency_nobody_knows_is_shown_by_its_code() {
    let write = |amount, currency| written("en", amount, currency).replace('\u{a0}', " ");
    assert_eq!(write(2800, "QQQ"), "QQQ 28.00");
    assert_eq!(write(2800, "tsampa"), "tsampa 28.00");
    assert_eq!(write(2800, ""), " 28.00");
}

#[wasm_bindgen_test]
fn largest_amount_is_written_to_the_last_unit() {
    assert_eq!(written("en", Minor::MAX.0, "CNY"), "CN¥90,071,992,547,409.91");
    assert_eq!(written("de", Minor::MAX.0, "CNY"), "CNY 90071992547409.91");
}

#[wasm_bindgen_test]
fn yuan_are_written_as_the_browser_writes_them() {
    for language in ["en", "en-US", "en-GB", "zh", "zh-CN", "zh-Hans", "zh-Hans-CN", "zh-TW", "fr", "de"] {
        let intl = format!(
            "amount => new Intl.NumberFormat('{language}', {{ style: 'currency', currency: 'CNY' }}).format(amount)"
        );
        let browser = Function::new_with_args("amount", &format!("return ({intl})(amount)"));
        for amount in [0_i64, 5, 50, 99, 100, 2800, 99_999, 100_000, 123_456_789, 1_000_000_000_000, 9_999_999_999_999]
        {
            for amount in [amount, -amount] {
                let digits =
                    format!("{}{}.{:02}", if amount < 0 { "-" } else { "" }, amount.abs() / 100, amount.abs() % 100);
                let theirs = browser.call1(&JsValue::NULL, &digits.as_str().into()).unwrap().as_string().unwrap();
                assert_eq!(written(language, amount, "CNY"), theirs, "{language} {digits}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn money_keeps_its_units_in_every_language() {
    for language in ["en", "zh", "fr", "bo", "zh-Hant-HK", "en-US"] {
        for (amount, currency, digits) in
            [(123_456, "CNY", "1234.56"), (123_456, "EUR", "1234.56"), (2800, "JPY", "2800"), (1234, "KWD", "1.234")]
        {
            let written = written(language, amount, currency);
            // A language may group by thousands and have a comma as its point: what stays is where the last one is.
            let point = written.rfind(['.', ',']).filter(|_| digits.contains('.'));
            let all: String = written.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(all, digits.replace('.', ""), "{language} {currency}: {written}");
            let behind = point.map_or(0, |point| written[point..].chars().filter(char::is_ascii_digit).count());
            assert_eq!(behind, digits.split('.').nth(1).map_or(0, str::len), "{language} {currency}: {written}");
        }
    }
    assert_eq!(written("fr", 2800, "EUR").replace(['\u{a0}', '\u{202f}'], " "), "28,00 €");
}

#[wasm_bindgen_test]
fn language_that_the_browser_has_not_heard_of_is_written_as_chinese() {
    assert_eq!(written("bo", 2800, "CNY").replace(['\u{a0}', ' '], ""), "¥28.00");
    assert_eq!(written("qaa", 2800, "CNY"), "¥28.00");
}

#[wasm_bindgen_test]
fn numbers_take_the_forms_of_their_language() {
    let host = host();
    let forms = |language: &str, counts: &[f64]| {
        counts.iter().map(|count| host.form(language, *count)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(forms("en", &[0.0, 1.0, 2.0]), "other one other");
    assert_eq!(forms("fr", &[0.0, 1.0, 2.0]), "one one other");
    assert_eq!(forms("ru", &[1.0, 2.0, 5.0]), "one few many");
    for language in ["zh", "bo", "qaa", "%%"] {
        assert_eq!(forms(language, &[0.0, 1.0, 2.0]), "other other other", "{language}");
    }
}

#[wasm_bindgen_test]
fn language_of_the_element_wins_then_the_script_s_then_the_page_s() {
    let document = web_sys::window().unwrap().document().unwrap();
    let (outer, inner) = (document.create_element("div").unwrap(), document.create_element("div").unwrap());
    outer.append_child(&inner).unwrap();
    outer.set_attribute("lang", "bo").unwrap();
    assert_eq!(language(&inner, None), "bo");
    assert_eq!(language(&inner, Some("zh")), "zh");
    inner.set_attribute("lang", "fr").unwrap();
    assert_eq!(language(&inner, Some("zh")), "fr");
}

#[wasm_bindgen_test]
fn what_is_no_language_is_passed_over() {
    let element = web_sys::window().unwrap().document().unwrap().create_element("div").unwrap();
    for nonsense in ["", " ", "%%", "nonsense-and-more", "x", "{lang}"] {
        element.set_attribute("lang", nonsense).unwrap();
        assert_eq!(language(&element, Some("zh")), "zh", "{nonsense}");
    }
    for (written, meant) in [("en_us", "en-US"), ("ZH-hans-cn", "zh-Hans-CN")] {
        element.set_attribute("lang", written).unwrap();
        assert_eq!(language(&element, None), meant);
    }
}

// ---- surviving ----

#[wasm_bindgen_test]
async fn panic_ends_this_life_alone_and_asks_for_another_once() {
    run("window.restarts = 0; window.seen_by_page = 0; window.count_ = () => window.seen_by_page++; \
         window.addEventListener('error', window.count_); window.said_ = console.error; console.error = () => {}");
    let host = side(&[("live", &function("async () => {}")), ("restart", &function("() => { window.restarts++ }"))]);
    let calls = Rc::new(RefCell::new(0));
    let counts = |host: &Host| {
        let counted = calls.clone();
        host.later(5, move || *counted.borrow_mut() += 1);
    };
    host.after(&JsValue::UNDEFINED, |_, _| panic!("on purpose"));
    counts(&host);
    pause(50).await;
    assert_eq!(*calls.borrow(), 0, "what belongs to an ended life is not called");
    assert_eq!(number("window.restarts"), 1.0);
    counts(&host);
    pause(50).await;
    assert_eq!(*calls.borrow(), 1, "the next life is as good as the first");
    host.after(&JsValue::UNDEFINED, |_, _| panic!("on purpose"));
    pause(50).await;
    assert_eq!(number("window.restarts"), 1.0, "a second flaw is the last");
    assert_eq!(number("window.seen_by_page"), 0.0);
    run("window.removeEventListener('error', window.count_); console.error = window.said_");
}

// ---- helpers ----

type Told = Rc<RefCell<Vec<Event>>>;

fn host() -> Host {
    side(&[])
}

/// A page's side with these properties, which calls back.
fn side(properties: &[(&str, &JsValue)]) -> Host {
    let side = Side::new();
    let called = Closure::<dyn Fn(u32, JsValue, bool)>::new(called_rest).into_js_value();
    for (name, value) in properties.iter().copied().chain([("called", &called)]) {
        Reflect::set(&side, &name.into(), value).unwrap();
    }
    side.unchecked_into()
}

/// What pages hear that others store.
fn heard(name: &str) -> Rc<RefCell<Vec<String>>> {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let told = heard.clone();
    let hears = Closure::<dyn Fn(String)>::new(move |record| told.borrow_mut().push(record)).into_js_value();
    Side::new().hear(name, hears.unchecked_ref());
    heard
}

fn written(language: &str, amount: i64, currency: &str) -> String {
    money(&host(), language, Minor(amount), currency)
}

fn told() -> Told {
    Rc::default()
}

fn tell(told: &Told) -> Tell {
    let told = told.clone();
    Rc::new(move |event| told.borrow_mut().push(event))
}

fn store(name: &str) -> (&'static Store, Told) {
    let told = told();
    let host = host();
    host.unchecked_ref::<Side>().hear(name, &function("() => {}"));
    (Box::leak(Box::new(Store::new(&host, name, &tell(&told)))), told)
}

fn fetches(told: &Told, host: &Host) -> &'static Fetches {
    Box::leak(Box::new(Fetches::new(host, 0, "https://sdk.example/profile.json", &tell(told))))
}

fn exchange() -> Exchange {
    Exchange {
        method: Method::Put,
        url: "https://market.example/ucp/v1/carts/c7".to_owned(),
        body: Some("{}".to_owned()),
        idempotency_key: Some("key-1".to_owned()),
        plain: false,
        kept: false,
    }
}

/// What becomes of an exchange when the page's `fetch` is this.
async fn answered(fetch: &str) -> HttpAnswer {
    let events = told();
    fetches(&events, &side(&[("fetch", &function(fetch))])).send(RequestId(1), &exchange());
    until(|| !events.borrow().is_empty()).await;
    match events.take().remove(0) {
        Event::Answered { request: RequestId(1), answer } => answer,
        other => panic!("{other:?}"),
    }
}

fn language(element: &web_sys::Element, script: Option<&str>) -> String {
    host().language(element, script).as_string().unwrap()
}

fn add(item: &str, quantity: u32) -> Change {
    Change::Add { item: ItemId::from(item), quantity, snapshot: Snapshot::default(), attribution: Vec::new() }
}

fn quantity(record: &str, item: &str) -> u32 {
    let ledger = ledger::read(record).expect("a record of our own");
    ledger.edits.iter().find(|edit| edit.item.0 == item).map_or(0, |edit| edit.quantity)
}

/// The last of so many commits.
async fn committed(told: &Told, count: usize) -> (String, bool) {
    let commits = || {
        let events = told.borrow();
        let records = events.iter().filter_map(|event| match event {
            Event::Committed { record, durable } => Some((record.clone(), *durable)),
            _ => None,
        });
        records.collect::<Vec<_>>()
    };
    until(|| commits().len() >= count).await;
    commits().swap_remove(count - 1)
}

async fn until(condition: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if condition() {
            return;
        }
        pause(10).await;
    }
    panic!("it never came to pass");
}

async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |done, _| {
        let window = web_sys::window().unwrap();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

fn function(source: &str) -> Function {
    js_sys::eval(&["(", source, ")"].concat()).unwrap().unchecked_into()
}

fn run(source: &str) {
    js_sys::eval(source).unwrap();
}

fn number(source: &str) -> f64 {
    js_sys::eval(source).unwrap().as_f64().unwrap()
}
