//! What stands under an error.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// What the system or a library said when it failed: kept whole, with what stands under it in turn. Two are equal that say the same.
#[derive(Debug, Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl Cause {
    /// Keeps an error.
    pub fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl Error for Cause {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_cause_says_what_the_error_said() {
        let cause = Cause::new(io::Error::other("the disk is gone"));
        assert_eq!(cause.to_string(), "the disk is gone");
        assert_eq!(cause, Cause::new(io::Error::other("the disk is gone")));
        assert_ne!(cause, Cause::new(io::Error::other("the disk is full")));
    }
}
