//! What went wrong on a device outside any call: it was lost, or it reported an error that nobody asked about.

use std::sync::{Arc, Mutex, PoisonError};

use goodnet_core::{Error, Result};

use super::error::ENGINE;

/// The first thing that went wrong on a device, shared with the device's callbacks. It stays: a device that failed once
/// is not trusted again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(Arc<Mutex<Option<String>>>);

impl Faults {
    /// Listens to `device`. Without a listener, wgpu panics on an error that nobody captured.
    pub(crate) fn watch(device: &wgpu::Device) -> Self {
        let faults = Self::default();
        let lost = faults.clone();
        device.set_device_lost_callback(move |reason, message| {
            lost.note(&format!("the device was lost ({reason:?}): {message}"));
        });
        let uncaptured = faults.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            uncaptured.note(&format!("the device reported an error: {error}"));
        }));
        faults
    }

    /// Remembers `reason`, unless something went wrong before.
    pub(crate) fn note(&self, reason: &str) {
        // Nothing can panic while it holds this lock, so what a poisoned one holds is whole.
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| reason.to_owned());
    }

    /// What went wrong first, if anything did.
    pub(crate) fn first(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// # Errors
    /// [`Error::Engine`] when anything went wrong on the device since it was made.
    pub(crate) fn check(&self) -> Result<()> {
        match self.first() {
            Some(reason) => Err(Error::Engine { engine: ENGINE, reason }),
            None => Ok(()),
        }
    }
}

/// Collects every error that the device finds in what is asked of it between [`Watch::open`] and [`Watch::close`].
/// A browser validates later than it returns, so without this a call could answer with what a refused submission left.
pub(crate) struct Watch([wgpu::ErrorScopeGuard; 3]);

impl Watch {
    pub(crate) fn open(device: &wgpu::Device) -> Self {
        use wgpu::ErrorFilter::{Internal, OutOfMemory, Validation};
        Self([OutOfMemory, Internal, Validation].map(|filter| device.push_error_scope(filter)))
    }

    /// Closes the scopes at once; the future gives the first error found.
    pub(crate) fn close(self) -> impl Future<Output = Option<String>> {
        let [first, second, third] = self.0;
        // In reverse order of opening, as WebGPU wants it.
        let found = [third.pop(), second.pop(), first.pop()].map(Box::pin);
        async move {
            let mut reason = None;
            for error in found {
                reason = reason.or(error.await.map(|error| error.to_string()));
            }
            reason
        }
    }
}
