//! A device at work: what is sent to it, submitted and read back, all of it counted.

use bytemuck::Pod;
use goodnet_core::{Error, Result};
use wgpu::BufferUsages as Usage;

use super::adapter::{Adapter, OpenDevice};
use super::error::ENGINE;
use super::fault::{Faults, Watch};
use super::pipeline::Recorder;
use super::readback::{BufferRange, Readback};
use super::stats::GpuStats;

/// An open device with its queue.
pub(crate) struct Gpu {
    pub(crate) device: wgpu::Device,
    queue: wgpu::Queue,
    pub(crate) adapter: Adapter,
    faults: Faults,
    readback: Readback,
    pub(crate) stats: GpuStats,
}

impl Gpu {
    /// Takes over the device's lost and error callbacks.
    pub(crate) fn new(open: OpenDevice) -> Self {
        let OpenDevice { device, queue, adapter } = open;
        let faults = Faults::watch(&device);
        Self { device, queue, adapter, faults, readback: Readback::default(), stats: GpuStats::default() }
    }

    /// Makes something on the device, and says what the device has against it.
    pub(crate) async fn set_up<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> std::result::Result<T, String> {
        let watch = Watch::open(&self.device);
        let made = make(self);
        match watch.close().await.or_else(|| self.faults.first()) {
            Some(reason) => Err(reason),
            None => Ok(made),
        }
    }

    /// A buffer of `bytes` zeros.
    pub(crate) fn buffer(&self, label: &str, bytes: u64, usage: Usage) -> wgpu::Buffer {
        let descriptor = wgpu::BufferDescriptor { label: Some(label), size: bytes, usage, mapped_at_creation: false };
        self.device.create_buffer(&descriptor)
    }

    /// A buffer that holds `values` and is only read.
    pub(crate) fn upload<T: Pod>(&mut self, label: &str, values: &[T]) -> wgpu::Buffer {
        let buffer = self.buffer(label, size_of_val(values) as u64, Usage::STORAGE | Usage::COPY_DST);
        self.write(&buffer, values);
        buffer
    }

    /// A uniform buffer that holds `values`.
    pub(crate) fn uniform<T: Pod>(&mut self, label: &str, values: &[T]) -> wgpu::Buffer {
        let buffer = self.buffer(label, size_of_val(values) as u64, Usage::UNIFORM | Usage::COPY_DST);
        self.write(&buffer, values);
        buffer
    }

    /// Sends `values` to the beginning of a buffer, before whatever is submitted next.
    pub(crate) fn write<T: Pod>(&mut self, buffer: &wgpu::Buffer, values: &[T]) {
        self.queue.write_buffer(buffer, 0, bytemuck::cast_slice(values));
        self.stats.bytes_up += size_of_val(values) as u64;
    }

    /// Submits what `record` records, waits until it is done and gives the bytes of `ranges`, one after the other.
    ///
    /// # Errors
    /// [`Error::Engine`] when the device was lost, refused, or failed before.
    pub(crate) async fn run(
        &mut self,
        record: impl FnOnce(&mut Recorder<'_>),
        ranges: &[BufferRange<'_>],
    ) -> Result<Vec<u8>> {
        self.faults.check()?;
        let watch = Watch::open(&self.device);
        let mut encoder = self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut recorder = Recorder::new(&mut encoder);
            record(&mut recorder);
            self.stats.dispatches += recorder.dispatches();
        }
        let gathered = self.readback.gather(&self.device, &mut encoder, ranges);
        let bytes = gathered.bytes;
        self.queue.submit([encoder.finish()]);
        let mapping = gathered.map();
        let refused = watch.close();
        self.stats.submissions += 1;

        // A browser maps by itself, and this does nothing there; elsewhere it drives the mapping to its end.
        if let Err(error) = self.device.poll(wgpu::PollType::wait_indefinitely()) {
            self.faults.note(&format!("waiting for the device failed: {error}"));
        }
        let answer = mapping.read().await;
        if let Some(reason) = refused.await {
            self.faults.note(&format!("the device refused what it was asked: {reason}"));
        }
        self.faults.check()?;
        let answer = answer.map_err(|reason| {
            self.faults.note(&reason);
            Error::Engine { engine: ENGINE, reason }
        })?;
        self.stats.bytes_down += bytes;
        Ok(answer)
    }
}

impl Drop for Gpu {
    fn drop(&mut self) {
        // A browser would keep the buffers until its garbage collector comes by.
        self.device.destroy();
    }
}
