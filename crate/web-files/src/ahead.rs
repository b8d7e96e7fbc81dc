//! Reads ahead in a file that is read from its beginning to its end.
//!
//! What reads files in Rust waits for nothing, and so asks the browser for a new buffer each time; its garbage collector comes late, and
//! a file of 716 MB leaves 130 to 230 MB behind. A byte stream fills the same buffer again and again, but has to be waited for. So the
//! bytes that come next are fetched in between, while somebody waits anyway.

use std::cell::RefCell;
use std::rc::Rc;

use futures_lite::AsyncReadExt as _;
use wasm_streams::{ReadableStream, readable::IntoAsyncRead};
use web_sys::File;

/// Bytes that are fetched at once; a slice of a data set has half as many at most.
const WINDOW: usize = 2 << 20;

/// What a stream is asked for at once; it seldom has more.
const PIECE: usize = 1 << 16;

/// The bytes that were fetched, and how far the file was read.
#[derive(Debug, Default)]
pub(crate) struct Window {
    /// Where in the file `bytes` begin.
    start: u64,
    bytes: Vec<u8>,
    /// Where the last read ended.
    next: u64,
}

impl Window {
    /// The bytes from `at` on, as far as they were fetched.
    fn from(&self, at: u64) -> Option<&[u8]> {
        let skipped = usize::try_from(at.checked_sub(self.start)?).ok()?;
        self.bytes.get(skipped..)
    }

    /// Copies what was fetched from `at` on; gives how many bytes these are.
    pub(crate) fn copy(&self, at: u64, out: &mut [u8]) -> usize {
        let found = self.from(at).unwrap_or_default();
        let count = found.len().min(out.len());
        out[..count].copy_from_slice(&found[..count]);
        count
    }

    /// Says how far the file was read.
    pub(crate) fn reached(&mut self, next: u64) {
        self.next = next;
    }

    /// Forgets what was read; whether what is left joins the bytes that come next from a stream that is open.
    fn advance(&mut self) -> bool {
        let joins = self.from(self.next).is_some();
        let read = if joins { (self.next - self.start) as usize } else { self.bytes.len() };
        self.bytes.drain(..read);
        self.start = self.next;
        joins
    }
}

/// Fetches what comes next.
pub(crate) struct Ahead {
    file: File,
    window: Rc<RefCell<Window>>,
    stream: Option<IntoAsyncRead<'static>>,
}

impl Ahead {
    pub(crate) fn new(file: &File, window: Rc<RefCell<Window>>) -> Self {
        Self { file: file.clone(), window, stream: None }
    }

    /// Fetches the bytes behind the last read. Where the browser cannot, or where they are not read next, nothing is lost: every
    /// read asks for what it does not find here, and tells what is wrong with the file.
    pub(crate) async fn fetch(&mut self) {
        if !self.window.borrow_mut().advance() {
            self.stream = None;
        }
        if self.stream.is_none() {
            let end = { self.window.borrow().start + self.window.borrow().bytes.len() as u64 };
            self.stream = self.open(end);
        }
        let Some(stream) = &mut self.stream else { return };
        let mut piece = [0; PIECE];
        while self.window.borrow().bytes.len() < WINDOW {
            match stream.read(&mut piece).await {
                Ok(count @ 1..) => self.window.borrow_mut().bytes.extend_from_slice(&piece[..count]),
                // The file's end.
                Ok(0) => return,
                Err(_) => {
                    self.stream = None;
                    return;
                }
            }
        }
    }

    /// A stream of the file's bytes from `start` on; not every browser has byte streams of files.
    fn open(&self, start: u64) -> Option<IntoAsyncRead<'static>> {
        let rest = self.file.slice_with_f64_and_f64(start as f64, self.file.size()).ok()?;
        ReadableStream::from_raw(rest.stream()).try_into_async_read().ok()
    }
}
