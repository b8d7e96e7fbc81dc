//! Devices that are small, refuse or are lost: an error each time, never a panic or a hang.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use std::time::{Duration, Instant};

use common::{Random, assert_close, deepid, open, reference};
use goodnet_core::ConvStage;
use goodnet_core::Engine;
use goodnet_core::Error;
use goodnet_gpu::{GpuEngine, GpuError, OpenDevice};
use pollster::block_on;

fn engine_error(result: Result<goodnet_core::FeatureBatch, Error>) -> String {
    match result {
        Err(Error::Engine { engine: "webgpu", reason }) => reason,
        other => panic!("not an engine error: {other:?}"),
    }
}

/// A device with WebGPU's limits, but for `change`.
fn open_with(stages: &[ConvStage], change: impl FnOnce(&mut wgpu::Limits)) -> Option<OpenDevice> {
    let adapter = open(stages)?.adapter;
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let found = block_on(instance.request_adapter(&wgpu::RequestAdapterOptions::default())).unwrap();
    let mut required_limits = wgpu::Limits::default();
    change(&mut required_limits);
    let descriptor = wgpu::DeviceDescriptor { required_limits, ..wgpu::DeviceDescriptor::default() };
    let (device, queue) = block_on(found.request_device(&descriptor)).unwrap();
    Some(OpenDevice { device, queue, adapter })
}

#[test]
fn a_device_destroyed_between_batches_is_an_error_and_stays_one() {
    let stages = deepid(1);
    let Some(open) = open(&stages) else { return };
    let device = open.device.clone();
    let mut engine = block_on(GpuEngine::new(open, &stages)).unwrap();
    let images = Random::new(1).images(&stages, 2);
    block_on(engine.features(&images)).unwrap();
    device.destroy();
    let first = engine_error(block_on(engine.features(&images)));
    assert!(first.contains("lost") || first.contains("readback") || first.contains("refused"), "{first}");
    assert_eq!(engine_error(block_on(engine.features(&images))), first, "the first reason stays");
}

#[test]
fn a_device_destroyed_while_it_works_ends_the_run() {
    let stages = deepid(2);
    let Some(open) = open(&stages) else { return };
    let device = open.device.clone();
    let mut engine = block_on(GpuEngine::new(open, &stages)).unwrap();
    let images = Random::new(2).images(&stages, 16);
    let killer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(50));
        device.destroy();
    });
    let start = Instant::now();
    let reason = loop {
        assert!(start.elapsed() < Duration::from_secs(60), "the engine went on without a device");
        let answer = block_on(engine.features(&images));
        if answer.is_err() {
            break engine_error(answer);
        }
    };
    assert!(!reason.is_empty());
    killer.join().unwrap();
}

#[test]
fn an_error_that_nobody_asked_about_fails_the_next_batch() {
    let stages = deepid(3);
    let Some(open) = open(&stages) else { return };
    let device = open.device.clone();
    let mut engine = block_on(GpuEngine::new(open, &stages)).unwrap();
    // A buffer cannot be mapped for reading and bound to a kernel at once.
    let _ = device.create_buffer(&wgpu::BufferDescriptor {
        label: None,
        size: 16,
        usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::STORAGE,
        mapped_at_creation: false,
    });
    let reason = engine_error(block_on(engine.features(&Random::new(3).images(&stages, 1))));
    assert!(reason.contains("the device reported an error"), "{reason}");
}

#[test]
fn a_small_device_gets_a_small_batch_and_the_same_answer() {
    let stages = deepid(4);
    // Room for the filters of conv_3, 86,400 bytes, and three images' conv_1.
    let small = |limits: &mut wgpu::Limits| limits.max_storage_buffer_binding_size = 150_000;
    let Some(open) = open_with(&stages, small) else { return };
    let mut engine = block_on(GpuEngine::new(open, &stages)).unwrap();
    assert_eq!(engine.batch(), 3);
    let images = Random::new(4).images(&stages, 3);
    assert_close("small", &block_on(engine.features(&images)).unwrap(), &reference(&stages, &images));
}

#[test]
fn a_device_too_small_for_one_image_is_refused_with_the_numbers() {
    let stages = deepid(5);
    let tiny = |limits: &mut wgpu::Limits| limits.max_storage_buffer_binding_size = 40_000;
    let Some(open) = open_with(&stages, tiny) else { return };
    match block_on(GpuEngine::new(open, &stages)).err() {
        Some(GpuError::TooLarge { what, needed, limit, .. }) => {
            assert_eq!(what, "the output of `conv_1`");
            assert!(needed > limit && limit == 40_000, "{needed} {limit}");
        }
        other => panic!("not refused: {other:?}"),
    }
}
