//! Bringing answers back: one buffer, mapped once a submission.

use futures_channel::oneshot;
use wgpu::BufferUsages as Usage;

/// A part of a buffer that is read back.
pub(crate) struct BufferRange<'a> {
    pub(crate) buffer: &'a wgpu::Buffer,
    /// The first byte.
    pub(crate) from: u64,
    pub(crate) bytes: u64,
}

/// The buffer that answers are copied to and read from; it grows with them.
#[derive(Default)]
pub(crate) struct Readback(Option<wgpu::Buffer>);

/// What a submission will have copied.
pub(crate) struct Gathered {
    buffer: wgpu::Buffer,
    pub(crate) bytes: u64,
}

/// A mapping that was asked for. Dropping it, read or not, gives the buffer back.
pub(crate) struct Mapping {
    buffer: wgpu::Buffer,
    bytes: u64,
    done: oneshot::Receiver<Result<(), wgpu::BufferAsyncError>>,
}

impl Readback {
    /// Has `ranges` copied, one after the other.
    pub(crate) fn gather(
        &mut self,
        device: &wgpu::Device,
        encoder: &mut wgpu::CommandEncoder,
        ranges: &[BufferRange<'_>],
    ) -> Gathered {
        let bytes = ranges.iter().map(|range| range.bytes).sum();
        let buffer = self.with_room(device, bytes).clone();
        let mut offset = 0;
        for BufferRange { buffer: source, from, bytes } in ranges {
            encoder.copy_buffer_to_buffer(source, *from, &buffer, offset, *bytes);
            offset += bytes;
        }
        Gathered { buffer, bytes }
    }

    fn with_room(&mut self, device: &wgpu::Device, bytes: u64) -> &wgpu::Buffer {
        if let Some(small) = self.0.take_if(|buffer| buffer.size() < bytes) {
            small.destroy();
        }
        self.0.get_or_insert_with(|| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("readback"),
                size: bytes,
                usage: Usage::MAP_READ | Usage::COPY_DST,
                mapped_at_creation: false,
            })
        })
    }
}

impl Gathered {
    /// Asks for the bytes, which come when all that was submitted before is done.
    pub(crate) fn map(self) -> Mapping {
        let Self { buffer, bytes } = self;
        let (sender, done) = oneshot::channel();
        buffer.map_async(wgpu::MapMode::Read, 0..bytes, move |result| {
            // Nobody listens any more when the batch was given up.
            let _ = sender.send(result);
        });
        Mapping { buffer, bytes, done }
    }
}

impl Mapping {
    /// Waits for the bytes.
    ///
    /// # Errors
    /// A sentence, when the device was lost or refused.
    pub(crate) async fn read(mut self) -> Result<Vec<u8>, String> {
        let mapped = (&mut self.done).await;
        mapped
            .map_err(|_| "the readback was dropped by the device".to_owned())?
            .map_err(|error| format!("the readback failed: {error}"))?;
        let view =
            self.buffer.get_mapped_range(0..self.bytes).map_err(|error| format!("the readback failed: {error}"))?;
        Ok(view.to_vec())
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        self.buffer.unmap();
    }
}
