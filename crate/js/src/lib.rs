//! What goodnet's two WebAssembly modules say to JavaScript alike: how an error crosses ([`Error`], [`thrown`]), how long work
//! tells of its progress, gives way to the event loop and is cancelled ([`Job`]), and what becomes of a panic ([`on_panic`]).

mod error;
mod job;
mod loading;
mod pace;
mod panic;

pub use error::{Error, Result, sentence, thrown};
pub use job::{Job, to_js};
pub use loading::LoadingEvent;
pub use pace::{Clock, worker};
pub use panic::on_panic;
