//! A file that the user chose, read piece by piece where it lies.

use std::cell::RefCell;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::rc::Rc;

use goodnet_files::{KEPT, Window};
use goodnet_js::{Error, sentence};
use js_sys::Uint8Array;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use web_sys::{File, FileReaderSync};

use crate::ahead::Ahead;
use crate::error::Result;

/// Bytes that the browser is asked for at once, where they were not fetched ahead.
const PIECE: u64 = 1 << 20;

/// A chosen file as Rust reads any file. Every read asks the browser for these bytes alone, but for those that were fetched ahead.
///
/// What it holds belongs to this worker's thread, which is the only one that it ever sees.
pub(crate) struct ChosenFile {
    file: SendWrapper<File>,
    reader: SendWrapper<FileReaderSync>,
    window: SendWrapper<Rc<RefCell<Window>>>,
    at: u64,
}

impl ChosenFile {
    pub(crate) fn new(file: &File) -> Result<Self> {
        let reader = FileReaderSync::new().map_err(Error::browser("read files"))?;
        Ok(Self {
            file: SendWrapper::new(file.clone()),
            reader: SendWrapper::new(reader),
            window: SendWrapper::new(Rc::default()),
            at: 0,
        })
    }

    /// What fetches bytes of this file before they are read.
    pub(crate) fn ahead(&self) -> Ahead {
        Ahead::new(&self.file, Rc::clone(&self.window))
    }

    /// The same for what is read in small pieces: each read would ask the browser.
    pub(crate) fn buffered(self) -> BufReader<Self> {
        BufReader::with_capacity(KEPT, self)
    }

    /// Goes on behind `count` bytes that were read; gives them.
    fn passed(&mut self, count: usize) -> usize {
        self.at += count as u64;
        self.window.borrow_mut().reached(self.at);
        count
    }

    /// A file's size is a whole number far below 2^53.
    fn size(&self) -> u64 {
        self.file.size() as u64
    }
}

impl Read for ChosenFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let said = |error: JsValue| io::Error::other(sentence(&error));
        let end = self.size().min(self.at.saturating_add(PIECE.min(out.len() as u64)));
        if end <= self.at {
            return Ok(0);
        }
        let fetched = self.window.borrow().copy(self.at, out);
        if fetched > 0 {
            return Ok(self.passed(fetched));
        }
        let piece = self.file.slice_with_f64_and_f64(self.at as f64, end as f64).map_err(said)?;
        let buffer = self.reader.read_as_array_buffer(&piece).map_err(said)?;
        let bytes = Uint8Array::new(&buffer.into());
        let count = bytes.length() as usize;
        bytes.copy_to(&mut out[..count]);
        Ok(self.passed(count))
    }
}

impl Seek for ChosenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(offset) => self.size().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = place.ok_or_else(|| io::Error::other("a place before the file's beginning"))?;
        Ok(self.at)
    }
}
