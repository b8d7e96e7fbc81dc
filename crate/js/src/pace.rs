//! Time and the event loop of a worker: long work runs in slices, and lets messages in between them.

use js_sys::Promise;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, Performance, WorkerGlobalScope};

use crate::error::{Error, Result};

/// How long work may hold the event loop, in milliseconds.
const SLICE: f64 = 40.0;

/// The worker that this module runs in.
pub fn worker() -> Result<WorkerGlobalScope> {
    js_sys::global().dyn_into().map_err(|_| Error::Browser {
        task: "run goodnet here",
        reason: "it is not a worker; start goodnet in a worker, so that the page stays responsive".into(),
    })
}

/// The browser's clock.
pub struct Clock(Performance);

impl Clock {
    /// The worker's own.
    pub fn new() -> Result<Self> {
        let clock = worker()?.performance();
        clock.map(Self).ok_or(Error::Browser { task: "tell the time", reason: "it has no clock".into() })
    }

    /// Milliseconds since some moment.
    pub fn now(&self) -> f64 {
        self.0.now()
    }
}

/// Knows when a slice is over.
pub(crate) struct Pace {
    clock: Clock,
    channel: MessageChannel,
    since: f64,
}

impl Pace {
    /// Starts the first slice.
    pub(crate) fn new() -> Result<Self> {
        let clock = Clock::new()?;
        let channel = MessageChannel::new().map_err(Error::browser("make a message channel"))?;
        let since = clock.now();
        Ok(Self { clock, channel, since })
    }

    /// Lets the event loop turn once, if the slice is over: whatever messages have arrived are handled.
    ///
    /// A message to oneself is used for that, because a timer of 0 ms waits 4 ms once it is nested, and a resolved
    /// promise lets nothing in.
    pub(crate) async fn breathe(&mut self) -> Result<()> {
        if self.clock.now() - self.since < SLICE {
            return Ok(());
        }
        let port = self.channel.port1();
        let turn = Promise::new(&mut |resolve, _| {
            let woken = Closure::once_into_js(move |_: JsValue| {
                // `resolve` is the promise's own function: it does not throw.
                let _ = resolve.call0(&JsValue::NULL);
            });
            port.set_onmessage(Some(woken.unchecked_ref()));
        });
        self.channel.port2().post_message(&JsValue::NULL).map_err(Error::browser("send a message"))?;
        JsFuture::from(turn).await.map_err(Error::browser("wait"))?;
        self.since = self.clock.now();
        Ok(())
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        // A channel that stays open keeps its worker's memory alive.
        self.channel.port1().close();
    }
}
