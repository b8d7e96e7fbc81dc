//! The commands, a file each.

pub(crate) mod convert;
pub(crate) mod defend;
pub(crate) mod eval;
pub(crate) mod predict;
pub(crate) mod prune;
pub(crate) mod scan;
