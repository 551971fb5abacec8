//! A first view reads the catalogue's answers by shapes: they take, refuse and hold what the derives do.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use tsampa::ucp::flawed::without_flawed;
use tsampa::ucp::goods::{Question, SHAPES, read_goods};
use tsampa::ucp::json::Part;

use crate::corpus::SAMPLES;
use crate::mutation::{self, Node};
use crate::random::Random;
use crate::wire::*;

const MUTATIONS: u64 = 300_000;

/// Numbers at the very edge of 64 bits and of doubles, where a first view does not look closely: counts of ratings, ratings.
const EDGES: [&str; 3] = ["1844674407370955161", "e308", "E308"];

#[test]
fn shapes_take_what_the_derives_take_and_hold_the_same() {
    let mut taken = 0;
    for sample in SAMPLES {
        let Some(compare) = comparison(sample.name) else { continue };
        assert_eq!(compare(sample.text), Ok(true), "{}", sample.name);
        let good: Node = serde_json::from_str(sample.text).unwrap();
        let mut names = Vec::new();
        mutation::names(&good, &mut names);
        for index in 0..MUTATIONS / 4 {
            let text = mutation::mutate(&good, &names, &mut Random::of(index.wrapping_mul(0x2545_f491_4f6c_dd1d)));
            if EDGES.iter().any(|edge| text.contains(edge)) {
                continue;
            }
            match compare(&text) {
                Ok(both) => taken += u64::from(both),
                Err(why) => panic!("{why}\nin {}, mutation {index}:\n{text}", sample.name),
            }
        }
    }
    assert!(taken > MUTATIONS / 10, "{taken}");
}

/// Whether a shape and its type say the same of a text.
type Comparison = fn(&str) -> Result<bool, String>;

fn comparison(name: &str) -> Option<Comparison> {
    match name {
        "search" | "search_without_match" => Some(|text| compare::<SearchAnswer>(text, Question::Search)),
        "lookup" => Some(|text| compare::<LookupAnswer>(text, Question::Lookup)),
        "product" => Some(|text| compare::<ProductAnswer>(text, Question::Product)),
        _ => None,
    }
}

/// Whether both took it; what differs, if they differ.
fn compare<T: DeserializeOwned + Default + Serialize>(text: &str, question: Question) -> Result<bool, String> {
    match (read_goods(text, question), read_answer::<T>(text)) {
        (Some(part), Ok(Answer::Success(value))) => {
            let json = serde_json::to_value(value).unwrap();
            same(&part, question as u8, &json).map(|()| true)
        }
        (None, Ok(Answer::Error(_)) | Err(_)) => Ok(false),
        (Some(_), Ok(Answer::Error(_))) => Err("an error was taken for goods".to_owned()),
        (Some(_), Err(flaw)) => Err(format!("only the derives refuse: {flaw:?}")),
        (None, Ok(_)) => Err("only the shapes refuse".to_owned()),
    }
}

fn same(part: &Part, kind: u8, json: &Json) -> Result<(), String> {
    let differs = || Err(format!("{part:?} is not {json}"));
    let alike =
        |one: f64, other: f64| one == other || (one - other).abs() <= other.abs() * 1e-13 || other.abs() < 1e-290;
    match (part, json) {
        (Part::Nothing, Json::Null) => Ok(()),
        (Part::Flag(one), Json::Bool(other)) if one == other => Ok(()),
        (Part::Text(one), Json::String(other)) if one == other => Ok(()),
        (Part::Number(one), Json::Number(other)) if alike(*one, other.as_f64().unwrap()) => Ok(()),
        (Part::Parts(parts), Json::Array(items)) if parts.len() == items.len() => {
            parts.iter().zip(items).try_for_each(|(part, item)| same(part, kind, item))
        }
        (Part::Parts(parts), Json::Object(members)) => {
            let shape = SHAPES[usize::from(kind - b'A')];
            let fields: Vec<&str> = shape.split_whitespace().collect();
            assert_eq!(fields.len(), parts.len());
            // What the types can hold, the shapes name.
            assert!(members.keys().all(|name| fields.iter().any(|field| field[..field.len() - 2] == **name)));
            fields.iter().zip(parts).try_for_each(|(field, part)| {
                let (name, kind) = field.split_at(field.len() - 2);
                let member = members.get(name).unwrap_or(&Json::Null);
                // An empty list is not written.
                if member.is_null() && part.items().is_empty() && !matches!(part, Part::Text(_)) {
                    return Ok(());
                }
                same(part, kind.as_bytes()[1], member).map_err(|why| format!("{name}: {why}"))
            })
        }
        _ => differs(),
    }
}

