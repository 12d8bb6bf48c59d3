//! What `/openapi.json` says of this Worker's answers, from the tables that these are made of. Only the program that writes the
//! document calls it: nothing of it is in what is deployed.

mod answers;
mod objects;
mod schema;

pub use answers::{Answered, answered};
pub use objects::schemas;
