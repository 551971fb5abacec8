//! A shop for any web page: product cards and a cart in WebAssembly, speaking the Universal Commerce Protocol.
//!
//! The rooms, and what each may touch:
//! - [`ucp`]: the wire. Types named as the spec names them, read and written as JSON text. Pure.
//! - [`engine`]: what a shop knows, wants and shows. A state machine without a clock, a network or a browser. Pure.
//! - `widget`: drawing. Views in, elements out; sends and stores nothing.
//! - `shell`: effects. Performs what the engine asks for and tells it what became of it; decides nothing about shopping.
//! - `api`: the JavaScript API's calls, as events of the engine.
//!
//! The last three exist for wasm32 only. Below them: what `js/` calls. Every call comes through `Host.enter`
//! (`js/host.js`), which catches traps.

#[cfg(target_arch = "wasm32")]
mod api;
pub mod engine;
#[cfg(target_arch = "wasm32")]
mod exports;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
pub mod shell;
pub mod ucp;
#[cfg(target_arch = "wasm32")]
pub mod widget;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: memory::Memory = memory::Memory::new();
