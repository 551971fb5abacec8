//! The binary itself: how it starts, what it prints, how it ends.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};

struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
    _folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(folder: &tempfile::TempDir, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marketplace"));
    command.args(["--listen", listen, "--seed", "--partner", "tourism=https://tourism.example"]);
    command.arg("--database").arg(folder.path().join("market.sqlite"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(&folder, "127.0.0.1:0").spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
    Running { child, out, address, _folder: folder }
}

/// Sends a request as a platform would and gives the body of the answer.
fn ask(address: &str, method: &str, path: &str, body: &str) -> serde_json::Value {
    let mut stream = TcpStream::connect(address).unwrap();
    let mut key = [0u8; 16];
    getrandom::fill(&mut key).unwrap();
    let key = uuid::Uuid::from_bytes(key);
    let length = body.len();
    let head = format!(
        "{method} /ucp/v1{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         ucp-agent: profile=\"https://widget.example/p.json\"\r\nrequest-id: {key}\r\nidempotency-key: {key}\r\n\
         origin: https://tourism.example\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap()
}

/// Sends what a browser sends for a page that fetches an address, and gives the head of the answer.
fn fetch(address: &str, target: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\norigin: https://a.example\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().0.to_owned()
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

#[test]
fn it_says_where_it_listens_tells_each_order_and_stops_when_told() {
    let mut market = start();
    let lines = r#"{"line_items":[{"item":{"id":"v_tsampa_500"},"quantity":2}],"attribution":{"campaign_source":"tourism"},
        "buyer":{"first_name":"Secret-Name","phone_number":"13800000000"},
        "fulfillment":{"methods":[{"type":"pickup","selected_destination_id":"pt_gyangze"}]}}"#;
    let checkout = ask(&market.address, "POST", "/checkout-sessions", lines);
    let id = checkout["id"].as_str().unwrap();
    let payment = r#"{"payment":{"instruments":[{"id":"1","handler_id":"on_pickup","type":"cash"}]}}"#;
    let done = ask(&market.address, "POST", &format!("/checkout-sessions/{id}/complete"), payment);
    assert_eq!(done["status"], "completed", "{done}");
    let total = done["totals"].as_array().unwrap().last().unwrap()["amount"].as_i64().unwrap();
    let mut line = String::new();
    market.out.read_line(&mut line).unwrap();
    assert_eq!(line, format!("order 1001 · ¥{}.{:02} · earned by tourism\n", total / 100, total % 100));

    // A connection that a browser keeps open does not hold the stop up.
    let open = TcpStream::connect(&market.address).unwrap();
    signal(&market.child, "-TERM");
    assert!(market.child.wait().unwrap().success());
    drop(open);
    let mut rest = String::new();
    market.out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "nothing else is said on standard output");
    let mut log = String::new();
    market.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let entries: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of_requests: Vec<_> = entries.iter().filter(|entry| entry["message"] == "request").collect();
    assert_eq!(of_requests.len(), 2);
    assert_eq!(of_requests[1]["route"], "/ucp/v1/checkout-sessions/{id}/complete");
    assert_eq!((&of_requests[1]["method"], &of_requests[1]["status"]), (&"POST".into(), &200.into()));
    for secret in [id, "Secret-Name", "13800000000"] {
        assert!(!log.contains(secret), "the log tells {secret}");
    }
}

#[test]
fn a_read_says_when_it_was_answered() {
    let market = start();
    let head = fetch(&market.address, "/ucp/v1/catalog/lookup?ids=v_tsampa_500");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    for line in ["date: ", "etag: \"", "content-length: ", "cache-control: public"] {
        assert!(head.lines().any(|said| said.starts_with(line)), "{line} {head}");
    }
}

#[test]
fn what_is_not_sent_again_has_no_length_and_the_connection_goes_on() {
    let market = start();
    let mut stream = TcpStream::connect(&market.address).unwrap();
    let target = "/ucp/v1/catalog/lookup?ids=v_tsampa_500";
    for (method, more) in [("GET", ""), ("HEAD", ""), ("GET", "connection: close\r\n")] {
        let host = &market.address;
        write!(stream, "{method} {target} HTTP/1.1\r\nhost: {host}\r\nif-none-match: *\r\n{more}\r\n").unwrap();
    }
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    let heads: Vec<&str> = answers.split_terminator("\r\n\r\n").collect();
    assert_eq!(heads.len(), 3, "{answers}");
    for head in heads {
        assert!(head.starts_with("HTTP/1.1 304 ") && head.contains("\r\ndate: "), "{head}");
        assert!(!head.contains("content-length") && !head.contains("transfer-encoding"), "{head}");
    }
}

#[test]
fn an_interrupt_stops_it_too() {
    let mut market = start();
    signal(&market.child, "-INT");
    assert!(market.child.wait().unwrap().success());
}

#[test]
fn a_port_in_use_is_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let output = command(&folder, &address).output().unwrap();
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    assert!(sentence.contains(&address) && sentence.lines().count() == 1, "{sentence}");
}

#[test]
fn a_file_that_is_no_database_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("market.sqlite"),
        "not a database, but long enough to look like one. ".repeat(40),
    )
    .unwrap();
    let output = command(&folder, "127.0.0.1:0").output().unwrap();
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    assert!(sentence.contains("market.sqlite") && sentence.lines().count() == 1, "{sentence}");
}
