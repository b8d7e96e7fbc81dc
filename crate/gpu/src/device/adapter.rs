//! Finding an adapter and opening a device on it.

use std::fmt;

use super::error::GpuError;

/// Which GPU, as a person may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// The adapter's name: `NVIDIA GeForce RTX 3060`, `llvmpipe (LLVM 15.0.6, 256 bits)`. A browser keeps it to itself
    /// and tells vendor and architecture instead: `google swiftshader`. `unnamed` if it tells nothing.
    pub name: String,
    /// What it is reached through: `vulkan`, `metal`, `webgpu`.
    pub backend: String,
    /// Whether it is known to run on the processor, without a GPU.
    pub software: bool,
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, backend, software } = self;
        write!(f, "{name} ({backend}{})", if *software { ", software" } else { "" })
    }
}

/// A device, ready for an engine, and what it runs on.
#[derive(Debug)]
pub struct OpenDevice {
    /// The device.
    pub device: wgpu::Device,
    /// Its only queue.
    pub queue: wgpu::Queue,
    /// The adapter that it was opened on.
    pub adapter: Adapter,
}

/// Finds the fastest adapter and opens a device with room for a buffer of `largest` bytes, where the adapter has it. In a browser
/// this works in a page and in a dedicated worker; the device must then be used where it was opened.
///
/// # Errors
/// [`GpuError::NoAdapter`] or [`GpuError::NoDevice`].
pub async fn open_device(largest: u64) -> Result<OpenDevice, GpuError> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let options = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        ..wgpu::RequestAdapterOptions::default()
    };
    let found =
        instance.request_adapter(&options).await.map_err(|error| GpuError::NoAdapter { reason: error.to_string() })?;
    let (device, queue) = request_device(&found, largest).await?;
    let adapter = describe(&found.get_info(), browser_tells(&device));
    Ok(OpenDevice { device, queue, adapter })
}

/// Asks for WebGPU's guaranteed limits, raised to `largest` bytes for a buffer and lowered to what the adapter has;
/// where it refuses those, for its own limits as they are. The engine then fits its batch to what it was given.
async fn request_device(adapter: &wgpu::Adapter, largest: u64) -> Result<(wgpu::Device, wgpu::Queue), GpuError> {
    let own = adapter.limits();
    let guaranteed = wgpu::Limits::default();
    let wanted = wgpu::Limits {
        max_storage_buffer_binding_size: guaranteed.max_storage_buffer_binding_size.max(largest),
        max_buffer_size: guaranteed.max_buffer_size.max(largest),
        ..guaranteed
    };
    let request = |limits| {
        adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("goodnet"),
            required_limits: limits,
            ..wgpu::DeviceDescriptor::default()
        })
    };
    if let Ok(opened) = request(wanted.or_worse_values_from(&own)).await {
        return Ok(opened);
    }
    request(own).await.map_err(|error| GpuError::NoDevice {
        adapter: describe(&adapter.get_info(), None).to_string(),
        reason: error.to_string(),
    })
}

/// What a browser tells of an adapter through its device.
struct Told {
    /// Vendor and architecture.
    name: String,
    /// Whether it says itself that there is no GPU.
    fallback: bool,
}

fn describe(info: &wgpu::AdapterInfo, browser: Option<Told>) -> Adapter {
    let (told, fallback) = browser.map_or((None, false), |told| (Some(told.name), told.fallback));
    let names = [Some(info.name.clone()), told];
    let name = names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_else(|| "unnamed".to_owned());
    let backend = match info.backend {
        wgpu::Backend::BrowserWebGpu => "webgpu".to_owned(),
        backend => backend.to_string(),
    };
    let software = fallback || info.device_type == wgpu::DeviceType::Cpu || name.contains("swiftshader");
    Adapter { name, backend, software }
}

/// Older browsers have no `adapterInfo` on a device.
#[cfg(target_arch = "wasm32")]
fn browser_tells(device: &wgpu::Device) -> Option<Told> {
    let device = device.as_webgpu()?;
    js_sys::Reflect::has(device, &"adapterInfo".into()).ok().filter(|has| *has)?;
    let info = device.adapter_info();
    let fallback =
        js_sys::Reflect::get(info.as_ref(), &"isFallbackAdapter".into()).is_ok_and(|value| value.is_truthy());
    Some(Told { name: format!("{} {}", info.vendor(), info.architecture()).trim().to_owned(), fallback })
}

/// Outside a browser the adapter tells its name.
#[cfg(not(target_arch = "wasm32"))]
fn browser_tells(_device: &wgpu::Device) -> Option<Told> {
    None
}
