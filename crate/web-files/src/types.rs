//! What this module alone gives JavaScript as plain data, for scripts/types to write in TypeScript.

use ts_rs::TypeVisitor;

use crate::inspect::FileContents;

/// Shows each type.
pub fn visit(visitor: &mut impl TypeVisitor) {
    visitor.visit::<FileContents>();
}