#[test]
fn what_is_left_without_flawed_products_is_the_same_answer_with_fewer() {
    let mut mended = 0;
    for sample in SAMPLES.iter().filter(|sample| sample.name == "search") {
        let good: Node = serde_json::from_str(sample.text).unwrap();
        let mut names = Vec::new();
        mutation::names(&good, &mut names);
        for index in 0..MUTATIONS / 10 {
            let text = mutation::mutate(&good, &names, &mut Random::of(index.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
            let Some((left, many, flaw)) = without_flawed::<SearchAnswer>(&text) else { continue };
            assert!(matches!(read_answer::<SearchAnswer>(&left), Ok(Answer::Success(_))), "{left}");
            // serde_json's own tree has no room for some numbers that nothing asks for.
            let Ok(mut before) = serde_json::from_str::<Json>(&text) else { continue };
            let mut after: Json = serde_json::from_str(&left).unwrap();
            let [was, is] = [&mut before, &mut after].map(|answer| answer["products"].take());
            let (was, is) = (was.as_array().unwrap(), is.as_array().unwrap());
            assert_eq!((was.len() - is.len(), before), (many, after), "nothing else changes\n{text}\n{left}");
            let mut rest = was.iter();
            assert!(is.iter().all(|product| rest.any(|other| other == product)), "in their order\n{text}\n{left}");
            assert!(!is.is_empty() && flaw.starts_with("$.products["), "{flaw:?}");
            mended += 1;
        }
    }
    assert!(mended > MUTATIONS / 100, "{mended}");
}

#[test]
fn what_a_message_names_it_names_without_flawed_products_too() {
    let sample = SAMPLES.iter().find(|sample| sample.name == "search").unwrap();
    let good: Json = serde_json::from_str(sample.text).unwrap();
    let product = good["products"][0].clone();
    for flawed in 0..4_usize {
        for flawed_too in [flawed, 3] {
            let mut answer = good.clone();
            answer["products"] = (0..4).map(|id| named(&product, &format!("p{id}"))).collect();
            answer["products"][flawed]["title"] = Json::from(7);
            answer["products"][flawed_too]["title"] = Json::from(7);
            let message = |path: String| serde_json::json!({"type": "info", "content": path, "path": path});
            let paths = (0..4).map(|place| format!("$.products[{place}].variants[0]"));
            answer["messages"] = paths.map(message).chain([message("$.products".into())]).collect();
            let (left, ..) = without_flawed::<SearchAnswer>(&answer.to_string()).unwrap();
            let left: Json = serde_json::from_str(&left).unwrap();
            for (place, message) in left["messages"].as_array().unwrap().iter().enumerate() {
                let path = message["path"].as_str().unwrap();
                let named = left.pointer(&path[1..].replace(['.', '['], "/").replace(']', ""));
                if [flawed, flawed_too].contains(&place) {
                    assert_eq!(named, None, "{path}");
                } else if place == 4 {
                    assert_eq!(path, "$.products");
                } else {
                    assert_eq!(named.unwrap()["id"], format!("v_p{place}"), "{path}");
                }
            }
        }
    }
}

#[test]
fn messages_of_no_use_keep_no_goods_back() {
    let sample = SAMPLES.iter().find(|sample| sample.name == "search").unwrap();
    let good: Json = serde_json::from_str(sample.text).unwrap();
    let messages =
        [Json::Null, serde_json::json!([]), serde_json::json!([{"type": "info", "content": "", "path": null}])];
    for messages in messages {
        let mut answer = good.clone();
        answer["products"] = (0..2).map(|id| named(&good["products"][0], &format!("p{id}"))).collect();
        answer["products"][0]["title"] = Json::from(7);
        answer["messages"] = messages.clone();
        let (left, ..) = without_flawed::<SearchAnswer>(&answer.to_string()).unwrap();
        let left: Json = serde_json::from_str(&left).unwrap();
        assert_eq!((left["products"].as_array().unwrap().len(), &left["messages"]), (1, &messages));
    }
}

fn named(product: &Json, id: &str) -> Json {
    let mut product = product.clone();
    product["id"] = id.into();
    product["variants"][0]["id"] = format!("v_{id}").into();
    product
}
