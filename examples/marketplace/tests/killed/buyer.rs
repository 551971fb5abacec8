//! A buyer: fills a cart, changes it, checks out, pays, begins again; and repeats whatever was not answered until it is.

use crate::street::{PATIENCE, Street, Write, random};
use serde_json::{Value, json};
use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;

/// Lives until it is over.
pub fn live(street: &Street, number: usize) {
    let mut buyer = Buyer { street, number, writes: 0, starts: 0, address: String::new(), connection: None };
    buyer.wait_for_the_next_start();
    while buyer.shop().is_some() {}
    street.stand_still();
}

struct Buyer<'a> {
    street: &'a Street,
    number: usize,
    writes: u64,
    /// The marketplace's start that this buyer knows.
    starts: u32,
    address: String,
    connection: Option<BufReader<TcpStream>>,
}

impl Buyer<'_> {
    /// A cart that becomes an order, as a rule; some are left standing. None: it is over.
    fn shop(&mut self) -> Option<()> {
        let cart = self.say("POST", "/carts", json!({ "line_items": self.wishes() }))?;
        let cart_id = cart["id"].as_str().unwrap().to_owned();
        for _ in 0..random() % 4 {
            let body = json!({ "id": cart_id, "line_items": self.wishes() });
            self.say("PUT", &format!("/carts/{cart_id}"), body)?;
        }
        if random().is_multiple_of(4) {
            return Some(());
        }
        let checkout = self.say("POST", "/checkout-sessions", json!({ "cart_id": cart_id, "line_items": [] }))?;
        let path = format!("/checkout-sessions/{}", checkout["id"].as_str().unwrap());
        let lines = checkout["line_items"].as_array().unwrap().iter();
        let lines: Vec<Value> =
            lines.map(|line| json!({ "item": line["item"], "quantity": line["quantity"] })).collect();
        let buyer = json!({ "first_name": format!("Buyer {}", self.number), "phone_number": "13800000000" });
        let methods = json!([{ "type": "pickup", "selected_destination_id": "pt_gyangze" }]);
        let body = json!({ "line_items": lines, "buyer": buyer, "fulfillment": { "methods": methods } });
        self.say("PUT", &path, body)?;
        for _ in 0..3 {
            // Somebody else may have bought the last one meanwhile: then this buyer looks again, and takes what is left.
            let payment = json!({ "instruments": [{ "id": "1", "handler_id": "on_pickup", "type": "cash" }] });
            let done = self.say("POST", &format!("{path}/complete"), json!({ "payment": payment }))?;
            if done["status"] == "completed" {
                return Some(());
            }
        }
        self.say("POST", &format!("{path}/cancel"), json!({})).map(|_| ())
    }

    /// Of one thing there is little, so that buyers take it away from one another.
    fn wishes(&self) -> Value {
        let mut lines = vec![json!({ "item": { "id": crate::books::PLENTY }, "quantity": 1 + random() % 3 })];
        if random().is_multiple_of(3) {
            lines.push(json!({ "item": { "id": crate::books::SCARCE }, "quantity": 1 + random() % 2 }));
        }
        Value::Array(lines)
    }

    /// One write, repeated until it is answered: the same key, the same bytes. None: it is over.
    fn say(&mut self, method: &'static str, path: &str, body: Value) -> Option<Value> {
        if self.street.is_over() {
            return None;
        }
        self.writes += 1;
        let write = Write { number: self.writes, key: uuid(), method, path: path.to_owned(), body: body.to_string() };
        self.street.begin(&write);
        loop {
            // Now and then the answer is lost: its buyer hangs up at once, or hears nothing until the marketplace is killed.
            match random() % 256 {
                0..12 => {
                    let _ = self.send(&write);
                    (self.connection, _) = (None, self.street.cut_off());
                }
                // After the last start nobody is killed any more.
                12 if !self.street.is_over() && self.send(&write).is_ok() => self.cut_off_until_the_next_start(),
                _ => match self.send(&write).and_then(|()| self.receive()) {
                    Ok((status @ (200 | 201), answer)) => {
                        let value = serde_json::from_slice(&answer).unwrap();
                        self.street.acknowledge(write, &answer);
                        assert!(status == 200 || method == "POST");
                        return Some(value);
                    }
                    Ok((503, _)) => {}
                    Ok((status, answer)) => panic!("{write:?}: {status} {}", String::from_utf8_lossy(&answer)),
                    Err(_) => self.cut_off_until_the_next_start(),
                },
            }
        }
    }

    fn cut_off_until_the_next_start(&mut self) {
        self.street.cut_off();
        self.wait_for_the_next_start();
    }

    fn wait_for_the_next_start(&mut self) {
        self.connection = None;
        (self.starts, self.address) = self.street.next(self.starts);
    }

    fn send(&mut self, write: &Write) -> io::Result<()> {
        let Write { key, method, path, body, .. } = write;
        let request = format!(
            "{method} /ucp/v1{path} HTTP/1.1\r\nhost: market\r\ncontent-type: application/json\r\nucp-agent: \
             profile=\"https://widget.example/p.json\"\r\nrequest-id: {}\r\nidempotency-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
            uuid(),
            body.len()
        );
        if self.connection.is_none() {
            let stream = TcpStream::connect(&self.address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            self.connection = Some(BufReader::new(stream));
        }
        self.connection.as_mut().unwrap().get_mut().write_all(request.as_bytes())
    }

    /// Status and body; an error if the answer is not whole.
    fn receive(&mut self) -> io::Result<(u16, Vec<u8>)> {
        let connection = self.connection.as_mut().unwrap();
        let (mut status, mut length) = (0, None);
        loop {
            let mut line = String::new();
            if connection.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest[..3].parse().unwrap();
            } else if let Some(("content-length", number)) = line.split_once(':') {
                length = number.trim().parse().ok();
            } else if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length.unwrap()];
        connection.read_exact(&mut body)?;
        Ok((status, body))
    }
}

fn uuid() -> String {
    uuid::Builder::from_random_bytes((u128::from(random()) << 64 | u128::from(random())).to_ne_bytes())
        .into_uuid()
        .to_string()
}
