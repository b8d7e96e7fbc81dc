//! What can be wrong with a file that somebody brings.

use goodnet_data::{Cause, ErrorReport};

/// Everything that this crate refuses, each with the file, what is wrong with it and what to do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file is damaged, or not what its name says.
    #[error("{file} could not be read: {reason}")]
    Unreadable {
        /// The file's name.
        file: String,
        /// What is wrong.
        reason: String,
        /// What the system or the reader of the format said, where it was one of these.
        #[source]
        cause: Option<Cause>,
    },
    /// The file can be read, but holds no labelled images.
    #[error("{file} is no set of labelled images: {reason}")]
    NotImages {
        /// The file's name.
        file: String,
        /// What is missing or wrong.
        reason: String,
    },
    /// The file can be read, but is no network that could be run.
    #[error("{file} is no network that goodnet can use: {reason}")]
    NotANetwork {
        /// The file's name.
        file: String,
        /// What is missing or wrong.
        reason: String,
    },
    /// The file has a network's weights, and nothing says what its layers are.
    #[error(
        "{file} holds a network's weights without its layers, and not those of the lab's DeepID ({reason}). Where Keras has the \
         network, run open(\"model.json\", \"w\").write(model.to_json()), and bring model.json too"
    )]
    NoArchitecture {
        /// The file's name.
        file: String,
        /// Why it is not DeepID's.
        reason: String,
    },
    /// Whoever wanted a file read wants it no more.
    #[error("reading {file} was stopped")]
    Stopped {
        /// The file's name.
        file: String,
    },
    /// What every part of goodnet refuses: an image set that is none, an edit that does not fit.
    #[error(transparent)]
    Data(#[from] goodnet_data::Error),
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// [`Error::Unreadable`] because of what the system or a reader says.
    pub fn unreadable(file: impl Into<String>, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unreadable { file: file.into(), reason: cause.to_string(), cause: Some(Cause::new(cause)) }
    }

    /// The same of a part of the file, which is named.
    pub(crate) fn unreadable_part(
        file: &str,
        part: &str,
        cause: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::Unreadable { file: file.to_owned(), reason: format!("`{part}`: {cause}"), cause: Some(Cause::new(cause)) }
    }

    /// [`Error::Unreadable`] because of something in it.
    pub(crate) fn damaged(file: &str, reason: impl Into<String>) -> Self {
        Self::Unreadable { file: file.to_owned(), reason: reason.into(), cause: None }
    }

    /// The error in the form in which it leaves the crate.
    pub fn report(&self) -> ErrorReport {
        let (kind, file, reason) = match self {
            Self::Unreadable { file, reason, .. } => ("file-unreadable", file, reason),
            Self::NotImages { file, reason } => ("not-images", file, reason),
            Self::NotANetwork { file, reason } => ("not-a-network", file, reason),
            Self::NoArchitecture { file, reason } => ("no-architecture", file, reason),
            Self::Stopped { file } => {
                let context = [("file", file.clone())].into();
                return ErrorReport { kind: "stopped", message: self.to_string(), context };
            }
            Self::Data(error) => return error.report(),
        };
        let context = [("file", file.clone()), ("reason", reason.clone())].into();
        ErrorReport { kind, message: self.to_string(), context }
    }
}
