//! A small real marketplace: many sellers' goods, one cart, one checkout, one order, over UCP 2026-04-08 (REST).
//!
//! The rooms, from the wire inwards:
//! - [`app`] puts the routes together: CORS, limits, logs; [`limits`] says who asks too often; [`agent`] reads the headers
//!   every UCP request has; [`tags`] spares what an asker holds already.
//! - [`profile`], [`catalog`], [`cart`], [`checkout`], [`order`]: one resource each, from request to answer; [`codes`]: the
//!   discount codes in carts and checkouts.
//! - [`ucp`]: the shapes on the wire, named as the specification names them.
//! - [`fulfillment`], [`pricing`], [`discount`], [`goods`], [`language`]: the trade itself. Pure: no HTTP, no SQL, no clock.
//! - [`pictures`]: the goods' pictures in several widths.
//! - [`store`]: about a dozen business verbs, each one transaction. The only room that knows SQL.
//! - [`pages`]: what a buyer sees here: shop, hosted checkout, order. [`assets`]: files as they are.
//!
//! Deliberately absent: anything of the SDK's code. The wire is the contract.

pub mod agent;
pub mod app;
pub mod assets;
pub mod cart;
pub mod catalog;
pub mod checkout;
pub mod codes;
pub mod discount;
pub mod error;
pub mod fulfillment;
pub mod goods;
pub mod language;
pub mod limits;
pub mod money;
pub mod order;
pub mod pages;
pub mod payment;
pub mod pictures;
pub mod pricing;
pub mod profile;
pub mod store;
pub mod tags;
pub mod ucp;
