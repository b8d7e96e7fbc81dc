//! One piece of long work: whom to tell about it, and how to notice that nobody wants it any more.

use js_sys::Function;
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

use crate::{
    error::{Error, Result},
    pace::Pace,
};

/// The listener, the signal and the pace of one call.
pub struct Job {
    listener: Option<Function>,
    signal: Option<AbortSignal>,
    pace: Pace,
}

impl Job {
    /// Starts a job; refuses when it was cancelled before it began.
    pub fn start(listener: Option<Function>, signal: Option<AbortSignal>) -> Result<Self> {
        let job = Self { listener, signal, pace: Pace::new()? };
        job.check()?;
        Ok(job)
    }

    /// Hands an event to the listener.
    pub fn tell(&self, event: &impl Serialize) -> Result<()> {
        if let Some(listener) = &self.listener {
            listener.call1(&JsValue::NULL, &to_js(event)?).map_err(Error::browser("hand over a progress event"))?;
        }
        Ok(())
    }

    /// Lets the event loop turn when it is time to, and stops the job when somebody cancelled it.
    pub async fn breathe(&mut self) -> Result<()> {
        self.pace.breathe().await?;
        self.check()
    }

    /// The signal, for what the browser does by itself.
    pub fn signal(&self) -> Option<&AbortSignal> {
        self.signal.as_ref()
    }

    /// Refuses to go on once the job was cancelled.
    pub fn check(&self) -> Result<()> {
        match &self.signal {
            Some(signal) if signal.aborted() => Err(Error::Cancelled),
            _ => Ok(()),
        }
    }
}

/// A value as plain JS data: structs are objects, `None` is null, bytes are an `Uint8Array`.
pub fn to_js(value: &impl Serialize) -> Result<JsValue> {
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false))
        .map_err(|error| Error::Browser { task: "take over a result", reason: error.to_string() })
}
