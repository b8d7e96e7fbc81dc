//! Some images of a set on the device.

use crate::device::Dispatch;
use crate::prefix::FeatureBuffer;

/// Some images of a set: their features, and everything that a step does with them.
pub(crate) struct Chunk {
    pub(crate) images: usize,
    pub(crate) features: FeatureBuffer,
    /// Finds the channels that are not constant.
    pub(crate) live: Dispatch,
    /// Moves the sums by what pruning the step's channel changes.
    pub(crate) shift: Dispatch,
    /// Overwrites that channel.
    pub(crate) fill: Dispatch,
    /// Takes the sums anew.
    pub(crate) refresh: Vec<Dispatch>,
    /// The layers after them.
    pub(crate) layers: Vec<Dispatch>,
    /// Which class wins.
    pub(crate) judge: Dispatch,
    /// The classes that won last, a word an image.
    pub(crate) winners: wgpu::Buffer,
    /// Everything that is this chunk's own.
    pub(super) buffers: Vec<wgpu::Buffer>,
}

impl Drop for Chunk {
    fn drop(&mut self) {
        // A browser would keep them until its garbage collector comes by. Whatever used them has been waited for.
        self.buffers.iter().chain([&self.winners]).for_each(wgpu::Buffer::destroy);
    }
}
