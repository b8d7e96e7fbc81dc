//! Bringing a batch's answer back: one buffer, mapped once.

use futures_channel::oneshot;

/// The buffer that the answer is copied to and read from.
pub(crate) struct Readback {
    buffer: wgpu::Buffer,
}

/// A mapping that was asked for. Dropping it, read or not, gives the buffer back.
pub(crate) struct Mapping<'a> {
    buffer: &'a wgpu::Buffer,
    bytes: u64,
    done: oneshot::Receiver<Result<(), wgpu::BufferAsyncError>>,
}

impl Readback {
    /// A buffer for up to `bytes`.
    pub(crate) fn new(device: &wgpu::Device, bytes: u64) -> Self {
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("readback"),
            size: bytes,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self { buffer }
    }

    /// Copies the first bytes of each buffer behind each other.
    pub(crate) fn gather(&self, encoder: &mut wgpu::CommandEncoder, parts: &[(&wgpu::Buffer, u64)]) {
        let mut offset = 0;
        for &(source, bytes) in parts {
            encoder.copy_buffer_to_buffer(source, 0, &self.buffer, offset, bytes);
            offset += bytes;
        }
    }

    /// Asks for the first `bytes`, which come when all that was submitted before is done.
    pub(crate) fn map(&self, bytes: u64) -> Mapping<'_> {
        let (sender, done) = oneshot::channel();
        self.buffer.map_async(wgpu::MapMode::Read, 0..bytes, move |result| {
            // Nobody listens any more when the batch was given up.
            let _ = sender.send(result);
        });
        Mapping { buffer: &self.buffer, bytes, done }
    }
}

impl Mapping<'_> {
    /// Waits for the bytes and gives them to `read`.
    ///
    /// # Errors
    /// A sentence, when the device was lost or refused.
    pub(crate) async fn read<T>(mut self, read: impl FnOnce(&[u8]) -> T) -> Result<T, String> {
        let mapped = (&mut self.done).await;
        mapped
            .map_err(|_| "the readback was dropped by the device".to_owned())?
            .map_err(|error| format!("the readback failed: {error}"))?;
        let view =
            self.buffer.get_mapped_range(0..self.bytes).map_err(|error| format!("the readback failed: {error}"))?;
        Ok(read(&view))
    }
}

impl Drop for Mapping<'_> {
    fn drop(&mut self) {
        self.buffer.unmap();
    }
}
