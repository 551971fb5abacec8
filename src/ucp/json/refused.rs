//! The error type that serde sees.

use serde::de::{Error, Expected, Unexpected};

/// Something does not fit; the reader knows what. Without a size, so that every `Result` in generated code stays small.
#[derive(Debug)]
pub(super) struct Refused;

// serde's messages would bring number and text formatting into the Wasm; the reader has noted its own already.
impl Error for Refused {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        Refused
    }
    fn invalid_type(_: Unexpected, _: &dyn Expected) -> Self {
        Refused
    }
    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Refused
    }
    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Refused
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Refused
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Refused
    }
    fn missing_field(_: &'static str) -> Self {
        Refused
    }
    fn duplicate_field(_: &'static str) -> Self {
        Refused
    }
}

impl serde::ser::Error for Refused {
    fn custom<T: core::fmt::Display>(_: T) -> Self {
        Refused
    }
}

impl core::fmt::Display for Refused {
    fn fmt(&self, _: &mut core::fmt::Formatter) -> core::fmt::Result {
        Ok(())
    }
}

impl core::error::Error for Refused {}
