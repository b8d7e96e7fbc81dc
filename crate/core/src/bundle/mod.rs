//! The bundle that is published with the page: its manifest, and the trigger that makes poisoned images of clean ones.

mod manifest;
mod trigger;

pub use manifest::{
    Archive, BundleFile, Expected, FORMAT, Manifest, People, Scenario, Training, TrainingRecipe, TriggerFile,
};
pub use trigger::Trigger;
