//! What `/openapi.json` says of this Worker.

pub use crate::store::json_object::{Key, Kind, Shape, Source};
