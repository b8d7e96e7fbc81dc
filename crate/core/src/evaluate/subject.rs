//! What a defence is run on.

use std::sync::Arc;

use goodnet_data::{Error, Result};

use crate::images::{Images, Split};
use crate::network::{Model, Network};

/// A network and the images to defend it with.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The network's file.
    pub model: Arc<Model>,
    /// The same, split at a convolution.
    pub network: Arc<Network>,
    /// The images; a worker's subject has a part of them.
    pub images: Images,
}

impl Subject {
    /// The same network with other images.
    pub fn with_images(&self, images: Images) -> Self {
        Self { model: Arc::clone(&self.model), network: Arc::clone(&self.network), images }
    }

    /// Whether the images fit the network, and there are clean ones to choose by and to score on.
    ///
    /// # Errors
    /// [`Error::ImageShape`], [`Error::LabelRange`], or [`Error::NoImages`] without clean images.
    pub(crate) fn check(&self) -> Result<()> {
        for split in Split::ALL {
            self.images.of(split).check(self.network.input(), self.network.classes())?;
        }
        match [&self.images.validation, &self.images.test].into_iter().find(|set| set.is_empty()) {
            Some(empty) => Err(Error::NoImages { set: empty.name().to_owned() }),
            None => Ok(()),
        }
    }
}
