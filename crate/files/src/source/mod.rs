//! A file that somebody brings, before it is known to be images or a network: what kind it is, which one it was, and how to read it.

mod fingerprint;
pub(crate) mod hdf5;
mod kind;
mod read_seek;
mod window;

pub use fingerprint::describe;
pub use kind::Kind;
pub(crate) use kind::is_json;
pub use read_seek::ReadSeek;
pub use window::{KEPT, Window};
