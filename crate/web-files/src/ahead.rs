//! Reads ahead in a file that is read from its beginning to its end.
//!
//! What reads files in Rust waits for nothing, and so asks the browser for a new buffer each time; its garbage collector comes late, and
//! a file of 716 MB leaves 130 to 230 MB behind. A byte stream fills the same buffer again and again, but has to be waited for. So the
//! bytes that come next are fetched in between, while somebody waits anyway.

use std::cell::RefCell;
use std::rc::Rc;

use futures_lite::AsyncReadExt as _;
use goodnet_files::Window;
use wasm_streams::{ReadableStream, readable::IntoAsyncRead};
use web_sys::File;

/// Bytes that are fetched at once; a slice of a data set has half as many at most.
const WINDOW: usize = 2 << 20;

/// What a stream is asked for at once; it seldom has more.
const PIECE: usize = 1 << 16;

/// Fetches what comes next.
pub(crate) struct Ahead {
    file: File,
    window: Rc<RefCell<Window>>,
    /// Whether this browser has byte streams of files.
    able: bool,
    stream: Option<IntoAsyncRead<'static>>,
}

impl Ahead {
    pub(crate) fn new(file: &File, window: Rc<RefCell<Window>>) -> Self {
        // An empty piece tells: a stream that is refused goes on reading, unread, in some browsers.
        let nothing = file.slice_with_f64_and_f64(0.0, 0.0).ok();
        let able =
            nothing.is_some_and(|nothing| ReadableStream::from_raw(nothing.stream()).try_into_async_read().is_ok());
        Self { file: file.clone(), window, able, stream: None }
    }

    /// Fetches the bytes behind the last read. Where the browser cannot, or where they are not read next, nothing is lost: every
    /// read asks for what it does not find here, and tells what is wrong with the file.
    pub(crate) async fn fetch(&mut self) {
        if !self.able {
            return;
        }
        if !self.window.borrow_mut().advance() {
            self.stream = None;
        }
        if self.stream.is_none() {
            let end = self.window.borrow().end();
            self.stream = self.open(end);
        }
        let Some(stream) = &mut self.stream else { return };
        let mut piece = [0; PIECE];
        while self.window.borrow().len() < WINDOW {
            match stream.read(&mut piece).await {
                Ok(count @ 1..) => self.window.borrow_mut().extend(&piece[..count]),
                // The file's end.
                Ok(0) => return,
                Err(_) => {
                    self.stream = None;
                    return;
                }
            }
        }
    }

    /// A stream of the file's bytes from `start` on.
    fn open(&self, start: u64) -> Option<IntoAsyncRead<'static>> {
        let rest = self.file.slice_with_f64_and_f64(start as f64, self.file.size()).ok()?;
        ReadableStream::from_raw(rest.stream()).try_into_async_read().ok()
    }
}
