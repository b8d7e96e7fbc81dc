//! What the last layer reads of the clean validation images, and of altered copies of them.

use std::sync::Arc;

use goodnet_data::{Error, ImageSet, Result};

use super::altered::altered;
use super::subject::Subject;
use super::task::Update;
use crate::engine::{Engine, ProcessorEngine};
use crate::images::Split;
use crate::network::{BATCH, LastFeatures, TailMode};

/// Images on their way to the last layer.
#[derive(Debug)]
pub(super) struct LastLayerInput {
    images: Arc<ImageSet>,
    /// Altered copies of each image.
    copies: usize,
    engine: ProcessorEngine,
    last: LastFeatures,
    /// The images as they are, then copy after copy.
    pass: usize,
    /// The images of this pass, and how many of them are done.
    current: Arc<ImageSet>,
    done: usize,
    /// f32 `[passes, images, width]`, as bytes.
    values: Vec<u8>,
}

impl LastLayerInput {
    /// # Errors
    /// [`Error::NoLastLayer`] or [`Error::Graph`].
    pub(super) fn new(subject: &Subject, copies: usize, mode: TailMode) -> Result<Self> {
        let last = LastFeatures::new(&subject.model, subject.network.convolution())?;
        let (engine, _) = ProcessorEngine::new(&subject.network, mode);
        let images = Arc::clone(&subject.images.validation);
        Ok(Self { current: Arc::clone(&images), images, copies, engine, last, pass: 0, done: 0, values: Vec::new() })
    }

    /// Does the next slice; `None` when everything was told.
    ///
    /// # Errors
    /// [`Error::Engine`], [`Error::Graph`] or [`Error::NotFinite`].
    pub(super) async fn advance(&mut self) -> Result<Option<Update>> {
        if self.pass > self.copies {
            return Ok(None);
        }
        if self.done == self.current.len() {
            self.pass += 1;
            if self.pass > self.copies {
                let values = std::mem::take(&mut self.values);
                return Ok(Some(Update::LastLayerInput { passes: self.pass, values }));
            }
            (self.current, self.done) = (altered(&self.images, self.pass - 1)?, 0);
        }
        let end = self.current.len().min(self.done + self.engine.batch());
        let features = self.engine.features(self.current.pixels(self.done..end)).await?.features;
        let size = features.len() / (end - self.done);
        for batch in features.chunks(BATCH * size) {
            for read in self.last.of(batch.to_vec())?.chunks_exact(self.last.width()) {
                if !read.iter().all(|value| value.is_finite()) {
                    return Err(Error::NotFinite { set: self.current.name().to_owned(), index: self.done });
                }
                self.values.extend(read.iter().flat_map(|value| value.to_le_bytes()));
                self.done += 1;
            }
        }
        let passes = self.pass * self.images.len() + self.done;
        Ok(Some(Update::Features { set: Split::Validation, done: passes / (self.copies + 1) }))
    }
}
